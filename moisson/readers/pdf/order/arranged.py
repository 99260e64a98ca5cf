"""Reading order where several things stand in one row: labels beside boxes, entries of several lines, notes in a margin.

Rows are read from left to right, but what goes on below belongs together: a label or an entry of two lines is read whole, before
what stands beside its second line. Whether a line goes on is told by its words: it begins with a small letter, or the line above
ends with a hyphen or a conjunction; and by its place, on the middle of the line above.
"""

from dataclasses import dataclass, field
from itertools import pairwise

from moisson.readers.pdf.lines.pieces import Segment
from moisson.readers.pdf.lines.rows import Column, Row
from moisson.readers.pdf.lines.signs import ended, low, numeric
from moisson.readers.pdf.order.drawn import SAME, TIGHT, as_drawn
from moisson.readers.pdf.paragraphs.writing import marked
from moisson.readers.pdf.tables.labels import numbering

APART = 3.0  # of the size: a gap between pieces of a row that are read on their own
NEAR = 1.2  # of the size: a gap that parts what has another weight or begins anew
LABEL = 5.0  # of the size: how far behind its number what it numbers stands, at the most
LEVEL = 0.5  # of the size: how far apart lines of one entry begin
CENTRED = 0.4  # of the size: how far apart the middles of such lines are that are set on one
SHARE = 0.4  # of the width of a row whose pieces may all go on: so much of it does for sure where it is none of its own
CONJUNCTIONS = ("und", "oder", "bzw.", "et", "ou", "and", "or", "och", "eller", "en", "of", "y", "e", "i", "a")
GOES_ON = ("-", "/", *(f" {word}" for word in CONJUNCTIONS))  # ends of a line that goes on
NO, MAYBE, SURE = range(3)  # how surely a line goes on


@dataclass(slots=True, eq=False)
class Piece:
    """Segments of a row that are read as one."""

    segments: list[Segment]
    below: list["Piece"] = field(default_factory=list)  # its lines that go on from it

    @property
    def x0(self) -> float:
        return self.segments[0].x0

    @property
    def x1(self) -> float:
        return self.segments[-1].x1


def arranged(column: Column) -> Column:
    """The column with the rows between its tables in reading order."""
    out: list[Row] = []
    entry: list[Piece] = []  # the pieces of the row that began last
    y = -1e9
    for row in as_drawn(column.rows):
        whole = row.led or row.table is not None
        pieces = [] if whole else _pieces(row)
        above = _above(pieces, entry) if pieces and len(entry) > 1 and row.y - y < TIGHT * row.size else None
        if above:
            for piece, at in zip(pieces, above, strict=True):
                entry[at].below.append(piece)
        else:
            out.extend(_rows(entry))
            entry = pieces
            if whole:
                out.append(row)
        y = row.y
    out.extend(_rows(entry))
    return Column(out, column.x0, column.x1)


def _pieces(row: Row) -> list[Piece]:
    """A row parted where its gaps are wide, a number together with what it numbers."""
    pieces = [Piece([row.segments[0]])]
    for a, b in pairwise(row.segments):
        gap = (b.x0 - a.x1) / b.size
        label = len(pieces[-1].segments) == 1 and gap < LABEL and numbering(a.text)
        if label or not any(map(str.isalnum, b.text)) or gap < (APART if a.bold == b.bold and not b.text[0].isupper() else NEAR):
            pieces[-1].segments.append(b)
        else:
            pieces.append(Piece([b]))
    return pieces


def _above(pieces: list[Piece], entry: list[Piece]) -> list[int] | None:
    """For each piece of a row the number of that of an entry from which it goes on; None where one goes on from none.

    Where all pieces seem to, rows of code or of a table are likelier, unless many of their words surely do.
    """
    last = [(piece.below or [piece])[-1] for piece in entry]
    found: list[int] = []
    sure = 0.0
    for piece in pieces:
        over = [k for k, each in enumerate(last) if each.x0 < piece.x1 and each.x1 > piece.x0]
        link = _link(last[over[0]], piece) if len(over) == 1 else NO
        if link == NO:
            return None
        sure += (link == SURE) * (piece.x1 - piece.x0)
        found.extend(over)
    some = sure > SHARE * sum([piece.x1 - piece.x0 for piece in pieces])
    return found if some or (sure and len(pieces) < len(entry)) else None


def _link(a: Piece, b: Piece) -> int:
    """How surely a piece goes on from the one above it."""
    end, begin = a.segments[-1], b.segments[0]
    size = begin.size
    if abs(end.size - size) > SAME * size:
        return NO
    if (low(begin.text) and not ended(end.text)) or end.text.endswith(GOES_ON):
        return SURE
    first = a.segments[1] if len(a.segments) > 1 else a.segments[0]  # behind its number
    level = min(abs(begin.x0 - a.x0), abs(begin.x0 - first.x0)) < LEVEL * size
    centred = abs(b.x0 + b.x1 - a.x0 - a.x1) < 2 * CENTRED * size
    if end.bold != begin.bold or marked(begin.text) or not (level or centred):
        return NO
    return MAYBE if level else SURE


def _rows(entry: list[Piece]) -> list[Row]:
    """An entry's pieces, each with what goes on from it; those of one line that stand close stay one row."""
    out: list[Row] = []
    last: Piece | None = None
    for piece in entry:
        if last and not (last.below or piece.below) and _close(last, piece):
            out[-1] = Row([*out[-1].segments, *piece.segments])
        else:
            out.extend([Row(piece.segments), *[Row(each.segments, goes_on=True) for each in piece.below]])
        last = piece
    return out


def _close(a: Piece, b: Piece) -> bool:
    end, begin = a.segments[-1], b.segments[0]
    if numeric(begin.text) or end.text[-1:] == ":" or begin.text[0].islower():
        return True
    return a.segments[0].bold == begin.bold and b.x0 - a.x1 < APART * begin.size
