"""Names that the form of a decision shows: `Turner J`, a party above its title, judges named after one another.

These rules read whole lines, or what stands beside a name already found; they apply to decisions alone.
"""

import re
from collections.abc import Iterator, Sequence

from moisson.privacy.persons.given import given_names
from moisson.privacy.persons.mentions import Found, Mention, is_full
from moisson.privacy.persons.names import Reader, Token
from moisson.privacy.persons.words import Language

# `Turner J`, `Lewison LJ`, `Keane, C.J.`, `Moses and Hughes LJJ`; not `Michael J. Fox`, not `Annex J`.
_JUDGE_AFTER = re.compile(r"(?:L?[LC]\.?J|L?JJ|J(?!\.?[ ][^\W\d_a-zß-ÿ][^\W\d_A-ZÀ-Þ]))\.?(?![\w’'+-])")
_TO_JUDGE = re.compile(r"(?P<name>(?:Ma?c|O['’])?[^\W\d_a-zß-ÿ][\w'’-]*),?\s$")
_TO_JUDGES = re.compile(r"(?P<name>(?:Ma?c|O['’])?[^\W\d_a-zß-ÿ][\w'’-]*)(?:,|\sand)\s$")  # before the last of several
_LETTERED = re.compile(  # what a letter numbers, or a pseudonym stands after
    r"ann?exe?|appendix|article|baby|category|child|claim|class|clause|column|division|exhibit|figure|form|group|item|letter|level|note"
    r"|page|panel|paragraph|part|patient|person|point|regulation|route|rule|schedule|section|step|tab|table|title|type|unit|volume|witness"
)
# A line that is a name: numbered, with a pseudonym's bracket or a table's bar after it.
_NUMBER = re.compile(r"[\s|*]*(?:\(?\d{1,2}[.)]\s?)?")
_LINE_ENDS = re.compile(r"[ \t]*(?:/[ \t]*[^\W\d_]+|\([^()\n]{2,30}\))?[ \t|.,*)]*(?:\n|$)")  # `Claimant/ Appellant`
_COVER = 6000  # characters within which a judgment names counsel line by line
_INDENT = re.compile(r"[\s|*–-]*")
_ABOVE = 200  # characters before a party's title in which its name may begin
_BEFORE_TITLE = re.compile(r"(?:^|\n)[\s|*(–-]*(?:(?:[Ff]irst|[Ss]econd|[Tt]hird|FIRST|SECOND|1st|2nd|\d\.)[ ])?$")
_ASIDE = re.compile(r"[\s|]*(?:\([^()\n]{3,60}\)[\s|]*)?$")
# Between two judges, and after the last: what they are, or what they did.
_SEVERAL = re.compile(r"\s(?:und|sowie)\s(?:(?:Dr|Prof|Mag)\.\s)*")
_DECIDED = re.compile(r"(?:,|\s(?:sowie|und|als|am|für|ha[tb]\w*|nach|beschlossen)(?!\w)|\.?\s?\n)")


