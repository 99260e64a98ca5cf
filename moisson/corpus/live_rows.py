"""Frame: all live rows, sorted by id, one column at a time.

Rows come out of many shards in one order, that of their ids, and columns are spooled to scratch files that are memory-mapped:
a stage over the whole corpus holds what it computes, never the corpus.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from moisson.contracts.disk import damaged, disk
from moisson.contracts.errors import SourceError
from moisson.contracts.schemas import EXTRACTED
from moisson.corpus.map_phase import empty_batch
from moisson.workspace.storage import ROW_GROUP, read_table

Positions = npt.NDArray[np.int64]


@dataclass
class Shards:
    """Several Parquet files of one schema read as one table in a given order: row i is row `row[i]` of file `shard[i]`.

    Within each file the order must ascend, so that every file is read once, from front to back.
    """

    paths: Sequence[Path]
    shard: Positions
    row: Positions

    def column(self, name: str, batch_rows: int = ROW_GROUP) -> Iterator[pa.Array]:
        """One column in order, as arrays of `batch_rows` values; of no rows, one empty array of the column's type."""
        if not len(self.shard):
            schema = pq.read_schema(self.paths[0]) if self.paths else EXTRACTED
            yield pa.array([], schema.field(name).type if name in schema.names else pa.large_string())
        cursors = [_Cursor(path, name) for path in self.paths]
        for begin in range(0, len(self.shard), batch_rows):
            shard, row = self.shard[begin : begin + batch_rows], self.row[begin : begin + batch_rows]
            by_shard = np.argsort(shard, kind="stable")
            present, counts = np.unique(shard, return_counts=True)
            ends = np.cumsum(counts)
            pieces = [
                cursors[number].take(row[by_shard[end - count : end]])
                for number, end, count in zip(present, ends, counts, strict=True)
            ]
            back = np.empty(len(by_shard), np.int64)
            back[by_shard] = np.arange(len(by_shard))
            yield pa.concat_arrays(pieces).take(pa.array(back))


class _Cursor:
    """One column of one file, read forward a row group at a time."""

    def __init__(self, path: Path, name: str) -> None:
        self.path, self.name = path, name
        self.metadata: pq.FileMetaData | None = None
        self.group = -1
        self.begin = self.end = 0
        self.values: pa.Array = None

    def take(self, rows: Positions) -> pa.Array:
        """The values at ascending rows, none of them before the last one asked for."""
        pieces = []
        while len(rows):
            within = int(np.searchsorted(rows, self.end))
            if within:
                pieces.append(self.values.take(pa.array(rows[:within] - self.begin)))
            rows = rows[within:]
            if len(rows):
                self._advance()
        return pa.concat_arrays(pieces)

    def _advance(self) -> None:
        try:
            # Opened for each row group: thousands of shards are more files than a process may hold open.
            with pq.ParquetFile(self.path, metadata=self.metadata) as file:
                self.metadata = file.metadata
                self.group += 1
                values = file.read_row_group(self.group, columns=[self.name]).column(0)
        except (OSError, pa.ArrowException) as error:
            raise damaged(self.path, error) from None
        self.values = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
        self.begin, self.end = self.end, self.end + len(self.values)


@dataclass
class _Spooled:
    path: Path
    age: int  # how many drops had happened when it was written


