"""MinHash of word n-grams, grouping by bands, and the exact Jaccard similarity that confirms.

MinHash and banding after Broder (1997) and Leskovec, Rajaraman and Ullman, *Mining of Massive Datasets*, chapter 3. With 14
bands of 8 rows, two texts with a Jaccard similarity of 0.85 meet in at least one band with probability 0.988, of 0.6 with
0.21. Shingles are compared by 64-bit hashes, so two sets of a million shingles are mistaken for each other less often than
once in a million pairs.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from moisson.kernels.letters import letters
from moisson.kernels.strings import Strings
from moisson.kernels.words import hash_words, mix

_STEP = np.uint64(0x9E3779B97F4A7C15)
_SEED = np.uint64(0x6D6F6973736F6E21)
_LOW = np.uint64(0xFFFFFFFF)
_NONE = np.uint32(0xFFFFFFFF)


@njit(cache=True, nogil=True, inline="always")
def _shingle(words: Any, at: int, ngram: int) -> Any:
    state = np.uint64(ngram)
    for k in range(at, at + ngram):
        state = state * _STEP + words[k]
    return mix(state)


@njit(cache=True, nogil=True)
def _words(data: Any, start: int, end: int, classes: Any, folded: Any, headings: bool, ngram: int, out: Any) -> int:
    """The words that are compared: the body's, or the whole text's where the body has fewer than `ngram`."""
    count = hash_words(data, start, end, classes, folded, headings, out)
    if count < ngram and not headings:
        count = hash_words(data, start, end, classes, folded, True, out)
    return count


@njit(cache=True, nogil=True)
def _sign(words: Any, count: int, ngram: int, factors: Any, masks: Any, signature: Any) -> None:
    """Take the least of each hash function over all shingles into `signature`."""
    signature[:] = _NONE
    last = count - ngram
    for at in range(0, last + 1, 2):
        # Two shingles at a time (an odd last one twice): half the traffic with the signature.
        one = _shingle(words, at, ngram)
        two = _shingle(words, min(at + 1, last), ngram)
        low, high = np.uint32(one & _LOW), np.uint32(one >> np.uint64(32))
        low2, high2 = np.uint32(two & _LOW), np.uint32(two >> np.uint64(32))
        for k in range(len(signature)):
            # Truncated at each step: Numba would widen uint32 * uint32 to 64 bits and lose the vector instructions.
            hashed = np.uint32(np.uint32(np.uint32(low ^ masks[k]) * factors[k]) ^ high)
            hashed2 = np.uint32(np.uint32(np.uint32(low2 ^ masks[k]) * factors[k]) ^ high2)
            least = hashed if hashed < hashed2 else hashed2
            signature[k] = least if least < signature[k] else signature[k]


@njit(cache=True, nogil=True)
def _bands(
    offsets: Any,
    data: Any,
    classes: Any,
    folded: Any,
    headings: bool,
    ngram: int,
    factors: Any,
    masks: Any,
    rows: int,
    keys: Any,
    counts: Any,
) -> None:
    longest = 0
    for row in range(len(offsets) - 1):
        longest = max(longest, offsets[row + 1] - offsets[row])
    words = np.empty(longest // 2 + 2, np.uint64)
    signature = np.empty(len(factors), np.uint32)
    for row in range(len(offsets) - 1):
        counts[row] = _words(data, offsets[row], offsets[row + 1], classes, folded, headings, ngram, words)
        if counts[row] < ngram:
            keys[:, row] = 0
            continue
        _sign(words, counts[row], ngram, factors, masks, signature)
        for band in range(len(keys)):
            state = np.uint64(band + 1)
            for k in range(band * rows, band * rows + rows):
                state = mix((state ^ np.uint64(signature[k])) * _STEP)
            keys[band, row] = state


def hash_functions(count: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Odd multipliers and masks of `count` hash functions: always the same ones."""
    state = (np.arange(1, 2 * count + 1, dtype=np.uint64) * _STEP) ^ _SEED
    drawn = np.asarray(mix.py_func(state), np.uint64).astype(np.uint32)
    return drawn[:count] | np.uint32(1), drawn[count:]


