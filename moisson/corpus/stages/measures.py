"""What samples, caps and mixtures need of each row: its group, its size and its turn, in a few bytes."""

from typing import Any, Literal, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moisson.contracts.errors import RecipeError
from moisson.contracts.schemas import STRING
from moisson.contracts.stage import Columns, Corpus, Shared
from moisson.kernels.choosing import hash_values
from moisson.kernels.strings import strings
from moisson.kernels.words import count_words

Unit = Literal["documents", "words", "bytes", "tokens"]
UNITS_READ: dict[Unit, tuple[str, ...]] = {
    "documents": (),
    "words": ("text",),
    "bytes": ("text",),
    "tokens": ("token_count",),
}
NONE = "none"  # the value of a row that has none


class Measured(NamedTuple):
    """The rows by the value of a column."""

    names: list[str]  # the values, in order
    group: NDArray[np.int32]  # for each row, the number of its value
    size: NDArray[Any]  # in the unit
    order: NDArray[np.uint32]  # the rows in turn

    def total(self, rows: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
        """The sum of the sizes of these rows, or of all, for each value; exact."""
        sums = np.zeros(len(self.names), np.int64)
        np.add.at(sums, self.group, self.size if rows is None else np.where(rows, self.size, self.size.dtype.type(0)))
        return sums


def measure(corpus: Corpus, by: str | None, unit: Unit, order: str | None, seed: int) -> Measured:
    """All rows: by the value of column `by`, in one group without; and in the order of their ids' hashes or, before these, of a
    column from its highest value down. What has no value comes last.
    """
    names = ("id", *([by] if by else []), *UNITS_READ[unit])
    found = corpus.each(_measure, tuple(dict.fromkeys(names)), by=by, unit=unit, seed=seed)
    values, group = _groups(corpus, by, _array(found["value"]))
    size = _array(found["size"])
    if size.min(initial=0) >= 0 and size.max(initial=0) <= np.iinfo(np.uint32).max:
        size = size.astype(np.uint32)
    return Measured(values, group, size, _order(corpus, order, found["hash"]))


def _measure(_shared: Shared, _first: int, batch: pa.RecordBatch, by: str | None, unit: Unit, seed: int) -> Columns:
    """Of each row the hash of its id, of its value in column `by`, and its size."""
    value = np.zeros(len(batch), np.uint64)
    if by:
        if pa.types.is_nested(batch[by].type):
            raise RecipeError(f"column {by} holds no single value, so documents cannot be grouped by it.")
        value = hash_values(strings(_named(batch[by])), 0)
    hashes = hash_values(strings(batch["id"]), seed)
    return {"hash": pa.array(hashes), "value": pa.array(value), "size": _size(batch, unit)}


def _size(batch: pa.RecordBatch, unit: Unit) -> pa.Array:
    if unit == "documents":
        return pa.array(np.ones(len(batch), np.int64))
    if unit == "words":
        return pa.array(count_words(strings(batch["text"])))
    sizes = pc.binary_length(batch["text"].cast(STRING)) if unit == "bytes" else batch["token_count"]
    return pc.fill_null(sizes, 0).cast(pa.int64())


def _named(values: pa.Array) -> pa.Array:
    return pc.fill_null(values.cast(STRING), NONE)


def _array(column: pa.ChunkedArray) -> NDArray[Any]:
    """The numbers of a column without nulls."""
    return np.concatenate([chunk.to_numpy() for chunk in column.chunks])


def _groups(corpus: Corpus, by: str | None, values: NDArray[np.uint64]) -> tuple[list[str], NDArray[np.int32]]:
    """The values by name, in order, and the number of each row's; `values` are their hashes, 64 bits to tell them apart by."""
    if by is None:
        return ["all"], np.zeros(len(values), np.int32)
    distinct = np.unique(values)
    group = np.searchsorted(distinct, values).astype(np.int32)
    first = np.empty(len(distinct), np.int64)
    first[group[::-1]] = np.arange(len(values) - 1, -1, -1)  # what is written last stays: the first row of each
    rows = np.sort(first)
    corpus.select("values", (by,), rows)
    names = pa.concat_arrays([pa.array([], STRING), *map(_named, corpus.selected("values")[by].chunks)])
    by_name = pc.sort_indices(names).to_numpy()
    number = np.empty(len(distinct), np.int32)
    number[group[rows[by_name]]] = np.arange(len(distinct), dtype=np.int32)
    return names.take(pa.array(by_name)).to_pylist(), number[group]


def _order(corpus: Corpus, column: str | None, hashes: pa.ChunkedArray) -> NDArray[np.uint32]:
    if column is None:
        return np.argsort(_array(hashes), kind="stable").astype(np.uint32)
    table = pa.table({"value": corpus.column(column), "hash": hashes})
    keys = [("value", "descending"), ("hash", "ascending")]
    return np.asarray(pc.sort_indices(table, sort_keys=keys).to_numpy(), np.uint32)
