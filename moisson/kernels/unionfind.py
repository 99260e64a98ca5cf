"""Rows that share a key, and whatever that links, by union-find: four bytes a row.

Keys come a part at a time, each part whole: every row that has one of its keys. A part is sorted, its equal neighbours are
joined, and it is forgotten. The component of a row is named by its least row, so that it depends on the keys alone, never on the
order in which they came.
"""

from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.compiled import kernel
from moisson.kernels.words import mix

Rows = NDArray[np.uint32]


@kernel
def _find(parent: Any, row: Any) -> Any:
    while parent[row] != row:
        parent[row] = parent[parent[row]]
        row = parent[row]
    return row


@kernel
def _pack(keys: Any, low: Any, out: Any) -> None:
    """Put the high bits of each key, spread over all 64, beside its place."""
    for at in range(len(keys)):
        out[at] = (mix(keys[at]) & ~low) | np.uint64(at)


@kernel
def _join(parent: Any, packed: Any, keys: Any, rows: Any, low: Any) -> None:
    """Join rows of equal keys. `packed`, sorted, holds a key's high bits and, in the bits of `low`, its place."""
    begin = 0
    for k in range(1, len(packed) + 1):
        if k < len(packed) and packed[k] ^ packed[begin] <= low:
            continue
        # From `begin` to `k` the high bits are equal; nearly always the keys are too, and then the first comparison hits.
        for m in range(begin + 1, k):
            at = packed[m] & low
            for n in range(begin, m):
                before = packed[n] & low
                if keys[before] == keys[at]:
                    one, other = _find(parent, rows[before]), _find(parent, rows[at])
                    parent[max(one, other)] = min(one, other)
                    break
        begin = k


@kernel
def _flatten(parent: Any) -> None:
    for row in range(len(parent)):
        parent[row] = parent[parent[row]]


class Components:
    """The components of rows 0 to `size`; `join` may be called from several threads, in any order."""

    def __init__(self, size: int) -> None:
        if size > np.iinfo(np.uint32).max:
            raise ValueError(f"{size} rows are more than 32 bits can number")
        self._parent = np.arange(size, dtype=np.uint32)
        self._lock = Lock()

    def join(self, keys: NDArray[np.uint64], rows: Rows) -> None:
        """Join the rows whose keys are equal; `rows[k]` has `keys[k]`."""
        low = np.uint64((1 << max(len(keys) - 1, 1).bit_length()) - 1)
        # Sorted with their places in the low bits, not by an index: a fifth of the time.
        packed = np.empty(len(keys), np.uint64)
        _pack(keys, low, packed)
        packed.sort()
        with self._lock:
            _join(self._parent, packed, keys, rows, low)

    def roots(self) -> Rows:
        """For each row the least row of its component."""
        _flatten(self._parent)
        return self._parent
