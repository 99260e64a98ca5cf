"""What stands between a cue and a name: `le requérant, Monsieur le directeur Jean Dupont`."""

import re
from collections.abc import Sequence
from functools import lru_cache

_MOST = 6  # parts in a row
_NEXT = re.compile(r'[\s(«"“„]*([^\W\d_]*)')
_FIRST = re.compile(r"[^\W\d_]+")


def any_of(words: Sequence[str]) -> str:
    """An expression for one of these words, the longest first; `*` stands for any ending."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\*", r"\w*").replace("'", "['’]").replace(r"\ ", r"\s+") for word in ordered)


class Lead:
    """Articles, titles and functions of one language, as they follow one another before a name.

    One expression for all of them would try hundreds of words at each place; so there is one for each first word.
    """

    def __init__(self, titles: Sequence[str], articles: Sequence[str], roles: Sequence[str], court: str | None) -> None:
        self._words = (titles, articles, roles)
        self._court = court
        every = [*titles, *articles, *roles]
        self._first = frozenset(_key(word) for word in (*every, *_FIRST.findall(court or "")))
        self._stems = tuple(_key(word) for word in every if word.find("*") == len(_key(word))) or ("\0",)
        self._parts: dict[str, re.Pattern[str]] = {}

    def end(self, text: str, at: int, until: int | None = None) -> int:
        """Where it ends that begins at `at`, spaces, opening quotes and brackets included."""
        until = len(text) if until is None else until
        for _ in range(_MOST):
            next_ = _NEXT.match(text, at, until)
            at = next_.start(1) if next_ else at
            word = _key(next_[1]) if next_ else ""
            if word not in self._first and not word.startswith(self._stems):
                return at
            part = self._part(word).match(text, at, until)
            if part is None:
                return at
            at = part.end()
        next_ = _NEXT.match(text, at, until)
        return next_.start(1) if next_ else at

    def _part(self, first: str) -> re.Pattern[str]:
        """One article, title or function that begins with this word."""
        if first not in self._parts:
            titles, articles, roles = (any_of([w for w in words if self._begins(w, first)]) or r"(?!)" for words in self._words)
            parts = [rf"(?:{titles})(?!\w)", rf"(?:{articles})(?<=['’])", rf"(?:{articles})(?!\w)", rf"(?i:{roles})(?!\w)"]
            court = [rf"(?:{self._court})(?!\w)"] if self._court else []
            self._parts[first] = re.compile(rf"(?:{'|'.join([*parts, *court])})[),]?")
        return self._parts[first]

    def _begins(self, word: str, first: str) -> bool:
        key = _key(word)
        return key == first or (word.find("*") == len(key) and first.startswith(key))


@lru_cache(maxsize=1 << 14)
def _key(word: str) -> str:
    """The first letters of a word, in the form in which an expression without case compares them."""
    match = _FIRST.match(word)
    return match[0].casefold().replace("ı", "i").replace("i\u0307", "i") if match else ""
