"""The rows near the top and the bottom of a page."""

from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

from moisson.readers.pdf.pieces import Segment

ROWS = 3  # from the top and from the bottom of a page that may be furniture
LEVEL = 0.5  # of the larger size: by so much may baselines of one row differ
FAR = 99.0  # sizes: the gap to a row that is not there


@dataclass(slots=True, eq=False)
class Edge:
    """A row near the top or the bottom of a page."""

    page: int
    side: int  # 0 top, 1 bottom
    y: float  # from that side
    segments: list[Segment]
    text: str
    gap: float  # to the next row towards the middle, in sizes


def edges(page: int, segments: list[Segment], height: float) -> list[Edge]:
    """The outermost rows of a page."""
    found: list[Edge] = []
    for side, ordered in enumerate((sorted(segments, key=attrgetter("y")), sorted(segments, key=lambda s: -s.y))):
        rows = _outermost(ordered)
        for row in rows:
            row.sort(key=attrgetter("x0"))
        gaps = [abs(after[0].y - row[0].y) / size_of(row) for row, after in pairwise(rows)]
        for row, gap in zip(rows[:ROWS], [*gaps, FAR], strict=False):
            y = row[0].y
            found.append(Edge(page, side, height - y if side else y, row, " ".join([s.text for s in row]), gap))
    return found


def _outermost(segments: list[Segment]) -> list[list[Segment]]:
    """The first rows of segments, one more than are looked at."""
    rows: list[list[Segment]] = []
    for s in segments:
        if rows and abs(s.y - rows[-1][0].y) < LEVEL * max(s.size, rows[-1][0].size):
            rows[-1].append(s)
        elif len(rows) > ROWS:
            break
        else:
            rows.append([s])
    return rows


def size_of(row: list[Segment]) -> float:
    """The size of the largest type in a row."""
    return max([s.size for s in row])


def has_letters(text: str) -> bool:
    """Whether there are letters in a text."""
    return any(map(str.isalpha, text))
