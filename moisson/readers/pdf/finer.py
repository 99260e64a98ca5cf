"""Columns within the ruled columns of a table: where rules part groups of columns only, white parts the rest."""

from collections import Counter

from moisson.readers.pdf.pieces import Line, Segment
from moisson.readers.pdf.signs import numeric

LEAST = 4  # rows with several entries in one ruled column


def finer(rows: list[Line]) -> list[Line]:
    """The rows with every ruled column parted in which most rows hold several numbers beside each other."""
    count = max([sum([width for _, width in row]) for row in rows], default=0)
    for column in range(count - 1, -1, -1):
        groups = _groups([cell for row in rows if (cell := _at(row, column)) is not None])
        if groups:
            rows = [_parted(row, column, groups) for row in rows]
    return rows


def _at(row: Line, column: int) -> list[Segment] | None:
    """What stands in a column, where no cell spans it and others."""
    start = 0
    for words, width in row:
        if start == column:
            return words if width == 1 else None
        start += width
    return None


def _groups(cells: list[list[Segment]]) -> list[tuple[float, float]]:
    """The sides of the columns within a column, from left to right; none where it is one."""
    several = [cell for cell in cells if len(cell) > 1]
    if len(several) < LEAST:
        return []
    several = [
        cell
        for cell in several
        if _level(cell) and (_last_number(cell) or sum([numeric(s.text) for s in cell]) >= 0.8 * len(cell))
    ]
    if len(several) < LEAST or len(several) < 0.6 * sum([bool(cell) for cell in cells]):
        return []
    found: list[tuple[float, float]] = []
    for x0, x1 in sorted([(s.x0, s.x1) for cell in several for s in cell]):
        if found and x0 < found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], x1))
        else:
            found.append((x0, x1))
    usual, _ = Counter([len(cell) for cell in several]).most_common(1)[0]
    return found if len(found) == usual else []


def _last_number(cell: list[Segment]) -> bool:
    """Whether a number stands last in a cell, as in a list of names and amounts."""
    last = cell[0]
    for s in cell:
        if s.x0 > last.x0:
            last = s
    return len(cell) == 2 and numeric(last.text)


def _level(cell: list[Segment]) -> bool:
    """Whether all that stands in a cell is on one line."""
    first = cell[0]
    return max([s.y for s in cell]) - min([s.y for s in cell]) < 0.3 * first.size


def _parted(row: Line, column: int, groups: list[tuple[float, float]]) -> Line:
    out: Line = []
    start = 0
    for words, width in row:
        if start == column and width == 1:
            parts: list[list[Segment]] = [[] for _ in groups]
            for s in words:
                for k, piece in [(0, s)] if _over_all(s, words, groups) else _pieces(s, groups):
                    parts[k].append(piece)
            out.extend([(part, 1) for part in parts])
        elif start <= column < start + width:
            out.append((words, width + len(groups) - 1))
        else:
            out.append((words, width))
        start += width
    return out


def _over_all(s: Segment, words: list[Segment], groups: list[tuple[float, float]]) -> bool:
    """Whether words stand over all columns, on a line of their own."""
    low, high = groups[0][0], groups[-1][1]
    alone = len(words) > 1 and all(abs(s.y - other.y) > 0.3 * s.size for other in words if other is not s)
    return alone and abs(s.x0 + s.x1 - low - high) < 0.25 * (high - low) and s.x1 - s.x0 < 0.5 * (high - low)


def _pieces(s: Segment, groups: list[tuple[float, float]]) -> list[tuple[int, Segment]]:
    """A segment word by word, each with the column that it stands nearest to."""
    if sum([s.x0 < (x0 + x1) / 2 < s.x1 for x0, x1 in groups]) < 2:
        return [(_nearest((s.x0 + s.x1) / 2, groups), s)]
    wide = (s.x1 - s.x0) / len(s.text)
    found: list[tuple[int, Segment]] = []
    at = 0
    for word in s.text.split(" "):
        if not word:  # two spaces, where a sign without a meaning stood between
            at += 1
            continue
        x0, x1 = s.x0 + at * wide, s.x0 + (at + len(word)) * wide
        at += len(word) + 1
        k = _nearest((x0 + x1) / 2, groups)
        if found and found[-1][0] == k:
            last = found[-1][1]
            last.text, last.x1 = f"{last.text} {word}", x1
        else:
            found.append((k, Segment(word, x0, x1, s.y, s.size, s.bold)))
    return found


def _nearest(middle: float, groups: list[tuple[float, float]]) -> int:
    """The column that a place stands nearest to."""
    away = [abs(x0 + x1 - 2 * middle) for x0, x1 in groups]
    return away.index(min(away))
