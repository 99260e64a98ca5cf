"""Rows of a page: what stands on one baseline within a column."""

from dataclasses import dataclass
from operator import attrgetter
from typing import TypeVar

from moisson.readers.pdf.lines.pieces import Segment, Table
from moisson.readers.pdf.lines.runs import SMALLER
from moisson.readers.spaces import count_letters

NEAR = 4  # rows above that a piece may stand on
MIDDLE = 0.3  # of the size: how far above its baseline the middle of a line is
BOLD = 0.6  # share of its characters that makes a row bold
ROW = 0.45  # of the size: how far baselines of one row are apart
HALF, CLOSE = 0.35, 0.85  # of the size: from a line of two to what is set on the middle of both beside them
MARK = 4  # characters of a raised mark, at the most
RAISED = 0.6  # of the size of its word: how far it stands above the baseline


class Row:
    """What stands on one baseline within a column; `y` and `size` are those of its longest segment."""

    __slots__ = ("bold", "goes_on", "heavy", "led", "level", "main", "segments", "size", "table", "text", "x0", "x1", "y")

    def __init__(self, segments: list[Segment], table: Table | None = None, goes_on: bool = False) -> None:
        self.segments = segments
        self.table = table
        self.goes_on = goes_on  # from the row before, for certain
        self.led = False  # by the order in which the file draws it; others stand beside it
        self.level = 0  # of a heading, where the outline says that it is one
        self.settle()

    def settle(self) -> None:
        """Take stock of the segments, from left to right."""
        self.segments.sort(key=attrgetter("x0"))
        first, main = self.segments[0], max(self.segments, key=lambda s: len(s.text))
        self.main, self.x0, self.x1, self.y, self.size = main, first.x0, max([s.x1 for s in self.segments]), main.y, main.size
        bold = sum([len(s.text) for s in self.segments if s.bold])
        self.text = " ".join([s.text for s in self.segments])
        self.bold = bold > BOLD * (len(self.text) + 1 - len(self.segments))
        self.heavy = self.bold or (first.bold and (count_letters(first.text) > 1))

    def add(self, segment: Segment) -> None:
        """Put one more segment on the row; `settle` comes when all are there."""
        self.segments.append(segment)
        if len(segment.text) > len(self.main.text):
            self.main, self.y, self.size = segment, segment.y, segment.size


@dataclass(slots=True)
class Column:
    """Rows that are read one after the other, and how far they reach from side to side."""

    rows: list[Row]
    x0: float
    x1: float


Piece = Segment | Table
P = TypeVar("P", bound=Piece)


def column(pieces: list[Piece]) -> Column:
    """Pieces as a column."""
    return Column(rows_of(pieces), min([p.x0 for p in pieces]), max([p.x1 for p in pieces]))


def rows_of(pieces: list[P]) -> list[Row]:
    """Pieces row by row."""
    rows: list[Row] = []
    for p in sorted(pieces, key=attrgetter("middle", "x0")):
        if isinstance(p, Table):
            rows.append(Row([Segment("", p.x0, p.x1, p.bottom, 0.0)], p))
            continue
        found = next((row for row in rows[: -NEAR - 1 : -1] if row.table is None and _level(row, p)), None)
        if found:
            found.add(p)
        else:
            rows.append(Row([p]))
    for row in rows:
        if len(row.segments) > 1:
            row.settle()
    return _centred(rows)


def _centred(rows: list[Row]) -> list[Row]:
    """Rows with what is set on the middle of two lines beside it put on the first: entries of one line beside those of two."""
    for k in range(len(rows) - 3, -1, -1):
        first, middle, last = rows[k : k + 3]
        size = first.size
        if first.table or middle.table or last.table or not HALF * size < middle.y - first.y < CLOSE * size:
            continue
        level = abs(middle.y - first.y - (last.y - middle.y)) < MIDDLE * size
        alone = not any(_meets(s, [*first.segments, *last.segments]) for s in middle.segments)
        if level and alone and all(_meets(s, first.segments) for s in last.segments):
            rows[k : k + 2] = [Row([*first.segments, *middle.segments])]
    return rows


def _meets(s: Segment, others: list[Segment]) -> bool:
    """Whether a segment stands below or above one of others."""
    return any(s.x0 < other.x1 and s.x1 > other.x0 for other in others)


def _level(row: Row, p: Segment) -> bool:
    """Whether a piece stands on a row; a raised mark with a gap behind it does as well."""
    if abs(row.y - p.y) < ROW * min(row.size, p.size):
        return True
    mark, base = (p, row) if p.size < row.size else (row, p)
    return len(mark.text) <= MARK and mark.size < SMALLER * base.size and 0 < base.y - mark.y < RAISED * base.size
