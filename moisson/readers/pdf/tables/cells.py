"""Tables that rules tell: their cells are the smallest rectangles that no rule parts, whose lines stay together.

Rules that meet, directly or by others, make a grid, as in pdfplumber and Tabula (Nurminen, Algorithmic Extraction of Data in
Tables in PDF Documents, 2013); unlike there, its sides may be open. Flat rules of one length make one without upright rules: rows
stand between them, and white parts the columns (`stacks.py`).
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import replace
from itertools import accumulate, pairwise
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np

from moisson.readers.hyphens import DIVISION
from moisson.readers.pdf.lines.pieces import Line, Segment, Table, without
from moisson.readers.pdf.tables.entries import parted
from moisson.readers.pdf.tables.rules import Rules
from moisson.readers.pipes import Cell

NEAR = 3.5  # points between rules that meet
BOX = 18.0  # points: the largest box to tick
OPEN = 8.0  # points from the last rule to where rules across end: the table is open there
MOST = 800  # rules of a page among which grids are looked for
LARGE = 20_000  # cells; a grid of more is a drawing
LONG, SOME = 0.6, 0.25  # of a grid's width: a flat rule as long parts rows; one end of a shorter one stands on an upright rule
REST = 3  # letters of a word that a wall leaves for the next line, at the most: more may be another word
LINES = 2  # of a row without walls, at the most: more are a frame's text, not a table's
NAMED = 0.8  # of the columns: so many have words in the head of a table that is blank below


class Grid(NamedTuple):
    """Where columns and rows part, in points from the top left, and where rules are drawn between them.

    `walls` says for each of `xs` in which rows an upright rule is drawn, `floors` for each of `ys` in which columns a flat one.
    """

    xs: list[float]
    ys: list[float]
    walls: Any
    floors: Any


Placed = tuple[Segment, float, float]  # a segment and the point that tells its cell


def ruled(rules: Rules, segments: list[Segment], aside: Sequence[Placed] = ()) -> tuple[list[Table], list[Segment]]:
    """The tables among a page's rules, and the segments that stand in none of them.

    What runs another way than the page stands in the cell where its middle lies.
    """
    tables: list[Table] = []
    for grid in sorted(_grids(rules.flat, rules.upright), key=_area):  # one within another is a table of its own
        for part in _parts(_continued(grid, segments), segments):
            inside = [(s, min((s.x0 + s.x1) / 2, s.x0 + 2 * s.size), s.middle) for s in segments if _within(part, s)]
            inside += [(s, x, y) for s, x, y in aside if part.xs[0] < x < part.xs[-1] and part.ys[0] < y < part.ys[-1]]
            if table := _table(part, inside):
                segments = without(segments, table.held())
                tables.append(table)
    return tables, segments


def _area(grid: Grid) -> float:
    return (grid.xs[-1] - grid.xs[0]) * (grid.ys[-1] - grid.ys[0])


def _within(grid: Grid, s: Segment) -> bool:
    return grid.xs[0] <= (s.x0 + s.x1) / 2 <= grid.xs[-1] and grid.ys[0] <= s.middle <= grid.ys[-1]


def _grids(flat: Any, upright: Any) -> Iterator[Grid]:
    """The grids of rules that meet, directly or by others."""
    if len(upright) < 1 or len(flat) < 2 or len(upright) + len(flat) > MOST:
        return
    upright = _without_boxes(upright, flat)
    (y, left, right), (x, top, bottom) = flat.T[:, :, None], upright.T
    meet = (left - NEAR <= x) & (x <= right + NEAR) & (top - NEAR <= y) & (y <= bottom + NEAR)
    ends = [((abs(x - end) < NEAR) & meet).any(1) for end in (left, right)]  # which stand on an upright rule
    rest = meet.any(1)
    while rest.any():
        rows = np.arange(len(flat)) == rest.argmax()
        while ((more := meet[:, meet[rows].any(0)].any(1)) != rows).any():
            rows = more
        rest &= ~rows
        if grid := _grid(flat[rows], upright[meet[rows].any(0)], *(end[rows] for end in ends)):
            yield grid


def _without_boxes(lines: Any, across: Any) -> Any:
    """Upright lines less the sides of boxes to tick: short ones whose ends do not both stand on longer lines that run across."""
    place, start, end = lines.T[:, :, None]
    at, low, high = across[across[:, 2] - across[:, 1] > BOX].T
    over = (low - NEAR < place) & (place < high + NEAR)
    stands = [((abs(at - side) < NEAR) & over).any(1) for side in (start, end)]
    return lines[(lines[:, 2] - lines[:, 1] > BOX) | (stands[0] & stands[1])]


def _grid(flat: Any, upright: Any, first: Any, last: Any) -> Grid | None:
    """The grid of rules that meet; of the flat ones with whether their ends stand on upright ones."""
    left, right = min(flat[:, 1].min(), upright[:, 0].min()), max(flat[:, 2].max(), upright[:, 0].max())
    long = (flat[:, 2] - flat[:, 1]) / (right - left)
    flat = flat[(first & last) | (long > LONG) | ((first | last) & (long > SOME))]
    if len(flat) < 2:
        return None
    xs = _edges(upright, float(left), float(right))
    ys = _edges(flat, float(upright[:, 1].min()), float(upright[:, 2].max()))
    if len(xs) < 3 or len(ys) < 2 or len(xs) * len(ys) > LARGE:
        return None
    return Grid(xs, ys, _drawn(upright, xs, ys), _drawn(flat, ys, xs))


def _edges(lines: Any, low: float, high: float) -> list[float]:
    """Where lines stand, those that lie close together as one; and where a grid ends that is open at a side."""
    found: list[float] = []
    for place in sorted(lines[:, 0].tolist()):
        if not found or place - found[-1] > NEAR:
            found.append(place)
    return [*[low][: found[0] - low > OPEN], *found, *[high][: high - found[-1] > OPEN]]


def _drawn(lines: Any, edges: list[float], across: list[float]) -> Any:
    """For each edge, whether a line is drawn at it in the middle between each two of the edges that run across."""
    middles = (np.array(across)[1:] + np.array(across)[:-1]) / 2
    place, start, end = lines.T[:, :, None]
    at, over = abs(place - np.array(edges)) < NEAR, (start <= middles) & (middles <= end)
    return at.astype(np.int32).T @ over.astype(np.int32) > 0


def _continued(grid: Grid, segments: list[Segment]) -> Grid:
    """A grid whose walls go on in rows below that have none, where words in several columns leave their places white."""
    walls, above = grid.walls.copy(), grid.walls[:, 0]
    inside = [s for s in segments if _within(grid, s)]
    for r in range(1, len(grid.ys) - 1):
        if walls[1:-1, r].any():
            above = walls[:, r]
            continue
        if _lines(inside, grid.ys[r], grid.ys[r + 1]) > LINES:
            continue
        row = [s for s in inside if grid.ys[r] < s.middle < grid.ys[r + 1]]
        free = [c for c in np.flatnonzero(above[1:-1]) + 1 if not any(s.x0 < grid.xs[c] < s.x1 for s in row)]
        if len({sum(grid.xs[c] < s.x0 for c in free) for s in row}) > 1:
            walls[free, r] = True
    return grid._replace(walls=walls)


def _parts(grid: Grid, segments: list[Segment]) -> Iterator[Grid]:
    """A grid cut at rows without walls that stand at its ends, or hold more than a line or two: a frame's text, not a table's."""
    bare = ~grid.walls[1:-1].any(0)
    inside = [s for s in segments if _within(grid, s)]
    start, rows = 0, len(grid.ys) - 1
    for r in range(rows + 1):
        if r < rows and not (bare[r] and _lines(inside, grid.ys[r], grid.ys[r + 1]) > LINES):
            continue
        a, b = start, r
        while a < b and bare[a]:
            a += 1
        while a < b and bare[b - 1]:
            b -= 1
        if b > a:
            yield Grid(grid.xs, grid.ys[a : b + 1], grid.walls[:, a:b], grid.floors[a : b + 1])
        start = r + 1


def _lines(inside: list[Segment], top: float, bottom: float) -> int:
    """How many lines a row holds."""
    return len({round(s.y) for s in inside if top < s.middle < bottom})


def _rectangles(grid: Grid) -> Any:
    """For each place of a grid the number, row by row, of the first one of its cell: the smallest rectangle no rule parts."""
    columns, rows = len(grid.xs) - 1, len(grid.ys) - 1
    owner = np.arange(columns * rows).reshape(rows, columns)
    above: dict[int, int] = {}  # where the cells of the row before begin, and where they end
    for r in range(rows):
        starts = [c for c in range(columns) if not c or grid.walls[c, r]]
        here = dict(zip(starts, [*starts[1:], columns], strict=True))
        for c, end in here.items():
            whole = above.get(c) == end and not grid.floors[r, c:end].any()
            owner[r, c:end] = owner[r - 1, c] if whole else owner[r, c]
        above = here
    return owner


def _table(grid: Grid, inside: list[Placed]) -> Table | None:
    """The table that a grid and the segments within it make, or None where it frames something else."""
    columns, rows = len(grid.xs) - 1, len(grid.ys) - 1
    owner = _rectangles(grid)
    cells: dict[int, list[Segment]] = {}
    for s, x, y in inside:
        cells.setdefault(int(owner[_between(grid.ys, y), _between(grid.xs, x)]), []).append(s)
    if len(cells) < 0.5 * len(np.unique(owner)) and not _regular(grid):
        return None  # the frames of a form
    out: list[Line] = []
    for r in range(rows):
        line: Line = []
        for c in range(columns):
            if c and owner[r, c] == owner[r, c - 1]:
                line[-1] = line[-1][0], line[-1][1] + 1
            else:
                cell = int(owner[r, c])
                line.append((cells.get(cell, []) if cell == r * columns + c else [], 1))
        out.append(line)
    out = parted(out)
    filled = [[words for words, _ in line if words] for line in out]
    beside = sum([len(set(row).intersection(cells)) > 1 for row in owner.tolist()])
    head_only = columns > 2 and rows > 1 and len(filled[0]) > 2 and len(filled[0]) >= NAMED * len(out[0])
    if beside < 2 and not head_only:
        return None
    walled = sum(width for _, width in out[0]) == columns
    return Table(grid.xs[0], grid.xs[-1], grid.ys[0], grid.ys[-1], out, grid.xs if walled else ())


def _between(edges: list[float], at: float) -> int:
    """Between which two edges a place lies: the first or the last two where it lies outside."""
    return min(max(bisect_left(edges, at) - 1, 0), len(edges) - 2)


def _regular(grid: Grid) -> bool:
    """Whether most rows below the head are parted at the same places."""
    walls = [tuple(row) for row in grid.walls[1:-1, min(1, len(grid.ys) - 2) :].T.tolist()]
    return max(Counter(walls).values()) >= 0.5 * len(walls)


def cells(table: Table, write: Callable[[list[Segment]], str], known: Set[str]) -> list[list[Cell]]:
    """Rows of cells; `write` makes text of the segments of one. `known` words are never cut by walls."""
    rows = [[Cell(write(words), width) for words, width in row] for row in (_mended(table, known) if table.xs else table.rows)]
    return [row for row in rows if any(cell.text != "" for cell in row)]


def _mended(table: Table, known: Set[str]) -> Iterator[Line]:
    """The rows of a table, words marked as divided where the walls are so near that a program cuts them at lines' ends."""
    edges = [[table.xs[c] for c in accumulate((width for _, width in row), initial=0)] for row in table.rows]
    placed = [(cell, x) for row, at in zip(table.rows, edges, strict=True) for (cell, _), x in zip(row, at, strict=False)]
    aside = max(0.0, min(s.x0 - x for cell, x in placed for s in cell))
    for row, at in zip(table.rows, edges, strict=True):
        yield [(_cut(words, b - a - 2 * aside, known), width) for (words, width), (a, b) in zip(row, pairwise(at), strict=True)]


def _cut(words: list[Segment], most: float, known: Set[str]) -> list[Segment]:
    """The lines of a cell `most` points wide: a word alone on its line, beside which no letter more fits, goes on below it."""
    lines = sorted(words, key=attrgetter("y", "x0"))
    for k, (above, line) in enumerate(pairwise(lines)):
        letter = max((s.x1 - s.x0) / len(s.text) for s in (above, line))
        full = most - (above.x1 - above.x0) < letter
        rest = line.text.partition(" ")[0]
        if full and above.text.isalpha() and rest[:1].islower() and len(rest) <= REST:
            lines[k] = replace(above, text=above.text + DIVISION[0]) if not {above.text, rest} & known else above
    return lines
