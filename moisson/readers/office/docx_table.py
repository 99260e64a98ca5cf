"""Tables of a Word document."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from moisson.readers.office.paragraphs import Paragraphs
from moisson.readers.pipes import Cell
from moisson.readers.xml.structure import MAX_SPAN, Attributes


def get(attributes: Mapping[str, str], name: str) -> str | None:
    """An attribute by its local name; most files use the prefix `w`."""
    found = attributes.get(f"w:{name}")
    if found is None and attributes:
        found = next((value for key, value in attributes.items() if key.rpartition(":")[2] == name), None)
    return found


def _count(text: str | None) -> int:
    return min(max(int(text), 1), MAX_SPAN) if text and text.isascii() and text.isdigit() and len(text) < 10 else 1


@dataclass(slots=True)
class _Grid:
    cells: list[tuple[int, str]] = field(default_factory=list)  # of the open row: columns, and how it merges downwards
    above: dict[int, tuple[int, int]] = field(default_factory=dict)  # column → row and place of the cell that may grow
    before: int = 0  # columns left empty at the row's beginning
    deleted: bool = False  # the row, by a tracked change


class Tables(Paragraphs):
    """Handlers of the elements of tables."""

    def __init__(self) -> None:
        super().__init__()
        self._grids: list[_Grid] = []

    def enter_table(self, attributes: Attributes) -> None:
        if not self._tables:
            self.close_lists()
        self._grids.append(_Grid())

    def close_grid(self) -> None:
        self._grids.pop()
        self.leave_table()

    def enter_row(self, attributes: Attributes) -> None:
        if self._grids:
            self._grids[-1].cells = []
            self._grids[-1].before = 0
            self._grids[-1].deleted = False

    def leave_row(self) -> None:
        """A vertically merged cell is counted in the row where it starts and dropped here."""
        if not self._grids or not self._tables or not self._tables[-1].rows:
            return
        grid, rows = self._grids[-1], self._tables[-1].rows
        if grid.deleted:
            rows.pop()
            return
        kept: list[Cell] = [Cell("", grid.before)] if grid.before else []
        above: dict[int, tuple[int, int]] = {}
        column = grid.before
        for (columns, merge), cell in zip(grid.cells, rows[-1], strict=False):
            origin = grid.above.get(column)
            if merge == "continue" and origin is not None:
                row, place = origin
                grown = rows[row][place]
                grown.rows = min(grown.rows + 1, 10 * MAX_SPAN)
                above[column] = origin
                if cell.text:
                    grown.text = f"{grown.text} {cell.text}".strip()
            else:
                if merge:
                    above[column] = (len(rows) - 1, len(kept))
                kept.append(cell)
            column += columns
        grid.above = above
        rows[-1] = kept

    def delete_row(self) -> None:
        if self._grids:
            self._grids[-1].deleted = True

    def open_cell(self, attributes: Attributes) -> None:
        if self._grids:
            self._grids[-1].cells.append((1, ""))
        self.enter_cell()

    def span_columns(self, attributes: Attributes) -> None:
        columns = _count(get(attributes, "val"))
        if self._tables and self._tables[-1].spans and self._grids and self._grids[-1].cells:
            self._tables[-1].spans[-1] = (columns, 1)
            self._grids[-1].cells[-1] = (columns, self._grids[-1].cells[-1][1])

    def merge_rows(self, attributes: Attributes) -> None:
        if self._grids and self._grids[-1].cells:
            self._grids[-1].cells[-1] = (self._grids[-1].cells[-1][0], get(attributes, "val") or "continue")

    def skip_columns(self, attributes: Attributes) -> None:
        if self._grids:
            self._grids[-1].before = _count(get(attributes, "val"))
