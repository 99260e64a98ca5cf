"""Texts of a release by place, with the row groups that were read last kept: a page's texts lie in few of them."""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from itertools import accumulate
from pathlib import Path
from threading import Lock
from typing import Any

import pyarrow as pa

from moisson.stewardship.opened import parquet_of

MOST_BYTES = 256 << 20  # of texts in memory


class Texts:
    """The texts in files of documents, read a row group at a time. Raises StorageError where a file is damaged."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._groups: list[tuple[Path, int]] = []
        counts = []
        for path in files:
            with parquet_of(path) as file:
                for group in range(file.num_row_groups):
                    self._groups.append((path, group))
                    counts.append(file.metadata.row_group(group).num_rows)
        self._bases = list(accumulate(counts, initial=0))
        self._lock = Lock()
        self._read: OrderedDict[int, pa.ChunkedArray] = OrderedDict()
        self._bytes = 0

    def __len__(self) -> int:
        return int(self._bases[-1])

    def at(self, places: Iterable[int]) -> dict[int, str]:
        """The texts at some places."""
        found = {}
        for place in sorted(places):
            number = bisect_right(self._bases, place) - 1
            found[place] = self._group(number)[place - self._bases[number]].as_py() or ""
        return found

    def rows(self, places: Sequence[int], columns: Sequence[str]) -> list[dict[str, Any]]:
        """Some columns of the documents at some places, in their order; a row group is read once."""
        by: dict[int, list[int]] = {}
        for place in places:
            by.setdefault(bisect_right(self._bases, place) - 1, []).append(place)
        found = dict[int, dict[str, Any]]()
        for number, here in by.items():
            path, group = self._groups[number]
            with parquet_of(path) as file:
                table = file.read_row_group(group, columns=list(columns), use_threads=False)
            rows = table.take([place - self._bases[number] for place in here]).to_pylist()
            found |= {place: {**row, "place": place} for place, row in zip(here, rows, strict=True)}
        return [found[place] for place in places]

    def _group(self, number: int) -> pa.ChunkedArray:
        with self._lock:
            if number in self._read:
                self._read.move_to_end(number)
                return self._read[number]
        path, group = self._groups[number]
        with parquet_of(path) as file:
            texts = file.read_row_group(group, columns=["text"])["text"]
        with self._lock:
            if number not in self._read:
                self._read[number] = texts
                self._bytes += texts.nbytes
            while self._bytes > MOST_BYTES and len(self._read) > 1:
                self._bytes -= self._read.popitem(last=False)[1].nbytes
        return texts
