"""CSV and its kin, with tabs, semicolons or commas, in any encoding: one text, or a document per row where mapped."""

from collections.abc import Iterator
from typing import Any

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import File, Raw, Refused, Text
from moisson.readers.decode import beginning, decode
from moisson.readers.mojibake import mend
from moisson.readers.read_options import How
from moisson.readers.rows.dialect import delimiter_of, records
from moisson.readers.rows.reader import documents
from moisson.readers.rows.reader import read as read_row
from moisson.readers.rows.sheets import columns_of, sheet_text
from moisson.readers.sniff import HEAD, unix_lines


def split(file: File, how: How) -> Iterator[Raw | Refused]:
    """The whole table as one document; with `[read.rows]`, one document per row."""
    if how.rows is None:
        yield Raw(id=file.path, content=file.data, media_type="text/csv")
        return
    yield from documents(file.path, _dicts(_records(file.data)), how.rows)


def _records(data: bytes) -> list[list[str]]:
    text = mend(decode(data)).replace("\ufeff", "")  # files that were put together have them within
    mark = delimiter_of(unix_lines(beginning(data[:HEAD]) or ""), len(data) <= HEAD)  # what `sniff` asked, and so is known
    if mark is None:
        raise DocumentError("table-unreadable", "no delimiter gives its lines as many fields")
    try:
        return records(text, mark)
    except ValueError as error:
        raise DocumentError("table-unreadable", str(error)) from None


def _dicts(rows: list[list[str]]) -> Iterator[tuple[int, dict[str, Any] | DocumentError]]:
    first = next((at for at, row in enumerate(rows) if sum(bool(cell.strip()) for cell in row) > 1), 0)  # below a title
    header = [name.strip() for name in rows[first]] if rows else []
    for number, row in enumerate(rows[first + 1 :], first + 2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > len(header) and any(cell.strip() for cell in row[len(header) :]):
            yield number, DocumentError("row-malformed", f"record {number} has {len(row)} fields, the header {len(header)}")
        else:
            yield number, {name: cell for name, cell in zip(header, row, strict=False) if name}


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document: a table with words in it."""
    if content.startswith(b"{"):
        yield from read_row(content, how)
        return
    yield Text(sheet_text(columns_of(_records(content))), "csv")
