"""How far the cells of a spreadsheet reach, before it is opened.

The library that reads spreadsheets makes room for the whole rectangle around a sheet's cells, and one stray cell at the bottom
right corner is enough to ask for 17 thousand million. What is counted here is that rectangle.
"""

import re

from moisson.extract.rows.ods_extent import rectangle

CELL = re.compile(rb"<(?:\w+:)?c\s(?:[^<>]*?\s)?r=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^<>]*(?<!/)>")
WIDE = ((re.compile(rb"r=[\"'][A-Z]{3}"), 18_278), (re.compile(rb"r=[\"'][A-Z]{2}"), 702))
LONG = ((re.compile(rb"r=[\"'][A-Z]{1,3}\d{6}"), 9_999_999), (re.compile(rb"r=[\"'][A-Z]{1,3}\d{5}"), 99_999))
FAR = re.compile(rb"r=[\"'](?:[A-Z]{3}|[A-Z]{1,2}\d{5})")  # one look at all names: most sheets have none of these
FEW = 10_000_000


def extent(name: str, xml: bytes) -> int:
    """The cells of the largest rectangle in one member of the archive; 0 for a member that holds no sheet."""
    if name == "content.xml":
        return rectangle(xml)
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
