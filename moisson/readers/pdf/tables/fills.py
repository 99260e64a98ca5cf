"""Filled rectangles: thin ones are lines, and the edges of others show where the colours on their two sides differ.

Word processors paint a shaded cell in pieces, and each paragraph in it once more. What parts cells is what a reader sees: so a
page's colours are painted on a sheet, point by point, and edges between two pieces of one colour are no lines.
"""

from typing import Any

import numpy as np

THIN = 3.0  # points: a rectangle as narrow is a line; a line as short is none
SHEET = 4_000  # points: the longest side of a page on which colours are looked at
PAINT = 200_000_000  # points that are painted of one page
WHITE = 0x1000000  # white paint: colours are one more than their red, green and blue, 0 is the page's where nothing is painted
STEPS = 2  # of the sheet in a point


def edges(fills: Any, width: float, height: float) -> Any:
    """The lines, as rows of two points, at which a page changes its colour as rectangles are filled one over the other.

    `fills` are rows of left, bottom, right, top and colour. White paint is paper, but a thin rectangle is a line on any other
    colour than its own, and white may be ruled on white.
    """
    size = [int(STEPS * min(side, SHEET)) + 1 for side in (width, height)]
    sheet = np.zeros(size[::-1], np.int32)
    low = np.rint(STEPS * fills[:, :2]).astype(np.int64).clip(0, size)
    high = np.maximum(np.rint(STEPS * fills[:, 2:4]), low + 1).astype(np.int64).clip(0, size)
    thin = (fills[:, 2:4] - fills[:, :2]).min(1) <= THIN
    count = np.searchsorted(np.prod(high - low, 1).cumsum(), PAINT)
    rows = zip(low[:count].tolist(), high[:count].tolist(), fills[:count, 4].tolist(), thin[:count].tolist(), strict=True)
    for (x0, y0), (x1, y1), colour, line in rows:
        part = sheet[y0:y1, x0:x1]
        part[:] = np.where(part == colour, colour, -colour) if line else colour
    sheet[sheet == WHITE] = 0
    y, left, right = runs(sheet[1:] != sheet[:-1], STEPS * THIN).T
    x, bottom, top = runs((sheet[:, 1:] != sheet[:, :-1]).T, STEPS * THIN).T
    return np.concatenate([np.stack([left, y + 1, right, y + 1], 1), np.stack([x + 1, bottom, x + 1, top], 1)]) / STEPS


def runs(sheet: Any, least: float, gap: int = 0) -> Any:
    """Runs of truths along the rows of a sheet, longer than `least`, as row, start and end; a `gap` of so many is none."""
    rows = np.flatnonzero(sheet.any(1))  # most sheets are empty but for a few
    change = np.diff(sheet[rows].astype(np.int8), axis=1, prepend=0, append=0)
    (row, start), (_, end) = np.nonzero(change > 0), np.nonzero(change < 0)
    apart = (row[1:] != row[:-1]) | (start[1:] - end[:-1] > gap)
    first, last = np.append(True, apart)[: len(row)], np.append(apart, True)[: len(row)]
    found = np.stack([rows[row[first]], start[first], end[last]], 1)
    return found[found[:, 2] - found[:, 1] > least]
