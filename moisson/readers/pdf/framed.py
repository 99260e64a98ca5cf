"""Tables that are ruled between some of their rows, or whose rows are shaded: flat rules of one length tell them."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from moisson.readers.pdf.bands import parted
from moisson.readers.pdf.heads import one_head, stacked
from moisson.readers.pdf.heights import bottom_of, top_of
from moisson.readers.pdf.pieces import Line, Segment, Table
from moisson.readers.pdf.rows import Row, rows_of
from moisson.readers.pdf.strips import CLOSE, Strips, add, cells_of, goes_on, near, profile, ragged_columns, without, wrapped
from moisson.readers.pdf.tables import contents


def framed(flat: Any, segments: list[Segment], inner: Sequence[Table] = ()) -> tuple[list[Table], list[Segment]]:
    """Tables that are ruled between some of their rows only, and the segments that stand in none of them.

    `flat` are a page's flat rules, as rows of y, left and right; three or more of one length make a table, unless one of `inner`,
    which rules on all sides have told, stands between them.
    """
    lines = flat.tolist()
    groups: dict[tuple[int, int], list[float]] = {}
    for y, left, right in lines:
        key = (round(left), round(right))
        for k in groups:
            if abs(k[0] - left) < 6 and abs(k[1] - right) < 6:
                key = k
                break
        groups.setdefault(key, []).append(y)
    found: list[Table] = []
    for (left, right), ys in groups.items():
        if len(ys) < 3 or right - left < 100:
            continue
        for frame in _runs(sorted(ys), left, right, segments):
            top, bottom = frame[0], frame[-1]
            if len(frame) < 3 or any(top - 2 < (t.top + t.bottom) / 2 < bottom + 2 for t in inner):
                continue
            inside, below, head = _around(segments, top, bottom, left - 6, right + 6)
            inside += (more := _last_row(inside, frame, below))
            end = bottom_of(more, bottom)
            close = [s for s in below if end < s.y - 0.3 * s.size < end + 3 * s.size]
            if len(close) > 2 and any(len(row.segments) > 2 for row in rows_of(close)):
                continue  # it goes on below its last rule
            frame = [*frame, end + 1] if more else frame
            short = [(y, x0, x1) for y, x0, x1 in lines if x1 - x0 < 0.95 * (right - left) and top < y < bottom]
            if len(head) > 2 and len(rows_of(head)) == 1:  # it stands above the first rule
                inside, frame = head + inside, [top_of(head) - 1, *frame]
            if len(inside) > 5 and (table := _framed(rows_of(inside), frame, short)):
                used = set(map(id, inside))
                segments = [s for s in segments if id(s) not in used]
                found.append(table)
    return found, segments


def _around(
    segments: list[Segment], top: float, bottom: float, left: float, right: float
) -> tuple[list[Segment], list[Segment], list[Segment]]:
    """What stands between the first and the last rule of a table, what stands below them, and what close above."""
    inside: list[Segment] = []
    below: list[Segment] = []
    head: list[Segment] = []
    for s in segments:
        y, x = s.y - 0.3 * s.size, (s.x0 + s.x1) / 2
        if y > bottom:
            if left < s.x0 and s.x1 < right:
                below.append(s)
        elif left < x < right:
            if top < y < bottom:
                inside.append(s)
            elif top - 2.4 * s.size < y < top:
                head.append(s)
    return inside, below, head


def _last_row(inside: list[Segment], frame: list[float], below: list[Segment]) -> list[Segment]:
    """What stands below the last rule as one more row of a table: where every other row is shaded, the last one may not be."""
    if len(frame) < 4:
        return []
    end, tall = frame[-1], max([b - a for a, b in pairwise(frame)])
    below = [s for s in below if s.y + 0.22 * s.size < end + 1.1 * tall]
    if not below or len(rows := rows_of(inside)) < 3:
        return []
    strips = profile(rows, CLOSE)
    room = sorted([_room(inside, y) for y in frame[:-1]])
    low = end + room[len(room) // 2] + 2.5
    found: list[Segment] = []
    for row in rows_of(below):
        top = top_of(row.segments)
        if top > low or len(strips) < 2 or not all(len(without([strip], row)) == 1 for strip in strips):
            break
        found.extend(row.segments)
        low = max(low if len(found) == len(row.segments) else 0.0, max([s.bottom + 0.5 * s.size for s in found]))
    filled = sum([bool(words) for words, _ in cells_of(Row(found), strips)]) if found else 0
    return found if filled > 1 and filled > 0.5 * len(strips) else []


def _room(inside: list[Segment], y: float) -> float:
    """How far below a rule the first words stand."""
    room, any_below = 1e9, False
    for s in inside:
        if s.y - 0.3 * s.size > y:
            room, any_below = min(room, s.y - 0.75 * s.size - y), True
    return room if any_below else 99.0


def _runs(ys: list[float], left: float, right: float, segments: list[Segment]) -> list[list[float]]:
    """Flat rules parted where prose stands between two: a head's rule and a table's, or two tables'."""
    near = [s for s in segments if left - 6 < (s.x0 + s.x1) / 2 < right + 6]
    places = sorted([(s.y - 0.3 * s.size, k) for k, s in enumerate(near)])
    inside = [near[k] for _, k in places]
    middles = [y for y, _ in places]
    out = [[ys[0]]]
    for above, below in pairwise(ys):
        between = inside[bisect_right(middles, above) : bisect_left(middles, below)]
        wide = sum([s.x1 - s.x0 > 0.7 * (right - left) for s in between])
        if wide and len(between) > 1:
            rows = rows_of(between)
            if len(rows) > 1 and all(len(row.segments) == 1 for row in rows) and (wide > 1 or len(rows) > 2):
                out.append([])
        out[-1].append(below)
    return out


