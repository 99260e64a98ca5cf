"""Tables with rules: where lines cross into a grid, its cells and what stands in them."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from moisson.extract.pdf.grid import MOST, Grid, grids, parts, whole, within
from moisson.extract.pdf.pieces import Line, Segment, Table, words_of
from moisson.extract.pdf.rules import Rules
from moisson.extract.pdf.signs import numeric
from moisson.extract.pipes import Cell

# What numbers an item or names an article; words beside it are its text, not another column.
LABEL = re.compile(r"\W*(?:(?:\d{1,3}|[a-zA-Z]{1,3})?[.)°]?|(?:art|§+)\W*\d*\W*\w{0,3}|\d{1,3}(?:[.,]\d{1,3})*[.)]?)\W*", re.I)
LEADERS = re.compile(r"(?:\.\s?){3,}$|…$")
LONG = 150  # characters; a cell of more is prose, no head


def ruled(
    rules: Rules, segments: list[Segment], aside: Sequence[tuple[Segment, float, float]] = ()
) -> tuple[list[Table], list[Segment]]:
    """The tables among a page's rules, and the segments that stand in none of them.

    What runs another way than the page stands in the cell where its middle lies.
    """
    if len(rules.upright) < 1 or len(rules.flat) < 2 or len(rules.upright) + len(rules.flat) > MOST:
        return [], segments
    tables: list[Table] = []
    for grid in (whole(part) for every in grids(rules) for part in parts(every, segments)):
        inside = [(s, min((s.x0 + s.x1) / 2, s.x0 + 2 * s.size), s.middle) for s in segments if within(grid, s)]
        inside += [(s, x, y) for s, x, y in aside if grid.xs[0] < x < grid.xs[-1] and grid.ys[0] < y < grid.ys[-1]]
        if any(t.x0 > grid.xs[0] - 2 and t.x1 < grid.xs[-1] + 2 and grid.ys[0] - 2 < t.top < grid.ys[-1] for t in tables):
            continue  # a frame around a table
        if table := _table(grid, inside):
            used = {id(s) for row in table.rows for cell, _ in row for s in cell}
            segments = [s for s in segments if id(s) not in used]
            tables.append(table)
            segments = _left(table, segments)
    return tables, segments


def _left(table: Table, segments: list[Segment]) -> list[Segment]:
    """Give a table the column left of its rules, where each of its rows has words on the same baseline there."""
    if len(table.edges) < 5:
        return segments
    beside = [s for s in segments if s.x1 < table.x0 + 2 and table.top < s.middle < table.bottom]
    column: list[list[Segment]] = [[] for _ in table.rows]
    for s in sorted(beside, key=lambda s: s.y):
        column[sum(s.middle > edge for edge in table.edges[1:-1])].append(s)
    used = [k for k, row in enumerate(table.rows) if any(words for words, _ in row)]
    level = 0
    for k in used:
        bases = [s.y for words, _ in table.rows[k] for s in words]
        level += any(abs(s.y - y) < 0.3 * s.size for s in column[k] for y in bases)
    if len(used) < 4 or level < 0.7 * len(used) or sum(len(words) > 3 for words in column) > 1:
        return segments
    for row, words in zip(table.rows, column, strict=True):
        row.insert(0, (words, 1))
    table.x0 = min(s.x0 for s in beside)
    taken = set(map(id, beside))
    return [s for s in segments if id(s) not in taken]


def _table(grid: Grid, inside: list[tuple[Segment, float, float]]) -> Table | None:
    """The table that a grid and the segments within it make, or None where it frames something else."""
    columns, rows = len(grid.xs) - 1, len(grid.ys) - 1
    if len(inside) < 3 or columns * rows > 20_000:
        return None
    owner = {(r, c): (r, c) for r in range(rows) for c in range(columns)}
    for r in range(rows):
        for c in range(columns):
            if c and owner[r, c] == (r, c) and not grid.wall(r, c):
                owner[r, c] = owner[r, c - 1]
            elif r and owner[r - 1, c][1] == c and not grid.floor(r, c):
                owner[r, c] = owner[r - 1, c]
    cells: dict[tuple[int, int], list[Segment]] = {}
    for s, x, y in inside:
        c = min(max(bisect_left(grid.xs, x) - 1, 0), columns - 1)
        r = min(max(bisect_left(grid.ys, y) - 1, 0), rows - 1)
        cells.setdefault(owner[r, c], []).append(s)
    depth = _depth(grid, owner, cells)
    if not _regular(grid, depth) and len(cells) < 0.5 * len(set(owner.values())):
        return None  # the frames of a form
    out: list[Line] = []
    tops = [*grid.ys[:1], *grid.ys[depth:]] if depth > 1 else grid.ys
    if depth > 1:
        heads: list[list[Segment]] = [[] for _ in range(columns)]
        for key in sorted({owner[r, c] for r in range(depth) for c in range(columns)}):
            for s in (words := cells.get(key, [])):
                alone = sum([abs(other.y - s.y) < 0.5 * s.size for other in words]) == 1
                heads[key[1] if alone else bisect_left(grid.xs, (s.x0 + s.x1) / 2) - 1].append(s)
        out.append([(words, 1) for words in heads])
    for r in range(depth if depth > 1 else 0, rows):
        line: Line = []
        for c in range(columns):
            if owner[r, c][1] == c:
                width = next((k for k in range(c + 1, columns) if owner[r, k][1] != c), columns) - c
                line.append((cells.get((r, c), []) if owner[r, c] == (r, c) else [], width))
        out.extend(_split(line))
    filled = [sum(1 for words, _ in line if words) for line in out]
    head_only = filled[0] > 2 and filled[0] >= 0.8 * len(out[0]) and columns > 2 and rows > depth
    if sum(n > 1 for n in filled) < 2 and not head_only:
        return None
    longest = max(sum(len(s.text) for s in words) for line in out for words, _ in line)
    if longest > 1500 and sum(n > 1 for n in filled) < 3:
        return None  # a page in frames
    filled_rows = [[words for words, _ in line if words] for line in out]
    firsts = [words_of(row[0]) for row in filled_rows if len(row) > 1]
    if longest > 60 and max(map(len, filled_rows)) == 2 and labels(firsts):
        return None  # numbered paragraphs in a frame
    return Table(grid.xs[0], grid.xs[-1], grid.ys[0], grid.ys[-1], out, tops if len(tops) == len(out) + 1 else [])


def labels(texts: list[str]) -> bool:
    """Whether a first column only numbers what stands beside it."""
    some = [text for text in texts if text]
    return sum([LABEL.fullmatch(text) is not None for text in some]) >= 0.8 * len(some) and max(map(len, some), default=0) < 12


def contents(lines: Sequence[Line]) -> bool:
    """Whether rows are a table of contents: words, and at their end the numbers of pages, which only grow."""
    lasts = [words_of(line[-1][0]).strip(" .") for line in lines]
    pages = [int(text) for text in lasts if text.isdecimal() and len(text) < 6]
    others = [words_of(cell) for line in lines for cell, _ in line[:-1] if cell]
    if len(pages) < 3 or len(pages) < 0.9 * sum(map(bool, lasts)) or pages != sorted(pages):
        return False
    if pages[0] == pages[-1] and not all(LEADERS.search(text) for text in others):
        return False
    return sum([not numeric(text) for text in others]) > 0.8 * len(others)


def _depth(grid: Grid, owner: dict[tuple[int, int], tuple[int, int]], cells: Any) -> int:
    """Of how many rows the head is: as many as the tallest cell of the first row spans, where others there are less tall.

    Within a head columns only part further from row to row. Where the rows of a form are blank, all above them is its head.
    """
    columns, rows = len(grid.xs) - 1, len(grid.ys) - 1
    last = max([r for r, _ in cells], default=0)
    if (
        last + 2 < rows
        and 0 < last < 6
        and len(cells) > columns
        and all(_whole(owner, r, columns) for r in range(last + 1, rows))
    ):
        return last + 1
    tall = [sum(owner[r, c] == (0, c) for r in range(rows)) for c in range(columns) if owner[0, c] == (0, c) and (0, c) in cells]
    if len(tall) < 2 or not 1 <= min(tall) < max(tall) <= min(6, rows - 1):
        return 1
    walls = [{e for e in range(1, columns) if grid.wall(r, e)} for r in range(max(tall))]
    return max(tall) if all(above <= below for above, below in pairwise(walls)) else 1


def _whole(owner: dict[tuple[int, int], tuple[int, int]], row: int, columns: int) -> bool:
    """Whether no cell of a row is part of a larger one."""
    return all(owner[row, c] == (row, c) for c in range(columns))


def _regular(grid: Grid, depth: int) -> bool:
    """Whether most rows below the head are parted at the same places."""
    walls = [
        tuple(grid.wall(r, e) for e in range(1, len(grid.xs) - 1)) for r in range(min(depth, len(grid.ys) - 2), len(grid.ys) - 1)
    ]
    most = max(walls.count(w) for w in set(walls))
    return most >= 0.5 * len(walls) and (most > 1 or len(walls) < 3)


def _split(row: Line) -> list[Line]:
    """A row whose columns hold many entries without rules between them, entry by entry."""
    levels = [_levels(words) for words, _ in row]
    if sum(len(level) > 2 for level in levels) < 2:
        return [row]
    short = [
        level
        for level, (words, _) in zip(levels, row, strict=True)
        if len(level) > 2 and sum([numeric(s.text) for s in words]) >= 0.7 * len(words)
    ]
    if not short:
        return [row]
    starts = max(short, key=len)
    others = [y for level in levels if level is not starts for y in level]
    if sum(any(abs(y - start) < 2 for start in starts) for y in others) < 0.5 * len(others):
        return [row]
    edges = [y - 0.5 * row_size(row) for y in starts[1:]]
    out: list[Line] = [[([], width) for _, width in row] for _ in starts]
    for c, (words, _) in enumerate(row):
        for s in words:
            at = sum(s.y > edge for edge in edges)
            out[at + (at < len(edges) and s.y > starts[at] + 2 and _begins(s, starts[at + 1], words))][c][0].append(s)
    return out


def _begins(s: Segment, start: float, words: list[Segment]) -> bool:
    """Whether a line begins the entry that stands at the height of its last line: that one begins with a small letter."""
    last = [other.text for other in words if abs(other.y - start) < 2]
    return bool(last) and last[0][:1].islower() and s.text[:1].isupper()


def row_size(row: Line) -> float:
    """The size of the type in a row."""
    return max(s.size for words, _ in row for s in words)


def _levels(words: list[Segment]) -> list[float]:
    """The baselines in a cell."""
    found: list[float] = []
    for s in sorted(words, key=lambda s: s.y):
        if not found or s.y - found[-1] > 0.5 * s.size:
            found.append(s.y)
    return found


def cells(table: Table, write: Any) -> list[list[Cell]]:
    """Rows of cells; `write` makes text of the segments of one."""
    rows = [[Cell(write(words), width) for words, width in row] for row in table.rows]
    return _header([row for row in rows if any(cell.text for cell in row)])


def _header(rows: list[list[Cell]]) -> list[list[Cell]]:
    """A head of two or three rows in one: the words that span columns stand before those of the first column under them."""
    whole = rows
    for _ in range(3):
        if len(rows) < 3 or not any(cell.columns > 1 for cell in rows[0] if cell.text) or sum(bool(c.text) for c in rows[0]) < 2:
            break
        if sum(cell.columns for cell in rows[0]) != sum(cell.columns for cell in rows[1]):
            break
        if any(any(map(str.isdigit, c.text)) and len(c.text) > 9 for c in rows[1]) or any(len(c.text) > LONG for c in rows[0]):
            break
        starts = {}
        column = 0
        for cell in rows[0]:
            starts[column] = cell.text
            column += cell.columns
        first, column = [], 0
        for cell in rows[1]:
            above = [starts[c] for c in range(column, column + cell.columns) if starts.get(c)]
            first.append(Cell(" ".join([*above, cell.text]).strip(), cell.columns))
            column += cell.columns
        rows = [first, *rows[2:]]
    return rows if all(cell.columns == 1 for cell in rows[0]) else whole  # a form's rows are parted at other places each
