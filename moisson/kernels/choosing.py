"""Which rows to take: a number for each id that depends on nothing else, and filling budgets one row after the other."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.compiled import kernel
from moisson.kernels.strings import Strings
from moisson.kernels.words import mix

_STEP = np.uint64(0x9E3779B97F4A7C15)


@kernel
def _hash_values(offsets: Any, data: Any, seed: Any, out: Any) -> None:
    for row in range(len(offsets) - 1):
        state = seed
        for at in range(offsets[row], offsets[row + 1]):
            state = (state ^ np.uint64(data[at])) * _STEP
            state ^= state >> np.uint64(29)
        out[row] = mix(state)


@kernel
def _take(order: Any, groups: Any, sizes: Any, left: Any, taken: Any, full: Any, stops: bool) -> None:
    for k in range(len(order)):
        row = order[k]
        group = groups[row]
        if group < 0 or taken[row] or full[group]:
            continue
        if sizes[row] <= left[group]:
            left[group] -= sizes[row]
            taken[row] = True
        else:
            full[group] = stops


def hash_values(values: Strings, seed: int) -> NDArray[np.uint64]:
    """64 bits for each string, evenly spread; another `seed` gives others."""
    out = np.empty(len(values.offsets) - 1, np.uint64)
    start = (seed * int(_STEP) ^ 0xCBF29CE484222325) % 2**64
    _hash_values(values.offsets, values.data, np.uint64(start), out)
    return out


def take_what_fits(
    order: NDArray[np.integer[Any]],
    groups: NDArray[np.integer[Any]],
    sizes: NDArray[np.integer[Any]],
    left: NDArray[np.int64],
    taken: NDArray[np.bool_],
    stops: bool = False,
) -> None:
    """Set `taken` for the rows, in this order, that still fit into what is `left` for their group, which shrinks by each.

    A row of group -1 is never taken. What is left of a budget in the end is less than any row of its group that was not taken.
    With `stops`, a group takes no more after the first of its rows that does not fit.
    """
    _take(order, groups, sizes, left, taken, np.zeros(len(left), np.bool_), stops)
