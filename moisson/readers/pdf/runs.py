"""Characters to runs that touch, and the baselines on which they stand, superscripts with their words."""

from typing import Any

import numpy as np

from moisson.kernels.compiled import kernel

NEIGHBOURS = 500  # runs, in order of height, among which a superscript looks for its word
RUN = np.dtype(
    [
        ("left", "f8"),
        ("right", "f8"),
        ("y", "f8"),
        ("size", "f8"),
        ("apart", "f8"),  # how far its letters stand apart, all together, and how many pairs of them there are
        ("pairs", "i4"),
        ("begin", "i4"),  # its first character, and past its last
        ("end", "i4"),
        ("line", "i4"),
        ("space", "i1"),  # whether one follows
        ("level", "i1"),  # 1 where it is raised, 2 where it is lowered
        ("bold", "i1"),
    ],
    align=True,
)
SMALLER = 0.86  # of its word's size: less than this a superscript has


@kernel
def runs(code: Any, x0: Any, x1: Any, y: Any, size: Any, font: Any, first: Any, bold: Any) -> Any:
    """Neighbours in the content stream that touch, as rows of `RUN`, and how many spaces there are.

    `bold` says of each font whether it is.
    """
    count = len(code)
    found = np.empty(count, RUN)
    runs, opened, spaces = 0, False, 0
    start, edge, base, unit, face, last = 0.0, 0.0, 0.0, 0.0, 0, 0  # of the character before
    gaps, pair = 0.0, 0  # of the run
    for i in range(count):
        c = code[i]
        if c <= 32 or c >= 0x7F:
            if c == 32 or c == 160 or (9 <= c <= 13) or 0x2000 <= c <= 0x200A or c == 0x202F or c == 0x3000:
                spaces += 1
                if runs:
                    found[runs - 1].space = 1
                opened = False
                continue
            if c < 2 or 2 < c < 32 or 0x7F <= c < 0xA0 or 0x200B <= c <= 0x200F or c == 0xFEFF:
                continue
        s = size[i]
        if opened:
            gap = x0[i] - edge
            same = (abs(y[i] - base) <= 0.1 * s) & (abs(s - unit) <= 0.08 * s) & (font[i] == face)
            away = (gap > 0.08 * s) | (gap < -0.5 * s) | (x0[i] <= start + 0.02 * s)
            opened = same and (not away or (x0[i] == start and not first[i]))  # the latter: one glyph that means several letters
        if not opened:
            if runs:
                _close(found[runs - 1], last, edge, gaps, pair)
            run = found[runs]
            run.begin, run.left, run.y, run.size, run.bold, run.space, run.level = i, x0[i], y[i], s, bold[font[i]], 0, 0
            runs += 1
            opened, gaps, pair = True, 0.0, 0
        elif x0[i] > start:
            gaps += x0[i] - edge
            pair += 1
        last, start, edge, base, unit, face = i, x0[i], x1[i], y[i], s, font[i]
    if runs:
        _close(found[runs - 1], last, edge, gaps, pair)
    return found[:runs], spaces


@kernel
def _close(run: Any, last: Any, right: Any, apart: Any, pairs: Any) -> None:
    """Set what is known of a run with its last character."""
    run.end, run.right, run.apart, run.pairs = last + 1, right, apart, pairs


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
def _nearest_raised(found: Any, order: Any) -> Any:
    """For each run, in order of height, the next one after it that is raised or lowered; their number where there is none."""
    behind, nearest = np.empty(len(order), np.int64), len(order)
    for p in range(len(order) - 1, -1, -1):
        behind[p] = nearest
        if found[order[p]].level:
            nearest = p
    return behind


@kernel
def baselines(found: Any) -> None:
    """Say of each run on which line it stands, and 1 where it is raised, 2 where it is lowered."""
    count = len(found)
    heights, ys, sizes = np.empty(count), np.empty(count), np.empty(count)
    for k in range(count):
        heights[k] = found[k].y
    order = rising(heights)
    number, base, unit, least, most = -1, -1e9, 1.0, 1e9, 0.0
    for p in range(count):
        run = found[order[p]]
        s = run.size
        if number < 0 or run.y - base > 0.2 * min(s, unit):
            number, base, unit = number + 1, run.y, s
        run.line, ys[p], sizes[p] = number, run.y, s
        unit, least, most = max(unit, s), min(least, s), max(most, s)
    if least >= SMALLER * most:
        return
    raised, larger = 0, _larger(sizes)
    for again in range(2):
        if again == 1:
            if raised == 0:
                break
            behind = _nearest_raised(found, order)
        before = -1  # the last one that is raised or lowered
        for p in range(count):
            if again == 0:
                if sizes[p] >= SMALLER * most:
                    continue
            elif found[order[p]].level:
                before = p
                continue
            elif not _level_with(ys, sizes, p, before) and not _level_with(ys, sizes, p, behind[p]):
                continue
            run, best, near = found[order[p]], -1, 0.4
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
                    word, rise = found[order[q]], (ys[q] - ys[p]) / s
                    if (word.level != 0) != like:
                        continue
                    if abs(rise) >= 0.1 if like else (rise < -0.4 or rise > 0.75 or abs(rise) < 0.04):
                        continue
                    gap = max(run.left - word.right, word.left - run.right) / s
                    if -0.3 < gap < near:
                        best, near = q, gap
            if best >= 0 and (again == 0 or found[order[best]].level):
                word = found[order[best]]
                run.level = word.level if word.level else (1 if ys[best] - ys[p] > 0.04 * sizes[best] else 2)
                run.line = word.line
                raised += 1
                before = p
