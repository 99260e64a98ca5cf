"""Tables to text, for all that has rows and cells: as pipes, or, where cells hold prose, as one block of fields per row."""

import re
from itertools import pairwise

from moisson.errors import DocumentError
from moisson.extract.html.page import html_to_text
from moisson.extract.markdown import Cell, table

MAX_ROWS = 100_000
MAX_CELLS = 1_000_000
MAX_PIPES = 20  # columns of a table that still reads as one
SAMPLED = 2000  # rows looked at to tell what kind of table it is, and fewer than twice as many
LONG_NOTE = 30  # characters that a row of one cell below a table has
LONG_CELL = 120  # characters from which a cell holds prose
FEWEST_WORDS = 0.25  # share of filled cells that hold words; below it a table is of numbers
WORD = re.compile(r"[^\W\d_]{3}")
NUMERIC = re.compile(r"[\d\s.,:/%€$£+()-]*|[A-Z]{0,3}\d+[A-Z]?|[-–—]|(?:true|false|yes|no|oui|non|ja|nein|nc|na|n/a)", re.I)
MARKUP = re.compile(r"</?(?:p|br|div|body|ul|ol|li|table|span|strong|b|i|em|h[1-6])\b[^<>]*>", re.I)
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

Rows = list[list[str]]


def sheet_text(rows: Rows, level: int = 2) -> str:
    """One table as text, its records under headings of a level.

    Raises DocumentError where it is too large to be read, or holds hardly any words.
    """
    rows = _trimmed(rows)
    if not rows:
        return ""
    above, rows, below = _framed(rows)
    if len(rows) > 1 and _of_numbers(rows):
        filled = sum(bool(cell) for row in rows[1:] for cell in row)
        raise DocumentError("table-of-numbers", f"{len(rows):,} rows, and words in few of {filled:,} cells: data, not text")
    return "\n\n".join([*above, _table_text(rows, level), *below])


def _framed(rows: Rows) -> tuple[list[str], Rows, list[str]]:
    """What stands above a table, the table, and what stands below: rows of one cell, such as a title, a unit, a source."""
    single = [sum(map(bool, row)) == 1 for row in rows]
    top = next((at for at, alone in enumerate(single) if not alone), 0)
    end = len(rows)
    while end > top + 1 and single[end - 1] and len(max(rows[end - 1])) >= LONG_NOTE:
        end -= 1
    return [cell_text(max(row)) for row in rows[:top]], rows[top:end], [cell_text(max(row)) for row in rows[end:]]


def _table_text(rows: Rows, level: int) -> str:
    header = next((number for number, row in enumerate(rows[:10]) if _is_header(row)), None)
    if header is not None and _of_records(rows[header + 1 :]):
        before = [" ".join(filter(None, row)) for row in rows[:header]]
        return "\n\n".join([*filter(None, before), *_records(rows[header], rows[header + 1 :], level)])
    if len(rows[0]) > MAX_PIPES and header is not None:
        return "\n\n".join(_records(rows[header], rows[header + 1 :], level))
    texts = [[cell_text(cell) for cell in row] for row in rows]
    if len(rows[0]) > 1 and not any("\n" in cell for row in texts for cell in row):
        return _pipes(texts)
    return "\n\n".join(table([[Cell(text) for text in row] for row in texts]))


def _pipes(rows: Rows) -> str:
    """What `table` makes of rows of lines, several to a row."""
    lines = [f"| {' | '.join([' '.join(cell.split()) for cell in row])} |" for row in rows if "|" not in "".join(row)]
    if len(lines) < len(rows):
        lines = ["| " + " | ".join([" ".join(cell.split()).replace("|", "\\|") for cell in row]) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])


def cell_text(cell: str) -> str:
    """A cell's words; HTML in it becomes text."""
    if _marked_up(cell):
        return html_to_text(cell)
    if "\r" in cell or "\x00" in cell:
        return cell.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
    return cell


def _marked_up(cell: str) -> bool:
    return "<" in cell and MARKUP.search(cell) is not None


def _trimmed(rows: Rows) -> Rows:
    """Without empty rows and columns, all rows of one width; raises DocumentError where that is too much."""
    kept = [cells for row in rows if any(cells := [cell.strip() for cell in row])]
    used = sorted({column for row in kept for column, cell in enumerate(row) if cell})
    if len(kept) > MAX_ROWS or len(kept) * len(used) > MAX_CELLS:
        size = f"{len(kept):,} rows of {len(used):,} columns"
        raise DocumentError("table-too-large", f"{size}, more than are read as one; take each row as a document ([read.rows])")
    if used == list(range(len(used))) and all(len(row) == len(used) for row in kept):
        return kept
    return [[row[column] if column < len(row) else "" for column in used] for row in kept]


def _sample(rows: Rows) -> Rows:
    """Rows from all over a table, to tell what kind it is."""
    return rows[:: max(1, len(rows) // SAMPLED)]


def _of_numbers(rows: Rows) -> bool:
    filled = [cell for row in _sample(rows[1:]) for cell in row if cell]
    spoken = sum(bool(WORD.search(cell)) and not NUMERIC.fullmatch(cell) for cell in filled)
    return spoken < FEWEST_WORDS * len(filled)


def _is_header(row: list[str]) -> bool:
    filled = [cell for cell in row if cell]
    return len(filled) > max(1, 0.6 * len(row)) and all(len(cell) < LONG_CELL and not MARKUP.search(cell) for cell in filled)


def _of_records(rows: Rows) -> bool:
    """Whether some column holds prose, by what most of its cells hold."""
    rows = _sample(rows)
    for column in range(len(rows[0]) if rows else 0):
        filled = [row[column] for row in rows if row[column]]
        long = sum(len(cell) > LONG_CELL or "\n" in cell or _marked_up(cell) for cell in filled)
        if filled and long >= max(1, 0.3 * len(filled)) and len(filled) >= 0.1 * len(rows):
            return True
    return False


def _records(header: list[str], rows: Rows, level: int) -> list[str]:
    """Each row as a heading and its other fields, in the table's order."""
    titled = next((at for at, name in enumerate(header) if name.casefold() in TITLES and _telling(rows, at)), None)
    blocks = []
    for row in rows:
        filled = [at for at, cell in enumerate(row) if cell]
        short = [at for at in filled if len(row[at]) <= LONG_CELL and not _marked_up(row[at])]
        heads = [titled] if titled in short else short[:2]
        if not any(WORD.search(row[at]) for at in heads):  # mere keys
            heads = [at for at in short if WORD.search(row[at])][:1] or heads
        lines = [f"{'#' * level} {' '.join(' '.join(row[at] for at in heads).split())}"] if heads else []
        for at in filled:
            words = cell_text(row[at])
            if at in heads or not words or ADDRESS.fullmatch(words):
                continue
            apart = "\n\n" if "\n\n" in words else " "
            lines.append(f"{header[at]}:{apart}{words}" if header[at] else words)
        blocks.append(_spaced(lines))
    return blocks


def _telling(rows: Rows, column: int) -> bool:
    """Whether a column tells most rows apart."""
    filled = [row[column] for row in rows if row[column]]
    return len(set(filled)) > len(rows) / 2


def _spaced(lines: list[str]) -> str:
    """Short fields on consecutive lines, long ones apart."""
    text = lines[0] if lines else ""
    for before, line in pairwise(lines):
        close = not before.startswith("##") and len(before) <= LONG_CELL and len(line) <= LONG_CELL and "\n" not in before + line
        text += ("\n" if close else "\n\n") + line
    return text
