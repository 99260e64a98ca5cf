"""Dates of birth where a text says that they are: `né le 4 avril 1956`, `geb. am 12.03.1967`, `nato a Bari il 5 agosto 1954`."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

from moisson.privacy.bodies import names_person
from moisson.privacy.columns import below, row
from moisson.privacy.persons.lead import any_of
from moisson.privacy.persons.words import cues, languages
from moisson.privacy.spans import Context, Hit, Span
from moisson.privacy.tables import words

_WINDOW = 110
_BEFORE, _FAR_BEFORE = 24, 60
_ATTRIBUTIVE = re.compile(r"geborene[rnms]?", re.IGNORECASE)
_TO_ATTRIBUTE = re.compile(r"(?:\s(?:in|bei|zu)(?:\s(?:der|den))?(?:\s[^\W\d_][\w./-]*){1,2}|\s[^\W\d_A-ZÀ-Þ]+)\s$")
_PLACE = (
    r"(?:\s*(?:(?:à|au|a|ad|in|te|en|w|we|zu|at)\s+)?[^\W\d_a-zß-ÿ][^\d\n;:()]{1,45}?(?:\s?\([^\d\n()]{2,30}\))?"
    r"[\s,]*)?"
    r"\s*(?:respectivement|respectively|respectivamente|rispettivamente|respectievelijk|jeweils)?\s*(?:[Ll]e|[Ii]l|l['’]|dell?['’]?"
    r"|on the|on|am|op|el día|el|en el año|en|in data|in|w dniu|dnia|w roku|w|im Jahre?|nell['’]anno|nel|:|\||,)?\s*"
)


_LIMIT = re.compile(rf"(?<!\w)(?i:{any_of(words('limit'))})(?!\w)")
_OR_LATER = re.compile(rf"\s(?:ou|oder|or|o|of|lub|et)\s(?:{any_of(words('later'))})(?!\w)")
_HEADING = re.compile(r"[^|\t\n\d]{0,60}")
_OF_RULES = ("law", "guidance")  # kinds in which a date of birth is a rule's condition unless a person is named beside it


class Births:
    """Dates of birth. Role `named` where a name or a placeholder stands right before (in acts and guidance one known as a
    person's), `year` where a year alone is given, else `unnamed`. What a rule says of those born before a date is none."""

    kinds = ("birth_date",)

    @cached_property
    def triggers(self) -> tuple[str, ...]:
        return tuple(word for word, given in cues().items() if any(cue.use == "born" for cue in given))

    def find(self, text: str, hits: Sequence[Hit], context: Context) -> Iterator[Span]:
        rules = context.kind in _OF_RULES
        yield from _columns(text, hits, rules)
        done = 0
        for hit in hits:
            if hit.end < done:
                continue
            if attributive := _attributive(text, hit):
                yield attributive
                done = hit.end
                continue
            for match in _dates_after(text, hit.end):
                if not _OR_LATER.match(text, match.end()):
                    yield _span(text, hit, match, rules)
                done = match.end()
            window = text[max(0, hit.start - _BEFORE) : hit.start]
            if done <= hit.start and (before := _expression()[1].search(window)):
                first = max(0, hit.start - _BEFORE) + before.start()
                value = before[0].strip()
                yield Span(first, first + len(value), "birth_date", "year" if value.isdigit() else "unnamed", _normal(value))
                done = hit.end


def _attributive(text: str, hit: Hit) -> Span | None:
    """`der am 3. März 1970 in Köln geborene Kläger`, `einer 1998 nichtehelich geborenen Tochter`: the date stands before."""
    if not _ATTRIBUTIVE.fullmatch(text, hit.start, hit.end):
        return None
    first = max(0, hit.start - _FAR_BEFORE)
    between = _TO_ATTRIBUTE.search(text, first, hit.start)
    match = _expression()[1].search(text, first, between.start() if between else hit.start)
    if match is None:
        return None
    value = match[0].strip()
    return Span(match.start(), match.start() + len(value), "birth_date", "year" if value.isdigit() else "unnamed", _normal(value))


def _columns(text: str, hits: Sequence[Hit], rules: bool) -> Iterator[Span]:
    """The dates below `Date of birth`, where that heads a column of a table and a cell holds no limit (`Avant le 01/07/1951`)."""
    if "|" not in text and "\t" not in text:
        return
    for hit in hits:
        if not _heads(text, hit):
            continue
        persons = _labels().search(text, *row(text, hit.start)) is not None
        for start, end in below(text, hit.start):
            found = _expression()[2].search(text, start, end)
            if found is None or _LIMIT.search(text, start, found.start()) or _expression()[2].search(text, found.end(), end):
                continue
            if _OR_LATER.match(text, found.end()):
                continue
            named = not rules or persons or names_person(text[slice(*row(text, start))])
            role = "year" if found[0].isdigit() else "named" if named else "unnamed"
            yield Span(found.start(), found.end(), "birth_date", role, _normal(found[0]))


@lru_cache(maxsize=1)
def _labels() -> re.Pattern[str]:
    """Headings of columns of names."""
    labels = {word for language in languages().values() for use in ("label", "forename") for word in language.table.get(use, ())}
    return re.compile(rf"(?<!\w)(?:{any_of(sorted(labels))})(?!\w)", re.IGNORECASE)


def _heads(text: str, hit: Hit) -> bool:
    """Whether a cue stands in a heading: a short cell without a figure."""
    before = max(text.rfind(sign, 0, hit.start) for sign in "|\t\n") + 1
    cell = _HEADING.match(text, before)
    return cell is not None and text[cell.end() : cell.end() + 1] in ("|", "\t", "\n", "")


def _dates_after(text: str, at: int) -> Iterator[re.Match[str]]:
    """The date after a cue, and those listed with it (`nés respectivement en 1929 et 1923`)."""
    lead, _, date, further = _expression()
    end = at + _WINDOW
    match = lead.match(text, at, end)
    found = date.match(text, match.start("date"), end) if match else None
    several = found is not None and _SEVERAL.search(text, max(0, at - 24), found.start()) is not None
    while found:
        yield found
        more = further.match(text, found.end(), found.end() + 24)
        if more and not several and more[0].lstrip().startswith(",") and len(more[0].split()) > 1:
            return  # `geb. am 30.9.1961, am 4.3.2016 untersucht`
        found = date.match(text, more.end(), more.end() + 24) if more else None


def _span(text: str, hit: Hit, match: re.Match[str], rules: bool) -> Span:
    before = text[max(0, hit.start - 80) : hit.start].rpartition("\n")[2]
    named = _NAMED.search(text[max(0, hit.start - 40) : hit.start]) and (
        not rules or names_person(before) or before.rstrip(" ,").endswith("]")
    )
    role = "year" if match[0].isdigit() else "named" if named else "unnamed"
    return Span(match.start(), match.end(), "birth_date", role, _normal(match[0]))


# What is said of several persons, whose dates follow one another.
_SEVERAL = re.compile(
    r"(?<!\w)(?:respect\w+|rispettivamente|jeweils|nées?s|nés|nati|nate|nacid[oa]s|nacieron|were born|urodzeni|urodzone)(?!\w)",
    re.I,
)
# A capitalised word that begins no sentence, or a placeholder.
_NAMED = re.compile(r"(?:(?:[^\s.:;!?•–-]|(?<!\w)\w{1,5}\.)[^\S\n]+|^|\n|\()[^\W\d_a-zß-ÿ][\w'’.-]*[\s,()\]]*$|\][\s,]*$")


@lru_cache(maxsize=1)
def _expression() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What leads to a date and it, a date at the end of a text, a date, and what joins two."""
    months = sorted(
        {month for language in languages().values() for month in language.months}, key=lambda month: (-len(month), month)
    )
    month = "|".join(re.escape(month) for month in months)
    date = (
        rf"(?:\d{{1,2}}(?:er|re|º|°|\.|st|nd|rd|th)?\s(?:de\s|of\s)?(?:{month})(?:\sdel?)?,?\s\d{{4}}"
        rf"|(?:{month})\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}}"
        r"|\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?(?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}"
        r"|(?:1[89]|20)\d\d)(?![\d/-])"
    )
    flags = re.IGNORECASE
    return (
        re.compile(rf"{_PLACE}(?P<date>(?i:{date}))"),
        re.compile(rf"(?<!\d){date}\s*$", flags),
        re.compile(date, flags),
        re.compile(r"\s*(?:,|et|and|und|y|e|en|i|oraz|,\s*and)\s+(?:[Ll]e|[Ii]l|on|am|op|el|en|in|nel|w)?\s*"),
    )


def _normal(date: str) -> str:
    return re.sub(r"[\s,.]+", " ", date.lower())
