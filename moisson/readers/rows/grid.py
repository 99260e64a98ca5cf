"""The cells of a sheet that are filled, by column: what is empty takes no room, wherever the last cell stands."""

from collections.abc import Iterator

from moisson.contracts.errors import DocumentError
from moisson.readers.rows.records import Columns

# The name of each sheet that is shown, and its columns, or why they are not read.
Sheets = Iterator[tuple[str, Columns | DocumentError]]

MAX_ROWS = 100_000
MAX_CELLS = 1_000_000
MAX_SIGNS = 1 << 26  # of all cells: a few strings, referred to again and again, can stand for very many


class Grid:
    """Filled by rows from the first to the last; rows without a word are none."""

    __slots__ = ("_before", "_columns", "_filled", "_signs", "height")

    def __init__(self) -> None:
        self.height = 0  # of the rows that have ended
        self._columns: dict[int, list[str]] = {}
        self._filled = False  # the row that is open
        self._signs = self._before = 0  # of all cells; before the row

    def put(self, at: int, words: str, times: int = 1) -> DocumentError | None:
        """Fill the cell of the row in the column `at`, and as many as are said to its right, unless that is too much."""
        for place in range(at, at + times):
            column = self._columns.get(place)
            if column is None:
                column = self._columns[place] = []
                if len(self._columns) > MAX_CELLS:
                    return self._refused()
            missing = self.height - len(column)
            if missing > 0:
                column.extend([""] * missing)
            elif missing < 0:
                column.pop()
            column.append(words)
        self._signs += times * len(words)
        self._filled = True
        return None

    def end_row(self, times: int = 1) -> DocumentError | None:
        """End the row, which stands so many times, unless that is too much."""
        if not self._filled or times < 1:
            return None
        self._filled = False
        before = self.height
        self.height += times
        self._signs += (times - 1) * (self._signs - self._before)
        self._before = self._signs
        if self.height > MAX_ROWS or self.height * len(self._columns) > MAX_CELLS or self._signs > MAX_SIGNS:
            return self._refused()
        if times > 1:
            for column in self._columns.values():
                if len(column) > before:
                    column.extend([column[before]] * (times - 1))
        return None

    def columns(self) -> list[list[str]]:
        """All columns with a word, of one height."""
        found = [self._columns[at] for at in sorted(self._columns)]
        for column in found:
            if len(column) < self.height:
                column.extend([""] * (self.height - len(column)))
        return found

    def _refused(self) -> DocumentError:
        self._columns = {}
        size = f"more than {MAX_ROWS:,} rows, {MAX_CELLS:,} cells or {MAX_SIGNS:,} characters"
        return DocumentError("table-too-large", f"a sheet has {size}, which are not read as one")
