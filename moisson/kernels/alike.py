"""Bosnian, Croatian, Montenegrin and Serbian in Latin letters: told apart by the words that only some of them write.

Runs of letters do not tell them apart; words do (Ljubešić, Mikelić and Boras 2007, *Language identification: how to distinguish
similar languages?*). Each distinct beginning of a word in `data/alike.toml` speaks against the languages that do not write it.
"""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.compiled import inlined, kernel

WORDS = Path(__file__).with_name("data") / "alike.toml"
_PRIME = np.uint64(0x100000001B3)
_BASIS = np.uint64(0xCBF29CE484222325)
_STOP = np.uint8(46)  # ends what must be a whole word
_SLOTS = 1 << 13


class Alike(NamedTuple):
    """`languages` that are told apart, what they are `together`, and a hash table: keys, and the languages of each, as bits."""

    languages: tuple[str, ...]
    together: str
    keys: NDArray[np.uint64]
    masks: NDArray[np.uint8]


@inlined
def _step(state: Any, byte: Any) -> Any:
    return (state ^ np.uint64(byte)) * _PRIME


@inlined
def _slot(keys: Any, state: Any) -> Any:
    """Where a hash stands in the table, or the empty slot where it would."""
    at = np.int64(state & np.uint64(_SLOTS - 1))
    while keys[at] != 0 and keys[at] != state:
        at = (at + 1) % _SLOTS
    return at


@inlined
def _small(byte: Any, before: Any) -> Any:
    """A byte of a Latin letter of these languages as that of the small letter."""
    if 65 <= byte <= 90:
        return byte + np.uint8(32)
    if (before == 0xC4 and byte % 2 == 0) or (before == 0xC5 and (byte == 0xA0 or byte == 0xBD)):
        return byte + np.uint8(1)
    return byte


@kernel
def _enter(text: Any, mask: Any, keys: Any, masks: Any) -> None:
    state = _BASIS
    for k in range(len(text)):
        state = _step(state, text[k])
    at = _slot(keys, state)
    keys[at] = state
    masks[at] |= mask


@kernel
def _tell(data: Any, starts: Any, ends: Any, keys: Any, masks: Any, met: Any, against: Any, out: Any) -> None:
    languages = len(against)
    for row in range(len(starts)):
        for bit in range(languages):
            against[bit] = 0
        state, found, within, before = _BASIS, -1, False, np.uint8(0)
        for k in range(starts[row], ends[row] + 1):
            byte = data[k] if k < ends[row] else np.uint8(32)
            # Letters of these languages are ASCII or begin with C3, C4, C5; quotation marks and spaces of three bytes part words.
            if 64 < byte & 0xDF < 91 or 0xC3 <= byte <= 0xC5 or (0x80 <= byte < 0xC0 and 0xC3 <= before <= 0xC5):
                state = _step(state, _small(byte, before))
                at = _slot(keys, state)
                if keys[at]:
                    found = at
                within = True
            elif within:
                at = _slot(keys, _step(state, _STOP))
                if keys[at]:
                    found = at
                if found >= 0 and met[found] != row + 1:
                    met[found] = row + 1
                    for bit in range(languages):
                        against[bit] += not (masks[found] >> np.uint8(bit)) & np.uint8(1)
                state, found, within = _BASIS, -1, False
            before = byte
        least = 0
        for bit in range(languages):
            least = bit if against[bit] < against[least] else least
        out[row] = least
        for bit in range(languages):
            if bit != least and against[bit] == against[least]:
                out[row] = -1


@lru_cache(maxsize=1)
def alike() -> Alike:
    """The words, read once per process."""
    said = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    languages = tuple(said["languages"])
    made = Alike(languages, said["together"], np.zeros(_SLOTS, np.uint64), np.zeros(_SLOTS, np.uint8))
    for words in said["words"]:
        mask = np.uint8(sum(1 << languages.index(language) for language in words["in"]))
        for word in words["of"].split():
            _enter(np.frombuffer(word.encode(), np.uint8), mask, made.keys, made.masks)
    return made


def tell(data: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each window of UTF-8 the one language that fewest of its words speak against, as its place in `languages`.

    -1 where several fit equally.
    """
    known = alike()
    out = np.empty(len(starts), np.int64)
    starts, ends = (np.array(values, np.int64) for values in (starts, ends))
    _tell(data, starts, ends, known.keys, known.masks, np.zeros(_SLOTS, np.int64), np.zeros(len(known.languages), np.int64), out)
    return out