def _framed(inside: list[Row], frame: list[float], short: list[tuple[float, float, float]]) -> Table | None:
    """The rows between flat rules as a table; `short` are rules over some of the columns, as y, left and right."""
    both = sum([len(row.segments) > 1 for row in inside])
    if both < 2 or both < 0.15 * len(inside):
        return None
    strips = profile(inside, CLOSE)
    if not strips:
        return None
    ruled = _partial(inside, frame, short, strips)
    short = [rule for rule in short if rule[0] not in ruled]
    limits = sorted([*frame, *ruled])
    bands = [_band(row, limits) for row in inside]
    lines = [
        _spanned(row, strips, short) if band == bands[0] else cells_of(row, strips)
        for row, band in zip(inside, bands, strict=True)
    ]
    if ruled:
        _whole(lines, [_band(row, frame) for row in inside], strips, max(ruled.values()))
    several_in = {band for row, band in zip(inside, bands, strict=True) if len(row.segments) > 1}
    lines_to_write_on = any(y > frame[1] + 2 for y, _, _ in short)
    least = 0.4 if bands[0] in several_in and len(set(bands)) > 5 and not lines_to_write_on else 0.6
    if contents(lines) or len(several_in) < least * len(set(bands)):
        return None
    several = bands.count(bands[0])
    if 1 < several < min(5, len(lines) - 2):
        below = profile(inside[several:], CLOSE)  # words that span columns stand over strips
        below = below if len(below) > len(strips) else strips
        apart = [cells_of(row, below) for row in inside]
        if one := one_head(apart[:several], apart) or one_head(lines[:several], lines):
            strips, lines = (below, apart) if len(one) == len(below) + 1 else (strips, lines)
            inside, bands, lines = inside[several - 1 :], bands[several - 1 :], [one, *lines[several:]]
    ragged = ragged_columns(lines)
    every = not lines_to_write_on and _every_row(lines, bands) and wrapped(lines, bands, strips)
    told = None if lines_to_write_on or every else parted(inside, lines, bands, strips)
    if told:
        bands, every = told, True
    several = bands.count(bands[0])
    names = several <= 4 or stacked(lines[:several])
    out: list[Line] = []
    for k, line in enumerate(lines):
        same = k > 0 and bands[k] == bands[k - 1]
        head = same and bands[k] == bands[0] and names
        if same and (every or head or (near(inside, k) and goes_on(out[-1], line, strips, ragged))):
            add(out[-1], line)
        else:
            out.append(line)
    filled = [sum([bool(words) for words, _ in line]) for line in out]
    if filled[0] < 2 and sum(filled) < 0.4 * len(out) * (len(strips) + 1):
        return None  # a form: its rules part its fields
    if len(strips) == 1 and (_beside(out) or (told and _beside(lines))):
        return None
    return Table(min([row.x0 for row in inside]), max([row.x1 for row in inside]), frame[0], frame[-1], out)


