"""What is drawn on a page: straight lines (rules of tables, strokes above notes, frames, edges of shaded cells), and images."""

from typing import Any, NamedTuple

import numpy as np
from numba import types

from moisson.kernels.compiled import kernel
from moisson.readers.pdf.characters.chars import Characters
from moisson.readers.pdf.pdfium import HANDLE, NUMBER, function
from moisson.readers.pdf.tables.fills import CLEAR, FILLS, THIN, painted, rectangle, shown, straight

PATH, IMAGE, FORM = 2, 3, 5  # kinds of page objects
LINES = 20_000  # of one page; a page with more is a drawing
MOST = 400  # lines of a page that may part columns
OBJECTS = 200_000  # of one page that are looked at
DEPTH = 6  # of forms within forms
FORMS = 2_000  # of one page, or of one form, that are looked into
IMAGES = 2_000  # of one page
TOUCH, BESIDE = 2.5, 400  # points between lines that are one; lines that are looked at for one
SHORT = 4.0  # points: what is no longer is no rule

_page_objects = function("FPDFPage_CountObjects", NUMBER, HANDLE)
_form_objects = function("FPDFFormObj_CountObjects", NUMBER, HANDLE)
_page_object = function("FPDFPage_GetObject", HANDLE, HANDLE, NUMBER)
_form_object = function("FPDFFormObj_GetObject", HANDLE, HANDLE, types.size_t)
_kind = function("FPDFPageObj_GetType", NUMBER, HANDLE)
_matrix = function("FPDFPageObj_GetMatrix", NUMBER, HANDLE, types.intp)
_mode = function("FPDFPath_GetDrawMode", NUMBER, HANDLE, *[types.intp] * 2)
_colour = function("FPDFPageObj_GetFillColor", NUMBER, HANDLE, *[types.intp] * 4)
_bounds = function("FPDFPageObj_GetBounds", NUMBER, HANDLE, *[types.intp] * 4)
_corners = function("FPDFPageObj_GetRotatedBounds", NUMBER, HANDLE, types.intp)
_pieces = function("FPDFPath_CountSegments", NUMBER, HANDLE)
_piece = function("FPDFPath_GetPathSegment", HANDLE, HANDLE, NUMBER)
_point = function("FPDFPathSegment_GetPoint", NUMBER, HANDLE, *[types.intp] * 2)
_piece_kind = function("FPDFPathSegment_GetType", NUMBER, HANDLE)
_closes = function("FPDFPathSegment_GetClose", NUMBER, HANDLE)


class Rules(NamedTuple):
    """Lines as rows of numbers, in the page's coordinates: `flat` as y, left, right; `upright` as x, top, bottom."""

    flat: Any
    upright: Any


NONE = Rules(np.zeros((0, 3)), np.zeros((0, 3)))


@kernel
def _walk(
    container: Any,
    is_form: Any,
    count: Any,
    outer: Any,
    span: Any,
    lines: Any,
    found: Any,
    fills: Any,
    many: Any,
    forms: Any,
    spans: Any,
    images: Any,
) -> Any:
    """Gather the straight strokes and edges of one container, its filled rectangles, its forms and its images.

    `span` is when it is painted, from and to: what is painted later covers what is there. Returns how many lines and rectangles
    there are now, and how many of its own forms and images.
    """
    m = np.empty(6, np.float32)
    numbers = np.empty(4, np.uint32)
    words = np.empty(2, np.int32)
    place = np.empty(4, np.float32)
    to_m, to_numbers, to_words, to_place = m.ctypes.data, numbers.ctypes.data, words.ctypes.data, place.ctypes.data
    inner = seen = 0
    for i in range(count):
        item = _form_object(container, i) if is_form else _page_object(container, i)
        if item == 0:
            continue
        kind = _kind(item)
        if kind == FORM and inner < len(forms):
            forms[inner] = item
            spans[inner, 0] = span[0] + (span[1] - span[0]) * i / count
            spans[inner, 1] = span[0] + (span[1] - span[0]) * (i + 1) / count
            inner += 1
        elif kind == IMAGE and seen < len(images) and _corners(item, images[seen].ctypes.data):
            seen += 1
        if kind != PATH:
            continue
        if (
            _bounds(item, to_place, to_place + 4, to_place + 8, to_place + 12)
            and place[2] - place[0] < THIN
            and place[3] - place[1] < THIN
        ):
            continue
        words[:] = 0
        _mode(item, to_words, to_words + 4)
        filled, stroked = words[0] != 0, (words[1] & 255) != 0
        if not filled and not stroked:
            continue
        numbers[3] = 255
        coloured = filled and _colour(item, to_numbers, to_numbers + 4, to_numbers + 8, to_numbers + 12)
        if not stroked and coloured and numbers[3] < CLEAR and min(place[2] - place[0], place[3] - place[1]) >= THIN:
            continue
        first = found
        _matrix(item, to_m)
        a = m[0] * outer[0] + m[1] * outer[2]
        b = m[0] * outer[1] + m[1] * outer[3]
        c = m[2] * outer[0] + m[3] * outer[2]
        d = m[2] * outer[1] + m[3] * outer[3]
        e = m[4] * outer[0] + m[5] * outer[2] + outer[4]
        f = m[4] * outer[1] + m[5] * outer[3] + outer[5]
        sx = sy = px = py = 0.0
        pieces = min(_pieces(item), 20000)
        for k in range(pieces):
            part = _piece(item, k)
            _point(part, to_place, to_place + 4)
            x = place[0] * a + place[1] * c + e
            y = place[0] * b + place[1] * d + f
            what = _piece_kind(part)
            if what == 2:
                sx, sy = x, y
            elif what == 0 and found < len(lines) and straight(x, y, px, py):
                lines[found, 0], lines[found, 1], lines[found, 2], lines[found, 3] = px, py, x, y
                found += 1
            px, py = x, y
            if _closes(part):
                if found < len(lines) and straight(sx, sy, px, py):
                    lines[found, 0], lines[found, 1], lines[found, 2], lines[found, 3] = px, py, sx, sy
                    found += 1
                px, py = sx, sy
        if coloured and numbers[3] >= CLEAR and many < len(fills) and rectangle(lines[first:found], fills[many], sx, sy):
            fill = fills[many]
            fill[4] = 1 + numbers[0] * 65536 + numbers[1] * 256 + numbers[2]
            fill[5], fill[6] = stroked, span[0] + (span[1] - span[0]) * i / count
            many += 1
            if not stroked:
                found = first
    return found, many, inner, seen


