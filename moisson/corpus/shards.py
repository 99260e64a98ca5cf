"""The shards of the map phase: a file of documents for each part, with its ledger and a receipt beside.

Columns of documents are taken out of them wherever they lie.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from moisson.contracts.disk import damaged
from moisson.contracts.schemas import LEDGER

# A shard's ledger also says which RAW row a dropped document came from.
SHARD_LEDGER = pa.schema([*LEDGER, pa.field("raw_id", pa.large_string())])

Rows = NDArray[np.int64]


def ledger_path(shard: Path) -> Path:
    return shard.with_suffix(".ledger.parquet")


def receipt_path(shard: Path) -> Path:
    return shard.with_suffix(".json")


def take(paths: Sequence[Path], names: Sequence[str], shard: Rows, row: Rows) -> pa.Table:
    """The columns `names` of row `row[i]` of file `shard[i]`, in this order. Memory holds these and one row group more."""
    order = np.lexsort((row, shard))
    ends = np.flatnonzero(np.append(np.diff(shard[order]) != 0, True)) + 1 if len(order) else np.zeros(0, np.int64)
    pieces, begin = [], 0
    for end in ends.tolist():
        at = order[begin:end]
        pieces += _rows(paths[int(shard[at[0]])], names, row[at])
        begin = end
    table = pa.concat_tables(pieces) if pieces else _schema(paths, names).empty_table()
    if np.array_equal(order, np.arange(len(order))):
        return table
    back = np.empty(len(order), np.int64)
    back[order] = np.arange(len(order))
    return table.take(pa.array(back))


def _rows(path: Path, names: Sequence[str], rows: Rows) -> list[pa.Table]:
    """The columns at ascending rows of one file, from the row groups that have them."""
    pieces = []
    try:
        bounds = _bounds(path, path.stat().st_mtime_ns)
        with pq.ParquetFile(path) as file:  # its footer is not kept: of hundreds of shards, that would be a gigabyte
            for group in np.unique(np.searchsorted(bounds, rows, side="right") - 1).tolist():
                low, high = np.searchsorted(rows, (bounds[group], bounds[group + 1]))
                values = file.read_row_group(group, columns=list(names), use_threads=False).select(list(names))
                whole = high - low == len(values)
                pieces.append(values if whole else values.take(pa.array(rows[low:high] - bounds[group])))
    except (OSError, pa.ArrowException, KeyError) as error:
        raise damaged(path, error) from None
    return pieces


@lru_cache(maxsize=4096)
def _bounds(path: Path, modified: int) -> Rows:
    """Where the row groups of a file begin and end."""
    del modified  # tells a file from one that stood there before
    metadata = pq.read_metadata(path)
    sizes = (metadata.row_group(group).num_rows for group in range(metadata.num_row_groups))
    return np.array([*accumulate(sizes, initial=0)], np.int64)


def _schema(paths: Sequence[Path], names: Sequence[str]) -> pa.Schema:
    schema = schema_of(paths[0]) if paths else pa.schema([])
    return pa.schema([schema.field(name) for name in names])


@lru_cache(maxsize=16)
def schema_of(path: Path) -> pa.Schema:
    """The columns of a shard."""
    try:
        return pq.read_schema(path).remove_metadata()
    except (OSError, pa.ArrowException) as error:
        raise damaged(path, error) from None
