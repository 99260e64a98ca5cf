"""Spreadsheets (XLSX, XLSB, XLS, ODS, FODS): each visible sheet with its name as a heading, its cells as text."""

import re
from collections.abc import Iterator

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Text
from moisson.readers.read_options import How
from moisson.readers.rows.records import Columns
from moisson.readers.rows.sheets import sheet_text
from moisson.readers.rows.workbook import MAX_UNPACKED, Sheets, sheets
from moisson.readers.set_aside import set_aside

UNNAMED = re.compile(  # as programs name a sheet that nobody has named
    r"(?:sheet|feuil|feuille|tabelle|hoja|foglio|blad|ark|taul|taulukko|list|hárok|arkusz|munka|folha|planilha|full|лист|φύλλο|foaie"
    r"|leht|lapa|lapas|sayfa)[ _]?\d+",
    re.I,
)
REASONS = {  # of a ZIP file, as they are called where it is a spreadsheet
    "zip-damaged": "spreadsheet-damaged",
    "zip-too-many-members": "spreadsheet-damaged",
    "member-missing": "spreadsheet-damaged",
    "zip-bomb": "too-large-unpacked",
    "encrypted": "office-encrypted",
}


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document per file. A sheet of numbers beside sheets of words is left out; a file of numbers alone is refused."""
    try:
        text = _text(sheets(content))
    except DocumentError as error:
        raise DocumentError(REASONS.get(error.reason, error.reason), error.detail) from None
    yield Text(text, "spreadsheet")


def _cells(columns: Columns) -> str:
    return "\n".join(cell for column in columns for cell in column)


def _text(sheets: Sheets) -> str:
    parts: list[str] = []
    seen: set[str] = set()
    refused: list[DocumentError] = []
    before: tuple[int, Columns] = (0, [])
    for name, columns in sheets:
        if isinstance(columns, DocumentError):
            refused.append(columns)
            continue
        title = "" if not name.strip() or UNNAMED.fullmatch(name) else f"## {' '.join(name.split())}\n\n"
        level = 3 if title else 2
        if before == (level, columns):  # forms come with the same sheet twenty times
            set_aside("repeated", _cells(columns))
            continue
        before = (level, columns)
        try:
            text = sheet_text(columns, level)
        except DocumentError as reason:
            refused.append(reason)
            set_aside("numbers", _cells(columns))
            continue
        if text in seen:
            set_aside("repeated", _cells(columns))
        elif text:
            seen.add(text)
            parts.append(f"{title}{text}")
            if sum(map(len, parts)) > MAX_UNPACKED:
                raise DocumentError("too-large-unpacked", f"its sheets have more than {MAX_UNPACKED:,} characters")
    if not parts and refused:
        raise refused[0]
    return "\n\n".join(parts)