@dataclass
class Frame:
    """The live rows as corpus stages see them (`moisson.contracts.stage.Corpus`); drops make it shorter, and never reorder it."""

    scratch: Path
    shards: Shards
    facts: pa.Table  # in the frame's first order: columns that come with the snapshot
    columns: dict[str, _Spooled] = field(default_factory=dict)
    stays: list[pa.Array] = field(default_factory=list)  # one mask for each drop, over the rows before it
    written: int = 0

    @property
    def num_rows(self) -> int:
        return int(pc.sum(self.stays[-1]).as_py() or 0) if self.stays else len(self.shards.row)

    def has(self, name: str) -> bool:
        """Whether there is such a column."""
        if name in self.columns or name in self.facts.column_names:
            return True
        return bool(self.shards.paths) and all(name in pq.read_schema(path).names for path in self.shards.paths)

    def column(self, name: str) -> pa.ChunkedArray:
        """One column of the live rows, memory-mapped."""
        if name not in self.columns:
            if name in self.facts.column_names:
                arrays: Iterable[pa.Array] = self.facts[name].chunks or [pa.array([], self.facts.schema.field(name).type)]
            else:
                arrays = self.shards.column(name)
            self._spool([name], ({name: array} for array in arrays), 0)
        while (spooled := self.columns[name]).age < len(self.stays):
            arrays = _filtered(_mapped(spooled.path), self.stays[spooled.age])
            self._spool([name], ({name: array} for array in arrays), spooled.age + 1)
        return _mapped(spooled.path)

    def batches(self, names: Sequence[str], batch_rows: int = ROW_GROUP) -> Iterator[pa.RecordBatch]:
        """The named columns of the live rows, a batch at a time."""
        table = pa.table({name: self.column(name) for name in names})
        return iter(table.to_batches(max_chunksize=batch_rows) or [empty_batch(table.schema)])

    def put(self, names: Sequence[str], batches: Iterable[Mapping[str, pa.Array]]) -> None:
        """Add or replace columns of the live rows, given a batch at a time."""
        self._spool(names, batches, len(self.stays))

    def drop(self, gone: pa.ChunkedArray) -> None:
        """Remove the rows where the mask is true."""
        self.stays.append(pc.invert(gone).combine_chunks())

    def _spool(self, names: Sequence[str], batches: Iterable[Mapping[str, pa.Array]], age: int) -> None:
        """Write each column as an Arrow file of its own, in place of the one before."""
        sinks: dict[str, pa.ipc.RecordBatchFileWriter] = {}
        paths = {name: self.scratch / f"{self.written + number}.arrow" for number, name in enumerate(names)}
        self.written += len(names)
        with disk(self.scratch), ExitStack() as open_files:
            for batch in batches:
                for name in names:
                    if name not in sinks:
                        sink = open_files.enter_context(pa.OSFile(str(paths[name]), "wb"))
                        schema = pa.schema({name: batch[name].type})
                        sinks[name] = open_files.enter_context(pa.ipc.new_file(sink, schema))
                    sinks[name].write_batch(pa.record_batch({name: batch[name]}))
        replaced = [self.columns[name].path for name in names if name in self.columns]
        self.columns.update({name: _Spooled(paths[name], age) for name in names})
        for path in replaced:
            path.unlink()


def _mapped(path: Path) -> pa.ChunkedArray:
    with pa.memory_map(str(path)) as file:
        return pa.ipc.open_file(file).read_all().column(0)


def _filtered(values: pa.ChunkedArray, stays: pa.Array) -> Iterator[pa.Array]:
    begin = 0
    for chunk in values.chunks:
        yield chunk.filter(stays.slice(begin, len(chunk)))
        begin += len(chunk)


def join(shards: Sequence[Path], facts: pa.Table, scratch: Path) -> Frame:
    """Put the shards' documents in order of id and give each the facts of the RAW row it was read from.

    `facts` has `id` and `version` of the live RAW rows, and the columns to join. Documents whose RAW row is not live (superseded
    or vanished) fall out here. Raises SourceError when two documents have one id.
    """
    keys = pa.concat_tables([_keys(number, path) for number, path in enumerate(shards)]) if shards else _keys(0, None)
    facts = facts.combine_chunks()
    at = pc.index_in(keys["raw_id"], value_set=facts["id"])
    live = pc.fill_null(pc.equal(facts["version"].take(at), keys["version"]), False)
    keys = keys.append_column("at", at).filter(live).sort_by("id")
    ids = keys["id"].combine_chunks()
    if len(ids) > 1 and pc.any(twice := pc.equal(ids[1:], ids[:-1])).as_py():
        raise SourceError(f"two documents have the id {ids[pc.index(twice, True).as_py()]}; qualify it in the source's read.py.")
    joined = facts.drop_columns(["id", "version"]).take(keys["at"])
    return Frame(scratch, Shards(shards, _numbers(keys["shard"]), _numbers(keys["row"])), joined)


def _numbers(column: pa.ChunkedArray) -> Positions:
    values: Positions = column.to_numpy().astype(np.int64, copy=False)
    return values


def _keys(number: int, path: Path | None) -> pa.Table:
    schema = pa.schema({"id": pa.large_string(), "version": pa.large_string(), "raw_id": pa.large_string()})
    table = schema.empty_table() if path is None else read_table(path, schema.names)
    rows = np.arange(table.num_rows, dtype=np.int64)
    return table.append_column("shard", pa.array(np.full_like(rows, number))).append_column("row", pa.array(rows))
