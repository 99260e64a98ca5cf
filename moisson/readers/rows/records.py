"""Rows of a table whose cells hold prose: each as a heading and its other fields."""

import re
from collections.abc import Sequence
from html import unescape
from typing import Any

from moisson.readers.html.page import html_to_text
from moisson.readers.set_aside import set_aside

LONG_CELL = 120  # characters from which a cell holds prose
WORD = 3  # letters in a row that make one
MARKUP = re.compile(r"</?(?:p|br|div|body|ul|ol|li|table|span|strong|b|i|em|h[1-6])\b[^<>]*>", re.I)
ENTITY = re.compile(r"&(?:#\d{2,6}|#x[0-9A-Fa-f]{2,5}|[a-zA-Z][a-zA-Z0-9]{1,12});")
ADDRESS = re.compile(r"(?:https?:)?//\S+|www\.\S+|\S+@\S+\.\w+")
TITLES = (
    "title",
    "titre",
    "titel",
    "titolo",
    "título",
    "titulo",
    "název",
    "intitulé",
    "objet",
    "subject",
    "name",
    "nom",
    "libellé",
)

Columns = Sequence[Sequence[Any]]  # all of one height; by column, since what is in one is alike


def records(header: Sequence[str], columns: Columns, level: int) -> list[str]:
    """Each row as a heading and its other fields, in the table's order."""
    titled = _titled(header, columns)
    set_aside("metadata", "\n".join(header))  # a heading and a mere address stand without the name of their column
    names = [_short(column) for column in columns]
    fields = [_fields(name, column) for name, column in zip(header, columns, strict=True)]
    mark = "#" * level
    found: list[str] = []
    for row, cells in zip(zip(*names, strict=True), zip(*fields, strict=True), strict=True):
        body = list(cells)
        heads = [titled] if titled >= 0 and row[titled] else _filled(row, 2)
        if not [at for at in heads if has_word(row[at])]:  # mere keys
            heads = _first_named(row, heads)
        for at in heads:
            body[at] = ""
        head = [" ".join([mark, *" ".join([row[at] for at in heads]).split()])] if heads else []
        found.append(_spaced(head, [line for line in body if line]))
    return found


def _titled(header: Sequence[str], columns: Columns) -> int:
    """The column that names each row; -1 where there is none."""
    for at, name in enumerate(header):
        if name.casefold() in TITLES and _telling(columns[at]):
            return at
    return -1


def _filled(row: Sequence[str], most: int) -> list[int]:
    """The first cells with something in them."""
    found: list[int] = []
    for at, name in enumerate(row):
        if name:
            found.append(at)
            if len(found) == most:
                break
    return found


def _first_named(row: Sequence[str], heads: list[int]) -> list[int]:
    """The first cell with a word in it, else `heads`."""
    for at, name in enumerate(row):
        if has_word(name):
            return [at]
    return heads


def _fields(name: str, column: Sequence[str]) -> Sequence[str]:
    """The cells of a column with its name before them; nothing for those that are empty or a mere address."""
    prose = max(map(len, column), default=0) > LONG_CELL  # whose signs are sooner sought in each cell than in all together
    if prose:
        column = [cell_text(cell) for cell in column]
        signs = "".join([cell for cell in column if " " not in cell])
    else:
        column, signs = worded(column)
    if "@" in signs or "//" in signs or "www." in signs:
        named = [cell if " " not in cell and ADDRESS.fullmatch(cell) else "" for cell in column]
        set_aside("metadata", "\n".join(filter(None, named)))
        column = ["" if address else cell for cell, address in zip(column, named, strict=True)]
    if not name:
        return column
    lead, apart = f"{name}: ", f"{name}:\n\n"
    if prose or "\n" in signs:
        return [cell and (apart if "\n" in cell and "\n\n" in cell else lead) + cell for cell in column]
    return [cell and lead + cell for cell in column]


def _spaced(head: list[str], fields: list[str]) -> str:
    """A heading and fields: short ones on consecutive lines, long ones apart."""
    if not [line for line in fields if len(line) > LONG_CELL]:
        text = "\n".join(fields)
        if text.count("\n") < len(fields) and "##" not in text:
            return "\n\n".join([*head, text])
    parts: list[str] = []
    close = False
    for line in head + fields:
        short = len(line) <= LONG_CELL and "\n" not in line
        parts.append("\n" if close and short else "\n\n")
        parts.append(line)
        close = short and not line.startswith("##")
    return "".join(parts[1:])


def _telling(column: Sequence[str]) -> bool:
    """Whether a column tells most rows apart."""
    return len({*filter(None, column)}) > len(column) / 2


def _short(column: Sequence[str]) -> Sequence[str]:
    """The cells of a column that are no prose, which can name their row."""
    return worded(["" if is_long(cell) else cell for cell in column] if has_prose(column) else column)[0]


def has_prose(column: Sequence[str]) -> bool:
    """Whether any cell may be more than a few words."""
    for cell in column:
        if len(cell) > LONG_CELL:
            return True
    signs = "".join(column)
    return "\n" in signs or "<" in signs


def has_word(cell: str) -> bool:
    """Whether a cell holds more than numbers and signs."""
    letters = 0
    for sign in cell:
        letters = letters + 1 if sign.isalnum() and not sign.isdecimal() else 0
        if letters == WORD:
            return True
    return False


def is_long(cell: str) -> bool:
    return len(cell) > LONG_CELL or "\n\n" in cell or "\n\r\n" in cell or ("<" in cell and MARKUP.search(cell) is not None)


def worded(column: Sequence[str]) -> tuple[Sequence[str], str]:
    """`cell_text` of each cell, and all its signs."""
    signs = "".join(column)
    if "<" in signs or "\r" in signs or "\0" in signs or ("&" in signs and ENTITY.search(signs)):
        column = [cell_text(cell) for cell in column]
        signs = "".join(column)
    return column, signs


def cell_text(cell: str) -> str:
    """A cell's words; HTML in it becomes text."""
    if "<" in cell and MARKUP.search(cell):
        return html_to_text(cell)
    if "&" in cell and ENTITY.search(cell):
        cell = unescape(cell)
    if "\r" in cell or "\x00" in cell:
        return cell.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
    return cell
