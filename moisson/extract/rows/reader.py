"""Rows of text: Parquet, JSON and JSON Lines, and tables with a mapping; one document per row.

`split` makes a Raw of each row, as `[read.rows]` or the layout says. Its content holds the text, the title, the language and the
identifiers, under a key of its own, so that `read` knows it again; what may change around the words goes into the other fields.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import orjson

from moisson.errors import DocumentError
from moisson.extract.facts.stated import iso_date, language_code, licence_id
from moisson.extract.how import How, Rows
from moisson.extract.html.page import html_to_text
from moisson.extract.rows.json import json_rows, sizes
from moisson.extract.rows.layouts import advice, likely, mapping
from moisson.extract.rows.parquet import parquet_rows
from moisson.extract.rows.values import first, name_of, plain, values_at, words
from moisson.identity import canonical_json, digest
from moisson.reader import File, Identifier, Raw, Refused, Text

TAG = "moisson-row"
BEGINS = f'{{"{TAG}":'.encode()
SAMPLE = 20  # rows looked at to know the layout
MAX_RECORD = 1 << 14  # bytes of a row's other columns that are kept
MAX_ID = 500
MOST_KINDS = 1000  # of rows with other keys each, that are remembered
PATHS = ("id", "text", "title", "language", "created", "url", "legal_state", "valid_from", "valid_to", "license", "revision")
MISSING = re.compile(r"none|null|nan|n/a|<na>", re.I)  # as programs write a title that is not there
COUNTED = re.compile(r"-?(?:\d{9,10}|\d{12,14})")
EPOCH = datetime(1970, 1, 1)
ADDRESS = re.compile(r"(?:(?:https?|ftp):)?//|[\w-]+(?:\.[\w-]+)+/", re.I)

Row = tuple[int, dict[str, Any] | DocumentError]


def split(file: File, how: How) -> Iterator[Raw | Refused]:
    """One document per row, named by the key that the layout declares, else by the content's hash; never by its position."""
    rows = parquet_rows(file.data) if file.data.startswith(b"PAR1") else json_rows(file.data, how.rows)
    yield from documents(file.path, rows, how.rows)


def documents(path: str, rows: Iterator[Row], declared: Rows | None) -> Iterator[Raw | Refused]:
    """Rows as documents; raises DocumentError where their columns fit no layout and none is declared."""
    sample = list(islice(rows, SAMPLE))
    columns: dict[str, int] = {}
    for _, row in sample:
        if isinstance(row, dict):
            for name, size in sizes(row).items():
                columns[name] = max(columns.get(name, 0), size)
    fields = mapping(declared, columns, [name for name, size in columns.items() if size])
    if fields is None and columns:
        raise DocumentError("rows-unmapped", advice(columns, _said(sample, likely(columns))))
    known: dict[str, str] = {}
    places = _Places(fields or Rows())
    for part in (sample, rows):
        for number, row in part:
            yield _checked(path, number, row, places, known)


def _said(sample: list[Row], place: str) -> str:
    """What the first row that has something at a path says there."""
    return next((words for _, row in sample if isinstance(row, dict) and (words := first(row, place)[1])), "")


class _Places:
    """Where the fields stand, for rows with the same keys without the paths that lead nowhere: a layout names many."""

    def __init__(self, fields: Rows) -> None:
        self.fields = fields
        self._lists = {name: paths for name in PATHS if isinstance(paths := getattr(fields, name), list)}
        self._opened = sorted({path.partition(".")[0] for paths in self._lists.values() for path in paths if "." in path})
        self._within: dict[tuple[tuple[str, ...] | None, ...], Rows] = {}

    def within(self, row: Mapping[str, Any]) -> Rows:
        """What holds for one row."""
        below = (tuple(held) if isinstance(held := row.get(name), dict) else None for name in self._opened)
        keys = (tuple(row), *below)
        if found := self._within.get(keys):
            return found
        kept = {name: [path for path in paths if _leads(path, row)] for name, paths in self._lists.items()}
        found = self.fields.model_copy(update=kept)
        if len(self._within) < MOST_KINDS:
            self._within[keys] = found
        return found


def _leads(path: str, row: Mapping[str, Any]) -> bool:
    """Whether something may stand at a path, by the keys of the row and those one step below."""
    top, _, steps = path.partition(".")
    if path in row or top == "*":
        return True
    held = row.get(top)
    return top in row and (not isinstance(held, dict) or steps.partition(".")[0] in (*held, "*"))


def _checked(
    path: str, number: int, row: dict[str, Any] | DocumentError, places: _Places, known: dict[str, str]
) -> Raw | Refused:
    """The document, or why it is none: a bad row, no text, or an id that another row of the file bears."""
    place = f"{path}#{number}"
    if isinstance(row, DocumentError):
        return Refused(place, row.reason, row.detail)
    try:
        found = document(row, places.within(row), path)
        version = found.version if found else ""
    except (ValueError, TypeError, RecursionError) as error:
        return Refused(place, "row-malformed", str(error)[:200])
    if found is None:
        return Refused(place, "empty", f"no text stands at {_shown(places.fields.text)}")
    if known.setdefault(found.id, version) != version:
        detail = "another row of the file has this id and other words; the first is kept ([read.rows] qualify tells them apart)"
        return Refused(found.id, "id-ambiguous", detail)
    return found


