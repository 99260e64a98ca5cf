"""Scores from outside: columns of anyone's Parquet file joined by id and version, and a filter on any column of numbers."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from moisson.contracts.errors import RecipeError
from moisson.contracts.identity import stamp
from moisson.contracts.stage import DROPS, Columns, DataFile, Step, stage
from moisson.corpus.stages.reasons import Reasons
from moisson.corpus.stages.thresholds import numbers
from moisson.kernels.choosing import hash_values
from moisson.kernels.strings import strings

KEY = ("id", "version")


class _Scores(NamedTuple):
    """The file's rows, sorted by the hash of their keys."""

    hashes: NDArray[np.uint64]
    keys: pa.Array
    columns: pa.Table


def _load(path: str, columns: tuple[str, ...]) -> _Scores:
    """Read a file of scores; RecipeError says what is wrong with it."""
    return _read(path, stamp(path), columns)


@lru_cache(maxsize=2)
def _read(path: str, stamped: tuple[int, int] | None, columns: tuple[str, ...]) -> _Scores:
    del stamped  # part of the cache key
    where = f"{path} cannot be joined as scores"
    if not columns or len(set(columns)) < len(columns) or set(columns) & set(KEY):
        raise RecipeError(f"{where}: `columns` must name some of its columns, each once, and neither id nor version.")
    try:
        schema = pq.read_schema(path)
    except (OSError, pa.ArrowInvalid) as error:
        raise RecipeError(f"{where}: it is no Parquet file ({str(error).splitlines()[0]}).") from None
    if missing := [name for name in (*KEY, *columns) if name not in schema.names]:
        raise RecipeError(f"{where}: it has no column `{missing[0]}`, only {', '.join(schema.names)}.")
    for name in KEY:
        if not _is_text(schema.field(name).type):
            raise RecipeError(f"{where}: its {name} must be text, not {schema.field(name).type}.")
    for name in columns:
        if not _is_plain(schema.field(name).type):
            raise RecipeError(
                f"{where}: column `{name}` must be of numbers, truth values or text, not {schema.field(name).type}."
            )
    rows = pq.read_table(path, columns=[*KEY, *columns]).combine_chunks()
    if nulls := rows["id"].null_count + rows["version"].null_count:
        raise RecipeError(f"{where}: {nulls:,} of its rows lack an id or a version.")
    keys = keys_of(rows["id"], rows["version"])
    hashes = hash_values(strings(keys), 0)
    order = np.argsort(hashes, kind="stable")
    hashes, keys = hashes[order], keys.take(pa.array(order))
    again = np.flatnonzero(hashes[1:] == hashes[:-1])
    same = pc.equal(keys.take(pa.array(again)), keys.take(pa.array(again + 1)))
    if twice := pc.sum(same).as_py():
        first = keys.take(pa.array(again)).filter(same)[0].as_py().partition("\0")[0]
        raise RecipeError(f"{where}: {twice:,} of its rows repeat an id and version, such as {first!r}; keep one of each.")
    return _Scores(hashes, keys, rows.select(columns).take(pa.array(order)).combine_chunks())


def keys_of(id: pa.ChunkedArray | pa.Array, version: pa.ChunkedArray | pa.Array) -> pa.Array:
    """Id and version as one text, which no other pair gives: neither holds a null character."""
    text = pa.large_string()
    keys = pc.binary_join_element_wise(id.cast(text), version.cast(text), pa.scalar("\0", text))
    return keys.combine_chunks() if isinstance(keys, pa.ChunkedArray) else keys


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _is_plain(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind) or _is_text(kind))


def _joined(parameters: Mapping[str, Any]) -> tuple[str, ...]:
    """What the stage writes; looks into the file, so that its mistakes stop before any work."""
    columns = tuple(parameters["columns"])
    _load(parameters["file"], columns)
    return columns


@stage(version=1, reads=KEY, writes=_joined)
def join_scores(
    file: DataFile,  # a Parquet file with `id`, `version` and the columns
    columns: Sequence[str],  # which columns to write
) -> Step:
    """Write columns of a Parquet file, such as a classifier's scores, to the documents that its `id` and `version` name.

    Both must be equal: a score of another version of a document is none of this one. Where the file has no such row the columns
    are null.
    """
    scores = _load(file, tuple(columns))

    def step(batch: pa.RecordBatch) -> Columns:
        keys = keys_of(batch.column("id"), batch.column("version"))
        if not len(scores.hashes):
            return {name: pa.nulls(batch.num_rows, scores.columns[name].type) for name in columns}
        at = np.searchsorted(scores.hashes, hash_values(strings(keys), 0))
        at = pa.array(np.minimum(at, len(scores.hashes) - 1))
        at = pc.if_else(pc.equal(scores.keys.take(at), keys), at, pa.scalar(None, pa.int64()))
        return {name: scores.columns[name].combine_chunks().take(at) for name in columns}

    return step


def _compared(parameters: Mapping[str, Any]) -> tuple[str, ...]:
    if parameters["below"] is None and parameters["above"] is None and parameters["missing"] == "keep":
        raise RecipeError('drop_where drops nothing: give `below`, `above` or missing = "drop".')
    return (parameters["column"],)


@stage(version=1, reads=_compared, writes=DROPS)
def drop_where(
    column: str,  # any column of numbers
    below: float | None = None,  # drop what is below
    above: float | None = None,  # or above
    missing: Literal["keep", "drop"] = "keep",  # what becomes of rows without a value (null, not a number): `keep` or `drop`
    reason: str = "score",  # the reason in the ledger
) -> Step:
    """Drop documents whose `column`, any one of numbers, is below or above a limit, or null where `missing` is "drop".

    The reason is `reason`.
    """

    def step(batch: pa.RecordBatch) -> Columns:
        values = numbers(batch.column(column))
        reasons = Reasons(batch.num_rows)
        if below is not None:
            reasons.add(reason, values < below, lambda row: f"{column} {values[row]:.6g}, at least {below:g}")
        if above is not None:
            reasons.add(reason, values > above, lambda row: f"{column} {values[row]:.6g}, at most {above:g}")
        if missing == "drop":
            reasons.add(reason, np.isnan(values), lambda _: f"no {column}")
        return reasons.columns()

    return step
