"""Tables to text, for all that has rows and cells: as pipes, or, where cells hold prose, as one block of fields per row."""

import re
from collections.abc import Callable, Sequence
from itertools import islice
from math import ceil
from typing import Any

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
SPACED = re.compile(r"[^\S\n](?:[^\S\n]+|(?<! ))")  # white space within a line other than one blank
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


def sheet_text(rows: list[list[Any]], level: int = 2, shown: Callable[[Any], str] = str) -> str:
    """One table as text, its records under headings of a level; `shown` gives the words of cells that are no strings.

    Raises DocumentError where it is too large to be read, or holds hardly any words.
    """
    rows = _trimmed(rows)
    if not rows:
        return ""
    top, end = _framed(rows)
    if end - top > 1 and _of_numbers(rows[top:end]):
        filled = sum(len(row) - row.count("") for row in rows[top + 1 : end])
        raise DocumentError("table-of-numbers", f"{end - top:,} rows, and words in few of {filled:,} cells: data, not text")
    words = [[cell if type(cell) is str else shown(cell) for cell in row] for row in rows]
    above, below = map(max, words[:top]), map(max, words[end:])
    return "\n\n".join([*map(cell_text, above), _table_text(words[top:end], level), *map(cell_text, below)])


def _framed(rows: list[list[Any]]) -> tuple[int, int]:
    """Where the table begins and ends between rows of one cell above and below it, such as a title, a unit, a source."""
    top = next((at for at, row in enumerate(rows) if not _alone(row)), 0)
    end = len(rows)
    while end > top + 1 and _alone(rows[end - 1]) and any(type(cell) is str and len(cell) >= LONG_NOTE for cell in rows[end - 1]):
        end -= 1
    return top, end


def _alone(row: list[Any]) -> bool:
    return row.count("") == len(row) - 1


def _table_text(rows: Rows, level: int) -> str:
    header = next((number for number, row in enumerate(rows[:10]) if _is_header(row)), None)
    if header is not None and _of_records(rows[header + 1 :]):
        before = [" ".join(filter(None, row)) for row in rows[:header]]
        return "\n\n".join([*filter(None, before), *_records(rows[header], rows[header + 1 :], level)])
    if len(rows[0]) > MAX_PIPES and header is not None:
        return "\n\n".join(_records(rows[header], rows[header + 1 :], level))
    signs = "".join(map("".join, rows))
    if any(sign in signs for sign in "<\r\x00"):
        rows = [[cell_text(cell) for cell in row] for row in rows]
        signs = "".join(map("".join, rows))
    if len(rows[0]) > 1:
        if "\n" in signs and "\n\n" not in signs and all(map(any, rows)) and all(map(any, zip(*rows, strict=True))):
            rows = [[cell.replace("\n", " ") for cell in row] for row in rows]  # as `table` does where no cell is of paragraphs
            signs = signs.replace("\n", " ")
        if "\n" not in signs:
            return _pipes(rows, even="  " not in signs and signs.isprintable())
    return "\n\n".join(table([[Cell(text) for text in row] for row in rows]))


def _pipes(rows: Rows, *, even: bool) -> str:
    """What `table` makes of rows of lines, several to a row. Even: no white space stands in them but single blanks."""
    text = "\n".join(map("\0".join, rows))  # neither sign is in a cell
    if not even:
        text = SPACED.sub(" ", text)
    text = text.replace("|", "\\|").replace("\0", " | ").replace("\n", " |\n| ")
    header, end, rest = f"| {text} |".partition("\n")
    return f"{header}\n|{' --- |' * len(rows[0])}{end}{rest}"


def cell_text(cell: str) -> str:
    """A cell's words; HTML in it becomes text."""
    if "<" in cell and MARKUP.search(cell):
        return html_to_text(cell)
    if "\r" in cell or "\x00" in cell:
        return cell.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
    return cell


