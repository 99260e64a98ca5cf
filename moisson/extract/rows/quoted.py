"""Long texts from file to content and from content to string without what lies between: compiled only (`quoted.pyx`).

Interpreted, nothing of the kind is faster than orjson, which reads and writes the same bytes: rows go the usual way.
"""

from typing import Any

import numpy as np
import pyarrow as pa

from moisson.extract.rows.values import Quoted


def is_utf8(data: bytes) -> bool:
    """Whether bytes are UTF-8, without making a string of them, which would take several times their room."""
    bounds = pa.py_buffer(np.array([0, len(data)], np.int64))
    try:
        pa.LargeStringArray.from_buffers(1, bounds, pa.py_buffer(data)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def row_of(source: bytes, start: int, finish: int, name: bytes, as_string: bool = False) -> dict[str, Any] | None:
    """An object, with one of its texts Quoted, or as a string; None where it is to be read as a whole."""
    return None


def content_of(head: bytes, text: Quoted, tail: bytes) -> bytes | None:
    """A text between what stands before and after it, without line ends around it; None where it is to become a string."""
    return None
