"""What is drawn on a page: straight lines (rules of tables, strokes above notes, frames, edges of shaded cells), and images."""

from typing import Any, NamedTuple

import numpy as np
from numba import types

from moisson.kernels.compiled import kernel
from moisson.readers.pdf.characters.chars import Characters
from moisson.readers.pdf.objects import IMAGE, PATH
from moisson.readers.pdf.pdfium import HANDLE, NUMBER, function
from moisson.readers.pdf.tables.fills import THIN, edges

LINES = 20_000  # of one page; a page with more is a drawing
MOST = 400  # lines of a page that may part columns
PIECES = 20_000  # of one path
IMAGES = 2_000  # of one page
TOUCH, BESIDE = 2.5, 400  # points between lines that are one; lines that are looked at for one
FILLS = 20_000  # filled rectangles of one page
CLEAR = 16  # of 255: paint that covers less does not show
SKEWED = 1.0  # points by which a straight line may slope
SHORT = 4.0  # points: what is no longer is no rule
LINE, MOVE = 0, 2  # kinds of a path's pieces

_mode = function("FPDFPath_GetDrawMode", NUMBER, HANDLE, *[types.intp] * 2)
_colour = function("FPDFPageObj_GetFillColor", NUMBER, HANDLE, *[types.intp] * 4)
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
def _add(lines: Any, found: Any, x: Any, y: Any, to_x: Any, to_y: Any) -> Any:
    """Add a line, if it is level or upright and long enough to see; returns how many there are now."""
    across, along = abs(x - to_x), abs(y - to_y)
    if found < len(lines) and max(across, along) > THIN and min(across, along) < SKEWED:
        lines[found, 0], lines[found, 1], lines[found, 2], lines[found, 3] = x, y, to_x, to_y
        found += 1
    return found


@kernel
def _trace(path: Any, matrix: Any, lines: Any, found: Any) -> Any:
    """Add the straight lines of a path; returns how many there are now."""
    point = np.empty(2, np.float32)
    start_x = start_y = before_x = before_y = 0.0
    for k in range(min(_pieces(path), PIECES)):
        piece = _piece(path, k)
        _point(piece, point.ctypes.data, point.ctypes.data + 4)
        x = point[0] * matrix[0] + point[1] * matrix[2] + matrix[4]
        y = point[0] * matrix[1] + point[1] * matrix[3] + matrix[5]
        kind = _piece_kind(piece)
        if kind == MOVE:
            start_x, start_y = x, y
        elif kind == LINE:
            found = _add(lines, found, before_x, before_y, x, y)
        before_x, before_y = x, y
        if _closes(piece):
            found = _add(lines, found, x, y, start_x, start_y)
            before_x, before_y = start_x, start_y
    return found


@kernel
def _rectangle(lines: Any, box: Any) -> Any:
    """Whether the lines of a path are the sides of a rectangle, or the long ones of a thin one; its `box` then."""
    if not 2 <= len(lines) <= 4:
        return False
    x, y = lines[:, 0::2], lines[:, 1::2]
    box[0], box[1], box[2], box[3] = x.min(), y.min(), x.max(), y.max()
    for k in range(len(lines)):
        flat = abs(y[k, 0] - y[k, 1]) < abs(x[k, 0] - x[k, 1])
        place = y[k, 0] if flat else x[k, 0]
        if min(abs(place - box[1 if flat else 0]), abs(place - box[3 if flat else 2])) > SKEWED:
            return False
    thin = min(box[2] - box[0], box[3] - box[1]) <= THIN
    return len(lines) == (2 if thin else 4)


@kernel
def _drawn(objects: Any) -> Any:
    """The straight lines that a page's objects draw, as rows of two points, and the rectangles that they fill."""
    lines, fills = np.empty((LINES, 4)), np.empty((FILLS, 5))
    colour, mode = np.empty(4, np.uint32), np.empty(2, np.int32)
    to_colour, to_mode = colour.ctypes.data, mode.ctypes.data
    found = filled = 0
    for i in range(len(objects)):
        path = objects[i].item
        if objects[i].kind != PATH or not _mode(path, to_mode, to_mode + 4):
            continue
        stroked = (mode[1] & 255) != 0
        if not (mode[0] or stroked):
            continue
        coloured = mode[0] and _colour(path, to_colour, to_colour + 4, to_colour + 8, to_colour + 12)
        first = found
        found = _trace(path, objects[i].matrix, lines, found)
        if not coloured or filled == len(fills):
            continue
        fill = fills[filled]
        framed = _rectangle(lines[first:found], fill)
        if framed and colour[3] >= CLEAR:
            fill[4] = 1 + colour[0] * 65536 + colour[1] * 256 + colour[2]
            filled += 1
        elif colour[3] >= CLEAR or (framed and min(fill[2] - fill[0], fill[3] - fill[1]) <= THIN):
            continue
        if not stroked:
            found = first
    return lines[:found], fills[:filled]


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
def _corners_of(objects: Any) -> Any:
    """The corners of the images that stand in no form, as rows of x and y."""
    corners, count = np.empty((IMAGES, 8), np.float32), 0
    for i in range(len(objects)):
        item = objects[i].item
        if objects[i].kind == IMAGE and objects[i].outer == item and count < IMAGES:
            count += _corners(item, corners[count].ctypes.data) != 0
    return corners[:count]


def rules(objects: Any, layout: Characters) -> tuple[Rules, Any]:
    """The lines of a page, joined where they touch, none where there are so many that it is a drawing; and its images.

    `objects` are the page's, as rows of `OBJECT`. Images are those that stand in no form, as left, top, right and bottom of the
    page as the file has it.
    """
    width, height = (layout.height, layout.width) if layout.turn % 2 else (layout.width, layout.height)
    find: Any = _drawn
    lines, fills = find(objects)
    if len(fills):
        corner = np.array((layout.left, layout.bottom) * 2)
        fills[:, :4] -= corner
        lines = np.concatenate([lines, edges(fills, width, height) + corner])
    lines, corners = lines[: len(lines) if len(lines) < LINES else 0], _corners_of(objects)
    x, y = layout.upright(lines[:, 0::2], lines[:, 1::2])
    flat = np.ptp(y, 1) < np.ptp(x, 1)
    across, down = corners[:, 0::2] - layout.left, layout.bottom + height - corners[:, 1::2]
    boxes = np.stack([across.min(1).clip(0), down.min(1).clip(0), across.max(1).clip(max=width), down.max(1).clip(max=height)], 1)
    shown = boxes[(boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])]
    return Rules(_placed(x[flat], y[flat]), _placed(y[~flat], x[~flat])), shown


def _placed(along: Any, across: Any) -> Any:
    """Lines by where they stand, begin and end."""
    return merged(np.stack([across.mean(1), along.min(1), along.max(1)], 1))
