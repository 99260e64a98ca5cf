"""Words by their hashes: a table of those of a text, and whether one is among them.

FNV-1a over the characters, mixed, never zero; the table has a power of two of places, and a word's hash stands in the first free
one from its own on.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from moisson.kernels.compiled import kernel
from moisson.readers.hyphens import uncut

LETTER, INNER = 1, 2  # what a character is: in words, or between two parts of one
WHOLE = 0xFFFF_FFFF_FFFF_FFFF
_START, _STEP = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)


@kernel
def _hashed(codes: Any, begin: Any, end: Any) -> Any:
    """The hash of a word."""
    value = _START
    for k in range(begin, end):
        value = (value ^ np.uint64(codes[k])) * _STEP
    value ^= value >> np.uint64(29)
    return value | np.uint64(1)


@kernel
def _met(codes: Any) -> Any:
    """For each code up to the highest, whether it is among those of a text."""
    most = np.uint32(0)
    for code in codes:
        most = max(most, code)
    found = np.zeros(most + 1, np.int8)
    for code in codes:
        found[code] = 1
    return found


@kernel
def _gathered(codes: Any, kinds: Any, table: Any) -> None:
    """Put the hashes of all words into a table that has room for them."""
    mask, k, count = np.uint64(len(table) - 1), 0, len(codes)
    while k < count:
        if kinds[codes[k]] != 1:
            k += 1
            continue
        begin = k
        while k < count and (kinds[codes[k]] == 1 or (kinds[codes[k]] == 2 and k + 1 < count and kinds[codes[k + 1]] == 1)):
            k += 1
        value = _hashed(codes, begin, k)
        place = (value >> np.uint64(1)) & mask
        while table[place] != 0 and table[place] != value:
            place = (place + np.uint64(1)) & mask
        table[place] = value


def gathered(lines: Sequence[str]) -> Any:
    """The table of the words that stand whole in lines, as `hyphens.vocabulary` has them."""
    codes = np.frombuffer(uncut(lines).encode("utf-32-le", "surrogatepass"), np.uint32)
    table = np.zeros(1 << (len(codes) // 2 + 2).bit_length(), np.uint64)
    met: Any = _met
    kinds = met(codes)
    for code in np.flatnonzero(kinds).tolist():
        c = chr(code)
        kinds[code] = LETTER if c.isalnum() and not c.isdecimal() else INNER if c in "-’'" else 0
    gather: Any = _gathered
    gather(codes, kinds, table)
    return table


def held(word: str, table: Any) -> bool:
    """Whether a word is in a table."""
    value = 0xCBF2_9CE4_8422_2325
    for sign in word:
        value = ((value ^ ord(sign)) * 0x100_0000_01B3) & WHOLE
    value = (value ^ (value >> 29)) | 1
    mask = len(table) - 1
    place = (value >> 1) & mask
    while table[place]:
        if table[place] == value:
            return True
        place = (place + 1) & mask
    return False
