"""Where an upright strip of white parts columns of prose."""

from moisson.readers.pdf.pieces import Segment, Table
from moisson.readers.pdf.rows import Piece
from moisson.readers.pdf.sides import apart


def parting(pieces: list[Piece]) -> float | None:
    """Where an upright strip of white parts columns of prose: its right edge, or None.

    A column's lines begin at one place, so only such places are tried. What crosses one cuts the region into bands; a band
    counts where three lines or more stand on both sides, at the same height, and read as prose on their own.
    """
    starts: dict[int, int] = {}
    tables = lines = 0
    last = round(pieces[0].x0 / 2)
    for p in pieces:
        place = round(p.x0 / 2)
        if place != last:  # most begin where the one before does
            starts[last] = starts.get(last, 0) + lines
            last, lines = place, 0
        if isinstance(p, Table):
            tables += 1
            lines += len(p.rows)
        else:
            lines += 1
    starts[last] = starts.get(last, 0) + lines
    often = {place: count + starts.get(place + 1, 0) for place, count in starts.items()}
    least = _next(pieces, -1e9) + 20
    best, most = None, 0
    tried: list[float] = []
    for place in sorted([place for place, count in often.items() if count > 2], key=often.__getitem__, reverse=True):
        x = place * 2.0
        if len(tried) > 24:
            break
        if x < least or _near(x, tried):
            continue
        tried.append(x)
        edge = _next(pieces, x - 4) - 1.5
        if _ending(pieces, edge + 1) < (1 if tables else 3):
            continue  # next to nothing ends before it
        score = _score(pieces, edge, most)
        if score > most:
            best, most = edge, score
    return best


def _near(x: float, tried: list[float]) -> bool:
    return any(abs(x - other) < 3 for other in tried)


def _next(pieces: list[Piece], x: float) -> float:
    """Where the next piece behind a place begins."""
    found = 1e9
    for p in pieces:
        if x < p.x0 < found:
            found = p.x0
    return found


def _ending(pieces: list[Piece], x: float) -> int:
    """How many pieces end before a place."""
    count = 0
    for p in pieces:
        if p.x1 <= x:
            count += 1
    return count


def _score(pieces: list[Piece], x: float, most: int) -> int:
    """How much a gutter parts, in all the bands between what crosses it; 0 where it cannot be more than `most`."""
    low, high = x - 1, x + 1
    if _at_most(pieces, low, high) <= most:
        return 0
    total = 0
    left: list[Segment] = []
    right: list[Segment] = []
    for p in pieces:
        if p.x0 < low and p.x1 > high:
            total += _worth(left, right)
            left, right = [], []
            continue
        side = left if p.x1 <= high else right
        if isinstance(p, Table):
            side.extend([s for row in p.rows for cell, _ in row for s in cell])
        else:
            side.append(p)
    return total + _worth(left, right)


def _at_most(pieces: list[Piece], low: float, high: float) -> int:
    """What a gutter is worth if it parts all its bands."""
    total = left = right = 0
    for p in pieces:
        if p.x0 < low and p.x1 > high:
            total += min(left, right) if left > 2 and right > 2 else 0
            left = right = 0
            continue
        count = 1
        if isinstance(p, Table):
            count = sum([len(cell) for row in p.rows for cell, _ in row])
        if p.x1 <= high:
            left += count
        else:
            right += count
    return total + (min(left, right) if left > 2 and right > 2 else 0)


def _worth(left: list[Segment], right: list[Segment]) -> int:
    """How much a gutter parts between two things that cross it."""
    return min(len(left), len(right)) if len(left) > 2 and len(right) > 2 and apart(left, right) else 0
