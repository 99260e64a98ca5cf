"""The straight lines that are drawn on a page: rules of tables, strokes above notes, frames, edges of shaded cells."""

import ctypes
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import types

from moisson.extract.pdf.chars import Characters, address, connect
from moisson.kernels.compiled import kernel

PATH, FORM = 2, 5  # kinds of page objects
LINES = 20_000  # of one page; a page with more is a drawing
OBJECTS = 200_000  # of one page that are looked at
DEPTH = 6  # of forms within forms

_HANDLE = types.intp
_page_object: Any = types.ExternalFunction("FPDFPage_GetObject", types.intp(_HANDLE, types.int32))
_form_object: Any = types.ExternalFunction("FPDFFormObj_GetObject", types.intp(_HANDLE, types.size_t))
_kind: Any = types.ExternalFunction("FPDFPageObj_GetType", types.int32(_HANDLE))
_matrix: Any = types.ExternalFunction("FPDFPageObj_GetMatrix", types.int32(_HANDLE, types.intp))
_mode: Any = types.ExternalFunction("FPDFPath_GetDrawMode", types.int32(_HANDLE, types.intp, types.intp))
_colour: Any = types.ExternalFunction(
    "FPDFPageObj_GetFillColor", types.int32(_HANDLE, types.intp, types.intp, types.intp, types.intp)
)
_bounds: Any = types.ExternalFunction(
    "FPDFPageObj_GetBounds", types.int32(_HANDLE, types.intp, types.intp, types.intp, types.intp)
)
_pieces: Any = types.ExternalFunction("FPDFPath_CountSegments", types.int32(_HANDLE))
_piece: Any = types.ExternalFunction("FPDFPath_GetPathSegment", types.intp(_HANDLE, types.int32))
_point: Any = types.ExternalFunction("FPDFPathSegment_GetPoint", types.int32(_HANDLE, types.intp, types.intp))
_piece_kind: Any = types.ExternalFunction("FPDFPathSegment_GetType", types.int32(_HANDLE))
_closes: Any = types.ExternalFunction("FPDFPathSegment_GetClose", types.int32(_HANDLE))
SYMBOLS = (
    "FPDFPage_GetObject",
    "FPDFFormObj_GetObject",
    "FPDFPageObj_GetType",
    "FPDFPageObj_GetMatrix",
    "FPDFPath_GetDrawMode",
    "FPDFPageObj_GetFillColor",
    "FPDFPageObj_GetBounds",
    "FPDFPath_CountSegments",
    "FPDFPath_GetPathSegment",
    "FPDFPathSegment_GetPoint",
    "FPDFPathSegment_GetType",
    "FPDFPathSegment_GetClose",
)


@dataclass(frozen=True, slots=True)
class Rules:
    """Lines as rows of numbers, in the page's coordinates: `flat` as y, left, right; `upright` as x, top, bottom."""

    flat: Any
    upright: Any


@kernel
def _walk(container: Any, is_form: Any, count: Any, outer: Any, lines: Any, forms: Any) -> Any:
    """Gather the straight strokes and edges of one container; returns how many lines and inner forms were found."""
    m = np.empty(6, np.float32)
    numbers = np.empty(4, np.uint32)
    words = np.empty(2, np.int32)
    place = np.empty(4, np.float32)
    found = inner = 0
    for i in range(count):
        item = _form_object(container, i) if is_form else _page_object(container, i)
        if item == 0:
            continue
        kind = _kind(item)
        if kind == 5 and inner < len(forms):
            forms[inner] = item
            inner += 1
        if kind != 2:
            continue
        p = place.ctypes.data
        if _bounds(item, p, p + 4, p + 8, p + 12) and place[2] - place[0] < 3 and place[3] - place[1] < 3:
            continue
        words[:] = 0
        _mode(item, words.ctypes.data, words.ctypes.data + 4)
        filled, stroked = words[0] != 0, (words[1] & 255) != 0
        if not filled and not stroked:
            continue
        if not stroked:
            p = numbers.ctypes.data
            thin = place[2] - place[0] < 3 or place[3] - place[1] < 3
            if (
                _colour(item, p, p + 4, p + 8, p + 12)
                and not thin
                and (numbers[3] < 16 or (numbers[0] > 250 and numbers[1] > 250 and numbers[2] > 250))
            ):
                continue
        _matrix(item, m.ctypes.data)
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
            _point(part, place.ctypes.data, place.ctypes.data + 4)
            x = place[0] * a + place[1] * c + e
            y = place[0] * b + place[1] * d + f
            what = _piece_kind(part)
            if what == 2:
                sx, sy = x, y
            elif what == 0 and found < len(lines) and max(abs(x - px), abs(y - py)) > 3 and min(abs(x - px), abs(y - py)) < 1:
                lines[found, 0], lines[found, 1], lines[found, 2], lines[found, 3] = px, py, x, y
                found += 1
            px, py = x, y
            if _closes(part):
                if found < len(lines) and max(abs(x - sx), abs(y - sy)) > 3 and min(abs(x - sx), abs(y - sy)) < 1:
                    lines[found, 0], lines[found, 1], lines[found, 2], lines[found, 3] = px, py, sx, sy
                    found += 1
                px, py = sx, sy
    return found, inner


