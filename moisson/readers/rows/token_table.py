"""A table whose rows are the tokens of a running text: known by its form, whatever its columns hold or are called."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise, starmap
from operator import ne
from typing import NamedTuple

# What the limits rest on: sixteen annotated texts at hand (newspapers in German, judgments in French, debates in Bulgarian and
# Croatian), of 213 to 70,259 tokens, and 299 other texts in twenty languages, parted into words and signs.
FEWEST = 40  # tokens
SAMPLE = 3000  # lines
EVEN = 0.95  # share of rows that have as many cells as most, and of these cells that are filled
WORDS = 0.6  # share of tokens with a letter in them: 0.76 to 0.94 in the annotated texts
SIGNS = (
    0.03,
    0.35,
)  # least and most of tokens that are signs, which stand by themselves: 0.05 to 0.19; other texts 0.06 and more
LABELS = 0.3  # share of different cells in a column of labels: at most 0.07; of lemmas 0.27 and more
ENDED = 0.5  # share of sentences, by empty lines or ids, that end as one does: 0.79 to 0.98; 0.13 where pages are parted
SENTENCE = 3  # tokens on average: 17 to 34
ENDS = frozenset(".!?…:;»”\"'“)") | {"...", ".»", '."'}

Rows = Sequence[Sequence[str]]


class Tokens(NamedTuple):
    """Where the tokens stand, and what parts their sentences."""

    column: int
    header: bool
    by: int | None  # the column that tells where a sentence begins; None: empty lines do
    counts: bool = False  # whether that column counts the tokens of each, and is no id of the sentence


def may_hold_tokens(text: str) -> bool:
    """A quick look: whether a stop stands alone in a cell."""
    return text.count("\t") >= FEWEST and any(cell in text for cell in ("\n.\t", "\t.\t", "\t.\n"))


def tokens_of(lines: Sequence[str]) -> Tokens | None:
    """How the lines hold a running text, one token in each; None where they are another table, or nothing parts sentences."""
    lines = lines[:SAMPLE]
    rows = [cells(line) for line in lines if is_row(line)]
    width = Counter(map(len, rows)).most_common(1)[0][0] if rows else 0
    even = [row for row in rows if len(row) == width]
    if width < 2 or len(even) < FEWEST or len(even) < EVEN * len(rows):
        return None
    columns = [*zip(*even[1:], strict=True)]
    running = [at for at, column in enumerate(columns) if _is_running(column)]
    if not running:
        return None
    at = max(running, key=lambda at: len({*columns[at]}))  # lemmas and labels recur more than forms, wherever they stand
    header = len(rows[0]) == width and _is_header(rows[0], columns, at)
    if _ended(lines, at):
        return Tokens(at, header, None)
    for by, column in enumerate(columns):
        counts = _counts(column) and sum(starmap(ne, pairwise(column))) * SENTENCE > len(column)
        if by != at and _parts(column, columns[at], counts):
            return Tokens(at, header, by, counts)
    return None


def is_row(line: str) -> bool:
    """Whether a line holds cells, and is neither empty nor a comment."""
    return "\t" in line and bool(line.strip()) and not line.startswith("# ")


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("\t")]


def begins(before: str, cell: str, counts: bool) -> bool:
    """Whether a sentence begins at a cell of the column that tells: it counts anew, or is another id."""
    if counts:
        return before.isdecimal() and cell.isdecimal() and int(cell) < int(before)
    return bool(before) and cell != before


def _is_running(column: Sequence[str]) -> bool:
    """Whether cells are tokens of a text: words that recur, with signs by themselves among them."""
    filled = [cell for cell in column if cell]
    if len(filled) < EVEN * len(column) or any(" " in cell for cell in filled):
        return False
    signs = sum(not any(map(str.isalnum, cell)) for cell in filled)
    words = sum(any(map(str.isalpha, cell)) for cell in filled)
    return "." in filled and SIGNS[0] * len(filled) <= signs <= SIGNS[1] * len(filled) and words >= WORDS * len(filled)


def _parts(column: Sequence[str], tokens: Sequence[str], counts: bool) -> bool:
    """Whether a column tells of new sentences where they begin, and hardly elsewhere."""
    starts = [at for at in range(1, len(column)) if begins(column[at - 1], column[at], counts)]
    return 0 < SENTENCE * len(starts) <= len(column) and _end([tokens[at - 1] for at in starts])


def _ended(lines: Sequence[str], at: int) -> bool:
    """Whether empty lines stand where sentences end."""
    last_row = max((number for number, line in enumerate(lines) if is_row(line)), default=0)
    before = [row for row, line in pairwise(lines[:last_row]) if is_row(row) and not line.strip()]
    last = [cells(row)[at] for row in before if row.count("\t") >= at]
    return bool(last) and _end(last)


def _end(last: Sequence[str]) -> bool:
    return sum(token in ENDS for token in last) >= ENDED * len(last)


def _is_header(header: Sequence[str], columns: Rows, at: int) -> bool:
    """Whether the first row names the columns: no number, nor any label that others have."""
    if len({*header}) < len(header) or not all(header):
        return False
    told = [(name, column) for other, (name, column) in enumerate(zip(header, columns, strict=True)) if other != at]
    labels = [(name, column) for name, column in told if len({*column}) <= LABELS * len(column) or _counts(column)]
    return bool(labels) and not any(name.isdecimal() or name in column for name, column in labels)


def _counts(column: Sequence[str]) -> bool:
    return sum(map(str.isdecimal, column)) >= EVEN * len(column)
