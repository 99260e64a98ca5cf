"""The kernels' definitions in plain Python, slow and obvious, to compare with."""

import re
import unicodedata

from moisson.kernels.letters import END, NEWER

HEADING = re.compile(r"#{1,6} ")


def fold(char: str) -> str:
    return next((folded for folded in (char.casefold(), char.lower()) if len(folded) == 1), char)


def kind(char: str) -> str:
    """L, N or M for letters, numbers and marks that Unicode 14 knew; else nothing."""
    code = ord(char)
    if code >= END or any(first <= code <= last for first, last in NEWER):
        return ""
    found = unicodedata.category(char)[0]
    return found if found in "LNM" else ""


def words(text: str, headings: bool = True) -> list[str]:
    if not headings:
        text = "\n".join("" if HEADING.match(line) else line for line in text.split("\n"))
    found = [""]
    for char in text:
        if kind(char) in ("L", "N") or (kind(char) == "M" and found[-1]):
            found[-1] += fold(char)
        elif found[-1]:
            found.append("")
    return found if found[-1] else found[:-1]


def shingles(text: str, ngram: int = 5, headings: bool = True) -> set[tuple[str, ...]]:
    body = words(text, headings)
    if len(body) < ngram:
        body = words(text)
    return {tuple(body[k : k + ngram]) for k in range(len(body) - ngram + 1)}


def jaccard(one: str, other: str, ngram: int = 5, headings: bool = True) -> float:
    a, b = shingles(one, ngram, headings), shingles(other, ngram, headings)
    return len(a & b) / len(a | b) if a or b else 0.0
