"""Words as every kernel counts and compares them: runs of letters, digits and the marks on them, case folded.

Apostrophes, hyphens and all punctuation separate words: `l'article L. 1221-1` has four. Text is expected in NFC, and nothing is
normalised here. A heading is a line of one to six `#` and a space; it names where a passage stands and can be left out.
"""

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.compiled import kernel
from moisson.kernels.letters import END, MARK, WORD, letters
from moisson.kernels.strings import Strings

_START = np.uint64(0xCBF29CE484222325)
_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX_A = np.uint64(0xBF58476D1CE4E5B9)
_MIX_B = np.uint64(0x94D049BB133111EB)
_LANE = np.uint64(0xD6E8FEB86659FD93)

FOLDED = (1 << 29) - 1  # of a token: the folded code point
STARTS = 1 << 30  # a letter or digit
GOES_ON = 1 << 29  # or a mark, which is in a word where one has begun


@lru_cache(maxsize=1)
def tokens() -> NDArray[np.int32]:
    """What each code point is to words, all in one table, which is read once for each character."""
    classes, folded = letters()
    starts, goes_on = (np.where(classes & bits, bit, 0) for bits, bit in ((WORD, STARTS), (WORD | MARK, GOES_ON)))
    return (folded | starts | goes_on).astype(np.int32)


@kernel
def mix(value: Any) -> Any:
    """Spread 64 bits over 64 bits, one to one (the finaliser of SplitMix64)."""
    value = (value ^ (value >> np.uint64(30))) * _MIX_A
    value = (value ^ (value >> np.uint64(27))) * _MIX_B
    return value ^ (value >> np.uint64(31))


@kernel
def is_heading(data: Any, at: int, end: int) -> bool:
    """Whether the line that starts at byte `at` is a heading."""
    begin = at
    while at < end and data[at] == 35:
        at += 1
    return 1 <= at - begin <= 6 and at < end and data[at] == 32


@kernel
def line_end(data: Any, at: int, end: int) -> int:
    """The byte after the line's last: its newline, or the end."""
    while at < end and data[at] != 10:
        at += 1
    return at


@kernel
def wide(data: Any, at: int) -> Any:
    """The code point of two bytes or more that starts at byte `at` of valid UTF-8; those of one are read where they stand."""
    first = data[at]
    code = ((first & 31) << 6) | (data[at + 1] & 63)
    if first >= 0xE0:
        code = ((code & 1023) << 6) | (data[at + 2] & 63)
        if first >= 0xF0:
            code = ((code & 0x7FFF) << 6) | (data[at + 3] & 63)
    return np.uint32(code)


@kernel
def hash_words(data: Any, start: int, end: int, table: Any, headings: bool, least: int, out: Any, first: int) -> Any:
    """Write the hash of each word of one document into `out` from `first` on; returns where they end. `table` is `tokens()`.

    Without `headings` their words are left out, unless fewer than `least` others remain. `out` needs room for one word per two
    bytes, and one more.
    """
    count = np.uint64(first)
    while True:
        state = _START
        inside = np.uint32(0)
        at = line_end(data, start, end) if not headings and is_heading(data, start, end) else start
        while at < end:
            code = np.uint32(data[np.uint64(at)])  # an index without a sign needs no test for being negative
            at += 1
            if code >= 0x80:
                if code < 0xE0:
                    code = (code & np.uint32(31)) << np.uint32(6) | np.uint32(data[np.uint64(at)] & 63)
                    at += 1
                else:
                    code = wide(data, at - 1)
                    at += 2 if code < 0x10000 else 3
                    code = code if code < END else np.uint32(0)
            token = np.uint32(table[np.uint64(code)])
            # No branch where words begin and end, since nothing foretells it: a word is written until it is over.
            now = np.uint32((token | (inside & np.uint32(token << np.uint32(1)))) & np.uint32(STARTS))
            out[count] = state
            count += np.uint64(inside > now)
            longer = (state ^ np.uint64(token & np.uint32(FOLDED))) * _STEP
            state = longer if now else _START
            inside = now
            if code == 10 and not headings and is_heading(data, at, end):
                at = line_end(data, at, end)
        if inside:
            out[count] = state
            count += np.uint64(1)
        if headings or np.int64(count) - first >= least:
            for k in range(first, count):
                out[np.uint64(k)] = mix(out[np.uint64(k)])
            return np.int64(count)
        headings = True
        count = np.uint64(first)


@kernel
def _count(offsets: Any, data: Any, table: Any, whole: Any, body: Any) -> None:
    for row in range(len(offsets) - 1):
        at = offsets[row]
        end = offsets[row + 1]
        words = titled = 0
        inside: Any = 0
        heading = is_heading(data, at, end)
        while at < end:
            code = np.uint32(data[np.uint64(at)])  # an index without a sign needs no test for being negative
            if code < 0x80:
                token = np.int64(table[code])
                at += 1
            else:
                code = wide(data, at)
                token = np.int64(table[code]) if code < END else np.int64(0)
                at += 2 + (code >= 0x800) + (code >= 0x10000)
            now = token & STARTS | (inside & token << 1)
            if now > inside:
                words += 1
                titled += heading
            inside = now
            if code == 10:
                heading = is_heading(data, at, end)
        whole[row] = words
        body[row] = words - titled


@kernel
def _digest(offsets: Any, data: Any, table: Any, headings: bool, least: int, words: Any, out: Any) -> None:
    for row in range(len(offsets) - 1):
        count = hash_words(data, offsets[row], offsets[row + 1], table, headings, least, words, np.int64(0))
        high = np.uint64(count)
        low = _LANE
        for k in range(count):
            high = mix((high ^ words[k]) * _STEP)
            low = mix((low + words[k]) * _LANE)
        out[row, 0] = high
        out[row, 1] = low


def word_room(texts: Strings) -> NDArray[np.uint64]:
    """Room for the hashes of the words of any one of these texts."""
    return np.empty(int(np.diff(texts.offsets).max(initial=0)) // 2 + 2, np.uint64)


class Counts(NamedTuple):
    """Words of each text, and those outside its heading lines."""

    whole: NDArray[np.int64]
    body: NDArray[np.int64]


def measure_words(texts: Strings) -> Counts:
    """How many words each text has, and how many of them stand outside headings."""
    size = len(texts.offsets) - 1
    counts = Counts(np.zeros(size, np.int64), np.zeros(size, np.int64))
    _count(texts.offsets, texts.data, tokens(), *counts)
    return counts


def count_words(texts: Strings) -> NDArray[np.int64]:
    """How many words each text has."""
    return measure_words(texts).whole


def digest_words(texts: Strings, headings: bool = True, least: int = 0) -> NDArray[np.uint64]:
    """128 bits for each text's sequence of case-folded words, shape (n, 2): equal for equal sequences.

    Where heading lines are left out and fewer than `least` words remain, the whole text counts.
    """
    out = np.zeros((len(texts.offsets) - 1, 2), np.uint64)
    _digest(texts.offsets, texts.data, tokens(), headings, least, word_room(texts), out)
    return out
