"""Compares the identified languages of texts with the declared ones."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from moisson.check.readiness.batches import Batch
from moisson.check.readiness.extraction import part
from moisson.check.readiness.findings import Finding, Place, Places, finding

LEAST_WORDS = 50  # of a text whose language should be recognisable


class Languages:
    """Words and documents by language."""

    def __init__(self) -> None:
        self._documents = self._undeclared = 0
        self._words: Counter[str] = Counter()
        self._of: Counter[str] = Counter()
        self._differ, self._unknown, self._mixed = Places(), Places(), Places()

    def add(self, batch: Batch) -> None:
        columns = (batch.identified[name] for name in ("language", "language_declared", "language_disagrees", "language_shares"))
        for found, text, language, declared, differs, shares in zip(
            batch.found, batch.texts, *(column.to_pylist() for column in columns), strict=True
        ):
            self._documents += 1
            self._undeclared += declared is None
            self._of[language or "und"] += 1
            for share in shares or ():
                self._words[share["language"] or "und"] += share["words"]
            if differs:
                self._differ.add(Place(found.path, part(found), note=f"{declared} → {language}"))
            if language is None and len(text.text.split()) >= LEAST_WORDS:
                self._unknown.add(Place(found.path, part(found)))
            words = sorted((share["words"] for share in shares or ()), reverse=True)
            if len(words) > 1 and words[1] >= max(LEAST_WORDS, 0.1 * sum(words)):
                self._mixed.add(Place(found.path, part(found), note=", ".join(_named(shares))))

    def findings(self) -> Iterator[Finding]:
        if self._differ.count:
            yield finding("language-differs", "serious", "languages", self._differ, self._documents)
        if self._unknown.count:
            yield finding("language-unknown", "minor", "languages", self._unknown, self._documents)
        if self._undeclared:
            yield Finding("language-undeclared", "minor", "languages", self._undeclared, self._documents)
        if self._mixed.count:
            yield finding("language-mixed", "minor", "languages", self._mixed, self._documents)
        if self._documents and not (self._differ.count or self._unknown.count or self._undeclared):
            yield Finding("language-known", "good", "languages", self._documents, self._documents)

    def as_dict(self) -> dict[str, Any]:
        """Documents by their main language and words by the language of each passage, most first; `und` where none is clear."""
        rows = sorted(set(self._of) | set(self._words), key=lambda code: (-self._words[code], -self._of[code], code))
        return {
            "languages": [{"language": code, "documents": self._of[code], "words": self._words[code]} for code in rows],
            "declared": self._documents - self._undeclared,
            "undeclared": self._undeclared,
            "differ": self._differ.count,
        }


def _named(shares: list[dict[str, Any]]) -> Iterator[str]:
    whole = sum(share["words"] for share in shares)
    for share in shares[:3]:
        yield f"{share['language']} {share['words'] / max(whole, 1):.0%}"
