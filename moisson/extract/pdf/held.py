"""Whether a word is among those whose hashes a table holds. Where that is possible, `held.pyx` takes the place of this module."""

from typing import Any

WHOLE = 0xFFFF_FFFF_FFFF_FFFF


def held(word: str, table: Any) -> bool:
    """As `words._gathered` has put words in: FNV-1a over the characters, mixed, never zero; a power of two of places."""
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
