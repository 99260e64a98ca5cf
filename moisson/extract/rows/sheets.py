"""Tables to text, for all that has rows and cells: as pipes, or, where cells hold prose, as one block of fields per row."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, compress, islice, starmap
from math import ceil
from typing import Any

from moisson.errors import DocumentError
from moisson.extract.html.page import html_to_text
from moisson.extract.markdown import PROSE

MAX_ROWS = 100_000
MAX_CELLS = 1_000_000
WIDE = 20_000  # columns from which a list for each, of which most are empty, would be too much
MAX_PIPES = 20  # columns of a table that still reads as one
SAMPLED = 2000  # rows looked at to tell what kind of table it is, and fewer than twice as many
TRIED = 20  # rows that tell which columns have most words
LONG_NOTE = 30  # characters that a row of one cell below a table has
LONG_CELL = 120  # characters from which a cell holds prose
FEWEST_WORDS = 0.25  # share of filled cells that hold words; below it a table is of numbers
WORD = re.compile(r"[^\W\d_]{3}")
NUMERIC = re.compile(r"[\d\s.,:/%€$£+()-]*|[A-Z]{0,3}\d+[A-Z]?|[-–—]|(?:true|false|yes|no|oui|non|ja|nein|nc|na|n/a)", re.I)
LONGEST_SIGN = 5  # letters of the longest word among these
MARKUP = re.compile(r"</?(?:p|br|div|body|ul|ol|li|table|span|strong|b|i|em|h[1-6])\b[^<>]*>", re.I)
ADDRESS = re.compile(r"(?:https?:)?//\S+|www\.\S+|\S+@\S+\.\w+")
SPACED = re.compile(r"[^\S\r](?:[^\S\r]+|(?<! ))")  # white space in a cell other than one blank
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


def columns_of(rows: list[list[Any]]) -> Columns:
    """The columns of rows, which may be of several widths; raises DocumentError where that is too much."""
    widths = set(map(len, rows))
    if len(widths) < 2 and max(widths, default=0) <= WIDE:
        cells = [*chain.from_iterable(rows)]
        return [cells[at::width] for width in widths for at in range(width)]
    kept = [row for row in map(_stripped, rows) if _filled(row)]
    used = sorted({column for row in kept for column, cell in enumerate(row) if cell != ""})
    _measure(len(kept), len(used))
    return [[row[column] if column < len(row) else "" for row in kept] for column in used]


def sheet_text(columns: Columns, level: int = 2, shown: Callable[[Any], str] | None = None) -> str:
    """One table as text, its records under headings of a level; `shown` gives the words of cells that are no strings.

    Raises DocumentError where it is too large to be read, or holds hardly any words.
    """
    columns = _trimmed(columns)
    if not columns:
        return ""
    top, end = _framed(columns)
    if end - top > 1 and _of_numbers([column[top + 1 : end] for column in columns]):
        filled = sum(end - top - 1 - column[top + 1 : end].count("") for column in columns)
        raise DocumentError("table-of-numbers", f"{end - top:,} rows, and words in few of {filled:,} cells: data, not text")
    if shown:
        columns = [[cell if type(cell) is str else shown(cell) for cell in column] for column in columns]
    above, below = (map(max, zip(*(column[part] for column in columns), strict=True)) for part in (slice(top), slice(end, None)))
    framed = _table_text([column[top:end] for column in columns], level)
    return "\n\n".join([*map(cell_text, above), framed, *map(cell_text, below)])


def _framed(columns: Columns) -> tuple[int, int]:
    """Where the table begins and ends between rows of one cell above and below it, such as a title, a unit, a source."""
    top = next((at for at, row in enumerate(zip(*columns, strict=True)) if not _alone(row)), 0)
    end = len(columns[0])
    while end > top + 1 and _alone(row := [column[end - 1] for column in columns]) and any(map(_is_note, row)):
        end -= 1
    return top, end


def _alone(row: Sequence[Any]) -> bool:
    return row.count("") == len(row) - 1


def _is_note(cell: Any) -> bool:
    return type(cell) is str and len(cell) >= LONG_NOTE


def _table_text(columns: Columns, level: int) -> str:
    first = list(zip(*(column[:10] for column in columns), strict=True))
    header = next((number for number, row in enumerate(first) if _is_header(row)), None)
    if header is not None:
        below = [column[header + 1 :] for column in columns]
        if (of_records := _of_records(below)) or len(columns) > MAX_PIPES:
            before = [" ".join(filter(None, row)) for row in first[:header]] if of_records else []
            return "\n\n".join([*filter(None, before), *_records(first[header], below, level)])
    worded = [*map(_worded, columns)]
    if len(worded) > 1 and not any("\n" in signs for _, signs in worded):
        return _pipes(worded)
    return "\n\n".join(_blocks([column for column, _ in worded]))


def _worded(column: Sequence[str]) -> tuple[Sequence[str], str]:
    """`cell_text` of each cell, and all its signs."""
    signs = "".join(column)
    if any(sign in signs for sign in "<\r\0"):
        column = [cell_text(cell) if "<" in cell or "\r" in cell or "\0" in cell else cell for cell in column]
        signs = "".join(column)
    return column, signs


def _blocks(columns: Columns) -> Iterator[str]:
    """What `table` makes of columns of cells that span nothing: where one is running text, its row stands between two tables."""
    start = 0
    marked = {at for column in columns if "\n\n" in "".join(column) for at, cell in enumerate(column) if "\n\n" in cell}
    for at in sorted(marked):
        row = [*filter(None, (column[at] for column in columns))]
        if _is_running(row):
            yield from _piece([column[start:at] for column in columns])
            yield from row
            start = at + 1
    yield from _piece([column[start:] for column in columns])


def _is_running(row: Sequence[str]) -> bool:
    """Whether cells, one of them of several paragraphs, are running text: nothing stands beside it, or it has many."""
    return len(row) == 1 or any(len(cell) >= PROSE and cell.count("\n\n") >= 4 for cell in row)


def _piece(columns: Columns) -> Iterator[str]:
    """The pipes of the rows and columns that have words; the cells of one column as paragraphs."""
    columns = [*filter(any, columns)]
    if len(columns) < 2:
        yield from filter(None, chain.from_iterable(columns))
        return
    if all("" in column for column in columns):
        columns = [*zip(*filter(any, zip(*columns, strict=True)), strict=True)]
    yield _pipes([(column, "".join(column)) for column in columns])


def _pipes(columns: Sequence[tuple[Sequence[str], str]]) -> str:
    """Columns, with all their signs, side by side: each row on a line."""
    rows = [*map(" | ".join, zip(*starmap(_lines, columns), strict=True))]
    rows[0] = f"| {rows[0]}"
    rows.insert(1, " | ".join(["---"] * len(columns)))
    rows[-1] += " |"
    return " |\n| ".join(rows)


def _lines(column: Sequence[str], signs: str) -> Sequence[str]:
    """Cells as they stand between pipes."""
    if "  " in signs or not signs.isprintable():  # there is white space but single blanks
        column = SPACED.sub(" ", "\r".join(column)).split("\r")  # which is in no cell
    return [cell.replace("|", "\\|") for cell in column] if "|" in signs else column


def cell_text(cell: str) -> str:
    """A cell's words; HTML in it becomes text."""
    if "<" in cell and MARKUP.search(cell):
        return html_to_text(cell)
    if "\r" in cell or "\x00" in cell:
        return cell.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
    return cell


