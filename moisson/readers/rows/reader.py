"""Rows of text: Parquet, JSON and JSON Lines, and tables with a mapping; one document per row.

`split` makes a Raw of each row, as `[read.rows]` or the layout says. The content holds text, title, language and identifiers
under a key that `read` knows; what may change around the words goes into Raw's other fields.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import orjson

from moisson.contracts.errors import DocumentError
from moisson.contracts.identity import canonical_json, digest
from moisson.contracts.seeds import SEED
from moisson.readers.contract import File, Identifier, Raw, Refused, Text
from moisson.readers.html.page import html_to_text
from moisson.readers.read_options import How, Paths, Rows
from moisson.readers.rows.columns import EVERY
from moisson.readers.rows.field_paths import FieldPaths, RowKind
from moisson.readers.rows.json import json_rows, sizes
from moisson.readers.rows.layouts import LAYOUTS, PIECE, advice, layout_of, likely, mapping
from moisson.readers.rows.parquet import parquet_rows
from moisson.readers.rows.values import NOT_UTF8, SAMPLE, first, name_of, plain, values_at, words
from moisson.readers.rows.wrapped_text import lone_text
from moisson.rights.resolve import licence_id

TAG = "moisson-row"
BEGINS = f'{{"{TAG}":'.encode()
MAX_RECORD = 1 << 14  # bytes of a row's other columns that are kept
MAX_ID = 500
MISSING = {"none", "null", "nan", "n/a", "<na>"}  # as programs write a title that is not there

Row = tuple[int, dict[str, Any] | DocumentError]


def split(file: File, how: How) -> Iterator[Raw | Refused]:
    """One document per row, named by the layout's key, else by its hash; a lone answer that wraps one text, by its file."""
    try:
        yield from _rows(file, how.rows)
    except DocumentError as error:
        told = lone_text(file.data) if error.reason == "json-unmapped" and how.rows is None else None
        if told is None:
            raise
        for raw in _rows(file, told):
            yield raw._replace(id=file.path) if isinstance(raw, Raw) else raw


def _rows(file: File, declared: Rows | None) -> Iterator[Raw | Refused]:
    rows = parquet_rows(file.data) if file.data.startswith(b"PAR1") else json_rows(file.data, declared)
    return documents(file.path, rows, declared)


def documents(path: str, rows: Iterator[Row], declared: Rows | None) -> Iterator[Raw | Refused]:
    """Rows as documents; raises DocumentError where their columns fit no layout and none is declared."""
    sample = list(islice(rows, SAMPLE))
    columns: dict[str, int] = {}
    for _, row in sample:
        if isinstance(row, dict):
            for name, size in sizes(row).items():
                columns[name] = max(columns.get(name, 0), size)
    named = [name for name, size in columns.items() if size]
    fields = mapping(declared, columns, named)
    if fields is None and columns:
        raise DocumentError("rows-unmapped", advice(columns, _said(sample, likely(columns))))
    guessed = declared is None or not {"text", "markup"} & declared.model_fields_set
    if fields and guessed and layout_of(columns, named) is LAYOUTS[-1] and _marked(sample, fields.text):
        fields = fields.model_copy(update={"markup": "html"})
    places = FieldPaths(fields or Rows())
    for part in (sample, rows):
        for number, row in part:
            yield _checked(path, number, row, places)


def _marked(sample: list[Row], places: Paths | None) -> bool:
    """Whether the texts are pieces of pages, every one that was looked at: they begin and end with an element."""
    texts = [first(row, places or [])[1].strip() for _, row in sample if isinstance(row, dict)]
    return any(texts) and all(PIECE.match(text) and text.endswith(">") for text in texts if text)


def _said(sample: list[Row], place: str) -> str:
    """What the first row that has something at a path says there."""
    return next((said for _, row in sample if isinstance(row, dict) and (said := first(row, place)[1])), "")


def _checked(path: str, number: int, row: dict[str, Any] | DocumentError, places: FieldPaths) -> Raw | Refused:
    """The document, or why it is none: a bad row, or no text."""
    if isinstance(row, DocumentError):
        return Refused(f"{path}#{number}", row.reason, row.detail)
    try:
        found = document(row, places.within(row), path)
    except UnicodeDecodeError:
        return Refused(f"{path}#{number}", *NOT_UTF8)
    except (ValueError, TypeError, RecursionError) as error:
        return Refused(f"{path}#{number}", "row-malformed", str(error)[:200])
    return found or Refused(f"{path}#{number}", "empty", f"no text stands at {_shown(places.fields.text)}")


