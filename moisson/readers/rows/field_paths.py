"""Where a row holds the fields of a document: resolved once for all rows with the same keys, since a layout names many paths."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from moisson.readers.facts.stated import language_code
from moisson.readers.read_options import Rows
from moisson.readers.rows.values import values_at, words
from moisson.readers.text.front_fields import day_of

MOST_KINDS = 1000  # that are remembered
COUNTED = re.compile(r"-?(?:\d{9,10}|\d{12,14})")
EPOCH = datetime(1970, 1, 1)
ADDRESS = re.compile(r"(?:(?:https?|ftp):)?//|[\w-]+(?:\.[\w-]+)+/", re.I)

Form = Callable[[str], str | None]


def _line(value: str) -> str | None:
    return " ".join(value.split()) or None


def _address(value: str) -> str | None:
    """An address; other identifiers stand in the same columns."""
    line = _line(value)
    return line if line and ADDRESS.match(line) else None


@lru_cache(maxsize=4096)
def _day(value: str) -> str | None:
    """A date, also in words or counted from 1970, in seconds or thousandths; the year 2999 of a law without end is none."""
    if not COUNTED.fullmatch(value):
        return day_of(value)
    day = (EPOCH + timedelta(seconds=int(value) // (1000 if len(value.lstrip("-")) > 10 else 1))).date()
    return day.isoformat() if 1500 < day.year < 2200 else None


FACTS: dict[str, tuple[str, Form]] = {  # by field of `Rows`: the field of Raw, and its form
    "url": ("url", _address),
    "legal_state": ("legal_state", _line),
    "valid_from": ("valid_from", _day),
    "valid_to": ("valid_to", _day),
    "created": ("created", _day),
    "revision": ("publisher_version", _line),
    "language": ("language", language_code),  # of the content
}
NAMES = ("id", "text", "title", "license", *FACTS)


class Fact:
    """Where one of the facts around a text may stand, and what is stated of it for all rows."""

    __slots__ = ("form", "name", "paths", "stated")

    def __init__(self, name: str, paths: list[str], form: Form, stated: str | None) -> None:
        self.name = name
        self.paths = paths
        self.form = form
        self.stated = stated

    def of(self, row: Mapping[str, Any]) -> str | None:
        """The first value that has its form, else what is stated."""
        for path in self.paths:
            for value in values_at(row, path):
                if found := self.form(words(value)):
                    return found
        return self.stated


class RowKind:
    """Rows with the same keys: the paths that may lead somewhere in them."""

    __slots__ = ("also", "facts", "id", "identifiers", "language", "license", "markup", "qualify", "stated", "text", "title")

    def __init__(self, fields: Rows, paths: Mapping[str, list[str]], language: Fact | None, facts: list[Fact]) -> None:
        self.also = fields.also
        self.qualify = fields.qualify
        self.identifiers = sorted(fields.identifiers.items())
        self.markup = fields.markup if fields.markup != "none" else ""
        self.stated = fields.constants.get("license", "")  # of the licence, for all rows
        self.id = paths["id"]
        self.text = paths["text"]
        self.title = paths["title"]
        self.license = paths["license"]
        self.language = language
        self.facts = facts


class FieldPaths:
    """The kinds of rows that a mapping meets."""

    __slots__ = ("_inner", "_keys", "_kinds", "_last", "_opened", "_paths", "fields")

    def __init__(self, fields: Rows) -> None:
        self.fields = fields
        declared = {name: getattr(fields, name) or [] for name in NAMES}
        self._paths = {name: [paths] if isinstance(paths, str) else paths for name, paths in declared.items()}
        self._opened = {path.partition(".")[0] for paths in self._paths.values() for path in paths if "." in path}
        self._inner: dict[tuple[str, ...], list[str]] = {}  # by the keys of a row: of these, what holds more keys
        self._kinds: dict[tuple[Any, ...], RowKind] = {}
        self._keys: tuple[Any, ...] = ()  # of the row before, if none of them is looked into, and its kind
        self._last: RowKind | None = None

    def within(self, row: Mapping[str, Any]) -> RowKind:
        """What holds for one row, by its keys and those one step below."""
        keys: tuple[Any, ...] = tuple(row)
        if self._last is not None and keys == self._keys:
            return self._last
        if (opened := self._inner.get(keys)) is None:
            opened = [name for name in keys if name in self._opened]
            if len(self._inner) < MOST_KINDS:
                self._inner[keys] = opened
        if opened:
            keys = (keys, *[tuple(held) if isinstance(held := row[name], dict) else None for name in opened])
        if (found := self._kinds.get(keys)) is None:
            found = self._kind(row)
            if len(self._kinds) < MOST_KINDS:
                self._kinds[keys] = found
        self._keys, self._last = keys, None if opened else found
        return found

    def _kind(self, row: Mapping[str, Any]) -> RowKind:
        kept = {name: [path for path in paths if _leads(path, row)] for name, paths in self._paths.items()}
        constants = {str(name): stated for name, stated in self.fields.constants.items()}
        facts = {
            name: Fact(of, kept[name], form, form(constants.get(name, "")))
            for name, (of, form) in FACTS.items()
            if kept[name] or name in constants
        }
        language = facts.pop("language", None)
        return RowKind(self.fields, kept, language, [*facts.values()])


def _leads(path: str, row: Mapping[str, Any]) -> bool:
    """Whether something may stand at a path, by the keys of the row and those one step below."""
    top, _, steps = path.partition(".")
    if path in row or top == "*" or "+" in top:
        return True
    held = row.get(top)
    below = steps.partition(".")[0]
    return top in row and (not isinstance(held, dict) or below in (*held, "*") or "+" in below)
