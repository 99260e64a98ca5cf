"""Tables without upright rules: rows whose words stand in the same columns, with upright strips of white between them."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from moisson.extract.pdf.bands import parted
from moisson.extract.pdf.rows import Column, Row, rows_of
from moisson.extract.pdf.segments import Segment
from moisson.extract.pdf.strips import (
    CLOSE,
    Strips,
    add,
    between,
    cells_of,
    fits,
    goes_on,
    near,
    profile,
    ragged_columns,
    without,
    wrapped,
)
from moisson.extract.pdf.tables import LABEL, NUMERIC, Line, Table, contents, labels


def aligned(column: Column) -> Column:
    """The column with its aligned rows as tables."""
    rows, out, start = column.rows, list[Row](), 0
    if sum([len(row.segments) > 1 for row in rows]) < 2:
        return column
    refused = 0  # up to where rows are known to make no table
    while start < len(rows):
        row = rows[start]
        best = None
        if len(row.segments) > 1 and not row.table and start >= refused and not _numbered(row):
            best, reach = _best(rows, start, column)
            refused = start + 1 if best else max(start + 1, reach - 3)
        if best is None:
            out.append(row)
            start += 1
            continue
        skipped, end, strips, table = best
        out.extend(rows[start : start + skipped])
        below, room = rows[start + skipped], 4.0
        while out and out[-1].table is None and len(out[-1].segments) > 1 and below.y - out[-1].y < room * below.size:
            below, room = out.pop(), 2.0
            table.rows.insert(0, cells_of(below, strips, spanning=True))
        out.append(_as_row(table))
        start = end
    return Column(out, column.x0, column.x1)


def _numbered(row: Row) -> bool:
    """Whether a row is a number and the words that it numbers."""
    if len(row.segments) > 2:
        return False
    label, words = row.segments
    return LABEL.fullmatch(label.text) is not None and NUMERIC.fullmatch(words.text) is None


def _as_row(table: Table) -> Row:
    return Row([Segment("", table.x0, table.x1, table.bottom, 0.0)], table)


def _best(rows: list[Row], start: int, column: Column) -> tuple[tuple[int, int, Strips, Table] | None, int]:
    """The table that begins here, or with a head of one or two rows whose words span columns; and how far rows reach at all."""
    best, reach = None, start
    for skipped in range(3):
        first = start + skipped
        if first >= len(rows) or rows[first].table or (skipped and len(rows[first].segments) < 2):
            break
        end, strips = _reach(rows, first, column)
        reach = reach if skipped else end
        if end - first < 3 or (best and (len(strips) <= len(best[2]) or end - first < 3)):
            continue
        if sum(len(row.segments) > 1 for row in rows[first:end]) < 3:
            continue
        if found := _table(rows[first:end], strips):
            best = (skipped, end, found[1], found[0])
    return best, reach


def framed(flat: Any, segments: list[Segment], inner: Sequence[Table] = ()) -> tuple[list[Table], list[Segment]]:
    """Tables that are ruled between some of their rows only, and the segments that stand in none of them.

    `flat` are a page's flat rules, as rows of y, left and right; three or more of one length make a table, unless one of `inner`,
    which rules on all sides have told, stands between them.
    """
    groups: dict[tuple[int, int], list[float]] = {}
    for y, left, right in flat.tolist():
        key = next((k for k in groups if abs(k[0] - left) < 6 and abs(k[1] - right) < 6), (round(left), round(right)))
        groups.setdefault(key, []).append(y)
    found = []
    for (left, right), ys in groups.items():
        if len(ys) < 3 or right - left < 100:
            continue
        for frame in _runs(sorted(ys), left, right, segments):
            top, bottom = frame[0], frame[-1]
            if len(frame) < 3 or any(top - 2 < (t.top + t.bottom) / 2 < bottom + 2 for t in inner):
                continue
            inside = [s for s in segments if top < s.middle < bottom and left - 6 < (s.x0 + s.x1) / 2 < right + 6]
            below = [s for s in segments if bottom < s.middle < bottom + 3 * s.size and left - 6 < s.x0 and s.x1 < right + 6]
            if any(len(row.segments) > 2 for row in rows_of(below)):
                continue  # it goes on below its last rule
            short = [(y, x0, x1) for y, x0, x1 in flat.tolist() if x1 - x0 < 0.95 * (right - left) and top < y < bottom]
            head = [s for s in segments if top - 2.4 * s.size < s.middle < top and left - 6 < (s.x0 + s.x1) / 2 < right + 6]
            if len(head) > 2 and len(rows_of(head)) == 1:  # it stands above the first rule
                inside, frame = head + inside, [min(s.top for s in head) - 1, *frame]
            if len(inside) > 5 and (table := _framed(rows_of(inside), frame, short)):
                used = set(map(id, inside))
                segments = [s for s in segments if id(s) not in used]
                found.append(table)
    return found, segments


def _runs(ys: list[float], left: float, right: float, segments: list[Segment]) -> list[list[float]]:
    """Flat rules parted where prose stands between two: a head's rule and a table's, or two tables'."""
    inside = sorted([s for s in segments if left - 6 < (s.x0 + s.x1) / 2 < right + 6], key=lambda s: s.middle)
    middles = [s.middle for s in inside]
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
    several = [row for row in inside if len(row.segments) > 1]
    if len(several) < 2 or len(several) < 0.15 * len(inside):
        return None
    strips = profile(inside, CLOSE)
    if not strips:
        return None
    bands = [sum(y < row.main.middle for y in frame) for row in inside]
    lines = [
        _spanned(row, strips, short) if band == bands[0] else cells_of(row, strips)
        for row, band in zip(inside, bands, strict=True)
    ]
    several_in = {band for row, band in zip(inside, bands, strict=True) if len(row.segments) > 1}
    lines_to_write_on = any(y > frame[1] + 2 for y, _, _ in short)
    least = 0.4 if bands[0] in several_in and len(set(bands)) > 5 and not lines_to_write_on else 0.6
    if contents(lines) or len(several_in) < least * len(set(bands)):
        return None
    ragged = ragged_columns(lines)
    every = not lines_to_write_on and _every_row(lines, bands) and wrapped(lines, bands, strips)
    told = None if lines_to_write_on or every else parted(inside, lines, bands, strips)
    if told:
        bands, every = told, True
    out: list[Line] = []
    for k, line in enumerate(lines):
        same = k > 0 and bands[k] == bands[k - 1]
        head = same and bands[k] == bands[0] and bands.count(bands[0]) <= 4
        if same and (every or head or (near(inside, k) and goes_on(out[-1], line, strips, ragged))):
            add(out[-1], line)
        else:
            out.append(line)
    filled = [sum(bool(words) for words, _ in line) for line in out]
    if filled[0] < 2 and sum(filled) < 0.4 * len(out) * (len(strips) + 1):
        return None  # a form: its rules part its fields
    if len(strips) == 1 and (_beside(out) or (told and _beside(lines))):
        return None
    return Table(min(r.x0 for r in inside), max(r.x1 for r in inside), frame[0], frame[-1], out)


