"""Where an upright strip of white parts columns of prose."""

from operator import attrgetter

from moisson.readers.pdf.pieces import Segment, Table
from moisson.readers.pdf.rows import Piece
from moisson.readers.pdf.sides import apart

HANGING = 36  # points: how far what hangs out of a column may begin before it
NUMBERS = 100  # of what stands behind a gutter that are looked at: each costs a look at every piece


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
        moved = _edge(pieces, edge)
        edge = _edge(pieces, moved) if moved < edge else edge  # numbers may hang out of what hangs out
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


def _edge(pieces: list[Piece], x: float) -> float:
    """A gutter's right edge, moved to the left where things begin that hang out of the column, if it is white there as well.

    These run over the gutter, or are the numbers of what stands behind it.
    """
    first = _next(pieces, x - HANGING)
    if first >= x + 1.5:
        return x
    low, high = first - 1.5, x + 1
    hung: list[Piece] = [p for p in pieces if low <= p.x0 - 1.5 < x]
    hung.sort(key=attrgetter("x0"), reverse=True)
    edges: list[float] = []
    over: list[int] = []  # how many of those that begin behind each edge run over the gutter
    count, numbers, last = 0, 0, 1e9
    for p in hung:
        if p.x1 > high:
            count += 1
        elif numbers < NUMBERS and _numbers(p, pieces, x):
            numbers += 1
        else:
            break
        edge = p.x0 - 1.5
        if edge == last:
            over[-1] = count
            continue
        edges.append(edge)
        over.append(count)
        last = edge
    if not edges:
        return x
    crossing, before = _crossing(pieces, x), 1e9
    for k in range(len(edges) - 1, -1, -1):
        if abs(edges[k] - before) > 1:
            before = edges[k]
            if _crossing(pieces, before) <= crossing - over[k]:
                return before
    return x


def _numbers(piece: Piece, pieces: list[Piece], x: float) -> bool:
    """Whether a piece before a gutter numbers what stands behind it, and belongs to nothing on its own side."""
    if isinstance(piece, Table):
        return False
    mark = piece
    if len(mark.text) > 5 or not (mark.text[0].isdigit() or mark.text[-1] == "." or mark.text[-1] == ")"):
        return False
    near, far = 2.5 * mark.size, 2.5 * mark.size
    reach = 0.3 * mark.size
    for other in pieces:
        if isinstance(other, Table):
            continue
        s = other
        if abs(s.y - mark.y) < reach and s is not mark:
            if s.x0 >= mark.x1:
                near = min(near, s.x0 - mark.x1 if s.x0 > x else 0.0)
            elif s.x1 <= mark.x0:
                far = min(far, mark.x0 - s.x1)
    return 0 < near < far


def _crossing(pieces: list[Piece], x: float) -> int:
    """How many pieces cross a gutter."""
    count, low, high = 0, x - 1, x + 1
    for p in pieces:
        if p.x0 < low and p.x1 > high:
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
