"""The exact Jaccard similarity of texts' sets of word n-grams, and who goes by it.

A component's rows come best first. Each is compared with those before it that stay: the first that is similar enough keeps it
out, and without one it stays itself. So a text goes only for one that it is truly similar to, however long a chain linked them.

In a large component not every pair is compared: an index of rare n-grams (`kernels.rare`) finds whom to compare with, and the
decisions are the same as if all were (a test holds it).

N-grams are compared by 59-bit hashes: of two different sets of a million, one in 500,000 pairs of sets shares a hash by chance.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.compiled import kernel
from moisson.kernels.minhash import shingle_of
from moisson.kernels.rare import BITS, enter, least_shared, look_up, set_bits, sort_run
from moisson.kernels.strings import Strings
from moisson.kernels.words import hash_words, tokens, word_room

FEW = 24  # rows of a component that are all compared
MOST_ENTRIES = 1 << 12  # of the index that are read for one text
MOST_COUNTERS = 1 << 22
_CLASS_SHIFT = np.uint64(59)


@kernel
def _tokens(words: Any, count: int, ngram: int, frequency: Any, counters: int, store: Any, begin: int) -> int:
    """Write the distinct n-grams of one text to the store, rare ones first, and give where they end."""
    end = begin
    for at in range(count - ngram + 1):
        shingle = shingle_of(words, at, ngram)
        store[end] = (np.uint64(frequency[shingle & np.uint64(counters - 1)]) << _CLASS_SHIFT) | (shingle >> np.uint64(5))
        end += 1
    sort_run(store, begin, end)
    distinct = begin
    for k in range(begin, end):
        if k == begin or store[k] != store[distinct - 1]:
            store[distinct] = store[k]
            distinct += 1
    return distinct


@kernel
def _shared(store: Any, i: int, end: int, j: int, stop: int, need: int) -> int:
    """How many n-grams two runs of the store share, or fewer than `need` where it cannot be as many."""
    shared = 0
    while i < end and j < stop and shared + min(end - i, stop - j) >= need:
        one, other = store[i], store[j]
        shared += one == other
        i += one <= other
        j += other <= one
    return shared


@kernel
def _frequency(
    offsets: Any, data: Any, order: Any, begin: int, end: int, table: Any, headings: bool, ngram: int, words: Any, counts: Any
) -> Any:
    """How frequent each n-gram is in a component, as a power of two, by a hashed count; how many counters there are; and the
    n-grams of all rows together."""
    total = 0
    for k in range(begin, end):
        total += (offsets[order[k] + 1] - offsets[order[k]]) // 4 + 1
    size = 1 << 10
    while size < total and size < MOST_COUNTERS:
        size *= 2
    for k in range(size):
        counts[k] = 0
    total = 0
    for k in range(begin, end):
        row = order[k]
        count = hash_words(data, offsets[row], offsets[row + 1], table, headings, ngram, words, np.int64(0))
        for at in range(count - ngram + 1):
            counts[shingle_of(words, at, ngram) & np.uint64(size - 1)] += np.uint32(1)
        total += max(count - ngram + 1, 0)
    for k in range(size):
        left = counts[k]
        counts[k] = 0
        while left > 1:
            left >>= np.uint32(1)
            counts[k] += np.uint32(1)
    return size, total


@kernel
def _confirm(
    offsets: Any,
    data: Any,
    order: Any,
    starts: Any,
    table: Any,
    headings: bool,
    ngram: int,
    threshold: float,
    fixed: Any,
    versions: Any,
    few: int,
    most: int,
    words: Any,
    store: Any,
    stays: Any,
    seen: Any,
    tried: Any,
    frequency: Any,
    heads: Any,
    entries: Any,
    bits: Any,
    found: Any,
) -> None:
    """`stays` has for each text that stays its row, and where its n-grams begin and end in the store."""
    for c in range(len(starts) - 1):
        begin, end = starts[c], starts[c + 1]
        indexed = end - begin > few
        counters, slots, total = np.int64(1), np.int64(1), np.int64(0)
        if indexed:
            counters, total = _frequency(offsets, data, order, begin, end, table, headings, ngram, words, frequency)
            while slots < int((1 - threshold) * total) + 2 * (end - begin):
                slots *= 2
            for k in range(slots):
                heads[k] = 0
            for k in range(end - begin):
                seen[k] = -1
        else:
            frequency[0] = 0
        stay, used, entered = np.int64(0), np.int64(0), np.int64(0)
        for k in range(end - begin):
            row = order[begin + k]
            count = hash_words(data, offsets[row], offsets[row + 1], table, headings, ngram, words, np.int64(0))
            last = _tokens(words, count, ngram, frequency, counters, store, used)
            size = last - used
            alone = True
            if k >= fixed[c]:
                candidates = stay
                if indexed:
                    candidates = look_up(
                        heads, slots, entries, bits, stay, store, used, size, threshold, most, seen, np.int64(k), tried
                    )
                for n in range(candidates):
                    other = np.int64(tried[n]) if indexed else n
                    there, first, stop = stays[other, 0], stays[other, 1], stays[other, 2]
                    need = least_shared(size, stop - first, threshold)
                    if min(size, stop - first) < need or (
                        len(versions) and versions[there, 0] == versions[row, 0] and versions[there, 1] != versions[row, 1]
                    ):
                        continue
                    both = _shared(store, used, last, first, stop, need)
                    either = size + stop - first - both
                    if either and both / either >= threshold:
                        found[row, 0], found[row, 1], found[row, 2] = there, both, either
                        alone = False
                        break
            if not alone or (fixed[c] and k >= fixed[c]):
                continue
            stays[stay, 0], stays[stay, 1], stays[stay, 2] = row, used, last
            if indexed:
                if k < fixed[c]:
                    set_bits(store, used, last, bits, stay)
                entered = enter(heads, slots, entries, entered, stay, store, used, size, threshold)
            used = last
            stay += 1


class Confirmed(NamedTuple):
    """For each text: the row that stays in its place, and the two counts whose ratio is their Jaccard similarity."""

    kept: NDArray[np.int64]
    shared: NDArray[np.int64]
    union: NDArray[np.int64]


class Versions(NamedTuple):
    """Texts of one `work` and another `wording` are never dropped for each other."""

    work: NDArray[np.int64]
    wording: NDArray[np.int64]


NO_VERSIONS = Versions(np.zeros(0, np.int64), np.zeros(0, np.int64))


def confirm(
    texts: Strings,
    order: NDArray[np.int64],
    starts: NDArray[np.int64],
    threshold: float,
    ngram: int,
    headings: bool,
    fixed: NDArray[np.int64] | None = None,
    versions: Versions = NO_VERSIONS,
    few: int = FEW,
    most: int = MOST_ENTRIES,
) -> Confirmed:
    """Decide components: rows `order[starts[c]:starts[c + 1]]`, best first. A row in none of them stays.

    Similar enough: the Jaccard similarity of the two sets of word n-grams is at least `threshold`. Where `fixed[c]` is not 0,
    that many rows of the component stay for sure, and the others are compared with these only. Components of more than `few`
    rows are decided through an index, of which no more than about `most` entries are read for one text: where a
    component of a hundred thousand has more that look alike, a text may stay that a comparison with all would let go.
    """
    size = len(texts.offsets) - 1
    found = np.ones((size, 3), np.int64)
    found[:, 0] = np.arange(size)
    if len(starts) > 1:
        fixed = np.zeros(len(starts) - 1, np.int64) if fixed is None else fixed
        sums = np.concatenate([[0], np.cumsum(np.diff(texts.offsets)[order] // 2 + 1)])
        room, largest = int(np.diff(sums[starts]).max()), int(np.diff(starts).max())
        # Memory is taken as it is written: a component of few rows needs no index, another one that of its own n-grams.
        chains = 1 << (int((1 - threshold) * room) + 2 * largest).bit_length()
        memory = (
            word_room(texts),
            np.empty(room, np.uint64),
            np.empty((largest, 3), np.int64),
            np.empty(largest, np.int32),
            np.empty(largest, np.uint64),
            np.empty(min(max(1 << room.bit_length(), 1 << 10), MOST_COUNTERS), np.uint32),
            np.empty(chains, np.uint32),
            np.empty((chains, 3), np.uint64),
            np.empty((largest + 1) * BITS, np.uint64),
        )
        of = np.ascontiguousarray(np.stack(versions, axis=1))
        _confirm(*texts, order, starts, tokens(), headings, ngram, threshold, fixed, of, few, most, *memory, found)
    return Confirmed(*(np.ascontiguousarray(column) for column in found.T))
