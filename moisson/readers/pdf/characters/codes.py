"""What codes stand for where a file does not say it: numbers of glyphs, encodings of Latin letters, symbols, ligatures.

Glyph 3 of the fonts of Windows is the space, 4 to 97 are the rest of ASCII, from 98 on stands the upper half of Mac Roman in its
order, without the space that breaks no line. T1, or Cork, was agreed on in 1990 for TeX and the languages of Europe; OT1 is
Knuth's of 1979, with ligatures and accents at other codes. Both have characters below the space, and others have none there.
"""

import re
from typing import Any

import numpy as np

LIGATURES = dict(zip("ﬀﬁﬂﬃﬄﬅﬆ", ("ff", "fi", "fl", "ffi", "ffl", "ſt", "st"), strict=True))
_LIGATED = "ﬀﬁﬂﬃﬄ"  # as both of TeX's encodings have them


def _table(changes: dict[int, str]) -> Any:
    """256 codes that stand for themselves but for some, whose characters begin at these."""
    table = np.arange(256, dtype=np.uint32)
    for start, characters in changes.items():
        table[start : start + len(characters)] = list(map(ord, characters))
    return table


GLYPHS = _table(
    {3: "".join(map(chr, range(32, 127))), 98: bytes([*range(0x80, 0xCA), *range(0xCB, 0x100)]).decode("mac_roman")},
)
CORK = _table(
    {
        0x00: "`´ˆ˜¨˝˚ˇ˘¯˙¸˛‚‹›“”„«»–—\u200b0ıȷ" + _LIGATED,
        0x7F: "-ĂĄĆČĎĚĘĞĹĽŁŃŇŊŐŔŘŚŠŞŤŢŰŮŸŹŽŻĲİđ§ăąćčďěęğĺľłńňŋőŕřśšşťţűůÿźžżĳ¡¿£",
        0xD7: "Œ",
        0xDF: "ẞ",
        0xF7: "œ",
        0xFF: "ß",
    }
)
KNUTH = _table(
    {
        0x00: "ΓΔΘΛΞΠΣΥΦΨΩ" + _LIGATED + "ıȷ`´ˇ˘¯˚¸ßæœøÆŒØ",
        0x22: "”",
        0x3C: "¡",
        0x3E: "¿",
        0x5C: "“",
        0x7B: "–—˝˜¨",
    }
)
WINDOWS = _table({0x80: bytes(range(0x80, 0xA0)).decode("cp1252", "replace")})

# Symbol fonts have their codes from 0xF000 on; of those that are no ASCII the signs of lists and of formulas are known.
SYMBOLS = "\uf0b7\uf0a7\uf0a8\uf0d8\uf0fc\uf0fe\uf06f\uf071\uf0e0\uf0f0\uf02d\uf0be\uf0b0\uf0b1\uf0b3\uf0a3\uf0b4\uf0d7"
MEANINGS = {chr(0xF000 + code): chr(code) for code in range(0x20, 0x7E)} | LIGATURES
MEANINGS |= dict(zip(SYMBOLS, "•▪▪➢✓☒□□→→--°±≥≤×·", strict=True)) | dict.fromkeys("\x02\xad\u2010\u2011\ufffe", "-")
ODD = re.compile("[\x02\xad\u2010\u2011\ue000-\uf8ff\ufb00-\ufb06\ufffd-\uffff\U000f0000-\U0010ffff]")


def meant(text: str) -> str:
    """A text with what characters stand for in their place; private ones without a meaning are left out."""
    return ODD.sub(lambda match: MEANINGS.get(match[0], ""), text)
