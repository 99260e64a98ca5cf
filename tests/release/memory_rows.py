"""A corpus in memory as blocks, whose tasks run in any order, some of them twice, and hear nothing but JSON."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from moisson.contracts.schemas import LEDGER


@dataclass(frozen=True)
class MemoryBlock:
    rows: "MemoryRows"
    number: int
    low: str | None
    high: str | None

    @property
    def table(self) -> pa.Table:
        return within(self.rows.table, self.low, self.high)

    @property
    def num_rows(self) -> int:
        return int(self.table.num_rows)

    def batches(self, names: Sequence[str], batch_rows: int = 4096) -> Iterator[pa.RecordBatch]:
        table = self.table.select(names).combine_chunks()
        batches = table.to_batches(max_chunksize=min(batch_rows, self.rows.batch_rows))
        yield from batches or [pa.RecordBatch.from_pylist([], schema=table.schema)]

    def places(self) -> NDArray[np.int64]:
        return self.rows.find(self.table["id"].combine_chunks())

    def ledger(self) -> pa.Table:
        return within(self.rows.ledger, self.low, self.high).sort_by([(name, "ascending") for name in LEDGER.names])


def within(table: pa.Table, low: str | None, high: str | None) -> pa.Table:
    ids = table["id"].to_pylist()
    return table.filter(pa.array([(low is None or id >= low) and (high is None or id < high) for id in ids], pa.bool_()))


@dataclass
class MemoryRows:
    """`cuts` are ids at which blocks begin, but for the first."""

    folder: Path
    table: pa.Table  # the documents that stay, by id
    ledger: pa.Table  # SHARD_LEDGER
    cuts: Sequence[str] = ()
    batch_rows: int = 4096
    seed: int = 0
    places: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cuts = sorted(self.cuts)
        self.places = sorted({*self.table["id"].to_pylist(), *self.ledger["id"].to_pylist()})
        self.num_rows, self.num_places, self.num_blocks = self.table.num_rows, len(self.places), 1 + len(self.cuts)

    def block(self, number: int) -> MemoryBlock:
        bounds = [None, *self.cuts, None]
        return MemoryBlock(self, number, bounds[number], bounds[number + 1])

    def has(self, name: str) -> bool:
        return name in self.table.column_names

    def type(self, name: str) -> pa.DataType:
        return self.table.schema.field(name).type

    def find(self, ids: pa.Array) -> NDArray[np.int64]:
        at = [(bisect_left(self.places, id), id) for id in ids.to_pylist()]
        return np.array([place if self.places[place : place + 1] == [id] else -1 for place, id in at], np.int64)

    def run(self, work: Callable[..., dict[str, Any]], tasks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        random = Random(self.seed)
        order = [*range(len(tasks)), *random.sample(range(len(tasks)), len(tasks) // 3)]
        random.shuffle(order)
        receipts = {number: orjson.dumps(work(self, **orjson.loads(orjson.dumps(tasks[number])))) for number in order}
        return [orjson.loads(receipts[number]) for number in range(len(tasks))]

    def keep(self, name: str, array: NDArray[Any]) -> str:
        np.save(self.folder / f"{name}.npy", array)
        return name

    def kept(self, name: str) -> NDArray[Any]:
        array: NDArray[Any] = np.load(self.folder / f"{name}.npy", mmap_mode="r")
        return array
