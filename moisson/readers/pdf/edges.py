"""The rows near the top and the bottom of a page."""

from operator import attrgetter

from moisson.readers.pdf.pieces import Segment

ROWS = 3  # from the top and from the bottom of a page that may be furniture


class Edge:
    """A row near the top or the bottom of a page."""

    __slots__ = ("gap", "page", "segments", "side", "text", "y")

    def __init__(self, page: int, side: int, y: float, segments: list[Segment], text: str, gap: float) -> None:
        self.page = page
        self.side = side  # 0 top, 1 bottom
        self.y = y  # from that side
        self.segments = segments
        self.text = text
        self.gap = gap  # to the next row towards the middle, in sizes


def edges(page: int, segments: list[Segment], height: float) -> list[Edge]:
    """The outermost rows of a page."""
    found: list[Edge] = []
    upper, lower = 0.25 * height, 0.75 * height
    for side in (0, 1):
        near = [s for s in segments if s.y > lower] if side else [s for s in segments if s.y < upper]
        rows = _outermost(near, side)
        if len(rows) <= ROWS + 1:  # it may be cut short
            rows = _outermost(segments, side)
        for number, row in enumerate(rows[:ROWS]):
            first = row[0]
            text = first.text
            if len(row) > 1:
                row.sort(key=attrgetter("x0"))
                first = row[0]
                text = " ".join([s.text for s in row])
            gap = 99.0
            if number + 1 < len(rows):
                then = rows[number + 1][0]
                gap = abs(then.y - first.y) / size_of(row)
            found.append(Edge(page, side, height - first.y if side else first.y, row, text, gap))
    return found


def size_of(row: list[Segment]) -> float:
    """The size of the largest type in a row."""
    size = 0.0
    for s in row:
        size = max(size, s.size)
    return size


def has_letters(text: str) -> bool:
    """Whether there are letters in a text."""
    return any(map(str.isalpha, text))


def _outermost(segments: list[Segment], side: int) -> list[list[Segment]]:
    """The first rows from one side, one more than are looked at, and the first segment of the next."""
    rows: list[list[Segment]] = []
    first: Segment | None = None
    for s in sorted(segments, key=attrgetter("y"), reverse=bool(side)):
        if first is not None and abs(s.y - first.y) < 0.5 * max(s.size, first.size):
            rows[-1].append(s)
        else:
            first = s
            rows.append([s])
            if len(rows) > ROWS + 1:
                break
    return rows
