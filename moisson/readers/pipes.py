"""Tables as pipes, where a reader sees a table: cells that span others, rows that are running text."""

PROSE = 1500  # characters; from here on a cell of many paragraphs is running text
REPEATED = 60  # characters; a longer cell that spans several rows stands in the first only


class Cell:
    """One cell: its words, and how many columns and rows it spans."""

    __slots__ = ("columns", "rows", "text")

    def __init__(self, text: str, columns: int = 1, rows: int = 1) -> None:
        self.text = text
        self.columns = columns
        self.rows = rows


def table(rows: list[list[Cell]]) -> list[str]:
    """A table as blocks: pipes, and as paragraphs around them single-cell rows at the top or bottom, and rows of running text.

    A cell that spans columns stands in the first of them. One that spans rows is repeated where it is short, so that each row
    says what it is about. The first row is the header, which Markdown requires. Empty rows and columns are left out.
    """
    blocks: list[str] = []
    piece: list[_Row] = []
    for row in _grid(rows):
        if _is_prose(row):
            blocks.extend(_piece(piece))
            blocks.extend([row.at(column) for column in sorted(row.texts) if row.at(column)])
            piece = []
        else:
            piece.append(row)
    return [*blocks, *_piece(piece)]


def _piece(grid: list["_Row"]) -> list[str]:
    used = sorted({column for row in grid for column, text in row.texts.items() if text})
    if len(used) < 2:
        return [row.at(used[0]) for row in grid if used and row.at(used[0])]
    several = [k for k, row in enumerate(grid) if not row.single]
    first, last = (several[0], several[-1] + 1) if several else (len(grid), len(grid))
    lines: list[str] = []
    for row in grid[first:last]:
        words = " | ".join([_in_a_line(row.at(column)) for column in used])
        lines.append(f"| {words} |")
    pipes = "\n".join([*lines[:1], "|" + " --- |" * len(used), *lines[1:]])
    return [
        *[row.at(column) for row in grid[:first] for column in used if row.at(column)],
        *([pipes] if lines else []),
        *[row.at(column) for row in grid[last:] for column in used if row.at(column)],
    ]


def _in_a_line(text: str) -> str:
    """The words of a cell on one line, without what parts cells."""
    return " ".join(text.split()).replace("|", "\\|")


class _Row:
    __slots__ = ("single", "texts")

    def __init__(self, texts: dict[int, str], single: bool) -> None:
        self.texts = texts  # by column
        self.single = single  # one cell and nothing beside it

    def at(self, column: int) -> str:
        return self.texts.get(column, "")


def _is_prose(row: _Row) -> bool:
    """Whether a row is running text: several paragraphs with nothing beside them, or many in one cell."""
    filled = [text for text in row.texts.values() if text]
    if len(filled) == 1 and "\n\n" in filled[0]:
        return True
    return any(len(text) >= PROSE and text.count("\n\n") >= 4 for text in filled)


def _grid(rows: list[list[Cell]]) -> list[_Row]:
    """Rows with their words in the columns where a browser would show them, without those that bring none."""
    grid: list[_Row] = []
    covered: dict[int, tuple[int, str]] = {}  # column -> how many further rows a cell from above covers, and its words there
    for row in rows:
        texts = {column: text for column, (_, text) in covered.items() if text}
        below = {column: (left - 1, text) for column, (left, text) in covered.items() if left > 1}
        column = 0
        for cell in row:
            while column in covered:
                column += 1
            texts[column] = cell.text
            if cell.rows > 1:
                again = cell.text if len(cell.text) <= REPEATED else ""
                below[column] = (cell.rows - 1, again)
                below.update(dict.fromkeys(range(column + 1, column + cell.columns), (cell.rows - 1, "")))
            column += cell.columns
        if any(cell.text for cell in row):
            grid.append(_Row(texts, len(row) == 1 and not covered))
        covered = below
    return grid
