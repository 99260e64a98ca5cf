"""JSON and JSON Lines: rows, counted by line or by item; a bad line costs itself alone."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from moisson.contracts.errors import DocumentError
from moisson.readers.decode import decode
from moisson.readers.json_text import NotJson, parse_json
from moisson.readers.read_options import Rows
from moisson.readers.rows.columns import with_headings
from moisson.readers.rows.layouts import LONG_TEXT, advice, layout_of, likely, not_text
from moisson.readers.rows.values import first, values_at

FILLED = re.compile(rb"\S")
BLANK = re.compile(rb"\s*")
SPACE = re.compile(r"\s")
MOST_BAD = 1000  # bad lines from the start after which a file is no JSON Lines
FEW = 5  # items of a list that are looked at
DEEP = 6  # steps below an answer, which publishers wrap more than once
NAMES = ("id", "_id", "doc_id", "identifier")  # what the only row of a file has, and a lone setting has not
WRAPPERS = ("data", "rows", "items", "results", "records", "documents", "docs", "hits", "value", "result", "entries")

Row = tuple[int, dict[str, Any] | DocumentError]


def json_rows(data: bytes, declared: Rows | None) -> Iterator[Row]:
    """The rows of a file: the items of a list, an object that is a row itself, or one object a line."""
    source = _utf8(data)
    begin = FILLED.search(source)
    end = source.find(b"\n", begin.start() if begin else 0)
    several = end >= 0 and FILLED.search(source, end) is not None
    if several and isinstance(_loads(source[:end]), dict):
        yield from _lines(source)
        return
    value = _loads(source)
    if isinstance(value, DocumentError):
        if several and any(isinstance(_loads(line), dict) for line in source[end + 1 :].split(b"\n", 20)[:20]):
            yield from _lines(source)
            return
        raise value
    yield from enumerate(_items(value, declared or Rows()), 1)


def _utf8(data: bytes) -> bytes:
    """The file as UTF-8, whatever it is written in."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")) or b"\x00" in data[:64]:
        return decode(data).encode("utf-8", "replace")
    return data if is_utf8(data) else decode(data).encode("utf-8", "replace")


def is_utf8(data: bytes) -> bool:
    """Whether bytes are UTF-8, without making a string of them, which would take several times their room."""
    bounds = pa.py_buffer(np.array([0, len(data)], np.int64))
    try:
        pa.LargeStringArray.from_buffers(1, bounds, pa.py_buffer(data)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def value_of(data: bytes) -> Any:
    """The value of a file that is one; DocumentError in its place where it is none."""
    return _loads(_utf8(data))


def _loads(data: bytes | memoryview) -> Any:
    """The value, or DocumentError in its place. NaN and half an emoji, which programs write, are read."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        data = bytes(data)
        if not any(word in data for word in (b"NaN", b"Infinity", b"\\ud", b"\\uD")):
            return DocumentError("json-malformed", str(error))
    try:
        return parse_json(data)
    except NotJson as error:
        return DocumentError("json-malformed", str(error))


def _lines(source: bytes) -> Iterator[Row]:
    good = bad = number = end = 0
    view = memoryview(source)  # a part of it is no copy
    while end < len(source):
        start = end + (number > 0)
        end = source.find(b"\n", start)
        end = end if end >= 0 else len(source)
        number += 1
        line = view[start:end]
        if BLANK.fullmatch(line):
            continue
        value = _loads(line)
        if isinstance(value, dict):
            good += 1
            yield number, value
            continue
        bad += 1
        if bad > MOST_BAD and not good:
            raise DocumentError("json-malformed", f"none of the first {bad:,} lines holds a JSON object")
        said = value.detail if isinstance(value, DocumentError) else "not an object"
        yield number, DocumentError("json-malformed", f"line {number}: {said}")


def _items(value: Any, declared: Rows) -> list[dict[str, Any] | DocumentError]:
    """The rows in one JSON value; raises DocumentError where it holds none that can be known without a mapping."""
    items = declared.items
    if items is not None:
        places = values_at(value, items) if isinstance(value, dict) else values_at({"": value}, f".{items}")
        found = [row for part in places for row in (part if isinstance(part, list) else [part])]
        if not found:
            raise DocumentError("rows-missing", f"nothing stands at items = {items!r}; {_keys(value)}")
        return [_row(row) for row in found]
    if isinstance(value, list):
        if not any(isinstance(row, dict) for row in value):
            raise DocumentError("json-unmapped", "a list of bare values, which are no documents")
        if reason := not_text(value[0]):
            raise DocumentError(*reason)
        return [_row(row) for row in value]
    if not isinstance(value, dict):
        raise DocumentError("json-unmapped", "a bare value, which is no document")
    if declared.text is not None and first(value, declared.text)[0]:
        return [value]
    if reason := not_text(value):
        raise DocumentError(*reason)
    named = any(name in value for name in NAMES)
    if layout_of(value, [name for name, held in value.items() if isinstance(held, str) and (named or _long(held))]):
        return [value]
    for name in WRAPPERS:
        rows = value.get(name)
        if isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows):
            strings = [key for key, held in rows[0].items() if isinstance(held, str)]
            if layout_of(rows[0], strings):
                return [_row(row) for row in rows]
    raise DocumentError("json-unmapped", _keys(value))


def _row(value: Any) -> dict[str, Any] | DocumentError:
    return value if isinstance(value, dict) else DocumentError("json-malformed", "this item is not an object")


def _long(text: str) -> bool:
    return len(text) >= LONG_TEXT and " " in text


def _keys(value: Any) -> str:
    """What to write in source.toml for a JSON value of no known layout."""
    if not isinstance(value, dict):
        return "the file is a list: leave `items` out"
    found = sizes(value, DEEP)
    place = likely(found)
    rows, several, _ = place.partition(".*.")
    if not several or found[place] < LONG_TEXT:
        return advice(found, first(value, place)[1])
    inner: dict[str, int] = {}
    for row in (row for held in values_at(value, rows) if isinstance(held, list) for row in held[:FEW] if isinstance(row, dict)):
        for name, size in sizes(row, DEEP).items():
            inner[name] = max(size, inner.get(name, 0))
    return (
        f'rows may stand in [read.rows] items = "{rows}"; there, {advice(inner, first(value, place)[1])}; '
        f'or, for one document of them all, without `items`, text = "{with_headings(found, place)}"'
    )


def sizes(row: Mapping[str, Any], depth: int = 2) -> dict[str, int]:
    """The columns of a row, and paths below them, and how many characters of text each holds; lists of short words hold none."""
    found: dict[str, int] = {}
    for name, held in row.items():
        items = held[:FEW] if isinstance(held, list) else [held]
        size = sum(_extent(item) for item in items if isinstance(item, str))
        found[name] = size if size >= LONG_TEXT or not isinstance(held, list) else 0
        below = f"{name}.*" if isinstance(held, list) else name
        for inner in (item for item in items if isinstance(item, Mapping) and depth):
            for path, size in sizes(inner, depth - 1).items():
                if size:
                    found[f"{below}.{path}"] = max(size, found.get(f"{below}.{path}", 0))
    return found


def _extent(text: str) -> int:
    """How many characters of text a string holds: an address, a hash, a file in letters is none, however long."""
    return len(text) if len(text) < LONG_TEXT or not text.isascii() or SPACE.search(text) else LONG_TEXT - 1
