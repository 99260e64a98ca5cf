"""Values in a row, by path and as strings."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import orjson

from moisson.contracts.identity import canonical_json
from moisson.readers.read_options import Paths

JSON_START = ("{", "[")
SAMPLE = 20  # rows looked at to know the layout
MOST_REMEMBERED = 1 << 16  # characters
NOT_UTF8 = ("encoding-unknown", "a string of this row is not UTF-8")
PLAIN = {str, bool, float, type(None)}


def values_at(row: Mapping[str, Any], path: str) -> Sequence[Any]:
    """The values at a path: keys joined by dots, `*` for every item of a list; JSON in a string is parsed.

    Keys with `+` between them are taken one after the other: `articles.*.number+words` keeps each number with its words.
    """
    if path in row:  # a key may have dots in it
        return (row[path],)
    top, *steps = _steps(path)
    if top not in row and top != "*" and "+" not in top:
        return ()
    found = _step(row, top)
    for step in steps:
        found = [below for value in found for below in _step(_opened(value), step)]
    return found


@lru_cache(maxsize=1024)
def _steps(path: str) -> list[str]:
    return path.split(".")


def _step(value: Any, step: str) -> list[Any]:
    if isinstance(value, (dict, Mapping)):  # asked of a dict, an abstract class takes its time
        if step in value:
            return [value[step]]
        if step == "*":
            return list(value.values())
        return [value[key] for key in step.split("+") if key in value] if "+" in step else []
    if isinstance(value, list):
        if step == "*":
            return value
        if step.isascii() and step.isdigit():
            return value[int(step) : int(step) + 1]
    return []


def _opened(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(JSON_START):
        return _remembered(value) if len(value) < MOST_REMEMBERED else _loaded(value)
    return value


def _loaded(value: str) -> Any:
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        return value


_remembered = lru_cache(maxsize=2)(_loaded)  # one column holds what many paths lead to


def words(value: Any, between: str = ", ") -> str:
    """A value as words; nothing for what has none. The items of a list are joined."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return "" if value != value else f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, (int, Decimal)):
        return str(value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, list):
        return between.join([part for item in value if (part := words(item, between))])
    return ""


def first(row: Mapping[str, Any], paths: Paths | None, between: str = ", ") -> tuple[str, str]:
    """The first path that holds something, with its value; two empty strings where none does."""
    for path in [paths] if isinstance(paths, str) else paths or []:
        values = values_at(row, path)
        found = between.join([part for value in values if (part := words(value, between))]) if values else ""
        if found and not found.isspace():
            return path, found
    return "", ""


def name_of(row: Mapping[str, Any], paths: Paths | None) -> str:
    """An identifier: one line of words, or canonical JSON where the publisher identifies by several values."""
    for path in [paths] if isinstance(paths, str) else paths or []:
        for value in values_at(row, path):
            found = canonical_json(value).decode() if isinstance(value, dict) and value else words(value)
            if found.strip():
                return " ".join(found.split())
    return ""


def plain(value: Any) -> Any:
    """A value as JSON has it, without what a record has no use for: bytes."""
    if type(value) in PLAIN:
        return value
    if isinstance(value, int):
        return value if -(2**63) <= value < 2**64 else str(value)
    if isinstance(value, (dict, Mapping)):
        return {str(key): plain(item) for key, item in value.items() if not isinstance(item, bytes)}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value if not isinstance(item, bytes)]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return words(value) or str(value)
