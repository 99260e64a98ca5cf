"""Rows of a page: what stands on one baseline within a column."""

from operator import attrgetter
from typing import TypeVar

from moisson.readers.pdf.pieces import Segment, Table
from moisson.readers.spaces import count_letters


class Row:
    """What stands on one baseline within a column; `y` and `size` are those of its longest segment."""

    __slots__ = ("bold", "goes_on", "heavy", "main", "segments", "size", "table", "text", "x0", "x1", "y")

    def __init__(self, segments: list[Segment], table: Table | None = None, goes_on: bool = False) -> None:
        self.segments = segments
        self.table = table
        self.goes_on = goes_on  # from the row before, for certain
        self.settle()

    def settle(self) -> None:
        """Take stock of the segments, from left to right."""
        x0 = -1e9
        for s in self.segments:
            if s.x0 < x0:
                self.segments.sort(key=attrgetter("x0"))
                break
            x0 = s.x0
        first = main = self.segments[0]
        x1, bold = first.x1, 0
        for s in self.segments:
            if len(s.text) > len(main.text):
                main = s
            if s.x1 > x1:
                x1 = s.x1
            if s.bold:
                bold += len(s.text)
        self.main, self.x0, self.x1, self.y, self.size = main, first.x0, x1, main.y, main.size
        self.text = " ".join([s.text for s in self.segments])
        self.bold = bold > 0.6 * (len(self.text) + 1 - len(self.segments))  # most of it
        self.heavy = self.bold or (first.bold and (count_letters(first.text) > 1 or "§" in first.text))

    def add(self, segment: Segment) -> None:
        """Put one more segment on the row; `settle` comes when all are there."""
        self.segments.append(segment)
        if len(segment.text) > len(self.main.text):
            self.main, self.y, self.size = segment, segment.y, segment.size


class Column:
    """Rows that are read one after the other, and how far they reach from side to side."""

    __slots__ = ("rows", "x0", "x1")

    def __init__(self, rows: list[Row], x0: float, x1: float) -> None:
        self.rows = rows
        self.x0 = x0
        self.x1 = x1


Piece = Segment | Table
P = TypeVar("P", bound=Piece)


def column(pieces: list[Piece]) -> Column:
    """Pieces as a column."""
    x0, x1 = 1e9, -1e9
    for p in pieces:
        x0, x1 = min(x0, p.x0), max(x1, p.x1)
    return Column(rows_of(pieces), x0, x1)


def rows_of(pieces: list[P]) -> list[Row]:
    """Pieces row by row."""
    rows: list[Row] = []
    for piece in from_top(pieces, 0.3):
        if isinstance(piece, Table):
            rows.append(Row([Segment("", piece.x0, piece.x1, piece.bottom, 0.0)], piece))
            continue
        p = piece
        y, reach = p.y, 0.6 * p.size
        for k in range(len(rows) - 1, max(-1, len(rows) - 5), -1):
            row = rows[k]
            away = y - row.y if row.y < y else row.y - y
            if (away < reach or away < 0.6 * row.size) and row.table is None and _level(row, p) and _free(row, p):
                row.add(p)
                break
        else:
            rows.append(Row([p]))
    for row in rows:
        if len(row.segments) > 1:
            row.settle()
    return [row for row in rows if row.table or row.text[0] != "_" or not _blank(row.text)]  # lines to write on go


def _blank(text: str) -> bool:
    """Whether a text is a line to write on."""
    return text.startswith("___") and not text.strip("_ ")


def from_top(pieces: list[P], part: float) -> list[P]:
    """Pieces by height, a segment's that `part` of its size above its baseline, and from left to right."""
    return sorted(pieces, key=lambda piece: (_height(piece, part), piece.x0))


def _height(piece: Piece, part: float) -> float:
    if isinstance(piece, Table):
        return piece.top
    s = piece
    return s.y - part * s.size


def _level(row: Row, p: Segment) -> bool:
    """Whether a piece stands on a row; a raised mark with a gap behind it does as well."""
    if abs(row.y - p.y) < 0.45 * min(row.size, p.size):
        return True
    if p.size < row.size:
        return len(p.text) < 5 and p.size < 0.86 * row.size and 0 < row.y - p.y < 0.6 * row.size
    return len(row.text) < 5 and row.size < 0.86 * p.size and 0 < p.y - row.y < 0.6 * p.size


def _free(row: Row, p: Segment) -> bool:
    room = 0.5 * p.size
    return all(p.x0 > s.x1 - room or p.x1 < s.x0 + room for s in row.segments)
