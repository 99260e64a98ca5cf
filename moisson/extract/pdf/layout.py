"""The order in which the pieces of a page are read: columns from left to right between what crosses them, and rows within."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from moisson.extract.pdf.rows import Column, Piece, column
from moisson.extract.pdf.segments import Segment
from moisson.extract.pdf.tables import Table

ENDED = (".", ":", ";")
Walls = Sequence[tuple[float, float, float]]  # x, top and bottom of upright rules that part columns


def columns(segments: Sequence[Segment], tables: Sequence[Table], walls: Walls = ()) -> list[Column]:
    """The columns of a page in reading order."""
    pieces: list[Piece] = sorted([*segments, *tables], key=lambda p: (p.top, p.x0))
    found: list[Column] = []
    _order(pieces, found, 0, walls)
    return _joined(found)


def walls(flat: Any, upright: Any) -> Walls:
    """The upright rules of some length that no flat rule meets between their ends: no table's and no form's."""
    found = []
    for x, top, bottom in upright[:400].tolist():
        if bottom - top > 60:
            met = (flat[:, 0] > top + 4) & (flat[:, 0] < bottom - 4) & (flat[:, 1] < x + 3) & (flat[:, 2] > x - 3)
            if not met.any():
                found.append((x, top, bottom))
    return found


def _walled(pieces: list[Piece], walls: Walls) -> tuple[list[Piece], list[Piece], list[Piece], list[Piece]] | None:
    """A region parted by a rule that has words on both sides, which none of them crosses: above, left, right and below."""
    for x, top, bottom in walls:
        beside = [p for p in pieces if top - 2 < (p.top + p.bottom) / 2 < bottom + 2]
        left = [p for p in beside if p.x1 <= x + 1]
        right = [p for p in beside if p.x0 >= x - 1]
        if min(len(left), len(right)) < 3 or len(left) + len(right) < len(beside):
            continue
        one, other = (_merged([s for s in side if isinstance(s, Segment)]) for side in (left, right))
        if min(len(one), len(other)) < 2 or (_in_step(one, other, 0.4) > 0.6 and not (_dense(one) and _dense(other))):
            continue  # rows of a table or of a form
        above = [p for p in pieces if (p.top + p.bottom) / 2 <= top - 2]
        return above, left, right, [p for p in pieces if (p.top + p.bottom) / 2 >= bottom + 2]
    return None


def _order(pieces: list[Piece], found: list[Column], depth: int, walls: Walls) -> None:
    """Cut a region at its best gutter, else take it row by row."""
    large = depth < 8 and len(pieces) > 5
    if large and walls and (parts := _walled(pieces, walls)):
        for part in parts:
            _order(part, found, depth + 1, walls)
        return
    gutter = _gutter(pieces) if large else None
    if gutter is None:
        if pieces:
            found.append(column(pieces))
        return
    band: list[Piece] = []
    other: list[Piece] = []  # what crosses the gutter, and what stands between where it parts nothing
    for piece in [*pieces, None]:
        if piece is None or (piece.x0 < gutter - 1 and piece.x1 > gutter + 1):
            if band and _parted(band, gutter):
                _order(other, found, depth + 1, walls)
                _band(band, gutter, found, depth, walls)
                other = []
            else:
                other.extend(band)
            band = []
            other.extend([piece] if piece else [])
        elif other and not band and any(_beside(piece, c) for c in other[-6:]):
            other.append(piece)  # on the row of something that crosses
        else:
            band.append(piece)
    _order(other, found, depth + 1, walls)


def _parted(band: list[Piece], gutter: float) -> bool:
    """Whether a gutter parts what stands between two things that cross it: a line begins there, or columns stand on its sides."""
    if any(abs(p.x0 - gutter - 1.5) < 4 for p in band):
        return True
    left = [p for p in band if isinstance(p, Segment) and p.x0 < gutter]
    right = [p for p in band if isinstance(p, Segment) and p.x0 >= gutter]
    return len(left) > 2 and len(right) > 2 and _apart(left, right)


def _beside(piece: Piece, other: Piece) -> bool:
    if isinstance(other, Table) or isinstance(piece, Table):
        return piece.top < other.bottom - 2 and piece.bottom > other.top + 2
    return abs(piece.y - other.y) < 0.3 * min(piece.size, other.size)


def _band(pieces: list[Piece], gutter: float, found: list[Column], depth: int, walls: Walls) -> None:
    """What stands between two things that cross the gutter: left of it, then right of it; side by side where both go in step."""
    if not pieces:
        return
    left = [p for p in pieces if (p.x0 + p.x1) / 2 < gutter]
    right = [p for p in pieces if (p.x0 + p.x1) / 2 >= gutter]
    if not left or not right:
        _order(pieces, found, depth + 1, walls)
        return
    if _tabular(left, right):
        found.append(column(pieces))
        return
    for a, b in _steps(left, right):
        _order(a, found, depth + 1, walls)
        _order(b, found, depth + 1, walls)


def _tabular(left: list[Piece], right: list[Piece]) -> bool:
    """Whether the rows on both sides belong together: short words on the same baselines."""
    one, other = (_merged([s for s in side if isinstance(s, Segment)]) for side in (left, right))
    if min(len(one), len(other)) < 2:
        return False
    return not (_prose(one) and _prose(other)) and _in_step(one, other) > (0.85 if min(len(one), len(other)) > 20 else 0.6)


def _steps(left: list[Piece], right: list[Piece]) -> list[tuple[list[Piece], list[Piece]]]:
    """Pairs of blocks that begin on the same lines on both sides: two versions of a law beside each other, boxes to tick."""
    tops = [[block[0].top for block in _blocks(side)] for side in (left, right)]
    few, many = sorted(tops, key=len)
    common = [top for top in few if any(abs(top - other) < 3 for other in many)]
    if len(common) < 2 or len(common) < 0.7 * len(few):
        return [(left, right)]
    edges = [top - 3.5 for top in common[1:]]
    out: list[tuple[list[Piece], list[Piece]]] = [([], []) for _ in common]
    for side, pieces in enumerate((left, right)):
        for p in pieces:
            out[sum(p.top > edge for edge in edges)][side].append(p)
    return out


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


def _gutter(pieces: list[Piece]) -> float | None:
    """Where an upright strip of white parts columns of prose: its right edge, or None.

    A column's lines begin at one place, so only such places are tried. What crosses one cuts the region into bands; a band
    counts where three lines or more stand on both sides, at the same height, and read as prose on their own.
    """
    starts: dict[int, int] = {}
    for p in pieces:
        if isinstance(p, Segment):
            starts[round(p.x0 / 2)] = starts.get(round(p.x0 / 2), 0) + 1
    least = min(p.x0 for p in pieces) + 20
    best, most = None, 0
    tried: list[float] = []
    for place in sorted(starts, key=lambda k: -(starts[k] + starts.get(k + 1, 0))):
        x = place * 2.0
        if starts[place] + starts.get(place + 1, 0) < 3 or len(tried) > 24:
            break
        if x < least or any(abs(x - other) < 3 for other in tried):
            continue
        tried.append(x)
        edge = min(p.x0 for p in pieces if abs(p.x0 - x) < 4) - 1.5
        score = _score(pieces, edge)
        if score > most:
            best, most = edge, score
    return best


def _score(pieces: list[Piece], x: float) -> int:
    total = 0
    left: list[Segment] = []
    right: list[Segment] = []
    for p in [*pieces, None]:
        if p is None or (p.x0 < x - 1 and p.x1 > x + 1):
            if len(left) > 2 and len(right) > 2 and _apart(left, right):
                total += min(len(left), len(right))
            left, right = [], []
        elif isinstance(p, Segment):
            (left if p.x1 <= x + 1 else right).append(p)
    return total


@dataclass(slots=True)
class _Line:
    """A line of one side: its ends, how much of it is covered by words, and these words without the gaps between its segments."""

    x0: float
    x1: float
    y: float
    size: float
    covered: float
    text: str
    goes_on: bool  # begins as the middle of a sentence does, below a line that ends none
    ended: bool
    parts: int = 1


def _merged(side: Sequence[Segment]) -> list[_Line]:
    """Segments on one baseline as one line: loosely set words are segments of their own."""
    out: list[_Line] = []
    for s in sorted(side, key=lambda s: (round(s.y), s.x0)):
        if out and abs(s.y - out[-1].y) < 0.35 * s.size:
            line = out[-1]
            line.x0, line.x1 = min(line.x0, s.x0), max(line.x1, s.x1)
            line.covered, line.text = line.covered + s.x1 - s.x0, line.text + s.text
            line.parts, line.ended = line.parts + 1, s.text.endswith(ENDED)
        else:
            goes_on = bool(out) and not out[-1].ended and s.text[:1].islower()
            out.append(_Line(s.x0, s.x1, s.y, s.size, s.x1 - s.x0, s.text, goes_on, s.text.endswith(ENDED)))
    return out


def _apart(one: list[Segment], other: list[Segment]) -> bool:
    """Whether two groups are columns of their own."""
    left, right = _merged(one), _merged(other)
    if len(left) < 3 or len(right) < 3:
        return False
    high = min(left[-1].y, right[-1].y) - max(left[0].y, right[0].y)
    if high < 0.4 * min(left[-1].y - left[0].y, right[-1].y - right[0].y):
        return False
    narrow = 2 * max(line.x1 - line.x0 for line in left) < max(line.x1 - line.x0 for line in right)
    if narrow and _dense(right) and not _dense(left) and _in_step(left, right) > 0.6:
        return False  # labels beside what they are for
    if _prose(left) and _prose(right):
        flows = all(sum(line.goes_on for line in side) >= 0.3 * len(side) for side in (left, right))
        return flows or min(len(left), len(right)) > 9 or _in_step(left, right) < 0.6
    wide = all(median(s.x1 - s.x0 for s in side) > 7 * side[0].size for side in (left, right)) and all(
        _lettered(side) for side in (left, right)
    )
    return wide and _dense(left) and _dense(right) and _in_step(left, right) < (0.85 if min(len(left), len(right)) > 20 else 0.4)


def _dense(side: list[_Line]) -> bool:
    """Whether lines stand close below each other, as those of a column do and labels of a form do not."""
    return len(side) * 1.7 * median(line.size for line in side) > side[-1].y - side[0].y


def _prose(side: list[_Line]) -> bool:
    """Whether lines are long, mostly full, and of words."""
    x0, x1 = sorted(s.x0 for s in side)[len(side) // 10], sorted(s.x1 for s in side)[-1 - len(side) // 10]
    if x1 - x0 < 7 * median(s.size for s in side):
        return False
    if sum(s.parts > 2 for s in side) > 0.5 * len(side):
        return False  # rows of a table
    count = sum(len(s.text) for s in side)
    full = sum(s.x1 - s.x0 > 0.72 * (x1 - x0) for s in side)
    covered = sum(s.covered for s in side) / sum(s.x1 - s.x0 for s in side)
    return count > 14 * len(side) and full >= 0.45 * len(side) and covered > 0.62 and _lettered(side)


def _lettered(side: list[_Line]) -> bool:
    """Whether lines are of letters more than of figures, dots and the like."""
    text = "".join([s.text for s in side])
    return sum(map(str.isalpha, text)) > 0.35 * len(text)


def _in_step(left: list[_Line], right: list[_Line], near: float = 0.15) -> float:
    """The share of baselines on the side with fewer that have one beside them."""
    few, many = sorted((left, right), key=len)
    places = sorted(line.y for line in many)
    level = 0
    for line in few:
        k = bisect_left(places, line.y)
        level += any(abs(y - line.y) < near * line.size for y in places[max(0, k - 1) : k + 1])
    return level / len(few)


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
