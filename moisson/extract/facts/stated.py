"""What publishers state in words of their own, in the form that documents use: dates, languages, licences.

What has no such form is left out (dates, languages) or kept under the publisher's own name for it (licences): nothing is guessed.
"""

import re
from functools import lru_cache

DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?![\d-])")
COMPACT = re.compile(r"((?:1[5-9]|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
DAY_FIRST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?!\d)")
MONTHS_LENGTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

# ISO 639-1; 639-2 (both its codes) and 639-3; names in English, as data sets write them, and in the language itself.
LANGUAGES = """
ar ara Arabic|bg bul Bulgarian Български|bs bos Bosnian Bosanski|br bre Breton Brezhoneg|ca cat Catalan Català
co cos Corsican|cs ces cze Czech Čeština|cy cym wel Welsh Cymraeg|da dan Danish Dansk|de deu ger German Deutsch
el ell gre Greek Ελληνικά|en eng English|es spa Spanish Español Castellano|et est ekk Estonian Eesti|eu eus baq Basque Euskara
fi fin Finnish Suomi|fo fao Faroese|fr fra fre French Français|fy fry Frisian|ga gle Irish Gaeilge|gd gla Gaelic
gl glg Galician Galego|hr hrv Croatian Hrvatski|hu hun Hungarian Magyar|hy hye arm Armenian|is isl ice Icelandic Íslenska
it ita Italian Italiano|ka kat geo Georgian|la lat Latin|lb ltz Luxembourgish Lëtzebuergesch|lt lit Lithuanian Lietuvių
lv lav lvs Latvian Latviešu|mk mkd mac Macedonian Македонски|mt mlt Maltese Malti|nb nob Bokmål|nl nld dut Dutch Nederlands
nn nno Nynorsk|no nor Norwegian Norsk|oc oci Occitan|pl pol Polish Polski|pt por Portuguese Português
ro ron rum Romanian Română|ru rus Russian Русский|se sme Sami|sk slk slo Slovak Slovenčina|sl slv Slovenian Slovene Slovenščina
sq sqi alb als Albanian Shqip|sr srp Serbian Српски|sv swe Swedish Svenska|tr tur Turkish Türkçe|uk ukr Ukrainian Українська
zh zho chi Chinese|ja jpn Japanese
"""
CODES = {
    name.casefold(): names[0]
    for line in LANGUAGES.strip().split("\n")
    for group in line.split("|")
    for names in [group.split()]
    for name in names
}
TAG = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{2,8})*", re.I)

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
    words = value.strip()
    if code := CODES.get(words.casefold()):
        return code
    if tag := TAG.fullmatch(words):
        primary = tag[1].lower()
        known = CODES.get(primary)
        if known or len(primary) == 3:
            return known or (None if primary in ("und", "mul", "zxx", "mis") else primary)
    return None


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
