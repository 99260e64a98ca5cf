"""An index of sets by their rare members, which finds the sets that may be similar enough to another.

N-grams are put in order from rare to frequent; two sets with a Jaccard similarity of t share one among the first `(1 - t)` of
each, and, in the smaller set, among the first `(1 - t) / (1 + t)`. Formulas that a hundred thousand texts share come last in that
order, and so are not even looked up. (Prefix filtering: Bayardo, Ma and Srikant 2007, *Scaling Up All Pairs Similarity Search*;
positions: Xiao, Wang, Lin and Yu 2008, *Efficient Similarity Joins for Near Duplicate Detection*.) Whom the index finds must also
agree in most of 256 bits, each the parity of the n-grams that fall on it: two texts differ in at least as many n-grams as bits
(bitmap filter: Sandes, Teodoro and Melo 2017). None of this leaves out a set that is similar enough.
"""

from typing import Any, NamedTuple

import numpy as np

from moisson.kernels.compiled import kernel

_SECOND = np.uint64(0x9E3779B97F4A7C15)  # tells the second tier of the index from the first
_SPREAD = np.uint64(0xD6E8FEB86659FD93)
_HALF, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)
_SLACK = 1e-6  # a bound computed in floats must not exclude what lies on it
_GAPS = np.array([round(701 * 2.25**k) for k in range(14, 0, -1)] + [701, 301, 132, 57, 23, 10, 4, 1])


class Index(NamedTuple):
    """Which texts hold an n-gram early, as chains of a hash table."""

    heads: Any  # the first entry of each chain, plus one
    entries: (
        Any  # n-gram; holder and place in it; its size and the next entry, plus one: side by side, for they are read together
    )
    bits: Any  # of each text that was entered, and of the one that asks


@kernel
def sort_first(values: Any, size: int) -> None:
    """Sort the first values in place (Shell 1959, with the gaps of Ciura 2001): Numba's own sort takes seconds to compile."""
    for gap in _GAPS:
        for k in range(gap, size):
            value = values[k]
            at = k
            while at >= gap and values[at - gap] > value:
                values[at] = values[at - gap]
                at -= gap
            values[at] = value


@kernel
def set_bits(found: Any, bits: Any) -> None:
    bits[:] = 0
    for token in found:
        at = (token * _SPREAD) >> np.uint64(56)
        bits[at >> np.uint64(6)] ^= np.uint64(1) << (at & np.uint64(63))


@kernel
def _differing(one: Any, other: Any) -> int:
    """In how many bits two texts differ."""
    total = np.uint64(0)
    for k in range(len(one)):
        pairs = one[k] ^ other[k]
        pairs -= (pairs >> np.uint64(1)) & np.uint64(0x5555555555555555)
        fours = (pairs & np.uint64(0x3333333333333333)) + ((pairs >> np.uint64(2)) & np.uint64(0x3333333333333333))
        eights = (fours + (fours >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
        total += (eights * np.uint64(0x0101010101010101)) >> np.uint64(56)
    return int(total)


@kernel
def least_shared(a: int, b: int, threshold: float) -> int:
    """How many n-grams two texts must share at least."""
    return int(np.ceil(threshold / (1 + threshold) * (a + b) - _SLACK))


@kernel
def _prefixes(size: int, threshold: float) -> Any:
    """How many of a text's first n-grams another shares one of: where the other is larger or equal, and where it is smaller."""
    first = size - int(np.ceil(2 * threshold / (1 + threshold) * size - _SLACK)) + 1
    whole = size - int(np.ceil(threshold * size - _SLACK)) + 1
    return min(first, size), min(whole, size)


@kernel
def _slot(token: Any, heads: Any) -> Any:
    return ((token * _SPREAD) >> np.uint64(20)) & np.uint64(len(heads) - 1)


@kernel
def enter(index: Index, entries: int, holder: int, found: Any, threshold: float) -> int:
    """Enter a text that stays; gives the new number of entries."""
    first, whole = _prefixes(len(found), threshold)
    for place in range(whole):
        token = found[place] if place < first else found[place] ^ _SECOND
        slot = _slot(token, index.heads)
        index.entries[entries, 0] = token
        index.entries[entries, 1] = (np.uint64(holder) << _HALF) | np.uint64(place)
        index.entries[entries, 2] = (np.uint64(len(found)) << _HALF) | np.uint64(index.heads[slot])
        entries += 1
        index.heads[slot] = entries
    return entries


@kernel
def look_up(index: Index, found: Any, stay: int, threshold: float, most: int, seen: Any, turn: int, out: Any) -> int:
    """Write the texts that `found` may be similar enough to, in their order; gives how many there are.

    Rare n-grams first, and no more than `most` entries: so much a text may cost, however many look alike.
    """
    mine = index.bits[stay]
    set_bits(found, mine)
    size, count = len(found), 0
    first, whole = _prefixes(size, threshold)
    for place in range(whole):
        for tier in range(2):
            if tier and place >= first:
                break  # late in both: one of them is the smaller, so they cannot be similar enough
            token = found[place] ^ _SECOND if tier else found[place]
            at = index.heads[_slot(token, index.heads)]
            while at > 0 and most >= 0:
                most -= 1
                entry = index.entries[at - 1]
                at = np.int64(entry[2] & _LOW)
                holder = np.int64(entry[1] >> _HALF)
                if entry[0] != token or seen[holder] == turn:
                    continue
                other: Any = np.int64(entry[2] >> _HALF)
                need = least_shared(size, other, threshold)
                if min(size - place, other - np.int64(entry[1] & _LOW)) >= need:
                    seen[holder] = turn
                    if _differing(mine, index.bits[holder]) <= size + other - 2 * need:
                        out[count] = np.uint64(holder)
                        count += 1
    sort_first(out, count)
    return count
