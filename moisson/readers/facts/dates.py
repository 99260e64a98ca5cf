"""Dates in the words of Europe's languages: `14 juillet 2016`, `2016. gada 14. jūlijs`, `2016 m. liepos 14 d.`, `14.7.2016`.

`title_and_date` and `labelled_fields` judge whether a date is the document's own.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from unicodedata import combining, normalize


class _Accents(dict[int, str | int | None]):
    """What is left of each character of words taken apart: nothing of an accent."""

    def __missing__(self, code: int) -> int | None:
        found = self[code] = None if combining(chr(code)) else code
        return found


ACCENTS = _Accents({ord("ς"): "σ"})


def fold(words: str) -> str:
    """Lower case without accents, which capitals often lack."""
    if words.isascii():
        return words.lower()
    return normalize("NFD", words.casefold()).translate(ACCENTS)


class Dated(NamedTuple):
    """A date in a text: its start, its end, and its ISO 8601 form."""

    start: int
    end: int
    iso: str


def _table() -> dict[str, dict[int, frozenset[str]]]:
    """Each form, and the months it means, with the languages in which it does."""
    found: dict[str, dict[int, set[str]]] = {}
    for language, months in tomllib.loads(Path(__file__).with_name("months.toml").read_text("utf-8")).items():
        for number, forms in enumerate(months.split(), 1):
            for form in forms.split("/"):
                found.setdefault(fold(form.replace("_", " ")), {}).setdefault(number, set()).add(language)
    return {form: {number: frozenset(said) for number, said in numbers.items()} for form, numbers in found.items()}


FORMS = _table()
BEFORE_YEAR = r"(?:\s*,?\s*(?:de|del|do|di|of|na\s+bliana)\s+|\s*,?\s+)"
MONTH = r"(?P<month>(?:mh?eán|dh?eireadh)\s+fómhair|[^\W\d_]{3,14})\.?"
DAY = r"(?P<day>\d{1,2})(?:\s?(?:\.?[ºª°]|er|re|st|nd|rd|th|ης|η|ος|-?го|-?ви|-?ти|ú|-a)|\.)?"
OF = r"\s*(?:(?:de\s+la|de|do|of|di|ta|päivänä|päivältä|päivä|mhí|day\s+of|e)\b['’]?\s+|ta['’]\s?|d['’]\s?|,\s?)?"
HAS_YEAR = re.compile(r"(?:1[0-9]|20|21)\d\d")  # as every date has
YEAR = r"(?P<year>1[0-9]\d\d|20\d\d|21\d\d)"
WORDS = (
    re.compile(rf"(?<![\d./])(?<!\d-){DAY}{OF}{MONTH}{BEFORE_YEAR}{YEAR}(?!\d)", re.I),
    re.compile(rf"(?<![\d./])(?<!\d-){YEAR}\s?\.?\s*(?:gada|gads)?\s+{DAY}\s*{MONTH}(?!\w)", re.I),
    re.compile(
        rf"(?<![\d./])(?<!\d-){YEAR}\s?\.?\s*(?:m\.|metų)?\s*{MONTH}\s+(?:mėn\.\s*)?(?P<day>\d{{1,2}})(?:\s?d\.|-?[áéin]+\b|\.)?(?!\d)",
        re.I,
    ),
    re.compile(rf"(?<!\w){MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,\s*{YEAR}(?!\d)", re.I),
)
FIGURES = (
    re.compile(r"(?<![\d./])(?<!\d-)(?P<year>1[0-9]\d\d|20\d\d|21\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?![\d-])"),
    re.compile(
        r"(?<![\d./])(?<!\d-)(?P<day>\d{1,2})(?P<sign>[./-])\s?(?P<month>\d{1,2})(?P=sign)\s?(?P<year>1[0-9]\d\d|20\d\d|21\d\d)(?![\d/])"
    ),
    re.compile(r"(?<![\d./])(?<!\d-)(?P<year>1[0-9]\d\d|20\d\d|21\d\d)\.\s?(?P<month>\d\d)\.\s?(?P<day>\d\d)(?:\.|(?![\d.]))"),
)
LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
ORDINAL = re.compile(r"\d\s?\.")


def dates(words: str, language: str | None = None, figures: bool = True) -> Iterator[Dated]:
    """Every date in a line, in order. `language` decides between October in one language and November in another."""
    if HAS_YEAR.search(words) is not None:
        yield from _dates(words, language, figures)


@lru_cache(maxsize=64)  # a line is asked for its date in turn by those who know one place of it each
def _dates(words: str, language: str | None, figures: bool) -> tuple[Dated, ...]:
    found = [
        Dated(match.start(), match.end(), iso)
        for pattern in (*WORDS, *(FIGURES if figures else ()))
        for match in pattern.finditer(words)
        if (iso := _iso(match, words, language))
    ]
    kept: list[Dated] = []
    for one in sorted(found, key=lambda date: (date.start, -date.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def one_date(words: str, language: str | None = None) -> str | None:
    """The date at the start of a value, as ISO 8601; None where there is none."""
    found = next(dates(words, language), None)
    return found.iso if found and not words[: found.start].strip(" \t\xa0([") else None


def _iso(found: re.Match[str], words: str, language: str | None) -> str | None:
    month = found["month"]
    number = int(month) if month.isdigit() else _month(" ".join(fold(month).split()), found, words, language)
    day = int(found["day"])
    if found.groupdict().get("sign") == "/" and number > 12 >= day:  # America's order
        number, day = day, number
    if not 1 <= number <= 12 or not 1 <= day <= LENGTHS[number - 1]:
        return None
    return f"{found['year']}-{number:02}-{day:02}"


def _month(form: str, found: re.Match[str], words: str, language: str | None) -> int:
    """The number of a month; 0 where the word is none, or may be one or another."""
    meant = FORMS.get(form, {})
    if len(meant) > 1:  # October in Croatian, which writes the day with a dot; November in Polish, which does not
        spoken = language or ("hr" if ORDINAL.match(words, found.start("day") + len(found["day"]) - 1) else "pl")
        meant = {number: said for number, said in meant.items() if spoken in said}
    return next(iter(meant)) if len(meant) == 1 else 0
