"""Office Open XML spreadsheets (XLSX): the visible worksheets, cell by cell (ECMA-376 part 1, 18)."""

import re
from collections.abc import Callable
from posixpath import join, normpath, split
from typing import NamedTuple, TypeVar

from moisson.contracts.errors import DocumentError
from moisson.readers.office.zipped import Package
from moisson.readers.rows.cells import moment, number, serial_duration, serial_moment, truth
from moisson.readers.rows.grid import Grid, Sheets
from moisson.readers.rows.number_formats import BUILT_IN, MOMENT, NUMBER, kind
from moisson.readers.rows.records import Columns
from moisson.readers.rows.tags import Tags
from moisson.readers.xml.xmlsource import as_it_is_or_mended

WORKBOOK = "xl/workbook.xml"
SINCE_1904 = 1462  # days from the one beginning of all days to the other
ESCAPE = re.compile(r"_x([\da-fA-F]{4})_")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
SHEET_NAMES = ("row", "c", "v", "is", "t", "rPh", "sheetData")
ROW, CELL, VALUE, INLINE, TEXT, PHONETIC, DATA = range(1, 8)
STRING_NAMES = ("si", "t", "rPh")
ITEM, ITS_TEXT, ITS_PHONETIC = range(1, 4)

Found = TypeVar("Found")


class Book(NamedTuple):
    """What the sheets of a file share."""

    strings: list[str]
    kinds: list[int]  # of numbers, by style
    since_1904: bool
    moments: dict[str, str]  # by their number: the same come again and again


def sheets(package: Package) -> Sheets:
    """The worksheets of a file."""
    folder, name = split(_workbook(package))
    related = _parsed(package.read(join(folder, "_rels", f"{name}.rels")), ("Relationship",), _related)
    since_1904, listed = _parsed(package.read(join(folder, name)), ("workbookPr", "sheet"), _listed)
    others = {kind: _target(package, folder, target) for kind, target in related.values()}
    strings = package.find(others.get("sharedStrings", join(folder, "sharedStrings.xml")))
    styles = package.find(others.get("styles", join(folder, "styles.xml")))
    book = Book(
        _parsed(strings, STRING_NAMES, _strings) if strings else [],
        _parsed(styles, ("numFmt", "cellXfs", "xf"), _kinds) if styles else [],
        since_1904,
        {},
    )
    if not listed.keys() & related.keys():
        raise DocumentError("spreadsheet-damaged", f"nothing says where its {len(listed)} sheets stand")
    for id, name in listed.items():
        type, target = related.get(id, ("", ""))
        if type == "worksheet":
            yield name, _parsed(package.read(_target(package, folder, target)), SHEET_NAMES, lambda tags: sheet(tags, book))


def _parsed(content: bytes, names: tuple[str, ...], read: Callable[[Tags], Found]) -> Found:
    return as_it_is_or_mended(content, lambda source: read(Tags(source, names)))


def _related(tags: Tags) -> dict[str, tuple[str, str]]:
    """By id: the last word of a part's type, and where it stands."""
    found: dict[str, tuple[str, str]] = {}
    while code := tags.step():
        if code > 0:
            found[tags.get(b"Id") or ""] = ((tags.get(b"Type") or "").rpartition("/")[2], tags.get(b"Target") or "")
    return found


def _workbook(package: Package) -> str:
    """The name of the member that lists the sheets: nearly always the usual one."""
    if WORKBOOK not in package and (relations := package.find("_rels/.rels")) is not None:
        for kind, target in _parsed(relations, ("Relationship",), _related).values():
            if kind == "officeDocument" and (name := _target(package, "", target)) in package:
                return name
    return WORKBOOK


def _target(package: Package, folder: str, target: str) -> str:
    """The name of a member: targets are relative to the workbook, or begin at the root of the file, which some forget to say."""
    target = target.replace("\\", "/")
    name = normpath(join("/", folder, target)).lstrip("/")
    return target if name not in package and target in package else name


