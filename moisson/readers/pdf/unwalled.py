"""Cells of ruled tables between which no rule is drawn, where what stands in them tells that they are several."""

from bisect import bisect_left

from moisson.readers.pdf.grid import Grid
from moisson.readers.pdf.pieces import Line, Segment
from moisson.readers.pdf.signs import numeric

LEAST = 3  # rows without rules between their columns, or rows of a column without rules between them


def by_row(grid: Grid, owner: list[int], cells: dict[int, list[Segment]]) -> None:
    """Part tall cells whose lines each stand on the baseline of another row: a column without rules, beside columns with some.

    `owner` says for each place of the grid at which one its cell begins, `cells` what stands in each.
    """
    columns = grid.columns
    for cell in [cell for cell, words in cells.items() if len(words) > LEAST]:
        column, first = cell % columns, cell // columns
        end = first + 1
        while end < grid.rows and owner[end * columns + column] == cell:
            end += 1
        if end - first <= LEAST or (column + 1 < columns and owner[cell + 1] == cell):
            continue
        lines: dict[int, list[Segment]] = {}
        for s in cells[cell]:
            lines.setdefault(min(max(bisect_left(grid.ys, s.middle) - 1, first), end - 1), []).append(s)
        if len(lines) < 0.8 * (end - first) or not all(map(level, lines.values())):
            continue
        bases: dict[int, list[float]] = {}
        for other, words in cells.items():
            if other != cell:
                bases.setdefault(other // columns, []).extend([s.y for s in words])
        beside = [r for r, line in lines.items() if any(abs(line[0].y - y) < 0.3 * line[0].size for y in bases.get(r, ()))]
        if len(beside) < 0.7 * len(lines):
            continue
        del cells[cell]
        for r in range(first, end):
            owner[r * columns + column] = r * columns + column
        for r, line in lines.items():
            cells[r * columns + column] = line


def by_column(rows: list[Line], edges: list[float]) -> list[Line]:
    """Rows without rules in them parted as others of the table are, where each of their words stands within a column of these."""
    count = len(edges) - 1
    if not any(sum(bool(words) for words, _ in row) > 0.6 * count for row in rows):
        return rows
    parted: dict[int, Line] = {}
    other = 0
    for k, row in enumerate(rows):
        if len(row) == 1 and len(words := row[0][0]) > 1:
            places = [bisect_left(edges, (s.x0 + s.x1) / 2) - 1 for s in words]
            within = all(
                0 <= c < count and edges[c] < s.x0 + 2 and s.x1 - 2 < edges[c + 1] for s, c in zip(words, places, strict=True)
            )
            if within and level(words) and len(set(places)) == len(words):
                line: Line = [([], 1) for _ in range(count)]
                for s, c in zip(words, places, strict=True):
                    line[c][0].append(s)
                parted[k] = line
            else:
                other += 1
    if len(parted) < LEAST or other > 0.3 * len(parted):
        return rows
    return [parted.get(k, row) for k, row in enumerate(rows)]


def listed(words: list[Segment], lines: int) -> bool:
    """Whether most lines of a cell are a name and a number well behind it: entries of their own."""
    return 1.7 * lines < len(words) < 2.2 * lines and sum(numeric(s.text) for s in words) >= 0.9 * lines


def level(words: list[Segment]) -> bool:
    """Whether words stand on one line."""
    heights = [s.y for s in words]
    return max(heights) - min(heights) < 0.3 * words[0].size
