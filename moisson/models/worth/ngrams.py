"""A learner without chance: an interpolated n-gram model of bytes, smoothed by modified Kneser-Ney (Chen and Goodman 1998).

It sees every byte once, in no order, and needs no seed. Its orders are counted from one sorted array, the runs of `order` bytes:
a shorter run counts how many different bytes come before it.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.byte_grams import runs, score
from moisson.kernels.strings import Strings

Keys = NDArray[np.uint64]
Counts = NDArray[np.int64]
UNKNOWN = 0.75  # the discount of an order in which no run is seen once, twice, thrice and four times


class Model(NamedTuple):
    """Tables of all orders, one after the other, as `byte_grams.score` reads them."""

    first_key: NDArray[np.int64]  # of each order; the end of the last
    keys: Keys  # runs, sorted within their order
    minus: NDArray[np.float64]  # their counts less the discount
    first_context: NDArray[np.int64]
    contexts: Keys  # runs without their last byte
    begins: NDArray[np.int64]  # the first key of each context
    totals: NDArray[np.float64]  # counts of the keys of each context
    backs: NDArray[np.float64]  # what is left for the shorter context

    def bits(self, texts: Strings) -> NDArray[np.float64]:
        """What each text costs; the sum over all 256 bytes that could follow is 1 everywhere."""
        return score(texts, tuple(self))


def learn(data: NDArray[np.uint8], order: int) -> Model:
    """Learn the runs of up to `order` bytes, at most 8, of a text. Takes some 24 bytes of memory for each of its bytes."""
    keys, counts = _counted(runs(data, order))
    levels = [_level(keys, counts, order)]
    for shorter in range(order - 1, 0, -1):
        keys, counts = _counted(keys << np.uint64(8))  # without the first byte: how many different ones were before it
        levels.append(_level(keys, counts, shorter))
    return _joined(levels[::-1])


def _counted(keys: Keys) -> tuple[Keys, Counts]:
    keys.sort()
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else np.empty(0, np.int64)
    return keys[starts], np.diff(np.append(starts, len(keys)))


class _Level(NamedTuple):
    keys: Keys
    minus: NDArray[np.float64]
    contexts: Keys
    begins: Counts
    totals: NDArray[np.float64]
    backs: NDArray[np.float64]


def _level(keys: Keys, counts: Counts, order: int) -> _Level:
    discounts = _discounts(counts)[np.minimum(counts, 3)]
    last = np.uint64(0xFF) << np.uint64(64 - 8 * order)
    contexts = keys & ~last
    begins = np.flatnonzero(np.concatenate([[True], contexts[1:] != contexts[:-1]])) if len(keys) else np.empty(0, np.int64)
    totals = np.add.reduceat(counts, begins).astype(np.float64) if len(keys) else np.empty(0)
    backs = np.add.reduceat(discounts, begins) / totals if len(keys) else np.empty(0)
    return _Level(keys, counts - discounts, contexts[begins], begins, totals, backs)


def _discounts(counts: Counts) -> NDArray[np.float64]:
    """What is taken from runs seen once, twice, and more often; by place 1, 2 and 3."""
    once, twice, thrice, four = (float((counts == times).sum()) for times in (1, 2, 3, 4))
    if not (once and twice and thrice and four):
        return np.array([0.0, UNKNOWN, UNKNOWN, UNKNOWN])
    share = once / (once + 2 * twice)
    found = [0.0, 1 - 2 * share * twice / once, 2 - 3 * share * thrice / twice, 3 - 4 * share * four / thrice]
    return np.array([found[0], *(min(max(each, 0.05), times - 0.05) for times, each in enumerate(found[1:], 1))])


def _joined(levels: list[_Level]) -> Model:
    first_key = np.cumsum([0, *(len(level.keys) for level in levels)])
    first_context = np.cumsum([0, *(len(level.contexts) for level in levels)])

    def all_of(name: str) -> Any:
        return np.concatenate([getattr(level, name) for level in levels])

    begins = np.concatenate([level.begins + first for level, first in zip(levels, first_key, strict=False)])
    tables = all_of("keys"), all_of("minus"), first_context, all_of("contexts"), begins, all_of("totals"), all_of("backs")
    return Model(first_key, *tables)
