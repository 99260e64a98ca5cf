"""An index of sets by their rare members, which finds the sets that may be similar enough to another.

N-grams are put in order from rare to frequent; two sets with a Jaccard similarity of t share one among the first `(1 - t)` of
each, and, in the smaller set, among the first `(1 - t) / (1 + t)`. Formulas that a hundred thousand texts share come last in that
order, and so are not even looked up. (Prefix filtering: Bayardo, Ma and Srikant 2007, *Scaling Up All Pairs Similarity Search*;
positions: Xiao, Wang, Lin and Yu 2008, *Efficient Similarity Joins for Near Duplicate Detection*.) Whom the index finds must also
agree in most of 256 bits, each the parity of the n-grams that fall on it: two texts differ in at least as many n-grams as bits
(bitmap filter: Sandes, Teodoro and Melo 2017). None of this leaves out a set that is similar enough.
"""

import math
from typing import Any

import numpy as np

from moisson.kernels.compiled import kernel

_SECOND = np.uint64(0x9E3779B97F4A7C15)  # tells the second tier of the index from the first
_SPREAD = np.uint64(0xD6E8FEB86659FD93)
_HALF, _LOW, _HIGH = np.uint64(32), np.uint64(0xFFFFFFFF), np.uint64(20)
_SLACK = 1e-6  # a bound computed in floats must not exclude what lies on it
_GAPS = np.array([round(701 * 2.25**k) for k in range(14, 0, -1)] + [701, 301, 132, 57, 23, 10, 4, 1])
BITS = 4  # words of 64 bits for each text


@kernel
def sort_run(values: Any, begin: int, end: int) -> None:
    """Sort a run of values in place (Shell 1959, with the gaps of Ciura 2001): Numba's own sort takes seconds to compile."""
    for gap in _GAPS:
        for k in range(begin + gap, end):
            value = values[k]
            at = k
            while at >= begin + gap and values[at - gap] > value:
                values[at] = values[at - gap]
                at -= gap
            values[at] = value


@kernel
def set_bits(store: Any, begin: int, end: int, bits: Any, holder: int) -> None:
    """The bits of a text whose n-grams are a run of the store."""
    for k in range(BITS):
        bits[holder * BITS + k] = 0
    for k in range(begin, end):
        at = np.int64((store[k] * _SPREAD) >> np.uint64(56))
        bits[holder * BITS + (at >> 6)] ^= np.uint64(1) << np.uint64(at & 63)


@kernel
def _differing(bits: Any, one: int, other: int) -> Any:
    """In how many bits two texts differ."""
    total = np.uint64(0)
    for k in range(BITS):
        pairs = bits[one * BITS + k] ^ bits[other * BITS + k]
        pairs -= (pairs >> np.uint64(1)) & np.uint64(0x5555555555555555)
        fours = (pairs & np.uint64(0x3333333333333333)) + ((pairs >> np.uint64(2)) & np.uint64(0x3333333333333333))
        eights = (fours + (fours >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
        total += (eights * np.uint64(0x0101010101010101)) >> np.uint64(56)
    return np.int64(total)


@kernel
def least_shared(a: int, b: int, threshold: float) -> int:
    """How many n-grams two texts must share at least."""
    return math.ceil(threshold / (1 + threshold) * (a + b) - _SLACK)


@kernel
def _first(size: int, threshold: float) -> int:
    """How many of a text's first n-grams another, larger or equal, shares one of."""
    return min(size - math.ceil(2 * threshold / (1 + threshold) * size - _SLACK) + 1, size)


@kernel
def _whole(size: int, threshold: float) -> int:
    """And a smaller one."""
    return min(size - math.ceil(threshold * size - _SLACK) + 1, size)


@kernel
def enter(
    heads: Any, slots: int, entries: Any, used: int, holder: int, store: Any, begin: int, size: int, threshold: float
) -> int:
    """Enter a text that stays, a run of the store, into an index of `slots` chains; gives the new number of entries.

    `heads` has the first entry of each chain, plus one. An entry is an n-gram; holder and place in it; its size and the next
    entry, plus one: side by side, for they are read together.
    """
    first = _first(size, threshold)
    for place in range(_whole(size, threshold)):
        token = store[begin + place]
        if place >= first:
            token ^= _SECOND
        slot = ((token * _SPREAD) >> _HIGH) & np.uint64(slots - 1)
        entries[used, 0] = token
        entries[used, 1] = (np.uint64(holder) << _HALF) | np.uint64(place)
        entries[used, 2] = (np.uint64(size) << _HALF) | np.uint64(heads[slot])
        used += 1
        heads[slot] = used
    return used


@kernel
def look_up(
    heads: Any,
    slots: int,
    entries: Any,
    bits: Any,
    stay: int,
    store: Any,
    begin: int,
    size: int,
    threshold: float,
    most: int,
    seen: Any,
    turn: int,
    out: Any,
) -> Any:
    """Write the texts that a run of the store may be similar enough to, in their order; gives how many there are.

    Rare n-grams first, and no more than `most` entries: so much a text may cost, however many look alike. The bits of those that
    stay come before its own, at `stay`.
    """
    set_bits(store, begin, begin + size, bits, stay)
    count = np.int64(0)
    first = _first(size, threshold)
    for place in range(_whole(size, threshold)):
        # Late in both: one of them is the smaller, so they cannot be similar enough.
        for tier in range(2 if place < first else 1):
            token = store[begin + place]
            if tier:
                token ^= _SECOND
            at = np.int64(heads[((token * _SPREAD) >> _HIGH) & np.uint64(slots - 1)])
            while at > 0 and most >= 0:
                most -= 1
                entry = at - 1
                at = np.int64(entries[entry, 2] & _LOW)
                holder = np.int64(entries[entry, 1] >> _HALF)
                if entries[entry, 0] != token or seen[holder] == turn:
                    continue
                other = np.int64(entries[entry, 2] >> _HALF)
                need = least_shared(size, other, threshold)
                if min(size - place, other - np.int64(entries[entry, 1] & _LOW)) >= need:
                    seen[holder] = turn
                    if _differing(bits, stay, holder) <= size + other - 2 * need:
                        out[count] = np.uint64(holder)
                        count += 1
    sort_run(out, np.int64(0), count)
    return count
