"""Tables to text: as pipes, or, where cells hold prose beside which names weigh little, as a block of fields per row."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, compress, starmap
from math import ceil

from moisson.contracts.errors import DocumentError
from moisson.readers.pipes import PROSE
from moisson.readers.rows.records import LONG_CELL, MARKUP, Columns, cell_text, has_prose, has_word, is_long, records, worded
from moisson.readers.spaces import count_words

MAX_ROWS = 100_000
MAX_CELLS = 1_000_000
WIDE = 20_000  # columns from which a list for each, of which most are empty, would be too much
MAX_PIPES = 20  # columns of a table whose header stands once; over a wider one it stands again
BELOW_HEADER = 50  # rows of a wide table below each header: a reader of a part of the text still sees what its cells are
MOST_NAMES = 0.15  # words of columns' names beside each word in the cells, if each row repeated them
SPARSE = 1 / 3  # of the cells of a wide table; one with fewer filled reads better with a name at each
PARAGRAPHS = 0.1  # share of rows with a cell of several
SAMPLED = 2000  # rows looked at to tell what kind of table it is, and fewer than twice as many
TRIED = 20  # rows that tell which columns have most words
LONG_NOTE = 30  # characters that a row of one cell below a table has
FEWEST_WORDS = 0.25  # share of filled cells that hold words; below it a table is of numbers
NUMERIC = re.compile(r"[\d\s.,:/%€$£+()-]*|[A-Z]{0,3}\d+[A-Z]?|[-–—]|(?:true|false|yes|no|oui|non|ja|nein|nc|na|n/a)", re.I)
LONGEST_SIGN = 5  # letters of the longest word among these
SPACED = re.compile(r"[^\S\r](?:[^\S\r]+|(?<! ))")  # white space in a cell other than one blank


def columns_of(rows: list[list[str]]) -> Columns:
    """The columns of rows, which may be of several widths, without what is empty; raises DocumentError where that is too much."""
    widths = set(map(len, rows))
    if len(widths) < 2 and max(widths, default=0) <= WIDE:
        cells = [*chain.from_iterable(rows)]
        return _trimmed([cells[at::width] for width in widths for at in range(width)])
    kept = [*filter(any, map(_stripped, rows))]
    used = sorted({column for row in kept for column, cell in enumerate(row) if cell})
    _measure(len(kept), len(used))
    return [[row[column] if column < len(row) else "" for row in kept] for column in used]


def sheet_text(columns: Columns, level: int = 2) -> str:
    """One table as text, its records under headings of a level; raises DocumentError where it has hardly any words."""
    if not columns:
        return ""
    top, end = _framed(columns)
    if end - top > 1 and _of_numbers([column[top + 1 : end] for column in columns]):
        filled = sum(end - top - 1 - column[top + 1 : end].count("") for column in columns)
        raise DocumentError("table-of-numbers", f"{end - top:,} rows, and words in few of {filled:,} cells: data, not text")
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


def _alone(row: Sequence[str]) -> bool:
    return row.count("") == len(row) - 1


def _is_note(cell: str) -> bool:
    return len(cell) >= LONG_NOTE


def _table_text(columns: Columns, level: int) -> str:
    first = list(zip(*(column[:10] for column in columns), strict=True))
    header = next((number for number, row in enumerate(first) if _is_header(row)), None)
    if header is not None:
        names, below = first[header], [column[header + 1 :] for column in columns]
        if _is_named(names, below):
            before = [" ".join(filter(None, row)) for row in first[:header]] if _of_records(below) else []
            return "\n\n".join([*filter(None, before), *records(names, below, level)])
        if len(columns) > MAX_PIPES:
            before = [" ".join(filter(None, row)) for row in first[:header]]
            return "\n\n".join([*filter(None, before), *_wide(names, below)])
    with_signs = [worded(column) for column in columns]
    if len(with_signs) > 1 and not any("\n" in signs for _, signs in with_signs):
        return _pipes(with_signs)
    return "\n\n".join(_blocks([column for column, _ in with_signs]))


def _wide(names: Sequence[str], below: Columns) -> Iterator[str]:
    """The rows of a wide table as pipes, its header above so many of them, without the columns that are empty there."""
    for start in range(0, len(below[0]), BELOW_HEADER):
        rows = [column[start : start + BELOW_HEADER] for column in below]
        yield from _blocks([worded([name, *column])[0] for name, column in zip(names, rows, strict=True) if any(column)])


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


def _trimmed(columns: Columns) -> Columns:
    columns = [*filter(any, map(_stripped, columns))]
    if all("" in column for column in columns):
        filled = [*map(any, zip(*columns, strict=True))]
        if not all(filled):
            columns = [[*compress(column, filled)] for column in columns]
    _measure(len(columns[0]) if columns else 0, len(columns))
    return columns


def _stripped(cells: Sequence[str]) -> list[str]:
    return [*map(str.strip, cells)]


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
    for column in sorted(columns, key=lambda column: -sum(map(len, column[:TRIED]))):
        if enough <= 0:
            break
        enough -= _words_in(column, enough)
    return enough > 0


def _words_in(column: Sequence[str], most: int) -> int:
    """How many cells of a column hold words, up to so many."""
    number = 0
    known = {"": False}  # the same come again and again
    for cell in column:
        words = known.get(cell)
        if words is None:
            words = known[cell] = has_word(cell) and (" " in cell or not _may_be_numeric(cell) or NUMERIC.fullmatch(cell) is None)
        if words:
            number += 1
            if number >= most:
                break
    return number


def _may_be_numeric(cell: str) -> bool:
    """Whether a cell with three letters in it may be a sign, or a number with letters around it."""
    return len(cell) <= LONGEST_SIGN or cell[-1].isdecimal() or cell[-2].isdecimal()


def _is_header(row: Sequence[str]) -> bool:
    filled = [cell for cell in row if cell]
    return len(filled) > max(1, 0.6 * len(row)) and all(len(cell) < LONG_CELL and not MARKUP.search(cell) for cell in filled)


def _of_records(columns: Columns) -> bool:
    """Whether some column holds prose, by what most of its cells hold."""
    for column in filter(has_prose, _sample(columns)):
        filled = list(filter(None, column))
        long = len([cell for cell in filled if "\n" in cell or is_long(cell)])
        if len(filled) >= 0.1 * len(column) and long >= max(1, 0.3 * len(filled)):
            return True
    return False


def _is_named(names: Sequence[str], below: Columns) -> bool:
    """Whether each row is a block of fields with their names: it is prose, or has few of many cells filled."""
    sample = _sample(below)
    filled = [len(column) - column.count("") for column in sample]
    if not _of_records(below):
        return len(below) > MAX_PIPES and sum(filled) < SPARSE * len(sample) * len(sample[0])
    of_names = sum(count_words(name) * cells for name, cells in zip(names, filled, strict=True))
    if of_names <= MOST_NAMES * sum(count_words(" ".join(column)) for column in sample):
        return True
    several = [cell for column in filter(has_prose, sample) for cell in column if "\n\n" in cell_text(cell)]
    return len(several) > PARAGRAPHS * len(sample[0])
