"""What characters mean where the file does not say so, or says it in characters for private use.

The glyphs of a font without a mapping are often numbered as in every Macintosh font, and that says what they are;
drawn fonts mostly keep the codes of an encoding.
"""

from typing import Any

import numpy as np

from moisson.kernels.compiled import kernel
from moisson.readers.pdf.accents import accented
from moisson.readers.pdf.chars import Characters
from moisson.readers.pdf.drawn import CORK, plain
from moisson.readers.pdf.letters import COMMON, LEAST, LETTERS, SURE
from moisson.readers.pdf.ligatures import LIGATURES, ligatures, nameless, untold

# Glyph 3 is the space, 4 to 97 the rest of ASCII, from 98 on the upper half of Mac Roman in its order, without the space that
# breaks no line: the fonts of Windows draw it with the common one.
GLYPHS = np.arange(256, dtype=np.uint32)
GLYPHS[3:98] = np.arange(32, 127)
GLYPHS[98:225] = [ord(character) for character in bytes([*range(0x80, 0xCA), *range(0xCB, 0x100)]).decode("mac_roman")]
SIGNS = 6  # characters of a font that all are one: a sign from the font's further glyphs, whose number is cut to a byte
FEW = 0.05  # share of a page's characters that the file does not explain, where it explains the others of their font
FOREIGN = 0.08  # share of codes above ASCII: where there are more, they may stand for another alphabet, such as the Greek one

# Characters of symbol fonts (0xF000 + code) and ligatures; other private characters are left out.
SYMBOLS: dict[int, str] = {0xF020 + code: chr(0x20 + code) for code in range(0x5E)}
SYMBOLS |= LIGATURES
SYMBOLS |= {0xF0B7: "•", 0xF0A7: "▪", 0xF0A8: "▪", 0xF0D8: "➢", 0xF0FC: "✓", 0xF0FE: "☒", 0xF06F: "□", 0xF071: "□", 0xF0E0: "→"}
SYMBOLS |= {0xF0F0: "→", 0xF02D: "-", 0xF0B0: "°", 0xF0B1: "±", 0xF0B3: "≥", 0xF0A3: "≤", 0xF0B4: "×", 0xF0D7: "·", 0xF0BE: "-"}
SYMBOLS |= {0xAD: "-", 0x2010: "-", 0x2011: "-", 0xFFFD: "", 0xFFFF: ""}


def meaning(code: int) -> str:
    """What a character stands for; a private one without a meaning is left out."""
    if code in SYMBOLS:
        return SYMBOLS[code]
    return "" if 0xE000 <= code < 0xF900 or code >= 0xF0000 else chr(code)


def mend(page: Characters, known: bool = False) -> bool:
    """Replace the characters of fonts without a mapping by what their numbers mean; what stays unknown is counted.

    Returns whether drawn fonts were read at their codes; `known` says that they were on other pages, so that a page with few
    letters is as well.
    """
    drawn = False
    joined = [untold(way) for way in page.ways] if page.untold else []
    if _doubtful(page):
        for way in page.ways:
            for font in np.unique(way.font):
                chosen = way.font == font
                if _mean(way.code[chosen], COMMON) < LEAST:
                    way.unknown[chosen] = True
                    page.unmapped = 1.0
    if page.unmapped:
        drawn = _mapped(page, known)
        page.single = False
        if 0 < page.unmapped < FEW:
            page.unmapped -= sum(map(nameless, page.ways)) / page.count
    for way, (places, letters) in zip(page.ways, joined, strict=False):
        ligatures(way, places, letters)
    if not page.single:
        page.ways = [accented(way) for way in page.ways]
    return drawn


def _mapped(page: Characters, known: bool) -> bool:
    """Mend the fonts whose characters the file does not explain; returns whether they are drawn ones."""
    sure = False
    waiting = []
    for way in page.ways:
        for font in np.unique(way.font[way.unknown]):
            chosen = (way.font == font) & way.unknown & (way.code < 256)
            codes = way.code[chosen]
            if not len(codes):
                continue
            better = _better(codes)
            if better is None or len(codes) < 12:
                waiting.append((way, chosen))
            elif better:
                way.code[chosen] = GLYPHS[codes]
                way.unknown[chosen] = False
                sure = True
    for way, chosen in waiting:
        if sure:
            codes = way.code[chosen]
            way.code[chosen] = 0xFFFD if len(codes) >= SIGNS and (codes == codes[0]).all() else GLYPHS[codes]
            way.unknown[chosen] = False
    drawn = not sure and _drawn(page, known)
    page.unmapped = sum(int(way.unknown.sum()) for way in page.ways) / max(1, page.count)
    return drawn


def _drawn(page: Characters, known: bool) -> bool:
    """Take the characters of drawn fonts at their codes, where these make words in Latin letters; returns whether they do."""
    codes = np.concatenate([way.code[way.unknown] for way in page.ways])
    mean, high = _mean(codes, COMMON), codes[codes >= 0x80]
    foreign = len(high) > FOREIGN * len(codes) and (len(high) > 3 * FOREIGN * len(codes) or _capital(high) > FOREIGN)
    if foreign or mean < LEAST or (mean >= 99 and not known):
        return False
    tex = bool((codes < 0x20).any())
    for way in page.ways:
        for font in np.unique(way.font[way.unknown]):
            chosen = (way.font == font) & way.unknown & (way.code < 256)
            way.code[chosen] = plain(way.code[chosen], tex)
            way.unknown[chosen] = False
    return True


def _capital(high: Any) -> float:
    """The share of capitals among the letters above ASCII, as Cork and Windows both have them: few in any language of Europe."""
    letters = CORK[high[high < 256]].tolist()
    return sum([chr(code).isupper() for code in letters]) / len(letters) if letters else 1.0


def _doubtful(page: Characters) -> bool:
    """Whether the small letters of a page are not spread as in any language."""
    return not page.usual and any(_mean(way.code, COMMON) < SURE for way in page.ways)


@kernel
def _mean(codes: Any, common: Any) -> Any:
    """How common the small Latin letters are among codes; high where there are few of them."""
    total = count = 0
    for c in codes:  # without a jump, for no processor foresees which of a text's characters are small letters
        total += common[min(c, np.uint32(0xFF))]
        count += (c >= 0x61) & (c <= 0x7A)
    return total / count if count >= LETTERS else 99.0


def _better(codes: Any) -> bool | None:
    """Whether characters make more sense as glyph numbers; None where both make little."""
    counts = np.bincount(codes, minlength=256)[:256]
    plain = float((counts * COMMON).sum()) / len(codes)
    meant = float((np.bincount(GLYPHS[codes], minlength=256)[:256] * COMMON).sum()) / len(codes)
    if max(plain, meant) < 1.5:
        return None
    return meant > 1.5 * plain
