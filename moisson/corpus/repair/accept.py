"""Whether what a tool made of a passage may stand in its place: the words stay near, the figures stay."""

import re

from rapidfuzz.distance import Levenshtein

NEAR = (
    3.0  # times the passage's noise: that share of its characters may change. Noise is an estimate, and a wrong letter costs two.
)
LEAST_NEAR = 0.03  # of the characters, where noise is small …
MOST_NEAR = 0.3  # … and at most
WORDS = 0.1  # of the words, by which their number may change: joined and parted words

_FIGURES = re.compile(r"\d{2,}")


def keeps_edges(before: str, after: str) -> str:
    """What a tool gave, with the white space around the passage as it was: tools strip it."""
    body = before.strip()
    at = before.index(body) if body else 0
    return before[:at] + after.strip() + before[at + len(body) :]


def refusal(before: str, after: str, noise: float) -> str | None:
    """Why a repaired passage is not taken: `figures` or `words`; None where it may be.

    `noise` is the share of characters thought wrong in `before`.
    """
    if _FIGURES.findall(before) != _FIGURES.findall(after):
        return "figures"
    had, has = len(before.split()), len(after.split())
    may = min(max(NEAR * noise, LEAST_NEAR), MOST_NEAR)
    if abs(has - had) > WORDS * had or Levenshtein.normalized_distance(before, after) > may:
        return "words"
    return None
