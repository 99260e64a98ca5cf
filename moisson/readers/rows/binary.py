"""The spreadsheets of Excel that are no XML (XLS, XLSB), read by python-calamine."""

from io import BytesIO
from types import TracebackType

from moisson.contracts.errors import DocumentError
from moisson.readers.office.zipped import Package
from moisson.readers.rows.cells import shown
from moisson.readers.rows.grid import MAX_CELLS, Sheets
from moisson.readers.rows.sheets import columns_of

MAX_EXTENT = 20 * MAX_CELLS  # of a sheet, empty cells among them


class _Panics:
    """Names what a bug in Rust looks like from here: an exception that is no Exception, whose class cannot be imported."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        if kind is not None and kind.__name__ == "PanicException":
            raise DocumentError("spreadsheet-damaged", "the library that reads it gave up on it") from None


def packed_sheets(content: bytes, package: Package) -> Sheets:
    """The sheets of an XLSB, whose members are inflated first to see that there is an end to them."""
    for name in package.names():
        if name.endswith((".bin", ".xml", ".rels")):
            package.read(name)
    return sheets(content)


def sheets(content: bytes) -> Sheets:
    """The sheets of an XLS."""
    try:
        import python_calamine as calamine
    except ImportError:
        raise DocumentError("needs-extra", "install moisson[tables]") from None
    try:
        with _Panics():
            book = calamine.CalamineWorkbook.from_filelike(BytesIO(content))
            for listed in book.sheets_metadata:
                if listed.visible != calamine.SheetVisibleEnum.Visible or listed.typ != calamine.SheetTypeEnum.WorkSheet:
                    continue
                sheet = book.get_sheet_by_name(listed.name)
                if sheet.total_height * sheet.total_width > MAX_EXTENT:
                    size = f"a sheet spans {sheet.total_height:,} by {sheet.total_width:,} cells"
                    yield listed.name, DocumentError("table-too-large", size)
                    continue
                rows = [
                    [cell if type(cell) is str else shown(cell) for cell in row] for row in sheet.to_python(skip_empty_area=True)
                ]
                try:
                    columns = columns_of(rows)
                except DocumentError as reason:
                    yield listed.name, reason
                else:
                    yield listed.name, columns
    except calamine.PasswordError:
        raise DocumentError("office-encrypted", "the file is under a password") from None
    except (calamine.CalamineError, OSError) as error:
        raise DocumentError("spreadsheet-damaged", " ".join(str(error).split())[:300]) from None
