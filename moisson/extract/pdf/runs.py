"""Characters to runs that touch, and the baselines on which they stand, superscripts with their words."""

from typing import Any

import numpy as np

from moisson.kernels.compiled import kernel

NEIGHBOURS = 500  # runs, in order of height, among which a superscript looks for its word
SMALLER = 0.86  # of its word's size: less than this a superscript has


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
def taken(values: Any, order: Any) -> Any:
    """Values in another order, by a plain loop: Numba's own way costs three times as much."""
    found = np.empty(len(order), values.dtype)
    for k in range(len(order)):
        found[k] = values[order[k]]
    return found


@kernel
def _larger(sizes: Any) -> Any:
    """For each run, in order of height, the nearest one above it and below it that is large enough to have it as a superscript.

    Where there is none, a place out of reach.
    """
    count = len(sizes)
    found, next_larger = np.empty((2, count), np.int64), np.empty(count, np.int64)
    for side in (0, 1):
        out = count if side else -1
        for n in range(count):
            p = count - 1 - n if side else n
            q = p + 2 * side - 1
            while q != out and sizes[q] <= sizes[p]:
                q = next_larger[q]
            next_larger[p] = q
            while q != out and sizes[p] >= SMALLER * sizes[q]:
                q = next_larger[q]
            found[side, p] = q
    return found


@kernel
def _level_with(ys: Any, sizes: Any, p: Any, q: Any) -> Any:
    """Whether a run stands on the baseline of another, if there is one at `q`."""
    return 0 <= q < len(ys) and abs(q - p) < NEIGHBOURS and abs(ys[q] - ys[p]) <= 0.12 * sizes[p]


@kernel
def _nearest_raised(level: Any, order: Any) -> Any:
    """For each run, in order of height, the next one after it that is raised or lowered; their number where there is none."""
    found, nearest = np.empty(len(order), np.int64), len(order)
    for p in range(len(order) - 1, -1, -1):
        found[p] = nearest
        if level[order[p]]:
            nearest = p
    return found


@kernel
def baselines(left: Any, right: Any, y: Any, size: Any) -> Any:
    """The line that each run stands on, and 1 where it is raised, 2 where it is lowered."""
    count = len(y)
    order = rising(y)
    ys, sizes = taken(y, order), taken(size, order)
    line, level = np.empty(count, np.int64), np.zeros(count, np.int8)
    number, base, unit, least, most = -1, -1e9, 1.0, 1e9, 0.0
    for p in range(count):
        s = sizes[p]
        if number < 0 or ys[p] - base > 0.2 * min(s, unit):
            number, base, unit = number + 1, ys[p], s
        line[order[p]] = number
        unit, least, most = max(unit, s), min(least, s), max(most, s)
    if count == 0 or least >= SMALLER * most:
        return line, level
    raised = 0
    larger = _larger(sizes)
    for again in range(2):
        if again == 1:
            if raised == 0:
                break
            behind = _nearest_raised(level, order)
        before = -1  # the last one that is raised or lowered
        for p in range(count):
            k = order[p]
            if again == 0:
                if sizes[p] >= SMALLER * most:
                    continue
            elif level[k]:
                before = p
                continue
            elif not _level_with(ys, sizes, p, before) and not _level_with(ys, sizes, p, behind[p]):
                continue
            best, near = -1, 0.4
            for side in (0, 1):
                q, step = p, 2 * side - 1
                if again == 0:
                    q = larger[side, p] - step  # those before it are too small
                while 0 <= q + step < count and abs(q + step - p) < NEIGHBOURS and abs(ys[q + step] - ys[p]) <= 0.8 * most:
                    q += step
                    s = sizes[q]
                    if 0.42 * s < sizes[p] < SMALLER * s:  # smaller still, it stands beside an initial
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
                before = p
    return line, level
