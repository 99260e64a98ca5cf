"""Spreadsheets (XLSX, XLSB, XLS, ODS): each visible sheet with its name as a heading, its cells as text."""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import chain
from types import TracebackType
from typing import Any

from moisson.errors import DocumentError
from moisson.extract.how import How
from moisson.extract.rows.extents import extent
from moisson.extract.rows.ods_content import has_breaks, with_breaks, without_spaces
from moisson.extract.rows.sheets import MAX_CELLS, columns_of, sheet_text
from moisson.reader import Text

MAX_UNPACKED = 256 << 20  # bytes of all members of the file
UNNAMED = re.compile(  # as programs name a sheet that nobody has named
    r"(?:sheet|feuil|feuille|tabelle|hoja|foglio|blad|ark|taul|taulukko|list|hárok|arkusz|munka|folha|planilha|full|лист|φύλλο|foaie"
    r"|leht|lapa|lapas|sayfa)[ _]?\d+",
    re.I,
)
MAX_EXTENT = 20 * MAX_CELLS  # of a sheet, empty cells among them


class _Panics:
    """Names what a bug in Rust looks like from here: an exception that is no Exception, whose class cannot be imported."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        if kind is not None and kind.__name__ == "PanicException":
            raise DocumentError("spreadsheet-damaged", "the library that reads it gave up on it") from None


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document per file. A sheet of numbers beside sheets of words is left out; a file of numbers alone is refused."""
    with _Panics():
        text = _text(content)
    yield Text(text, "spreadsheet")


def _text(content: bytes) -> str:
    try:
        import python_calamine as calamine
    except ImportError:
        raise DocumentError("needs-extra", "install moisson[tables]") from None
    members = _bounded(content) if content.startswith(b"PK") else {}
    if has_breaks(members.get("content.xml", b"")):
        content = _packed(members, with_breaks)
    parts: list[str] = []
    seen: set[str] = set()
    refused: list[DocumentError] = []
    before: tuple[int, list[list[Any]]] = (0, [])
    try:
        try:
            book = calamine.CalamineWorkbook.from_filelike(BytesIO(content))
        except calamine.CalamineError:
            if "content.xml" not in members:
                raise
            book = calamine.CalamineWorkbook.from_filelike(BytesIO(_packed(members, without_spaces)))
        visible = [sheet.name for sheet in book.sheets_metadata if sheet.visible == calamine.SheetVisibleEnum.Visible]
        worksheets = {sheet.name for sheet in book.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet}
        for name in visible:
            if name not in worksheets:
                continue
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height * sheet.total_width > MAX_EXTENT:
                refused.append(
                    DocumentError("table-too-large", f"a sheet spans {sheet.total_height:,} by {sheet.total_width:,} cells")
                )
                continue
            title = "" if UNNAMED.fullmatch(name) else f"## {' '.join(name.split())}\n\n"
            level = 3 if title else 2
            rows = sheet.to_python(skip_empty_area=True)
            if level == before[0] and _same(rows, before[1]):  # forms come with the same sheet twenty times
                continue
            before = (level, rows if sheet.total_height * sheet.total_width <= MAX_CELLS else [])  # more would take much room
            try:
                text = sheet_text(columns_of(rows), level, shown)
            except DocumentError as reason:
                refused.append(reason)
                continue
            if text and text not in seen:
                seen.add(text)
                parts.append(f"{title}{text}")
    except calamine.PasswordError:
        raise DocumentError("office-encrypted", "the file is under a password") from None
    except (calamine.CalamineError, OSError) as error:
        raise DocumentError("spreadsheet-damaged", " ".join(str(error).split())[:300]) from None
    if not parts and refused:
        raise refused[0]
    return "\n\n".join(parts)


def _same(rows: list[list[Any]], others: list[list[Any]]) -> bool:
    """Whether two sheets read the same: `True` equals 1, and is another word."""
    return rows == others and [*map(type, chain.from_iterable(rows))] == [*map(type, chain.from_iterable(others))]


def shown(value: Any) -> str:
    """A cell as a reader sees it: whole numbers without a point, dates as ISO 8601."""
    return FORMS.get(type(value), str)(value)


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"


def _moment(value: datetime) -> str:
    text = value.isoformat(" ", "seconds")
    if text.endswith(" 00:00:00") and not value.microsecond:
        return text[:10]
    return text.removesuffix(":00")


def _hour(value: time) -> str:
    return value.isoformat("minutes" if not value.second else "seconds")


def _duration(value: timedelta) -> str:
    minutes, seconds = divmod(int(value.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")


FORMS: dict[type, Callable[[Any], str]] = {
    bool: lambda value: "true" if value else "false",
    float: _number,
    datetime: _moment,
    date: date.isoformat,
    time: _hour,
    timedelta: _duration,
}


def _bounded(content: bytes) -> dict[str, bytes]:
    """The parts of an OpenDocument file, by name; of others, nothing is kept.

    Raises DocumentError where the archive is damaged or unpacks to more than the bound, whatever its directory says.
    """
    kept: dict[str, bytes] = {}
    left = MAX_UNPACKED
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            open_document = "content.xml" in archive.namelist()
            for member in archive.infolist():
                if member.file_size > left:
                    raise DocumentError("too-large-unpacked", f"the file unpacks to more than {MAX_UNPACKED:,} bytes")
                if not member.filename.endswith((".xml", ".bin", ".rels", "mimetype" if open_document else ".xml")):
                    continue
                with archive.open(member) as stream:
                    data = stream.read(left + 1)
                left -= len(data)
                if left < 0:
                    raise DocumentError("too-large-unpacked", f"the file unpacks to more than {MAX_UNPACKED:,} bytes")
                if (cells := extent(member.filename, data)) > MAX_EXTENT:
                    raise DocumentError("table-too-large", f"the cells of a sheet span a rectangle of {cells:,}")
                if open_document:
                    kept[member.filename] = data
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error, ValueError) as error:
        raise DocumentError("spreadsheet-damaged", f"the archive cannot be read: {error}") from None
    return kept


def _packed(parts: dict[str, bytes], mended: Callable[[bytes], bytes]) -> bytes:
    """An OpenDocument file of these parts with its content mended; `parts` is changed."""
    parts["content.xml"] = mended(parts["content.xml"])
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return made.getvalue()
