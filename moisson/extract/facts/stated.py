"""What publishers state in words of their own, in the form that documents use: dates, languages, licences.

What has no such form is left out (dates, languages) or kept under the publisher's own name for it (licences): nothing is guessed.
"""

import re
from functools import lru_cache

from moisson.extract.facts.languages import iso639

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

# What data sets call the usual licences, in lower case, and the SPDX id.
LICENCES = [
    (r"cc[ -_]?0\b|cc[ -_]zero|publicdomain/zero", "CC0-1.0"),
    (r"etalab[ -]?2|licence ouverte[^0-9]{0,30}2\.0|open licen[cs]e[^0-9]{0,12}2\.0|\blo[ -]2\.0", "etalab-2.0"),
    (r"\bodbl\b|open database licen[cs]e", "ODbL-1.0"),
    (r"\bodc[ -]by|opendatacommons\.org/licenses/by", "ODC-By-1.0"),
    (r"\bpddl\b", "PDDL-1.0"),
    (r"\bogl(?:[ -]uk)?[ -]v?3|open government licen[cs]e[^0-9]{0,9}3", "OGL-UK-3.0"),
    (r"\bnlod[ -]?2", "NLOD-2.0"),
    (r"\bdl-de[/-]?by[ -]?2|dl-de/by-2-0", "DL-DE-BY-2.0"),
    (r"\bdl-de[/-]?zero[ -]?2|dl-de/zero-2-0", "DL-DE-ZERO-2.0"),
    (r"\beupl\b.{0,9}1\.2", "EUPL-1.2"),
    (r"apache[ -](?:licen[cs]e,? )?(?:version )?2", "Apache-2.0"),
    (r"^(?:the )?mit(?: licen[cs]e)?$", "MIT"),
]
CREATIVE = re.compile(r"\b(by(?:[ _-](?:nc|sa|nd)){0,2})[ _/-]*(?:v(?:ersion)? ?)?([1-4]\.[05])(?:[ _/-]([a-z]{2,3})\b)?")
PORTED = ("at", "au", "de", "igo", "nl", "us")  # to the law of these, with an SPDX id of its own
CREATIVE_WORDS = (
    ("creative commons", "cc"),
    ("attribution", "by"),
    ("noncommercial", "nc"),
    ("non-commercial", "nc"),
    ("sharealike", "sa"),
    ("share alike", "sa"),
    ("share-alike", "sa"),
    ("noderivatives", "nd"),
    ("noderivs", "nd"),
    ("international", ""),
    ("licenses/", ""),
)


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


@lru_cache(maxsize=4096)
def licence_id(stated: str) -> str:
    """The SPDX id of what is stated where it is one beyond doubt, else a LicenseRef made of the publisher's words."""
    words = " ".join(stated.lower().split())
    found = {spdx for pattern, spdx in LICENCES if re.search(pattern, words)}
    for long, short in CREATIVE_WORDS:
        words = words.replace(long, short)
    for creative in CREATIVE.finditer(" ".join(words.split())):
        ported = creative[3] if creative[2] != "4.0" else None
        spdx = "-".join(["cc", *re.split(r"[ -_]+", creative[1]), creative[2], *([ported] if ported else [])]).upper()
        found.add(spdx if not ported or ported in PORTED else f"LicenseRef-{spdx}")
    if len(found) == 1:
        return found.pop()
    return f"LicenseRef-{re.sub(r'[^A-Za-z0-9.]+', '-', stated).strip('-')[:60] or 'unnamed'}"
