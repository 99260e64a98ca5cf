"""Errors as recognition makes them, made at a known rate: to scale the tables of noise by, and to measure them on."""

import random
from collections import Counter
from collections.abc import Iterable

# Each letter with those that recognition takes for it.
LATIN = "eco ceo o0ce l1iI! il1j! nur unv hb bh6 aoun sf5 tfl ft rtn vy gq9 yv pn éée6 èe àa üu öo čc šs žz áa íi łl ąa ęe"
GREEK = "ασο οσθ νυγ υνο ηπν ρο τιγ ιτί κχ ες ςε λχ"
CYRILLIC = "инп нип пнл шщи щш цп есо сео ос лп внь тг гт зэ жх кн ьв ял ал ух ро"
ALIKE = {each[0]: each[1:] for each in f"{LATIN} {GREEK} {CYRILLIC}".split()}
PAIRS = {"m": "rn", "w": "vv", "d": "cl", "м": "лл", "ы": "ьі", "μ": "ιι"}


def letters_of(texts: Iterable[str]) -> str:
    """The letters that a language uses, but for slips."""
    counts = Counter(char for text in texts for char in text.lower() if char.isalpha())
    return "".join(sorted(char for char, count in counts.items() if count * 2_000 > counts.total()))


def damaged(text: str, rate: float, letters: str, chance: random.Random) -> str:
    """The text with about so many of its characters wrong, spaces and line breaks aside.

    Half of the errors are look-alikes of the script; the rest are other letters of the language, letters lost, doubled or split
    off, and symbols.
    """
    out = []
    for char in text:
        if char.isspace() or chance.random() >= rate:
            out.append(char)
        elif not char.isalpha():
            out.append(chance.choice(["", ".", ",", "'", " "]))
        else:
            out.append(wrong(char, letters, chance))
    return "".join(out)


def wrong(char: str, letters: str, chance: random.Random) -> str:
    small = char.lower()
    kind = chance.random()
    if kind < 0.5 and (small in ALIKE or small in PAIRS):
        return PAIRS.get(small) or chance.choice(ALIKE[small])
    if kind < 0.8:
        return chance.choice(letters)
    return chance.choice(["", "", char + chance.choice(letters), char + " ", chance.choice(".,'-^~*|;:1")])
