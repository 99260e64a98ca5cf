"""The labelled fields beside an act on a portal of law: adopted, published, in force since, repealed, state.

`field_labels.toml` lists the labels in the languages of Europe. A value counts if it is a date or names a state.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from moisson.readers.facts.dates import dates, fold

# What a state says, by the beginnings of its words: without one, a status is that of a page or a proceeding.
STATES = re.compile(
    r"\b(?:(?:not |no longer |not yet |partly |partially )?in force|in effect|repealed|revoked|expired|superseded|spent|lapsed"
    r"|(?:en|hors) vigueur|vigueur|abrogée?s?|périmée?|annulée?|caduque?|(?:en|in|em) vigor|vigente?s?|vigor|derogad"
    r"|derogat|revogad|abrogat"
    r"|(?:in|außer) kraft|gültig|geltend|aufgehoben|außer kraft|i kraft|gælden|historisk|ophævet|opphevet|gäller|upphävd|gällande"
    r"|geldend|geldig|vervallen|ingetrokken|in werking|spēk|galioja|negalioj|obowiązując|uchylon|nieobowiązuj|wygasł"
    r"|platn|účinn|zrušen|neplatn|neúčinn|hatály|hatályos|în vigoare|ieșit|veljav|neveljav|velja|na snazi|važeć|prestao"
    r"|ισχύ|καταργ|действащ|в сила|отменен|voimassa|kumottu|kehtiv|kehtetu|kehtib|jõus|fis-seħħ|i bhfeidhm|чинн|втратив)",
    re.I,
)
NUMBER = re.compile(r"(?=.*\d)[^\s:,;]{1,40}(?: [^\s:,;]{1,12}){0,3}")
CODE = re.compile(r"[A-ZÆØÅ]{3,5}-([12]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?:-\d{1,5})?")
BEFORE_DATE = re.compile(r"\W{0,3}(?:[^\W\d_]{1,12}\.?,?\s+){0,2}")
NAMED = {
    "eli": re.compile(r"(?:https?://[^\s/]{3,60}/(?:\S{1,60}/)?|/)?eli/[^\s<>\"]{4,160}"),
    "celex": re.compile(r"[0-9CE]\d{4}[A-Z]{1,2}\d{4}(?:\(\d\d\))?(?:-\d{8})?(?!\w)"),
    "ecli": re.compile(r"ECLI:[A-Z]{2}:[A-Z0-9.]{1,12}:\d{4}:[A-Z0-9.]{1,25}"),
}
UNTIL = re.compile(
    r"\.?\s*(?:[-–—]|t/m|tot(?: en met)?|to|until|bis(?: zum)?|au|al|hasta(?: el)?|até|do|až do|till|til)\s*", re.I
)
EDGES = re.compile(r"^[\W_]+|[\W_]+$")
MOST_STATE = 60  # characters
KEYS = 60  # characters of the longest label


def _labels() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for kind, languages in tomllib.loads(Path(__file__).with_name("field_labels.toml").read_text("utf-8")).items():
        for label in " | ".join(languages.values()).split(" | "):
            found.setdefault(fold(label), set()).add(kind)
    return {label: frozenset(kinds) for label, kinds in found.items()}


KNOWN = _labels()
FIRST_WORDS = frozenset(EDGES.sub("", label.split()[0]) for label in KNOWN)


def label_of(words: str) -> frozenset[str]:
    """The kinds of field that a label may name; empty for other words."""
    if len(words) > 2 * KEYS:
        return frozenset()
    return KNOWN.get(EDGES.sub("", fold(" ".join(words.split())).replace("’", "'")), frozenset())


TITLE = frozenset(("title",))
LONG_WORD = 12  # letters of a title that is one word


@dataclass(slots=True)
class LabelledFields:
    """The values found so far, by kind."""

    found: dict[str, list[str]] = field(default_factory=dict)

    def take(self, label: str, value: str) -> bool:
        """Take a label and the value beside it; True if they said anything."""
        kinds = label_of(label)
        value = " ".join(value.split())
        if not kinds or not value:
            return False
        if named := [(kind, found[0]) for kind in kinds & NAMED.keys() if (found := NAMED[kind].match(value))]:
            for kind, words in named:
                self.found.setdefault(kind, []).append(words)
        elif kinds != TITLE and (date := starting_date(value)):  # a title may well begin with one
            if "begin" in kinds and (last := _range_end(value)):
                self.found.setdefault("end", []).append(last)
            for kind in kinds - {"state", "number", "code", "title"} - NAMED.keys():
                self.found.setdefault(kind, []).append(date)
        elif "code" in kinds and (date := code_date(value)):
            self.found.setdefault("number", []).append(value)
            self.found.setdefault("made", []).append(date)
        elif "number" in kinds and NUMBER.fullmatch(value):
            self.found.setdefault("number", []).append(value)
        elif "title" in kinds and (len(value.split()) > 1 or len(value) >= LONG_WORD):
            self.found.setdefault("title", []).append(value)
        elif "state" in kinds and len(state := _once(value)) <= MOST_STATE and STATES.search(state) and state[-1] not in ":?":
            self.found.setdefault("state", []).append(state)
        else:
            return False
        return True

    def one(self, *kinds: str) -> str | None:
        """The value of the first kind that has one, unless the page gives it several values."""
        for kind in kinds:
            if values := self.found.get(kind):
                return values[0] if len({value.casefold() for value in values}) == 1 else None
        return None


def labelled_fields(pairs: Iterable[tuple[str, str]]) -> LabelledFields:
    """The fields in pairs of labels and values."""
    found = LabelledFields()
    for label, value in pairs:
        found.take(label, value)
    return found


def labelled(line: str) -> tuple[str, str, bool] | None:
    """A line as its label, the rest, and whether a colon (or a date) parts them."""
    words = line[: 2 * KEYS].split(maxsplit=1)
    if not words or _first_word(words[0]) not in FIRST_WORDS:
        return None
    label, colon, value = line.partition(":")
    if colon and label_of(label):
        return label, value, True
    found = next(dates(line[: 2 * KEYS]), None)
    label = line[: found.start] if found else label
    return (label, line[len(label) :].lstrip(":"), False) if label_of(label) else None


@lru_cache(maxsize=1 << 14)
def _first_word(word: str) -> str:
    return fold(EDGES.sub("", word))


def _range_end(value: str) -> str | None:
    """The second date of `1.1.2020 – 31.12.2021`."""
    both = list(dates(value[:80]))
    return both[1].iso if len(both) == 2 and UNTIL.fullmatch(value[both[0].end : both[1].start]) else None


def code_date(code: str) -> str | None:
    """The day of an act whose code is its date, as in Norway: `LOV-2005-05-20-28`."""
    found = CODE.fullmatch(code)
    return found[1] if found else None


def starting_date(value: str) -> str | None:
    """The date at the start of a value, after at most a few words."""
    found = next(dates(value[:80]), None)
    before = value[: found.start] if found else ""
    return found.iso if found and BEFORE_DATE.fullmatch(before) else None


def _once(value: str) -> str:
    """Words that stand twice, in a symbol's name and beside it, once: as they stand the second time."""
    half = len(value) // 2
    return value[half + 1 :] if value[:half].casefold() == value[half + 1 :].casefold() else value
