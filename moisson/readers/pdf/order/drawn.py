"""What the order in which a file draws its words tells: lines that are read on from each other, though others stand beside them.

Programs draw a cell, a note in a margin or an entry line by line before the next, and one text before another that is printed
over it. Where the stream so leads down and then to the right, and never back, it is followed; so it is where lines are printed
over others.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import attrgetter

from moisson.readers.pdf.lines.pieces import Segment
from moisson.readers.pdf.lines.rows import Row, rows_of
from moisson.readers.pdf.lines.signs import numeric

# In sizes of the type:
OVER = 0.7  # lines of one column that stand closer are printed over each other
LAYERED = 0.03  # share of rows over others where all are read as drawn
BESIDE = 0.5  # how far apart the first lines of what stands side by side are, at the most
TIGHT = 1.42  # the most from one line of a text to the next
SAME = 0.12  # how far sizes differ that are one


@dataclass(slots=True)
class _Side:
    """Segments that stand below each other, how far to the right they reach, and the highest and the lowest baseline."""

    segments: list[Segment]
    x1: float
    top: float
    low: float

    def with_(self, other: "_Side") -> "_Side":
        """Both as one."""
        self.segments.extend(other.segments)
        return _Side(self.segments, max(self.x1, other.x1), min(self.top, other.top), max(self.low, other.low))


def as_drawn(rows: list[Row]) -> list[Row]:
    """Rows of a column, where the stream tells more than their places do in its order."""
    found: list[Row] = []
    for table, some in groupby(rows, lambda row: row.table is not None):
        here = [*some]
        if not table and sum(map(_over, here, here[1:])) + sum(map(_several, here)) > LAYERED * len(here):
            found.extend(map(Row, _streamed([s for row in here for s in row.segments])))
        else:
            for block in [here] if table else _turns(here):
                found.extend(_ordered(block) if len(block) > 1 and not table else block)
    return found


def _several(row: Row) -> bool:
    """Whether pieces of a row are printed over each other."""
    return any(a.x1 > b.x0 + b.size for a, b in pairwise(row.segments))


def _turns(rows: list[Row]) -> Iterator[list[Row]]:
    """Rows, together where the file draws something of a lower one before it has drawn all of those above."""
    some: list[Row] = []
    last = 0.0
    for row in rows:
        here = [s.drawn for s in row.segments]
        if some and min(here) >= last:
            yield some
            some, last = [], 0.0
        some.append(row)
        last = max(last, *here)
    yield some


def _over(a: Row, b: Row) -> bool:
    """Whether a row is printed over the one above it."""
    if b.y - a.y >= OVER * min(a.size, b.size):
        return False
    reach = [-1e9, -1e9]  # of each row, up to here
    for x0, x1, row in sorted([(s.x0, s.x1, row) for row, each in enumerate((a, b)) for s in each.segments]):
        if x0 < reach[1 - row]:
            return True
        reach[row] = max(reach[row], x1)
    return False


def _streamed(segments: list[Segment]) -> list[list[Segment]]:
    """Segments line by line, as the file draws them."""
    pieces = sorted(segments, key=attrgetter("drawn"))
    found = [pieces[:1]]
    for above, s in pairwise(pieces):
        if s.x0 <= above.x0 or abs(s.y - above.y) > s.size:
            found.append([])
        found[-1].append(s)
    return found


def _ordered(rows: list[Row]) -> list[Row]:
    """Rows as the file draws them, if they are to be read so."""
    pieces = [s for row in rows for s in row.segments]
    found = []
    for some in _side_by_side(pieces):
        lines = rows_of(some)
        for a, b in pairwise(lines):
            alike = abs(a.size - b.size) < SAME * b.size and a.bold == b.bold
            b.goes_on = alike and b.y - a.y < TIGHT * b.size and len(b.segments) < 2
        for line in lines:
            line.led = True
        found.extend(lines)
    return found or rows


def _side_by_side(segments: list[Segment]) -> list[list[Segment]]:
    """What stands side by side, one after the other; none where the stream does not lead down and to the right."""
    found: list[_Side] = []
    for s in sorted(segments, key=attrgetter("drawn")):
        while len(found) > 1 and s.x0 < found[-2].x1:
            found[-2:] = [found[-2].with_(found[-1])]
        new = _Side([s], s.x1, s.y, s.y)
        if not found or s.x0 >= found[-1].x1:
            if found and s.y < found[-1].top - BESIDE * s.size:
                return []
            found.append(new)
        elif s.y <= found[-1].low:
            return []
        else:
            found[-1] = found[-1].with_(new)
    numbers = any(len(side.segments) > 1 and all(numeric(s.text) for s in side.segments) for side in found)  # a table's column
    return [side.segments for side in found] if len(found) > 1 and not numbers else []
