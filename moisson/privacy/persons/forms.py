"""Names in tables that have a surname in one cell and a given name in another, below `Nom` and `Prénom` or beside them."""

import re
from collections.abc import Iterator, Sequence

from moisson.privacy.columns import below, row
from moisson.privacy.persons.mentions import Found, Mention
from moisson.privacy.persons.names import Reader, Token
from moisson.privacy.persons.words import Language

_LABELS = ("label", "forename")
_MARGIN = " \u00a0*_"
_BARS = "|\t"


class Forms:
    """Mentions in the tables of one text in one language."""

    def __init__(self, text: str, language: Language, reader: Reader) -> None:
        self.text, self.language, self.reader = text, language, reader

    def mentions(self, found: Sequence[Found]) -> Iterator[Mention]:
        """The cells below two headings side by side, of which one says that it is a given name's or a surname's; in tables of two
        columns the cells beside labels one below another."""
        if not any(bar in self.text for bar in _BARS):
            return
        heads: dict[int, list[Found]] = {}
        for place in found:
            if place.cue.use in _LABELS and self._heads(place):
                heads.setdefault(row(self.text, place.start)[0], []).append(place)
        for places in heads.values():
            starts = {place.start: place for place in places}
            if len(starts) > 1 and any(place.cue.use == "forename" for place in starts.values()):
                for place in starts.values():
                    yield from self._cells(place)
        yield from self._beside({line: places[0] for line, places in heads.items() if places[0].cue.use == "forename"})

    def _heads(self, place: Found) -> bool:
        """Whether a label is all that its cell holds."""
        first, last = row(self.text, place.start)
        before = self.text[first : place.start].rstrip(_MARGIN)
        after = self.text[place.end : last].lstrip(f"{_MARGIN}:()s")
        return (not before or before[-1] in _BARS) and (not after or after[0] in _BARS) and bool(before or after)

    def _beside(self, lines: dict[int, Found]) -> Iterator[Mention]:
        """`| Nom | DUPONT |` above `| Prénom | Marie |`."""
        for line, place in sorted(lines.items()):
            last = row(self.text, line)[1]
            above = self.text.rfind("\n", 0, max(0, line - 1)) + 1 if line else -1
            cells = re.split(r"[|\t]", self.text[line:last].strip(" |\t"))
            if len(cells) == 2 and (last + 1 in lines or above in lines):
                bar = min(at for sign in _BARS if (at := self.text.find(sign, place.end, last)) >= 0)
                ends = [at for sign in _BARS if (at := self.text.find(sign, bar + 1, last)) >= 0]
                if tokens := self._name(bar + 1, min([*ends, last])):
                    yield Mention(tokens, "private", "born")

    def _cells(self, place: Found) -> Iterator[Mention]:
        for start, end in below(self.text, place.start):
            tokens = self._name(start, end)
            if tokens:
                yield Mention(tokens, "private", "born")

    def _name(self, start: int, end: int) -> list[Token]:
        """The name that fills a cell."""
        written = self.text[start:end]
        begin = start + len(written) - len(written.lstrip(_MARGIN))
        tokens = self.reader.forward(self.language.lead.end(self.text, begin, end))
        whole = bool(tokens) and not self.text[tokens[-1].end : end].strip(f"{_MARGIN}.")
        words = [self.text[token.start : token.end] for token in tokens if token.part == "word"]
        if not whole or tokens[-1].end > end or not words or self.language.firm_words.intersection(map(str.casefold, words)):
            return []
        return [] if re.search(r"\d", written) else tokens
