"""The characters of a page of a PDF, with their places, sizes and fonts.

pdfium gives characters in the order of the content stream, and its own idea of words and lines. Only the characters and where
they stand are taken from it: words and lines follow from geometry alone, so that a file with one glyph per line, with words
cut by kerning or without any space reads like any other. The loops over characters are compiled and call pdfium directly.

Coordinates are points from the top left of the page as read; `y` grows downwards, and a baseline stands at `y`.
"""

import re
from ctypes import cast, create_string_buffer
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numba import types

from moisson.kernels.compiled import kernel
from moisson.readers.pdf.pdfium import HANDLE, NUMBER, connect, function

FONTS = 500  # of one page that are told apart
ASLANT = 0.2  # of what a line runs along: how far it may rise, as slanted glyphs do, and still run straight
FLAT = 0.5  # points: type of no more is none
BEYOND = 2.0  # points beyond the page at which a character may begin, as rounding has it
THIN, FAR = 0.02, 2.0  # of the size: a box that is thinner, or begins further off than its character, is wrong in the font
LIFT = 0.33  # of the size: by how much its baseline is taken to be raised
RAISED, SMALL = 0.22, 0.62  # of the size: how high a small glyph of a figure stands at the least, and how large it is
CHARACTERS = 400_000  # of one page; what comes after is left out
ZERO, NINE, CAPITAL_A, FULL_STOP, CLOSING = 48, 57, 65, 46, 41  # codes: a note's figures stand behind letters, stops, parentheses

# In a font's name; TeX's own fonts, and its Times, have names for it that others do not.
BOLD = re.compile(rb"bold|black|heavy|demi|fett|gras|cmbx|ssbx|ecbx|sfbx|9l-med", re.IGNORECASE)
LONGEST = 256  # bytes of a font's name; one that is longer says nothing

_get_unicode = function("FPDFText_GetUnicode", types.uint32, HANDLE, NUMBER)
_get_object = function("FPDFText_GetTextObject", HANDLE, HANDLE, NUMBER)
_get_size = function("FPDFText_GetFontSize", types.float64, HANDLE, NUMBER)
_get_matrix = function("FPDFText_GetMatrix", NUMBER, HANDLE, NUMBER, types.intp)
_get_loose = function("FPDFText_GetLooseCharBox", NUMBER, HANDLE, NUMBER, types.intp)
_get_box = function("FPDFText_GetCharBox", NUMBER, HANDLE, NUMBER, *[types.intp] * 4)
_get_origin = function("FPDFText_GetCharOrigin", NUMBER, HANDLE, NUMBER, *[types.intp] * 2)
_get_error = function("FPDFText_HasUnicodeMapError", NUMBER, HANDLE, NUMBER)
_get_count = function("FPDFText_CountChars", NUMBER, HANDLE)
_get_bounds = function("FPDF_GetPageBoundingBox", NUMBER, HANDLE, types.intp)
_get_font = function("FPDFTextObj_GetFont", HANDLE, HANDLE)


class Way(NamedTuple):
    """The characters that run one way, as arrays in the order of the content stream."""

    turn: int  # quarters of a turn counter-clockwise
    code: Any
    x0: Any
    x1: Any
    y: Any
    size: Any
    font: Any  # its number
    first: Any  # of a text object
    unknown: Any  # the file does not say what it means
    bold: Any  # of each font, whether it is
    named: Any  # of each font, its name in the file
    mark: Any  # pdfium's text object; once `tags.elements.marked` has been asked, the number of its content

    def some(self, which: Any) -> "Way":
        """The characters that an array of places or of truths chooses, in its order."""
        return self._replace(**{name: getattr(self, name)[which] for name in OF_EACH})


OF_EACH = ("code", "x0", "x1", "y", "size", "font", "first", "unknown", "mark")  # arrays with one entry for each character


