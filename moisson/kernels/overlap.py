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
from moisson.kernels.strings import Strings
from moisson.kernels.words import hash_words, mix, tokens, word_room

Whole = NDArray[np.int64]

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
def _probe(
    words: Any, count: int, row: int, ngram: int, shift: Any, keys: Any, bitmap: Any, places: Any, hits: Any, found: int
) -> int:
    """Note which keys stand as a run of `ngram` words, and at which word; returns how many there are then."""
    power, size = np.uint64(1), np.uint64(ngram)
    for _ in range(ngram):
        power *= _STEP
    state = np.uint64(0)
    for k in range(min(ngram - 1, count)):
        state = state * _STEP + words[np.uint64(k)]
    left = np.uint64(0)  # the word that is no longer in the run
    for k in range(ngram - 1, count):
        state = state * _STEP + (words[np.uint64(k)] - left * power)
        left = words[np.uint64(k) + np.uint64(1) - size]
        key = mix(state + size)
        leading = key >> shift
        cell = leading >> np.uint64(6)
        if (bitmap[cell] >> (leading & np.uint64(63))) & np.uint64(1):
            for place in range(places[cell], places[cell + np.uint64(1)]):
                if keys[place] == key:
                    hits[found, 0] = row
                    hits[found, 1] = k - ngram + 1
                    hits[found, 2] = place
                    found += 1
    return found


@kernel
def _find(
    offsets: Any,
    data: Any,
    table: Any,
    headings: bool,
    words: Any,
    ngrams: Any,
    shifts: Any,
    keys: Any,
    bitmap: Any,
    places: Any,
    begin_keys: Any,
    begin_bitmap: Any,
    begin_places: Any,
    hits: Any,
    begin_hits: Any,
) -> Any:
    """What is found of two indexes: how many runs of the first, and of the second."""
    found, begun = np.int64(0), np.int64(0)
    for row in range(len(offsets) - 1):
        count = hash_words(data, offsets[row], offsets[row + 1], table, headings, np.int64(0), words, np.int64(0))
        if len(keys):
            found = _probe(words, count, row, ngrams[0], shifts[0], keys, bitmap, places, hits, found)
        if len(begin_keys):
            begun = _probe(words, count, row, ngrams[1], shifts[1], begin_keys, begin_bitmap, begin_places, begin_hits, begun)
    return found, begun


@kernel
def _run(words: Any, at: int, length: int) -> Any:
    """The hash of one run."""
    state = np.uint64(0)
    for k in range(at, at + length):
        state = state * _STEP + words[k]
    return mix(state + np.uint64(length))


@kernel
def _asked(
    offsets: Any,
    data: Any,
    table: Any,
    headings: bool,
    words: Any,
    rows: Any,
    at: Any,
    entries: Any,
    near: int,
    whole: Any,
    lengths: Any,
    starts: Any,
    answers: Any,
    answer_words: Any,
    out: Any,
) -> None:
    """Whether each short question stands at its word, with an answer within `near` words before or after it."""
    count = np.int64(0)
    for k in range(len(out)):
        row, entry, begin = rows[k], entries[k], at[k]
        if k == 0 or row != rows[k - 1]:
            count = hash_words(data, offsets[row], offsets[row + 1], table, headings, np.int64(0), words, np.int64(0))
        end = begin + lengths[entry]
        if end > count or _run(words, begin, lengths[entry]) != whole[entry]:
            continue
        longest = near
        for j in range(starts[entry], starts[entry + 1]):
            longest = max(longest, near + answer_words[j])
        for j in range(starts[entry], starts[entry + 1]):
            size = answer_words[j]
            for place in range(max(0, begin - longest), min(count, end + longest) - size + 1):
                outside = place + size <= begin or place >= end
                if outside and mix(_run(words, place, size) ^ whole[entry]) == answers[j]:
                    out[k] = True


def _entries(keys: Whole, known: Index) -> tuple[Whole, Whole]:
    """The entries that each key belongs to, key by key, and how many these are."""
    times = known.starts[keys + 1] - known.starts[keys]
    return known.entries[np.arange(times.sum()) + np.repeat(known.starts[keys] - np.cumsum(times) + times, times)], times


def find_overlap(texts: Strings, ngram: int, runs: Index, begin: int, begins: Index, near: int, short: Short) -> Found:
    """What each text shares with each entry: n-grams of `ngram` words in `runs`, and short questions whose first `begin` words
    are in `begins`, where an answer stands within `near` words."""
    count, room = len(short.whole), int(texts.offsets[-1] - texts.offsets[0]) // 2 + len(texts.offsets)
    text = (*texts, tokens(), True, word_room(texts))
    hits, begun = (np.empty((room if len(known.keys) else 0, 3), np.int64) for known in (runs, begins))  # taken as it is written
    shifts = np.array([59 - len(known.bitmap).bit_length() for known in (runs, begins)], np.uint64)
    found = _find(*text, np.array([ngram, begin]), shifts, *runs[:3], *begins[:3], hits, begun)
    rows, _, keys = hits[: found[0]].T
    shared_runs = np.sort(rows * len(runs.keys) + keys)  # to sort is quicker than `np.unique`, which hashes
    rows, keys = np.divmod(shared_runs[np.diff(shared_runs, prepend=-1) > 0], max(len(runs.keys), 1))
    entries, times = _entries(keys, runs)
    pairs, shared = np.unique(np.repeat(rows, times) * count + entries, return_counts=True)
    rows, at, keys = begun[: found[1]].T
    entries, times = _entries(keys, begins)
    rows, at = np.repeat(rows, times), np.repeat(at, times)
    asked = np.zeros(len(rows), np.bool_)
    if len(asked):
        _asked(*text, rows, at, entries, near, *short, asked)
    whole = np.setdiff1d(rows[asked] * count + entries[asked], pairs)
    pairs, shared = np.append(pairs, whole), np.append(shared, np.ones(len(whole), np.int64))
    order = np.argsort(pairs)
    return Found(*np.divmod(pairs[order], max(count, 1)), shared[order])


@kernel
def _runs(words: Any, ngram: int, out: Any) -> None:
    for at in range(len(out)):
        out[at] = _run(words, at, ngram)


def words_of(text: str) -> NDArray[np.uint64]:
    """The hash of each word of one text."""
    data = np.frombuffer(text.encode(), np.uint8)
    out = np.empty(len(data) // 2 + 2, np.uint64)
    return out[: hash_words(data, 0, len(data), tokens(), True, 0, out, 0)]


def runs_of(words: NDArray[np.uint64], ngram: int) -> NDArray[np.uint64]:
    """The hash of each run of `ngram` words, in order; none where there are fewer words."""
    out = np.empty(max(len(words) - ngram + 1, 0), np.uint64)
    _runs(words, ngram, out)
    return out


def salted(answer: NDArray[np.uint64], question: np.uint64) -> NDArray[np.uint64]:
    """Hashes of answers' runs as they stand in the file: bound to the question's own hash."""
    return np.asarray(mix.py_func(answer ^ question), np.uint64)
