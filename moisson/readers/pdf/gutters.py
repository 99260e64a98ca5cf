"""Columns of prose that stand so close that the gap between them is no wider than one between words.

Where it is wider, the gap itself parts their lines; here many lines show it, one below the other. Words of justified lines begin
at one place by chance, and on a few lines only. Where the lines of two columns are mostly not level, the few gaps stand before
the place where most lines of the right one begin.
"""

from typing import Any

import numpy as np

from moisson.kernels.compiled import kernel

GUTTER, COLUMN = 0.3, 8.0  # of the size: the least gap between columns, and the least width of one
LINES = 6  # that have the gap, at the least
MOST = 4  # gutters of a page


@kernel
def _label(code: Any, runs: Any, k: Any) -> Any:
    """Whether a run may number what stands behind it."""
    first, last = code[runs[k].begin], code[runs[k].end - 1]
    marks = 48 <= first <= 57 or first == 40 or first == 0x2022 or first == 0x2013 or first == 45 or last == 41 or last == 46
    return marks and runs[k].right - runs[k].left < 2 * runs[k].size


@kernel
def gutters(code: Any, runs: Any, starts: Any) -> Any:
    """Rows of x, top and bottom of the middles of such gaps; runs are given line by line, each from one of `starts` on."""
    count, lines = len(runs), len(starts) - 1
    found = np.empty((MOST, 3))
    low, high, unit = runs[0].left, runs[0].right, runs[0].size
    for k in range(1, count):
        low, high, unit = min(low, runs[k].left), max(high, runs[k].right), min(unit, runs[k].size)
    wide = int(high - low) + 3
    begun, alone = np.zeros(wide + 1, np.int64), np.zeros(wide + 1, np.int64)
    gaps, many = np.empty(count, np.int64), 0  # the runs that stand behind one
    extents = np.empty((lines, 2))  # of each line, the least and the greatest height of its runs
    for n in range(lines):
        first = starts[n]
        extents[n, 0] = extents[n, 1] = runs[first].y
        alone[int(runs[first].left - low)] += 1
        for k in range(first + 1, starts[n + 1]):
            extents[n, 0], extents[n, 1] = min(extents[n, 0], runs[k].y), max(extents[n, 1], runs[k].y)
            behind = runs[k].left - runs[k - 1].right > GUTTER * runs[k].size
            begun[int(runs[k].left - low)] += behind  # without a jump, for no processor foresees it
            gaps[many] = k
            many += behind
    gaps = gaps[:many]
    places, often = np.empty(wide, np.int64), 0
    for b in range(wide):
        if begun[b] + begun[b + 1] >= LINES:
            places[often] = b
            often += 1
    many, least = 0, COLUMN * unit
    pairs = np.empty(lines, np.int64)
    few, most = -1, 2 * LINES - 1  # where lines begin, and a few behind a gap
    for b in range(int(least), wide - int(least)):
        behind = begun[b] + begun[b + 1]
        if behind + alone[b] + alone[b + 1] > most and 0 < behind < LINES:
            few, most = b, behind + alone[b] + alone[b + 1]
    for _ in range(2 * MOST):
        place, most = -1, LINES - 1
        for b in places[:often]:
            if begun[b] + begun[b + 1] > most:
                place, most = b, begun[b] + begun[b + 1]
        if place < 0 or many == MOST:
            break
        begun[place], begun[place + 1] = 0, 0
        if min(place + 2, wide - place) < least:
            continue  # no room for a column on one of its sides
        x, top, bottom = low + place + 2.0, 1e9, -1e9  # the leftmost of what begins there, and how far it reaches
        for n in range(len(gaps)):
            k = gaps[n]
            if low + place <= runs[k].left < low + place + 2:
                x, top, bottom = min(x, runs[k].left), min(top, runs[k].y - runs[k].size), max(bottom, runs[k].y)
        edge, start = _hanging(code, runs, starts, extents, pairs, x, top, bottom)
        if _parts(runs, starts, start, top, bottom):
            found[many, 0], found[many, 1], found[many, 2] = max(start - 2.0, (edge + start) / 2), top, bottom
            many += 1
    if few >= 0 and many < MOST:
        many = _facing(runs, starts, low + few, found, many)
    return found[:many]


