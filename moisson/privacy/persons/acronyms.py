"""Abbreviations of laws, courts, reporters and organisations, which stand where names stand: `SGB`, `BetrAVG`, `CFDT`."""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

_VOWEL = re.compile(r"[aeiouyà-öø-ýąęıőűœ]", re.IGNORECASE)
_PIECES = re.compile(r"[A-ZÀ-Þ]+(?![^\W\d_A-ZÀ-Þ])|[A-ZÀ-Þ][^\W\d_A-ZÀ-Þ]+")
_AFTER_VOWEL = re.compile(r"[AEIOUÄÖÜ][BCDFGHJKPQSTVWXZ][^AEIOUYÄÖÜÀ-Þ]+")  # `EGBGB`, `AFBG`, but `ERNST`, `ORTH`
_RUN = re.compile(r"[A-ZÀ-Þ]{3,}[^\W\d_A-ZÀ-Þ]")  # `WWSUVtr`
_INNER = re.compile(r"[^\W\d_A-ZÀ-Þ][A-ZÀ-Þ]")
_JOINTS = re.compile(r"[-‐‑'’‘`´ ]+")
_SHORT = 5  # letters of a part of `CFE-CGC` at most


@lru_cache(maxsize=1)
def _table() -> frozenset[str]:
    text = files("moisson.privacy.persons").joinpath("acronyms.toml").read_text("utf-8")
    return frozenset(word for words in tomllib.loads(text)["acronyms"].values() for word in words)


@lru_cache(maxsize=1 << 14)
def is_acronym(word: str) -> bool:
    """Whether a word is written as no name is: as the table has it, in capitals without a vowel or with one and then consonants
    that no name has there, with capitals inside (`RdNr`).

    `McGrath`, `DeVito` and `O'Neill` are names: each of their pieces has a vowel, `Mc` aside.
    """
    return word in _table() or any(_abbreviates(part) for part in _JOINTS.split(word))


def _abbreviates(part: str) -> bool:
    if part in _table():
        return True
    if part.isupper():
        return len(part) > 1 and (not _VOWEL.search(part) or _AFTER_VOWEL.fullmatch(part) is not None)
    if not _INNER.search(part):
        return _RUN.match(part) is not None
    pieces = _PIECES.findall(part)
    return part[-1].isupper() or any(not _VOWEL.search(piece) for piece in pieces if piece != "Mc")


def in_capitals(words: list[str]) -> bool:
    """Whether words may all be abbreviations: one alone in capitals, or several of a few letters each."""
    if not words or not all(word.isupper() for word in words):
        return False
    return len(words) == 1 or all(len(part) <= _SHORT for word in words for part in _JOINTS.split(word))
