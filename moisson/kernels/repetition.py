"""What repeats within one text and what it is made of: the counts behind the quality rules.

Lines are compared as they stand, without the spaces around them. Headings, table rows and list items are left out of the
comparison: tables and lists repeat rightly. The first of equal lines is no repetition, every later one is, and counts with
its characters.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from moisson.kernels.letters import LETTER, MARK, SPACE, class_of, decode
from moisson.kernels.letters import letters as letter_tables
from moisson.kernels.strings import Strings
from moisson.kernels.words import is_heading, line_end, mix

_STEP = np.uint64(0x9E3779B97F4A7C15)
_TABLE, _ITEM, _PROSE = 0, 1, 2


class Repetition(NamedTuple):
    """Counts per text, in characters (code points) that are not white space."""

    characters: NDArray[np.int64]
    fillers: NDArray[np.int64]  # . _ · in runs of three or more, spaces between them or not, and every …
    damaged: NDArray[np.int64]  # U+FFFD, which stands where a character was lost
    unlettered: NDArray[np.int64]  # outside headings and table rows, what is neither letter nor mark
    repeated_line_characters: NDArray[np.int64]


_COLUMNS = len(Repetition._fields)


@njit(cache=True, nogil=True)
def _kind(data: Any, at: int, end: int) -> int:
    """What a line is, from its first bytes that are no spaces."""
    while at < end and data[at] == 32:
        at += 1
    if is_heading(data, at, end) or (at < end and data[at] == 124):
        return _TABLE
    if at + 1 < end and (data[at] == 45 or data[at] == 42 or data[at] == 43) and data[at + 1] == 32:
        return _ITEM
    digits = at
    while at < end and 48 <= data[at] <= 57:
        at += 1
    if at > digits and at + 1 < end and (data[at] == 46 or data[at] == 41) and data[at + 1] == 32:
        return _ITEM
    return _PROSE


@njit(cache=True, nogil=True)
def _scan(data: Any, at: int, end: int, classes: Any, counts: Any) -> Any:
    """Add one line's characters to the counts; returns how many there are, how many are no letters, and the line's hash."""
    state = np.uint64(1)
    size = letters = fillers = damaged = weight = run = 0
    while at < end:
        code, at = decode(data, at)
        bits = class_of(classes, code)
        if bits & SPACE:
            continue
        size += 1
        state = (state ^ np.uint64(code)) * _STEP
        if bits:
            letters += bool(bits & (LETTER | MARK))
        elif code == 0x2E or code == 0x5F or code == 0xB7 or code == 0x2026:
            run += 1
            weight += 3 if code == 0x2026 else 1
            continue
        else:
            damaged += code == 0xFFFD
        fillers += run if weight >= 3 else 0
        run = weight = 0
    counts[0] += size
    counts[1] += fillers + (run if weight >= 3 else 0)
    counts[2] += damaged
    return size, size - letters, mix(state)


@njit(cache=True, nogil=True)
def _seen(keys: Any, stamps: Any, last: int, stamp: int, key: Any) -> bool:
    """Whether the key was met under this stamp before; from now on it was. `last` is the last slot used: a power of two less
    one."""
    slot = np.int64(key) & last
    while stamps[slot] == stamp:
        if keys[slot] == key:
            return True
        slot = (slot + 1) & last
    stamps[slot] = stamp
    keys[slot] = key
    return False


@njit(cache=True, nogil=True)
def _rooms(offsets: Any, data: Any) -> Any:
    """For each text a table size, a power of two: at most half full with all its lines in it."""
    rooms = np.full(len(offsets) - 1, 4, np.int64)
    for row in range(len(rooms)):
        lines = 1
        for at in range(offsets[row], offsets[row + 1]):
            lines += data[at] == 10
        while rooms[row] < 2 * lines:
            rooms[row] *= 2
    return rooms


@njit(cache=True, nogil=True)
def _measure(offsets: Any, data: Any, classes: Any, out: Any) -> None:
    rooms = _rooms(offsets, data)
    most = rooms.max() if len(rooms) else 0
    keys = np.zeros(most, np.uint64)
    stamps = np.full(most, -1, np.int64)
    for row in range(len(offsets) - 1):
        at, end = offsets[row], offsets[row + 1]
        last = rooms[row] - 1
        counts = out[row]
        while at <= end:
            stop = line_end(data, at, end)
            kind = _kind(data, at, stop)
            size, others, key = _scan(data, at, stop, classes, counts)
            counts[3] += others if kind != _TABLE else 0
            if size and kind == _PROSE and _seen(keys, stamps, last, row, key):
                counts[4] += size
            at = stop + 1


def measure_repetition(texts: Strings) -> Repetition:
    """The counts of each text."""
    out = np.zeros((len(texts.offsets) - 1, _COLUMNS), np.int64)
    _measure(texts.offsets, texts.data, letter_tables().classes, out)
    return Repetition(*(np.ascontiguousarray(column) for column in out.T))
