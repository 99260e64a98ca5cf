"""What codes stand for in fonts that a file draws and does not explain: Latin letters, in an encoding of TeX or of Windows.

T1, or Cork, was agreed on in 1990 for the languages of Europe; OT1 is Knuth's of 1979, with ligatures and accents at other codes.
Both have characters below the space, and others have none there.
"""

from typing import Any

import numpy as np

LIGATURES = "\ufb00\ufb01\ufb02\ufb03\ufb04"


def _table(changes: dict[int, str]) -> Any:
    table = np.arange(256, dtype=np.uint32)
    for start, characters in changes.items():
        table[start : start + len(characters)] = list(map(ord, characters))
    return table


CORK = _table(
    {
        0x00: "`´ˆ˜¨˝˚ˇ˘¯˙¸˛‚‹›“”„«»–—\u200b0ıȷ" + LIGATURES,
        0x7F: "-ĂĄĆČĎĚĘĞĹĽŁŃŇŊŐŔŘŚŠŞŤŢŰŮŸŹŽŻĲİđ§ăąćčďěęğĺľłńňŋőŕřśšşťţűůÿźžżĳ¡¿£",
        0xD7: "Œ",
        0xDF: "ẞ",
        0xF7: "œ",
        0xFF: "ß",
    }
)
KNUTH = _table(
    {
        0x00: "ΓΔΘΛΞΠΣΥΦΨΩ" + LIGATURES + "ıȷ`´ˇ˘¯˚¸ßæœøÆŒØ",
        0x22: "”",
        0x3C: "¡",
        0x3E: "¿",
        0x5C: "“",
        0x7B: "–—˝˜¨",
    }
)
WINDOWS = _table({0x80: bytes(range(0x80, 0xA0)).decode("cp1252", "replace")})


def plain(codes: Any, tex: bool) -> Any:
    """What the codes of one font stand for; spaces where they are symbols, or letters of another alphabet."""
    count = np.bincount(codes, minlength=256)[:256]
    high = count[0x80:].sum()
    letters = count[0x30:0x3A].sum() + count[0x41:0x5B].sum() + count[0x61:0x7B].sum() + high
    if 2 * letters < len(codes) - count[0x2E] or 2 * high > letters:  # a contents' leaders may hold most of a font's dots
        return np.full(len(codes), 0x20, np.uint32)
    if not tex:
        return WINDOWS[codes]
    return (KNUTH if count[0x0B:0x10].sum() > count[0x1B:0x20].sum() + high else CORK)[codes]
