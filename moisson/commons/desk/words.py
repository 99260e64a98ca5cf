"""The words of the desk: a table for each language (`words_en.toml` …), for its page and its letters."""

import tomllib
from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from typing import Any

from moisson.commons.desk.grounds import LANGUAGES

WORDS: Mapping[str, Mapping[str, Any]] = {
    language: tomllib.loads(files("moisson.commons.desk").joinpath(f"words_{language}.toml").read_text("utf-8"))
    for language in LANGUAGES
}


def day(iso: str, language: str) -> str:
    """A day as a letter writes it: `1 December 2026`, `1er décembre 2026`, `1. Dezember 2026`."""
    found = date.fromisoformat(iso)
    month = WORDS[language]["months"][found.month - 1]
    first = (
        {"en": "1", "fr": "1er", "de": "1."}[language]
        if found.day == 1
        else {"de": f"{found.day}."}.get(language, str(found.day))
    )
    return f"{first} {month} {found.year}"


def number(value: int, language: str) -> str:
    """A number with the language's own separators."""
    separator = {"en": ",", "fr": "\N{NARROW NO-BREAK SPACE}", "de": "."}[language]
    return f"{value:,}".replace(",", separator)


def counted(name: str, count: int, language: str, **more: str) -> str:
    """A phrase of `[counts]` for one or several; French counts nothing as one."""
    forms = WORDS[language]["counts"][name]
    one = count == 1 or (count == 0 and language == "fr")
    return str(forms["one" if one else "other"]).format(n=number(count, language), **more)
