"""The finder of persons: from the places of cue words to spans with roles."""

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence
from functools import cached_property

from moisson.privacy.persons.formal import Formal
from moisson.privacy.persons.forms import Forms
from moisson.privacy.persons.given import given_names
from moisson.privacy.persons.kin import Kin
from moisson.privacy.persons.mentions import Found, Mention
from moisson.privacy.persons.people import People
from moisson.privacy.persons.rules import Rules
from moisson.privacy.persons.tales import is_tale
from moisson.privacy.persons.words import Cue, Language, cues, guess, languages
from moisson.privacy.spans import Context, Hit, Span

_GLUED = re.compile(r"[A-ZÀ-Þ] ?\.")
READ_BY_RULES = frozenset(("title", "plural", "role", "born", "lives", "versus", "panel", "given"))
USES = READ_BY_RULES | {"label", "forename", "signed"}


class Persons:
    """Names of natural persons, by context.

    A name found once is found wherever it recurs in the document, the surname alone too, and with Polish endings. Initials alone
    (`M. X...`, `[A]`, `Mme Y.`) are pseudonyms as published and no names. Names of firms, courts, streets and places are none.
    The role of a person is what the text says nearest to the name; litigant before all else where it says several things.
    """

    kinds = ("person",)

    def __init__(self) -> None:
        self._wanted: dict[tuple[int, str, str | None], tuple[Cue, ...]] = {}

    @cached_property
    def triggers(self) -> tuple[str, ...]:
        return tuple(word for word, given in cues().items() if any(cue.use in USES for cue in given))

    @cached_property
    def _cues(self) -> tuple[tuple[Cue, ...], ...]:
        return tuple(cues()[trigger] for trigger in self.triggers)

    def serves(self, context: Context) -> tuple[bool, ...]:
        """For each trigger, whether it is of use in texts of this language and kind; where nobody says which language, in any."""
        unsaid = context.language in (None, "", "und", "mul")
        return tuple(
            any((unsaid or cue.language == context.language) and cue.use in USES and _wanted(cue, context.kind) for cue in given)
            for given in self._cues
        )

    def find(self, text: str, hits: Sequence[Hit], context: Context) -> Iterator[Span]:
        """Every name of a person, with a role of `moisson.privacy.persons.roles.Role`."""
        for code in chosen_languages(text, context):
            language = languages()[code]
            if context.kind is None and is_tale(text, language):
                continue
            found = [place for hit in hits for place in self._said(text, hit, code, context.kind)]
            if found:
                yield from _spans(text, language, found, context.kind is not None)

    def _said(self, text: str, hit: Hit, code: str, kind: str | None = None) -> Iterator[Found]:
        key = (hit.trigger, code, kind)
        if key not in self._wanted:
            self._wanted[key] = tuple(
                cue for cue in self._cues[hit.trigger] if cue.language == code and cue.use in USES and _wanted(cue, kind)
            )
        for cue in self._wanted[key]:
            if end := written_so(text, hit, cue):
                yield Found(hit.start, end, cue)


def chosen_languages(text: str, context: Context) -> tuple[str, ...]:
    """The tables to read a text by: its language's, or, where nobody says, that of its commonest words."""
    if context.language in languages():
        return (str(context.language),)
    return guess(text) if context.language in (None, "", "und", "mul") else ()


def written_so(text: str, hit: Hit, cue: Cue) -> int:
    """Where a cue ends, the ending of `word*` included; 0 where it is written otherwise than its table asks.

    A title glued to an initial (`MmeE. Palm`, as texts from the Court's site have it) ends before the initial.
    """
    first = cue.word.strip()[:1]
    if first.isupper() and not text[hit.start : hit.end].lstrip()[:1].isupper():
        return 0
    noun = cue.use == "role" and " " not in cue.word and bool(languages()[cue.language].noun_endings)
    if noun and not text[hit.start].isupper():
        return 0  # `betroffene Menschen`: an adjective
    end = hit.end
    if cue.use in ("title", "plural") and cue.word.endswith("*"):
        return end if _GLUED.match(text, end) else 0
    while text[end - 1].isalpha() and text[end : end + 1].isalpha():
        end += 1
    return end if end == hit.end or cue.word.endswith("*") else 0


