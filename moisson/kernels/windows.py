"""The part of a text that is looked at: so many bytes, whole characters, and capitals as small letters."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.compiled import inlined, kernel
from moisson.kernels.letters import END, LOWER, MARK, UPPER, decode, letters

_SIGMA = 0x3A3
_SMALL, _ODD, _ODD_CAPITAL = (
    np.uint32(0xFFFFFFFF - k) for k in range(3)
)  # a small letter; Python's rules, for another or a capital


@lru_cache(maxsize=1)
def small_letters() -> NDArray[np.uint32]:
    """The small letter for each code point among capitals, as Python's `str.lower` has it, or why there is none.

    It takes more to say for final sigma, dotted I, titlecase, marks that may then compose, and what the tables do not know.
    """
    classes, folded = letters()
    codes = np.arange(END, dtype=np.uint32)
    small = np.where(classes > 0, folded, codes)
    capital = classes & UPPER > 0
    odd = (classes & MARK > 0) | (codes == _SIGMA) | ((small == codes) == capital) | ((small != codes) & (small > 0x7FF))
    small[odd] = np.where(capital[odd], _ODD_CAPITAL, _ODD)
    small[classes & LOWER > 0] = _SMALL
    return small


def cut_all(data: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """The ends of windows of at most `most` bytes each, never within a code point."""
    stops = np.minimum(starts + most, ends)
    for _ in range(3):
        within = np.flatnonzero((stops < ends) & (stops > starts))
        stops[within] -= data[stops[within]] & 0xC0 == 0x80
    return stops


@inlined
def is_letter(byte: Any) -> Any:
    """Whether a byte is part of a letter, nearly: all beyond ASCII count."""
    return byte > 127 or 64 < byte & 0xDF < 91


@kernel
def _lower(data: Any, start: int, end: int, table: Any, mixed: bool, out: Any) -> Any:
    """Write a window of capitals into `out` as small letters: how many bytes; -1: it has others, -2: it takes Python's rules.

    Capitals as `str.isupper` has them, titlecase aside; where they are `mixed` with small letters, these stay.
    """
    size = start - start
    found = odd = False
    at = start
    while at < end:
        before = at
        code, at = decode(data, at)
        small = table[code] if code < END else code
        if small == _SMALL:
            if not mixed:
                return -1
            small = code
        found = found or (small != code and small != _ODD)
        odd = odd or small >= _ODD_CAPITAL
        if small < 0x80:
            out[size] = small
        elif small < 0x800:
            out[size] = np.uint32(0xC0) | small >> np.uint32(6)
            out[size + 1] = np.uint32(0x80) | small & np.uint32(0x3F)
        else:
            for k in range(at - before):
                out[size + k] = data[before + k]
        size += at - before if small >= 0x800 else 1 + (small >= 0x80)
    if not found:
        return -1
    return -2 if odd else size


@kernel
def fill(data: Any, start: int, end: int, table: Any, out: Any) -> Any:
    """Write a window of capitals into `out` as small letters: how many bytes, and whether these letters take Python's rules.

    Where they do, and where fewer than half of the letters a to z are capitals, the window stands there as it is.
    """
    begin = np.uint64(start)
    size = start - start
    for attempt in range(2):
        small = large = np.uint32(0)
        for k in range(end - start):
            byte = data[begin + np.uint64(k)]
            out[k] = byte
            small += np.uint32(97 <= byte <= 122)
            large += np.uint32(65 <= byte <= 90)
        if attempt == 0:
            if small > 0 and large <= small:
                return end - start, False
            size = _lower(data, start, end, table, small > 0, out)
            if size >= 0:
                return size, False
    return end - start, size == -2 and small == 0
