"""How far the cells of a workbook spread, told from its XML before python-calamine reads it.

The library allocates the whole rectangle around a sheet's cells, copies a string for each cell that refers to it, and aborts the
process where memory is short. Patterns count cells cheaply; what they miss still meets the limit of the guarded process.
"""

import re
from collections import Counter

from moisson.contracts.errors import DocumentError
from moisson.readers.rows.sheets import MAX_CELLS

MAX_EXTENT = 20 * MAX_CELLS  # of a sheet, empty cells among them: 32 bytes each
MAX_COPIED = 1 << 28  # bytes of strings that cells repeat
# Of a tag, since `<` stands in no attribute: a tag that never ends costs no more than its own length.
NAME = rb"\sr=[\"']([A-Za-z]{1,3})(\d{1,7})[\"']"
CELL = re.compile(rb"<(?:\w+:)?c(?=[\s>])(?:%b)?([^<>]*)(?<!/)>(?!</)" % NAME)  # that is not empty; most begin with their name
NAMED_LATER = re.compile(NAME)
ROW = re.compile(rb"<(?:\w+:)?row(?=[\s/>])")
ROW_NUMBER = re.compile(rb"[^>]*?\sr=[\"'](\d{1,7})")
STRING_BEGINS, STRING_ENDS = re.compile(rb"<(?:\w+:)?si>"), re.compile(rb"</(?:\w+:)?si>")
REFERENCE = re.compile(rb"<(?:\w+:)?c\s([^<>]*)>\s*<(?:\w+:)?v>\s*(\d+)")
TO_A_STRING = re.compile(rb"(?:^|\s)t=[\"']s[\"']")
FILLED = rb"value-type="  # which only cells have that are not empty
ROWS_REPEATED = re.compile(rb"[^>]*?number-rows-repeated=[\"'](\d{1,9})")
COLUMNS_REPEATED = re.compile(rb"number-columns-repeated=[\"'](\d{1,9})")
FILLED_REPEATED = re.compile(rb"<table:table-cell(?=[^<>]*value-type=)[^<>]*number-columns-repeated=[\"'](\d{1,9})")


def check_worksheet(sheet: bytes, strings: list[int]) -> None:
    """Raise DocumentError where a sheet of an XLSX is too large; `strings`: the sizes of those that cells refer to."""
    columns: set[bytes] = set()
    rows: set[bytes] = set()
    longest = height = 0
    for row in ROW.split(sheet)[1:]:
        cells = CELL.findall(row)
        if not cells:
            continue
        height += 1
        if number := ROW_NUMBER.match(row):
            rows.add(number[1])
        named = {column for column, _, _ in cells}
        if b"" in named:  # cells without a name follow one another
            longest = max(longest, len(cells))
            later = [name.groups() for _, _, others in cells if (name := NAMED_LATER.search(others))]
            columns.update(column for column, _ in later)
            rows.update(number for _, number in later)
        columns |= named
        rows.update({number for _, number, _ in cells})
    places = [_number(name) for name in columns if name]
    lines = [int(number) for number in rows if number]
    width = max(places) - min(places) + 1 if places else 0
    height = max(max(lines) - min(lines) + 1 if lines else 0, height)
    check_extent(height, max(width, longest))
    if max(strings, default=0) * sheet.count(b"v>") > MAX_COPIED:
        used = Counter(at for attributes, at in REFERENCE.findall(sheet) if TO_A_STRING.search(attributes))
        _check_copied(sum(strings[int(at)] * times for at, times in used.items() if int(at) < len(strings)))


def string_sizes(strings: bytes) -> list[int]:
    """The sizes of the strings of an XLSX, mark-up included."""
    sizes, at = [], 0
    for end in STRING_ENDS.finditer(strings):
        if begin := STRING_BEGINS.search(strings, at, end.start()):
            sizes.append(end.end() - begin.start())
        at = end.end()
    return sizes


def check_open_document(content: bytes) -> None:
    """Raise DocumentError where a sheet of an ODS is too large."""
    for table in content.split(b"<table:table "):
        first = end = width = copied = at = 0
        for row in table.split(b"<table:table-row")[1:]:
            repeated = ROWS_REPEATED.match(row)
            times = int(repeated[1]) if repeated else 1
            if (last := row.rfind(FILLED)) >= 0:
                cells = row[: row.find(b">", last)]
                width = max(width, cells.count(b"table-cell ") + sum(map(int, COLUMNS_REPEATED.findall(cells))))
                widest = max(map(int, FILLED_REPEATED.findall(cells)), default=1)
                copied += len(row) * times * widest if times * widest > 1 else 0
                first, end = first if end else at, at + times
            at += times
        check_extent(end - first, width)
        _check_copied(copied)


def check_extent(height: int, width: int) -> None:
    """Raise DocumentError where the rectangle around the cells of a sheet is too large."""
    if height * width > MAX_EXTENT:
        raise DocumentError(
            "table-too-large", f"a sheet spans {height:,} by {width:,} cells, empty ones among them; {MAX_EXTENT:,} are read"
        )


def _check_copied(size: int) -> None:
    if size > MAX_COPIED:
        raise DocumentError("table-too-large", f"the cells of a sheet repeat {size:,} bytes of words; {MAX_COPIED:,} are read")


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number
