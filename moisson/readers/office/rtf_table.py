"""Rows of an RTF table: cells have right edges instead of columns, which need all rows to be known."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from moisson.readers.pipes import Cell

NEAR = 40  # twips; edges nearer than this are the same


@dataclass(slots=True)
class Definition:
    """What stands before a row: each cell's right edge, and whether it goes on from the cell above or to the left."""

    edges: list[int] = field(default_factory=list)
    down: set[int] = field(default_factory=set)
    across: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Row:
    """One row as it stands in the file."""

    cells: list[str]
    edges: list[int]
    down: set[int]
    across: set[int]


def grid(rows: list[Row]) -> list[list[Cell]]:
    """Rows with what each cell spans."""
    columns = _columns(edge for row in rows for edge in row.edges)
    done: list[list[Cell]] = []
    above: dict[int, tuple[int, int]] = {}  # first column → row and place of the cell that may grow
    for number, row in enumerate(rows):
        cells: list[Cell] = []
        here: dict[int, tuple[int, int]] = {}
        start = 0
        for index, text in enumerate(row.cells):
            end = columns[row.edges[index]] if index < len(row.edges) else start + 1
            span = max(end - start, 1)
            if index in row.across and cells:
                cells[-1].text = f"{cells[-1].text} {text}".strip()
                cells[-1].columns += span
            elif index in row.down and start in above:
                at, place = here[start] = above[start]
                grown = done[at][place]
                grown.text = f"{grown.text} {text}".strip()
                grown.rows += 1
            else:
                here[start] = (number, len(cells))
                cells.append(Cell(text, span))
            start += span
        done.append(cells)
        above = here
    return done


def _columns(edges: Iterable[int]) -> dict[int, int]:
    """For each edge, the number of columns to its left."""
    columns: dict[int, int] = {}
    count = 0
    last: int | None = None
    for edge in sorted(set(edges)):
        if last is None or edge - last > NEAR:
            count += 1
            last = edge
        columns[edge] = count
    return columns
