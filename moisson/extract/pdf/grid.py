"""Rules that cross into a grid: where its rows and columns part, and which of the edges are drawn."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from moisson.extract.pdf.pieces import Segment
from moisson.extract.pdf.rules import Rules
from moisson.kernels.compiled import kernel

NEAR = 3.5  # points between lines that meet
BOX = 18.0  # points: the largest box to tick
OWN = 3  # rules of a column that stop at its sides, at the least, where it is a list beside others
MOST = 800  # lines of a page among which grids are looked for


@dataclass(slots=True)
class Grid:
    """Where lines cross: the columns' and rows' edges, and which of the edges are drawn."""

    xs: list[float]
    ys: list[float]
    flat: Any
    upright: Any
    walls: list[list[bool]] = field(init=False)  # for each edge of columns, the rows in which an upright line is drawn there
    floors: list[list[bool]] = field(init=False)  # for each edge of rows, the columns in which a flat line is drawn there

    def __post_init__(self) -> None:
        self.walls, self.floors = _drawn(self.upright, self.xs, self.ys), _drawn(self.flat, self.ys, self.xs)

    def wall(self, row: int, edge: int) -> bool:
        """Whether an upright line parts the columns on both sides of an edge in a row."""
        return self.walls[edge][row]

    def floor(self, edge: int, column: int) -> bool:
        """Whether a flat line parts the rows on both sides of an edge in a column."""
        return self.floors[edge][column]


def _drawn(lines: Any, edges: list[float], across: list[float]) -> list[list[bool]]:
    """For each edge, whether one of the lines at it stands in the middle between each two of the edges that run across."""
    mark: Any = _marked
    found: list[list[bool]] = mark(np.ascontiguousarray(lines), np.array(edges), np.array(across)).tolist()
    return found


@kernel
def _marked(lines: Any, edges: Any, across: Any) -> Any:
    found = np.zeros((len(edges), max(len(across) - 1, 0)), np.bool_)
    for k in range(len(edges)):
        for line in range(len(lines)):
            if abs(lines[line, 0] - edges[k]) < NEAR:
                for c in range(len(across) - 1):
                    middle = (across[c] + across[c + 1]) / 2
                    found[k, c] = found[k, c] or (lines[line, 1] <= middle <= lines[line, 2])
    return found


def parts(grid: Grid, segments: list[Segment]) -> list[Grid]:
    """A grid cut at rows without walls that stand at its ends, or hold more than a line or two: a frame's text, not a table's."""
    rows, columns = len(grid.ys) - 1, len(grid.xs) - 1
    if rows * columns > 20_000:
        return []
    open_rows = [not any(grid.wall(r, e) for e in range(1, columns)) for r in range(rows)]
    inside = [(s.middle, round(s.y)) for s in segments if within(grid, s)] if any(open_rows) else []
    tall = []
    for r in range(rows):
        top, bottom = grid.ys[r], grid.ys[r + 1]
        tall.append(open_rows[r] and len({level for middle, level in inside if top < middle < bottom}) > 2)
    out, start = [], 0
    for r in range(rows + 1):
        if r < rows and not tall[r]:
            continue
        a, b = start, r
        while a < b and open_rows[a]:
            a += 1
        while a < b and open_rows[b - 1]:
            b -= 1
        if b > a:
            out.append(Grid(grid.xs, grid.ys[a : b + 1], grid.flat, grid.upright))
        start = r + 1
    return out


def whole(grid: Grid) -> Grid:
    """A grid whose columns are lists of their own, beside each other, with the rows that rules over all columns part only.

    In each column rules stand that stop at both its sides, and where no rule of the next one stands.
    """
    columns, inner = len(grid.xs) - 1, range(1, len(grid.ys) - 1)
    drawn = [{e for e in inner if grid.floor(e, c)} for c in range(columns)]
    over = set.intersection(*[edges for edges in drawn if edges] or [set()])
    lists = [edges - over for edges in drawn if edges - over]
    if len(lists) < 2 or any(len(a - b) < OWN or len(b - a) < OWN for a, b in pairwise(lists)):
        return grid
    if sum(map(len, lists)) < 3 * sum([len(a & b) for a, b in pairwise(lists)]):
        return grid
    return Grid(grid.xs, [y for e, y in enumerate(grid.ys) if e not in inner or e in over], grid.flat, grid.upright)


def within(grid: Grid, s: Segment) -> bool:
    return grid.xs[0] <= (s.x0 + s.x1) / 2 <= grid.xs[-1] and grid.ys[0] <= s.middle <= grid.ys[-1]


def grids(rules: Rules) -> list[Grid]:
    """Lines that meet, directly or by others."""
    meet: Any = _groups
    flat, upright, ends, rows_of, columns_of = meet(rules.flat, rules.upright)
    found = []
    for seed in sorted({group for group in rows_of.tolist() if group >= 0}):
        rows, columns = rows_of == seed, columns_of == seed
        if rows.sum() > 1 and columns.any() and (grid := _grid(flat[rows], upright[columns], ends[rows])):
            found.append(grid)
    return sorted(found, key=lambda grid: (grid.xs[-1] - grid.xs[0]) * (grid.ys[-1] - grid.ys[0]))


@kernel
def _groups(every_flat: Any, every_upright: Any) -> Any:
    """Flat and upright lines without the sides of boxes to tick; whether the ends of flat ones stand on upright ones; for each of
    both the first flat one of those that meet it, directly or by others, or -1.
    """
    flat, upright = _sides(every_flat, every_upright), _sides(every_upright, every_flat)
    ends = np.zeros((len(flat), 2), np.bool_)
    rows, columns = np.full(len(flat), -1), np.full(len(upright), -1)
    waiting = np.empty(len(flat) + len(upright), np.int64)
    for seed in range(len(flat)):
        if rows[seed] >= 0:
            continue
        met, more = False, 1
        waiting[0], rows[seed] = seed, seed
        while more:
            more -= 1
            line = waiting[more]
            if line < len(flat):
                for k in range(len(upright)):
                    if _meet(flat, upright, line, k):
                        met = True
                        for side in (0, 1):
                            ends[line, side] = ends[line, side] or abs(upright[k, 0] - flat[line, 1 + side]) < NEAR + 1
                        if columns[k] < 0:
                            columns[k], waiting[more] = seed, len(flat) + k
                            more += 1
            else:
                for k in range(len(flat)):
                    if rows[k] < 0 and _meet(flat, upright, k, line - len(flat)):
                        rows[k], waiting[more] = seed, k
                        more += 1
        if not met:
            rows[seed] = -1
    return flat, upright, ends, rows, columns


@kernel
def _meet(flat: Any, upright: Any, row: Any, column: Any) -> Any:
    return (
        upright[column, 0] >= flat[row, 1] - NEAR
        and upright[column, 0] <= flat[row, 2] + NEAR
        and flat[row, 0] >= upright[column, 1] - NEAR
        and flat[row, 0] <= upright[column, 2] + NEAR
    )


@kernel
def _sides(lines: Any, others: Any) -> Any:
    """Lines less the sides of boxes to tick: short ones whose ends do not both stand on longer lines that run across."""
    kept, count = np.empty((len(lines), 3)), 0
    for k in range(len(lines)):
        place, start, end = lines[k, 0], lines[k, 1], lines[k, 2]
        first = last = False
        for n in range(len(others) if end - start <= BOX else 0):
            if others[n, 2] - others[n, 1] > BOX and others[n, 1] - NEAR < place < others[n, 2] + NEAR:
                first, last = first or abs(start - others[n, 0]) < NEAR, last or abs(end - others[n, 0]) < NEAR
        if (first and last) or end - start > BOX:
            kept[count, 0], kept[count, 1], kept[count, 2] = place, start, end
            count += 1
    return kept[:count]


def _grid(flat: Any, upright: Any, ends: Any) -> Grid | None:
    left, right = min(flat[:, 1].min(), upright[:, 0].min()), max(flat[:, 2].max(), upright[:, 0].max())
    long = flat[:, 2] - flat[:, 1]
    flat = flat[ends.all(axis=1) | (long > 0.6 * (right - left)) | (ends.any(axis=1) & (long > 0.25 * (right - left)))]
    if len(flat) < 2:
        return None
    xs, ys = _places(upright[:, 0]), _places(flat[:, 0])
    for open_side, edge in ((left, xs[0]), (right, xs[-1])):  # rows may be open at their sides
        if abs(open_side - edge) > 12:
            xs = sorted([*xs, open_side])
    top, bottom = float(upright[:, 1].min()), float(upright[:, 2].max())
    if ys[0] - top > 8:
        ys = [top, *ys]
    if bottom - ys[-1] > 8:
        ys = [*ys, bottom]
    return Grid(xs, ys, flat, upright) if len(xs) > 2 and len(ys) > 1 else None


def _places(values: Any) -> list[float]:
    """Values, those that lie close together as one."""
    found: list[float] = []
    for value in sorted(values.tolist()):
        if not found or value - found[-1] > NEAR:
            found.append(value)
    return found
