"""Characters to runs that touch, and the baselines on which they stand, superscripts with their words."""

from typing import Any

import numpy as np

from moisson.kernels.compiled import kernel

NEIGHBOURS = 500  # runs, in order of height, among which a superscript looks for its word


@kernel
def runs(code: Any, x0: Any, x1: Any, y: Any, size: Any, font: Any, first: Any) -> Any:
    """Neighbours in the content stream that touch: [first, past the last] character of each run, whether a space follows it."""
    count = len(code)
    begin, end, space = np.zeros(count, np.int64), np.zeros(count, np.int64), np.zeros(count, np.int8)
    runs, opened, spaces, last = 0, False, 0, 0
    for i in range(count):
        c = code[i]
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
            piece = not first[i] and x0[i] == x0[last]  # one glyph that means several letters
            gap = x0[i] - x1[last]
            same = abs(y[i] - y[last]) <= 0.1 * s and abs(s - size[last]) <= 0.08 * s and font[i] == font[last]
            if not same or (not piece and (gap > 0.08 * s or (gap < -0.5 * s or x0[i] <= x0[last] + 0.02 * s))):
                opened = False
        if not opened:
            begin[runs] = i
            runs += 1
            opened = True
        end[runs - 1] = i + 1
        last = i
    return begin[:runs], end[:runs], space[:runs], spaces


@kernel
def baselines(left: Any, right: Any, y: Any, size: Any) -> Any:
    """The line that each run stands on, and 1 where it is raised, 2 where it is lowered."""
    count = len(y)
    order = np.argsort(y, kind="mergesort")
    line, level = np.zeros(count, np.int64), np.zeros(count, np.int8)
    number, base, unit = -1, -1e9, 1.0
    for k in order:
        if number < 0 or y[k] - base > 0.2 * min(size[k], unit):
            number, base, unit = number + 1, y[k], size[k]
        line[k] = number
        unit = max(unit, size[k])
    most = size.max() if count else 0.0
    raised = 0
    for again in range(2):
        if again == 1 and raised == 0:
            break
        for p in range(count):
            k = order[p]
            if level[k] or (again == 0 and size[k] >= 0.86 * most):
                continue
            best, near = -1, 0.4
            for step in (-1, 1):
                q = p + step
                while 0 <= q < count and abs(q - p) < NEIGHBOURS and abs(y[order[q]] - y[k]) <= 0.8 * most:
                    b = order[q]
                    q += step
                    rise = (y[b] - y[k]) / size[b]
                    smaller = 0.42 * size[b] < size[k] < 0.86 * size[b]  # smaller still, it stands beside an initial
                    if again == 1 and level[b] and abs(size[k] - size[b]) < 0.1 * size[b] and abs(rise) < 0.1:
                        smaller = True
                    elif not smaller or level[b] or rise < -0.4 or rise > 0.75 or abs(rise) < 0.04:
                        continue
                    if not smaller:
                        continue
                    gap = max(left[k] - right[b], left[b] - right[k]) / size[b]
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
