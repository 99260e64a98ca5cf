"""How far the cells of a spreadsheet reach, before it is opened.

The library that reads spreadsheets makes room for the whole rectangle around a sheet's cells, and one stray cell at the bottom
right corner is enough to ask for 17 thousand million. What is counted here is that rectangle.
"""

import re

CELL = re.compile(rb"<(?:\w+:)?c\s(?:[^<>]*?\s)?r=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^<>]*(?<!/)>")
WIDE = ((re.compile(rb"r=[\"'][A-Z]{3}"), 18_278), (re.compile(rb"r=[\"'][A-Z]{2}"), 702))
LONG = ((re.compile(rb"r=[\"'][A-Z]{1,3}\d{6}"), 9_999_999), (re.compile(rb"r=[\"'][A-Z]{1,3}\d{5}"), 99_999))
FAR = re.compile(rb"r=[\"'](?:[A-Z]{3}|[A-Z]{1,2}\d{5})")  # one look at all names: most sheets have none of these
FEW = 10_000_000
MANY = 100_000  # rows below which a sheet's last ones are, which are empty
TABLE = re.compile(rb"<table:table[\s>]")
# Without `table:number` before them: the rarer a beginning, the faster the search.
ROWS = re.compile(rb"-rows-repeated\s*=\s*[\"'](\d{1,9})")
LAST = re.compile(rb"\s*=\s*[\"']\d{1,9}[\"']/></table:table-row")  # after the name of a last cell's attribute
SMALLEST = len(b"<table:table-cell/>")
COLUMNS = re.compile(rb"-columns-repeated\s*=\s*[\"'](\d{1,9})")


def extent(name: str, xml: bytes) -> int:
    """The cells of the largest rectangle in one member of the archive; 0 for a member that holds no sheet."""
    if name == "content.xml":
        return _open_document(xml)
    return _office_open(xml) if "worksheets/" in name else 0


def _office_open(xml: bytes) -> int:
    """At most as many as the widest and the longest cell names allow, where that is few; else by the name of every cell."""
    if not FAR.search(xml):
        return 702 * 9_999
    most_columns = next((columns for pattern, columns in WIDE if pattern.search(xml)), 26)
    most_rows = next((rows for pattern, rows in LONG if pattern.search(xml)), 9_999)
    if most_columns * most_rows <= FEW:
        return most_columns * most_rows
    columns: set[bytes] = set()
    top = bottom = 0
    for letters, digits in CELL.findall(xml):
        columns.add(letters)
        row = int(digits)
        top, bottom = min(top or row, row), max(bottom, row)
    if not columns:
        return 0
    numbers = [_number(letters) for letters in columns]
    return (max(numbers) - min(numbers) + 1) * (bottom - top + 1)


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _open_document(xml: bytes) -> int:
    """Rows count up to the last with a cell that is filled, and cells up to the last such in their row.

    What is counted first is how many the bytes of each row leave room for, which takes less time; the cells themselves are where
    a row is repeated or stands below very many, and, where there is much room, everywhere.
    """
    most = _largest(xml, exact=False)
    return most if most <= FEW else _largest(xml, exact=True)


def _largest(xml: bytes, *, exact: bool) -> int:
    largest = 0
    for table in TABLE.split(xml)[1:]:
        rows = table.split(b"<table:table-row")[1:]
        if not exact and b"-repeated" not in table:
            largest = max(largest, len(rows) * max(map(len, rows), default=0) // SMALLEST)
            continue
        height = filled = width = 0
        for row in rows:
            repeated = ROWS.search(row, 0, row.find(b">"))
            height += int(repeated[1]) if repeated else 1
            if cells := _cells(row) if exact or repeated or height > MANY else _room(row):
                filled = height
                width = max(width, cells)
        largest = max(largest, width * filled)
    return largest


def _room(row: bytes) -> int:
    """At least as many as `_cells`."""
    cells, _, after = row.rpartition(b"number-columns-repeated")
    start = cells.rfind(b"<")
    cells = cells[:start] if LAST.match(after) and b"office:value" not in cells[start:] else row
    return (len(cells) - cells.find(b">")) // SMALLEST + sum(map(int, COLUMNS.findall(cells)))


def _cells(row: bytes) -> int:
    """The cells of a row, without empty ones at its end."""
    end = row.find(b"</table:table-row")
    end = len(row) if end < 0 else end
    while (start := row.rfind(b"<", 0, end)) >= 0:
        last = row[start:end]
        if b"table-cell" not in last or b"office:value" in last or not last.rstrip().endswith(b"/>"):
            break
        end = start
    number = row.count(b"table-cell", 0, end) - row.count(b"</table:", 0, end)
    if number and b"number-columns-repeated" in row:
        number += sum(int(times) - 1 for times in COLUMNS.findall(row, 0, end))
    return max(number, 0)
