"""A table as a corpus stage sees it, in this process: to try a stage out, and to test that it keeps to its contract.

Tasks get nothing but what travels to another machine: they are found by their names, what they are given is written as JSON and
read back, and they see what was shared, not the rows. With a `seed` they run in an order that it draws, and the first of them
once more, as after a machine was lost. A stage of which the same comes out for any cut and any seed gives the same anywhere.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Lock
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from moisson.compute.rounds import name_of, named
from moisson.contracts.errors import MoissonError
from moisson.contracts.stage import CorpusStep, Each, Rows, Work
from moisson.corpus.stages.candidates import gather
from moisson.workspace.storage import ROW_GROUP


class _Shelf:
    """What tasks share (`moisson.contracts.stage.Shared`)."""

    def __init__(self, num_rows: int) -> None:
        self.num_rows = num_rows
        self.tables: dict[str, pa.Table] = {}
        self._arrays: dict[str, NDArray[Any]] = {}
        self._lock = Lock()

    def selected(self, name: str) -> pa.Table:
        return self.tables[name]

    def keep(self, name: str, array: NDArray[Any]) -> str:
        mine = array.copy()
        mine.flags.writeable = False
        with self._lock:
            there = self._arrays.setdefault(name, mine)
        if (there.dtype, there.shape, there.tobytes()) != (mine.dtype, mine.shape, mine.tobytes()):
            raise MoissonError(f"two different arrays were kept as {name}.")
        return name

    def kept(self, name: str) -> NDArray[Any]:
        return self._arrays[name]


class InMemory:
    """The rows of a table, sorted by id (`moisson.contracts.stage.Corpus`)."""

    def __init__(
        self, table: pa.Table, batch_rows: int = ROW_GROUP, span_rows: int = 1 << 16, seed: int | None = None, threads: int = 1
    ) -> None:
        self.table, self.num_rows, self._shelf = table, table.num_rows, _Shelf(table.num_rows)
        self._batch_rows, self._span_rows, self._threads = batch_rows, span_rows, threads
        self._random = None if seed is None else random.Random(seed)

    def made(self, step: CorpusStep) -> pa.Table:
        """All that a step writes."""
        found = step(self)
        if isinstance(found, Each):
            return pa.table(dict(self.each(found.work, found.names, **found.given)))
        return pa.concat_tables([pa.table(columns) for columns in ([found] if isinstance(found, dict) else found)])

    def column(self, name: str) -> pa.ChunkedArray:
        return self.table.column(name)

    def each(self, work: Work, names: Sequence[str], **given: Any) -> Mapping[str, pa.ChunkedArray]:
        pieces = _cut(self.table.select(list(names)), self._batch_rows)
        made = self._run(work, [partial(tuple, piece) for piece in pieces], [given] * len(pieces))
        for (_, batch), columns in zip(pieces, made, strict=True):
            if {len(values) for values in columns.values()} != {len(batch)}:
                raise MoissonError(f"{work.__qualname__} must give {len(batch)} values for as many rows.")
        return {name: pa.chunked_array([columns[name] for columns in made]) for name in made[0]}

    def spans(self, work: Work, names: Sequence[str], **given: Any) -> list[dict[str, Any]]:
        cuts = [partial(self._span, *piece) for piece in _cut(self.table.select(list(names)), self._span_rows)]
        return [_travelled(found) for found in self._run(work, cuts, [given] * len(cuts))]

    def select(self, name: str, columns: Sequence[str], rows: Rows) -> None:
        if (np.diff(rows) <= 0).any():
            raise MoissonError(f"the rows of {name} must ascend.")
        table = pa.table({column: gather(self.table.column(column), rows) for column in columns})
        self._shelf.tables[name] = pa.Table.from_batches(table.to_batches(max_chunksize=self._batch_rows), table.schema)

    def run(self, work: Work, tasks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        return [_travelled(found) for found in self._run(work, [tuple] * len(tasks), tasks)]

    def selected(self, name: str) -> pa.Table:
        return self._shelf.selected(name)

    def keep(self, name: str, array: NDArray[Any]) -> str:
        return self._shelf.keep(name, array)

    def kept(self, name: str) -> NDArray[Any]:
        return self._shelf.kept(name)

    def _span(self, first: int, rows: pa.RecordBatch) -> tuple[int, Iterator[pa.RecordBatch]]:
        return first, (batch for _, batch in _cut(pa.Table.from_batches([rows]), self._batch_rows))

    def _run(self, work: Work, pieces: Sequence[Callable[[], tuple[Any, ...]]], given: Sequence[Mapping[str, Any]]) -> list[Any]:
        """What the work gives for each piece with what it is given, in their order."""
        if named(name_of(work)) is not work:
            raise MoissonError(f"{work.__qualname__} must be a function of its module: a task is found by its name.")

        def task(number: int) -> Any:
            return work(self._shelf, *pieces[number](), **_travelled(given[number]))

        numbers = list(range(len(pieces)))
        if self._random:
            self._random.shuffle(numbers)
        if self._threads == 1:
            made = dict(zip(numbers, map(task, numbers), strict=True))
        else:
            with ThreadPoolExecutor(self._threads) as pool:
                made = dict(zip(numbers, pool.map(task, numbers), strict=True))
        for number in numbers[: bool(self._random)]:
            task(number)
        return [made[number] for number in range(len(pieces))]


def _cut(table: pa.Table, rows: int) -> list[tuple[int, pa.RecordBatch]]:
    """The table in batches, each with the number of its first row; of no rows, an empty batch."""
    if not len(table):
        return [(0, pa.RecordBatch.from_pylist([], schema=table.schema))]
    return [(first, table.slice(first, rows).combine_chunks().to_batches()[0]) for first in range(0, len(table), rows)]


def _travelled(value: Mapping[str, Any]) -> dict[str, Any]:
    """What is left of a value that was written as JSON and read again."""
    found: dict[str, Any] = orjson.loads(orjson.dumps(dict(value)))
    return found
