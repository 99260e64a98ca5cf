"""Columns of a table that stand so close that single lines do not tell the gap between them from a loose one between words.

Several lines below each other tell it: all leave the same strip white, and most begin right of it, or end left of it, at one
place. Lines of prose run over such a strip at once.
"""

from typing import Any

import numpy as np

from moisson.kernels.compiled import kernel
from moisson.readers.pdf.gutters import _label

LEAST, WHITE = 0.45, 0.4  # of the size: the least gap in a line, and the least that all lines leave
WIDER = 1.6  # times the gap between words
FEW = 6  # gaps of a line
LINES = 4  # that have words on both sides, at the least
FAR = 3.0  # of the size: the most from line to line
MOST = 40  # strips of a page
TRIED = 2_000  # gaps of a page


@kernel
def _sides(runs: Any, p: Any, q: Any, x: Any) -> Any:
    """The runs of a line from `p` to `q` next to a place on both sides, -1 for none, and whether one lies over it."""
    a = b = -1
    for k in range(p, q):
        if runs[k].right <= x:
            a = k
        elif runs[k].left >= x:
            b = k if b < 0 else b
        else:
            return a, b, True
    return a, b, False


@kernel
def _middle(values: Any) -> Any:
    """The median of values, which lose their order."""
    count = len(values)
    if count > 50:
        return np.median(values)
    for k in range(1, count):
        value, at = values[k], k
        while at > 0 and values[at - 1] > value:
            values[at] = values[at - 1]
            at -= 1
        values[at] = value
    return values[count // 2] if count % 2 else (values[count // 2 - 1] + values[count // 2]) / 2


@kernel
def _usual(runs: Any, starts: Any, gaps: Any) -> Any:
    """The usual gap between words of a page, in sizes. `gaps` has room for them."""
    count = 0
    for n in range(len(starts) - 1):
        for k in range(starts[n] + 1, starts[n + 1]):
            gap = (runs[k].left - runs[k - 1].right) / runs[k].size
            if 0.12 < gap < 1.0:
                gaps[count] = gap
                count += 1
    return np.median(gaps[:count]) if count else 0.25


@kernel
def _word(runs: Any, starts: Any, n: Any, usual: Any, gaps: Any) -> Any:
    """The usual gap between words of a line, in sizes: that of the page where it has few.

    `usual` holds the page's, once it is known; `gaps` has room for them.
    """
    p, q = starts[n], starts[n + 1]
    count = 0
    for k in range(p + 1, q):
        gap = (runs[k].left - runs[k - 1].right) / runs[k].size
        if 0.12 < gap < 1.0:
            gaps[count] = gap
            count += 1
    middle = _middle(gaps[:count]) if count else np.inf
    if count > FEW:
        return middle
    if usual[0] < 0:
        usual[0] = _usual(runs, starts, gaps)
    return min(middle, usual[0])


@kernel
def _others(runs: Any, p: Any, q: Any, one: Any) -> Any:
    """How many other wide gaps a line has than that behind one of its runs."""
    found = 0
    for k in range(p + 1, q):
        found += k - 1 != one and runs[k].left - runs[k - 1].right > LEAST * runs[k].size
    return found


@kernel
def _numbers(code: Any, runs: Any, p: Any, one: Any, others: Any) -> Any:
    """Whether a run numbers what stands behind it, and is no entry of its own: of figures only, and one of four or more."""
    last = code[runs[one].end - 1]
    if not (_label(code, runs, one) or code[runs[one].begin] == 95):
        return False
    return not (48 <= last <= 57) or (one == p and others < 2)


@kernel
def narrow(code: Any, runs: Any, starts: Any) -> Any:
    """Rows of x, top and bottom of the middles of such gaps; runs are given line by line, each from one of `starts` on."""
    count, lines = len(runs), len(starts) - 1
    found, many, tried = np.empty((MOST, 3)), 0, 0
    gaps, usual = np.empty(count), np.full(1, -1.0)  # the page's, once it is known
    usuals = np.full(lines, -1.0)  # the gap between words of each line, once it is known
    here = 0
    for k in range(1, count):
        while k >= starts[here + 1]:
            here += 1
        a, unit = k - 1, runs[k].size
        if k == starts[here] or not LEAST * unit < runs[k].left - runs[a].right < unit or many == MOST or tried == TRIED:
            continue
        if usuals[here] < 0:
            usuals[here] = _word(runs, starts, here, usual, gaps)
        if runs[k].left - runs[a].right < WIDER * usuals[here] * unit:
            continue
        known = False
        for f in range(many):
            known = known or (runs[a].right < found[f, 0] < runs[k].left and found[f, 1] < runs[k].y <= found[f, 2])
        if known:
            continue
        tried += 1
        low, high, top, bottom, first, last = runs[a].right, runs[k].left, runs[k].y, runs[k].y, here, here
        for step in (-1, 1):
            before, at = runs[k].y, here + step
            while 0 <= at < lines:
                p, q = starts[at], starts[at + 1]
                one, other, over = _sides(runs, p, q, (low + high) / 2)
                base = runs[p].y
                if over or abs(base - before) > FAR * unit:
                    break
                nearer = max(low, runs[one].right) if one >= 0 else low
                further = min(high, runs[other].left) if other >= 0 else high
                if further - nearer < WHITE * unit:
                    break
                if one >= 0 and other >= 0:
                    if usuals[at] < 0:
                        usuals[at] = _word(runs, starts, at, usual, gaps)
                    if runs[other].left - runs[one].right < WIDER * usuals[at] * runs[other].size:
                        break
                low, high, before = nearer, further, base
                if one >= 0 and other >= 0:
                    first, last, top, bottom = min(first, at), max(last, at), min(top, base), max(bottom, base)
                at += step
        both = begun = ended = labels = third = alike = 0
        mark = code[runs[a].begin]
        for at in range(first, last + 1):
            one, other, over = _sides(runs, starts[at], starts[at + 1], (low + high) / 2)
            if one >= 0 and other >= 0:
                both += 1
                begun += runs[other].left - high < 1.0
                ended += low - runs[one].right < 1.0
                others = _others(runs, starts[at], starts[at + 1], one)
                third += others > 0
                alike += code[runs[one].begin] == mark and mark > 57
                labels += _numbers(code, runs, starts[at], one, others)
        if (
            both >= LINES
            and third > 0.6 * both
            and 10 * alike < 7 * both
            and max(begun, ended) >= 0.6 * both
            and 2 * labels < both
        ):
            found[many, 0], found[many, 1], found[many, 2] = (low + high) / 2, top - unit, bottom
            many += 1
    return found[:many]
