"""The rows of a `Frame` as blocks, in this process."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moisson.contracts.schemas import LEDGER, STRING
from moisson.corpus.live_rows import Frame

BLOCK_ROWS = 65_536


@dataclass(frozen=True)
class FrameBlock:
    """Consecutive rows of a frame."""

    rows: "FrameRows"
    number: int
    first: int
    num_rows: int
    low: str | None
    high: str | None

    def batches(self, names: Sequence[str], batch_rows: int = 4096) -> Iterator[pa.RecordBatch]:
        table = pa.table({name: self.rows.frame.column(name) for name in names}).slice(self.first, self.num_rows)
        yield from table.to_batches(max_chunksize=batch_rows)

    def places(self) -> NDArray[np.int64]:
        return self.rows.find(self.rows.ids.slice(self.first, self.num_rows))

    def ledger(self) -> pa.Table:
        table = self.rows.ledger
        if self.low is not None:
            table = table.filter(pc.greater_equal(table["id"], self.low))
        if self.high is not None:
            table = table.filter(pc.less(table["id"], self.high))
        return table.sort_by([(name, "ascending") for name in LEDGER.names])


class FrameRows:
    """See `moisson.release.blocks.Rows`. Memory holds all ids."""

    def __init__(self, frame: Frame, ledger: pa.Table, folder: Path, block_rows: int = BLOCK_ROWS) -> None:
        self.frame, self.ledger, self.folder, self.block_rows = frame, ledger, folder, block_rows
        self.ids = pa.concat_arrays([pa.array([], STRING), *frame.column("id").chunks])
        known = pa.concat_arrays([self.ids, *ledger["id"].chunks])
        self._places = pc.unique(known).sort()
        self.num_rows, self.num_places = len(self.ids), len(self._places)
        self.num_blocks = max(1, -(-self.num_rows // block_rows))

    def block(self, number: int) -> FrameBlock:
        first = number * self.block_rows
        last = min(self.num_rows, first + self.block_rows)
        low = self.ids[first].as_py() if number else None
        high = self.ids[last].as_py() if last < self.num_rows else None
        return FrameBlock(self, number, first, last - first, low, high)

    def has(self, name: str) -> bool:
        return self.frame.has(name)

    def type(self, name: str) -> pa.DataType:
        return self.frame.column(name).type if self.frame.shards.paths else pa.null()

    def find(self, ids: pa.Array) -> NDArray[np.int64]:
        places: NDArray[np.int64] = pc.fill_null(pc.index_in(ids, value_set=self._places), -1).to_numpy().astype(np.int64)
        return places

    def run(self, work: Callable[..., dict[str, Any]], tasks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        return [work(self, **task) for task in tasks]

    def keep(self, name: str, array: NDArray[Any]) -> str:
        np.save(self.folder / f"{name}.npy", array)
        return name

    def kept(self, name: str) -> NDArray[Any]:
        array: NDArray[Any] = np.load(self.folder / f"{name}.npy", mmap_mode="r")
        return array
