"""A block: some consecutive documents of a corpus, as any process reads them, wherever their columns lie."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moisson.contracts.schemas import EXTRACTED, LEDGER, STRING
from moisson.corpus.block_rows import BLOCK_LEDGER, LIES
from moisson.corpus.run_files import Plan, State, read_array
from moisson.corpus.shards import Rows, schema_of, take
from moisson.corpus.stages.in_force import in_force
from moisson.workspace.storage import ROW_GROUP, read_table

CHUNK_BYTES = 1 << 26  # of text that is in memory at a time, …
CHUNK_ROWS = 1 << 16  # … and documents


@dataclass(frozen=True)
class Block:
    """The documents of one block that stay, after the stages that `state` tells of. Rows are numbered from 0."""

    root: Path  # the workspace
    folder: Path  # the run's
    plan: Plan
    state: State
    number: int

    @property
    def path(self) -> Path:
        return self.folder / "blocks" / f"{self.number:06}"

    @property
    def num_rows(self) -> int:
        """How many documents of this block stay."""
        return self.state.counts[self.number]

    @property
    def first(self) -> int:
        """How many stay in the blocks before it."""
        return sum(self.state.counts[: self.number])

    @property
    def place(self) -> int:
        """How many documents there were in the blocks before it, before any was dropped."""
        return sum(self.state.places[: self.number])

    @property
    def low(self) -> str | None:
        """The least id that this block may have; None where it has all up to the next block's."""
        return self.plan.cuts[self.number].low

    @property
    def high(self) -> str | None:
        """The id that all of this block are less than."""
        return self.plan.cuts[self.number + 1].low if self.number + 1 < len(self.plan.cuts) else None

    @cached_property
    def live(self) -> Rows:
        """Of each document that stays, its row before any was dropped; ascending."""
        return self._before(self.state.stage + 1)

    def places(self) -> Rows:
        """Of each document that stays, its place among all documents of the run."""
        return self.live + self.place

    def has(self, name: str) -> bool:
        return name == "force" or name in self.state.columns or name in self._own.names or name in self._documents.names

    def type(self, name: str) -> pa.DataType:
        """The type of a column."""
        homes = {"stage": self._written, "own": self._own, "shard": self._documents}
        if (home := self._home(name)) == "force" or not (self._shards or name in homes[home].names):
            return STRING  # also of what map stages write, where there is nothing that they ran on
        return homes[home].field(name).type

    def schema(self, names: Sequence[str]) -> pa.Schema:
        return pa.schema([pa.field(name, self.type(name)) for name in names])

    def batches(self, names: Sequence[str], batch_rows: int = ROW_GROUP) -> Iterator[pa.RecordBatch]:
        """Columns of the documents that stay, in order of id, a batch at a time; of none, one empty batch."""
        if not self.num_rows:
            yield pa.RecordBatch.from_arrays(
                [pa.array([], field.type) for field in self.schema(names)], schema=self.schema(names)
            )
        chunk = max(self._chunk_rows() // batch_rows, 1) * batch_rows
        for begin in range(0, self.num_rows, chunk):
            table = self.table(names, np.arange(begin, min(begin + chunk, self.num_rows)))
            yield from table.to_batches(max_chunksize=batch_rows)

    def table(self, names: Sequence[str], rows: Rows) -> pa.Table:
        """Columns of ascending rows, each in one piece."""
        at = self.live[rows]
        columns: dict[str, pa.ChunkedArray] = {}
        own = [name for name in names if self._home(name) == "own"]
        if own:
            columns |= _columns(take([self._rows], own, np.zeros_like(at), at))
        if shard := [name for name in names if self._home(name) == "shard"]:
            lies = take([self._rows], LIES, np.zeros_like(at), at)
            columns |= _columns(take(self._shards, shard, *(column.to_numpy().astype(np.int64) for column in lies.columns)))
        for stage in {self.state.columns[name] for name in names if self._home(name) == "stage"}:
            wrote = [name for name in names if self.state.columns.get(name) == stage]
            there = np.searchsorted(self._before(stage), at)
            columns |= _columns(take([self.column_path(stage)], wrote, np.zeros_like(at), there))
        if "force" in names and "force" not in columns:
            columns["force"] = self._force(rows)
        return pa.table({name: columns[name].combine_chunks() for name in names}, schema=self.schema(names))

    def ledger(self) -> pa.Table:
        """What was dropped from this block, by the map phase and by the stages so far, sorted: BLOCK_LEDGER."""
        paths = [self.path / "ledger.parquet", *map(self.ledger_path, self.state.drops)]
        tables = [read_table(path).cast(BLOCK_LEDGER) for path in paths if path.exists()]
        return pa.concat_tables(tables).sort_by([(name, "ascending") for name in LEDGER.names]).combine_chunks()

    def column_path(self, stage: int) -> Path:
        return self.path / f"columns-{stage}.parquet"

    def ledger_path(self, stage: int) -> Path:
        return self.path / f"ledger-{stage}.parquet"

    def live_path(self, stage: int) -> Path:
        return self.path / f"live-{stage}.npy"

    def find(self, hashes: NDArray[np.uint64]) -> Rows:
        """The rows, before any was dropped, of documents by the hashes of their ids; -1 where there is none."""
        known, rows = read_array(self.path / "hashes.npy"), read_array(self.path / "hashed.npy")
        at = np.minimum(np.searchsorted(known, hashes), max(len(known) - 1, 0))
        if not len(known):
            return np.full(len(hashes), -1, np.int64)
        return np.where(known[at] == hashes, rows[at].astype(np.int64), -1)

    def _before(self, stage: int) -> Rows:
        """The rows that stayed before a stage ran."""
        earlier = [drop for drop in self.state.drops if drop < stage]
        if earlier:
            return read_array(self.live_path(earlier[-1])).astype(np.int64)
        return np.arange(self.state.places[self.number])

    def _home(self, name: str) -> Literal["stage", "own", "force", "shard"]:
        """Where a column lies."""
        if name in self.state.columns:
            return "stage"
        if name == "force":
            return "force"
        return "own" if name in self._own.names else "shard"

    @property
    def _rows(self) -> Path:
        return self.path / "rows.parquet"

    @cached_property
    def _own(self) -> pa.Schema:
        return schema_of(self._rows)

    @cached_property
    def _shards(self) -> list[Path]:
        return [self.root / shard.paths[-1] for shard in self.plan.shards]

    @cached_property
    def _documents(self) -> pa.Schema:
        return schema_of(self._shards[0]) if self._shards else EXTRACTED

    @cached_property
    def _written(self) -> pa.Schema:
        """What stages wrote, each column by the last that did."""
        fields = [schema_of(self.column_path(stage)).field(name) for name, stage in self.state.columns.items()]
        return pa.schema(fields)

    def _chunk_rows(self) -> int:
        """How many documents are read at a time."""
        bytes = max((shard.row_bytes for shard in self.plan.shards), default=0)
        return max(1, min(CHUNK_ROWS, CHUNK_BYTES // max(bytes, 1)))

    def _force(self, rows: Rows) -> pa.ChunkedArray:
        """What is in force, each source by the words that it declares."""
        table = self.table(("source", "legal_state", "valid_from", "valid_to"), rows)
        force: Any = pa.nulls(table.num_rows, STRING)
        for source, states in self.plan.legal_states.items():
            if pc.any(of := pc.equal(table["source"], source)).as_py():
                force = pc.if_else(of, in_force(table, states, self.state.as_of), force)
        return force if isinstance(force, pa.ChunkedArray) else pa.chunked_array([force])


def _columns(table: pa.Table) -> dict[str, pa.ChunkedArray]:
    return dict(zip(table.column_names, table.columns, strict=True))
