"""Tables without rules whose cells hold several lines: three columns or more, and white between all their rows.

They are looked for before a page is parted into columns of text: columns of wrapped cells read as prose, each on its own.
"""

from collections.abc import Sequence
from itertools import pairwise

from moisson.readers.pdf.bands import FULL, parted
from moisson.readers.pdf.heads import headed, one_head
from moisson.readers.pdf.pieces import Line, Segment, Table, words_of
from moisson.readers.pdf.rows import Row, rows_of
from moisson.readers.pdf.sides import entry
from moisson.readers.pdf.strips import CLOSE, Strips, add, cells_of, first_word, profile, without
from moisson.readers.pdf.tables import contents, labels

COLUMNS = 3  # at the least
FAR = 3.2  # of the size: the most from line to line
LONG = 400  # characters; a cell of more is prose
WIDE = 30  # characters; lines of as many, in a cell beside several rows, are prose


def unruled(segments: list[Segment]) -> tuple[list[Table], list[Segment]]:
    """Such tables among a page's segments, and the segments that stand in none of them."""
    if _parted(segments) < 2:
        return [], segments
    rows = rows_of(segments)
    found: list[Table] = []
    k = done = 0
    while k < len(rows):
        row = rows[k]
        if len(row.segments) < COLUMNS or _listed(row):
            k += 1
            continue
        start, end = _region(rows, k, done)
        if end - start > 3 and (table := _table(rows[start:end])):
            above = _table(rows[start - 1 : end]) if start > done else None
            found.append(above if above and len(above.rows) == len(table.rows) and above.top < table.top else table)
        k = done = max(end, k + 1)
    used = {id(s) for table in found for cells in table.rows for cell, _ in cells for s in cell}
    return found, [s for s in segments if id(s) not in used] if used else segments


def _parted(segments: list[Segment]) -> int:
    """How many baselines have as many segments as a table has columns."""
    many = here = 0
    base = -(10**9)
    for s in segments:
        y = round(s.y)
        if y < base:
            return _parted_any(segments)
        if y > base:  # the next line, as on most pages
            base, here = y, 0
        here += 1
        many += here == COLUMNS
    return many


def _parted_any(segments: list[Segment]) -> int:
    """The same of segments in any order."""
    levels: dict[int, int] = {}
    for s in segments:
        y = round(s.y)
        levels[y] = levels.get(y, 0) + 1
    return sum([n >= COLUMNS for n in levels.values()])


def _region(rows: list[Row], seed: int, low: int) -> tuple[int, int]:
    """The rows from `low` on above and below one that leave the strips between its pieces white, most of these at the least."""
    row = rows[seed]
    strips = [(a.x1, b.x0) for a, b in pairwise(row.segments)]
    least = max(COLUMNS - 1, 0.6 * len(strips))
    ends = []
    for step in (1, -1):
        k = seed
        while low <= k + step < len(rows):
            row, then = rows[k], rows[k + step]
            if abs(then.y - row.y) >= FAR * row.size or _listed(then):
                break
            left = _left(strips, then)
            if len(left) < least:
                break
            strips, k = left, k + step
        ends.append(k)
    return ends[1], ends[0] + 1


def _listed(row: Row) -> bool:
    """Whether a row is of tables of contents in columns: words, dots and a number, twice."""
    return len(row.segments) > 1 and sum([entry(s.text) for s in row.segments]) > 1


def _left(strips: Strips, row: Row) -> Strips:
    """What a row leaves of strips, of each the widest part."""
    out: Strips = []
    for strip in strips:
        parts = without([strip], row)
        if parts:
            widest = parts[0]
            for part in parts:
                if part[1] - part[0] > widest[1] - widest[0]:
                    widest = part
            if widest[1] - widest[0] > CLOSE * row.size:
                out.append(widest)
    return out


