"""MinHash of word n-grams, in bands: texts that share a band are candidates.

MinHash and banding after Broder (1997) and Leskovec, Rajaraman and Ullman, *Mining of Massive Datasets*, chapter 3. With 14
bands of 8 rows, two texts with a Jaccard similarity of 0.85 meet in at least one band with probability 0.988, of 0.6 with
0.21. Shingles are compared by 64-bit hashes, so two sets of a million shingles are mistaken for each other less often than
once in a million pairs.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.compiled import kernel
from moisson.kernels.strings import Strings
from moisson.kernels.words import hash_words, mix, tokens, word_room

_STEP = np.uint64(0x9E3779B97F4A7C15)
_SEED = np.uint64(0x6D6F6973736F6E21)
_HALF = np.uint64(32)
_NONE = np.uint32(0xFFFFFFFF)


@kernel
def shingle_of(words: Any, at: int, ngram: int) -> Any:
    state = np.uint64(ngram)
    for k in range(at, at + ngram):
        state = state * _STEP + words[k]
    return mix(state)


@kernel
def hash_shingles(words: Any, count: int, ngram: int) -> int:
    """Write the hash of each shingle of these words in their place, each from the one before; returns how many there are."""
    power = np.uint64(1)
    for _ in range(ngram):
        power *= _STEP
    state = np.uint64(ngram)
    for k in range(min(count, ngram)):
        state = state * _STEP + words[np.uint64(k)]
    salt = np.uint64(ngram) * power  # what is left of the start, and stays
    shingles = count - ngram + 1
    for k in range(shingles):
        first = words[np.uint64(k)]
        words[np.uint64(k)] = mix(state)
        if k + 1 < shingles:
            state = (state - salt) * _STEP + (words[np.uint64(k + ngram)] - first * power) + salt
    return shingles


@kernel
def _bands(
    offsets: Any,
    data: Any,
    table: Any,
    headings: bool,
    ngram: int,
    functions: Any,
    rows: int,
    words: Any,
    signature: Any,
    keys: Any,
    counts: Any,
) -> None:
    for row in range(len(offsets) - 1):
        count = hash_words(data, offsets[row], offsets[row + 1], table, headings, ngram, words, np.int64(0))
        counts[row] = count
        last = hash_shingles(words, count, ngram) - 1
        for k in range(len(signature)):
            signature[k] = _NONE
        for at in range(0, last + 1, 4):
            # Four shingles at a time (the last one as often as there are fewer): a quarter of the traffic with the signature.
            one, two = words[at], words[min(at + 1, last)]
            three, four = words[min(at + 2, last)], words[min(at + 3, last)]
            low, low2, low3, low4 = np.uint32(one), np.uint32(two), np.uint32(three), np.uint32(four)
            high, high2 = np.uint32(one >> _HALF), np.uint32(two >> _HALF)
            high3, high4 = np.uint32(three >> _HALF), np.uint32(four >> _HALF)
            for k in range(len(signature)):
                # Truncated at each step: Numba would widen uint32 * uint32 to 64 bits and lose the vector instructions.
                factor, mask = functions[0, k], functions[1, k]
                hashed = np.uint32(np.uint32(np.uint32(low ^ mask) * factor) ^ high)
                hashed2 = np.uint32(np.uint32(np.uint32(low2 ^ mask) * factor) ^ high2)
                hashed3 = np.uint32(np.uint32(np.uint32(low3 ^ mask) * factor) ^ high3)
                hashed4 = np.uint32(np.uint32(np.uint32(low4 ^ mask) * factor) ^ high4)
                signature[k] = min(min(signature[k], hashed), min(min(hashed2, hashed3), hashed4))
        for band in range(len(keys) if last >= 0 else 0):
            state = np.uint64(band + 1)
            for k in range(band * rows, band * rows + rows):
                state = mix((state ^ np.uint64(signature[k])) * _STEP)
            keys[band, row] = state


def hash_functions(count: int) -> NDArray[np.uint32]:
    """Odd multipliers and, in a second row, masks of `count` hash functions: always the same ones."""
    state = (np.arange(1, 2 * count + 1, dtype=np.uint64) * _STEP) ^ _SEED
    drawn = np.asarray(mix.py_func(state), np.uint64).astype(np.uint32)
    return np.stack([drawn[:count] | np.uint32(1), drawn[count:]])


def band_keys(
    texts: Strings, bands: int = 14, rows: int = 8, ngram: int = 5, headings: bool = True
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The key of each text in each band, shape (bands, n), and the number of words compared.

    Texts that share a key in a band are candidates. Texts of fewer than `ngram` words have no shingle, and the key 0.
    """
    size = len(texts.offsets) - 1
    keys = np.zeros((bands, size), np.uint64)
    counts = np.zeros(size, np.int64)
    functions = hash_functions(bands * rows)
    signature = np.empty(bands * rows, np.uint32)
    _bands(*texts, tokens(), headings, ngram, functions, rows, word_room(texts), signature, keys, counts)
    return keys, counts
