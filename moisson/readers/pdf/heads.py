"""Heads of two rows: words that span columns, and below them those of each column."""

import re
from itertools import combinations, pairwise

from moisson.readers.pdf.middle import median
from moisson.readers.pdf.pieces import Line, Segment, words_of
from moisson.readers.pdf.rows import Row
from moisson.readers.pdf.signs import numeric
from moisson.readers.pdf.strips import Strips, add, cells_of

YEAR = re.compile(r"(?:1[89]|20)\d\d\W{0,3}")
MOST = 12  # columns among which spans are sought
LINES = 10  # of a head whose names are set line below line
CLOSE = 2.0  # of the size: the most from one of these to the next


def headed(rows: list[Line]) -> list[Line]:
    """The rows with their head in one: words that span columns stand before those of the first of these."""
    for count in (3, 2):
        if len(rows) > count and (head := one_head(rows[:count], rows)):
            return [head, *rows[count:]]
    return rows


def one_head(rows: list[Line], table: list[Line]) -> Line | None:
    """The first rows of a table as one head, or None where they are none of two rows.

    The first column's words may stand beside the upper row, the lower one or between them.
    """
    upper, lower = rows[0], rows[-1]
    firsts = [line[0][0] for line in rows if line[0][0]]
    spans = [words for words, _ in upper[1:] if words]
    under = [c for c in range(1, len(lower)) if lower[c][0]]
    if len(firsts) > 1 or not spans or not 2 * len(spans) <= len(under) <= MOST:
        return None
    if any(bool(words) for line in rows[1:-1] for words, _ in line[1:]):
        return None
    names = [words_of(lower[c][0]) for c in under]
    if lower[0][0] and any(numeric(name) and not YEAR.fullmatch(name) for name in names):
        return None  # a row of the table
    if any(numeric(s.text) for words in spans for s in words):
        return None
    starts = _starts(spans, [_sides(table, c) for c in under])
    if starts is None:
        return None
    out: Line = [(list(words), 1) for words, _ in lower]
    out[0] = (firsts[0] if firsts else [], 1)
    for start, words in zip(starts, spans, strict=True):
        out[under[start]][0].extend(words)
    return out


def _sides(table: list[Line], column: int) -> tuple[float, float]:
    """How far what stands in a column reaches."""
    words = [s for line in table[1:] if column < len(line) for s in line[column][0]]
    return min([s.x0 for s in words]), max([s.x1 for s in words])


def _starts(spans: list[list[Segment]], columns: list[tuple[float, float]]) -> tuple[int, ...] | None:
    """The first column below each span: groups of columns on whose middle the spans stand, not on that of one column."""
    best, least = None, 1e9
    for cuts in combinations(range(1, len(columns)), len(spans) - 1):
        starts = (0, *cuts)
        away = 0.0
        for words, (a, b) in zip(spans, pairwise((*starts, len(columns))), strict=True):
            x0, x1 = min([s.x0 for s in words]), max([s.x1 for s in words])
            low, high = columns[a][0], columns[b - 1][1]
            beside = abs(x0 + x1 - low - high) / 2
            single = min([abs(x0 + x1 - column[0] - column[1]) / 2 for column in columns])
            away += beside if b - a > 1 and beside < min(single, 0.3 * (high - low)) else 1e6
        if away < least:
            best, least = starts, away
    return best if least < 1e5 else None


def stacked(lines: list[Line]) -> bool:
    """Whether lines are a head whose names are set line below line: close, without numbers, all ending on one line or centred.

    The first column's name may stand on any line.
    """
    if not 1 < len(lines) <= LINES or any(_counts(line) for line in lines):
        return False
    names = [name for c in range(1, len(lines[0])) if (name := [s for line in lines for s in line[c][0]])]
    if len(names) < 2 or sum([bool(line[0][0]) for line in lines]) > 1:
        return False
    ends = [(min([s.y for s in name]), max([s.y for s in name])) for name in names]
    first, low = names[0][0], max([y for _, y in ends])
    size = first.size
    middle = median([a + b for a, b in ends])
    top = min([a for a, _ in ends])
    if any(low - b > 0.7 * size and abs(a + b - middle) > 0.7 * size and b > top + 1 for a, b in ends):
        return False  # words on the first line may span columns
    heights = sorted([s.y for line in lines for words, _ in line for s in words])
    return all(b - a < CLOSE * size for a, b in pairwise(heights))


def under(above: list[Row], rows: list[Line], strips: Strips) -> list[Line]:
    """The rows of a table with its head in one, whose names are set line below line; what `above` has of it is taken out.

    Words of each of these stand over one column, and not over the middle of all.
    """
    head = 0
    while head < len(rows) and not _counts(rows[head]):
        head += 1
    if head in (0, len(rows)):
        return rows
    found, taken = rows[:head], 0
    names = [s for line in found for words, _ in line[1:] for s in words]
    if not names:
        return rows
    middle = (min([s.x0 for s in names]) + max([s.x1 for s in names])) / 2
    for row in reversed(above[-LINES:]):
        line = cells_of(row, strips) if row.table is None and not _over(row, strips) else []
        spans = len(row.segments) == 1 and abs((row.x0 + row.x1) / 2 - middle) < row.size
        if not line or line[0][0] or spans or not stacked([line, *found]):
            break
        found = [line, *found]
        taken += 1
    if not stacked(found):
        return rows
    for line in found[1:]:
        add(found[0], line)
    if taken:
        del above[-taken:]
    return [found[0], *rows[head:]]


def _over(row: Row, strips: Strips) -> bool:
    """Whether words of a row run over a strip of white between columns."""
    for s in row.segments:
        for a, b in strips:
            if s.x0 < a and s.x1 > b:
                return True
    return False


def _counts(line: Line) -> bool:
    """Whether a row has numbers beside its first column, other than years."""
    for k in range(1, len(line)):
        words, _ = line[k]
        for s in words:
            if numeric(s.text) and not YEAR.fullmatch(s.text):
                return True
    return False
