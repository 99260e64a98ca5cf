"""What white tells of a table: upright strips of it part the columns, and lines that wrapped are joined to rows.

As in Tabula's and camelot's readers of tables without rules and in Nurminen (Algorithmic Extraction of Data in Tables in PDF
Documents, 2013) columns part where a projection of the words to the page's width leaves white. There, each line is a row; here, a
line goes on with the one above where the first word of each of its cells would not have fitted on that.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from moisson.readers.pdf.lines.pieces import Line, Segment, Table
from moisson.readers.pdf.lines.rows import Row
from moisson.readers.pdf.lines.signs import numeric

STRIP = 0.7  # of the size: the least width of white between columns
CLOSE = 0.42  # of the size: the same where other things say that there is a table
FEW = 16  # of so many rows, one may have words in a strip
LEVEL = 0.8  # sizes: the least from one line to the next
LOOSE = 1.25  # of the least step between lines: a wider one parts rows
SINGLE = 0.8  # of the bands: in so many, a column has one line only, where each is a row
TIGHT = 1.45  # sizes: the most from one line of a cell to the next
SMALL = 0.9  # of a column's lines: where more begin with small letters, these do not tell lines that go on
SLACK = 0.5  # sizes by which the width of a word, taken from its number of letters, may be too small
FULL = 0.5  # of the lines that would be joined: so many do not leave room for the next word

Strips = list[tuple[float, float]]
Cells = list[list[Segment]]  # the segments of a line or a row, column by column


def profile(rows: Sequence[Row], least: float = STRIP) -> Strips:
    """Strips, as their left and right ends, that rows leave white; `least` is their least width in sizes."""
    ends = sorted([(x, step) for row in rows for s in row.segments for x, step in ((s.x0, 1), (s.x1, -1))])
    found = _white(ends, len(rows) // FEW)
    found += [one for one in _white(ends, 0) if not any(a <= one[0] and one[1] <= b for a, b in found)]  # by a head alone
    wide = least * median([row.size for row in rows])
    return _parting([(a, b) for a, b in sorted(found) if b - a > wide], rows)


def _parting(strips: Strips, rows: Sequence[Row]) -> Strips:
    """Strips less those beside which no row has words on both sides: a head may stand on the middle of its column."""
    lines, kept, first = [cells_of(row, strips) for row in rows], Strips(), 0
    for c, strip in enumerate(strips, 1):
        if any(line[c] and any(line[first:c]) for line in lines):
            kept.append(strip)
            first = c
    return kept


def _white(ends: Sequence[tuple[float, int]], most: int) -> Strips:
    """Where, between words, at most so many segments stand; `ends` are the places where one more or one less stands."""
    found: Strips = []
    count, begin = 0, None
    for x, step in ends:
        if step > 0 and count == most and begin is not None:
            found.append((begin, x))
        count += step
        if step < 0 and count == most:
            begin = x
    return found


def cells_of(row: Row, strips: Strips) -> Cells:
    """A row's segments by column; what crosses a strip stands in the first of its columns."""
    cells: Cells = [[] for _ in range(len(strips) + 1)]
    for s in row.segments:
        place = s.x0 if crosses(s, strips) else (s.x0 + s.x1) / 2
        cells[sum([place > (a + b) / 2 for a, b in strips])].append(s)
    return cells


def crosses(s: Segment, strips: Strips) -> bool:
    """Whether a segment reaches over a strip."""
    return any(s.x0 < a and s.x1 > b for a, b in strips)


def banded(rows: list[Row]) -> list[list[Row]]:
    """Rows parted where the step to the next is wider than between lines of one text."""
    steps = [b.y - a.y for a, b in pairwise(rows)]
    least = min([step for step, row in zip(steps, rows, strict=False) if step > LEVEL * row.size], default=0.0)
    bands = [rows[:1]]
    for row, step in zip(rows[1:], steps, strict=True):
        if step > LOOSE * least:
            bands.append([])
        bands[-1].append(row)
    return bands


