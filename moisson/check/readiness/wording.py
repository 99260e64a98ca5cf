"""A report's wording in French, English or German: findings (`findings.toml`), labels (`words.toml`), numbers."""

import os
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from moisson.check.readiness.findings import Finding, Place

Lang = Literal["fr", "en", "de"]
LANGS: tuple[Lang, ...] = get_args(Lang)
THOUSANDS = {"fr": "\u202f", "en": ",", "de": "."}
DECIMAL = {"fr": ",", "en": ".", "de": ","}
PERCENT = {"fr": "\u202f%", "en": "%", "de": "\u00a0%"}
_LOST_PAGES = re.compile(r"(\d+) of (\d+) pages \(([^)]*)\) hold (no text|images)")  # as the reader of PDFs says it
_DECIMAL = re.compile(r"\d+(?:\.\d+)?")
_PERCENT = re.compile(r"(?<=\d)%")


def language_of(environment: Mapping[str, str] = os.environ) -> Lang:
    """The terminal's language, if the report has it; else English."""
    stated = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return next((lang for lang in LANGS if stated.lower().startswith(lang)), "en")


@cache
def table(name: str) -> dict[str, Any]:
    """One of the tables: `findings`, `words` or `extraction`."""
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8"))


class Words:
    """All words in one language."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang

    def label(self, name: str, group: str = "label", /, **values: str | int) -> str:
        """A label with its gaps filled."""
        said: str = table("words")[group][name][self.lang]
        return said.format(**{key: self.number(value) for key, value in values.items()}) if values else said

    def name(self, group: str, name: str) -> str:
        """The name of a thing (a language, a kind of data), or what it is called by where it has none."""
        return self.label(name, group) if name in table("words")[group] else name

    def what(self, finding: Finding) -> str:
        """What a finding says."""
        said = table("findings")[finding.key][self.lang]
        values = {"count": finding.count, "whole": finding.whole or 0, **finding.values}
        filled = {name: self._filled(name, value) for name, value in values.items()}
        sentence: str = said["one" if self._single(finding.count) else "other"].format(**filled)
        return sentence

    def do(self, finding: Finding) -> str:
        """What is to be done about it."""
        action: str = table("findings")[finding.key][self.lang]["do"]
        return action

    def _filled(self, name: str, value: str | int | float) -> str:
        """What stands in a gap; languages come as codes."""
        if name == "languages" and isinstance(value, str):
            return ", ".join(self.name("language", code) for code in value.split())
        return self.number(value)

    def _single(self, count: int) -> bool:
        return count == 1 or (count == 0 and self.lang == "fr")

    def number(self, value: str | int | float) -> str:
        """A number as this language writes it; words stay as they are."""
        if isinstance(value, str):
            return value
        written = f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")
        return written.replace(",", "\0").replace(".", DECIMAL[self.lang]).replace("\0", THOUSANDS[self.lang])

    def share(self, part: int, whole: int) -> str:
        """A percentage that rounds neither something to nothing nor almost everything to everything."""
        if not whole:
            return "–"
        percent = min(max(100 * part / whole, 0.1), 99.9) if 0 < part < whole else 100 * part / whole
        return self.number(round(percent, 1)) + PERCENT[self.lang]

    def note(self, place: Place) -> str:
        """What there is to know of a place."""
        if place.field:
            return self.label("in-title")
        if place.note and (lost := _LOST_PAGES.findall(place.note)):
            names = {"no text": "pages-without-text", "images": "pages-with-images"}
            return "; ".join(
                self.label(names[what], count=int(count), whole=int(whole), pages=pages) for count, whole, pages, what in lost
            )
        if place.note and _DECIMAL.fullmatch(place.note):
            return self.number(float(place.note))
        return _PERCENT.sub(PERCENT[self.lang], place.note or "")
