"""Characters to runs that touch, and the baselines on which they stand, superscripts with their words."""

from typing import Any

import numpy as np

from moisson.kernels.compiled import kernel

NEIGHBOURS = 500  # runs, in order of height, among which a superscript looks for its word


@kernel
def runs(code: Any, x0: Any, x1: Any, y: Any, size: Any, font: Any, first: Any) -> Any:
    """Neighbours in the content stream that touch: [first, past the last] character of each run, whether a space follows it.

    And how far its letters stand apart, all together, how many pairs of them there are, and how many spaces there are in all.
    """
    count = len(code)
    begin, end, space = np.empty(count, np.int64), np.empty(count, np.int64), np.zeros(count, np.int8)
    apart, pairs = np.empty(count), np.empty(count)
    runs, opened, spaces = 0, False, 0
    start, edge, base, unit, face = 0.0, 0.0, 0.0, 0.0, 0  # of the character before
    gaps, pair = 0.0, 0  # of the run
    for i in range(count):
        c = code[i]
        if c <= 32 or c >= 0x7F:
            if c == 32 or c == 160 or (9 <= c <= 13) or 0x2000 <= c <= 0x200A or c == 0x202F or c == 0x3000:
                spaces += 1
                if runs:
                    space[runs - 1] = 1
                opened = False
                continue
            if c < 2 or 2 < c < 32 or 0x7F <= c < 0xA0 or 0x200B <= c <= 0x200F or c == 0xFEFF:
                continue
        s = size[i]
        if opened:
            piece = not first[i] and x0[i] == start  # one glyph that means several letters
            gap = x0[i] - edge
            same = abs(y[i] - base) <= 0.1 * s and abs(s - unit) <= 0.08 * s and font[i] == face
            if not same or (not piece and (gap > 0.08 * s or (gap < -0.5 * s or x0[i] <= start + 0.02 * s))):
                opened = False
        if not opened:
            if runs:
                apart[runs - 1], pairs[runs - 1] = gaps, pair
            begin[runs] = i
            runs += 1
            opened, gaps, pair = True, 0.0, 0
        elif x0[i] > start:
            gaps += x0[i] - edge
            pair += 1
        end[runs - 1] = i + 1
        start, edge, base, unit, face = x0[i], x1[i], y[i], s, font[i]
    if runs:
        apart[runs - 1], pairs[runs - 1] = gaps, pair
    return begin[:runs], end[:runs], space[:runs], apart[:runs], pairs[:runs], spaces


@kernel
def rising(values: Any) -> Any:
    """The order in which values rise, equal ones as they come: a natural merge sort, for most of a page rises already."""
    count = len(values)
    order, bounds, runs = np.arange(count), np.empty(count + 1, np.int64), 0
    for k in range(count):
        if k == 0 or not values[k - 1] <= values[k]:
            bounds[runs] = k
            runs += 1
    bounds[runs] = count
    other = np.empty(count if runs > 1 else 0, np.int64)
    while runs > 1:
        merged = 0
        for r in range(0, runs, 2):
            a, middle, end = bounds[r], bounds[r + 1], bounds[min(r + 2, runs)]
            b = middle
            bounds[merged] = a
            merged += 1
            for k in range(a, end):
                if b == end or (a < middle and values[order[a]] <= values[order[b]]):
                    other[k] = order[a]
                    a += 1
                else:
                    other[k] = order[b]
                    b += 1
        bounds[merged] = count
        runs = merged
        order, other = other, order
    return order


@kernel
def _larger(sizes: Any) -> Any:
    """For each run, in order of height, the place of the nearest larger one above it and below it; out of reach where none is."""
    count = len(sizes)
    found = np.empty((2, count), np.int64)
    for p in range(count):
        q = p - 1
        while q >= 0 and sizes[q] <= sizes[p]:
            q = found[0, q]
        found[0, p] = q
    for p in range(count - 1, -1, -1):
        q = p + 1
        while q < count and sizes[q] <= sizes[p]:
            q = found[1, q]
        found[1, p] = q
    return found


@kernel
def _beside(level: Any, order: Any, ys: Any, sizes: Any, p: Any) -> Any:
    """Whether a run that is raised or lowered stands on the baseline of one."""
    for step in (-1, 1):
        q = p + step
        while 0 <= q < len(ys) and abs(q - p) < NEIGHBOURS and abs(ys[q] - ys[p]) <= 0.12 * sizes[p]:
            if level[order[q]]:
                return True
            q += step
    return False


@kernel
def baselines(left: Any, right: Any, y: Any, size: Any) -> Any:
    """The line that each run stands on, and 1 where it is raised, 2 where it is lowered."""
    count = len(y)
    order = rising(y)
    line, level = np.zeros(count, np.int64), np.zeros(count, np.int8)
    number, base, unit = -1, -1e9, 1.0
    for k in order:
        if number < 0 or y[k] - base > 0.2 * min(size[k], unit):
            number, base, unit = number + 1, y[k], size[k]
        line[k] = number
        unit = max(unit, size[k])
    most = size.max() if count else 0.0
    if count == 0 or size.min() >= 0.86 * most:
        return line, level
    raised = 0
    ys, sizes = y[order], size[order]
    larger = _larger(sizes)
    for again in range(2):
        if again == 1 and raised == 0:
            break
        for p in range(count):
            k = order[p]
            if level[k] or (size[k] >= 0.86 * most if again == 0 else not _beside(level, order, ys, sizes, p)):
                continue
            best, near = -1, 0.4
            for side in (0, 1):
                q, step = p, 2 * side - 1
                if again == 0:
                    q = larger[side, p] - step  # those before it are no larger
                while 0 <= q + step < count and abs(q + step - p) < NEIGHBOURS and abs(ys[q + step] - ys[p]) <= 0.8 * most:
                    q += step
                    s = sizes[q]
                    if 0.42 * s < sizes[p] < 0.86 * s:  # smaller still, it stands beside an initial
                        like = False
                    elif again == 1 and abs(sizes[p] - s) < 0.1 * s:
                        like = True  # it is raised if that one is
                    else:
                        continue
                    b, rise = order[q], (ys[q] - ys[p]) / s
                    if (level[b] != 0) != like:
                        continue
                    if abs(rise) >= 0.1 if like else (rise < -0.4 or rise > 0.75 or abs(rise) < 0.04):
                        continue
                    gap = max(left[k] - right[b], left[b] - right[k]) / s
                    if -0.3 < gap < near:
                        best, near = b, gap
            if best >= 0 and (again == 0 or level[best]):
                if level[best]:
                    level[k] = level[best]
                else:
                    level[k] = 1 if y[best] - y[k] > 0.04 * size[best] else 2
                line[k] = line[best]
                raised += 1
    return line, level