def _listed(tags: Tags) -> tuple[bool, dict[str, str]]:
    """Whether days are counted from 1904, and the names of the sheets that are shown, by their id."""
    since_1904 = False
    found: dict[str, str] = {}
    while code := tags.step():
        if code == 1:
            since_1904 = since_1904 or truth(tags.get(b"date1904") or "") == "true"
        elif code == 2 and (tags.get(b"state") or "visible") == "visible":
            found[tags.get(b"id") or ""] = tags.get(b"name") or ""
    return since_1904, found


def _kinds(tags: Tags) -> list[int]:
    """What numbers are, by the style of their cell."""
    codes: dict[int, int] = {}
    found: list[int] = []
    inside = False
    while code := tags.step():
        if code == 1:
            codes[tags.number(b"numFmtId", 0)] = kind(tags.get(b"formatCode") or "")
        elif code in (2, -2):
            inside = code > 0
        elif code == 3 and inside:
            format = tags.number(b"numFmtId", 0)
            found.append(codes.get(format, BUILT_IN.get(format, NUMBER)))
    return found


def _strings(tags: Tags) -> list[str]:
    """The strings that cells refer to."""
    found: list[str] = []
    while code := tags.step():
        if code == ITS_TEXT:
            tags.listen(True)
        elif code == -ITS_TEXT:
            tags.listen(False)
        elif code == -ITEM:
            found.append(_unescaped(tags.words()))
        elif code == ITS_PHONETIC:
            tags.skip()
    return found


def _unescaped(words: str) -> str:
    """Words without white space around them, and without the escapes of control characters."""
    if "_x" in words and ESCAPE.search(words):
        words = ESCAPE.sub(_meant, words).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        words = CONTROL.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))
    return words.strip()


def _meant(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16))


def sheet(tags: Tags, book: Book) -> Columns | DocumentError:
    """The columns of a worksheet, or why they are not read."""
    grid = Grid()
    strings = book.strings
    at = -1
    while (code := tags.step()) and code != -DATA:
        if code == CELL:
            named = tags.column(b"r")
            at = named if named >= 0 else at + 1
            if tags.pending:  # it has a style and nothing more
                continue
            type = tags.get(b"t")
            style = tags.number(b"s", 0)
            _hear(tags)
            place = tags.whole(len(strings)) if type == "s" else -1
            if place >= 0:
                words = strings[place]
            elif not (words := tags.words().strip()):
                continue
            elif type == "s":
                raise DocumentError("spreadsheet-damaged", f"a cell refers to string {words[:20]} of {len(strings):,}")
            elif type is None or type == "n":
                words = _number(words, style, book)
            else:
                words = _typed(words, type)
            if words and (refused := grid.put(at, words)):
                return refused
        elif code == ROW:
            at = -1
        elif code == -ROW and (refused := grid.end_row()):
            return refused
    return grid.columns()


def _hear(tags: Tags) -> None:
    """Keep what stands in a cell, to its end."""
    while (code := tags.step()) and code != -CELL:
        if code == INLINE:
            tags.words()  # a value beside it is of no account
        elif code in (VALUE, TEXT):
            tags.listen(True)
        elif code in (-VALUE, -TEXT):
            tags.listen(False)
        elif code == PHONETIC:
            tags.skip()


def _number(words: str, style: int, book: Book) -> str:
    meaning = book.kinds[style] if style < len(book.kinds) else NUMBER
    if meaning == NUMBER:
        return number(words)
    if meaning == MOMENT and words in book.moments:
        return book.moments[words]
    try:
        serial = float(words)
    except ValueError:
        return words
    if meaning != MOMENT:
        return serial_duration(serial)
    book.moments[words] = serial_moment(serial + SINCE_1904 if book.since_1904 and serial >= 1 else serial)
    return book.moments[words]


def _typed(words: str, type: str) -> str:
    """A value of another kind: errors are no words."""
    if type == "e":
        return ""
    if type == "b":
        return truth(words)
    return moment(words) if type == "d" else _unescaped(words)
