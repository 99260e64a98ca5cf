"""Accented letters that are printed as two characters.

An accent may stand over a letter, a letter with its accent over that without, a Greek breathing before a capital letter.
"""

from functools import lru_cache
from typing import Any
from unicodedata import normalize

import numpy as np

from moisson.extract.pdf.chars import Way
from moisson.extract.pdf.letters import ACCENTS, BEFORE, DOTLESS, LAST, MARKS, OVER, PLAIN
from moisson.kernels.compiled import kernel

BLOCK = 128  # characters among which a letter is sought only where one stands on the accent's line
MOST_SOUGHT = 2_000  # accents of a page whose letters are sought all over it: each costs a look at every character


@kernel
def _letter(code: Any, x0: Any, x1: Any, y: Any, size: Any, i: Any, begin: Any, end: Any) -> Any:
    """The letter, from one character to another, over whose middle an accent stands; -1 where there is none."""
    middle, left, right, base = x0[i] + x1[i], x0[i], x1[i], y[i]
    for start in range(begin, end, BLOCK):
        stop, level = min(start + BLOCK, end), 0
        heights, sizes = y[start:stop], size[start:stop]
        for k in range(len(heights)):  # without a way out, so that several are looked at in one step
            level += abs(heights[k] - base) < 0.4 * sizes[k]
        for k in range(start, stop if level else start):
            s = size[k]
            if abs(y[k] - base) < 0.4 * s and abs(x0[k] + x1[k] - middle) < 0.5 * s and 0x40 < code[k] < LAST and k != i:
                meet = min(x1[k], right) - max(x0[k], left)
                if meet > 0.1 * s:
                    return k
    return -1


@kernel
def _pairs(code: Any, x0: Any, x1: Any, y: Any, size: Any, marks: Any, plain: Any) -> Any:
    """Rows of an accent and the letter under it, and of a letter with its accent and the one without, printed over each other."""
    count = len(code)
    pairs = np.empty((count, 2), np.int64)
    found = sought = 0
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
                sought += 1
                k = _letter(code, x0, x1, y, size, i, 0, count)
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
    code, left = way.code, np.ones(len(way.code), np.bool_)
    for i, k in _pairs(code, way.x0, way.x1, way.y, way.size, MARKS, PLAIN).tolist():
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
    return way._replace(**kept)