def rules(page: Any, layout: Characters) -> Rules:
    """The lines of a page, joined where they touch; none where there are so many that it is a drawing."""
    raw = connect()
    connect(SYMBOLS)
    lines = np.empty((LINES, 4))
    gathered = []
    waiting = [(address(page), False, raw.FPDFPage_CountObjects(page), np.array([1.0, 0, 0, 1, 0, 0]), 0)]
    left = OBJECTS
    while waiting and left > 0:
        container, is_form, count, outer, depth = waiting.pop()
        forms = np.zeros(min(count, 2000), np.int64)
        found, inner = _walk(container, is_form, max(0, min(count, left)), outer, lines, forms)
        left -= count
        gathered.append(lines[:found].copy())
        for form in forms[:inner].tolist() if depth < DEPTH else []:
            handle = ctypes.cast(form, raw.FPDF_PAGEOBJECT)
            matrix = raw.FS_MATRIX()
            raw.FPDFPageObj_GetMatrix(handle, matrix)
            own = np.array([[matrix.a, matrix.b, 0], [matrix.c, matrix.d, 0], [matrix.e, matrix.f, 1]])
            whole = own @ np.array([[outer[0], outer[1], 0], [outer[2], outer[3], 0], [outer[4], outer[5], 1]])
            waiting.append((form, True, raw.FPDFFormObj_CountObjects(handle), whole[:, :2].ravel(), depth + 1))
    every = np.concatenate(gathered) if gathered else lines[:0]
    if not len(every) or len(every) >= LINES:
        return Rules(np.zeros((0, 3)), np.zeros((0, 3)))
    box = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page, box)
    every -= np.array([box.left, box.bottom, box.left, box.bottom])
    return _sorted(_turned(every, layout))


def _turned(lines: Any, layout: Characters) -> Any:
    """Lines in the coordinates of the page as read."""
    x, y = lines[:, 0::2], lines[:, 1::2]
    width, height = (layout.height, layout.width) if layout.turn % 2 else (layout.width, layout.height)
    x, y = ((x, height - y), (y, x), (width - x, y), (height - y, width - x))[layout.turn]
    return np.stack([x[:, 0], y[:, 0], x[:, 1], y[:, 1]], axis=1)


def _sorted(lines: Any) -> Rules:
    level = np.abs(lines[:, 1] - lines[:, 3]) < np.abs(lines[:, 0] - lines[:, 2])
    across, down = lines[level], lines[~level]
    flat = np.stack([(across[:, 1] + across[:, 3]) / 2, across[:, 0::2].min(axis=1), across[:, 0::2].max(axis=1)], axis=1)
    upright = np.stack([(down[:, 0] + down[:, 2]) / 2, down[:, 1::2].min(axis=1), down[:, 1::2].max(axis=1)], axis=1)
    return Rules(merged(flat), merged(upright))


@kernel
def _fuse(rows: Any) -> Any:
    """Join lines, given in order of place and start, that lie within 2.5 points and touch."""
    kept = np.zeros_like(rows)
    count = 0
    for i in range(len(rows)):
        place, start, end = rows[i]
        joined = False
        k = count - 1
        while k >= 0 and place - kept[k, 0] < 2.5 and count - k < 400:
            if start <= kept[k, 2] + 2.5 and end >= kept[k, 1] - 2.5:
                kept[k, 1], kept[k, 2] = min(start, kept[k, 1]), max(end, kept[k, 2])
                joined = True
                break
            k -= 1
        if not joined:
            kept[count] = rows[i]
            count += 1
    return kept[:count]


def merged(rows: Any) -> Any:
    """Lines, as place, start and end, joined where they lie beside each other or touch."""
    if not len(rows):
        return rows
    rows = _fuse(rows[np.lexsort((rows[:, 1], rows[:, 0]))])
    rows = _fuse(rows[np.lexsort((rows[:, 1], rows[:, 0]))])
    return rows[rows[:, 2] - rows[:, 1] > 4]