def document(row: Mapping[str, Any], fields: Rows, path: str) -> Raw | None:
    """A row as a document; None where it holds no text."""
    place, text = first(row, fields.text, "\n\n")
    if not isinstance(row.get(place, ""), str | bytes | list):
        text = ""  # a number is no text
    body = [part for part in (_lines(text), *_more(row, fields)) if part]
    if not body:
        return None
    content: dict[str, Any] = {"text": "\n\n".join(body)}
    _, title = first(row, fields.title)
    title = " ".join(title.split())
    if title := "" if MISSING.fullmatch(title) else title:
        content["title"] = title
    language = _fact(row, fields, "language", language_code)
    if language:
        content["language"] = language
    named = [[scheme, name] for scheme, paths in sorted(fields.identifiers.items()) if (name := name_of(row, paths))]
    if named:
        content["identifiers"] = named
    if fields.markup != "none":
        content["markup"] = fields.markup
    tagged = {TAG: content}
    name = name_of(row, fields.id)
    if name:
        name = "/".join(part for part in (*(name_of(row, path) for path in fields.qualify), name) if part)
    used = {path if path in row else path.partition(".")[0] for path in (place, *fields.also)}
    return Raw(
        id=name if 0 < len(name) <= MAX_ID else digest(name.encode() if name else canonical_json(tagged)),
        content=tagged,
        title=title or None,
        media_type="application/json",
        record=_record({key: value for key, value in row.items() if key not in used}),
        url=_fact(row, fields, "url", _address),
        legal_state=_fact(row, fields, "legal_state", _line),
        valid_from=_fact(row, fields, "valid_from", _day),
        valid_to=_fact(row, fields, "valid_to", _day),
        created=_fact(row, fields, "created", _day),
        publisher_version=_fact(row, fields, "revision", _line),
        rights=_rights(row, fields, path),
    )


def _more(row: Mapping[str, Any], fields: Rows) -> Iterator[str]:
    for path in fields.also:
        _, words = first(row, path, "\n\n")
        if words.strip():
            heading = f"<h2>{path}</h2>" if fields.markup == "html" else f"## {path}"
            yield f"{heading}\n\n{_lines(words)}"


def _lines(text: str) -> str:
    """The publisher's words as they are, with Unix line ends."""
    if not text or text.isspace():
        return ""
    return (text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text).strip("\n")


def _day(value: str) -> str | None:
    """A date, also one that a program counts from 1970, in seconds or thousandths; the year 2999 of a law without end is none."""
    if not COUNTED.fullmatch(value):
        return iso_date(value)
    day = (EPOCH + timedelta(seconds=int(value) // (1000 if len(value.lstrip("-")) > 10 else 1))).date()
    return day.isoformat() if 1500 < day.year < 2200 else None


def _line(value: str) -> str | None:
    return " ".join(value.split()) or None


def _address(value: str) -> str | None:
    """An address; other identifiers stand in the same columns."""
    line = _line(value)
    return line if line and ADDRESS.match(line) else None


def _fact(row: Mapping[str, Any], fields: Rows, name: str, form: Callable[[str], str | None]) -> str | None:
    """The first value at the paths of a field that has its form, else the constant that the source declares."""
    paths = getattr(fields, name)
    for path in [paths] if isinstance(paths, str) else paths or []:
        for value in values_at(row, path):
            if found := form(words(value)):
                return found
    stated = [form(value) for key, value in fields.constants.items() if key == name] if fields.constants else []
    return stated[0] if stated else None


def _rights(row: Mapping[str, Any], fields: Rows, path: str) -> dict[str, str] | None:
    """What the row itself states of its licence; nothing where it states none."""
    column, stated = first(row, fields.license)
    where = f"{path.rpartition('/')[2]}, {column}"
    if not stated and "license" in fields.constants:
        stated, where = fields.constants["license"], "[read.rows] constants"
    if not stated:
        return None
    stated = " ".join(stated.split())[:1000]
    level = "document" if column else "asserted"
    return {"license": licence_id(stated), "level": level, "stated": stated, "where": where}


def _record(others: dict[str, Any]) -> dict[str, Any] | None:
    """The publisher's other columns; the largest give way where all of them are too much."""
    record = {name: plain(value) for name, value in others.items() if value not in (None, "")}
    if len(canonical_json(record)) <= MAX_RECORD:
        return record or None
    by_size = {name: len(canonical_json(value)) + len(name) for name, value in record.items()}
    total = sum(by_size.values())
    for name in sorted(by_size, key=lambda name: (-by_size[name], name)):
        if total <= MAX_RECORD:
            break
        total -= by_size[name]
        del record[name]
    return record or None


def _shown(paths: str | list[str] | None) -> str:
    return " or ".join(f"`{path}`" for path in ([paths] if isinstance(paths, str) else paths or ["any known path"]))


def read(content: bytes, how: How) -> Iterator[Text]:
    """The text of one row; of a whole file, one text per row."""
    if content.startswith(BEGINS):
        try:
            yield _text(orjson.loads(content)[TAG])
        except (orjson.JSONDecodeError, TypeError, KeyError, AttributeError) as error:
            raise DocumentError("json-malformed", f"this is no row as `split` makes them: {error}") from None
        return
    for number, raw in enumerate(split(File("file", content), how), 1):
        if isinstance(raw, Raw):
            yield _text(orjson.loads(raw.body)[TAG], str(number))


def _text(row: Mapping[str, Any], part: str = "") -> Text:
    text = html_to_text(row["text"]) if row.get("markup") == "html" else row["text"]
    identifiers = tuple(Identifier(scheme, value) for scheme, value in row.get("identifiers", []))
    return Text(text, "row", row.get("title"), row.get("language"), part=part, identifiers=identifiers)
