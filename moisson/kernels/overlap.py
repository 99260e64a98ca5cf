"""Which known passages a text shares word runs with: hashed word n-grams, probed at every word of every text.

A run of words is hashed as a polynomial over their 64-bit hashes, which rolls: one step a word whatever the run's length. A
bitmap of the keys' leading bits answers for nearly every word that there is nothing to look up; what passes is looked for among
the two or three sorted keys whose bits stand in the same word of the bitmap. Counts are of distinct n-grams: what repeats in a
text counts once.

Short questions are too short for an n-gram. They are found by how they begin, then compared whole, and count only where one of
their answers stands near. An answer's hash is salted with its question's, so that it says nothing to who has not the question.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.compiled import kernel
from moisson.kernels.letters import letters
from moisson.kernels.strings import Strings
from moisson.kernels.words import hash_words, mix

_STEP = np.uint64(0x9E3779B97F4A7C15)
_LEAST_BITS, _MOST_BITS = 10, 34
_PER_KEY = 32  # bits of the bitmap for each key: one word in 32 is looked up in vain


class Index(NamedTuple):
    """Sorted keys, a bitmap of their leading bits, and for each key the entries that it belongs to."""

    keys: NDArray[np.uint64]
    bitmap: NDArray[np.uint64]
    places: NDArray[np.int64]  # keys whose bits stand in word w of the bitmap: keys[places[w]:places[w + 1]]
    starts: NDArray[np.int64]  # entries of key k: entries[starts[k]:starts[k + 1]]
    entries: NDArray[np.int64]


class Short(NamedTuple):
    """Per entry, where it is a short question: itself as one run, and its answers' runs, salted."""

    whole: NDArray[np.uint64]
    words: NDArray[np.int64]
    starts: NDArray[np.int64]  # answers of entry e: answers[starts[e]:starts[e + 1]]
    answers: NDArray[np.uint64]
    answer_words: NDArray[np.int64]


class Found(NamedTuple):
    """Texts that share something with an entry, by text, then by entry; `shared` counts n-grams, and a short question is one."""

    rows: NDArray[np.int64]
    entries: NDArray[np.int64]
    shared: NDArray[np.int64]


def index(keys: NDArray[np.uint64], entries: NDArray[np.int64]) -> Index:
    """An index of pairs of a key and an entry, in any order, each pair once."""
    order = np.lexsort((entries, keys))
    distinct, first = np.unique(keys[order], return_index=True)
    bits = int(np.clip(np.ceil(np.log2(max(len(distinct), 1) * _PER_KEY)), _LEAST_BITS, _MOST_BITS))
    leading = distinct >> np.uint64(64 - bits)
    at = (leading >> np.uint64(6)).astype(np.int64)
    bitmap = np.zeros(1 << (bits - 6), np.uint64)
    np.bitwise_or.at(bitmap, at, np.uint64(1) << (leading & np.uint64(63)))
    places = np.searchsorted(at, np.arange(len(bitmap) + 1)).astype(np.int64)
    return Index(distinct, bitmap, places, np.append(first, len(keys)).astype(np.int64), entries[order])


@kernel
def _probe(words: Any, count: int, ngram: int, keys: Any, bitmap: Any, places: Any, hits: Any, at: Any) -> int:
    """Note which keys stand as a run of `ngram` words, and at which word; returns how many."""
    shift = np.uint64(58)
    size = len(bitmap)
    while size > 1:
        size >>= 1
        shift -= np.uint64(1)
    power = np.uint64(1)
    for _ in range(ngram):
        power *= _STEP
    state = np.uint64(0)
    found = 0
    for k in range(count):
        state = state * _STEP + words[k]
        if k >= ngram:
            state -= words[k - ngram] * power
        if k < ngram - 1:
            continue
        key = mix(state + np.uint64(ngram))
        leading = key >> shift
        cell = np.int64(leading >> np.uint64(6))
        if (bitmap[cell] >> (leading & np.uint64(63))) & np.uint64(1):
            for place in range(places[cell], places[cell + 1]):
                if keys[place] == key:
                    hits[found] = place
                    at[found] = k - ngram + 1
                    found += 1
    return found


@kernel
def _run(words: Any, at: int, length: int) -> Any:
    """The hash of one run."""
    state = np.uint64(0)
    for k in range(at, at + length):
        state = state * _STEP + words[k]
    return mix(state + np.uint64(length))


@kernel
def _stands(words: Any, start: int, end: int, whole: Any, answers: Any, lengths: Any) -> bool:
    """Whether one of a question's answers stands among the words from `start` to `end`."""
    for k in range(len(answers)):
        for at in range(start, end - lengths[k] + 1):
            if mix(_run(words, at, lengths[k]) ^ whole) == answers[k]:
                return True
    return False


