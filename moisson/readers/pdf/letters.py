"""What is known of letters: how common the Latin ones are, and which are printed with an accent.

Pages whose letters raise no question are told by it while they are gathered, and are not gone through again.
"""

from unicodedata import category, normalize

import numpy as np

COMMON = np.zeros(256, np.int64)
for _letter, _share in zip("etaoinrsdluc", (17, 7, 7, 6, 8, 9, 7, 7, 5, 5, 5, 3), strict=True):
    COMMON[ord(_letter)] = _share

# The mean over 120 letters of text was at least 4.4 in 30 languages with Latin letters, that of shifted alphabets 4.1 at most.
LEAST = 4.1
SURE = LEAST + 1.2  # of a page: no font of it need be looked at alone
LETTERS = 150

# Accents that take a place of their own, and the combining ones that they stand for.
ACCENTS = dict(
    zip(
        "`´^ˆ~˜¨¯¸˘˙˚˝˛ˇ",
        map(chr, (0x300, 0x301, 0x302, 0x302, 0x303, 0x303, 0x308, 0x304, 0x327, 0x306, 0x307, 0x30A, 0x30B, 0x328, 0x30C)),
        strict=True,
    )
)
LAST = 0x2000  # behind the last accented letter
DOTLESS = {"ı": "i", "ȷ": "j"}
OVER, BEFORE = 1, 2  # where a mark is printed: over its letter, or before it, as Greek breathings are before capital letters
PLAIN = np.arange(LAST, dtype=np.uint16)  # the letter without accents
for _code in range(0xC0, LAST):
    PLAIN[_code] = ord(DOTLESS.get(chr(_code)) or normalize("NFD", chr(_code))[0])
MARKS = np.zeros(LAST, np.int8)
MARKS[[ord(accent) for accent in ACCENTS]] = OVER
MARKS[0x300:0x370] = OVER  # combining ones, of files that say letters with accents in two characters
MARKS[[code for code in range(0x1FBD, LAST) if category(chr(code)) == "Sk"]] = BEFORE

UNTOLD = 0x10F000  # and a letter: a glyph as wide as a ligature that ends with it

# How wide a letter is at the least, of its size, where it may be a ligature: more than it is in most fonts.
NEVER = 9.0
WIDE = np.full(256, NEVER)
for _letter, _least in (("i", 0.42), ("l", 0.42), ("f", 0.5), ("h", 0.85), ("t", 0.5), ("j", 0.42)):
    WIDE[ord(_letter)] = _least
