"""Ligatures whose letters the file does not say: their widths tell them.

Programs that write a file anew often keep of a ligature's letters only the last one, so that `fi` reads as a wide `i`; others say
nothing of a glyph that is named `f_i` and not `fi`.
"""

from typing import Any

import numpy as np

from moisson.readers.pdf.chars import Way
from moisson.readers.pdf.letters import NEVER, UNTOLD, WIDE

PRIVATE = 0x10F800  # ligatures that have no character of their own
LIGATURES = dict(zip(range(0xFB00, 0xFB07), ("ff", "fi", "fl", "ffi", "ffl", "ſt", "st"), strict=True))
LIGATURES |= dict(zip(range(PRIVATE, PRIVATE + 3), ("Th", "ft", "fj"), strict=True))
CODES = {letters: np.uint32(code) for code, letters in LIGATURES.items()}
ENDING = {"i": ("fi", "ffi"), "l": ("fl", "ffl"), "f": ("ff", "ff"), "t": ("ft", "ft"), "j": ("fj", "fj")}

LETTER = 0.3  # of the size: about how wide an `f` is
VOWELS = "aeiouyäöüAEIOU"
LOW = 0x20  # the first codes of a font that is made for one file are often those of its ligatures


def untold(way: Way) -> tuple[Any, Any]:
    """Give letters that may be ligatures their codes again; returns where they stand, and the letters."""
    letters = way.code - np.uint32(UNTOLD)
    places = np.flatnonzero((letters < 256) & (WIDE[np.minimum(letters, 255)] < NEVER))
    letters = letters[places]
    way.code[places] = letters
    return places, letters


def ligatures(way: Way, places: Any, letters: Any) -> None:
    """Make letters at some places the ligatures that end with them, where they are too wide for their font."""
    then = np.minimum(places + 1, len(way.code) - 1)
    named = (then > places) & (abs(way.x0[then] - way.x0[places]) < 0.05 * way.size[places])  # letter by letter
    kept = (way.code[places] == letters) & ~way.unknown[places] & ~named  # not those that were found to mean others
    places, letters = places[kept], letters[kept]
    fonts = way.font[places]
    for font, letter in sorted(set(zip(fonts.tolist(), letters.tolist(), strict=True))):
        chosen = places[(fonts == font) & (letters == letter)]
        usual = np.setdiff1d(np.flatnonzero((way.font == font) & (way.code == letter)), places)
        if letter == ord("h"):
            chosen = chosen[_begin(way, chosen)]
            way.code[[k for k in chosen.tolist() if _close(way, k)]] = CODES["Th"]
        elif len(usual) >= 2 * len(chosen):  # else all of them are as wide
            one, two = ENDING[chr(letter)]
            f = _width(way, font, ord("f"), places)
            more = _widths(way, chosen) - np.median(_widths(way, usual))
            for k, much in zip(chosen.tolist(), (more / f).tolist(), strict=True):
                if much > 0.45 and _close(way, k):
                    way.code[k] = CODES[two if much > 1.15 else one]  # an `f` reaches over what follows it


def _close(way: Way, k: int) -> bool:
    """Whether a letter before or after one is as wide as elsewhere: they are not set apart, nor stretched."""
    for n in (k - 1, k + 1):
        if 0 <= n < len(way.code) and way.font[n] == way.font[k] and way.y[n] == way.y[k] and chr(int(way.code[n])).isalpha():
            widths = _widths(way, np.flatnonzero((way.font == way.font[n]) & (way.code == way.code[n])))
            if len(widths) > 2 and (way.x1[n] - way.x0[n]) / way.size[n] < 1.06 * np.median(widths):
                return True
    return False


def nameless(way: Way) -> int:
    """Make low codes ligatures that are as wide, in fonts that the file explains but for these; returns how many there are."""
    found = 0
    low = np.flatnonzero(way.unknown & (way.code > 2) & (way.code < LOW))
    codes, fonts = way.code[low], way.font[low]
    for font, code in sorted(set(zip(fonts.tolist(), codes.tolist(), strict=True))):
        chosen = low[(fonts == font) & (codes == code)]
        if (way.unknown & (way.font == font)).sum() * 10 > (way.font == font).sum():
            continue
        wide = float(np.median(_widths(way, chosen)))
        f, i = _width(way, font, ord("f")), _width(way, font, ord("i"))
        widths = {"fi": f + i}
        if _share(way, chosen - 1, VOWELS) > 0.7:
            widths |= {"ff": 2 * f, "ffi": 2 * f + i}
        name = min(widths, key=lambda letters: abs(widths[letters] - wide))
        if abs(widths[name] - wide) > 0.12 * widths[name] or _share(way, chosen + 1) < 0.7:
            continue
        if name != "ff" and _share(way, chosen + 1, VOWELS) > 0.6:  # behind `fi` consonants are as common
            name = name.replace("i", "l")
        way.code[chosen] = CODES[name]
        way.unknown[chosen] = False
        found += len(chosen)
    return found


def _widths(way: Way, places: Any) -> Any:
    """How wide characters are, of their size."""
    return (way.x1[places] - way.x0[places]) / way.size[places]


def _width(way: Way, font: int, letter: int, but: Any = ()) -> float:
    """How wide a letter of a font usually is, but at some places, of its size; about as an `f` where the font has none here."""
    widths = _widths(way, np.setdiff1d(np.flatnonzero((way.font == font) & (way.code == letter)), but))
    return float(np.median(widths)) if len(widths) else LETTER


def _begin(way: Way, places: Any) -> Any:
    """Which characters begin a word."""
    before = np.maximum(places - 1, 0)
    near = (abs(way.y[places] - way.y[before]) < 0.5 * way.size[places]) & (
        way.x0[places] - way.x1[before] < 0.1 * way.size[places]
    )
    letter = np.array([chr(int(code)).isalpha() for code in way.code[before]], np.bool_)
    return ~(near & letter & (way.x0[places] > way.x0[before])) | (places == 0)


def _share(way: Way, places: Any, signs: str = "") -> float:
    """The share of characters that are one of these signs, or small letters."""
    found = [chr(int(code)) for code in way.code[np.clip(places, 0, len(way.code) - 1)]]
    return sum(sign in signs if signs else sign.islower() for sign in found) / len(found)
