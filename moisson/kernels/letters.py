"""What each code point is: a letter, a mark, a space, a control; and its folded form. The same on every machine and Python.

The tables are made from `unicodedata` when first asked for. Python 3.11 carries Unicode 14.0 and Python 3.13 Unicode 15.1;
the two differ in newly assigned characters only. Those are treated as unassigned here (`NEWER`), so that a text counts and
compares the same under both.
"""

import unicodedata
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.compiled import inlined

LETTER = 1
DIGIT = 2  # any number: decimal digits, ², ½, Ⅳ
MARK = 4  # a combining mark: continues a word, never begins one
SPACE = 8  # any space, tab or line break
UPPER = 16
LOWER = 32
WORD = LETTER | DIGIT

END = 0x40000  # planes 4 to 16 hold no letters

NEWER = (  # letters, numbers and marks assigned in Unicode 15.0 and 15.1
    (0x0CF3, 0x0CF3),
    (0x0ECE, 0x0ECE),
    (0x10EFD, 0x10EFF),
    (0x1123F, 0x11241),
    (0x11F00, 0x11F59),
    (0x1342F, 0x1342F),
    (0x13439, 0x13455),
    (0x1B132, 0x1B132),
    (0x1B155, 0x1B155),
    (0x1D2C0, 0x1D2D3),
    (0x1DF25, 0x1DF2A),
    (0x1E030, 0x1E06D),
    (0x1E08F, 0x1E08F),
    (0x1E4D0, 0x1E4F9),
    (0x2B739, 0x2B739),
    (0x2EBF0, 0x2EE5D),
    (0x31350, 0x323AF),
)


class Letters(NamedTuple):
    """Two tables over code points below `END`: class bits, and the folded code point."""

    classes: NDArray[np.uint8]
    folded: NDArray[np.uint32]


def _class(char: str) -> int:
    category = unicodedata.category(char)
    bits = {"L": LETTER, "N": DIGIT, "M": MARK}.get(category[0], 0)
    if char.isspace():
        bits |= SPACE
    return bits | (UPPER if char.isupper() else 0) | (LOWER if char.islower() else 0)


def _fold(char: str) -> int:
    """Case folding where it gives one character, else lower case where that does, else the character: ß and İ stay."""
    for folded in (char.casefold(), char.lower()):
        if len(folded) == 1:
            return ord(folded)
    return ord(char)


@lru_cache(maxsize=1)
def letters() -> Letters:
    """The tables, built once per process in about a fifth of a second."""
    classes = np.zeros(END, np.uint8)
    folded = np.arange(END, dtype=np.uint32)
    for code in range(END):
        char = chr(code)
        bits = _class(char)
        if bits:
            classes[code] = bits
            if bits & (UPPER | LETTER | MARK):
                folded[code] = _fold(char)
    for first, last in NEWER:
        classes[first : last + 1] = 0
        folded[first : last + 1] = np.arange(first, last + 1)
    return Letters(classes, folded)


@inlined
def decode(data: Any, at: int) -> Any:
    """The code point that starts at byte `at` of valid UTF-8, and where the next one starts."""
    first = np.uint32(data[at])
    if first < 0x80:
        return first, at + 1
    if first < 0xE0:
        return ((first & np.uint32(0x1F)) << np.uint32(6)) | (np.uint32(data[at + 1]) & np.uint32(0x3F)), at + 2
    tail = ((np.uint32(data[at + 1]) & np.uint32(0x3F)) << np.uint32(6)) | (np.uint32(data[at + 2]) & np.uint32(0x3F))
    if first < 0xF0:
        return ((first & np.uint32(0x0F)) << np.uint32(12)) | tail, at + 3
    last = np.uint32(data[at + 3]) & np.uint32(0x3F)
    return ((first & np.uint32(0x07)) << np.uint32(18)) | (tail << np.uint32(6)) | last, at + 4


@inlined
def class_of(classes: Any, code: Any) -> Any:
    """The class bits of any code point."""
    return classes[code] if code < END else np.uint8(0)
