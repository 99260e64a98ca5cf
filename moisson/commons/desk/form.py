"""The form: the fields that the page asks for, in three languages, and what a mail made from it says.

A form with `action="mailto:…"` and `enctype="text/plain"` gives lines `Field=words`; the words may go on over further lines.
Fields are named in the asker's language, since they read the mail before they send it, and tell that language.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from moisson.commons.desk.grounds import KINDS, LANGUAGES
from moisson.commons.desk.words import WORDS

FIELDS = ("kind", "id", "address", "passage", "why", "name")
ADDRESS = re.compile(r"https?://[^\s<>\"'\]})]+")
ID = re.compile(r"(?<![\w/.:@])[a-z]{2}_[a-z0-9_]{2,60}/[^\s<>\"',;]+")
MOST_NAMED = 50


@dataclass(frozen=True)
class Asked:
    """What a request says."""

    kind: str
    language: str | None  # None where a mail is not from the form
    named: tuple[tuple[str, str], ...]  # documents, as ("id" | "address" | "passage", words)
    why: str
    name: str = ""


def fields_of(language: str) -> Mapping[str, str]:
    """The names of the fields in a language."""
    return {field: WORDS[language]["fields"][field] for field in FIELDS}


def asked_in(text: str) -> Asked:
    """What the text of a mail asks: by its fields; else words that a person must sort, with the addresses and ids in them."""
    for language in LANGUAGES:
        found = _fields(text, language)
        if "kind" in found and len(found) > 1:
            return _asked(found, language)
    return Asked("unsorted", None, tuple(_mentioned(text)), text.strip())


def _fields(text: str, language: str) -> dict[str, str]:
    names = {written: field for field, written in fields_of(language).items()}
    found, last = dict[str, str](), None
    for line in text.splitlines():
        name, is_field, words = line.lstrip("> ").partition("=")
        field = names.get(name.strip()) if is_field else None
        if field is not None and field not in found:  # the first stands: words may look like a field
            found[field], last = words, field
        elif last is not None:
            found[last] += "\n" + line
    return {field: words.strip() for field, words in found.items()}


def _asked(found: Mapping[str, str], language: str) -> Asked:
    by_name = {written: kind for kind, written in WORDS[language]["kinds"].items()}
    kind = by_name.get(" ".join(found["kind"].split()), "unsorted")
    named = [(way, words) for way in ("id", "address", "passage") if (words := found.get(way, ""))]
    several = [(way, each) for way, words in named for each in (words.split() if way != "passage" else [words])]
    rest = _mentioned(found.get("why", ""))
    return Asked(
        kind, language, tuple(dict.fromkeys([*several, *rest]))[:MOST_NAMED], found.get("why", ""), found.get("name", "")
    )


def _mentioned(text: str) -> list[tuple[str, str]]:
    """Addresses and ids of documents that a text mentions."""
    addresses = [("address", each.rstrip(".,;:!?")) for each in ADDRESS.findall(text)]
    ids = [("id", each.rstrip(".:!?)")) for each in ID.findall(ADDRESS.sub(" ", text))]
    return list(dict.fromkeys([*addresses, *ids]))[:MOST_NAMED]


def known_kinds(language: str) -> Mapping[str, str]:
    """The kinds that the form offers, in a language, in order."""
    return {kind: WORDS[language]["kinds"][kind] for kind in KINDS if kind != "unsorted"}
