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
        last = count - ngram
        for k in range(len(signature)):
            signature[k] = _NONE
        for at in range(0, last + 1, 2):
            # Two shingles at a time (an odd last one twice): half the traffic with the signature.
            one = shingle_of(words, at, ngram)
            two = shingle_of(words, min(at + 1, last), ngram)
            low, high = np.uint32(one), np.uint32(one >> _HALF)
            low2, high2 = np.uint32(two), np.uint32(two >> _HALF)
            for k in range(len(signature)):
                # Truncated at each step: Numba would widen uint32 * uint32 to 64 bits and lose the vector instructions.
                hashed = np.uint32(np.uint32(np.uint32(low ^ functions[1, k]) * functions[0, k]) ^ high)
                hashed2 = np.uint32(np.uint32(np.uint32(low2 ^ functions[1, k]) * functions[0, k]) ^ high2)
                signature[k] = min(signature[k], hashed, hashed2)
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