def _trimmed(columns: Columns) -> Columns:
    """Without empty rows and columns; raises DocumentError where that is too much."""
    columns = [column for column in map(_stripped, columns) if _filled(column)]
    if all("" in column for column in columns):
        filled = [*map(_filled, zip(*columns, strict=True))]
        if not all(filled):
            columns = [[*compress(column, filled)] for column in columns]
    _measure(len(columns[0]) if columns else 0, len(columns))
    return columns


def _stripped(column: Sequence[Any]) -> Sequence[Any]:
    try:
        return [*map(str.strip, column)]
    except TypeError:
        return [cell.strip() if type(cell) is str else cell for cell in column]


def _filled(cells: Sequence[Any]) -> bool:
    return any(cells) or cells.count("") < len(cells)  # a zero is something


def _measure(rows: int, columns: int) -> None:
    if rows > MAX_ROWS or rows * columns > MAX_CELLS:
        size = f"{rows:,} rows of {columns:,} columns"
        raise DocumentError("table-too-large", f"{size}, more than are read as one; take each row as a document ([read.rows])")


def _sample(columns: Columns) -> Columns:
    """Rows from all over a table, to tell what kind it is."""
    step = max(1, len(columns[0]) // SAMPLED)
    return [column[::step] for column in columns]


def _of_numbers(columns: Columns) -> bool:
    columns = _sample(columns)
    enough = ceil(FEWEST_WORDS * sum(len(column) - column.count("") for column in columns))
    wordiest_first = sorted(columns, key=lambda column: -sum(len(cell) for cell in column[:TRIED] if type(cell) is str))
    word, sign = WORD.search, NUMERIC.fullmatch
    spoken = (
        cell
        for cell in chain.from_iterable(wordiest_first)
        if type(cell) is str
        and ((len(cell) > LONGEST_SIGN and cell.isalpha()) or (word(cell) and (" " in cell or sign(cell) is None)))
    )
    return len(list(islice(spoken, enough))) < enough


def _is_header(row: Sequence[str]) -> bool:
    filled = [cell for cell in row if cell]
    return len(filled) > max(1, 0.6 * len(row)) and all(len(cell) < LONG_CELL and not MARKUP.search(cell) for cell in filled)


def _of_records(columns: Columns) -> bool:
    """Whether some column holds prose, by what most of its cells hold."""
    for column in filter(_has_prose, _sample(columns)):
        filled = list(filter(None, column))
        long = sum("\n" in cell or _long(cell) for cell in filled)
        if len(filled) >= 0.1 * len(column) and long >= max(1, 0.3 * len(filled)):
            return True
    return False


def _has_prose(column: Sequence[str]) -> bool:
    """Whether any cell may be more than a few words."""
    signs = "".join(column)
    return "\n" in signs or "<" in signs or max(map(len, column), default=0) > LONG_CELL


def _records(header: Sequence[str], columns: Columns, level: int) -> Iterator[str]:
    """Each row as a heading and its other fields, in the table's order."""
    titled = next((at for at, name in enumerate(header) if name.casefold() in TITLES and _telling(columns[at])), None)
    fields = zip(*map(_fields, header, columns), strict=True)  # row by row
    names = zip(*map(_short, columns), strict=True)
    for row, lines in zip(names, fields, strict=True):
        heads = [titled] if titled is not None and row[titled] else [*islice(filter(row.__getitem__, range(len(row))), 2)]
        if not any(WORD.search(row[at]) for at in heads):  # mere keys
            heads = next(([at] for at, name in enumerate(row) if WORD.search(name)), heads)
        body = [*lines]
        for at in heads:
            body[at] = ""
        head = [" ".join(["#" * level, *" ".join([row[at] for at in heads]).split()])] if heads else []
        yield _spaced(head, [*filter(None, body)])


def _short(column: Sequence[str]) -> Sequence[str]:
    """The cells of a column that are no prose, which can name their row."""
    return ["" if _long(cell) else cell for cell in column] if _has_prose(column) else column


def _long(cell: str) -> bool:
    return len(cell) > LONG_CELL or ("<" in cell and MARKUP.search(cell) is not None)


def _fields(name: str, column: Sequence[str]) -> Sequence[str]:
    """The cells of a column with its name before them; nothing for those that are empty or a mere address."""
    column, signs = _worded(column)
    if any(sign in signs for sign in ("@", "//", "www.")):
        column = ["" if " " not in cell and ADDRESS.fullmatch(cell) else cell for cell in column]
    if not name:
        return column
    if "\n\n" in signs:
        return [cell and (f"{name}:\n\n{cell}" if "\n\n" in cell else f"{name}: {cell}") for cell in column]
    return [cell and f"{name}: {cell}" for cell in column]


def _telling(column: Sequence[str]) -> bool:
    """Whether a column tells most rows apart."""
    return len({*filter(None, column)}) > len(column) / 2


def _spaced(head: list[str], fields: list[str]) -> str:
    """A heading and fields: short ones on consecutive lines, long ones apart."""
    text = "\n".join(fields)
    if max(map(len, fields), default=0) <= LONG_CELL and text.count("\n") < len(fields) and "##" not in text:
        return "\n\n".join([*head, text])
    text = ""
    close = False
    for line in head + fields:
        short = len(line) <= LONG_CELL and "\n" not in line
        text += ("\n" if close and short else "\n\n") + line
        close = short and not line.startswith("##")
    return text[2:]