class Formal:
    """Mentions of one decision in one language."""

    def __init__(self, text: str, language: Language, reader: Reader) -> None:
        self.text, self.language, self.reader = text, language, reader

    def mentions(self, found: Sequence[Found], every: Sequence[Mention]) -> Iterator[Mention]:
        """What neither `rules.py` nor `kin.py` saw; which overlap, the caller decides."""
        if self.language.code == "en":
            yield from self._judges()
            yield from self._counsel()
        if self.language.code in ("es", "fr", "it"):
            for place in found:
                if place.cue.use == "versus":
                    yield from self._accused(place)
        if not self.language.noun_endings:
            for place in found:
                if place.cue.use == "role" and place.cue.role == "party":
                    yield from self._above(place)
        else:
            for mention in every:
                if mention.role == "judge":
                    yield from self._colleagues(mention)

    def _judges(self) -> Iterator[Mention]:
        """`Turner J directed`, `before Hodgson J.`, `Keane,` and `C.J.` on the next line."""
        at = self.text.find("J")
        while at >= 0:
            begin = at
            while begin > 1 and self.text[begin - 1] in "LC." and at - begin < 3:
                begin -= 1
            match = _JUDGE_AFTER.match(self.text, begin) if self.text[begin - 1 : begin].isspace() else None
            name = _TO_JUDGE.search(self.text, max(0, begin - 40), begin) if match else None
            while name and self._surname(name["name"], name.start("name")):
                yield Mention([Token(name.start("name"), name.end("name"), "word")], "judge", "title")
                several = match is not None and "JJ" in match[0]
                name = _TO_JUDGES.search(self.text, max(0, name.start("name") - 40), name.start("name")) if several else None
            at = self.text.find("J", at + 1)

    def _counsel(self) -> Iterator[Mention]:
        """`Anna Cole for the Second Respondent`, `Jo Reed (instructed by` …: a name that begins a line of the first page."""
        for said in (" for the ", " (instructed by ", " (of counsel", " appeared for ", " appeared on behalf of "):
            at = self.text.find(said, 0, _COVER)
            while at >= 0:
                first = self.text.rfind("\n", 0, at) + 1
                indent = _INDENT.match(self.text, first)
                tokens = self.reader.forward(indent.end(), limit=4) if indent and at - first < 60 else []
                words = [token for token in tokens if token.part == "word"]
                if len(words) > 1 and tokens[-1].end == at and not self.reader.has_small(tokens):
                    yield Mention(tokens, "lawyer", "list")
                at = self.text.find(said, at + 1, _COVER)

    def _accused(self, place: Found) -> Iterator[Mention]:
        """`causa seguida contra Adolfo por delitos`: a given name alone, as the Spanish judiciary publishes the accused."""
        tokens = self.reader.forward(place.end, limit=2)
        if len(tokens) == 1 and self.text[tokens[0].start : tokens[0].end] in given_names():
            yield Mention(tokens, "party", "kin")

    def _surname(self, word: str, at: int) -> bool:
        """Whether a word before a judge's letter is a surname: no heading, no first name, no title."""
        plain = word.casefold()
        if len(word) < 3 or _LETTERED.fullmatch(plain) or plain in self.language.not_name or plain in self.reader.small:
            return False
        if self.language.after_title.search(self.text, max(0, at - 4), at + len(word)):
            return False
        return [token.end for token in self.reader.forward(at, limit=1)] == [at + len(word)]

    def _above(self, place: Found) -> Iterator[Mention]:
        """`BETIM ONUZI` on a line of its own, and `Respondent` on the next."""
        if not _LINE_ENDS.match(self.text, place.end):
            return
        lines = self.text[max(0, place.start - _ABOVE) : place.start]
        if own := _BEFORE_TITLE.search(lines):
            lines = lines[: own.start()]
            if aside := _ASIDE.search(lines):
                lines = lines[: aside.start()]
        lines = lines.rstrip(" \t|,*")
        number = _NUMBER.match(lines, lines.rfind("\n") + 1)
        first = max(0, place.start - _ABOVE) + (number.end() if number else 0)
        tokens = self.reader.forward(first, limit=4)
        end = max(0, place.start - _ABOVE) + len(lines)
        if is_full(tokens) and tokens[0].part == "word" and tokens[-1].end == end and "\n" in lines:
            words = [self.text[token.start : token.end] for token in tokens if token.part == "word"]
            if self._of_firm(tokens, words) or any(word.lower() in self.reader.small for word in words):
                return
            yield Mention(tokens, "party", "born")

    def _of_firm(self, tokens: list[Token], words: list[str]) -> bool:
        """Whether a line is the name of a firm or a public body."""
        firm = self.language.before_firm.match(self.text, tokens[0].start)
        return firm is not None or any(word.casefold() in self.language.firm_words for word in words)

    def _colleagues(self, mention: Mention) -> Iterator[Mention]:
        """`die Richter Dr. Kern, Dr. Siol und Nobbe sowie`: a surname alone among judges."""
        joined = _SEVERAL.match(self.text, mention.end)
        tokens = self.reader.forward(joined.end(), limit=1) if joined else []
        if len(tokens) != 1 or tokens[0].part != "word" or not _DECIDED.match(self.text, tokens[0].end):
            return
        word = self.text[tokens[0].start : tokens[0].end]
        if len(word) > 2 and word not in self.reader.nouns and word.lower() not in self.reader.small:
            yield Mention(tokens, "judge", "list")
