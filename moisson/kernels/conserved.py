"""Which words of a file its text gives: both as runs of letters and digits, found by hash, each as often as it stands.

A word counts as given too where the text joins what the file parts (`A<b>rt`, `exam-` and `ple`, `C atalogue`) or parts in two
what it joins: neither is a loss.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.compiled import kernel
from moisson.kernels.letters import END
from moisson.kernels.words import FOLDED, STARTS, mix, tokens, wide

_START = np.uint64(0xCBF29CE484222325)
_STEP = np.uint64(0x9E3779B97F4A7C15)
_ONE = np.uint64(1)

JOINED = 8  # words of the file that the text may show as one
GAP = 40  # bytes at most between two words that the text joins
LONGEST = 40  # bytes of a word that the text may show as two
LETTERS = 64  # words of one letter or digit
GIVEN, UNKNOWN = 0, 1  # what becomes of a word; kinds that a reader tells count from 2


@kernel
def _code(data: Any, at: int) -> Any:
    """The code point at a byte of valid UTF-8, 0 for those of planes without letters, and where the next begins."""
    code = np.uint32(data[np.uint64(at)])
    if code < 0x80:
        return code, at + 1
    code = wide(data, at)
    return (code if code < END else np.uint32(0)), at + 2 + (code >= 0x800) + (code >= 0x10000)


@kernel
def _find(data: Any, at: int, end: int, table: Any, hashes: Any, starts: Any, ends: Any) -> int:
    """The hash and place of each word between two bytes; returns how many there are."""
    count = 0
    state = _START
    inside: Any = 0
    while at < end:
        code, after = _code(data, at)
        token = np.int64(table[np.uint64(code)])
        now = token & STARTS | (inside & token << 1)
        if now:
            if not inside:
                starts[count] = at
            state = (state ^ np.uint64(token & FOLDED)) * _STEP
        elif inside:
            hashes[count] = mix(state) | _ONE
            ends[count] = at
            count += 1
            state = _START
        inside = now
        at = after
    if inside:
        hashes[count] = mix(state) | _ONE
        ends[count] = end
        count += 1
    return count


@kernel
def _joined(data: Any, at: int, end: int, table: Any) -> Any:
    """The hash of what stands between two bytes, as one word."""
    state = _START
    inside: Any = 0
    while at < end:
        code, at = _code(data, at)
        token = np.int64(table[np.uint64(code)])
        now = token & STARTS | (inside & token << 1)
        if now:
            state = (state ^ np.uint64(token & FOLDED)) * _STEP
        inside = now
    return mix(state) | _ONE


@kernel
def _slot(keys: Any, mask: int, hash: Any) -> Any:
    """Where a hash stands in the table, or would."""
    at = np.int64(hash >> np.uint64(20)) & mask
    while keys[at] != 0 and keys[at] != hash:
        at = (at + 1) & mask
    return at


@kernel
def _count(data: Any, start: int, end: int, table: Any, keys: Any, counts: Any) -> int:
    """How often each word stands between two bytes, as a table; returns its mask."""
    state = _START
    inside: Any = 0
    mask = 1
    while mask < (end - start) // 2 + LETTERS:  # words that differ have three bytes and more, with what parts them, but few
        mask *= 2
    for k in range(mask):
        keys[k] = 0
        counts[k] = 0
    mask -= 1
    at = start
    while at < end:
        code, at = _code(data, at)
        token = np.int64(table[np.uint64(code)])
        now = token & STARTS | (inside & token << 1)
        if now:
            state = (state ^ np.uint64(token & FOLDED)) * _STEP
        if (inside and not now) or (now and at >= end):
            slot = _slot(keys, mask, mix(state) | _ONE)
            keys[slot] = mix(state) | _ONE
            counts[slot] += 1
            state = _START
        inside = now
    return mask


@kernel
def _tight(data: Any, start: int, end: int) -> bool:
    """Whether what stands between two words may stand within one: no white space, or a hyphen and what follows it."""
    if start + 1 < end:
        first = data[start]
        second = data[start + 1]
        if first == 45 or (first == 0xC2 and (second == 0xAD or second == 0xAC)):  # - soft hyphen ¬
            return True
        if first == 0xE2 and start + 2 < end:
            third = data[start + 2]
            if (second == 0x80 and third == 0x90) or (second == 0x88 and third == 0x92):  # ‐ −
                return True
    for at in range(start, end):
        byte = data[at]
        if byte < 31 or byte == 32 or (byte == 0xC2 and data[at + 1] == 0xA0):
            return False
    return True


@kernel
def _parted(data: Any, start: int, end: int, keys: Any, counts: Any, mask: int, table: Any) -> int:
    """Take two words that together are this one; returns 1, or 0 where the text has no such two."""
    state = _START
    at = start
    while at < end:
        code, at = _code(data, at)
        state = (state ^ np.uint64(np.int64(table[np.uint64(code)]) & FOLDED)) * _STEP
        one = _slot(keys, mask, mix(state) | _ONE)
        if at < end and counts[one] > 0:
            two = _slot(keys, mask, _joined(data, at, end, table))
            if counts[two] > (1 if one == two else 0):
                counts[one] -= 1
                counts[two] -= 1
                return 1
    return 0


@kernel
def _match(
    data: Any, hashes: Any, starts: Any, ends: Any, size: int, keys: Any, counts: Any, mask: int, table: Any, fate: Any
) -> None:
    """Take each word of the file from those of the text, joined or parted where the text joins or parts it."""
    at = 0
    while at < size:
        taken = 0
        last = at
        while last + 1 < size and last + 1 < at + JOINED and starts[last + 1] - ends[last] <= GAP:
            if not _tight(data, ends[last], starts[last + 1]):
                break
            last += 1
            slot = _slot(keys, mask, _joined(data, starts[at], ends[last], table))
            if counts[slot] > 0:  # the longest, or `de` `c` `rets` would take another `dec` from the text
                taken = last + 1 - at
        if taken:
            counts[_slot(keys, mask, _joined(data, starts[at], ends[at + taken - 1], table))] -= 1
        else:
            slot = _slot(keys, mask, hashes[at])
            if counts[slot] > 0:
                counts[slot] -= 1
                taken = 1
        last = at
        while not taken and last + 1 < size and last + 1 < at + JOINED and starts[last + 1] - ends[last] <= GAP:
            last += 1
            slot = _slot(keys, mask, _joined(data, starts[at], ends[last], table))
            if counts[slot] > 0:
                counts[slot] -= 1
                taken = last + 1 - at
        if not taken and at and fate[at - 1] == GIVEN and starts[at] - ends[at - 1] <= GAP:
            slot = _slot(keys, mask, _joined(data, starts[at - 1], ends[at], table))
            if counts[slot] > 0:  # the text has the word before it elsewhere
                counts[slot] -= 1
                other = _slot(keys, mask, hashes[at - 1])
                counts[other] += keys[other] == hashes[at - 1]
                taken = 1
        if not taken:
            fate[at] = UNKNOWN
        for k in range(at, at + taken):
            fate[k] = GIVEN
        at += max(taken, 1)
    for left in range(size):  # last, or `Acts` of a menu would take `Act` and `s` from the text
        short = fate[left] == UNKNOWN and ends[left] - starts[left] <= LONGEST
        if short and _parted(data, starts[left], ends[left], keys, counts, mask, table):
            fate[left] = GIVEN


@kernel
def _settle(
    shown: Any,
    shown_at: Any,
    text: Any,
    text_at: Any,
    aside: Any,
    aside_at: Any,
    table: Any,
    hashes: Any,
    starts: Any,
    ends: Any,
    keys: Any,
    counts: Any,
    fate: Any,
    kinds: int,
    found: Any,
) -> None:
    """For each file, how many of its words have each fate. What stands in `fate`, `starts` and `ends` is the last file's."""
    for row in range(len(shown_at) - 1):
        size = _find(shown, shown_at[row], shown_at[row + 1], table, hashes, starts, ends)
        mask = _count(text, text_at[row], text_at[row + 1], table, keys, counts)
        _match(shown, hashes, starts, ends, size, keys, counts, mask, table, fate)
        for kind in range(kinds):
            place = row * kinds + kind
            if aside_at[place] == aside_at[place + 1]:
                continue
            mask = _count(aside, aside_at[place], aside_at[place + 1], table, keys, counts)
            for at in range(size):
                if fate[at] == UNKNOWN:
                    slot = _slot(keys, mask, hashes[at])
                    if counts[slot] > 0:
                        counts[slot] -= 1
                        fate[at] = kind + 2
        for at in range(size):
            found[row, fate[at]] += 1


