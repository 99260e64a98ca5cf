"""Filled rectangles: thin ones are lines, and the edges of others show where the colours on their two sides differ.

Word processors paint a shaded cell in pieces, and each paragraph in it once more. What parts cells is what a reader sees: so a
page's colours are painted on a sheet, point by point, and edges between two pieces of one colour are no lines.
"""

from typing import Any

import numpy as np

from moisson.kernels.compiled import kernel

FILLS = 20_000  # filled rectangles of one page
CLEAR = 16  # of 255: paint that covers less does not show
THIN = 3.0  # points: a rectangle as narrow is a line; a line as short is none
SKEWED = 1.0  # points by which a straight line may slope
ASIDE = 1.5  # points beside an edge, where its two sides show their colours
SHEET = 4_000  # points: the widest page whose colours are looked at
PAINT = 200_000_000  # points that are painted of one page
WHITE = 0x1000000  # the page's colour where nothing is painted, and that of white paint, one more than its red, green and blue


@kernel
def rectangle(lines: Any, box: Any) -> Any:
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
def painted(fills: Any, left: Any, bottom: Any, width: Any, height: Any) -> Any:
    """The colours of a page, point by point, as filled rectangles paint them one over the other; 0 where none does.

    Empty for a page that is too wide, or painted too often.
    """
    nothing, rest = np.zeros((0, 0), np.int32), PAINT
    if max(width, height) > SHEET:
        return nothing
    sheet = np.zeros((int(height) + 1, int(width) + 1), np.int32)
    for k in range(len(fills)):
        x0, x1 = max(0, round(fills[k, 0] - left)), min(sheet.shape[1], round(fills[k, 2] - left))
        y0, y1 = max(0, round(fills[k, 1] - bottom)), min(sheet.shape[0], round(fills[k, 3] - bottom))
        rest -= max(0, y1 - y0) * max(0, x1 - x0)
        if rest < 0:
            return nothing
        for y in range(y0, y1):
            for x in range(x0, x1):
                sheet[y, x] = fills[k, 4]
    return sheet


@kernel
def shown(fills: Any, sheet: Any, left: Any, bottom: Any, lines: Any, found: Any) -> Any:
    """Add to the lines the edges of filled rectangles, so far as they show: where the colour is another on both their sides.

    A thin rectangle is a line itself, unless paint of its own colour lies on both sides of it: white may be ruled on white.
    """
    for k in range(len(fills)):
        x0, y0, x1, y1 = fills[k, 0], fills[k, 1], fills[k, 2], fills[k, 3]
        if x1 - x0 <= THIN or y1 - y0 <= THIN:
            upright = y1 - y0 > x1 - x0
            middle, half = ((x0 + x1) / 2, (x1 - x0) / 2) if upright else ((y0 + y1) / 2, (y1 - y0) / 2)
            a, b = (y0, y1) if upright else (x0, x1)
            found = _along(sheet, left, bottom, upright, middle, half, a, b, fills[k, 4], lines, found)
        elif not fills[k, 5]:
            for side in range(4):
                upright = side < 2
                place = (x0, x1, y0, y1)[side]
                a, b = (y0, y1) if upright else (x0, x1)
                found = _along(sheet, left, bottom, upright, place, 0.0, a, b, 0.0, lines, found)
    return found


@kernel
def _along(
    sheet: Any, left: Any, bottom: Any, upright: Any, place: Any, half: Any, a: Any, b: Any, own: Any, lines: Any, found: Any
) -> Any:
    """Add the parts of an edge between whose sides colours differ; of a thin rectangle of colour `own`, those that show."""
    across, along = (left, bottom) if upright else (bottom, left)
    wide, long = (sheet.shape[1], sheet.shape[0]) if upright else sheet.shape
    one, other = int(place - half - ASIDE - across), int(place + half + ASIDE - across)
    if long:
        a, b = max(a, along), min(b, along + long)
    start, steps = a, int(max(0.0, b - a)) if long else 0
    for k in range(steps + 1):
        at = int(a + k + 0.5 - along)
        shows = k < steps
        if shows and 0 <= at < long:
            near = far = 0
            if 0 <= one < wide:
                near = sheet[at, one] if upright else sheet[one, at]
            if 0 <= other < wide:
                far = sheet[at, other] if upright else sheet[other, at]
            shows = (near != own or far != own) if own else (near or WHITE) != (far or WHITE)
        if not shows:
            end = b if k >= steps else a + k
            if end - start > THIN and found < len(lines):
                lines[found, 0], lines[found, 1] = (place, start) if upright else (start, place)
                lines[found, 2], lines[found, 3] = (place, end) if upright else (end, place)
                found += 1
            start = a + k + 1
    return found
