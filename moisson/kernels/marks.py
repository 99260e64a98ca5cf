"""The classes of `kernels/letters.py` and, in the bits above them, what marks do in running text."""

import unicodedata
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.letters import DIGIT, LETTER, MARK, NEWER, SPACE, letters

ENDS = 64  # ends a sentence
CLOSES = 128  # a quote or bracket that may follow the end of a sentence
FILLS = 256  # . _ · …
BULLET = 512  # begins an item of a list, where a space follows
ODD = 1024  # what running text has no use for: < > { } ^ ~, most symbols, unassigned characters
PLAIN = 2048  # an end of line to C4: . ? ! " '
GOES_ON = 4096  # ; and , at the end of a line of law: the sentence goes on in the next
ASKS = 8192  # : and boxes to tick, where a form leaves room
PARTS = 16384  # between the entries of a menu, where a space stands before it
MARKUP = 32768  # what programs and pages are written with

_MARKS = {
    ENDS: ".!?…‽։؟۔।॥。！？｡",
    CLOSES: "\"'”’»›“‘)]",
    FILLS: "._·…",
    BULLET: "-*+•‣▪◦●○■□–—·⁃",
    ODD: "{}\\^~`_<>@",
    PLAIN: ".?!\"'",
    GOES_ON: ";,；，、؛،·",
    ASKS: ":：☐□❑❏",
    PARTS: "|>›•·",
    MARKUP: "{}<>\\=",
}
_PROSE = "€£¥$§°+=±%&/|×÷µ™®©←→☐□❑❏•"  # symbols that public documents use


def _is_odd(code: int) -> bool:
    return unicodedata.category(chr(code))[0] in "SC" and not chr(code).isspace() and chr(code) not in _PROSE


@lru_cache(maxsize=1)
def marks() -> NDArray[np.uint16]:
    """The table over code points below `END`, built once per process; the same under every Python."""
    table = letters().classes.astype(np.uint16)
    for code in np.flatnonzero(table & (LETTER | DIGIT | MARK | SPACE) == 0).tolist():
        if _is_odd(code):
            table[code] |= ODD
    for first, last in NEWER:
        table[first : last + 1] |= ODD
    for bit, chars in _MARKS.items():
        for char in chars:
            table[ord(char)] |= bit
    return table
