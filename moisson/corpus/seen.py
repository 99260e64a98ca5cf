"""What a corpus stage may see: the columns that it declares, and its tasks."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from moisson.contracts.errors import MoissonError
from moisson.contracts.stage import Columns, Rows, Work
from moisson.corpus.live_rows import Frame
from moisson.corpus.recipe import BoundStage
from moisson.workspace.storage import ROW_GROUP

SPAN = 1 << 16  # rows

_numbers = count()


class Seen:
    """The frame as one stage sees it (`moisson.contracts.stage.Corpus`)."""

    def __init__(self, frame: Frame, bound: BoundStage) -> None:
        self._frame, self._label, self._reads = frame, bound.label, bound.reads
        self._folder = frame.scratch / f"stage-{next(_numbers)}"
        self._folder.mkdir()
        self.num_rows = frame.num_rows

    def column(self, name: str) -> pa.ChunkedArray:
        if name not in self._reads:
            raise MoissonError(f"stage {self._label} reads column `{name}`, which it does not declare.")
        return self._frame.column(name)

    def pieces(self, work: Work, names: Sequence[str], **given: Any) -> Iterator[Columns]:
        table = pa.table({name: self.column(name) for name in names})
        batches = table.to_batches(max_chunksize=ROW_GROUP) or [pa.RecordBatch.from_pylist([], schema=table.schema)]
        firsts = np.cumsum([0, *(batch.num_rows for batch in batches)])[:-1].tolist()
        with ThreadPoolExecutor() as pool:
            yield from pool.map(lambda first, batch: work(self, first, batch, **given), firsts, batches)

    def each(self, work: Work, names: Sequence[str], **given: Any) -> Mapping[str, pa.ChunkedArray]:
        parts = list(self.pieces(work, names, **given))
        return {name: pa.chunked_array([part[name] for part in parts]) for name in parts[0]}

    def spans(self, work: Work, names: Sequence[str], **given: Any) -> list[dict[str, Any]]:
        table = pa.table({name: self.column(name) for name in names})
        firsts = range(0, max(self.num_rows, 1), SPAN)

        def over(first: int) -> dict[str, Any]:
            return dict(work(self, first, iter(table.slice(first, SPAN).to_batches(max_chunksize=ROW_GROUP)), **given))

        with ThreadPoolExecutor() as pool:
            return list(pool.map(over, firsts))

    def select(self, name: str, columns: Sequence[str], rows: Rows) -> None:
        table = pa.table({column: self.column(column).take(pa.array(rows)) for column in columns})
        with pa.OSFile(str(self._folder / f"{name}.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)

    def selected(self, name: str) -> pa.Table:
        with pa.memory_map(str(self._folder / f"{name}.arrow")) as file:
            return pa.ipc.open_file(file).read_all()

    def keep(self, name: str, array: NDArray[Any]) -> str:
        np.save(self._folder / f"{name}.npy", array)
        return name

    def kept(self, name: str) -> NDArray[Any]:
        array: NDArray[Any] = np.load(self._folder / f"{name}.npy", mmap_mode="r")
        return array

    def run(self, work: Work, tasks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        with ThreadPoolExecutor() as pool:
            return list(pool.map(lambda task: work(self, **task), tasks))
