"""What characters mean where the file does not say so, or says it wrongly.

The glyphs of a font without a mapping are often numbered as in every font of Windows, and that says what they are; drawn fonts
mostly keep the codes of an encoding. Letters of languages tell which: some are far commoner than others.
"""

from typing import Any

import numpy as np

from moisson.readers.pdf.characters.accents import accented
from moisson.readers.pdf.characters.chars import Characters, Way
from moisson.readers.pdf.characters.codes import CORK, GLYPHS, KNUTH, WINDOWS

# How common small letters are in languages with Latin letters, in hundredths of all.
COMMON = np.zeros(256)
COMMON[[*map(ord, "etaoinrsdluc")]] = (17, 7, 7, 6, 8, 9, 7, 7, 5, 5, 5, 3)
LEAST = 4.1  # the mean over 120 letters of text: at least 4.4 in 30 languages, at most 4.1 in shifted alphabets
UNTOLD = 99.0  # the mean where there are too few letters
LETTERS, FEWER = 150, 15  # that tell a wrong mapping, and the encoding of a page that has none: there is nothing to lose

ALONE = 60  # characters of a font that tell it against the page's others
TELL = 1.5  # the mean over a font's characters, and by how many times one reading has to be better than the other
FOREIGN = 0.25  # share of codes above ASCII: where there are more, they stand for another alphabet


def mend(page: Characters, sound: set[bytes]) -> None:
    """Replace the characters of fonts without a mapping by what their codes mean; counts what stays unknown.

    `sound` has the names of fonts that made sense on a page of the document; those of this page are added. Only the others are
    doubted: pages of code, of names or of figures hold rare letters, too.
    """
    for way in page.ways:
        for font in np.unique(way.font):
            chosen = way.font == font
            if (mean := _mean(way.code[chosen])) < LEAST and way.named[font] not in sound:
                way.unknown[chosen] = True
            elif LEAST <= mean < UNTOLD and way.named[font] and not way.unknown[chosen].any():
                sound.add(way.named[font])
    fonts = [
        (way, chosen)
        for way in page.ways
        for font in np.unique(way.font[way.unknown])
        if (chosen := (way.font == font) & way.unknown & (way.code < 256)).any()
    ]
    _numbered(fonts)
    _drawn([(way, chosen) for way, chosen in fonts if way.unknown[chosen].any()])
    page.unmapped = sum(int(way.unknown.sum()) for way in page.ways) / max(1, page.count)
    page.ways = [accented(way) for way in page.ways]


def _numbered(fonts: list[tuple[Way, Any]]) -> None:
    """Take the characters of fonts as numbers of glyphs where this makes more sense than to take them as codes."""
    told = [(way, chosen, chosen.sum(), _better(way.code[chosen])) for way, chosen in fonts]
    most = sum(length if better else -length for _, _, length, better in told if better is not None) > 0
    for way, chosen, length, better in told:
        if better is not False and (most or (better and length >= ALONE)):
            way.code[chosen] = GLYPHS[way.code[chosen]]
            way.unknown[chosen] = False


def _better(codes: Any) -> bool | None:
    """Whether characters make more sense as glyph numbers; None where both make little."""
    plain, meant = COMMON[codes].mean(), COMMON[np.minimum(GLYPHS[codes], 0xFF)].mean()
    return None if max(plain, meant) < TELL else bool(meant > TELL * plain)


def _drawn(fonts: list[tuple[Way, Any]]) -> None:
    """Take the characters of drawn fonts at their codes, where these make words in Latin letters."""
    codes = np.concatenate([way.code[chosen] for way, chosen in fonts]) if fonts else np.zeros(0, np.uint32)
    if not LEAST <= _mean(codes, FEWER) < UNTOLD or (codes >= 0x80).sum() > FOREIGN * len(codes):
        return
    tex = bool((codes < 0x20).any())
    for way, chosen in fonts:
        way.code[chosen] = _encoded(way.code[chosen], tex)
        way.unknown[chosen] = False


def _encoded(codes: Any, tex: bool) -> Any:
    """What the codes of one font stand for; spaces where they are symbols, or letters of another alphabet."""
    count = np.bincount(codes, minlength=256)
    high = count[0x80:].sum()
    letters = count[0x30:0x3A].sum() + count[0x41:0x5B].sum() + count[0x61:0x7B].sum() + high
    signs = 2 * letters < len(codes) - count[0x2E]  # a contents' leaders may hold most of a font's dots
    if (signs and not LEAST <= _mean(codes, FEWER) < UNTOLD) or 2 * high > letters:
        return np.full(len(codes), 0x20, np.uint32)
    if not tex:
        return WINDOWS[codes]
    return (KNUTH if count[0x0B:0x10].sum() > count[0x1B:0x20].sum() + high else CORK)[codes]


def _mean(codes: Any, least: int = LETTERS) -> float:
    """How common the small Latin letters are among codes; high where there are fewer of them than `least`."""
    count = np.bincount(np.minimum(codes, 0xFF), minlength=256)
    letters = count[0x61:0x7B].sum()
    return float(count @ COMMON) / letters if letters >= least else UNTOLD
