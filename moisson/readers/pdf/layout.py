"""The order in which the pieces of a page are read: columns from left to right between what crosses them, and rows within."""

from collections.abc import Sequence
from itertools import pairwise

from moisson.readers.pdf.parting import parting
from moisson.readers.pdf.pieces import Segment, Table
from moisson.readers.pdf.rows import Column, Piece, column, from_top

DEPTH = 8  # of columns within columns
FEW = 5  # pieces; no more make no columns


def columns(segments: Sequence[Segment], tables: Sequence[Table]) -> list[Column]:
    """The columns of a page in reading order."""
    pieces: list[Piece] = [*segments, *tables]
    found: list[Column] = []
    _order(from_top(pieces, 0.75), found, 0)
    return found


def _order(pieces: list[Piece], found: list[Column], depth: int) -> None:
    """Cut a region at its best gutter, else take it row by row."""
    gutter = parting(pieces) if depth < DEPTH and len(pieces) > FEW else None
    if gutter is not None:
        _bands(pieces, gutter, found, depth)
    elif pieces:
        found.append(column(pieces))


def _bands(pieces: list[Piece], gutter: float, found: list[Column], depth: int) -> None:
    """What crosses a gutter, and between two such things what stands on its sides."""
    band: list[Piece] = []
    other: list[Piece] = []  # what crosses the gutter
    for piece in pieces:
        if piece.x0 < gutter - 1 and piece.x1 > gutter + 1:
            if band:
                _order(other, found, depth + 1)
                _band(band, gutter, found, depth)
                band, other = [], []
            other.append(piece)
        elif other and not band and any(_beside(piece, c) for c in other[-6:]):
            other.append(piece)  # on the row of something that crosses
        else:
            band.append(piece)
    _order(other, found, depth + 1)
    _band(band, gutter, found, depth)


def _beside(piece: Piece, other: Piece) -> bool:
    if isinstance(other, Table) or isinstance(piece, Table):
        return piece.top < other.bottom - 2 and piece.bottom > other.top + 2
    return abs(piece.y - other.y) < 0.3 * min(piece.size, other.size)


def _band(pieces: list[Piece], gutter: float, found: list[Column], depth: int) -> None:
    """What stands between two things that cross the gutter: left of it, then right of it; side by side where both go in step."""
    left = [p for p in pieces if (p.x0 + p.x1) / 2 < gutter]
    right = [p for p in pieces if (p.x0 + p.x1) / 2 >= gutter]
    for a, b in _steps(left, right) if left and right else [(left, right)]:
        _order(a, found, depth + 1)
        _order(b, found, depth + 1)


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