def _table(rows: list[Row]) -> Table | None:
    """The table that rows make, or None where white does not part them."""
    strips = _strips(rows)
    if len(strips) < COLUMNS - 1:
        return None
    lines = [cells_of(row, strips) for row in rows]
    numbers = parted(rows, lines, [0] * len(rows), strips, FULL)
    if numbers is None or contents(lines) or _flows(lines, numbers, strips):
        return None
    merged: list[Line] = []
    tops: list[int] = []
    for k, line in enumerate(lines):
        if k and numbers[k] == numbers[k - 1]:
            add(merged[-1], line)
        else:
            merged.append(line)
            tops.append(k)
    first, last = _ends(merged)
    head = next((k for k in range(max(0, first - 2), first + 1) if len(headed(merged[k:])) < len(merged) - k), first)
    first = head if head < first else first
    if last - first < len(merged):
        return _table(rows[tops[first] : tops[last] if last < len(tops) else len(rows)]) if last - first > 2 else None
    merged = headed(merged)
    if not _cells(merged):
        return None
    return Table(min(r.x0 for r in rows), max(r.x1 for r in rows), rows[0].main.top, rows[-1].main.bottom, merged)


def _flows(lines: list[Line], numbers: list[int], strips: Strips) -> bool:
    """Whether the text of a column goes on from row to row: a column of prose beside a table, not one of its own.

    It goes on where a line begins with a small letter below one that ends no sentence and had no room for its first word. Long
    lines in one cell beside several rows do so as well.
    """
    for words, _ in [line[0] for line in lines]:
        if (
            len(words) > 3
            and sum([len(s.text) for s in words]) > WIDE * len(words)
            and words[-1].y > words[0].y + 3 * words[0].size
        ):
            beside = {number for line, number in zip(lines, numbers, strict=True) for s in _others(line) if _level(s, words)}
            if len(beside) > 2:
                return True
    for c in range(len(strips) + 1):
        edge = strips[c][0] if c < len(strips) else max([line[c][0][-1].x1 for line in lines if line[c][0]], default=0.0)
        last, row, flows = None, 0, 0
        for line, number in zip(lines, numbers, strict=True):
            if words := line[c][0]:
                first = words[0]
                if last is not None and number > row and first.text[:1].islower() and not last.text.endswith((".", ":", ";")):
                    flows += last.x1 + first_word(first) > edge
                last, row = words[-1], number
        if flows > 1 and flows >= 0.3 * numbers[-1]:
            return True
    return False


def _others(line: Line) -> list[Segment]:
    return [s for words, _ in line[1:] for s in words]


def _level(s: Segment, words: list[Segment]) -> bool:
    """Whether a segment stands beside a cell."""
    return words[0].top < s.y < words[-1].bottom


def _strips(rows: list[Row]) -> Strips:
    """The strips between columns: those below a head whose words span columns, and stand over strips."""
    strips = profile(rows, CLOSE)
    for count in (1, 2):
        below = profile(rows[count:], CLOSE) if len(rows) > count + 2 else []
        if len(below) > len(strips):
            lines = [cells_of(row, below) for row in rows]
            if one_head(lines[: count + 1], lines):
                return below
    return strips


def _ends(merged: Sequence[Line]) -> tuple[int, int]:
    """Where a table begins and ends: at a head, and before rows of one cell, such as a source."""
    filled = [sum(bool(words) for words, _ in line) for line in merged]
    heads, full = [k for k, n in enumerate(filled) if n >= COLUMNS], [k for k, n in enumerate(filled) if n > 1]
    return (heads[0], full[-1] + 1) if heads else (0, 0)


def _cells(merged: Sequence[Line]) -> bool:
    """Whether rows read as a table's: most of their cells hold something, none of them a page of text."""
    if len(merged) < 3:
        return False
    filled = [sum(bool(words) for words, _ in line) for line in merged]
    count = len(merged[0])
    full = [sum(bool(line[c][0]) for line in merged) for c in range(count)]
    if sum(n >= COLUMNS for n in filled) < 0.6 * len(merged) or sum(n >= 0.5 * len(merged) for n in full) < COLUMNS:
        return False
    names = [words_of(words) for words, _ in merged[0]]
    if any(sum(map(str.isalpha, name)) > 2 and names.count(name) > 1 for name in names[:1]):
        return False  # the head of a table that goes on in the next column
    firsts = [words_of(line[0][0]) for line in merged]
    if labels(firsts) and count <= COLUMNS:
        return False
    return all(sum(len(s.text) for s in words) < LONG for line in merged for words, _ in line)
