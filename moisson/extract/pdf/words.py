"""The words of a document, by their hashes: what tells whether a line's end cuts a word or ends at a hyphen of its own."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from moisson.extract.hyphens import uncut
from moisson.extract.pdf.held import held
from moisson.kernels.compiled import kernel

LETTER, INNER = 1, 2  # what a character is: in words, or between two parts of one
_START, _STEP = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)


@kernel
def _hashed(codes: Any, begin: Any, end: Any) -> Any:
    """The hash of a word, never zero (FNV-1a over its characters, and mixed)."""
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
    """Put the hashes of all words into a table, of a power of two of places, that has room for them."""
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


class Words:
    """The words that stand whole in lines, as `hyphens.vocabulary` has them; gathered when it is first asked for one."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._table: Any = None

    def __contains__(self, word: object) -> bool:
        if self._table is None:
            self._table, self._lines = _table(uncut(self._lines)), ()
        return bool(held(str(word), self._table))


def _table(text: str) -> Any:
    codes = _codes(text)
    table = np.zeros(1 << (len(codes) // 2 + 2).bit_length(), np.uint64)
    met: Any = _met
    kinds = met(codes)
    for code in np.flatnonzero(kinds).tolist():
        c = chr(code)
        kinds[code] = LETTER if c.isalnum() and not c.isdecimal() else INNER if c in "-’'" else 0
    gather: Any = _gathered
    gather(codes, kinds, table)
    return table


def _codes(text: str) -> Any:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
