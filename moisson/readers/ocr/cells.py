"""Cells that stand on a page in rows and columns, known by their places alone."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple, TypeVar

What = TypeVar("What")


class Box(NamedTuple):
    """Where something stands, in whatever unit the page has."""

    left: float
    top: float
    right: float
    bottom: float


def grid(cells: Sequence[tuple[Box, What]]) -> list[list[What]]:
    """The cells by row, and in a row from left to right; nothing where they make no rows of as many columns, two or more each."""
    rows: list[list[tuple[Box, What]]] = []
    for cell in sorted(cells, key=lambda cell: cell[0].top):
        if rows and _beside(rows[-1][0][0], cell[0]):
            rows[-1].append(cell)
        else:
            rows.append([cell])
    rows = [sorted(row, key=lambda cell: cell[0].left) for row in rows]
    widths = set(map(len, rows))
    if len(rows) < 2 or len(widths) > 1 or widths == {1}:
        return []
    columns = [[row[at][0].left for row in rows] for at in range(len(rows[0]))]
    if any(max(column) >= min(after) for column, after in pairwise(columns)):
        return []
    return [[what for _, what in row] for row in rows]


def _beside(box: Box, other: Box) -> bool:
    """Whether two stand at one height: they share more than half that of the lower."""
    shared = min(box.bottom, other.bottom) - max(box.top, other.top)
    return shared > 0.5 * min(box.bottom - box.top, other.bottom - other.top)