def _trimmed(rows: list[list[Any]]) -> list[list[Any]]:
    """Without empty rows and columns, all rows of one width; raises DocumentError where that is too much."""
    kept = [cells for row in rows if _filled(cells := [cell.strip() if type(cell) is str else cell for cell in row])]
    even = len(set(map(len, kept))) == 1
    if even:
        used = [column for column, cells in enumerate(zip(*kept, strict=True)) if _filled(cells)]
    else:
        used = sorted({column for row in kept for column, cell in enumerate(row) if cell != ""})
    if len(kept) > MAX_ROWS or len(kept) * len(used) > MAX_CELLS:
        size = f"{len(kept):,} rows of {len(used):,} columns"
        raise DocumentError("table-too-large", f"{size}, more than are read as one; take each row as a document ([read.rows])")
    if even and len(used) == len(kept[0]):
        return kept
    return [[row[column] if column < len(row) else "" for column in used] for row in kept]


def _filled(cells: Sequence[Any]) -> bool:
    return any(cells) or cells.count("") < len(cells)  # a zero is something


def _sample(rows: list[list[Any]]) -> list[list[Any]]:
    """Rows from all over a table, to tell what kind it is."""
    return rows[:: max(1, len(rows) // SAMPLED)]


def _of_numbers(rows: list[list[Any]]) -> bool:
    filled = [cell for row in _sample(rows[1:]) for cell in row if type(cell) is not str or cell]
    enough = ceil(FEWEST_WORDS * len(filled))
    return len(list(islice(filter(_spoken, filled), enough))) < enough


def _spoken(cell: Any) -> bool:
    return type(cell) is str and WORD.search(cell) is not None and (" " in cell or NUMERIC.fullmatch(cell) is None)


def _is_header(row: list[str]) -> bool:
    filled = [cell for cell in row if cell]
    return len(filled) > max(1, 0.6 * len(row)) and all(len(cell) < LONG_CELL and not MARKUP.search(cell) for cell in filled)


def _of_records(rows: Rows) -> bool:
    """Whether some column holds prose, by what most of its cells hold."""
    rows = _sample(rows)
    for column in zip(*rows, strict=True):
        filled = list(filter(None, column))
        if not filled or len(filled) < 0.1 * len(rows):
            continue
        signs = "".join(filled)
        if "\n" not in signs and "<" not in signs and max(map(len, filled)) <= LONG_CELL:
            continue
        long = sum(len(cell) > LONG_CELL or "\n" in cell or MARKUP.search(cell) is not None for cell in filled)
        if long >= max(1, 0.3 * len(filled)):
            return True
    return False


def _records(header: list[str], rows: Rows, level: int) -> list[str]:
    """Each row as a heading and its other fields, in the table's order."""
    titled = next((at for at, name in enumerate(header) if name.casefold() in TITLES and _telling(rows, at)), None)
    names = [f"{name}:" if name else "" for name in header]
    blocks = []
    for row in rows:
        filled = [at for at, cell in enumerate(row) if cell]
        short = [at for at in filled if len(row[at]) <= LONG_CELL and not ("<" in row[at] and MARKUP.search(row[at]))]
        heads = [titled] if titled in short else short[:2]
        if not any(WORD.search(row[at]) for at in heads):  # mere keys
            heads = [at for at in short if WORD.search(row[at])][:1] or heads
        lines = [" ".join(["#" * level, *" ".join([row[at] for at in heads]).split()])] if heads else []
        for at in filled:
            if at in heads:
                continue
            words = cell_text(row[at])
            if not words or (" " not in words and ADDRESS.fullmatch(words)):
                continue
            apart = "\n\n" if "\n\n" in words else " "
            lines.append(f"{names[at]}{apart}{words}" if names[at] else words)
        blocks.append(_spaced(lines))
    return blocks


def _telling(rows: Rows, column: int) -> bool:
    """Whether a column tells most rows apart."""
    filled = [row[column] for row in rows if row[column]]
    return len(set(filled)) > len(rows) / 2


def _spaced(lines: list[str]) -> str:
    """Short fields on consecutive lines, long ones apart."""
    text = ""
    close = False
    for line in lines:
        short = len(line) <= LONG_CELL and "\n" not in line
        text += ("\n" if close and short else "\n\n") + line
        close = short and not line.startswith("##")
    return text[2:]
