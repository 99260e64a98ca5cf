"""Words as every kernel counts and compares them: runs of letters, digits and the marks on them, case folded.

Apostrophes, hyphens and all punctuation separate words: `l'article L. 1221-1` has four. Text is expected in NFC, and nothing is
normalised here. A heading is a line of one to six `#` and a space; it names where a passage stands and can be left out.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.compiled import inlined, kernel
from moisson.kernels.letters import MARK, WORD, class_of, decode, letters
from moisson.kernels.strings import Strings

_START = np.uint64(0xCBF29CE484222325)
_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX_A = np.uint64(0xBF58476D1CE4E5B9)
_MIX_B = np.uint64(0x94D049BB133111EB)
_LANE = np.uint64(0xD6E8FEB86659FD93)


@inlined
def mix(value: Any) -> Any:
    """Spread 64 bits over 64 bits, one to one (the finaliser of SplitMix64)."""
    value = (value ^ (value >> np.uint64(30))) * _MIX_A
    value = (value ^ (value >> np.uint64(27))) * _MIX_B
    return value ^ (value >> np.uint64(31))


@inlined
def is_heading(data: Any, at: int, end: int) -> bool:
    """Whether the line that starts at byte `at` is a heading."""
    marks = 0
    while at < end and data[at] == 35 and marks < 7:
        at += 1
        marks += 1
    return 1 <= marks <= 6 and at < end and data[at] == 32


@inlined
def line_end(data: Any, at: int, end: int) -> int:
    """The byte after the line's last: its newline, or the end."""
    while at < end and data[at] != 10:
        at += 1
    return at


@kernel
def hash_words(data: Any, start: int, end: int, classes: Any, folded: Any, headings: bool, out: Any) -> int:
    """Write the hash of each word of one document into `out`; returns how many there are.

    `out` needs room for one word per two bytes, and one more.
    """
    count = 0
    state = _START
    inside = False
    line_start = True
    at = start
    while at < end:
        if line_start and not headings and is_heading(data, at, end):
            at = line_end(data, at, end)
            continue
        code, at = decode(data, at)
        line_start = code == 10
        bits = class_of(classes, code)
        if bits & WORD or (inside and bits & MARK):
            state = (state ^ np.uint64(folded[code])) * _STEP
            inside = True
        elif inside:
            out[count] = mix(state)
            count += 1
            state = _START
            inside = False
    if inside:
        out[count] = mix(state)
        count += 1
    return count


@kernel
def _count(offsets: Any, data: Any, classes: Any, whole: Any, body: Any) -> None:
    for row in range(len(offsets) - 1):
        at = offsets[row]
        end = offsets[row + 1]
        words = titled = 0
        inside = False
        heading = at < end and is_heading(data, at, end)
        while at < end:
            code, at = decode(data, at)
            bits = class_of(classes, code)
            now = bool(bits & WORD) or (inside and bool(bits & MARK))
            if now and not inside:
                words += 1
                titled += heading
            inside = now
            if code == 10:
                heading = is_heading(data, at, end)
        whole[row] = words
        body[row] = words - titled


@kernel
def _digest(offsets: Any, data: Any, classes: Any, folded: Any, headings: bool, least: int, out: Any) -> None:
    longest = 0
    for row in range(len(offsets) - 1):
        longest = max(longest, offsets[row + 1] - offsets[row])
    words = np.empty(longest // 2 + 2, np.uint64)
    for row in range(len(offsets) - 1):
        start, end = offsets[row], offsets[row + 1]
        count = hash_words(data, start, end, classes, folded, headings, words)
        if count < least and not headings:
            count = hash_words(data, start, end, classes, folded, True, words)
        high = np.uint64(count)
        low = _LANE
        for k in range(count):
            high = mix((high ^ words[k]) * _STEP)
            low = mix((low + words[k]) * _LANE)
        out[row, 0] = high
        out[row, 1] = low


class Counts(NamedTuple):
    """Words of each text, and those outside its heading lines."""

    whole: NDArray[np.int64]
    body: NDArray[np.int64]


def measure_words(texts: Strings) -> Counts:
    """How many words each text has, and how many of them stand outside headings."""
    size = len(texts.offsets) - 1
    counts = Counts(np.zeros(size, np.int64), np.zeros(size, np.int64))
    _count(texts.offsets, texts.data, letters().classes, *counts)
    return counts


def count_words(texts: Strings) -> NDArray[np.int64]:
    """How many words each text has."""
    return measure_words(texts).whole


def digest_words(texts: Strings, headings: bool = True, least: int = 0) -> NDArray[np.uint64]:
    """128 bits for each text's sequence of case-folded words, shape (n, 2): equal for equal sequences.

    Where heading lines are left out and fewer than `least` words remain, the whole text counts.
    """
    out = np.zeros((len(texts.offsets) - 1, 2), np.uint64)
    _digest(texts.offsets, texts.data, *letters(), headings, least, out)
    return out
