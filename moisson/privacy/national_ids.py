"""Social-security, tax and identity numbers of persons, of the 27 states and CH, GB, IS, NO."""

import re
from collections.abc import Iterator, Sequence

from moisson.kernels.numbers import NUMBER
from moisson.privacy.schemes import Scheme, schemes
from moisson.privacy.spans import Context, Hit, Run, Span

_BEFORE, _AFTER = 60, 14  # code points between a word and a number, and between a number and a word behind it
_ROOM = 24  # code points of the longest number
_GROUP = re.compile(r"[^\W_]+")
_GAP = re.compile(r"[ \u00a0\u202f]?[.\-/+‐‑–]?[ \u00a0\u202f]?")
_JOINED_BEFORE, _JOINED_BEHIND = re.compile(r"\d[./-]$"), re.compile(r"[./-]\d")  # then it is part of a longer number
_SPACE = re.compile(r"\s")
_MOST = 8  # groups in one number: 1 85 05 78 006 084 36 has seven
_SHORTEST, _LONGEST = 4, 16


class NationalIds:
    """Numbers that pass their scheme's check, beside a word that names the scheme, or in a spelling that needs none."""

    kinds = ("national_id",)

    def __init__(self) -> None:
        self._all, common = schemes()
        words: dict[str, list[Scheme]] = {word: list(self._all) for word in common}
        for scheme in self._all:
            for word in scheme.words:
                words.setdefault(word, []).append(scheme)
        self.triggers = tuple(words)
        self._named = tuple(words.values())
        self._home: dict[str | None, tuple[Sequence[Scheme], re.Pattern[str]]] = {}

    def find(self, text: str, hits: Sequence[Hit], runs: Sequence[Run], context: Context) -> Iterator[Span]:
        for hit in hits:
            named = self._named[hit.trigger]
            for start, end, compact in _numbers(text, hit.end, hit.end + _BEFORE + _ROOM):
                if start <= hit.end + _BEFORE:
                    yield from _first(named, start, end, compact, context)
            for start, end, compact in _numbers(text, hit.start - _AFTER - _ROOM, hit.start):
                if end >= hit.start - _AFTER:
                    yield from _first(named, start, end, compact, context)
        home, spelled = self._of(context.jurisdiction)
        for run in runs:
            first, last = max(0, run.start - 10), run.end + 8
            if run.shape == NUMBER and spelled.search(_SPACE.sub(" ", text[first:last])):
                for start, end, compact in _numbers(text, first, last):
                    written = _SPACE.sub(" ", text[start:end])
                    yield from _first([s for s in home if s.free and s.free.fullmatch(written)], start, end, compact, context)

    def _of(self, jurisdiction: str | None) -> tuple[Sequence[Scheme], re.Pattern[str]]:
        """The schemes whose numbers need no word beside them in this jurisdiction, and one expression for all their spellings."""
        if jurisdiction not in self._home:
            home = [scheme for scheme in self._all if scheme.free and (not scheme.home or jurisdiction in scheme.home)]
            spelled = re.compile("|".join(scheme.free.pattern for scheme in home if scheme.free))
            self._home[jurisdiction] = home, spelled
        return self._home[jurisdiction]


def _first(named: Sequence[Scheme], start: int, end: int, compact: str, context: Context) -> Iterator[Span]:
    for scheme in named:
        if scheme.holds(compact, context.jurisdiction):
            yield Span(start, end, "national_id", scheme.name, compact)
            return


def _numbers(text: str, first: int, last: int) -> Iterator[tuple[int, int, str]]:
    """What may be a number in the window, whole groups of letters and digits: the bounds, and the groups joined."""
    groups = [match.span() for match in _GROUP.finditer(text, max(0, first), min(last, len(text)))]
    if groups and groups[0][0] and _GROUP.match(text[groups[0][0] - 1]):
        groups = groups[1:]
    if groups and groups[-1][1] < len(text) and _GROUP.match(text[groups[-1][1]]):
        groups = groups[:-1]
    for k, (start, _) in enumerate(groups):
        if _JOINED_BEFORE.search(text, max(0, start - 2), start):
            continue
        compact, before = "", start
        for begin, end in groups[k : k + _MOST]:
            if not _GAP.fullmatch(text, before, begin):
                break
            compact += text[begin:end].upper()
            before = end
            if len(compact) > _LONGEST or not compact.isascii():
                break
            if len(compact) >= _SHORTEST and sum(map(str.isdigit, compact)) >= 3 and not _JOINED_BEHIND.match(text, end):
                yield start, end, compact
