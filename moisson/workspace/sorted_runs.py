"""Sorts any number of rows in bounded memory: rows are held up to a size, spilled as sorted runs, and merged as they are read.

The result depends on the rows alone where their keys tell them apart, and so neither on the size nor on the order of arrival.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from moisson.contracts.disk import disk

MOST_BYTES = 24 * 2**20  # of rows in memory
BATCH_ROWS = 2048  # of each run in memory while runs are merged
FAN_IN = 16  # runs of one level that become one of the next
Left = TypeVar("Left", bound="Named")
Right = TypeVar("Right", bound="Named")
SPILLED = pa.ipc.IpcWriteOptions(compression="zstd")


class SortedRuns:
    """Rows in the order of their keys, nulls last. `folder` must exist; files of it are named after `name`."""

    def __init__(self, folder: Path, name: str, schema: pa.Schema, keys: Sequence[str]) -> None:
        self.schema = schema
        self._path = folder / name
        self._keys = list(keys)
        self._rows: list[Mapping[str, Any]] = []  # as objects, few of them
        self._held: list[pa.RecordBatch] = []
        self._bytes = 0
        self._levels: list[list[Path]] = []
        self._runs = 0

    def append(self, row: Mapping[str, Any]) -> None:
        """Take in a row, in any order. Raises StorageError where scratch is full."""
        self._rows.append(row)
        if len(self._rows) >= BATCH_ROWS:
            self._gather()

    def add(self, rows: pa.RecordBatch) -> None:
        """Take in many rows at once."""
        self._held.append(rows)
        self._bytes += rows.nbytes
        if self._bytes >= MOST_BYTES:
            self._spill(0, iter(self._sorted_held()))

    def _gather(self) -> None:
        if self._rows:
            rows, self._rows = self._rows, []
            self.add(pa.RecordBatch.from_pylist(rows, schema=self.schema))

    def merged(self) -> Iterator[pa.RecordBatch]:
        """All rows in order."""
        self._gather()
        runs = [_read(path) for level in self._levels for path in level]
        return _merged([*runs, iter(self._sorted_held())], self._keys)

    def _sorted_held(self) -> list[pa.RecordBatch]:
        batches = _sorted(self._held, self._keys).to_batches(max_chunksize=BATCH_ROWS) if self._held else []
        self._held, self._bytes = batches, sum(batch.nbytes for batch in batches)
        return batches

    def _spill(self, level: int, rows: Iterator[pa.RecordBatch]) -> None:
        """Write a run; as many as `FAN_IN` of a level become one of the next."""
        path = self._path.with_name(f"{self._path.name}-{self._runs}.arrow")
        self._runs += 1
        with disk(path), pa.OSFile(str(path), "wb") as file, pa.ipc.new_stream(file, self.schema, options=SPILLED) as writer:
            for batch in rows:
                writer.write_batch(batch)
        if level == 0:
            self._held, self._bytes = [], 0
        while len(self._levels) <= level:
            self._levels.append([])
        self._levels[level].append(path)
        if len(self._levels[level]) == FAN_IN:
            paths, self._levels[level] = self._levels[level], []
            self._spill(level + 1, _merged([_read(each) for each in paths], self._keys))
            for each in paths:
                each.unlink()


class Named(Protocol):
    """What has an id."""

    @property
    def id(self) -> str: ...


def paired(left: Iterator[Left], right: Iterator[Right]) -> Iterator[tuple[Left | None, Right | None]]:
    """Both sides in order of id, those of one id together. Each side is sorted and has an id once."""
    one, other = next(left, None), next(right, None)
    while one is not None or other is not None:
        if other is None or (one is not None and one.id < other.id):
            yield one, None
            one = next(left, None)
        elif one is None or other.id < one.id:
            yield None, other
            other = next(right, None)
        else:
            yield one, other
            one, other = next(left, None), next(right, None)


def _read(path: Path) -> Iterator[pa.RecordBatch]:
    with disk(path), pa.OSFile(str(path), "rb") as file, pa.ipc.open_stream(file) as batches:
        yield from batches


def _sorted(rows: Sequence[pa.RecordBatch], keys: Sequence[str]) -> pa.Table:
    table = pa.Table.from_batches(rows).combine_chunks()
    return table.take(pc.sort_indices(table, sort_keys=[(key, "ascending") for key in keys]))


def _merged(runs: Sequence[Iterator[pa.RecordBatch]], keys: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """Of each run's next rows, those not above the least of their last keys come next, for no later row can be below it."""
    heads = [(batch, run) for run in runs if (batch := _next(run)) is not None]
    while heads:
        bound = min(_key(batch, batch.num_rows - 1, keys) for batch, _ in heads)
        ready: list[pa.RecordBatch] = []
        rest: list[tuple[pa.RecordBatch, Iterator[pa.RecordBatch]]] = []
        for batch, run in heads:
            if count := _not_above(batch, bound, keys):
                ready.append(batch.slice(0, count))
            left = batch.slice(count) if count < batch.num_rows else _next(run)
            if left is not None:
                rest.append((left, run))
        heads = rest
        yield from _sorted(ready, keys).to_batches() if len(ready) > 1 else ready


def _next(run: Iterator[pa.RecordBatch]) -> pa.RecordBatch | None:
    return next((batch for batch in run if batch.num_rows), None)


def _not_above(batch: pa.RecordBatch, bound: tuple[Any, ...], keys: Sequence[str]) -> int:
    """How many of the sorted rows have keys up to the bound."""
    low, high = 0, batch.num_rows
    while low < high:
        middle = (low + high) // 2
        if _key(batch, middle, keys) <= bound:
            low = middle + 1
        else:
            high = middle
    return low


def _key(batch: pa.RecordBatch, row: int, keys: Sequence[str]) -> tuple[Any, ...]:
    """What Python compares as Arrow sorts: strings by code points are in the order of their bytes in UTF-8."""
    values = (batch[key][row].as_py() for key in keys)
    return tuple((value is None, value) for value in values)