@kernel
def _fuse(rows: Any) -> Any:
    """Join lines, given in order of place and start, that lie beside each other and touch."""
    kept = np.empty((len(rows), 3))
    count = 0
    for i in range(len(rows)):
        place, start, end = rows[i, 0], rows[i, 1], rows[i, 2]
        joined = False
        k = count - 1
        while k >= 0 and place - kept[k, 0] < TOUCH and count - k < BESIDE:
            if start <= kept[k, 2] + TOUCH and end >= kept[k, 1] - TOUCH:
                kept[k, 1], kept[k, 2] = min(start, kept[k, 1]), max(end, kept[k, 2])
                joined = True
                break
            k -= 1
        if not joined:
            kept[count, 0], kept[count, 1], kept[count, 2] = place, start, end
            count += 1
    return kept[:count]


def merged(rows: Any) -> Any:
    """Lines, as place, start and end, joined where they lie beside each other or touch."""
    fuse: Any = _fuse
    for _ in range(2):
        rows = fuse(rows[np.lexsort((rows[:, 1], rows[:, 0]))])
    return rows[rows[:, 2] - rows[:, 1] > SHORT]


@kernel
def _lines(page: Any, left: Any, bottom: Any, width: Any, height: Any) -> Any:
    """The straight lines of a page and of the forms in it, as rows of two points, and the corners of the page's own images."""
    lines, most = np.empty((LINES, 4)), FORMS * DEPTH + 1  # that wait at one time
    waiting, depths, outers = np.empty(most, np.int64), np.empty(most, np.int64), np.empty((most, 6))
    times, spans = np.empty((most, 2)), np.empty((FORMS, 2))
    forms, m = np.empty(FORMS, np.int64), np.empty(6, np.float32)
    corners, images = np.empty((IMAGES, 8), np.float32), 0
    waiting[0], depths[0], times[0, 0], times[0, 1] = page, 0, 0.0, 1.0
    outers[0, 0], outers[0, 1], outers[0, 2], outers[0, 3], outers[0, 4], outers[0, 5] = 1.0, 0.0, 0.0, 1.0, 0.0, 0.0
    fills, filled = np.empty((FILLS, 7)), np.int64(0)  # left, bottom, right, top, colour, whether stroked, when
    found, more, rest = np.int64(0), 1, OBJECTS
    while more and rest > 0:
        more -= 1
        container, depth, outer, span = waiting[more], depths[more], outers[more].copy(), times[more].copy()
        count = _form_objects(container) if depth else _page_objects(container)
        room = corners[: 0 if depth else IMAGES]
        found, filled, inner, seen = _walk(
            container, depth > 0, min(count, rest), outer, span, lines, found, fills, filled, forms, spans, room
        )
        images = max(images, seen)
        rest -= count
        for k in range(inner if depth < DEPTH else 0):
            waiting[more], depths[more], times[more], m[:] = forms[k], depth + 1, spans[k], 0.0
            _matrix(forms[k], m.ctypes.data)
            for r in range(0, 6, 2):
                outers[more, r] = m[r] * outer[0] + m[r + 1] * outer[2]
                outers[more, r + 1] = m[r] * outer[1] + m[r + 1] * outer[3]
            outers[more, 4] += outer[4]
            outers[more, 5] += outer[5]
            more += 1
    if filled:
        fills = fills[np.argsort(fills[:filled, 6], kind="mergesort")]
        found = shown(fills, painted(fills, left, bottom, width, height), left, bottom, lines, found)
    return lines[: found if found < LINES else 0], corners[:images]


def rules(page: int, layout: Characters) -> tuple[Rules, Any]:
    """The lines of a page, joined where they touch, none where there are so many that it is a drawing; and its images.

    These are the boxes of those that stand in no form, as left, top, right and bottom of the page as the file has it.
    """
    width, height = (layout.height, layout.width) if layout.turn % 2 else (layout.width, layout.height)
    find: Any = _lines
    lines, corners = find(page, layout.left, layout.bottom, width, height)
    x, y = layout.upright(lines[:, 0::2], lines[:, 1::2])
    flat = np.ptp(y, 1) < np.ptp(x, 1)
    across, down = corners[:, 0::2] - layout.left, layout.bottom + height - corners[:, 1::2]
    boxes = np.stack([across.min(1).clip(0), down.min(1).clip(0), across.max(1).clip(max=width), down.max(1).clip(max=height)], 1)
    shown = boxes[(boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])]
    return Rules(_placed(x[flat], y[flat]), _placed(y[~flat], x[~flat])), shown


def _placed(along: Any, across: Any) -> Any:
    """Lines by where they stand, begin and end."""
    return merged(np.stack([across.mean(1), along.min(1), along.max(1)], 1))
