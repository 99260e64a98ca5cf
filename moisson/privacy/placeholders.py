"""Placeholders in the place of spans: `[EMAIL_1]`, the same value by the same number within a document."""

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Sequence

from moisson.privacy.spans import Span

_THERE = re.compile(r"\[([A-Z][A-Z_]*)_(\d+)\]")
_PSEUDONYM = re.compile(r"\[[^\W\d][^\W\d]{0,24}(?: ?\d{1,3})?\]")


def resolve(spans: Iterable[Span], kinds: Sequence[str]) -> list[Span]:
    """Spans that do not overlap, in order: of two that do, the one of the earlier kind stays, then the longer, then the first."""
    rank = {kind: k for k, kind in enumerate(kinds)}
    chosen: list[Span] = []
    for span in sorted(set(spans), key=lambda span: (rank[span.kind], span.start - span.end, span)):
        at = bisect(chosen, span)
        if (at == 0 or chosen[at - 1].end <= span.start) and (at == len(chosen) or span.end <= chosen[at].start):
            chosen.insert(at, span)
    return chosen


class Placeholders:
    """The placeholders of one document, and how many were set of each kind.

    Numbers go on after those of placeholders that the document already holds; nothing within a placeholder or a pseudonym in
    brackets (`[A]`, `[Adresse 2]`) is touched.
    """

    def __init__(self, document: str) -> None:
        self.counts: Counter[str] = Counter()
        self._last: Counter[str] = Counter()
        self._numbers: dict[tuple[str, str], int] = {}
        for name, number in _THERE.findall(document) if "[" in document else ():
            self._last[name] = max(self._last[name], int(number))

    def set(self, text: str, spans: Sequence[Span], shift: int = 0) -> str:
        """The text with placeholders; spans are in order, and counted from `shift` code points before it."""
        closed = [match.span() for match in _PSEUDONYM.finditer(text)] if "[" in text else []
        parts: list[str] = []
        done = 0
        for span in spans:
            start, end = span.start - shift, span.end - shift
            at = bisect(closed, (start, len(text)))
            if at and start < closed[at - 1][1]:
                continue
            parts += [text[done:start], self._placeholder(span)]
            done = end
            self.counts[span.kind] += 1
        return "".join([*parts, text[done:]])

    def _placeholder(self, span: Span) -> str:
        name = span.kind.upper()
        if (span.kind, span.value) not in self._numbers:
            self._last[name] += 1
            self._numbers[span.kind, span.value] = self._last[name]
        return f"[{name}_{self._numbers[span.kind, span.value]}]"
