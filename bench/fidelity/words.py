"""Words and how two sequences of them compare."""

import re
from collections import Counter
from collections.abc import Sequence
from unicodedata import normalize

from rapidfuzz.distance import LCSseq

WORD = re.compile(r"[^\W_]+")
ZERO_WIDTH = re.compile("[\u00ad\u200b\u2060\ufeff]")


def tokens(text: str) -> list[str]:
    """Runs of letters and digits, as they are written; superscript digits and ligatures count as plain ones."""
    return WORD.findall(normalize("NFKC", ZERO_WIDTH.sub("", text)))


def kept(source: Sequence[str], found: Sequence[str]) -> float:
    """The share of the source's words that the found text has, each as often as it stands there."""
    return (Counter(source) & Counter(found)).total() / len(source) if source else 1.0


def in_order(source: Sequence[str], found: Sequence[str]) -> float:
    """The share of the source's words that the found text has in the same order: their longest common subsequence."""
    return LCSseq.similarity(source, found) / len(source) if source else 1.0