def _band(row: Row, limits: list[float]) -> int:
    """How many rules stand above a row."""
    return bisect_left(limits, row.main.y - 0.3 * row.main.size)


def _partial(
    inside: list[Row], frame: list[float], short: list[tuple[float, float, float]], strips: Strips
) -> dict[float, float]:
    """Rules between rows that leave out the first columns, whose cells span these rows: their heights, and where they begin."""
    right = max([row.x1 for row in inside])
    found = {y: x0 for y, x0, x1 in short if y > frame[1] + 2 and x1 > right - 3 and any(a - 2 < x0 < b + 2 for a, b in strips)}
    if not found or max(found.values()) - min(found.values()) > 3 or len(strips) < 2:
        return {}
    limits = sorted([*frame, *found])
    for y, x0 in found.items():
        for top, bottom in ((limits[limits.index(y) - 1], y), (y, limits[limits.index(y) + 1])):
            words = [s for row in inside for s in row.segments if top < s.y - 0.3 * s.size < bottom and s.x0 > x0 - 2]
            if len({sum([s.x0 > b - 1 for _, b in strips]) for s in words}) < 2:
                return {}  # lines to write on
    return found


def _whole(lines: list[Line], bands: list[int], strips: Strips, start: float) -> None:
    """Put what stands in the columns before `start`, whose cells span all rows of a band, in the first of these."""
    for k, line in enumerate(lines):
        first = lines[bands.index(bands[k])]
        for c in range(sum([a - 2 < start for a, _ in strips]) if line is not first else 0):
            first[c][0].extend(line[c][0])
            line[c] = ([], 1)


def _beside(lines: list[Line]) -> bool:
    """Whether lines of two columns are prose, and what stands beside some of it."""
    wide = sorted([sum([len(s.text) for s in line[0][0]]) for line in lines if line[0][0]])
    return sum([bool(words) for line in lines for words, _ in line]) < 1.7 * len(lines) and wide[len(wide) // 2] > 25


def _every_row(lines: list[Line], bands: list[int]) -> bool:
    """Whether rules stand between all rows: nearly every band between two has a column with one line only."""
    found: dict[int, list[int]] = {}
    for line, band in zip(lines, bands, strict=True):
        counts = found.setdefault(band, [0] * len(line))
        for c, (words, _) in enumerate(line):
            counts[c] += bool(words)
    body = [counts for band, counts in found.items() if band != bands[0]]
    return len(body) > 2 and sum([1 in counts for counts in body]) > 0.8 * len(body)


def _spanned(row: Row, strips: Strips, short: list[tuple[float, float, float]]) -> Line:
    """A row of a head, the words over a rule that spans columns in the first of these."""
    if not short:
        return cells_of(row, strips)
    out: Line = [([], 1) for _ in range(len(strips) + 1)]
    for s in row.segments:
        over = [(x0, x1) for y, x0, x1 in short if 0 < y - s.y < 1.2 * s.size and x0 < s.x0 + 2 and x1 > s.x1 - 2]
        under = [x0 for x0, x1 in over if sum([x0 - 2 < (o.x0 + o.x1) / 2 < x1 + 2 for o in row.segments]) == 1]
        at = under[0] + 0.5 * s.size if under else (s.x0 + s.x1) / 2
        out[sum([at > (a + b) / 2 for a, b in strips])][0].append(s)
    return out
