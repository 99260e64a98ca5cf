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
from moisson.kernels.letters import letters
from moisson.kernels.minhash import read_words, shingle_of
from moisson.kernels.rare import Index, enter, least_shared, look_up, set_bits, sort_first
from moisson.kernels.strings import Strings

FEW = 24  # rows of a component that are all compared
MOST_ENTRIES = 1 << 12  # of the index that are read for one text
_MOST_COUNTERS = 1 << 22
_CLASS_SHIFT = np.uint64(59)


@kernel
def _tokens(words: Any, count: int, ngram: int, frequency: Any, out: Any) -> int:
    """Write the distinct n-grams of one text, rare ones first, and give how many there are."""
    size = max(count - ngram + 1, 0)
    mask = np.uint64(len(frequency) - 1)
    for at in range(size):
        shingle = shingle_of(words, at, ngram)
        out[at] = (np.uint64(frequency[shingle & mask]) << _CLASS_SHIFT) | (shingle >> np.uint64(5))
    sort_first(out, size)
    distinct = 0
    for k in range(size):
        if k == 0 or out[k] != out[distinct - 1]:
            out[distinct] = out[k]
            distinct += 1
    return distinct


@kernel
def _shared(one: Any, other: Any, need: int) -> int:
    """How many n-grams two texts share, or fewer than `need` where it cannot be as many."""
    i = j = shared = 0
    while i < len(one) and j < len(other):
        if one[i] == other[j]:
            shared += 1
            i += 1
            j += 1
            continue
        if one[i] < other[j]:
            i += 1
        else:
            j += 1
        if shared + min(len(one) - i, len(other) - j) < need:
            break
    return shared


@kernel
def _frequency(offsets: Any, data: Any, rows: Any, tables: Any, headings: bool, ngram: int, words: Any) -> Any:
    """How frequent n-grams are, as the logarithm of a hashed count; and the n-grams of all rows together, at most."""
    total = 0
    for row in rows:
        total += (offsets[row + 1] - offsets[row]) // 4 + 1
    size = 1 << 10
    while size < total and size < _MOST_COUNTERS:
        size *= 2
    counts = np.zeros(size, np.uint32)
    mask = np.uint64(size - 1)
    total = 0
    for row in rows:
        count = read_words(data, offsets[row], offsets[row + 1], tables[0], tables[1], headings, ngram, words)
        for at in range(count - ngram + 1):
            counts[shingle_of(words, at, ngram) & mask] += np.uint32(1)
        total += max(count - ngram + 1, 0)
    classes = np.zeros(size, np.uint8)
    for k in range(size):
        left = counts[k]
        while left > 1:
            left >>= np.uint32(1)
            classes[k] += 1
    return classes, total


@kernel
def _confirm(
    offsets: Any,
    data: Any,
    order: Any,
    starts: Any,
    tables: Any,
    headings: bool,
    ngram: int,
    threshold: float,
    fixed: Any,
    work: Any,
    wording: Any,
    few: int,
    most: int,
    kept: Any,
    shared: Any,
    union: Any,
) -> None:
    longest = largest = room = 0
    for c in range(len(starts) - 1):
        total = 0
        for row in order[starts[c] : starts[c + 1]]:
            longest = max(longest, offsets[row + 1] - offsets[row])
            total += (offsets[row + 1] - offsets[row]) // 2 + 1
        room = max(room, total)
        largest = max(largest, starts[c + 1] - starts[c])
    words = np.empty(longest // 2 + 2, np.uint64)
    store = np.empty(room, np.uint64)  # the n-grams of the texts that stay; memory is taken as it is written
    holders, sizes, begins = np.empty(largest, np.int64), np.empty(largest, np.int64), np.empty(largest, np.int64)
    tried, seen = np.empty(largest, np.uint64), np.empty(largest, np.int32)
    nothing = np.zeros(1, np.uint8)
    for c in range(len(starts) - 1):
        rows = order[starts[c] : starts[c + 1]]
        indexed = len(rows) > few
        frequency, capacity, slots = nothing, 0, 1
        if indexed:
            frequency, total = _frequency(offsets, data, rows, tables, headings, ngram, words)
            capacity = int((1 - threshold) * total) + 2 * len(rows)
            while slots < capacity:
                slots *= 2
            seen[:] = -1
        index = Index(
            np.zeros(slots, np.uint32),
            np.empty((capacity, 3), np.uint64),
            np.empty((len(rows) + 1 if indexed else 1, 4), np.uint64),
        )
        stay: Any = np.int64(0)  # not a literal, by which `_enter` would be compiled a second time
        used, entries = stay, stay
        for k in range(len(rows)):
            row = rows[k]
            count = read_words(data, offsets[row], offsets[row + 1], tables[0], tables[1], headings, ngram, words)
            size = _tokens(words, count, ngram, frequency, store[used:])
            mine = store[used : used + size]
            kept[row] = row
            if k >= fixed[c]:
                candidates = stay
                if indexed:
                    candidates = look_up(index, mine, stay, threshold, most, seen, k, tried)
                for n in range(candidates):
                    other = np.int64(tried[n]) if indexed else np.int64(n)
                    there = holders[other]
                    need = least_shared(size, sizes[other], threshold)
                    if min(size, sizes[other]) < need or (
                        len(work) and work[there] == work[row] and wording[there] != wording[row]
                    ):
                        continue
                    both = _shared(mine, store[begins[other] : begins[other] + sizes[other]], need)
                    either = size + sizes[other] - both
                    if either and both / either >= threshold:
                        kept[row], shared[row], union[row] = there, both, either
                        break
                if kept[row] != row or fixed[c]:
                    continue
            holders[stay], sizes[stay], begins[stay] = row, size, used
            if indexed:
                if k < fixed[c]:
                    set_bits(mine, index.bits[stay])
                entries = enter(index, entries, stay, mine, threshold)
            used += size
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
    found = Confirmed(np.arange(size), np.ones(size, np.int64), np.ones(size, np.int64))
    if fixed is None:
        fixed = np.zeros(len(starts) - 1, np.int64)
    tables = tuple(letters())
    _confirm(texts.offsets, texts.data, order, starts, tables, headings, ngram, threshold, fixed, *versions, few, most, *found)
    return found