def table(bands: list[list[Row]], strips: Strips, head: int = 0) -> Table:
    """The table of lines, which what is drawn or white between them has parted already in bands.

    Bands are rows where most have one line only in one column, and their other lines fill the column; so is the first band if it
    has no more than `head` lines.
    """
    parts = [[cells_of(row, strips) for row in band] for band in bands]
    lines, rows = [line for part in parts for line in part], [row for band in bands for row in band]
    columns = [*zip(*lines, strict=True)]
    edges = [max([s.x1 for cell in column for s in cell if not crosses(s, strips)], default=0.0) for column in columns]
    wraps = [*map(_wraps, columns)]
    body = parts[1:]
    whole = len(body) > 1 and sum(map(_single, body)) > SINGLE * len(body) and _wrapped(body, edges)
    turns = iter(_turns(lines))
    out: list[Cells] = []
    for number, part in enumerate(parts):
        one = whole if number else len(part) <= head
        for k, line in enumerate(part):
            turned = next(turns)
            if k and (one or turned or _goes_on(out[-1], line, edges, wraps, strips)):
                for cell, more in zip(out[-1], line, strict=True):
                    cell.extend(more)
            else:
                out.append(line)
    cells: list[Line] = [[(cell, 1) for cell in line] for line in out]
    return Table(min([row.x0 for row in rows]), max([row.x1 for row in rows]), rows[0].main.top, rows[-1].main.bottom, cells)


def _single(part: list[Cells]) -> bool:
    """Whether a column has words on one line only."""
    return any(sum(map(bool, column)) == 1 for column in zip(*part, strict=True))


def _wrapped(parts: list[list[Cells]], edges: list[float]) -> bool:
    """Whether lines mostly leave no room for what begins the next of their part."""
    full = [_full(above, below, edges[c]) for part in parts for c, above, below in _joints(part)]
    return sum(full) >= FULL * len(full)


def _joints(part: list[Cells]) -> Iterator[tuple[int, Segment, Segment]]:
    """What ends and what begins two lines of one column, one below the other, and the column's number."""
    for c, column in enumerate(zip(*part, strict=True)):
        for above, below in pairwise(filter(None, column)):
            yield c, above[-1], below[0]


def _full(above: Segment, below: Segment, edge: float) -> bool:
    """Whether the first word of a line close below another, with a space before it, would not have fitted on that."""
    word = (len(below.text.split(" ", 1)[0]) + 1) * (below.x1 - below.x0) / len(below.text)
    return above.x1 + word > edge - SLACK * below.size and below.y - above.y < TIGHT * below.size


def _wraps(column: Sequence[list[Segment]]) -> bool:
    """Whether some lines of a column begin with a small letter, and most do not."""
    small = [cell[0].text[0].islower() for cell in column if cell]
    return 0 < sum(small) < SMALL * len(small)


def _goes_on(above: Cells, line: Cells, edges: list[float], wraps: list[bool], strips: Strips) -> bool:
    """Whether a line holds the next lines of the cells above it."""
    if any(crosses(s, strips) for cell in line for s in cell):
        return False
    stub = line[0] and line[0][0].text[0].islower()  # its words wrap above their numbers
    alone = sum(map(bool, line)) == 1
    for c, cell in enumerate(line):
        if not cell or (stub and not above[c]):
            continue
        if not above[c]:
            return False
        first, last = cell[0], above[c][-1]
        figures = not alone and numeric(first.text) and numeric(last.text)
        if figures or not _full(last, first, edges[c]) or (first.text[0].isalpha() and not wraps[c]):
            return False
    return True


def _turns(lines: list[Cells]) -> list[bool]:
    """For each line, whether the file draws some of it before all of the row above: it draws cell by cell.

    For none where a row's cells are not drawn from left to right, and where numbers or labels of fields would go on.
    """
    found, rows, last = [], list[list[Cells]](), 0.0
    for line in lines:
        drawn = [s.drawn for cell in line for s in cell]
        found.append(min(drawn) < last)
        if found[-1]:
            rows[-1].append(line)
        else:
            rows.append([line])
        last = max(drawn) if not found[-1] else max(last, *drawn)
    told = len(rows) > 1 and all(map(_by_columns, rows))
    joints = [(above.text, below.text) for row in rows for _, above, below in _joints(row)]
    entries = any((numeric(above) and numeric(below)) or above.endswith(":") for above, below in joints)
    return found if told and not entries else [False] * len(lines)


def _by_columns(lines: list[Cells]) -> bool:
    """Whether the file draws a row's cells from left to right."""
    drawn = sorted([(s.drawn, c) for line in lines for c, cell in enumerate(line) for s in cell])
    return all(a <= b for (_, a), (_, b) in pairwise(drawn))
