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
        return Strings(_buffer(None, np.int64, len(array) + 1), _buffer(None, np.uint8))
    bounds = _buffer(offsets, np.int64)[array.offset : array.offset + len(array) + 1]
    return Strings(bounds, _buffer(data, np.uint8))


def _buffer(buffer: pa.Buffer | None, kind: type[Any], size: int = 0) -> NDArray[Any]:
    """A buffer's values, or `size` zeros; never to be written to, or kernels would be compiled for either case."""
    values = np.frombuffer(buffer, kind) if buffer is not None and buffer.size else np.zeros(size, kind)
    values.flags.writeable = False
    return values


def string_array(values: Strings, valid: Any = None) -> pa.Array:
    """A `large_string` array from offsets that start at 0 and valid UTF-8; `valid` is a boolean array where there are nulls."""
    built = pa.LargeStringArray.from_buffers(len(values.offsets) - 1, pa.py_buffer(values.offsets), pa.py_buffer(values.data))
    return built if valid is None else pc.if_else(valid, built, pa.scalar(None, pa.large_string()))
