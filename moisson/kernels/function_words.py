"""Function words: the small words that running text is full of, whatever it says, and that lists and debris lack."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.compiled import kernel
from moisson.kernels.words import hash_words, tokens

_FIRST = ("", "lorem", "ipsum")
_PLACE = np.uint64(0xFFFF)


class Lexicon(NamedTuple):
    """A hash table of words, and for each word the languages it belongs to, as bits; places 1 and 2 are lorem and ipsum's."""

    slots: NDArray[np.uint64]  # a power of two of them: a word's hash, but its place in the low 16 bits; 0 is empty
    languages: NDArray[np.uint64]  # by word


def hash_word(word: str) -> np.uint64:
    """The hash of one word as the kernels know it; the word must be folded, and one word to them."""
    text = np.frombuffer(word.encode(), np.uint8)
    hashes = np.empty(len(text) + 2, np.uint64)
    if hash_words(text, 0, len(text), tokens(), True, 0, hashes, 0) != 1:
        raise ValueError(f"{word!r} is not one word")
    return np.uint64(hashes[0])


def lexicon(words: Mapping[str, Sequence[str]]) -> Lexicon:
    """A table of the words of up to 64 languages."""
    known: dict[str, int] = dict.fromkeys(_FIRST, 0)
    for bit, listed in enumerate(words.values()):
        for word in listed:
            known[word] = known.get(word, 0) | 1 << bit
    slots = np.zeros(1 << (8 * len(known)).bit_length(), np.uint64)
    for place, word in enumerate(known):
        if not word:
            continue
        found = int(hash_word(word))
        slot = found % len(slots)
        while slots[slot]:
            slot = (slot + 1) % len(slots)
        slots[slot] = found & ~int(_PLACE) | place
    return Lexicon(slots, np.array(list(known.values()), np.uint64))


@kernel
def add_function_words(count: Any, words: Any, slots: Any, languages: Any, hits: Any, met: Any, totals: Any) -> None:
    """Write the words, and distinct words, of the language that has most in the text, whose words these are.

    `hits` has room for how often each place is met, and is all zero, as it is left; `met` for which are, and `totals` for two
    numbers for each of 64 languages. Place 0 is that of any other word, which no language has.
    """
    last = np.uint64(len(slots) - 1)
    known = 0
    for k in range(count.words):
        slot = words[k] & last
        while (slots[slot] ^ words[k] > _PLACE) & (slots[slot] != 0):
            slot = (slot + np.uint64(1)) & last
        place = np.int64(slots[slot] & _PLACE)
        met[known] = place
        known += hits[place] == 0
        hits[place] += 1
    count.lorem = min(hits[1], hits[2])
    for k in range(len(totals)):
        totals[k] = 0
    for k in range(known):
        place = met[k]
        mine = languages[place]
        bit = 0
        while mine:
            if mine & np.uint64(1):
                totals[bit] += hits[place]
                totals[bit + 1] += 1
            mine >>= np.uint64(1)
            bit += 2
        hits[place] = 0
    most = best = 0
    for k in range(0, len(totals), 2):
        if totals[k] > most:
            most = totals[k]
            best = k
    count.function_words = most
    count.distinct_function_words = totals[best + 1]
