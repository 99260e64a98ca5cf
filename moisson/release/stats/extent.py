"""The size of rows in memory, close to `num_bytes` of `datasets`, and independent of where batches are cut."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

OFFSET = 64  # bits of where a value of no fixed width begins


def bits(batch: pa.RecordBatch) -> NDArray[np.int64]:
    """The bits that each row takes as an Arrow table: values and offsets, and one for each value that may be null."""
    return sum((_bits(column) for column in batch.columns), np.zeros(batch.num_rows, np.int64))


def _bits(column: pa.Array) -> NDArray[np.int64]:
    type, rows = column.type, len(column)
    if pa.types.is_null(type):
        return np.zeros(rows, np.int64)
    if pa.types.is_struct(type):
        children = (_bits(column.field(place)) for place in range(type.num_fields))
        return sum(children, start=np.ones(rows, np.int64))
    if pa.types.is_list(type) or pa.types.is_large_list(type):
        ends = np.concatenate([[0], np.cumsum(_bits(column.flatten()))])
        lengths = pa.compute.fill_null(pa.compute.list_value_length(column), 0).to_numpy(zero_copy_only=False)
        places = np.concatenate([[0], np.cumsum(lengths)])
        inside: NDArray[np.int64] = ends[places[1:]] - ends[places[:-1]]
        return 1 + OFFSET + inside
    try:
        return np.full(rows, 1 + type.bit_width, np.int64)
    except ValueError:  # of no fixed width
        sizes: NDArray[np.int64] = pa.compute.fill_null(pa.compute.binary_length(column), 0).to_numpy(zero_copy_only=False)
        return 1 + OFFSET + 8 * sizes.astype(np.int64)
