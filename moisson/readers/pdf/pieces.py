"""What stands on a page: pieces of lines, and tables."""

RAISED, BACK = "\x01", "\x02"  # around a superscript in a segment's text


class Box:
    """What reaches from one side, `x0`, to another, `x1`, in points from the left of the page."""

    __slots__ = ("x0", "x1")

    def __init__(self, x0: float, x1: float) -> None:
        self.x0 = x0
        self.x1 = x1


class Segment(Box):
    """Part of a line, itself and no other. Points from the top left of the page; `y`, which grows downwards, is the baseline."""

    __slots__ = ("bold", "lead", "size", "text", "y")

    def __init__(self, text: str, x0: float, x1: float, y: float, size: float, bold: bool = False, lead: bool = False) -> None:
        self.text = text
        self.x0 = x0
        self.x1 = x1
        self.y = y
        self.size = size
        self.bold = bold
        self.lead = lead  # its first words are bold

    @property
    def top(self) -> float:
        return self.y - 0.75 * self.size

    @property
    def bottom(self) -> float:
        return self.y + 0.22 * self.size

    @property
    def middle(self) -> float:
        return self.y - 0.3 * self.size


Line = list[tuple[list[Segment], int]]  # a row of a table: the segments of each cell, and how many columns it spans


class Table(Box):
    """A table on a page: its box, and for each row the lines of each cell with how many columns it spans."""

    __slots__ = ("bottom", "rows", "top")

    def __init__(self, x0: float, x1: float, top: float, bottom: float, rows: list[Line]) -> None:
        self.x0 = x0
        self.x1 = x1
        self.top = top
        self.bottom = bottom
        self.rows = rows


def words_of(segments: list[Segment]) -> str:
    """The words of segments, from the first to the last."""
    if len(segments) == 1:
        first = segments[0]
        return first.text
    return " ".join([s.text for s in segments])


def texts(segments: list[Segment]) -> list[str]:
    return [s.text for s in segments]


def without(segments: list[Segment], gone: set[int]) -> list[Segment]:
    """Segments but those with one of these ids."""
    return [s for s in segments if id(s) not in gone] if gone else segments


def count_signs(segments: list[Segment], by_size: dict[float, int]) -> None:
    """Add to each size of type how many characters are set in it."""
    size, count = 0.0, 0
    for s in segments:
        if s.size != size:  # most are set as the one before is
            if count:
                by_size[size] = by_size.get(size, 0) + count
            size, count = s.size, 0
        count += len(s.text)
    if count:
        by_size[size] = by_size.get(size, 0) + count
