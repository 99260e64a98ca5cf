"""OpenDocument spreadsheets (ODS, and as one XML file FODS): the visible sheets, cell by cell."""

import re

from moisson.contracts.errors import DocumentError
from moisson.readers.office.zipped import Package
from moisson.readers.rows.cells import moment, number, period, truth
from moisson.readers.rows.grid import Grid, Sheets
from moisson.readers.rows.records import Columns
from moisson.readers.rows.tags import Tags
from moisson.readers.xml.xmlsource import as_it_is_or_mended

NAMES = (
    *("table", "table-row", "table-cell", "covered-table-cell", "p", "s", "tab", "line-break", "style", "table-properties"),
    *("annotation", "object", "shapes", "tracked-changes", "forms", "ruby-text", "dde-links", "measure"),
)
TABLE, ROW, CELL, COVERED, PARAGRAPH, SPACES, TAB, BREAK, STYLE, PROPERTIES, LEFT_OUT = range(1, 12)
MOST_SPACES = 100
WHITE = re.compile(r"[ \t\n]+")  # which are one blank in OpenDocument
NEW_LINE = "\v"  # as it stands among words until white space is seen to


def packed_sheets(package: Package) -> Sheets:
    """The sheets of an ODS."""
    if b"encryption-data" in (package.find("META-INF/manifest.xml") or b""):
        raise DocumentError("office-encrypted", "the file is under a password")
    return sheets(package.read("content.xml"))


def sheets(content: bytes) -> Sheets:
    """The sheets of one XML file."""
    return iter(as_it_is_or_mended(content, lambda source: _sheets(Tags(source, NAMES))))


def _sheets(tags: Tags) -> list[tuple[str, Columns | DocumentError]]:
    found: list[tuple[str, Columns | DocumentError]] = []
    hidden: set[str] = set()
    style = ""
    while code := tags.step():
        if code == TABLE:
            if (tags.get(b"style-name") or "") in hidden:
                tags.skip()
            else:
                found.append((tags.get(b"name") or "", sheet(tags)))
        elif code == STYLE:
            style = tags.get(b"name") or ""
        elif code == PROPERTIES:
            if tags.get(b"display") == "false":
                hidden.add(style)
        elif code >= LEFT_OUT:
            tags.skip()
    return found


def sheet(tags: Tags) -> Columns | DocumentError:
    """The columns of a sheet, or why they are not read."""
    grid = Grid()
    refused: DocumentError | None = None
    times = at = 0
    while (code := tags.step()) and code != -TABLE:
        if code == ROW:
            times, at = tags.number(b"number-rows-repeated", 1), 0
        elif code == -ROW:
            refused = refused or grid.end_row(times)
        elif code in (CELL, COVERED):
            repeated = tags.number(b"number-columns-repeated", 1)
            words = cell(tags, code)
            if words and refused is None:
                refused = grid.put(at, words, repeated)
            at += repeated
        elif code >= LEFT_OUT or code == TABLE:
            tags.skip()
    return refused or grid.columns()


def cell(tags: Tags, code: int) -> str:
    """The words of a cell: what its value is, and that of words its paragraphs."""
    kind = tags.get(b"value-type")
    value = None
    if kind == "string":
        value = tags.get(b"string-value")
    elif kind in ("float", "percentage", "currency"):
        if (value := tags.get(b"value")) is not None:
            value = number(value)
    elif kind == "date":
        if (value := tags.get(b"date-value")) is not None:
            value = moment(value)
    elif kind == "time":
        if (value := tags.get(b"time-value")) is not None:
            value = period(value)
    elif kind == "boolean" and (value := tags.get(b"boolean-value")) is not None:
        value = truth(value)
    if value is not None:
        tags.skip()
        return value.strip()
    paragraphs = 0
    while (inner := tags.step()) and inner != -code:
        if inner == PARAGRAPH:
            if paragraphs:
                tags.write(NEW_LINE)
            paragraphs += 1
            tags.listen(True)
        elif inner == -PARAGRAPH:
            tags.listen(False)
        elif inner == SPACES:
            tags.write(" " * min(tags.number(b"c", 1), MOST_SPACES))
        elif inner == TAB:
            tags.write(" ")
        elif inner == BREAK:
            tags.write(NEW_LINE)
        elif inner >= LEFT_OUT or inner == TABLE:
            tags.skip()
    if not paragraphs:
        return ""
    words = tags.words()
    if "\n" in words or "\t" in words:
        words = WHITE.sub(" ", words)
    return words.replace(NEW_LINE, "\n").strip()