def _beside(lines: list[Line]) -> bool:
    """Whether lines of two columns are prose, and what stands beside some of it."""
    wide = sorted(sum(len(s.text) for s in line[0][0]) for line in lines if line[0][0])
    return sum(bool(words) for line in lines for words, _ in line) < 1.7 * len(lines) and wide[len(wide) // 2] > 25


def _every_row(lines: list[Line], bands: list[int]) -> bool:
    """Whether rules stand between all rows: nearly every band between two has a column with one line only."""
    found: dict[int, list[int]] = {}
    for line, band in zip(lines, bands, strict=True):
        counts = found.setdefault(band, [0] * len(line))
        for c, (words, _) in enumerate(line):
            counts[c] += bool(words)
    body = [counts for band, counts in found.items() if band != bands[0]]
    return len(body) > 2 and sum(1 in counts for counts in body) > 0.8 * len(body)


def _spanned(row: Row, strips: Strips, short: list[tuple[float, float, float]]) -> Line:
    """A row of a head, the words over a rule that spans columns in the first of these."""
    out: Line = [([], 1) for _ in range(len(strips) + 1)]
    for s in row.segments:
        under = [x0 for y, x0, x1 in short if 0 < y - s.y < 1.2 * s.size and x0 < s.x0 + 2 and x1 > s.x1 - 2]
        at = under[0] + 0.5 * s.size if under else (s.x0 + s.x1) / 2
        out[sum(at > (a + b) / 2 for a, b in strips)][0].append(s)
    return out


def _reach(rows: list[Row], start: int, column: Column) -> tuple[int, Strips]:
    """How far rows go on that leave common strips white, and the strips."""
    strips: Strips = [(column.x0 - 1, column.x1 + 1)]
    kept: Strips = []
    end = start
    low, high = 1e9, -1e9
    for k in range(start, len(rows)):
        row = rows[k]
        if row.table or (k > start and row.y - rows[k - 1].y > 4 * row.size):
            break
        new = without(strips, row)
        if len(kept) > 1 and len(between(new, low, high, row.size)) < len(kept):
            if k + 1 < len(rows) and fits(rows[k + 1], kept):
                continue  # a line that spans columns within the table
            if k - start > 1:
                break
        low, high = min(low, row.x0), max(high, row.x1)
        inner = between(new, low, high, row.size)
        if not inner or (kept and len(inner) < len(kept) and len(row.segments) < 2):
            break  # a line of prose below the table
        if k - start > 2 and len(inner) < 0.5 * len(kept):
            break
        strips = new
        if len(row.segments) > 1:
            end, kept = k + 1, inner
    while end < len(rows) and end > start and not rows[end].table and len(rows[end].segments) == 1:
        row, last = rows[end], rows[end - 1]  # a cell's last lines
        if row.y - last.y > 1.3 * row.size or row.x0 < kept[0][1] - 1 or any(row.x0 < b and row.x1 > a for a, b in kept):
            break
        end += 1
    return end, kept


def _table(rows: list[Row], strips: Strips) -> tuple[Table, Strips] | None:
    """The table that rows make and the strips between its columns, or None where they are a list, or columns of prose."""
    wider = profile(rows)
    strips = wider if len(wider) > len(strips) else strips
    grid = [cells_of(row, strips) for row in rows]
    while strips and labels([" ".join(s.text for s in line[0][0]) for line in grid]) and not _counts(grid):
        if len(strips) < 2:
            return None
        strips = strips[1:]
        grid = [[([*line[0][0], *line[1][0]], 1), *line[2:]] for line in grid]
    if contents(grid):
        return None
    filled = [[bool(cell) for cell, _ in line] for line in grid]
    count = len(strips) + 1
    full = [sum(line[c] for line in filled) for c in range(count)]
    both = sum(sum(line) > 1 for line in filled)
    if both < 3 or both < 0.5 * len(rows) or sum(n >= 0.3 * len(rows) for n in full) < 2:
        return None
    others = [" ".join(s.text for s in cell) for line in grid for cell, _ in line[1:] if cell]
    numbers = sum(NUMERIC.fullmatch(text) is not None for text in others)
    long = sum(len(text) > 45 for text in others)
    if count == 2 and (numbers < 0.6 * len(others) or both < 0.7 * len(rows)):
        return None
    if count > 2 and numbers < 0.3 * len(others) and (long > 0.2 * len(others) or both < 4):
        return None
    ragged = ragged_columns(grid)
    told = parted(rows, grid, [0] * len(rows), strips)
    merged: list[Line] = []
    for k, line in enumerate(grid):
        if k and (told[k] == told[k - 1] if told else near(rows, k) and goes_on(merged[-1], line, strips, ragged)):
            add(merged[-1], line)
        else:
            merged.append(line)
    table = Table(min(r.x0 for r in rows), max(r.x1 for r in rows), rows[0].main.top, rows[-1].main.bottom, merged)
    return table, strips


def _counts(grid: list[Line]) -> bool:
    """Whether all that stands right of the first column is numbers."""
    others = [" ".join(s.text for s in cell) for line in grid for cell, _ in line[1:] if cell]
    return sum(NUMERIC.fullmatch(text) is not None for text in others) > 0.8 * len(others)
