"""Accented letters that are printed as two characters.

An accent may stand over a letter, a letter with its accent over that without, a Greek breathing before a capital letter.
"""

from functools import lru_cache
from typing import Any
from unicodedata import normalize

import numpy as np

from moisson.kernels.compiled import kernel
from moisson.readers.pdf.chars import Way
from moisson.readers.pdf.letters import ACCENTS, BEFORE, DOTLESS, LAST, MARKS, OVER, PLAIN

MOST_SOUGHT = 2_000  # accents of a page whose letters are sought all over it: each costs a look at every line


@kernel
def _letter(code: Any, x0: Any, x1: Any, y: Any, size: Any, i: Any, begin: Any, end: Any) -> Any:
    """The letter, from one character to another, over whose middle an accent stands; -1 where there is none."""
    middle, left, right, base = x0[i] + x1[i], x0[i], x1[i], y[i]
    for k in range(begin, end):
        s = size[k]
        if abs(y[k] - base) < 0.4 * s and abs(x0[k] + x1[k] - middle) < 0.5 * s and 0x40 < code[k] < LAST and k != i:
            meet = min(x1[k], right) - max(x0[k], left)
            if meet > 0.1 * s:
                return k
    return -1


@kernel
def _level(y: Any, size: Any) -> Any:
    """Where characters begin that stand on one baseline in one size, and where the last of them end."""
    starts, count = np.empty(len(y) + 1, np.int64), 0
    for k in range(len(y)):
        if k == 0 or y[k] != y[k - 1] or size[k] != size[k - 1]:
            starts[count] = k
            count += 1
    starts[count] = len(y)
    return starts[: count + 1]


@kernel
def _under(code: Any, x0: Any, x1: Any, y: Any, size: Any, i: Any, starts: Any) -> Any:
    """The letter over which an accent stands, sought in what begins at each of `starts`; -1 where there is none."""
    for n in range(len(starts) - 1):
        begin = starts[n]
        if abs(y[begin] - y[i]) < 0.4 * size[begin]:
            k = _letter(code, x0, x1, y, size, i, begin, starts[n + 1])
            if k >= 0:
                return k
    return -1


@kernel
def _pairs(code: Any, x0: Any, x1: Any, y: Any, size: Any, marks: Any, plain: Any) -> Any:
    """Rows of an accent and the letter under it, and of a letter with its accent and the one without, printed over each other."""
    count = len(code)
    pairs = np.empty((count, 2), np.int64)
    found = sought = 0
    starts = np.empty(0, np.int64)  # once they are asked for
    then = code[0] if count else np.uint32(0)
    for i in range(count):
        c = then
        then = code[i + 1] if i + 1 < count else np.uint32(0)
        if (c | then) < 0xC0 and marks[c] == 0:
            continue
        mark = marks[c] if c < LAST else 0
        if mark == OVER:
            k = _letter(code, x0, x1, y, size, i, max(0, i - 1), min(count, i + 2))
            if k < 0 and c > 0x7F and sought < MOST_SOUGHT:  # the file may print it later
                if sought == 0:
                    starts = _level(y, size)
                sought += 1
                k = _under(code, x0, x1, y, size, i, starts)
            pairs[found, 0], pairs[found, 1] = i, k
            found += k >= 0
        elif mark == BEFORE and i + 1 < count and 0x391 <= code[i + 1] <= 0x3A9:
            pairs[found, 0], pairs[found, 1] = i, i + 1
            found += -0.3 * size[i] < x0[i + 1] - x1[i] < 0.1 * size[i] and y[i + 1] == y[i]
        elif not mark and i + 1 < count and c != then and 0xC0 <= max(c, then) < LAST and plain[c] == plain[then]:
            over = abs(x0[i + 1] - x0[i]) < 0.01 * size[i] and y[i + 1] == y[i]
            pairs[found, 0], pairs[found, 1] = i, i + 1
            found += over
    return pairs[:found]


@lru_cache(maxsize=1 << 12)
def _united(one: str, other: str) -> tuple[str, str]:
    """What is left of two characters that are printed over each other."""
    if ord(one) < LAST and MARKS[ord(one)]:
        above = ACCENTS.get(one) or normalize("NFKD", one).removeprefix(" ")
        whole = normalize("NFC", DOTLESS.get(other, other) + above)
        return ("", whole) if len(whole) == 1 else (one, other)
    if normalize("NFD", one)[0] == other:
        return one, ""
    return ("", other) if normalize("NFD", other)[0] == one else (one, other)


def accented(way: Way) -> Way:
    """One letter for an accent and the letter that it is printed over, and for a letter printed with its accent and without."""
    pairs = _pairs(way.code, way.x0, way.x1, way.y, way.size, MARKS, PLAIN)
    if not len(pairs):
        return way
    code, left = way.code, np.ones(len(way.code), np.bool_)
    for i, k in pairs.tolist():
        one, other = _united(chr(code[i]), chr(code[k]))
        if not one:
            left[i] = False
        if not other:
            left[k] = False
        else:
            code[k] = ord(other)
    if left.all():
        return way
    names = ("code", "x0", "x1", "y", "size", "font", "first", "unknown")
    kept: dict[str, Any] = {name: getattr(way, name)[left] for name in names}
    if way.mark is not None:
        kept["mark"] = way.mark[left]
    return way._replace(**kept)
