"""Runs of bytes and of words in text that has one space between words: what an n-gram model counts, and what two texts share.

A run of up to eight bytes is one number, its first byte the highest: numbers sort as the runs do.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.compiled import kernel
from moisson.kernels.strings import Strings
from moisson.kernels.words import mix

MOST = 8  # bytes of a run
_START = np.uint64(0xCBF29CE484222325)
_STEP = np.uint64(0x100000001B3)
_OF_RUN = np.uint64(0x9E3779B97F4A7C15)
_SPACE, _BREAK = 32, 10


@kernel
def _runs(data: Any, order: int, out: Any) -> None:
    shift = np.uint64(8 * (8 - order))
    value = np.uint64(0)
    for at in range(len(data)):
        value = (value << np.uint64(8)) | np.uint64(data[at])
        if at >= order - 1:
            out[at - order + 1] = value << shift


def runs(data: NDArray[np.uint8], order: int) -> NDArray[np.uint64]:
    """The run of `order` bytes that starts at each place, in its leading bytes."""
    out = np.empty(max(0, len(data) - order + 1), np.uint64)
    _runs(data, order, out)
    return out


@kernel
def _find(keys: Any, wanted: Any, low: int, high: int) -> int:
    """The place of the first key that is not less."""
    while low < high:
        middle = (low + high) // 2
        if keys[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def _score(
    offsets: Any,
    data: Any,
    first_key: Any,
    keys: Any,
    minus: Any,
    first_context: Any,
    contexts: Any,
    begins: Any,
    totals: Any,
    backs: Any,
    bits: Any,
) -> None:
    orders = len(first_key) - 1
    for row in range(len(offsets) - 1):
        history = np.uint64(_SPACE)  # a passage begins at a word
        known = 1
        sum_bits = 0.0
        for at in range(offsets[row], offsets[row + 1]):
            byte = np.uint64(data[at])
            chance = 1.0 / 256
            for order in range(1, orders + 1):
                if order - 1 > known:
                    break
                shift = np.uint64(64 - 8 * (order - 1))
                context = history << shift if order > 1 else np.uint64(0)
                end = first_context[order]
                place = _find(contexts, context, first_context[order - 1], end)
                if place == end or contexts[place] != context:
                    break  # what was never seen was never seen after more
                wanted = context | byte << np.uint64(64 - 8 * order)
                stop = begins[place + 1] if place + 1 < end else first_key[order]
                found = _find(keys, wanted, begins[place], stop)
                chance *= backs[place]
                if found < stop and keys[found] == wanted:
                    chance += minus[found] / totals[place]
            sum_bits -= np.log2(chance)
            history = (history << np.uint64(8)) | byte
            known += 1
        bits[row] = sum_bits


def score(texts: Strings, tables: tuple[NDArray[Any], ...]) -> NDArray[np.float64]:
    """The bits that each text costs under an interpolated model, whose tables `models.worth.ngrams` lays out."""
    bits = np.zeros(len(texts.offsets) - 1)
    _score(texts.offsets, texts.data, *tables, bits)
    return bits


@kernel
def _shingles(offsets: Any, data: Any, ring: Any, places: Any, hashes: Any, starts: Any, ends: Any, rows: Any) -> int:
    words = len(ring)
    count = 0
    for row in range(len(offsets) - 1):
        seen = 0
        at = offsets[row]
        end = offsets[row + 1]
        while at < end:
            if data[at] == _SPACE:
                at += 1
                continue
            if data[at] == _BREAK:
                seen = 0
                at += 1
                continue
            begin = at
            word = _START
            while at < end and data[at] != _SPACE and data[at] != _BREAK:
                word = (word ^ np.uint64(data[at])) * _STEP
                at += 1
            ring[seen % words] = mix(word)
            places[seen % words] = begin
            seen += 1
            if seen >= words:
                whole = np.uint64(0)
                for k in range(words):
                    whole = mix((whole ^ ring[(seen + k) % words]) * _OF_RUN)
                hashes[count] = whole
                starts[count] = places[seen % words]
                ends[count] = at
                rows[count] = row
                count += 1
    return count


def shingles(texts: Strings, words: int) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Each run of so many words: its hash, the byte where it begins, the one after its end, its text. None crosses a line."""
    room = int(texts.offsets[-1] - texts.offsets[0]) // 2 + 1 if len(texts.offsets) else 0
    hashes, starts, ends, rows = np.empty(room, np.uint64), *(np.empty(room, np.int64) for _ in range(3))
    count = _shingles(*texts, np.zeros(words, np.uint64), np.zeros(words, np.int64), hashes, starts, ends, rows)
    return hashes[:count], starts[:count], ends[:count], rows[:count]


@kernel
def _mark(hashes: Any, wanted: Any, coarse: Any, found: Any) -> None:
    last = np.uint64(len(coarse) - 1)
    for at in range(len(hashes)):
        one = hashes[at]
        if coarse[one & last]:
            place = _find(wanted, one, 0, len(wanted))
            if place < len(wanted) and wanted[place] == one:
                found[place] = True


def mark(hashes: NDArray[np.uint64], wanted: NDArray[np.uint64], found: NDArray[np.bool_]) -> None:
    """Set `found` where a wanted hash, of a sorted array, is among these hashes."""
    coarse = np.zeros(1 << 22, np.bool_)
    coarse[(wanted & np.uint64(len(coarse) - 1)).astype(np.int64)] = True
    _mark(hashes, wanted, coarse, found)
