"""Columns: where an upright strip of white parts what is read on its own, and the order in which the pieces of a page are read.

A region is cut at its best gutter (a recursive XY cut, Nagy and Seth 1984); what crosses it cuts it into bands, each read left
side first. A column's lines begin at one place, so only such places are tried.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import attrgetter
from statistics import median

from moisson.readers.pdf.lines.pieces import Segment, Table, in_lines
from moisson.readers.pdf.lines.rows import Column, Piece, column
from moisson.readers.pdf.lines.signs import ended, low
from moisson.readers.spaces import count_letters

DEPTH = 8  # of columns within columns
LINES = 3  # of a side, at the least
TRIED = 24  # gutters of a region
WIDTH = 20.0  # points: the least of a column
EDGE = 1.5  # points: how far a gutter ends before the words behind it
MOSTLY = 0.7  # of the blocks of the side with fewer: so many begin beside others where both are read in pairs
NEAR = 3.0  # points: how far two places may be apart that are one
LEVEL = 0.15  # of the size: how far lines may stand apart that are level
STEP = 0.45  # share of lines with one level beside them: with more, two dense sides are rows of a table or of a form
SHORT = 9  # lines of prose that may as well be entries of a table
FLOWS = 0.3  # share of the lines of a side that go on from the one before
DENSE = 1.7  # of the size: the most from line to line of a column
FULL, WIDE = 0.45, 0.72  # share of the lines of prose that are as wide as this share of their column
LETTERS = 0.35  # share of the characters of prose
LONG = 14  # characters of its lines, on average
SPACED, PLAIN = 0.75, 8.0  # of the size (of a table: points): of the size: white between blocks of a side


def columns(segments: Sequence[Segment], tables: Sequence[Table]) -> list[Column]:
    """The columns of a page in reading order."""
    return list(_ordered(sorted([*segments, *tables], key=attrgetter("top", "x0")), 0))


def _ordered(pieces: list[Piece], depth: int) -> Iterator[Column]:
    """A region cut at its best gutter, else row by row."""
    gutter = _gutter(pieces) if depth < DEPTH and len(pieces) > 2 * LINES - 1 else None
    if gutter is None:
        if pieces:
            yield column(pieces)
        return
    for over, left, right in _bands(pieces, gutter):
        yield from _ordered(over, depth + 1)
        for a, b in _in_pairs(left, right):
            yield from _ordered(a, depth + 1)
            yield from _ordered(b, depth + 1)


def _bands(pieces: list[Piece], gutter: float) -> Iterator[tuple[list[Piece], list[Piece], list[Piece]]]:
    """What crosses a gutter, and what stands below it on both sides, until something else crosses."""
    over: list[Piece] = []
    sides: tuple[list[Piece], list[Piece]] = ([], [])
    for piece in pieces:
        if piece.x0 < gutter - 1 and piece.x1 > gutter + 1:
            if any(sides):
                yield over, *sides
                over, sides = [], ([], [])
            over.append(piece)
        else:
            sides[piece.x0 + piece.x1 >= 2 * gutter].append(piece)
    yield over, *sides


def _gutter(pieces: list[Piece]) -> float | None:
    """The right edge of the strip of white that parts most lines, or None."""
    starts: Counter[int] = Counter()
    for p in pieces:
        starts[round(p.x0 / 2)] += len(p.rows) if isinstance(p, Table) else 1
    often = {place: count + starts[place + 1] for place, count in starts.items()}
    least = min(p.x0 for p in pieces) + WIDTH
    best, most = None, 0
    tried: list[float] = []
    for place in sorted([place for place, count in often.items() if count >= LINES], key=often.__getitem__, reverse=True):
        x = place * 2.0
        if len(tried) == TRIED:
            break
        if x < least or any(abs(x - other) < NEAR for other in tried):
            continue
        tried.append(x)
        edge = min(p.x0 for p in pieces if p.x0 > x - NEAR - 1) - EDGE
        bands = [(_lines(left), _lines(right)) for _, left, right in _bands(pieces, edge)]
        worth = [(min(len(left), len(right)), left, right) for left, right in bands if min(len(left), len(right)) >= LINES]
        if sum(count for count, _, _ in worth) <= most:
            continue
        score = sum(count for count, left, right in worth if _apart(_merged(left), _merged(right)))
        if score > most:
            best, most = edge, score
    return best


def _lines(pieces: list[Piece]) -> list[Segment]:
    return [s for p in pieces for s in ([s for row in p.rows for cell, _ in row for s in cell] if isinstance(p, Table) else [p])]


def _merged(side: list[Segment]) -> list[list[Segment]]:
    """Segments on one baseline as one line: loosely set words are segments of their own."""
    return list(in_lines(sorted(side, key=lambda s: (round(s.y), s.x0))))


def _apart(left: list[list[Segment]], right: list[list[Segment]]) -> bool:
    """Whether lines are columns of their own, and not rows of a table or of a form."""
    if min(len(left), len(right)) < LINES:
        return False
    step = _in_step(left, right)
    if _prose(left) and _prose(right):
        return step < STEP or min(len(left), len(right)) > SHORT or (_flows(left) and _flows(right))
    return step < STEP and _dense(left) and _dense(right)


def _flows(side: list[list[Segment]]) -> bool:
    """Whether many lines go on in a sentence: entries of a table mostly begin anew."""
    return sum([low(below[0].text) and not ended(above[-1].text) for above, below in pairwise(side)]) > FLOWS * len(side)


def _dense(side: list[list[Segment]]) -> bool:
    """Whether lines stand close below each other, as those of a column do and labels of a form do not."""
    return len(side) * DENSE * median([line[0].size for line in side]) > side[-1][0].y - side[0][0].y


def _prose(side: list[list[Segment]]) -> bool:
    """Whether lines are long, mostly full, of words, and not the rows of a table."""
    x0 = sorted([line[0].x0 for line in side])[len(side) // 10]
    x1 = sorted([max(s.x1 for s in line) for line in side])[-1 - len(side) // 10]
    texts = [s.text for line in side for s in line]
    count = sum(map(len, texts))
    full = sum([max(s.x1 for s in line) - line[0].x0 > WIDE * (x1 - x0) for line in side])
    several = sum([len(line) > 2 for line in side])
    lettered = sum(map(count_letters, texts)) > LETTERS * count
    return lettered and count > LONG * len(side) and full >= FULL * len(side) and several <= 0.5 * len(side)


def _in_step(left: list[list[Segment]], right: list[list[Segment]]) -> float:
    """The share of baselines on the side with fewer that have one beside them."""
    few, many = sorted((left, right), key=len)
    return sum([any(abs(a[0].y - b[0].y) < LEVEL * a[0].size for b in many) for a in few]) / len(few)


def _in_pairs(left: list[Piece], right: list[Piece]) -> list[tuple[list[Piece], list[Piece]]]:
    """Pairs of blocks that begin on the same lines on both sides, where most do: two versions of a law beside each other."""
    sides = [[block[0].top for block in _blocks(side)] for side in (left, right)]
    few, many = sorted(sides, key=len)
    common = [top for top in few if any(abs(top - other) < NEAR for other in many)]
    if len(common) < MOSTLY * len(few):
        return [(left, right)]
    edges = [-1e9, *[top - NEAR - 0.5 for top in common[1:]], 1e9]
    return [([p for p in left if a < p.top <= b], [p for p in right if a < p.top <= b]) for a, b in pairwise(edges)]


def _blocks(pieces: list[Piece]) -> list[list[Piece]]:
    """Pieces parted where more than a line's space stands between them."""
    found: list[list[Piece]] = []
    low = -1e9
    for p in pieces:
        if not found or p.top - low > SPACED * (p.size if isinstance(p, Segment) else PLAIN):
            found.append([])
        found[-1].append(p)
        low = max(low, p.bottom)
    return found
