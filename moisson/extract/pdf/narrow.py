"""Columns of a table that stand so close that single lines do not tell the gap between them from a loose one between words.

Several lines below each other tell it: all leave the same strip white, and most begin right of it, or end left of it, at one
place. Lines of prose run over such a strip at once.
"""

from typing import Any

import numpy as np

from moisson.extract.pdf.gutters import _label
from moisson.kernels.compiled import kernel

LEAST, WHITE = 0.45, 0.4  # of the size: the least gap in a line, and the least that all lines leave
WIDER = 1.6  # times the gap between words
FEW = 6  # gaps of a line
LINES = 4  # that have words on both sides, at the least
FAR = 3.0  # of the size: the most from line to line
MOST = 40  # strips of a page
TRIED = 2_000  # gaps of a page


@kernel
def _sides(left: Any, right: Any, p: Any, q: Any, x: Any) -> Any:
    """The runs of a line from `p` to `q` next to a place on both sides, -1 for none, and whether one lies over it."""
    a = b = -1
    for k in range(p, q):
        if right[k] <= x:
            a = k
        elif left[k] >= x:
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
def _word(left: Any, right: Any, size: Any, p: Any, q: Any, usual: Any, gaps: Any) -> Any:
    """The usual gap between words of a line, in sizes: that of the page where it has few. `gaps` has room for them."""
    count = 0
    for k in range(p + 1, q):
        gap = (left[k] - right[k - 1]) / size[k]
        if 0.12 < gap < 1.0:
            gaps[count] = gap
            count += 1
    middle = _middle(gaps[:count]) if count else usual
    return middle if count > FEW else min(middle, usual)


@kernel
def _usual(left: Any, right: Any, size: Any, starts: Any, gaps: Any) -> Any:
    """The usual gap between words of a page, in sizes. `gaps` has room for them."""
    count = 0
    for n in range(len(starts) - 1):
        for k in range(starts[n] + 1, starts[n + 1]):
            gap = (left[k] - right[k - 1]) / size[k]
            if 0.12 < gap < 1.0:
                gaps[count] = gap
                count += 1
    return np.median(gaps[:count]) if count else 0.25


@kernel
def _others(left: Any, right: Any, size: Any, p: Any, q: Any, one: Any) -> Any:
    """How many other wide gaps a line has than that behind one of its runs."""
    found = 0
    for k in range(p + 1, q):
        found += k - 1 != one and left[k] - right[k - 1] > LEAST * size[k]
    return found


@kernel
def _numbers(code: Any, begin: Any, end: Any, left: Any, right: Any, size: Any, p: Any, one: Any, others: Any) -> Any:
    """Whether a run numbers what stands behind it, and is no entry of its own: of figures only, and one of four or more."""
    last = code[end[one] - 1]
    if not (_label(code, begin, end, left, right, size, one) or code[begin[one]] == 95):
        return False
    return not (48 <= last <= 57) or (one == p and others < 2)


@kernel
def narrow(code: Any, begin: Any, end: Any, left: Any, right: Any, y: Any, size: Any, starts: Any) -> Any:
    """Rows of x, top and bottom of the middles of such gaps; runs are given line by line, each from one of `starts` on."""
    count, lines = len(left), len(starts) - 1
    found, many, tried = np.empty((MOST, 3)), 0, 0
    gaps, usual = np.empty(count), -1.0  # the page's, once it is known
    usuals = np.full(lines, -1.0)  # the gap between words of each line, once it is known
    here = 0
    for k in range(1, count):
        while k >= starts[here + 1]:
            here += 1
        a, unit = k - 1, size[k]
        if k == starts[here] or not LEAST * unit < left[k] - right[a] < unit or many == MOST or tried == TRIED:
            continue
        if usual < 0:
            usual = _usual(left, right, size, starts, gaps)
        if usuals[here] < 0:
            usuals[here] = _word(left, right, size, starts[here], starts[here + 1], usual, gaps)
        if left[k] - right[a] < WIDER * usuals[here] * unit:
            continue
        known = False
        for f in range(many):
            known = known or (right[a] < found[f, 0] < left[k] and found[f, 1] < y[k] <= found[f, 2])
        if known:
            continue
        tried += 1
        low, high, top, bottom, first, last = right[a], left[k], y[k], y[k], here, here
        for step in (-1, 1):
            before, at = y[k], here + step
            while 0 <= at < lines:
                p, q = starts[at], starts[at + 1]
                one, other, over = _sides(left, right, p, q, (low + high) / 2)
                base = y[p]
                if over or abs(base - before) > FAR * unit:
                    break
                nearer = max(low, right[one]) if one >= 0 else low
                further = min(high, left[other]) if other >= 0 else high
                if further - nearer < WHITE * unit:
                    break
                if one >= 0 and other >= 0:
                    if usuals[at] < 0:
                        usuals[at] = _word(left, right, size, p, q, usual, gaps)
                    if left[other] - right[one] < WIDER * usuals[at] * size[other]:
                        break
                low, high, before = nearer, further, base
                if one >= 0 and other >= 0:
                    first, last, top, bottom = min(first, at), max(last, at), min(top, base), max(bottom, base)
                at += step
        both = begun = ended = labels = third = alike = 0
        mark = code[begin[a]]
        for at in range(first, last + 1):
            one, other, over = _sides(left, right, starts[at], starts[at + 1], (low + high) / 2)
            if one >= 0 and other >= 0:
                both += 1
                begun += left[other] - high < 1.0
                ended += low - right[one] < 1.0
                others = _others(left, right, size, starts[at], starts[at + 1], one)
                third += others > 0
                alike += code[begin[one]] == mark and mark > 57
                labels += _numbers(code, begin, end, left, right, size, starts[at], one, others)
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
