"""Words of a text and the letters of each script in it, in one reading."""

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.compiled import inlined
from moisson.kernels.letters import END, LETTER, MARK, WORD, decode, letters

# By ISO 15924, where the letters of a script stand: Unicode's blocks, of which letters alone are counted.
BLOCKS = """
Latn 0041-02B8 1D00-1D25 1D2C-1D5C 1D62-1D65 1D6B-1D77 1D79-1DBE 1E00-1EFF 2071-209C 212A-2132 2183-2184 2C60-2C7F
Latn A722-A787 A78B-A7FF AB30-AB64 AB66-AB68 FB00-FB06 FF21-FF5A
Grek 0370-03E1 03F0-03FF 1D26-1D2A 1D5D-1D61 1D66-1D6A 1DBF-1DBF 1F00-1FFF 2126-2126 AB65-AB65
Cyrl 0400-052F 1C80-1C8F 1D2B-1D2B 1D78-1D78 A640-A69F
Armn 0530-058F FB13-FB17
Hebr 0590-05FF FB1D-FB4F
Arab 0600-06FF 0750-077F 0870-08FF FB50-FDFF FE70-FEFE 1EE00-1EEFF
Geor 10A0-10FF 1C90-1CBF 2D00-2D2F
Deva 0900-097F A8E0-A8FF
Beng 0980-09FF
Guru 0A00-0A7F
Gujr 0A80-0AFF
Orya 0B00-0B7F
Taml 0B80-0BFF
Telu 0C00-0C7F
Knda 0C80-0CFF
Mlym 0D00-0D7F
Sinh 0D80-0DFF
Thai 0E00-0E7F
Laoo 0E80-0EFF
Tibt 0F00-0FFF
Mymr 1000-109F A9E0-A9FF AA60-AA7F
Ethi 1200-139F 2D80-2DDF AB01-AB2F
Khmr 1780-17FF
Mong 1800-18AF
Syrc 0700-074F 0860-086F
Thaa 0780-07BF
Tfng 2D30-2D7F
Hang 1100-11FF 3131-318E A960-A97F AC00-D7FF FFA0-FFDC
Jpan 3041-30FF 31F0-31FF FF66-FF9F
Hani 2E80-2FDF 3005-3007 3021-3029 3038-303B 3400-4DBF 4E00-9FFF F900-FAFF 20000-3FFFF
"""
CODES = tuple(dict.fromkeys(line.split()[0] for line in BLOCKS.split("\n") if line))
_JPAN, _HANI = CODES.index("Jpan"), CODES.index("Hani")
_KANA = 0.1  # of letters, from which a text of Han characters is Japanese


class Scripts(NamedTuple):
    """For each code point its class bits, and the number of its script where it is a letter."""

    classes: NDArray[np.uint8]
    scripts: NDArray[np.uint8]


@lru_cache(maxsize=1)
def scripts() -> Scripts:
    """The tables, built once per process; all else has the number after the last script."""
    classes = letters().classes
    table = np.full(END, len(CODES), np.uint8)
    for line in filter(None, BLOCKS.split("\n")):
        code, *blocks = line.split()
        for block in blocks:
            first, last = (int(bound, 16) for bound in block.split("-"))
            table[first : last + 1] = CODES.index(code)
    table[(classes & LETTER) == 0] = len(CODES)
    return Scripts(classes, table)


@inlined
def measure(data: Any, start: int, end: int, tables: Any, tally: Any) -> int:
    """How many words a text has, as `words.py` counts them; adds its letters to `tally`, by script."""
    classes, scripts = tables
    words = 0
    before = np.uint8(0)
    at = start
    while at < end:
        code, at = decode(data, at)
        now = np.uint8(0)
        if code < END:
            now = before if classes[code] & MARK else classes[code] & np.uint8(WORD)
            tally[scripts[code]] += 1
        words += (now != 0) & (before == 0)
        before = now
    return words


def main_script(tallies: NDArray[np.int64]) -> NDArray[np.int64]:
    """The number of the script of most letters for each row of tallies, in `CODES`: -1 where there are no letters."""
    known = tallies[:, : len(CODES)].copy()
    japanese = known[:, _JPAN] > _KANA * (known[:, _JPAN] + known[:, _HANI])
    known[japanese, _JPAN] += known[japanese, _HANI]
    return np.where(known.any(axis=1), known.argmax(axis=1), -1)
