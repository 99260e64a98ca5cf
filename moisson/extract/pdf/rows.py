"""Rows of a page: what stands on one baseline within a column."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from moisson.extract.pdf.segments import Segment
from moisson.extract.pdf.tables import Table


class Row:
    """What stands on one baseline within a column; `y` and `size` are those of its longest segment."""

    __slots__ = ("bold", "goes_on", "heavy", "main", "segments", "size", "table", "text", "x0", "x1", "y")

    def __init__(self, segments: list[Segment], table: Table | None = None, goes_on: bool = False) -> None:
        self.segments = segments
        self.table = table
        self.goes_on = goes_on  # from the row before, for certain
        if len(segments) > 1:
            self.settle()
            return
        self.main = main = segments[0]
        self.x0, self.x1, self.y, self.size, self.text = main.x0, main.x1, main.y, main.size, main.text
        self.bold = self.heavy = main.bold

    def settle(self) -> None:
        """Take stock of the segments, from left to right."""
        self.segments.sort(key=attrgetter("x0"))
        self.main = max(self.segments, key=lambda s: len(s.text))
        first = self.segments[0]
        self.x0, self.x1 = first.x0, max([s.x1 for s in self.segments])
        self.y, self.size = self.main.y, self.main.size
        self.text = " ".join([s.text for s in self.segments])
        bold = sum([len(s.text) for s in self.segments if s.bold])
        self.bold = bold > 0.6 * (len(self.text) + 1 - len(self.segments))  # most of it
        self.heavy = self.bold or (first.bold and (sum(map(str.isalpha, first.text)) > 1 or "§" in first.text))

    def add(self, segment: Segment) -> None:
        """Put one more segment on the row; `settle` comes when all are there."""
        self.segments.append(segment)
        if len(segment.text) > len(self.main.text):
            self.main, self.y, self.size = segment, segment.y, segment.size


@dataclass(slots=True)
class Column:
    """Rows that are read one after the other, and how far they reach from side to side."""

    rows: list[Row] = field(default_factory=list)
    x0: float = 0.0
    x1: float = 0.0


Piece = Segment | Table


def column(pieces: list[Piece]) -> Column:
    """Pieces as a column."""
    return Column(rows_of(pieces), min(p.x0 for p in pieces), max(p.x1 for p in pieces))


def rows_of(pieces: Sequence[Piece]) -> list[Row]:
    """Pieces row by row."""
    rows: list[Row] = []
    for p in _from_top(pieces):
        if isinstance(p, Table):
            rows.append(Row([Segment("", p.x0, p.x1, p.bottom, 0.0)], p))
            continue
        y, reach = p.y, 0.6 * p.size
        for row in rows[:-5:-1]:
            away = y - row.y if row.y < y else row.y - y
            if (away < reach or away < 0.6 * row.size) and row.table is None and _level(row, p) and _free(row, p):
                row.add(p)
                break
        else:
            rows.append(Row([p]))
    for row in rows:
        if len(row.segments) > 1:
            row.settle()
    rows = _centred(rows)
    return [row for row in rows if row.table or not row.text.startswith("___") or row.text.strip("_ ")]  # lines to write on go


def _centred(rows: list[Row]) -> list[Row]:
    """Rows with what is set on the middle of two lines beside it put on the first: entries of one line beside those of two."""
    near = [k for k in range(len(rows) - 2) if rows[k + 1].y - rows[k].y < 0.85 * rows[k].size]
    for k in reversed(near):
        if _between(*rows[k : k + 3]):
            before = rows[k].y - rows[k - 1].y if k else 99.0
            after = rows[k + 3].y - rows[k + 2].y if k + 3 < len(rows) else 99.0
            if min(before, after) > 0.85 * rows[k].size:  # else these are columns whose lines are not level
                rows[k : k + 2] = [Row([*rows[k].segments, *rows[k + 1].segments])]
    return rows


def _between(first: Row, middle: Row, last: Row) -> bool:
    """Whether a row stands halfway between two, beside their words, and the words of the last below those of the first."""
    if first.table or middle.table or last.table:
        return False
    above, below = middle.y - first.y, last.y - middle.y
    if not (0.35 * first.size < above < 0.85 * first.size and abs(above - below) < 0.3 * first.size):
        return False

    def meet(a: Segment, b: Segment) -> bool:
        return a.x0 < b.x1 and a.x1 > b.x0

    beside = not any(meet(s, o) for s in middle.segments for o in (*first.segments, *last.segments))
    return beside and all(any(meet(s, o) for o in first.segments) for s in last.segments)


def _from_top(pieces: Sequence[Piece]) -> list[Piece]:
    places = [(p.top if isinstance(p, Table) else p.y - 0.3 * p.size, p.x0, k) for k, p in enumerate(pieces)]
    return [pieces[k] for _, _, k in sorted(places)]


def _level(row: Row, p: Segment) -> bool:
    """Whether a piece stands on a row; a raised mark with a gap behind it does as well."""
    if abs(row.y - p.y) < 0.45 * min(row.size, p.size):
        return True
    small, large, rise = (p, row, row.y - p.y) if p.size < row.size else (row, p, p.y - row.y)
    return len(small.text) < 5 and small.size < 0.86 * large.size and 0 < rise < 0.6 * large.size


def _free(row: Row, p: Segment) -> bool:
    return all(p.x0 > s.x1 - 0.5 * p.size or p.x1 < s.x0 + 0.5 * p.size for s in row.segments)
