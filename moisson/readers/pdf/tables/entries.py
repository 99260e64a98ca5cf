"""What walls leave together in a table: columns of figures that white parts, and entries of several lines in each column."""

from bisect import bisect_left
from itertools import accumulate
from operator import attrgetter

from moisson.readers.pdf.lines.pieces import Line, in_lines
from moisson.readers.pdf.lines.rows import rows_of
from moisson.readers.pdf.lines.signs import numeric
from moisson.readers.pdf.tables.white import CLOSE, cells_of, profile

FIGURES = 0.7  # of a column's lines: so many are numbers where it tells entries
ENTRIES = 3  # lines that show that a cell holds several entries, or columns, at the least


def parted(rows: list[Line]) -> list[Line]:
    """Rows between walls with their columns of figures parted, then entry by entry."""
    whole = _drawn_whole(rows)
    _part(rows)
    return rows if whole else [entry for row in rows for entry in _entries(row)]


def _drawn_whole(rows: list[Line]) -> bool:
    """Whether the file draws a table cell by cell and row by row, as programs do that know its cells; a scan's draw columns."""
    drawn = [s.drawn for row in rows for words, _ in row for s in words]
    return drawn[:1] < drawn[-1:] and drawn == sorted(drawn)  # words of a scan are all drawn at 0


def _entries(row: Line) -> list[Line]:
    """A row whose columns hold many entries without rules between them, entry by entry: one column is of numbers."""
    columns = [[line[0] for line in in_lines(sorted(words, key=attrgetter("y")))] for words, _ in row]
    several = [column for column in columns if len(column) >= ENTRIES]
    starts = max([c for c in several if sum([numeric(s.text) for s in c]) >= FIGURES * len(c)], key=len, default=[])
    if len(several) < 2 or not starts:
        return [row]
    edges = [s.top for s in starts[1:]]
    out: list[Line] = [[([], width) for _, width in row] for _ in starts]
    for c, (words, _) in enumerate(row):
        for s in words:
            out[bisect_left(edges, s.y)][c][0].append(s)
    return out


def _part(out: list[Line]) -> None:
    """Part columns of rows that hold figures beside each other, with white between them: walls part groups of columns there."""
    for c in reversed(range(sum(width for _, width in out[0]))):
        places = [_place(line, c) for line in out]
        cells = [rows_of(line[k][0]) if line[k][1] == 1 else [] for line, k in zip(out, places, strict=True)]
        rows = [row for cell in cells[1:] for row in cell]
        figures = sum([len(row.segments) > 1 and all(numeric(s.text) for s in row.segments[1:]) for row in rows])
        strips = profile(rows, CLOSE) if figures >= ENTRIES else []
        for line, k, cell in zip(out, places, cells, strict=True) if strips else ():
            parts = zip(*[cells_of(row, strips) for row in cell], strict=True)
            words, width = line[k]
            line[k : k + 1] = [([s for cell in part for s in cell], 1) for part in parts] or [(words, width + len(strips))]


def _place(line: Line, column: int) -> int:
    """Which cell of a row stands in a column."""
    return bisect_left([*accumulate(width for _, width in line)], column + 1)
