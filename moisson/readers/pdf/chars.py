"""The characters of a page of a PDF, with their places, sizes and fonts.

pdfium gives characters in the order of the content stream, and its own idea of words and lines. Only the characters and where
they stand are taken from it: words and lines follow from geometry alone, so that a file with one glyph per line, with words
cut by kerning or without any space reads like any other. The loops over characters are compiled and call pdfium directly.

Coordinates are points from the top left of the page as read; `y` grows downwards, and a baseline stands at `y`.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numba import types

from moisson.kernels.compiled import kernel
from moisson.readers.pdf.fonts import heavy
from moisson.readers.pdf.letters import COMMON, LAST, LETTERS, MARKS, PLAIN, SURE, UNTOLD, WIDE
from moisson.readers.pdf.pdfium import HANDLE, NUMBER, function

FONTS = 500  # of one page that are told apart
RAISED, SMALL = 0.22, 0.62  # of the size: how high a small glyph of a figure stands at the least, and how large it is
CHARACTERS = 400_000  # of one page; what comes after is left out

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
    mark: Any = None  # pdfium's text object; once `tags.elements.marked` has been asked, the number of its content


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
    ways: list[Way] = field(default_factory=list)
    usual: bool = False  # small letters are spread as in a language, or few
    single: bool = False  # no character is an accent, or a letter printed over the same one with an accent
    untold: bool = False  # letters are as wide as ligatures: their codes are `UNTOLD` and the letter


@kernel
def _cast(textpage: Any, i: Any, matrix: Any) -> Any:
    """The size and turn of the characters of a text object, of which `i` is one, and the size by which their widths are measured.

    Turn 4 where they run aslant, or are flat.
    """
    _get_matrix(textpage, i, matrix.ctypes.data)
    a, b, c, d = matrix[0], matrix[1], matrix[2], matrix[3]
    units = _get_size(textpage, i)
    size, wide = units * np.hypot(c, d), abs(units * a)
    if abs(a * c + b * d) > 0.05 * abs(a * d - b * c):
        wide = np.inf  # slanted: the boxes of its letters reach over others
    if size < 0:  # a font of a size below zero, turned about: it stands upright
        a, b, c, d, size = -a, -b, -c, -d, -size
    if abs(a * d - b * c) <= 0 or size <= 0.5:
        return size, 4, wide
    if abs(b) <= 0.2 * abs(a):
        return size, 0 if a >= 0 else 2, wide
    if abs(a) <= 0.2 * abs(b):
        return size, 1 if b > 0 else 3, wide
    return size, 4, wide


@kernel
def _gather(page: Any, textpage: Any) -> Any:
    """The characters of a page: those that stand on it, and do not run aslant.

    Returns the page's left, bottom, width and height; of how many characters the meaning is unknown; whether any is turned; rows
    for start, end, baseline and size, measured from the top left of the page turned so that the character is upright; of each its
    code, turn, number of font, whether it is a text object's first, whether the file does not say what it means, and that object;
    the fonts; of a page without turned ones, whether it is `usual` and `single`, and whether any letter is as wide as a ligature.
    """
    box, matrix = np.zeros(4, np.float32), np.empty(6, np.float32)
    tight, at = np.empty(4, np.float64), np.empty(2, np.float64)
    to_box, to_tight, to_at = box.ctypes.data, tight.ctypes.data, at.ctypes.data
    _get_bounds(page, to_box)
    left, bottom = float(box[0]), float(box[3])
    width, height = float(box[2]) - left, float(box[1]) - bottom
    count = max(0, min(_get_count(textpage), CHARACTERS))
    places, code, fonts = np.empty((4, count)), np.empty(count, np.uint32), np.empty(FONTS, np.int64)
    turn, font = np.empty(count, np.int8), np.empty(count, np.int16)
    holders = np.empty(count, np.int64)
    first, error = np.empty(count, np.bool_), np.empty(count, np.bool_)
    start, end, base, size = places
    before = taken = unknown = many = now_font = 0
    now_size, now_wide, now_turn, fresh, turned, raised = 0.0, 0.0, 4, True, False, False
    common = letters = untold = 0
    single = True
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
            now_size, now_turn, now_wide = _cast(textpage, i, matrix)
            handle, now_font = _get_font(holder), 0
            while now_font < many and fonts[now_font] != handle:
                now_font += 1
            if now_font == many:
                if many < len(fonts):
                    fonts[many] = handle
                    many += 1
                else:
                    now_font = many - 1
        if now_turn == 4:
            continue
        _get_origin(textpage, i, to_at, to_at + 8)
        x, y = at[0] - left, at[1] - bottom
        if not (-2 < x < width + 2 and -2 < y < height + 2):
            continue
        code[taken], turn[taken], font[taken], first[taken], holders[taken] = unit, now_turn, now_font, fresh, holder
        fresh = False
        _get_loose(textpage, i, to_box)
        x0, x1 = np.float32(box[0] - left), np.float32(box[2] - left)
        low, high = np.float32(box[3] - bottom), np.float32(box[1] - bottom)
        along = x1 - x0 if now_turn % 2 == 0 else high - low
        a, b, c, d, s = np.float64(x0), np.float64(x1), np.float64(low), np.float64(high), now_size
        if along < 0.02 * s or abs(a - x) > 2 * s:
            _get_box(textpage, i, to_tight, to_tight + 8, to_tight + 16, to_tight + 24)
            a, b, c, d = tight[0] - left, tight[1] - left, tight[2] - bottom, tight[3] - bottom
        figure = 48 <= unit <= 57 and now_turn == 0 and taken
        if figure and (raised or code[taken - 1] > 64 or code[taken - 1] == 46 or code[taken - 1] == 41):
            _get_box(textpage, i, to_tight, to_tight + 8, to_tight + 16, to_tight + 24)
            raised = tight[2] - bottom > y + RAISED * s
            if raised:  # a glyph of its own, small and above the line
                y, s = y + 1.5 * RAISED * s, SMALL * s
        else:
            raised = False
        size[taken] = s
        if now_turn == 0:
            start[taken], end[taken], base[taken] = a, b, height - y
            if along > WIDE[min(unit, np.uint32(0xFF))] * now_wide and not (taken and abs(a - start[taken - 1]) < 0.05 * s):
                _get_box(textpage, i, to_tight, to_tight + 8, to_tight + 16, to_tight + 24)
                if tight[1] - tight[0] > 0.75 * WIDE[unit] * now_wide:  # no letter that only stands apart
                    code[taken] = np.uint32(UNTOLD) + unit
                    untold += 1
        else:
            turned = True
            if now_turn == 1:  # runs upwards
                start[taken], end[taken], base[taken] = c, d, x
            elif now_turn == 2:  # upside down
                start[taken], end[taken], base[taken] = width - b, width - a, y
            else:
                start[taken], end[taken], base[taken] = height - d, height - c, width - x
        error[taken] = _get_error(textpage, i) == 1
        unknown += error[taken]
        common += COMMON[min(unit, np.uint32(0xFF))]
        letters += (unit >= 0x61) & (unit <= 0x7A)
        if taken and single:
            last = code[taken - 1]
            if last != unit and 0xC0 <= max(last, unit) < LAST and PLAIN[last] == PLAIN[unit]:
                single = abs(a - start[taken - 1]) >= 0.01 * size[taken - 1] or base[taken] != base[taken - 1]
        single = single and (unit >= LAST or MARKS[unit] == 0)
        taken += 1
    kinds = code[:taken], turn[:taken], font[:taken], first[:taken], error[:taken], holders[:taken]
    usual = letters < LETTERS or common / letters >= SURE
    told = usual and not turned, single and not turned, untold > 0
    return (left, bottom, width, height), unknown, turned, places[:, :taken], kinds, fonts[:many], told


def characters(page: int, textpage: int) -> Characters:
    """The characters of a page, upright."""
    gather: Any = _gather
    (left, bottom, width, height), unknown, turned, places, kinds, fonts, told = gather(page, textpage)
    code, turn, font, first, error, holders = kinds
    bold = heavy(fonts)
    taken = len(code)
    main = int(np.bincount(turn, minlength=4).argmax()) if turned else 0
    usual, single, untold = told
    share = unknown / taken if taken else 0.0
    found = Characters(width, height, left, bottom, main, share, taken, usual=usual, single=single, untold=untold)
    if not turned:
        start, end, base, size = places
        found.ways.append(Way(0, code, start, end, base, size, font, first, error, bold, holders))
        return found
    for way in [main, *(way for way in range(4) if way != main)]:
        chosen = turn == way
        if chosen.any() or way == main:
            start, end, base, size = (values[chosen] for values in places)
            kind, begins, unsure, holder = (values[chosen] for values in (font, first, error, holders))
            found.ways.append(Way(way, code[chosen], start, end, base, size, kind, begins, unsure, bold, holder))
    if main % 2:
        found.width, found.height = height, width
    return found