def _wanted(cue: Cue, kind: str | None) -> bool:
    """Whether a cue counts in a document of this kind.

    In decisions, notices and documents of no known kind all do. Acts name persons of whom they settle the civil status, by their
    birth; debates and questions name petitioners. All others that such texts name, they name in public functions.
    """
    if cue.use == "given":
        return kind in (None, "decision")
    if kind in (None, "decision", "notice"):
        return True
    return (cue.use == "born" and kind == "law") or (cue.role == "petitioner" and kind in ("debate", "question"))


def _spans(text: str, language: Language, found: Sequence[Found], known: bool) -> Iterator[Span]:
    """The persons of a text in one language; unless its kind is `known`, it takes a title or a birth, not functions alone."""
    rules = Rules(text, language, [place for place in found if place.cue.use in READ_BY_RULES])
    every = _with_kin(text, language, rules, found, known)
    if not known and not any(mention.rule not in ("function", "role", "case", "given") for mention in every):
        return
    if not every:
        return
    people = People(text, language, rules.reader)
    for place in people.places(every):
        yield Span(place.start, place.end, "person", place.person.role, place.person.value)


_PLACED = {
    "de": "in|aus|nach|bei",
    "en": "in|at|near|from",
    "es": "en",
    "fr": "à|en",
    "it": "in|ad",
    "nl": "te|in",
    "pl": "w|we|z|ze",
}


def _no_person(text: str, language: Language, mention: Mention) -> bool:
    """Whether what a function stands beside is a place, a firm or a heading: `geboren in Novi Sad, Staatsangehöriger`."""
    words = [text[token.start : token.end] for token in mention.tokens if token.part == "word"]
    known = words[0].split("-")[0].capitalize() in given_names()
    if words[-1].casefold() in language.firm_words and mention.rule != "title":
        return True
    capitals = all(word.isupper() for word in words)
    heading = mention.tokens[0].part == "initial" and text[: mention.start].endswith("\n")
    if capitals and heading and text[mention.start] in "IVX":
        return True
    if mention.rule not in ("function", "list", "role", "lives", "born") or known:
        return False
    if re.search(rf"(?<!\w)(?:{_PLACED.get(language.code, 'in')})\s$", text[max(0, mention.start - 8) : mention.start]):
        return True
    return mention.rule != "born" and capitals and (heading or (mention.role == "official" and len(words) > 1))


def _with_kin(text: str, language: Language, rules: Rules, found: Sequence[Found], known: bool) -> list[Mention]:
    """The mentions of `rules.py`, and those of `kin.py` that overlap none of them; of two, the longer."""
    every = rules.mentions()
    if accepted := rules.reader.accepted:  # `John Q. Public`: `Mr Public` before that is a name too
        rules = Rules(text, language, rules.found)
        rules.reader.accepted = accepted
        every = rules.mentions()
    every = [mention for mention in every if not _no_person(text, language, mention)]
    kin = Kin(text, language, rules.reader)
    formal = Formal(text, language, rules.reader)
    forms = Forms(text, language, rules.reader)
    further = (
        *forms.mentions(found),
        *kin.mentions(found, every),
        *((*kin.initialled(), *formal.mentions(found, every)) if known else ()),
    )
    more = [mention for mention in further if rules.reader.is_person(mention.tokens, surely=True)]
    every = _joined(every, more)
    rules.functions.decide(every)
    kin.correct(every, found)
    return every


def _joined(every: Sequence[Mention], more: Sequence[Mention]) -> list[Mention]:
    """Mentions, and the longest of `more` that overlap none of them but those that they hold."""
    kept = {mention.start: mention for mention in every}
    starts = sorted(kept)
    for mention in sorted(more, key=lambda mention: mention.start - mention.end):
        first = bisect_right(starts, mention.start)
        near = starts[max(0, first - 1) : bisect_left(starts, mention.end)]
        within = [kept[start] for start in near if kept[start].end > mention.start]
        if all(mention.start <= other.start and other.end <= mention.end for other in within):
            roles = [other.role for other in within if other.role != "person"]
            mention.role = roles[0] if roles and mention.role == "person" else mention.role
            for other in within:
                del kept[other.start]
                starts.remove(other.start)
            kept[mention.start] = mention
            insort(starts, mention.start)
    return [kept[start] for start in starts]