def document(row: Mapping[str, Any], kind: RowKind, path: str) -> Raw | None:
    """A row as a document; None where it holds no text."""
    place, text = first(row, kind.text, "\n\n")
    if not isinstance(row.get(place, ""), (str, bytes, list)):
        text = ""  # a number is no text
    text = "\n\n".join([part for part in (_lines(text), *_more(row, kind)) if part])
    if not text:
        return None
    content: dict[str, Any] = {"text": text}
    title = " ".join(first(row, kind.title)[1].split()) if kind.title else ""
    if title.lower() in MISSING:
        title = ""
    if title:
        content["title"] = title
    if kind.language and (language := kind.language.of(row)):
        content["language"] = language
    if kind.identifiers and (named := [pair for scheme, paths in kind.identifiers for pair in _named(row, scheme, paths)]):
        content["identifiers"] = [list(pair) for pair in dict.fromkeys(named)]
    if kind.markup:
        content["markup"] = kind.markup
    body = canonical_json({TAG: content})
    name = name_of(row, kind.id)
    if name and kind.qualify:
        name = "/".join([part for part in [*[name_of(row, path) for path in kind.qualify], name] if part])
    used = {path if path in row else path.partition(".")[0] for path in (place, *kind.also)}
    facts: dict[str, Any] = {"title": title or None, "record": _record(row, used), "rights": _rights(row, kind, path)}
    for fact in kind.facts:
        facts[fact.name] = fact.of(row)
    return Raw(name if 0 < len(name) <= MAX_ID else digest(name.encode() or body), body, **facts)


def _more(row: Mapping[str, Any], kind: RowKind) -> Iterator[str]:
    for path in kind.also:
        _, said = first(row, path, "\n\n")
        if said.strip():
            heading = f"<h2>{path}</h2>" if kind.markup == "html" else f"## {path}"
            yield f"{heading}\n\n{_lines(said)}"


def _lines(text: str) -> str:
    """The publisher's words as they are, with Unix line ends."""
    if not text or text.isspace():
        return ""
    return (text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text).strip("\n")


def _rights(row: Mapping[str, Any], kind: RowKind, path: str) -> dict[str, str] | None:
    """What the row itself states of its licence; nothing where it states none."""
    if not kind.license and not kind.stated:
        return None
    column, stated = first(row, kind.license)
    where = f"{path.rpartition('/')[2]}, {column}"
    if not stated and kind.stated:
        stated, where = kind.stated, "[read.rows] constants"
    if not stated:
        return None
    stated = " ".join(stated.split())[:1000]
    level = "document" if column else "asserted"
    return {"license": licence_id(stated), "level": level, "stated": stated, "where": where}


def _named(row: Mapping[str, Any], scheme: str, paths: Paths) -> list[tuple[str, str]]:
    """What a row is called by a scheme; of the texts that it was made from, all; of a list that says its schemes, each."""
    if scheme not in (SEED, EVERY):
        return [(scheme, name)] if (name := name_of(row, paths)) else []
    values = [value for path in ([paths] if isinstance(paths, str) else paths) for value in values_at(row, path)]
    each = [one for value in values for one in (value if isinstance(value, list | tuple) else [value])]
    if scheme == EVERY:
        said = [(words(one.get("scheme")), words(one.get("value"))) for one in each if isinstance(one, Mapping)]
        return [(of, name) for of, name in said if of and name]
    return [(SEED, name) for one in each if (name := name_of({"": one}, ""))]


def _record(row: Mapping[str, Any], used: set[str]) -> dict[str, Any] | None:
    """The publisher's other columns; the largest give way where all of them are too much."""
    record: dict[str, Any] = {}
    for name, value in row.items():
        if value is not None and name not in used and value != "":
            record[name] = value if type(value) is str else plain(value)
    if len(canonical_json(record)) <= MAX_RECORD:
        return record or None
    sizes = {name: len(canonical_json(value)) + len(name) for name, value in record.items()}
    total = sum(sizes.values())
    for less, name in sorted([(-size, name) for name, size in sizes.items()]):
        if total <= MAX_RECORD:
            break
        total += less
        del record[name]
    return record or None


def _shown(paths: str | list[str] | None) -> str:
    return " or ".join(f"`{path}`" for path in ([paths] if isinstance(paths, str) else paths or ["any known path"]))


def read(content: bytes, how: How) -> Iterator[Text]:
    """The text of one row; of a whole file, one text per row."""
    return iter((_row_text(content),)) if content.startswith(BEGINS) else _texts(content, how)


def _row_text(content: bytes) -> Text:
    try:
        return _text(orjson.loads(content)[TAG])
    except (orjson.JSONDecodeError, TypeError, KeyError, AttributeError) as error:
        raise DocumentError("json-malformed", f"this is no row as `split` makes them: {error}") from None


def _texts(content: bytes, how: How) -> Iterator[Text]:
    for number, raw in enumerate(split(File("file", content), how), 1):
        if isinstance(raw, Raw):
            yield _text(orjson.loads(raw.body)[TAG], str(number))


def _text(row: Mapping[str, Any], part: str = "") -> Text:
    text = html_to_text(row["text"]) if row.get("markup") == "html" else row["text"]
    named = row.get("identifiers")
    identifiers = tuple([Identifier(scheme, value) for scheme, value in named]) if named else ()
    return Text(text, "row", row.get("title"), row.get("language"), part=part, identifiers=identifiers)
