"""The part of a text that is looked at: so many bytes, whole characters, and capitals as small letters."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.compiled import kernel
from moisson.kernels.letters import LOWER, MARK, UPPER, class_of, decode

_SIGMA = 0x3A3


@kernel
def cut(data: Any, start: int, end: int, most: int) -> int:
    """The end of a window of at most `most` bytes, never within a code point."""
    if end - start <= most:
        return end
    stop = start + most
    while stop > start and data[stop] & 0xC0 == 0x80:
        stop -= 1
    return stop


def cut_all(data: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """The ends of windows of at most `most` bytes each."""
    stops = np.minimum(starts + most, ends)
    for _ in range(3):
        within = np.flatnonzero((stops < ends) & (stops > starts))
        stops[within] -= data[stops[within]] & 0xC0 == 0x80
    return stops


@kernel
def _all_capitals(data: Any, start: int, end: int, classes: Any) -> bool:
    """Python's `str.isupper`, titlecase aside."""
    found = False
    at = start
    while at < end:
        code, at = decode(data, at)
        bits = class_of(classes, code)
        if bits & LOWER:
            return False
        found = found or bool(bits & UPPER)
    return found


@kernel
def _small(code: Any, classes: Any, folded: Any) -> Any:
    """The small letter for a code point among capitals, as Python's `str.lower` has it; -1 where it takes more to say.

    That is so for final sigma, dotted I, titlecase, marks that may then compose, and what the tables do not know.
    """
    bits = class_of(classes, code)
    small = folded[code] if bits else code
    if bits & MARK or code == _SIGMA or (small == code) == bool(bits & UPPER) or (small != code and small > 0x7FF):
        return -1
    return np.int64(small)


@kernel
def fill(data: Any, start: int, end: int, classes: Any, folded: Any, out: Any) -> Any:
    """Write a window into `out`, all capitals as small letters: how many bytes, and whether these letters take Python's rules.

    Where they do, the window stands there as it is.
    """
    for k in range(end - start):
        out[k] = data[start + k]
    if not _all_capitals(data, start, end, classes):
        return end - start, False
    size = 0
    at = start
    while at < end:
        before = at
        code, at = decode(data, at)
        small = _small(code, classes, folded)
        if small < 0:
            for k in range(end - start):
                out[k] = data[start + k]
            return end - start, True
        if small < 0x80:
            out[size] = small
            size += 1
        elif small < 0x800:
            out[size] = 0xC0 | small >> 6
            out[size + 1] = 0x80 | small & 0x3F
            size += 2
        else:
            for k in range(before, at):
                out[size] = data[k]
                size += 1
    return size, False
