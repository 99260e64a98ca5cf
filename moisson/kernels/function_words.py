"""Function words: the small words that running text is full of, whatever it says, and that lists and debris lack."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.compiled import kernel
from moisson.kernels.letters import letters
from moisson.kernels.words import hash_words

_FIRST = ("", "lorem", "ipsum")


class Lexicon(NamedTuple):
    """A hash table of words, and for each word the languages it belongs to, as bits; places 1 and 2 are lorem and ipsum's."""

    keys: NDArray[np.uint64]  # a power of two of slots; 0 is empty
    places: NDArray[np.uint32]  # of the slot's word
    languages: NDArray[np.uint64]  # by word


def hash_word(word: str) -> np.uint64:
    """The hash of one word as the kernels know it; the word must be folded, and one word to them."""
    text = np.frombuffer(word.encode(), np.uint8)
    hashes = np.empty(len(text) + 2, np.uint64)
    if hash_words(text, 0, len(text), *letters(), True, hashes) != 1:
        raise ValueError(f"{word!r} is not one word")
    return np.uint64(hashes[0])


def lexicon(words: Mapping[str, Sequence[str]]) -> Lexicon:
    """A table of the words of up to 64 languages."""
    known: dict[str, int] = dict.fromkeys(_FIRST, 0)
    for bit, listed in enumerate(words.values()):
        for word in listed:
            known[word] = known.get(word, 0) | 1 << bit
    slots = 1 << (8 * len(known)).bit_length()
    keys = np.zeros(slots, np.uint64)
    places = np.zeros(slots, np.uint32)
    for place, word in enumerate(known):
        if not word:
            continue
        found = hash_word(word)
        slot = int(found) % slots
        while keys[slot]:
            slot = (slot + 1) % slots
        keys[slot] = found
        places[slot] = place
    return Lexicon(keys, places, np.array(list(known.values()), np.uint64))


@kernel
def place_of(keys: Any, places: Any, word: Any) -> Any:
    """The place of a function word in the lexicon; 0 for any other word."""
    last = np.uint64(len(keys) - 1)
    slot = word & last
    while keys[slot] != word:
        if not keys[slot]:
            return np.uint32(0)
        slot = (slot + np.uint64(1)) & last
    return places[slot]


@kernel
def add_function_words(count: Any, languages: Any, hits: Any, met: Any, totals: Any) -> None:
    """Write the words, and distinct words, of the language that has most in the text.

    `hits` says how often each place was met, `met` which were; the hits are forgotten. `totals` is (64, 2).
    """
    count.lorem = min(hits[1], hits[2])
    totals[:] = 0
    for place in met:
        mine = languages[place]
        bit = 0
        while mine:
            if mine & np.uint64(1):
                totals[bit, 0] += hits[place]
                totals[bit, 1] += 1
            mine >>= np.uint64(1)
            bit += 1
        hits[place] = 0
    for bit in range(64):
        if totals[bit, 0] > count.function_words:
            count.function_words = totals[bit, 0]
            count.distinct_function_words = totals[bit, 1]