@dataclass(slots=True)
class Characters:
    """The characters of a page: first those that run the way most do."""

    width: float
    height: float
    left: float  # of the page, in the file's own coordinates, and its bottom
    bottom: float
    turn: int
    unmapped: float  # share of the characters for which the file does not say what they mean
    count: int
    ways: list[Way]

    def upright(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Where points in the file's own coordinates are on the page as it is read."""
        return turned(self.turn, x - self.left, y - self.bottom, self.width, self.height)


def turned(turn: int, x: Any, y: Any, width: float, height: float) -> tuple[Any, Any]:
    """Points measured from the bottom left as they lie from the top left of a page of this size, so many quarters turned."""
    return ((x, height - y), (y, x), (width - x, y), (width - y, height - x))[turn]


@kernel
def _cast(textpage: Any, i: Any, matrix: Any) -> Any:
    """The size and turn of the characters of a text object, of which `i` is one; turn 4 where they run aslant, or are flat."""
    _get_matrix(textpage, i, matrix.ctypes.data)
    a, b, c, d = matrix[0], matrix[1], matrix[2], matrix[3]
    size = _get_size(textpage, i) * np.hypot(c, d)
    if size < 0:  # a font of a size below zero, turned about: it stands upright
        a, b, c, d, size = -a, -b, -c, -d, -size
    if abs(a * d - b * c) <= 0 or size <= FLAT:
        return size, 4
    if abs(b) <= ASLANT * abs(a):
        return size, 0 if a >= 0 else 2
    if abs(a) <= ASLANT * abs(b):
        return size, 1 if b > 0 else 3
    return size, 4


@kernel
def _gather(page: Any, textpage: Any) -> Any:
    """The characters of a page: those that stand on it, and do not run aslant.

    Returns the page's left, bottom, width and height; rows for where each begins (x, y), its box (left, right, bottom, top) and
    its size, measured from the bottom left of the page; of each its code, turn, font, whether it is a text object's first,
    whether the file does not say what it means, and that object.
    """
    box, matrix = np.zeros(4, np.float32), np.empty(6, np.float32)
    tight, at = np.empty(4, np.float64), np.empty(2, np.float64)
    to_box, to_tight, to_at = box.ctypes.data, tight.ctypes.data, at.ctypes.data
    _get_bounds(page, to_box)
    left, bottom = float(box[0]), float(box[3])
    width, height = float(box[2]) - left, float(box[1]) - bottom
    count = max(0, min(_get_count(textpage), CHARACTERS))
    places, code, turn = np.empty((7, count)), np.empty(count, np.uint32), np.empty(count, np.int8)
    fonts, holders = np.empty(count, np.int64), np.empty(count, np.int64)
    first, error = np.empty(count, np.bool_), np.empty(count, np.bool_)
    before = taken = font = 0
    now_size, now_turn, fresh, raised = 0.0, 4, True, False
    for i in range(count):
        unit = _get_unicode(textpage, i)
        holder = _get_object(textpage, i)
        if holder == 0:
            continue  # generated: pdfium's own spaces and line ends
        if 0xDC00 <= unit < 0xE000 and taken and 0xD800 <= code[taken - 1] < 0xDC00:
            code[taken - 1] = 0x10000 + ((code[taken - 1] - 0xD800) << 10) + (unit - 0xDC00)
            continue
        if holder != before:
            before, fresh = holder, True
            now_size, now_turn = _cast(textpage, i, matrix)
            font = _get_font(holder)
        if now_turn == 4:
            continue
        _get_origin(textpage, i, to_at, to_at + 8)
        x, y = at[0] - left, at[1] - bottom
        if not (-BEYOND < x < width + BEYOND and -BEYOND < y < height + BEYOND):
            continue
        code[taken], turn[taken], fonts[taken], first[taken], holders[taken] = unit, now_turn, font, fresh, holder
        fresh = False
        _get_loose(textpage, i, to_box)
        x0, x1 = np.float32(box[0] - left), np.float32(box[2] - left)
        low, high = np.float32(box[3] - bottom), np.float32(box[1] - bottom)
        along = x1 - x0 if now_turn % 2 == 0 else high - low
        a, b, c, d, s = np.float64(x0), np.float64(x1), np.float64(low), np.float64(high), now_size
        if along < THIN * s or abs(a - x) > FAR * s:
            _get_box(textpage, i, to_tight, to_tight + 8, to_tight + 16, to_tight + 24)
            a, b, c, d = tight[0] - left, tight[1] - left, tight[2] - bottom, tight[3] - bottom
        figure = ZERO <= unit <= NINE and now_turn == 0 and taken
        if figure and (raised or code[taken - 1] >= CAPITAL_A or code[taken - 1] == FULL_STOP or code[taken - 1] == CLOSING):
            _get_box(textpage, i, to_tight, to_tight + 8, to_tight + 16, to_tight + 24)
            raised = tight[2] - bottom > y + RAISED * s
            if raised:  # a glyph of its own, small and above the line
                y, s = y + LIFT * s, SMALL * s
        else:
            raised = False
        for k, value in enumerate((x, y, a, b, c, d, s)):
            places[k, taken] = value
        error[taken] = _get_error(textpage, i) == 1
        taken += 1
    kinds = code[:taken], turn[:taken], fonts[:taken], first[:taken], error[:taken], holders[:taken]
    return (left, bottom, width, height), places[:, :taken], kinds


def heavy(fonts: Any) -> tuple[Any, list[bytes]]:
    """Which of pdfium's fonts, by the addresses where they lie, are bold by their names; and these names."""
    raw = connect()
    name, found, names = create_string_buffer(LONGEST), np.zeros(len(fonts), np.int8), list[bytes]()
    for k, address in enumerate(fonts.tolist()):
        font = cast(address, raw.FPDF_FONT)
        names.append(name.value if raw.FPDFFont_GetBaseFontName(font, name, LONGEST) <= LONGEST else b"")
        found[k] = BOLD.search(names[k]) is not None
    return found, names


def characters(page: int, textpage: int) -> Characters:
    """The characters of a page, upright."""
    gather: Any = _gather
    (left, bottom, width, height), places, (code, turns, handles, first, error, holders) = gather(page, textpage)
    fonts, at, font = np.unique(handles, return_index=True, return_inverse=True)
    place = np.argsort(at)  # fonts by their first characters: pdfium may hold them anywhere
    bold, named = heavy(fonts[place[:FONTS]])
    font = np.minimum(np.argsort(place)[font], FONTS - 1)
    main = int(np.bincount(turns, minlength=4).argmax())
    ways = []
    for turn in [main, *sorted({*turns.tolist()} - {main})]:
        chosen = turns == turn
        x, y, x0, x1, low, high, size = [each[chosen] for each in places]
        wide, tall = (height, width) if turn % 2 else (width, height)
        start, end = np.sort([turned(turn, x0, low, wide, tall)[0], turned(turn, x1, high, wide, tall)[0]], 0)
        base = turned(turn, x, y, wide, tall)[1]
        kinds = code[chosen], start, end, base, size, font[chosen], first[chosen], error[chosen]
        ways.append(Way(turn, *kinds, bold, named, holders[chosen]))
    wide, tall = (height, width) if main % 2 else (width, height)
    return Characters(wide, tall, left, bottom, main, float(error.mean()) if len(error) else 0.0, len(code), ways)
