"""Rules that cross into a grid: where its rows and columns part, and which of the edges are drawn."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from moisson.extract.pdf.pieces import Segment
from moisson.extract.pdf.rules import Rules

NEAR = 3.5  # points between lines that meet
BOX = 18.0  # points: the largest box to tick
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
    sides = np.array(across)
    middle = (sides[:-1] + sides[1:]) / 2
    found = []
    for edge in edges:
        near = lines[abs(lines[:, 0] - edge) < NEAR, 1:, None]
        found.append(((near[:, 0] <= middle) & (near[:, 1] >= middle)).any(axis=0).tolist())
    return found


def parts(grid: Grid, segments: list[Segment]) -> list[Grid]:
    """A grid cut at rows without walls that stand at its ends, or hold more than a line or two: a frame's text, not a table's."""
    rows, columns = len(grid.ys) - 1, len(grid.xs) - 1
    if rows * columns > 20_000:
        return []
    open_rows = [not any(grid.wall(r, e) for e in range(1, columns)) for r in range(rows)]
    tall = []
    for r in range(rows):
        levels = {round(s.y) for s in segments if open_rows[r] and within(grid, s) and grid.ys[r] < s.middle < grid.ys[r + 1]}
        tall.append(open_rows[r] and len(levels) > 2)
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


def within(grid: Grid, s: Segment) -> bool:
    return grid.xs[0] <= (s.x0 + s.x1) / 2 <= grid.xs[-1] and grid.ys[0] <= s.middle <= grid.ys[-1]


def grids(rules: Rules) -> list[Grid]:
    """Lines that meet, directly or by others."""
    flat, upright = rules.flat, rules.upright
    long = [side[side[:, 2] - side[:, 1] > BOX] for side in (flat, upright)]
    flat, upright = _sides(flat, long[1]), _sides(upright, long[0])
    meets = (
        (upright[None, :, 0] >= flat[:, 1, None] - NEAR)
        & (upright[None, :, 0] <= flat[:, 2, None] + NEAR)
        & (flat[:, 0, None] >= upright[None, :, 1] - NEAR)
        & (flat[:, 0, None] <= upright[None, :, 2] + NEAR)
    )
    ends = np.zeros((len(flat), 2), bool)  # whether a line's ends stand on upright ones
    for side in (0, 1):
        ends[:, side] = (meets & (abs(upright[None, :, 0] - flat[:, 1 + side, None]) < NEAR + 1)).any(axis=1)
    group = -np.ones(len(flat) + len(upright), int)
    found = []
    for seed in range(len(flat)):
        if group[seed] >= 0 or not meets[seed].any():
            continue
        waiting, rows, columns = [seed], [], []
        group[seed] = seed
        while waiting:
            line = waiting.pop()
            if line < len(flat):
                rows.append(line)
                near = np.flatnonzero(meets[line]) + len(flat)
            else:
                columns.append(line - len(flat))
                near = np.flatnonzero(meets[:, line - len(flat)])
            for other in near[group[near] < 0].tolist():
                group[other] = seed
                waiting.append(other)
        if len(rows) > 1 and columns and (grid := _grid(flat[rows], upright[columns], ends[rows])):
            found.append(grid)
    return sorted(found, key=lambda grid: (grid.xs[-1] - grid.xs[0]) * (grid.ys[-1] - grid.ys[0]))


def _sides(lines: Any, long: Any) -> Any:
    """Lines less the sides of boxes to tick: short ones whose ends do not both stand on longer lines."""
    place = lines[:, 0, None]
    beside = (place > long[None, :, 1] - NEAR) & (place < long[None, :, 2] + NEAR)
    ends = [(beside & (abs(lines[:, k, None] - long[None, :, 0]) < NEAR)).any(axis=1) for k in (1, 2)]
    return lines[(ends[0] & ends[1]) | (lines[:, 2] - lines[:, 1] > BOX)]


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
