"""Accented letters that are printed as two characters: an accent over a letter, or a letter over that without its accent."""

from typing import Any
from unicodedata import normalize

import numpy as np

from moisson.readers.pdf.characters.chars import Way

# Accents that take a place of their own, and the combining ones that they stand for.
ACCENTS = dict(
    zip(
        "`´^ˆ~˜¨¯¸˘˙˚˝˛ˇ",
        map(chr, (0x300, 0x301, 0x302, 0x302, 0x303, 0x303, 0x308, 0x304, 0x327, 0x306, 0x307, 0x30A, 0x30B, 0x328, 0x30C)),
        strict=True,
    )
)
DOTLESS = {"ı": "i", "ȷ": "j"}
LAST = 0x2000  # behind the last accented letter; all that is beyond counts as this one
MARKS = np.zeros(LAST + 1, np.bool_)
MARKS[[ord(accent) for accent in ACCENTS]] = True
MARKS[0x300:0x370] = True  # combining ones, of files that say letters with accents in two characters
PLAIN = np.arange(LAST + 1)  # the letter without accents
PLAIN[0xC0:LAST] = [ord(DOTLESS.get(chr(code)) or normalize("NFD", chr(code))[0]) for code in range(0xC0, LAST)]
LETTERS = 0x41  # the first letter: what comes before it bears no accent

LEVEL = 0.4  # of the size: how far an accent's baseline may be off that of its letter; TeX raises it over capitals
MIDDLE = 0.25  # of the size: how far its middle may be off, in slanted type
OVER = 0.1  # of the size: how far both reach over each other at the least
SAME = 0.01  # of the size: how far two letters may be off that are printed over each other
LOOKS = 20_000_000  # at the characters of a page: each of its accents looks at all of them


def accented(way: Way) -> Way:
    """One letter for an accent and the letter that it is printed over, and for a letter printed with its accent and without."""
    code, left = np.minimum(way.code, LAST), np.ones(len(way.code), np.bool_)
    marks, plain = MARKS[code], PLAIN[code]
    letters = (code >= LETTERS) & (code < LAST) & ~marks
    for i in np.flatnonzero(marks)[: LOOKS // max(len(code), 1)].tolist():
        k = _under(way, i, letters)
        if k >= 0:
            letter, accent = chr(way.code[k]), chr(way.code[i])
            whole = normalize("NFC", DOTLESS.get(letter, letter) + ACCENTS.get(accent, accent))
            if len(whole) == 1:
                way.code[k], left[i] = ord(whole), False
    over = (plain[1:] == plain[:-1]) & (code[1:] != code[:-1]) & (way.y[1:] == way.y[:-1])
    over &= np.abs(way.x0[1:] - way.x0[:-1]) < SAME * way.size[1:]
    first, second = code[:-1] == plain[:-1], code[1:] == plain[1:]
    left[:-1] &= ~(over & first)
    left[1:] &= ~(over & second)
    return way if left.all() else way.some(left)


def _under(way: Way, i: int, letters: Any) -> int:
    """The letter over whose middle an accent stands; the file may print it much later. -1 where there is none."""
    off = np.abs(way.x0 + way.x1 - way.x0[i] - way.x1[i]) / 2
    meet = np.minimum(way.x1, way.x1[i]) - np.maximum(way.x0, way.x0[i])
    near = letters & (off < MIDDLE * way.size) & (meet > OVER * way.size) & (np.abs(way.y - way.y[i]) < LEVEL * way.size)
    k = int(np.where(near, off, np.inf).argmin())
    return k if near[k] else -1
