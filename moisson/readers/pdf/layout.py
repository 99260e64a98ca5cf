"""The order in which the pieces of a page are read: columns from left to right between what crosses them, and rows within."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from moisson.readers.pdf.marginal import noted
from moisson.readers.pdf.parting import parting
from moisson.readers.pdf.pieces import Segment, Table
from moisson.readers.pdf.rows import Column, Piece, column, from_top
from moisson.readers.pdf.rules import unmet
from moisson.readers.pdf.sides import Line, apart, dense, headed_alike, in_step, labelled, listed, merged, prose

TALL, ACROSS = 60.0, 100.0  # points: an upright rule as long may part columns, a flat one what stands above it from those below


class Walls:
    """Rules that part what stands on their sides: upright ones as x, top and bottom, flat ones as y, left and right."""

    __slots__ = ("flat", "upright")

    def __init__(self, upright: Sequence[Sequence[float]], flat: Sequence[Sequence[float]]) -> None:
        self.upright = upright
        self.flat = flat


NONE = Walls((), ())


def columns(segments: Sequence[Segment], tables: Sequence[Table], walls: Walls | tuple[()] = ()) -> list[Column]:
    """The columns of a page in reading order."""
    pieces: list[Piece] = [*segments, *tables]
    pieces = from_top(pieces, 0.75)
    found: list[Column] = []
    _order(pieces, found, 0, walls or NONE)
    return _joined(found)


def walls(flat: Any, upright: Any) -> Walls:
    """The upright rules of some length that no flat rule meets between their ends, and flat ones that no upright rule meets.

    They are no table's and no form's.
    """
    return Walls(unmet(upright, flat, TALL, 4.0), unmet(flat, upright, ACROSS, -3.0))


def _walled(
    pieces: list[Piece], walls: Sequence[Sequence[float]]
) -> tuple[list[Piece], list[Piece], list[Piece], list[Piece]] | None:
    """A region parted by a rule that has words on both sides, which none of them crosses: above, left, right and below."""
    for x, top, bottom in walls:
        beside = [p for p in pieces if top - 2 < (p.top + p.bottom) / 2 < bottom + 2]
        left = [p for p in beside if p.x1 <= x + 1]
        right = [p for p in beside if p.x0 >= x - 1]
        if min(len(left), len(right)) < 3 or len(left) + len(right) < len(beside):
            continue
        one, other = merged(_segments(left)), merged(_segments(right))
        if min(len(one), len(other)) < 2 or (in_step(one, other, 0.4) > 0.6 and not (dense(one) and dense(other))):
            continue  # rows of a table or of a form
        if labelled(one, other):
            continue
        above = [p for p in pieces if (p.top + p.bottom) / 2 <= top - 2]
        below = [p for p in pieces if (p.top + p.bottom) / 2 >= bottom + 2]
        if _flows(above, left) != _flows(above, right) or _flows(left, below) != _flows(right, below):
            continue  # the side of a box beside text that runs past it
        return above, left, right, below
    return None


def _segments(pieces: list[Piece]) -> list[Segment]:
    return [s for s in pieces if isinstance(s, Segment)]


def _flows(above: list[Piece], below: list[Piece]) -> bool:
    """Whether lines go on in the next ones, set as closely and beginning at the same place."""
    return any(
        isinstance(a, Segment) and isinstance(b, Segment) and 0 < b.y - a.y < 1.85 * b.size and abs(a.x0 - b.x0) < b.size
        for a in above[-8:]
        for b in below[:8]
    )


def _order(pieces: list[Piece], found: list[Column], depth: int, walls: Walls) -> None:
    """Cut a region at its best gutter, else take it row by row."""
    large = depth < 8 and len(pieces) > 5
    if large and walls.upright and (parts := _walled(pieces, walls.upright)):
        for part in parts:
            _order(part, found, depth + 1, walls)
        return
    gutter = parting(pieces) if large else None
    if gutter is None:
        if pieces:
            found.append(column(pieces))
        return
    regions = _ruled_off(pieces, gutter, walls.flat) if walls.flat else [pieces]
    for part in [run for region in regions for run in _rows_apart(region, gutter)]:
        _bands(part, gutter, found, depth, walls)


def _ruled_off(pieces: list[Piece], gutter: float, flat: Sequence[Sequence[float]]) -> list[list[Piece]]:
    """What stands between the flat rules that run over a gutter, and as far as the columns on its sides: each on its own."""
    left, right = min([p.x0 for p in pieces]), max([p.x1 for p in pieces])
    ys = [y for y, x0, x1 in flat if x0 < gutter < x1 and x1 - x0 > 0.9 * (right - left)]
    if not ys:
        return [pieces]
    out: list[list[Piece]] = [[] for _ in range(len(ys) + 1)]
    for p in pieces:
        out[sum([y < (p.top + p.bottom) / 2 for y in ys])].append(p)
    return [part for part in out if part]


def _rows_apart(pieces: list[Piece], gutter: float) -> list[list[Piece]]:
    """A region, and on their own the rows at its ends that stand apart and begin where no column does: heads and feet."""
    out: list[list[Piece]] = [pieces]
    for end in (0, -1):
        middle = out[end]
        row = _row(middle, end)
        if len(middle) < 7 or not 1 < len(row) < 5:
            continue
        rest, first = middle[len(row) :] if end == 0 else middle[: -len(row)], row[0]
        right = [p for p in row if p.x0 >= gutter - 1]
        if not right or len(right) == len(row) or any(p.x0 < gutter - 1 and p.x1 > gutter + 1 for p in row):
            continue
        gap = rest[0].top - first.bottom if end == 0 else first.top - max([p.bottom for p in rest])
        if gap <= 1.2 * (first.bottom - first.top):
            continue
        starts = sorted([p.x0 for p in rest if p.x0 >= gutter - 1])
        x, wide = min([p.x0 for p in right]), 3 * (first.bottom - first.top)
        here = bisect_right(starts, x + 3) - bisect_left(starts, x - 3)
        if starts and x > starts[0] + wide and here < 0.1 * len(starts):
            out = [row, rest] if end == 0 else [*out[:-1], rest, row]
    return out


def _row(pieces: list[Piece], end: int) -> list[Piece]:
    """The first or the last pieces of a region, which stand on one line."""
    row: list[Piece] = []
    for p in pieces if end == 0 else reversed(pieces):
        if isinstance(p, Table) or (row and abs(p.bottom - row[0].bottom) > 2):
            break
        row.append(p)
    return row


def _bands(pieces: list[Piece], gutter: float, found: list[Column], depth: int, walls: Walls) -> None:
    """What crosses a gutter, and between two such things what stands on its sides."""
    band: list[Piece] = []
    other: list[Piece] = []  # what crosses the gutter, and what stands between where it parts nothing
    for piece in [*pieces, None]:
        if piece is None or (piece.x0 < gutter - 1 and piece.x1 > gutter + 1):
            marks = [
                p for p in band[-3:] if piece is not None and (_marks(p, piece) or (p is band[-1] and _heads_all(band, piece)))
            ]
            band = [p for p in band if p not in marks] if marks else band
            if band and _parted(band, gutter):
                _order(other, found, depth + 1, walls)
                _band(band, gutter, found, depth, walls)
                other = []
            else:
                other.extend(band)
            band = []
            other.extend([*marks, piece] if piece is not None else [])
        elif other and not band and any(_beside(piece, c) for c in other[-6:]):
            other.append(piece)  # on the row of something that crosses
        else:
            band.append(piece)
    _order(other, found, depth + 1, walls)


def _parted(band: list[Piece], gutter: float) -> bool:
    """Whether a gutter parts what stands between two things that cross it: a line begins there, or columns stand on its sides."""
    for p in band:
        if abs(p.x0 - gutter - 1.5) < 4:
            return True
    left = [s for s in _segments(band) if s.x0 < gutter]
    right = [s for s in _segments(band) if s.x0 >= gutter]
    return len(left) > 2 and len(right) > 2 and apart(left, right)


def _beside(piece: Piece, other: Piece) -> bool:
    if isinstance(other, Table) or isinstance(piece, Table):
        return piece.top < other.bottom - 2 and piece.bottom > other.top + 2
    return abs(piece.y - other.y) < 0.3 * min(piece.size, other.size)


def _marks(piece: Piece, line: Piece) -> bool:
    """Whether a piece is the mark of a note, or a number, before a line."""
    if isinstance(line, Table) or isinstance(piece, Table):
        return False
    return (
        len(piece.text) < 6 and -0.2 * line.size < line.y - piece.y < 0.6 * line.size and 0 < line.x0 - piece.x1 < 3 * line.size
    )


def _heads_all(band: list[Piece], line: Piece) -> bool:
    """Whether the last piece above a line that crosses a gutter begins where it does, well below others: `Table 1`, a title."""
    last = band[-1]
    if isinstance(line, Table) or isinstance(last, Table) or len(band) < 3 or abs(last.x0 - line.x0) > 3:
        return False
    if not 0 < line.y - last.y < 1.6 * line.size:
        return False
    low = max([p.bottom for p in band[:-1]])
    return low < last.top - 0.8 * last.size


def _band(pieces: list[Piece], gutter: float, found: list[Column], depth: int, walls: Walls) -> None:
    """What stands between two things that cross the gutter: left of it, then right of it; side by side where both go in step."""
    if not pieces:
        return
    left = [p for p in pieces if (p.x0 + p.x1) / 2 < gutter]
    right = [p for p in pieces if (p.x0 + p.x1) / 2 >= gutter]
    if not left or not right:
        _order(pieces, found, depth + 1, walls)
        return
    one, other = merged(_segments(left)), merged(_segments(right))
    alike = headed_alike(one, other)
    if not alike and _tabular(one, other):
        found.append(column(pieces))
        return
    if parts := noted(left, right):
        for part in parts:
            _order(part, found, depth + 1, walls)
        return
    for a, b in [(left, right)] if alike else _steps(left, right):
        _order(a, found, depth + 1, walls)
        _order(b, found, depth + 1, walls)


def _tabular(one: list[Line], other: list[Line]) -> bool:
    """Whether the rows on both sides belong together: short words on the same baselines."""
    if min(len(one), len(other)) < 2 or (listed(one) and listed(other)):
        return False
    return not (prose(one) and prose(other)) and in_step(one, other) > (0.85 if min(len(one), len(other)) > 20 else 0.6)


def _steps(left: list[Piece], right: list[Piece]) -> list[tuple[list[Piece], list[Piece]]]:
    """Pairs of blocks that begin on the same lines on both sides: two versions of a law beside each other, boxes to tick.

    Most blocks do, or many, and white is left on one side where the other's text is longer.
    """
    sides = [_blocks(side) for side in (left, right)]
    few, many = sorted([[block[0].top for block in side] for side in sides], key=len)
    common = [top for top in few if any(abs(top - other) < 3 for other in many)]
    holes = sum(any(_hole(side, top) for side in sides) for top in common[1:])
    if len(common) < 2 or len(common) < min(0.7 * len(few), 0.6 * len(many) if holes > 1 and len(common) > 3 else 1e9):
        return [(left, right)]
    starts = [_starting(side, common) for side in sides]
    heads = {k for k in range(len(common) - 1) if all(_heads(blocks, k) for blocks in starts)}
    edges = [top - 3.5 for k, top in enumerate(common) if k and k - 1 not in heads]
    out: list[tuple[list[Piece], list[Piece]]] = [([], []) for _ in range(len(edges) + 1)]
    for side, pieces in enumerate((left, right)):
        for p in pieces:
            out[sum(p.top > edge for edge in edges)][side].append(p)
    return out


def _starting(side: list[list[Piece]], tops: list[float]) -> list[list[Piece]]:
    """The blocks of a side that begin at heights."""
    return [next((block for block in side if abs(block[0].top - top) < 3), []) for top in tops]


def _heads(blocks: list[list[Piece]], k: int) -> bool:
    """Whether a block is one line, and the next one several: what heads a column is read before it, not before the next head."""
    return len(blocks[k]) == 1 and len(blocks[k + 1]) > 2


def _hole(side: list[list[Piece]], top: float) -> bool:
    """Whether room for two lines is left above a block that begins at a height."""
    return any(
        abs(below[0].top - top) < 3 and below[0].top - max(p.bottom for p in above) > 24 for above, below in pairwise(side)
    )


def _blocks(pieces: list[Piece]) -> list[list[Piece]]:
    """Pieces parted where more than a line's space stands between them."""
    found: list[list[Piece]] = []
    low = -1e9
    for p in pieces:
        if not found or p.top - low > 0.75 * (p.size if isinstance(p, Segment) else 8):
            found.append([])
        found[-1].append(p)
        low = max(low, p.bottom)
    return found


def _joined(found: list[Column]) -> list[Column]:
    """Columns that follow each other and begin and end at the same sides, as one."""
    out: list[Column] = []
    for this in found:
        last = out[-1] if out else None
        if last and abs(last.x0 - this.x0) < 30 and abs(last.x1 - this.x1) < 30 and last.rows[-1].y <= this.rows[0].y:
            last.rows.extend(this.rows)
            last.x0, last.x1 = min(last.x0, this.x0), max(last.x1, this.x1)
        else:
            out.append(this)
    return out