@kernel
def _facing(runs: Any, starts: Any, place: Any, found: Any, many: Any) -> Any:
    """Add the gutters between columns whose lines are mostly not level, the right one's beginning at a place; how many there are.

    Between two lines that run over it, each side has enough lines of prose, and hardly a line of the right one begins elsewhere.
    """
    one, other, unit, reach = 0.0, 0.0, 0.0, -1e9
    lefts = rights = level = behind = 0
    top, x = 1e9, place + 2.0
    for n in range(len(starts)):
        over = n == len(starts) - 1
        first, last, a, b = starts[n], starts[n] if over else starts[n + 1], -1, -1
        for k in range(first, last):
            over = over or (runs[k].left < place and runs[k].right > place)
            if runs[k].left < place:
                a = k
            elif b < 0:
                b = k
        if a >= 0 and b >= 0:  # a gap between words, if not before the place
            over = over or runs[b].left - runs[a].right < (GUTTER if runs[b].left < place + 2 else 3 * GUTTER) * runs[b].size
        if over:
            count = max(lefts + rights, 1)
            wide = one > COLUMN * unit * lefts / count and other > COLUMN * unit * rights / count
            if min(lefts, rights) >= LINES and level >= 0.6 * rights and behind > 0 and wide and many < MOST:
                found[many, 0], found[many, 1], found[many, 2] = max(x - 2.0, (reach + x) / 2), top, runs[starts[n - 1]].y
                many += 1
            one, other, unit, reach = 0.0, 0.0, 0.0, -1e9
            lefts = rights = level = behind = 0
            top, x = 1e9, place + 2.0
            continue
        top = min(top, runs[first].y - runs[first].size)
        unit += runs[first].size
        if a >= 0:
            lefts += 1
            one += runs[a].right - runs[first].left
            reach = max(reach, runs[a].right)
        if b >= 0:
            rights += 1
            other += runs[last - 1].right - runs[b].left
            level += runs[b].left < place + 2
            x = min(x, runs[b].left)
            behind += a >= 0
    return many


@kernel
def _hanging(
    code: Any,
    runs: Any,
    starts: Any,
    extents: Any,
    labels: Any,
    x: Any,
    top: Any,
    bottom: Any,
) -> Any:
    """Where lines end before a column that begins at `x`, and where it begins with the numbers that hang out of it.

    `labels` has room for one of each line.
    """
    edge, start, many = -1e9, x, 0
    for n in range(len(starts) - 1):
        if extents[n, 1] <= top or extents[n, 0] > bottom:
            continue
        k, last = starts[n], starts[n + 1]
        while k < last and runs[k].left < x - 0.5:
            k += 1
        a = k - 1
        if a < starts[n] or k == last or not top < runs[k].y <= bottom or runs[a].right > x - 0.5:
            continue
        if _label(code, runs, a):
            labels[many] = a
            many += 1
        else:
            edge = max(edge, runs[a].right)
    for a in labels[:many]:
        if runs[a].left > edge + 0.1 * runs[a].size and runs[a].left > x - 4 * runs[a].size:
            start = min(start, runs[a].left)
    return edge, start


@kernel
def _parts(runs: Any, starts: Any, x: Any, top: Any, bottom: Any) -> Any:
    """Whether enough lines have words on both sides of a gutter, hardly any runs over it, and its sides are columns of prose.

    These are wide, and the last words of the left one begin here and there: else entries say the same again and again.
    """
    both = crossed = 0
    one, other, unit, mean, square = 0.0, 0.0, 0.0, 0.0, 0.0
    for n in range(len(starts) - 1):
        if crossed > 0.05 * (len(starts) - 1):
            return False
        first, last = starts[n], starts[n + 1] - 1
        if not top < runs[first].y <= bottom:
            continue
        reach, begun, over, word = -1e9, 1e9, False, 0.0
        for k in range(first, last + 1):
            if runs[k].left < x - 0.5:
                over = runs[k].right > x - 0.5
                if over:
                    break
                reach, word = max(reach, runs[k].right), x - runs[k].left
            else:
                begun = min(begun, runs[k].left)
        if over:
            crossed += 1
        elif reach > -1e8 and begun < 1e8:
            crossed += begun - reach < 0.5 * GUTTER * runs[first].size
            both += 1
            one, other, unit = one + reach - runs[first].left, other + runs[last].right - begun, unit + runs[first].size
            mean, square = mean + word, square + word * word
    spread = both * square - mean * mean > (0.5 * unit) ** 2
    return both >= LINES and crossed <= 0.05 * both and spread and one > COLUMN * unit and other > COLUMN * unit
