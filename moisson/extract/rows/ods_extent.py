"""How far the cells of an OpenDocument spreadsheet reach."""

import re

FEW = 10_000_000
MANY = 100_000  # rows below which a sheet's last ones are, which are empty
TABLE = re.compile(rb"<table:table[\s>]")
# Without `table:number` before them: the rarer a beginning, the faster the search.
ROWS = re.compile(rb"-rows-repeated\s*=\s*[\"'](\d{1,9})")
LAST = re.compile(rb"\s*=\s*[\"']\d{1,9}[\"']/></table:table-row")  # after the name of a last cell's attribute
SMALLEST = len(b"<table:table-cell/>")
COLUMNS = re.compile(rb"-columns-repeated\s*=\s*[\"'](\d{1,9})")


def rectangle(xml: bytes) -> int:
    """The cells of the largest sheet's rectangle, or at least as many where these are few.

    Rows count up to the last with a cell that is filled, and cells up to the last such in their row.

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
