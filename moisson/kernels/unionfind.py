"""Rows that share a key, and whatever that links, by union-find: four bytes a row.

Keys come a part at a time, each part whole: every row that has one of its keys. A part is sorted, and what remains of it is, for
each row that has another's key, the first that has it: `stars`. United, they are components. A component is named by its least
row, so that it depends on the keys alone, never on the order in which they came.
"""

from typing import Any, NamedTuple

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
def _stars(packed: Any, keys: Any, rows: Any, low: Any, points: Any, centres: Any) -> Any:
    """Find rows of equal keys. `packed`, sorted, holds a key's high bits and, in the bits of `low`, its place."""
    count = begin = 0
    for k in range(1, len(packed) + 1):
        if k < len(packed) and packed[k] ^ packed[begin] <= low:
            continue
        # From `begin` to `k` the high bits are equal; nearly always the keys are too, and then the first comparison hits.
        for m in range(begin + 1, k):
            at = packed[m] & low
            for n in range(begin, m):
                before = packed[n] & low
                if keys[before] == keys[at]:
                    points[count], centres[count] = rows[at], rows[before]
                    count += 1
                    break
        begin = k
    return count


@kernel
def _unite(parent: Any, points: Any, centres: Any) -> None:
    for k in range(len(points)):
        one, other = _find(parent, centres[k]), _find(parent, points[k])
        parent[max(one, other)] = min(one, other)


@kernel
def _flatten(parent: Any) -> None:
    for row in range(len(parent)):
        parent[row] = parent[parent[row]]


class Stars(NamedTuple):
    """Rows that have another's key, each with the first row that has it."""

    points: Rows
    centres: Rows


def stars(keys: NDArray[np.uint64], rows: Rows) -> Stars:
    """Which rows share a key: `rows[k]` has `keys[k]`."""
    low = np.uint64((1 << max(len(keys) - 1, 1).bit_length()) - 1)
    # Sorted with their places in the low bits, not by an index: a fifth of the time.
    packed = np.empty(len(keys), np.uint64)
    _pack(keys, low, packed)
    packed.sort()
    points, centres = np.empty(len(keys), np.uint32), np.empty(len(keys), np.uint32)
    count = _stars(packed, keys, rows, low, points, centres)
    return Stars(points[:count].copy(), centres[:count].copy())


class Components:
    """The components of rows 0 to `size`; stars may come in any order."""

    def __init__(self, size: int) -> None:
        if size > np.iinfo(np.uint32).max:
            raise ValueError(f"{size} rows are more than 32 bits can number")
        self._parent = np.arange(size, dtype=np.uint32)

    def unite(self, found: Stars) -> None:
        """Put the rows of each star into one component."""
        _unite(self._parent, *map(_read_only, found))

    def roots(self) -> Rows:
        """For each row the least row of its component."""
        _flatten(self._parent)
        return self._parent


def _read_only(rows: Rows) -> Rows:
    """The same rows, never to be written to: else the kernel would be compiled twice, for those of memory-mapped files too."""
    view = np.asarray(rows).view()
    view.flags.writeable = False
    return view
