"""Upright strips of white between the columns of a table, and what stands on both sides of them."""

from array import array
from collections.abc import Sequence
from itertools import pairwise

from moisson.readers.pdf.middle import median
from moisson.readers.pdf.pieces import Line, Segment
from moisson.readers.pdf.rows import Row
from moisson.readers.pdf.signs import numeric

STRIP = 0.7  # of the size: the least width of white between columns
CLOSE = 0.42  # of the size: the same where rules say that there is a table

Strips = list[tuple[float, float]]


def profile(rows: list[Row], least: float = STRIP) -> Strips:
    """Strips that nearly all rows leave white: of eight rows or more, one in sixteen may stand in one."""
    low, high = 1e9, -1e9
    for row in rows:
        low, high = min(low, row.x0), max(high, row.x1)
    width = int(high - low) + 2
    steps = array("i", bytes(4 * (width + 1)))  # how many more segments stand at a place, in points, than left of it
    for row in rows:
        for s in row.segments:
            begin = int(s.x0 - low)
            end = int(s.x1 - low)
            steps[begin] += 1
            steps[end + 1] -= 1
    size, count = median([row.size for row in rows]), len(rows)
    inner = _white(steps, max(1, count // 16) if count > 7 else 0)
    for a, b in _white(steps, 0) if count > 7 else ():  # a column with a head and nothing below
        if not any(left <= a and b <= right for left, right in inner):
            inner.append((a, b))
    inner.sort()
    least, wide = least * size, STRIP * size
    strips = [(low + a, low + b) for a, b in inner if b - a > least]
    return [(a, b) for a, b in strips if b - a > wide or _between(rows, (a + b) / 2) > 2]


def _white(steps: Sequence[int], most: int) -> list[tuple[int, int]]:
    """Where, between the outermost words, at most so many segments stand: from one place up to another."""
    out: list[tuple[int, int]] = []
    count, last, begin = 0, len(steps) - 2, -1
    for k in range(last):
        count += steps[k]
        if count <= most:
            begin = k if begin < 0 else begin
        elif begin >= 0:
            if begin > 0:
                out.append((begin, k))
            begin = -1
    return out


def _between(rows: list[Row], x: float) -> int:
    """How many rows have words on both sides of a place, and close to it on one."""
    count = 0
    for row in rows:
        if row.x0 < x < row.x1:
            for s in row.segments:
                if abs(x - s.x0) < row.size or abs(x - s.x1) < row.size:
                    count += 1
                    break
    return count


def ragged_columns(lines: list[Line]) -> list[bool]:
    """For each column, whether its lines are mostly much shorter than it is wide: entries, not text that was broken."""
    out: list[bool] = []
    for c in range(len(lines[0])):
        widths: list[float] = []
        low = 0
        for line in lines:
            if cell := line[c][0]:
                first, last = cell[0], cell[-1]
                if not numeric(first.text):
                    widths.append(last.x1 - first.x0)
                    low += first.text[:1].islower()
        if c == 0 and low < 0.3 * len(widths):
            out.append(False)  # what begins with a small letter there goes on from the line above
            continue
        widths.sort()
        out.append(len(widths) > 3 and widths[len(widths) // 2] < 0.75 * widths[-1])
    return out


def between(strips: Strips, low: float, high: float, size: float) -> Strips:
    least = STRIP * size
    out: Strips = []
    for strip in strips:
        a, b = strip
        if a > low and b < high and b - a > least:
            out.append(strip)
    return out


def fits(row: Row, strips: Strips) -> bool:
    """Whether a row of several pieces leaves all strips white."""
    return not row.table and len(row.segments) > 1 and all(len(without([strip], row)) == 1 for strip in strips)


def without(strips: Strips, row: Row) -> Strips:
    """Strips less the places where a row's words stand."""
    out: Strips = []
    for strip in strips:
        a, b = strip
        left = a
        for s in row.segments:
            if s.x1 <= left or s.x0 >= b:
                continue
            if s.x0 > left:
                out.append((left, s.x0))
            left = max(left, s.x1)
        if left < b:
            out.append(strip if left == a else (left, b))
    return out


def cells_of(row: Row, strips: Strips, spanning: bool = False) -> Line:
    """A row's segments by column; those of a head may span several."""
    cells: list[list[Segment]] = [[] for _ in range(len(strips) + 1)]
    for s in row.segments:
        place, c = s.x0 if spanning else (s.x0 + s.x1) / 2, 0
        for a, b in strips:
            c += place > (a + b) / 2
        cells[c].append(s)
    if not spanning:
        return [(cell, 1) for cell in cells]
    merged: Line = []
    for k, cell in enumerate(cells):
        reach = max([sum([s.x1 > b for _, b in strips]) for s in cell], default=k)
        if merged and sum([width for _, width in merged]) > k:
            merged[-1][0].extend(cell)
        else:
            merged.append((cell, max(1, reach - k + 1)))
    return merged


def add(above: Line, line: Line) -> None:
    for (cell, _), (more, _) in zip(above, line, strict=True):
        if more:
            cell.extend(more)


def near(rows: list[Row], k: int) -> bool:
    row, last = rows[k], rows[k - 1]
    return row.y - last.y < 1.45 * row.size


def goes_on(above: Line, line: Line, strips: Strips, ragged: list[bool]) -> bool:
    """Whether a row holds the next lines of the cells above: each would not have fitted on the line before."""
    here = [c for c, (cell, _) in enumerate(line) if cell]
    if not here or not all(bool(above[c][0]) for c in here):
        return False
    first = line[here[0]][0][0]
    if len(here) == 1 and here[0] == 0 and first.text.lstrip("([«")[:1].islower() and not ragged[0]:
        return True
    if any(ragged[c] for c in here):
        return False
    for c in here:
        last, first = above[c][0][-1], line[c][0][0]
        edge = strips[c][0] if c < len(strips) else max(last.x1, first.x1)
        word = len(first.text.split(" ", 1)[0]) * (first.x1 - first.x0) / max(len(first.text), 1)
        if edge - last.x1 > word + 0.5 * first.size:
            return False
    if here[0] == 0:
        return False
    for c in here:
        first = line[c][0][0]
        if numeric(first.text):
            return False
    return True


def wrapped(bands: list[list[Line]], strips: Strips) -> bool:
    """Whether lines mostly go on in the next of their band: the first word of that would not have fitted, and it stands close."""
    total = full = 0
    for c in range(len(strips) + 1):
        cells = [[words for words in (line[c][0] for line in band) if words] for band in bands]
        ends = [words[-1].x1 for band in cells for words in band]
        edge = strips[c][0] if c < len(strips) else max(ends, default=0.0)
        for above, below in (pair for band in cells for pair in pairwise(band)):
            first, last = below[0], above[-1]
            total += 1
            full += last.x1 + _first_word(first) > edge and first.y - last.y < 1.6 * first.size
    return full >= 0.5 * total


def _first_word(s: Segment) -> float:
    """How wide the first word of a segment is, with a space before it."""
    return (len(s.text.split(" ", 1)[0]) + 1) * (s.x1 - s.x0) / max(len(s.text), 1)