def band_keys(
    texts: Strings, bands: int = 14, rows: int = 8, ngram: int = 5, headings: bool = True
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The key of each text in each band, shape (bands, n), and the number of words compared.

    Texts that share a key in a band are candidates. Texts of fewer than `ngram` words have no shingle, and the key 0.
    """
    size = len(texts.offsets) - 1
    keys = np.zeros((bands, size), np.uint64)
    counts = np.zeros(size, np.int64)
    _bands(texts.offsets, texts.data, *letters(), headings, ngram, *hash_functions(bands * rows), rows, keys, counts)
    return keys, counts


@njit(cache=True, nogil=True, inline="always")
def _find(parent: Any, row: int) -> int:
    while parent[row] != row:
        parent[row] = parent[parent[row]]
        row = parent[row]
    return row


@njit(cache=True, nogil=True)
def _join(parent: Any, keys: Any, order: Any) -> None:
    for k in range(1, len(order)):
        if keys[order[k]] == keys[order[k - 1]]:
            one, other = _find(parent, order[k - 1]), _find(parent, order[k])
            parent[max(one, other)] = min(one, other)


@njit(cache=True, nogil=True)
def _flatten(parent: Any) -> None:
    for row in range(len(parent)):
        parent[row] = _find(parent, row)


def join_bands(keys: NDArray[np.uint64], live: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The component of each row, named by its least row: rows that share a key in some band, and whatever that links.

    Rows that are not `live` stay alone. One band is sorted at a time.
    """
    parent = np.arange(keys.shape[1], dtype=np.int64)
    rows = np.flatnonzero(live)
    for band in keys:
        _join(parent, band, rows[np.argsort(band[rows], kind="stable")])
    _flatten(parent)
    return parent


@njit(cache=True, nogil=True)
def _shingle_set(words: Any, count: int, ngram: int) -> Any:
    """The sorted distinct shingles of one document."""
    size = max(count - ngram + 1, 0)
    found = np.empty(size, np.uint64)
    for at in range(size):
        found[at] = _shingle(words, at, ngram)
    found.sort()
    distinct = 0
    for k in range(size):
        if k == 0 or found[k] != found[k - 1]:
            found[distinct] = found[k]
            distinct += 1
    return found[:distinct].copy()


@njit(cache=True, nogil=True)
def _shared(one: Any, other: Any) -> int:
    i = j = shared = 0
    while i < len(one) and j < len(other):
        if one[i] == other[j]:
            shared += 1
            i += 1
            j += 1
        elif one[i] < other[j]:
            i += 1
        else:
            j += 1
    return shared


@njit(cache=True, nogil=True)
def _confirm(
    offsets: Any,
    data: Any,
    order: Any,
    classes: Any,
    folded: Any,
    headings: bool,
    ngram: int,
    threshold: float,
    kept: Any,
    shared: Any,
    union: Any,
) -> None:
    longest = 0
    total = 0
    for row in order:
        longest = max(longest, offsets[row + 1] - offsets[row])
        total += offsets[row + 1] - offsets[row]
    words = np.empty(longest // 2 + 2, np.uint64)
    shingles = np.empty(total // 2 + 2 * len(order), np.uint64)
    bounds = np.zeros(len(order) + 1, np.int64)
    for k in range(len(order)):
        row = order[k]
        count = _words(data, offsets[row], offsets[row + 1], classes, folded, headings, ngram, words)
        found = _shingle_set(words, count, ngram)
        shingles[bounds[k] : bounds[k] + len(found)] = found
        bounds[k + 1] = bounds[k] + len(found)
        kept[row] = -1
    for k in range(len(order)):
        stays = order[k]
        if kept[stays] >= 0:
            continue
        kept[stays] = stays
        mine = shingles[bounds[k] : bounds[k + 1]]
        for m in range(k + 1, len(order)):
            row = order[m]
            size = bounds[m + 1] - bounds[m]
            if kept[row] >= 0 or min(size, len(mine)) < threshold * max(size, len(mine)) - 1:
                continue
            both = _shared(mine, shingles[bounds[m] : bounds[m + 1]])
            either = len(mine) + size - both
            if either and both / either >= threshold:
                kept[row] = stays
                shared[row] = both
                union[row] = either


class Confirmed:
    """For each text: the row that stays in its place, and the two counts whose ratio is their Jaccard similarity."""

    def __init__(self, size: int) -> None:
        self.kept = np.arange(size, dtype=np.int64)
        self.shared = np.ones(size, np.int64)
        self.union = np.ones(size, np.int64)


def confirm(texts: Strings, order: NDArray[np.int64], threshold: float, ngram: int, headings: bool, found: Confirmed) -> None:
    """Decide one component, its rows given best first: the best stays, and who is similar enough to it goes.

    The others repeat this among themselves. Similar enough: the exact Jaccard similarity of the two sets of word n-grams is at
    least `threshold`. Writes into `found`, at the component's own rows only.
    """
    _confirm(
        texts.offsets,
        texts.data,
        order,
        *letters(),
        headings,
        ngram,
        threshold,
        found.kept,
        found.shared,
        found.union,
    )
