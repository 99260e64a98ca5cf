"""A table of numbers by key that lies in files: what is asked of millions of names takes no memory of this process's own.

The newest keys are in memory. The others lie in sorted runs, written once and mapped; the system keeps of them what there is room
for. Four runs of a level become one of the next, so few are asked, and most of them answer by a filter.
"""

import mmap
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from struct import Struct

import numpy as np
import numpy.typing as npt

from moisson.contracts.disk import disk

WORDS = Struct("QQ")
RECENT = 1 << 16  # keys in memory
FAN_IN = 4
MERGE_KEYS = 1 << 16  # that are merged at a time
FILTER_BITS = 8  # at least, a key: one run in eight is searched in vain

Words = npt.NDArray[np.uint64]
Columns = tuple[Words, Words, Words]  # the two halves of keys, and their numbers


class KeyTable:
    """Positive numbers by key. Keys are 128 bits of a cryptographic hash: nobody can name two things that share one."""

    def __init__(self, folder: Path, name: str) -> None:
        self._path = folder / name
        self._recent: dict[bytes, int] = {}
        self._levels: list[list[_Run]] = []  # the newest last
        self._newest_first: list[_Run] = []
        self._made = 0

    def get(self, key: str) -> int:
        """The number that a key got last; 0 where it has none."""
        hashed = _hash(key)
        if number := self._recent.get(hashed):
            return number
        if self._newest_first:
            high, low = WORDS.unpack(hashed)
            for run in self._newest_first:
                if number := run.get(high, low):
                    return number
        return 0

    def put(self, key: str, number: int) -> None:
        """Give a key its number, which must be positive. Raises StorageError where the disk is full."""
        self._recent[_hash(key)] = number
        if len(self._recent) >= RECENT:
            keys = np.frombuffer(b"".join(self._recent), np.uint64).reshape(-1, 2)
            numbers = np.fromiter(self._recent.values(), np.uint64, len(self._recent))
            self._recent = {}
            self._add(0, _newest([(keys[:, 0], keys[:, 1], numbers)]))

    def close(self) -> None:
        """Let go of the files."""
        for run in self._newest_first:
            run.close()
        self._levels, self._newest_first = [], []

    def _add(self, level: int, columns: Columns) -> None:
        self._place(level, _Run(self._next(), iter([columns]), len(columns[0])))

    def _place(self, level: int, run: "_Run") -> None:
        if len(self._levels) == level:
            self._levels.append([])
        self._levels[level].append(run)
        if len(self._levels[level]) == FAN_IN:
            full, self._levels[level] = self._levels[level][::-1], []
            merged = _Run(self._next(), _merged(full), sum(run.count for run in full))
            for each in full:
                each.close()
            self._place(level + 1, merged)
        self._newest_first = [run for of_level in self._levels for run in of_level[::-1]]

    def _next(self) -> Path:
        self._made += 1
        return self._path.with_name(f"{self._path.name}-{self._made}")


class _Run:
    """Sorted keys with their numbers, and a filter that knows most keys that are not among them."""

    def __init__(self, path: Path, parts: Iterator[Columns], most: int) -> None:
        bits = max(8, 1 << (FILTER_BITS * most - 1).bit_length())
        self._mask = bits - 1
        heard = np.zeros(bits // 8, np.uint8)
        self.count = 0
        with disk(path), path.open("w+b") as file:
            for columns in parts:
                for place, column in enumerate(columns):
                    file.seek(8 * (place * most + self.count))
                    file.write(column.tobytes())
                at = columns[1] & np.uint64(self._mask)
                np.bitwise_or.at(heard, at >> np.uint64(3), np.left_shift(1, at & np.uint64(7)).astype(np.uint8))
                self.count += len(columns[0])
            file.seek(24 * most)
            file.write(heard.tobytes())
            file.flush()
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        path.unlink()  # the map holds it
        words = memoryview(self._map)[: 24 * most].cast("Q")
        self._words = [words[place * most : place * most + self.count] for place in range(3)]
        self._heard = memoryview(self._map)[24 * most :]

    def get(self, high: int, low: int) -> int:
        bit = low & self._mask
        if not self._heard[bit >> 3] >> (bit & 7) & 1:
            return 0
        highs, lows, numbers = self._words
        at = bisect_left(highs, high)
        while at < self.count and highs[at] == high:
            if lows[at] == low:
                return numbers[at]
            at += 1
        return 0

    def columns(self) -> Columns:
        """The keys and numbers, as they lie in the file."""
        high, low, numbers = (np.frombuffer(words, np.uint64) for words in self._words)
        return high, low, numbers

    def close(self) -> None:
        for view in (*self._words, self._heard):
            view.release()
        self._map.close()


def _merged(runs: Sequence[_Run]) -> Iterator[Columns]:
    """The keys of some runs, the newest first, some at a time: hashes are spread evenly, and so are ranges of them."""
    columns = [run.columns() for run in runs]
    ranges = sum(run.count for run in runs) // MERGE_KEYS + 1
    cuts = np.array([(number << 64) // ranges for number in range(1, ranges)], np.uint64)
    places = [[0, *np.searchsorted(high, cuts).tolist(), len(high)] for high, _, _ in columns]
    for number in range(ranges):
        pieces = [slice(at[number], at[number + 1]) for at in places]
        yield _newest([(high[piece], low[piece], of[piece]) for (high, low, of), piece in zip(columns, pieces, strict=True)])


def _newest(parts: Sequence[Columns]) -> Columns:
    """Keys in order, each with its number in the first part that has it."""
    high, low, numbers = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((low, high))  # stable
    high, low, numbers = high[order], low[order], numbers[order]
    first = np.ones(len(high), np.bool_)
    first[1:] = (high[1:] != high[:-1]) | (low[1:] != low[:-1])
    return high[first], low[first], numbers[first]


def _hash(key: str) -> bytes:
    return blake2b(key.encode(), digest_size=WORDS.size).digest()
