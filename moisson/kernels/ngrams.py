"""How much of a text stands in repeated word n-grams, n from 2 to 10, in one cascade over one hash table.

Definitions (Rae et al. 2021, A.1.1): for n from 2 to 4 the characters in the most frequent n-gram; for n from 5 to 10 the
characters in n-grams that stood in the text before, none counted twice. Characters are those of words. What occurs once repeats
nothing.

An n-gram can be repeated only where the (n-1)-grams that begin at it and at the next word are, so each n looks only at what the
one before left over; and of the 2-grams only those are looked at whose slot a first count found taken twice.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.compiled import kernel

FEWEST, TOP, MOST = 2, 4, 10
_STEP = np.uint64(0x9E3779B97F4A7C15)


class Scratch(NamedTuple):
    """Working memory for one text at a time; pages that no text needs are never touched."""

    words: NDArray[np.uint64]
    sizes: NDArray[np.int32]
    keys: NDArray[np.uint64]  # of n-grams that may be repeated
    at: NDArray[np.int32]  # the words where they begin
    times: NDArray[np.int32]  # how often each occurs, at its first occurrence; -1 at every later one
    slots: NDArray[np.int32]
    taken: NDArray[np.uint8]  # how often a slot of 2-grams was: 0, 1, or 2 for more


def scratch(most_words: int) -> Scratch:
    """Room for texts of up to `most_words` words."""
    room = most_words + 2
    slots = 8
    while slots < 2 * room:
        slots *= 2
    sizes, at, times = (np.empty(room, np.int32) for _ in range(3))
    chains, taken = np.empty(slots, np.int32), np.empty(4 * slots, np.uint8)
    return Scratch(np.empty(room, np.uint64), sizes, np.empty(room, np.uint64), at, times, chains, taken)


@kernel
def _bits(count: int) -> int:
    """The size of a table, as a power of two: at most half full with `count` keys."""
    bits = 3
    while 1 << bits < 2 * count:
        bits += 1
    return bits


@kernel
def _begin(words: Any, count: int, keys: Any, at: Any, taken: Any) -> int:
    """Write the 2-grams that share their slot with another, equal or not; gives their number."""
    bits = _bits(count) + 2
    shift = np.uint64(64 - bits)
    for k in range(1 << bits):
        taken[k] = 0
    for k in range(count - 1):
        slot = (words[k] * _STEP + words[k + 1]) >> shift
        taken[slot] = 1 + (taken[slot] != 0)
    kept = 0
    for k in range(count - 1):
        key = words[k] * _STEP + words[k + 1]
        keys[kept] = key
        at[kept] = k
        kept += taken[key >> shift] > 1
    return kept


@kernel
def _count(keys: Any, count: int, times: Any, slots: Any) -> None:
    bits = _bits(count)
    shift = np.uint64(64 - bits)
    last = np.uint64((1 << bits) - 1)
    for k in range(1 << bits):
        slots[k] = -1
    for k in range(count):
        key = keys[k]
        slot = key >> shift
        while True:
            first = slots[slot]
            if first < 0:
                slots[slot] = k
                times[k] = 1
                break
            if keys[first] == key:
                times[first] += 1
                times[k] = -1
                break
            slot = (slot + np.uint64(1)) & last


@kernel
def _top(at: Any, times: Any, count: int, n: int, sizes: Any) -> int:
    """The characters in the most frequent n-gram: of several, the one with most."""
    most = 2
    best = 0
    for k in range(count):
        if times[k] >= most:
            size = 0
            for j in range(at[k], at[k] + n):
                size += sizes[j]
            if times[k] > most:
                most = times[k]
                best = 0
            best = max(best, size * most)
    return best


@kernel
def _covered(at: Any, times: Any, count: int, n: int, sizes: Any) -> int:
    """The characters of the words that stand in an n-gram that was there before."""
    total = done = 0
    for k in range(count):
        if times[k] < 0:
            for j in range(max(done, at[k]), at[k] + n):
                total += sizes[j]
            done = at[k] + n
    return total


@kernel
def repeated_ngrams(
    words: Any,
    sizes: Any,
    count: int,
    characters: int,
    keys: Any,
    at: Any,
    times: Any,
    slots: Any,
    taken: Any,
    out: Any,
    row: int,
) -> None:
    """Write the characters in repeated n-grams of the text with these words, n from 2 to 10, into a row of nine zeros.

    `characters` is the size of all words.
    """
    left = _begin(words, count, keys, at, taken)
    for n in range(FEWEST, MOST + 1):
        if left < 2:
            return
        _count(keys, left, times, slots)
        if n <= TOP:
            out[row, n - FEWEST] = min(_top(at, times, left, n, sizes), characters)  # the n-grams of `a a a a` overlap
        else:
            out[row, n - FEWEST] = _covered(at, times, left, n, sizes)
        kept = 0
        for k in range(left - 1):
            begin = at[k]
            at[kept] = begin
            keys[kept] = keys[k] * _STEP + words[begin + n]
            kept += (times[k] != 1) & (times[k + 1] != 1) & (at[k + 1] == begin + 1)
        left = kept
