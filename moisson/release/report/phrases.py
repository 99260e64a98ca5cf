"""The report's words: a table for each language, `words_en.toml` and `words_fr.toml`, and how that language writes figures.

A sentence is one entry, however many figures stand in it, so that no grammar is put together here. An entry of two forms, `one`
and `other`, is chosen by the number `n`. In a sentence `**` marks what is strong and backticks mark code.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib.resources import files
from typing import Any

from moisson.release.report.markup import code
from moisson.release.wording import BASES, FORCES, KINDS, KINDS_MASKED, LANGUAGES, LEVELS, SCRIPTS

EDITIONS = ("en", "fr")
LABEL = re.compile(r"#\d+$")  # of a stage that a recipe uses more than once
DATE = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-([0-3]\d))?)?")
STRONG = re.compile(r"\*\*(.+?)\*\*")
NO_BREAK = re.compile(r" (?=[:;?!»%])|(?<=«) ")  # where French sets a space off and no line may end

Table = Mapping[str, Any]


def words_of(edition: str) -> "Words":
    """The words of one edition."""
    return Words(edition, table_of(edition))


def table_of(edition: str) -> "Table":
    """What an edition has words for; what the card says too, the English edition says in the card's words."""
    table = tomllib.loads(files("moisson.release.report").joinpath(f"words_{edition}.toml").read_text("utf-8"))
    return {**SHARED, **table} if edition == "en" else table


SHARED: Table = {
    "bases": BASES,
    "forces": FORCES,
    "kinds": KINDS,
    "kinds_masked": KINDS_MASKED,
    "languages": LANGUAGES,
    "levels": LEVELS,
    "scripts": SCRIPTS,
}


class Words:
    """What one edition of the report says: `words("privacy.lead", n=3)`. Whole numbers among the values are written its way."""

    def __init__(self, edition: str, table: Table) -> None:
        self.edition = edition
        self._table = table

    def __call__(self, key: str, **values: Any) -> str:
        """A sentence as plain text."""
        return self._entry(key, values).replace("**", "").replace("`", "").format(**self._written(values))

    def html(self, key: str, **values: Any) -> str:
        """A sentence as HTML; values that are strings are HTML already."""
        parts = escape(self._entry(key, values), quote=False).split("`")
        said = "".join(code(part) if place % 2 else part for place, part in enumerate(parts))
        return STRONG.sub(r"<strong>\1</strong>", said).format(**self._written(values))

    def heads(self, *keys: str) -> list[str]:
        """The heads of a table's columns."""
        return [self(f"heads.{key}") for key in keys]

    def known(self, section: str, name: str | None) -> str | None:
        """The words for one of a closed set, such as a level or a language; None where there are none."""
        found: str | None = self._table[section].get(name)
        return None if found is None else NO_BREAK.sub("\u00a0", found)

    def stage(self, label: str) -> str | None:
        """What a built-in stage does, by the label that the run gave it (`sample`, `sample#2`)."""
        return self.known("stages", label) or self.known("stages", LABEL.sub("", label))

    def reason(self, reason: str, stage: str = "") -> str | None:
        """What a reason of the ledger means: known by itself, by its first word (`quality:ocr-noise`), or by its stage."""
        of_itself = self.known("reasons", reason) or self.known("reasons", reason.partition(":")[0])
        return of_itself or self.known("reasons", stage) or self.stage(stage)

    def _entry(self, key: str, values: Table) -> str:
        section, _, name = key.partition(".")
        entry = self._table[section][name]
        if isinstance(entry, dict):
            entry = entry["one" if values["n"] in self._table["format"]["one"] else "other"]
        said: str = NO_BREAK.sub("\u00a0", entry)
        return said

    def _written(self, values: Table) -> dict[str, str]:
        return {name: self.number(value) if value is None or isinstance(value, int) else value for name, value in values.items()}

    def number(self, value: int | float | None) -> str:
        """Thousands set off; a dash for what is not known."""
        return "–" if value is None else self._marked(f"{value:,}")

    def _marked(self, digits: str) -> str:
        marks = self._table["format"]
        return digits.translate(str.maketrans({",": marks["thousands"], ".": marks["decimal"]}))

    def percent(self, share: float) -> str:
        """A share as a percentage that rounds neither something to nothing nor almost everything to everything."""
        if 0 < share < 0.001:
            return self("format.under", share=self._marked("0.1"))
        if 0.9995 <= share < 1:
            return self("format.over", share=self._marked("99.9"))
        return self("format.percent", share=self._marked(f"{100 * share:.1f}"))

    def share(self, value: float) -> str:
        """A share between 0 and 1 as it is: `0.99`."""
        return self._marked(f"{value:g}")

    def part(self, part: int, whole: int) -> str:
        """A part of a whole, in per cent; nothing of nothing is 0."""
        return self.percent(part / whole if whole else 0.0)

    def compact(self, value: int) -> str:
        """A number that fits under a column: 950, 1k, 2.5k, 3M."""
        for bound, unit in ((1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k")):
            if value >= bound:
                return self("format.compact", value=self._marked(f"{value / bound:.1f}".removesuffix(".0")), unit=unit)
        return str(value)

    def size(self, count: int) -> str:
        """A number of bytes for people: decimal units, as disks are sold."""
        if count < 1000:
            return self("format.bytes", n=count)
        value, units = count / 1000, self._table["format"]["units"]
        place = 0
        while value >= 999.95 and place < len(units) - 1:
            value, place = value / 1000, place + 1
        return self("format.size", value=self._marked(f"{value:,.0f}" if value >= 100 else f"{value:,.1f}"), unit=units[place])

    def date(self, value: str | None) -> str:
        """A day, month or year as the language writes it; what is no date of ISO 8601 stays as it is."""
        found = DATE.fullmatch(value or "")
        if not found:
            return value or "–"
        year, month, day = found.groups()
        if not month:
            return year
        named = self._table["format"]["months"][int(month) - 1]
        if not day:
            return self("format.month", month=named, year=year)
        return self("format.day", n=int(day), month=named, year=year)

    def language(self, code: str | None) -> str:
        """A language's name with its code; the code alone where the table has no name."""
        if code is None:
            return self("format.unsaid")
        named = self.known("languages", code)
        return f"{named} ({code})" if named else code

    def range(self, low: int, high: int | None) -> str:
        """A class of lengths or sizes: `20–49`, `3`, `101 or more`."""
        if high is None:
            return self("format.more", n=low)
        return self.number(low) if low == high else f"{self.number(low)}–{self.number(high)}"

    def listed(self, items: Iterable[str]) -> str:
        """`mail addresses, telephone numbers and IP addresses`."""
        names: Sequence[str] = list(items)
        if len(names) < 2:
            return "".join(names)
        return self("format.and", first=", ".join(names[:-1]), last=names[-1])
