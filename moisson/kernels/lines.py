"""The first and last lines of texts, hashed, to count which repeat across documents.

A line ends at `\\n`; one of spaces and tabs only is blank and never counts. Two hashes stand for a line, both without the spaces
and tabs around it: the exact one, and the key, for which each run of ASCII digits is one `0`, so that `page 3 of 12` is the same
notice on every page. Keys are seeded by the source: equal lines of two sources have different keys.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.compiled import kernel
from moisson.kernels.strings import Strings
from moisson.kernels.words import line_end, mix

_STEP = np.uint64(0x9E3779B97F4A7C15)
_ZERO, _TEN = np.uint64(48), np.uint64(10)


@kernel
def trim(data: Any, start: int, end: int) -> Any:
    """The line without the spaces and tabs around it."""
    while start < end and (data[start] == 32 or data[start] == 9):
        start += 1
    while end > start and (data[end - 1] == 32 or data[end - 1] == 9):
        end -= 1
    return start, end


@kernel
def hash_line(data: Any, start: int, end: int, seed: Any) -> Any:
    """The key and the exact hash of a trimmed line."""
    key = exact = seed
    digits: Any = False
    for at in range(start, end):
        byte = np.uint64(data[at])
        exact = (exact ^ byte) * _STEP
        exact ^= exact >> np.uint64(29)
        now = byte - _ZERO < _TEN
        if not (now and digits):
            key = (key ^ (_ZERO if now else byte)) * _STEP
            key ^= key >> np.uint64(29)
        digits = now
    return mix(key), mix(exact)


@kernel
def is_structure(data: Any, start: int, end: int) -> bool:
    """Whether a trimmed line is a heading, a list item, a table row, or has no letter: those never are boilerplate here."""
    first = data[start]
    if (first == 35) | (first == 124):  # `#` and `|`
        return True
    spaced = end - start > 1 and data[start + 1] == 32
    if spaced & ((first == 45) | (first == 42) | (first == 43)) and data[end - 1] != first:  # `- `, `* `, `+ `, but not `- 3 -`
        return True
    at = start
    while at < end and (data[at] >= 48) & (data[at] <= 57):
        at += 1
    if (start < at) & (at < end - 1) and (data[at + 1] == 32) & ((data[at] == 46) | (data[at] == 41)):  # `1. `, `1) `
        return True
    while at < end:
        byte = data[at]
        if ((byte | 32) >= 97) & ((byte | 32) <= 122) | (byte >= 0xC3):
            return False
        at += 1
    return True


@kernel
def find_lines(data: Any, begin: int, end: int, window: int, starts: Any, ends: Any) -> Any:
    """Bounds of the first and last `window` lines that are not blank, trimmed; how many, and how many of them are the first."""
    count = 0
    at = begin
    while at < end and count < window:
        stop = line_end(data, at, end)
        starts[count], ends[count] = trim(data, at, stop)
        count += starts[count] < ends[count]
        at = stop + 1
    first = count
    stop = end
    while stop > at and count < first + window:
        start = stop
        while start > at and data[start - 1] != 10:
            start -= 1
        starts[count], ends[count] = trim(data, start, stop)
        count += starts[count] < ends[count]
        stop = start - 1
    low, high = first, count - 1
    while low < high:
        starts[low], starts[high] = starts[high], starts[low]
        ends[low], ends[high] = ends[high], ends[low]
        low += 1
        high -= 1
    return count, first if stop > at else count // 2


@kernel
def _scan(
    offsets: Any, data: Any, seeds: Any, window: int, starts: Any, ends: Any, hashes: Any, places: Any, bounds: Any
) -> None:
    out = 0
    for row in range(len(offsets) - 1):
        count, first = find_lines(data, offsets[row], offsets[row + 1], window, starts, ends)
        for k in range(count):
            hashes[out, 0], hashes[out, 1] = hash_line(data, starts[k], ends[k], seeds[row])
            places[out, 0] = row
            places[out, 1] = starts[k]
            places[out, 2] = ends[k]
            places[out, 3] = is_structure(data, starts[k], ends[k])
            places[out, 4] = k < first
            out += 1
        bounds[row + 1] = out


class Lines(NamedTuple):
    """The first and last lines of texts, text by text, in order."""

    keys: NDArray[np.uint64]
    exact: NDArray[np.uint64]
    rows: NDArray[np.int64]
    starts: NDArray[np.int64]  # where the trimmed line lies in the texts' bytes
    ends: NDArray[np.int64]
    structure: NDArray[np.bool_]  # headings, list items, table rows, and what has no letter
    top: NDArray[np.bool_]  # whether it counts as one of the first lines, not the last
    bounds: NDArray[np.int64]  # the lines of text `i` are `bounds[i]` to `bounds[i + 1]`


def edge_lines(texts: Strings, seeds: NDArray[np.uint64], window: int) -> Lines:
    """The first and the last `window` lines of each text that are not blank; of a text of few lines, each once."""
    size = len(texts.offsets) - 1
    hashes, places = np.empty((size * 2 * window, 2), np.uint64), np.empty((size * 2 * window, 5), np.int64)
    bounds = np.zeros(size + 1, np.int64)
    room = np.empty((2, 2 * window + 1), np.int64)
    _scan(*texts, seeds, window, room[0], room[1], hashes, places, bounds)
    keys, exact = hashes[: bounds[-1]].T.copy()
    rows, starts, ends, structure, top = places[: bounds[-1]].T.copy()
    return Lines(keys, exact, rows, starts, ends, structure.astype(np.bool_), top.astype(np.bool_), bounds)


def preceding(lines: Lines, mask: NDArray[np.bool_]) -> NDArray[np.int64]:
    """For each line the last one up to it in its text where the mask is true, by its number; -1 where there is none."""
    last = np.maximum.accumulate(np.where(mask, np.arange(len(mask)), -1))
    return np.where(last >= lines.bounds[lines.rows], last, -1)


def following(lines: Lines, mask: NDArray[np.bool_]) -> NDArray[np.int64]:
    """For each line the first one from it on in its text where the mask is true, by its number; -1 where there is none."""
    first = np.minimum.accumulate(np.where(mask, np.arange(len(mask)), len(mask))[::-1])[::-1]
    return np.where(first < lines.bounds[lines.rows + 1], first, -1)
