"""The two buffers of an Arrow string array, as kernels read them: offsets and UTF-8 bytes, without a Python object per value."""

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray


class Strings(NamedTuple):
    """Value `i` is `data[offsets[i]:offsets[i + 1]]`; offsets are absolute and need not start at 0."""

    offsets: NDArray[np.int64]
    data: NDArray[np.uint8]


def strings(array: pa.Array) -> Strings:
    """The buffers of a string array, sliced or not; nulls are empty strings. Nothing is copied unless there are nulls."""
    if array.type != pa.large_string():
        array = array.cast(pa.large_string())
    if array.null_count:
        array = pc.fill_null(array, "")
    _, offsets, data = array.buffers()
    if not len(array) or offsets is None:
        return Strings(np.zeros(len(array) + 1, np.int64), np.zeros(0, np.uint8))
    bounds = np.frombuffer(offsets, np.int64)[array.offset : array.offset + len(array) + 1]
    return Strings(bounds, np.frombuffer(data, np.uint8) if data is not None and data.size else np.zeros(0, np.uint8))


def string_array(values: Strings, valid: Any = None) -> pa.Array:
    """A `large_string` array from offsets that start at 0 and valid UTF-8; `valid` is a boolean array where there are nulls."""
    built = pa.LargeStringArray.from_buffers(len(values.offsets) - 1, pa.py_buffer(values.offsets), pa.py_buffer(values.data))
    return built if valid is None else pc.if_else(valid, built, pa.scalar(None, pa.large_string()))
