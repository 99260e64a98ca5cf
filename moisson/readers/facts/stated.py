"""Dates and languages as publishers write them, as ISO 8601 and ISO 639. Nothing is guessed."""

import re
from functools import lru_cache

from moisson.readers.facts.languages import iso639

DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?![\d-])")
COMPACT = re.compile(r"((?:1[5-9]|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
DAY_FIRST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?!\d)")
MONTHS_LENGTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

# Names in English, as data sets write them, and in the language itself; codes are `languages.iso639`'s.
NAMES = """
ar Arabic|bg Bulgarian Български|bs Bosnian Bosanski|br Breton Brezhoneg|ca Catalan Català|co Corsican|cs Czech Čeština
cy Welsh Cymraeg|da Danish Dansk|de German Deutsch|el Greek Ελληνικά|en English|es Spanish Español Castellano|et Estonian Eesti
eu Basque Euskara|fi Finnish Suomi|fo Faroese|fr French Français|fy Frisian|ga Irish Gaeilge|gd Gaelic|gl Galician Galego
hr Croatian Hrvatski|hu Hungarian Magyar|hy Armenian|is Icelandic Íslenska|it Italian Italiano|ka Georgian|la Latin
lb Luxembourgish Lëtzebuergesch|lt Lithuanian Lietuvių|lv Latvian Latviešu|mk Macedonian Македонски|mt Maltese Malti|nb Bokmål
nl Dutch Nederlands|nn Nynorsk|no Norwegian Norsk|oc Occitan|pl Polish Polski|pt Portuguese Português|ro Romanian Română
ru Russian Русский|se Sami|sk Slovak Slovenčina|sl Slovenian Slovene Slovenščina|sq als Albanian Shqip|sr Serbian Српски
sv Swedish Svenska|tr Turkish Türkçe|uk Ukrainian Українська|zh Chinese|ja Japanese
"""
BY_NAME = {
    name.casefold(): code
    for group in NAMES.replace("\n", "|").strip("|").split("|")
    for code, *names in [group.split()]
    for name in names
}


@lru_cache(maxsize=4096)
def iso_date(value: str) -> str | None:
    """A date as ISO 8601, no longer than a day; None where it is none."""
    words = value.strip()
    if found := DAY.match(words) or COMPACT.match(words):
        return _date(found[1], found[2], found[3])
    if found := DAY_FIRST.match(words):  # Europe's order; where it is impossible, America's
        first, second = int(found[1]), int(found[3])
        if second > 12 >= first and found[2] == "/":
            first, second = second, first
        return _date(found[4], f"{second:02}", f"{first:02}")
    return None


def _date(year: str, month: str | None, day: str | None) -> str | None:
    if year == "0000" or (month is not None and not 1 <= int(month) <= 12):
        return None
    if month is not None and day is not None and not 1 <= int(day) <= MONTHS_LENGTH[int(month) - 1]:
        return None
    return "-".join(part for part in (year, month, day) if part)


@lru_cache(maxsize=4096)
def language_code(value: str) -> str | None:
    """A language as ISO 639-1, or 639-3 where it has no shorter code, from a code, a tag (`fr-BE`, `fra_Latn`) or a name."""
    return BY_NAME.get(value.strip().casefold()) or iso639(value)