class Settled(NamedTuple):
    """How many words of each file have each fate, shape (files, 2 + kinds); of the last file, the words' places and fates."""

    counts: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    fates: NDArray[np.uint8]


def settle(shown: Sequence[bytes], texts: Sequence[bytes], aside: Sequence[Sequence[bytes]]) -> Settled:
    """What becomes of the words that files show: `GIVEN` by the text, `UNKNOWN`, or 2 + the place in `aside` of what has them.

    All is valid UTF-8; `aside` has as many texts for each file as there are kinds.
    """
    kinds = len(aside[0]) if aside else 0
    buffers = [_buffers(shown), _buffers(texts), _buffers([part for parts in aside for part in parts])]
    most = max((len(each) for each in shown), default=0) // 2 + 2
    room = 2 * (LETTERS + max(map(len, (*texts, *(part for parts in aside for part in parts))), default=0))
    hashes, starts, ends = np.empty(most, np.uint64), np.empty(most, np.int64), np.empty(most, np.int64)
    keys, counts, fate = np.empty(room, np.uint64), np.empty(room, np.int32), np.empty(most, np.uint8)
    found = np.zeros((len(shown), 2 + kinds), np.int64)
    flat = [part for pair in buffers for part in pair]
    _settle(*flat, tokens(), hashes, starts, ends, keys, counts, fate, kinds, found)
    last = int(found[-1].sum()) if len(found) else 0
    return Settled(found, starts[:last], ends[:last], fate[:last])


def _buffers(parts: Sequence[bytes]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    bounds = np.zeros(len(parts) + 1, np.int64)
    np.cumsum([len(part) for part in parts], out=bounds[1:])
    return np.frombuffer(b"".join(parts) + b" ", np.uint8), bounds
