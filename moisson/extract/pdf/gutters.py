"""Columns of prose that stand so close that the gap between them is no wider than one between words.

Where it is wider, the gap itself parts their lines; here many lines show it, one below the other. Words of justified lines begin
at one place by chance, and on a few lines only.
"""

from typing import Any

import numpy as np

from moisson.kernels.compiled import kernel

GUTTER, COLUMN = 0.3, 8.0  # of the size: the least gap between columns, and the least width of one
LINES = 6  # that have the gap, at the least
MOST = 4  # gutters of a page


@kernel
def _label(code: Any, begin: Any, end: Any, left: Any, right: Any, size: Any, k: Any) -> Any:
    """Whether a run may number what stands behind it."""
    first, last = code[begin[k]], code[end[k] - 1]
    marks = 48 <= first <= 57 or first == 40 or first == 0x2022 or first == 0x2013 or first == 45 or last == 41 or last == 46
    return marks and right[k] - left[k] < 2 * size[k]


@kernel
def gutters(code: Any, begin: Any, end: Any, left: Any, right: Any, y: Any, size: Any, line: Any, order: Any) -> Any:
    """Rows of x, top and bottom of the middles of such gaps; runs are given in their order, line by line."""
    count = len(order)
    found = np.empty((MOST, 3))
    low, wide = left.min(), int(right.max() - left.min()) + 3
    starts = np.zeros(wide + 1, np.int64)
    for s in range(1, count):
        a, k = order[s - 1], order[s]
        if line[a] == line[k] and left[k] - right[a] > GUTTER * size[k]:
            starts[int(left[k] - low)] += 1
    many, least = 0, COLUMN * size.min()
    for _ in range(2 * MOST):
        place, most = -1, LINES - 1
        for b in range(wide):
            if starts[b] + starts[b + 1] > most:
                place, most = b, starts[b] + starts[b + 1]
        if place < 0 or many == MOST:
            break
        starts[place], starts[place + 1] = 0, 0
        if min(place + 2, wide - place) < least:
            continue  # no room for a column on one of its sides
        x, top, bottom = low + place + 2.0, 1e9, -1e9  # the leftmost of what begins there, and how far it reaches
        for s in range(1, count):
            a, k = order[s - 1], order[s]
            near = line[a] == line[k] and low + place <= left[k] < low + place + 2
            if near and left[k] - right[a] > GUTTER * size[k]:
                x, top, bottom = min(x, left[k]), min(top, y[k] - size[k]), max(bottom, y[k])
        edge, start = _hanging(code, begin, end, left, right, y, size, line, order, x, top, bottom)
        both, crossed, ample = _lines(left, right, y, size, line, order, start, top, bottom)
        if both >= LINES and crossed <= 0.05 * both and ample:
            found[many, 0], found[many, 1], found[many, 2] = max(start - 2.0, (edge + start) / 2), top, bottom
            many += 1
    return found[:many]


@kernel
def _hanging(
    code: Any,
    begin: Any,
    end: Any,
    left: Any,
    right: Any,
    y: Any,
    size: Any,
    line: Any,
    order: Any,
    x: Any,
    top: Any,
    bottom: Any,
) -> Any:
    """Where lines end before a column that begins at `x`, and where it begins with the numbers that hang out of it."""
    edge, start = -1e9, x
    for again in range(2):
        for s in range(1, len(order)):
            a, k = order[s - 1], order[s]
            if line[a] != line[k] or not top < y[k] <= bottom or left[k] < x - 0.5 or left[a] >= x - 0.5 or right[a] > x - 0.5:
                continue
            label = _label(code, begin, end, left, right, size, a)
            if again == 0 and not label:
                edge = max(edge, right[a])
            elif again == 1 and label and left[a] > edge + 0.1 * size[a] and left[a] > x - 4 * size[a]:
                start = min(start, left[a])
    return edge, start


@kernel
def _lines(left: Any, right: Any, y: Any, size: Any, line: Any, order: Any, x: Any, top: Any, bottom: Any) -> Any:
    """How many lines have words on both sides of a gutter, how many run over it, and whether its sides are columns of prose.

    They are wide, and the last words of the left one begin here and there: else entries say the same again and again.
    """
    both = crossed = p = 0
    one, other, unit, mean, square = 0.0, 0.0, 0.0, 0.0, 0.0
    while p < len(order):
        q, reach, begun, over, word = p, -1e9, 1e9, False, 0.0
        while q < len(order) and line[order[q]] == line[order[p]]:
            k = order[q]
            over = over or (left[k] < x - 0.5 and right[k] > x - 0.5)
            if left[k] < x - 0.5:
                reach, word = max(reach, right[k]), x - left[k]
            else:
                begun = min(begun, left[k])
            q += 1
        first, last = order[p], order[q - 1]
        if top < y[first] <= bottom and reach > -1e8:
            crossed += over or (begun < 1e8 and begun - reach < 0.5 * GUTTER * size[first])
            if begun < 1e8 and not over:
                both += 1
                one, other, unit = one + reach - left[first], other + right[last] - begun, unit + size[first]
                mean, square = mean + word, square + word * word
        p = q
    spread = both * square - mean * mean > (0.5 * unit) ** 2
    return both, crossed, spread and one > COLUMN * unit and other > COLUMN * unit
