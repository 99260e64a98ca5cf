"""What stands on a page: pieces of lines, and tables."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from moisson.readers.pdf.characters.bidi import logical
from moisson.readers.pdf.characters.codes import meant

RAISED, BACK = "\x01", "\x03"  # around a superscript in a segment's text; \x02 is a hyphen of pdfium's
SEPARATOR = "\n"  # behind the characters of each segment that kernels give
SEGMENTS = 20_000  # of one page; one that has more is a drawing
BOLD = 0.6  # share of bold characters that makes a segment bold
LEVEL = 0.35  # of the size: how far baselines of one line are apart
TOP, MIDDLE, BOTTOM = 0.75, 0.3, 0.22  # of the size: capitals rise above the baseline, a line's middle, tails hang below


@dataclass(slots=True, eq=False)
class Segment:
    """Part of a line, itself and no other. Points from the top left of the page; `y`, which grows downwards, is the baseline."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool = False
    spaced: bool = False  # the file writes a space behind it
    drawn: float = 0.0  # its place in the content stream; 0 where nothing says it
    cut: bool = False  # the file writes no space, and the cell has no room for more

    @property
    def top(self) -> float:
        return self.y - TOP * self.size

    @property
    def bottom(self) -> float:
        return self.y + BOTTOM * self.size

    @property
    def middle(self) -> float:
        return self.y - MIDDLE * self.size


def placed(signs: Any, boxes: Any) -> list[Segment]:
    """The segments that have words: `signs` are their characters, a separator behind each segment's; `boxes` are their rows.

    A row is start, end, baseline and size in points, the share of bold characters, whether a space follows, and its place in the
    content stream.
    """
    texts = map(logical, meant(signs.tobytes().decode("utf-32-le", "replace")).split(SEPARATOR)[:SEGMENTS])
    said = (boxes[:, 4] > BOLD).tolist(), (boxes[:, 5] > 0).tolist(), boxes[:, 6].tolist()
    found = map(Segment, texts, *boxes[:, :4].T.tolist(), *said)
    return [segment for segment in found if segment.text and not segment.text.isspace()]


Line = list[tuple[list[Segment], int]]  # a row of a table: the segments of each cell, and how many columns it spans


@dataclass(slots=True, eq=False)
class Table:
    """A table on a page: its box, and for each row the lines of each cell with how many columns it spans."""

    x0: float
    x1: float
    top: float
    bottom: float
    rows: list[Line]
    xs: Sequence[float] = ()  # where its columns part, if walls are drawn there

    @property
    def middle(self) -> float:
        """Where it stands among lines: by its top."""
        return self.top

    def held(self) -> set[int]:
        """The ids of its segments."""
        return {id(s) for row in self.rows for cell, _ in row for s in cell}


def in_lines(segments: Iterable[Segment]) -> Iterator[list[Segment]]:
    """Segments, in their order, each on the line of the one before it where both stand on one baseline."""
    line: list[Segment] = []
    for s in segments:
        if line and abs(s.y - line[0].y) >= LEVEL * s.size:
            yield line
            line = []
        line.append(s)
    if line:
        yield line


def words_of(segments: list[Segment]) -> str:
    """The words of segments, from the first to the last."""
    return " ".join([s.text for s in segments])


def without(segments: list[Segment], gone: set[int]) -> list[Segment]:
    """Segments but those with one of these ids."""
    return [s for s in segments if id(s) not in gone] if gone else segments