@kernel
def _asked(words: Any, count: int, at: int, entry: int, near: int, short: Any) -> Any:
    """Whether the short question stands at this word, with an answer within `near` words before or after it."""
    whole, lengths, starts, answers, answer_words = short
    end = at + lengths[entry]
    if end > count or _run(words, at, lengths[entry]) != whole[entry]:
        return False
    own, own_words = answers[starts[entry] : starts[entry + 1]], answer_words[starts[entry] : starts[entry + 1]]
    longest = 0
    for k in range(len(own_words)):
        longest = max(longest, own_words[k])
    return _stands(words, max(0, at - near - longest), at, whole[entry], own, own_words) or _stands(
        words, end, min(count, end + near + longest), whole[entry], own, own_words
    )


@kernel
def _overlap(
    offsets: Any,
    data: Any,
    classes: Any,
    folded: Any,
    ngram: int,
    runs: Any,
    seen: Any,
    begin: int,
    begins: Any,
    near: int,
    short: Any,
    shared: Any,
    touched: Any,
) -> Any:
    """`seen` has a place for each key of `runs`, `shared` (all zero, as it is left) and `touched` one for each entry."""
    longest = 0
    for row in range(len(offsets) - 1):
        longest = max(longest, offsets[row + 1] - offsets[row])
    words = np.empty(longest // 2 + 2, np.uint64)
    hits = np.empty(longest // 2 + 2, np.int64)
    at = np.empty(longest // 2 + 2, np.int64)
    found = np.empty((64, 3), np.int64)
    size = 0
    for row in range(len(offsets) - 1):
        count = hash_words(data, offsets[row], offsets[row + 1], classes, folded, True, words)
        met = 0
        known = _probe(words, count, ngram, runs[0], runs[1], runs[2], hits, at) if len(runs[0]) else 0
        for hit in range(known):
            key = hits[hit]
            if seen[key]:
                continue
            seen[key] = True
            for k in range(runs[3][key], runs[3][key + 1]):
                entry = runs[4][k]
                if not shared[entry]:
                    touched[met] = entry
                    met += 1
                shared[entry] += 1
        for hit in range(known):
            seen[hits[hit]] = False
        known = _probe(words, count, begin, begins[0], begins[1], begins[2], hits, at) if len(begins[0]) else 0
        for hit in range(known):
            for k in range(begins[3][hits[hit]], begins[3][hits[hit] + 1]):
                entry = begins[4][k]
                if not shared[entry] and _asked(words, count, at[hit], entry, near, short):
                    touched[met] = entry
                    met += 1
                    shared[entry] = 1
        while size + met > len(found):
            more = np.empty((2 * len(found), 3), np.int64)
            for k in range(3 * size):
                more.flat[k] = found.flat[k]
            found = more
        for k in range(met):
            found[size, 0] = row
            found[size, 1] = touched[k]
            found[size, 2] = shared[touched[k]]
            shared[touched[k]] = 0
            size += 1
    return found[:size]


def find_overlap(texts: Strings, ngram: int, runs: Index, begin: int, begins: Index, near: int, short: Short) -> Found:
    """What each text shares with each entry: n-grams of `ngram` words in `runs`, and short questions whose first `begin` words
    are in `begins`, where an answer stands within `near` words."""
    entries = len(short.whole)
    found = _overlap(
        texts.offsets,
        texts.data,
        *letters(),
        ngram,
        tuple(runs),
        np.zeros(len(runs.keys), np.bool_),
        begin,
        tuple(begins),
        near,
        tuple(short),
        np.zeros(entries, np.int64),
        np.empty(entries, np.int64),
    )
    return Found(*found[np.lexsort((found[:, 1], found[:, 0]))].T)


@kernel
def _runs(words: Any, ngram: int, out: Any) -> None:
    for at in range(len(out)):
        out[at] = _run(words, at, ngram)


def words_of(text: str) -> NDArray[np.uint64]:
    """The hash of each word of one text."""
    data = np.frombuffer(text.encode(), np.uint8)
    out = np.empty(len(data) // 2 + 2, np.uint64)
    return out[: hash_words(data, 0, len(data), *letters(), True, out)]


def runs_of(words: NDArray[np.uint64], ngram: int) -> NDArray[np.uint64]:
    """The hash of each run of `ngram` words, in order; none where there are fewer words."""
    out = np.empty(max(len(words) - ngram + 1, 0), np.uint64)
    _runs(words, ngram, out)
    return out


def salted(answer: NDArray[np.uint64], question: np.uint64) -> NDArray[np.uint64]:
    """Hashes of answers' runs as they stand in the file: bound to the question's own hash."""
    return np.asarray(mix.py_func(answer ^ question), np.uint64)
