"""Rules that cross into a grid: where its rows and columns part, and which of the edges are drawn."""

from itertools import pairwise
from typing import Any

from moisson.readers.pdf.crossings import NEAR, crossings
from moisson.readers.pdf.pieces import Segment
from moisson.readers.pdf.rules import Rules

OWN = 3  # rules of a column that stop at its sides, at the least, where it is a list beside others
MOST = 800  # lines of a page among which grids are looked for
LARGE = 20_000  # cells; a grid of more is a drawing

Rule = list[float]  # where it stands, and from where to where it runs


class Grid:
    """Where lines cross: the columns' and rows' edges, and which of the edges are drawn."""

    __slots__ = ("bottom", "columns", "floors", "left", "right", "rows", "top", "upright", "walls", "xs", "ys")

    def __init__(
        self, xs: list[float], ys: list[float], upright: list[Rule], walls: list[list[bool]], floors: list[list[bool]]
    ) -> None:
        self.xs = xs
        self.ys = ys
        self.upright = upright
        self.walls = walls  # for each edge of columns, the rows in which an upright line is drawn there
        self.floors = floors  # for each edge of rows, the columns in which a flat line is drawn there
        self.columns = len(xs) - 1
        self.rows = len(ys) - 1
        self.left, self.right, self.top, self.bottom = xs[0], xs[-1], ys[0], ys[-1]

    def wall(self, row: int, edge: int) -> bool:
        """Whether an upright line parts the columns on both sides of an edge in a row."""
        walls = self.walls[edge]
        return walls[row]

    def floor(self, edge: int, column: int) -> bool:
        """Whether a flat line parts the rows on both sides of an edge in a column."""
        floors = self.floors[edge]
        return floors[column]


def _drawn(lines: list[Rule], edges: list[float], across: list[float]) -> list[list[bool]]:
    """For each edge, whether one of the lines at it stands in the middle between each two of the edges that run across."""
    middles = [(a + b) / 2 for a, b in pairwise(across)]
    out: list[list[bool]] = []
    for edge in edges:
        drawn = [False] * len(middles)
        for place, start, end in lines:
            if abs(place - edge) < NEAR:
                for k, middle in enumerate(middles):
                    if start <= middle <= end:
                        drawn[k] = True
        out.append(drawn)
    return out


def parts(grid: Grid, segments: list[Segment]) -> list[Grid]:
    """A grid cut at rows without walls that stand at its ends, or hold more than a line or two: a frame's text, not a table's."""
    rows = grid.rows
    if rows * grid.columns > LARGE:
        return []
    open_rows = [_open(grid, r) for r in range(rows)]
    inside = [s for s in segments if within(grid, s)] if any(open_rows) else []
    out: list[Grid] = []
    start = 0
    for r in range(rows + 1):
        if r < rows and not (open_rows[r] and _tall(inside, grid.ys[r], grid.ys[r + 1])):
            continue
        a, b = start, r
        while a < b and open_rows[a]:
            a += 1
        while a < b and open_rows[b - 1]:
            b -= 1
        if b - a == rows:
            out.append(grid)
        elif b > a:
            walls = [drawn[a:b] for drawn in grid.walls]
            out.append(Grid(grid.xs, grid.ys[a : b + 1], grid.upright, walls, grid.floors[a : b + 1]))
        start = r + 1
    return out


def _open(grid: Grid, row: int) -> bool:
    """Whether no wall stands in a row."""
    return not any(grid.wall(row, edge) for edge in range(1, grid.columns))


def _tall(inside: list[Segment], top: float, bottom: float) -> bool:
    """Whether a row holds more than two lines."""
    return len({round(s.y) for s in inside if top < s.y - 0.3 * s.size < bottom}) > 2


def whole(grid: Grid) -> Grid:
    """A grid whose columns are lists of their own, beside each other, with the rows that rules over all columns part only.

    In each column rules stand that stop at both its sides, and where no rule of the next one stands.
    """
    drawn: list[set[int]] = []
    for c in range(grid.columns):
        edges = {e for e in range(1, grid.rows) if grid.floor(e, c)}
        if edges:
            drawn.append(edges)
    if len(drawn) < 2:
        return grid
    over = set.intersection(*drawn)
    lists = [edges - over for edges in drawn if len(edges) > len(over)]
    if len(lists) < 2 or any(len(a - b) < OWN or len(b - a) < OWN for a, b in pairwise(lists)):
        return grid
    if sum(map(len, lists)) < 3 * sum([len(a & b) for a, b in pairwise(lists)]):
        return grid
    kept = [e for e in range(grid.rows + 1) if e in over or e in (0, grid.rows)]
    ys = [grid.ys[e] for e in kept]
    return Grid(grid.xs, ys, grid.upright, _drawn(grid.upright, grid.xs, ys), [grid.floors[e] for e in kept])


def within(grid: Grid, s: Segment) -> bool:
    return grid.left <= (s.x0 + s.x1) / 2 <= grid.right and grid.top <= s.y - 0.3 * s.size <= grid.bottom


def grids(rules: Rules) -> list[Grid]:
    """Lines that meet, directly or by others."""
    meet: Any = crossings
    flat, upright, ends, rows_of, columns_of = meet(rules.flat, rules.upright)
    groups: dict[int, tuple[list[tuple[Rule, list[bool]]], list[Rule]]] = {}
    for line, stands, group in zip(flat.tolist(), ends.tolist(), rows_of.tolist(), strict=True):
        if group >= 0:
            groups.setdefault(group, ([], []))[0].append((line, stands))
    for line, group in zip(upright.tolist(), columns_of.tolist(), strict=True):
        if group >= 0:
            groups[group][1].append(line)
    made = [_grid(rows, columns) for _, (rows, columns) in sorted(groups.items()) if len(rows) > 1 and columns]
    found = [grid for grid in made if grid is not None]
    return sorted(found, key=_area) if len(found) > 1 else found


def _area(grid: Grid) -> float:
    return (grid.right - grid.left) * (grid.bottom - grid.top)


def _grid(rows: list[tuple[Rule, list[bool]]], upright: list[Rule]) -> Grid | None:
    """The grid of lines that meet; of the flat ones with whether each end stands on an upright one."""
    left = min([line[1] for line, _ in rows] + [line[0] for line in upright])
    right = max([line[2] for line, _ in rows] + [line[0] for line in upright])
    flat: list[Rule] = []
    for line, (first, last) in rows:
        long = line[2] - line[1]
        if (first and last) or long > 0.6 * (right - left) or ((first or last) and long > 0.25 * (right - left)):
            flat.append(line)
    if len(flat) < 2:
        return None
    xs, ys = _places(upright), _places(flat)
    for open_side, edge in ((left, xs[0]), (right, xs[-1])):  # rows may be open at their sides
        if abs(open_side - edge) > 12:
            xs = sorted([*xs, open_side])
    top, bottom = min([line[1] for line in upright]), max([line[2] for line in upright])
    if ys[0] - top > 8:
        ys = [top, *ys]
    if bottom - ys[-1] > 8:
        ys = [*ys, bottom]
    return Grid(xs, ys, upright, _drawn(upright, xs, ys), _drawn(flat, ys, xs)) if len(xs) > 2 and len(ys) > 1 else None


def _places(lines: list[Rule]) -> list[float]:
    """Where lines stand, those that lie close together as one."""
    found: list[float] = []
    for value in sorted([line[0] for line in lines]):
        if not found or value - found[-1] > NEAR:
            found.append(value)
    return found
