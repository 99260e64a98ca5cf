"""The visible sheets of a spreadsheet (XLSX, XLSB, XLS, ODS, FODS), read by python-calamine.

Before the library opens an XML workbook, its members are inflated up to a bound, and `extents` measures how far cells spread. The
library runs, like every reader, in the guarded process.
"""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from types import TracebackType
from typing import TYPE_CHECKING
from xml.parsers import expat

from moisson.contracts.errors import DocumentError
from moisson.readers.office.zipped import Package
from moisson.readers.rows.cells import as_text
from moisson.readers.rows.extents import check_extent, check_open_document, check_worksheet, string_sizes
from moisson.readers.rows.records import Columns
from moisson.readers.rows.sheets import MAX_ROWS, columns_of
from moisson.readers.set_aside import shows
from moisson.readers.xml.xmlsource import xml_source

if TYPE_CHECKING:
    import python_calamine as calamine

# The name of each sheet that is shown, and its columns, or why they are not read.
Sheets = Iterator[tuple[str, Columns | DocumentError]]

OLE = b"\xd0\xcf\x11\xe0"
MAX_UNPACKED = 256 << 20  # bytes of all members of the file
MAX_CHARACTERS = 1 << 26  # of all cells of a sheet
PARTS = (".bin", ".xml", ".rels")  # by the end of their names: members that the library may read
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"
WHITE = bytes.maketrans(b"\t\r\n", b"   ")  # all white space is a blank in OpenDocument
COMMENT = re.compile(rb"<!--(?:[^-]|-(?!-))*-->")
BETWEEN = re.compile(rb">  *<(?=/?table:|text:p\b)")
TAB = re.compile(rb"<text:tab\b[^>]*>")
BREAK = re.compile(rb"<text:line-break\b[^<>]*?(?:/>|>\s*</text:line-break>)")
UNTYPED = re.compile(rb"(<table:table-cell(?![^<>]*value-type=)[^<>]*)(?<!/)>(?=\s*<text:p)")  # which the library takes for empty
NO_WORDS = [  # readings of Chinese signs, charts and shapes: how each begins and ends
    (re.compile(rb"<%b\b[^<>]*(?<!/)>" % name), b"</%b>" % name)
    for name in (b"text:ruby-text", b"draw:object", b"table:shapes", b"table:tracked-changes", b"office:forms")
]
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
UNKNOWN = ("Cannot detect file format", "a part that python-calamine needs is missing, or has another form than it knows")


class _Panics:
    """Names what a bug in Rust looks like from here: an exception that is no Exception, whose class cannot be imported."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        if kind is not None and kind.__name__ == "PanicException":
            raise DocumentError("spreadsheet-damaged", "the library that reads it gave up on it") from None


def sheets(content: bytes) -> Sheets:
    """The sheets of a file. Raises DocumentError where it is damaged, encrypted or too large, or the library is not installed."""
    if content.startswith(OLE):
        yield from _opened(content)
    elif not content.startswith(b"PK"):
        yield from _of_open_document(content)
    else:
        package = Package(content, MAX_UNPACKED)
        if "content.xml" in package:
            if b"encryption-data" in (package.find("META-INF/manifest.xml") or b""):
                raise DocumentError("office-encrypted", "the file is under a password")
            yield from _of_open_document(package.read("content.xml"))
        else:
            _check(package)
            yield from _opened(content)


def _of_open_document(content: bytes) -> Sheets:
    """The sheets of one XML file, packed for the library, without what it stumbles over or takes for words or for nothing."""
    content = BETWEEN.sub(b"><", COMMENT.sub(b"", xml_source(content).translate(WHITE)))
    content = BREAK.sub(b"&#10;", TAB.sub(b" ", content))
    content = _without_shapes(UNTYPED.sub(rb'\1 office:value-type="string">', content))
    if not content.rstrip().endswith((b":document>", b":document-content>")):
        raise DocumentError("spreadsheet-damaged", "the file breaks off")
    check_open_document(content)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", OPEN_DOCUMENT)
        archive.writestr("META-INF/manifest.xml", "<manifest:manifest/>")
        archive.writestr("content.xml", content)
    return _opened(packed.getvalue())


def _without_shapes(content: bytes) -> bytes:
    """The XML without elements that hold no words of a cell; one that never ends is left as it is."""
    for begins, ends in NO_WORDS:
        pieces, at = list[bytes](), 0
        while (begin := begins.search(content, at)) and (end := content.find(ends, begin.end())) >= 0:
            pieces.append(content[at : begin.start()])
            at = end + len(ends)
        content = b"".join([*pieces, content[at:]]) if pieces else content
    return content


def _check(package: Package) -> None:
    """Raise DocumentError where a member of an XLSX or XLSB is damaged, or a sheet too large."""
    sheets: list[bytes] = []
    strings: list[int] = []
    for name in package.names():
        if name.lower().endswith(PARTS):
            member = package.read(name)
            if b"sheetData" in member:
                sheets.append(member)
            elif b"<si>" in member or b":si>" in member:
                strings = string_sizes(member)
    for sheet in sheets:
        check_worksheet(sheet, strings)


def _opened(content: bytes) -> Sheets:
    try:
        import python_calamine as calamine
    except ImportError:
        raise DocumentError("needs-extra", "install moisson[tables]") from None
    try:
        with _Panics():
            book = calamine.CalamineWorkbook.from_filelike(BytesIO(content))
            for listed in book.sheets_metadata:
                if listed.visible == calamine.SheetVisibleEnum.Visible and listed.typ == calamine.SheetTypeEnum.WorkSheet:
                    yield listed.name, _columns(book.get_sheet_by_name(listed.name))
    except calamine.PasswordError:
        raise DocumentError("office-encrypted", "the file is under a password") from None
    except (calamine.CalamineError, OSError) as error:
        fault = (_malformed(content) if content.startswith(b"PK") else "") or str(error).replace(*UNKNOWN)
        raise DocumentError("spreadsheet-damaged", " ".join(fault.split())[:300]) from None


def _columns(sheet: "calamine.CalamineSheet") -> Columns | DocumentError:
    """The columns of a sheet, or why they are not read."""
    rows: list[list[str]] = []
    characters = 0
    try:
        check_extent(sheet.total_height, sheet.total_width)
        for row in sheet.iter_rows():
            cells = [cell if type(cell) is str else as_text(cell) for cell in row]
            if length := len("".join(cells)):
                characters += length
                if len(rows) == MAX_ROWS or characters > MAX_CHARACTERS:
                    size = f"more than {MAX_ROWS:,} rows or {MAX_CHARACTERS:,} characters"
                    raise DocumentError("table-too-large", f"a sheet has {size}, which are not read as one")
                rows.append([_clean(cell) for cell in cells])
                shows("\n".join(rows[-1]))
        return columns_of(rows)
    except DocumentError as reason:
        return reason


def _clean(cell: str) -> str:
    """A cell with the line ends of Unix and no control characters, which an XLSX may escape."""
    return cell if cell.isprintable() else CONTROL.sub("", cell.replace("\r\n", "\n").replace("\r", "\n"))


def _malformed(content: bytes) -> str:
    """Which member is no XML, and where: the library only says that it knows no such format."""
    package = Package(content, MAX_UNPACKED)
    for name in package.names():
        if name.lower().endswith(PARTS[1:]):
            try:
                expat.ParserCreate().Parse(package.read(name), True)
            except expat.ExpatError as error:
                return f"{name}: {error}"
    return ""
