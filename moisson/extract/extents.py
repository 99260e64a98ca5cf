"""How far the cells of a spreadsheet reach, before it is opened.

The library that reads spreadsheets makes room for the whole rectangle around a sheet's cells, and one stray cell at the bottom
right corner is enough to ask for 17 thousand million. What is counted here is that rectangle.
"""

import re

CELL = re.compile(rb"<(?:\w+:)?c\s(?:[^<>]*?\s)?r=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^<>]*(?<!/)>")
PIECE = re.compile(rb"<table:table-row\b([^<>]*)>|<table:(?:covered-)?table-cell\b([^<>]*?)(/?)>|<table:table[\s>]")
ROWS = re.compile(rb"table:number-rows-repeated=[\"'](\d{1,9})")
COLUMNS = re.compile(rb"table:number-columns-repeated=[\"'](\d{1,9})")


def extent(name: str, xml: bytes) -> int:
    """The cells of the largest rectangle in one member of the archive; 0 for a member that holds no sheet."""
    if name == "content.xml":
        return _open_document(xml)
    return _office_open(xml) if "worksheets/" in name else 0


def _office_open(xml: bytes) -> int:
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
    largest = row = column = width = 0
    for piece in PIECE.finditer(xml):
        if piece[1] is not None:
            row, column = row + _times(ROWS, piece[1]), 0
        elif piece[2] is not None:
            column += _times(COLUMNS, piece[2])
            if not piece[3] or b"office:value" in piece[2]:
                width = max(width, column)
                largest = max(largest, width * row)
        else:
            row = width = 0
    return largest


def _times(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return int(found[1]) if found else 1
