"""Tables as the tags have them: their rows, and where cells stand, by their words, beside those that the tags leave out.

Chromium gives a table that has neither lines nor heads elements without a meaning; Word puts empty cells, which go on from the
row above, before all others.
"""

from collections.abc import Iterator
from itertools import pairwise

from moisson.readers.pdf.lines.signs import ended
from moisson.readers.pdf.paragraphs.writing import bulleted, plain
from moisson.readers.pdf.tags.tree import BARE, CELLS, NOTES, Node
from moisson.readers.pdf.tags.words import Words, numbered
from moisson.readers.pipes import Cell

PARAGRAPH = "\n\n"  # between paragraphs of a cell
WHOLE = 2  # rows with the most cells, at the least, where tags name no table
APART = 1.0  # sizes: white between two columns in some row; where none is wider, words only follow each other

Sides = tuple[float, float, float]  # where the words of a cell begin and end, and their size; 0 where it has none
Row = list[tuple[int, Node]]  # cells with their columns


class Grid:
    """The rows of a table, whole or in pieces, and what else stands in it."""

    def __init__(self, pieces: list[Node], words: Words) -> None:
        self.before: list[Node] = []
        self.rows: list[list[Cell]] = []
        self.behind: list[Node] = []  # with the notes in its cells
        for piece in pieces:
            more = self._rows(piece, words)
            if self.rows and more and [cell.text for cell in more[0]] == [cell.text for cell in self.rows[0]]:
                del more[0]  # the head, once more
            if self.rows and more and _goes_on(self.rows[-1], more[0]):
                for cell, rest in zip(self.rows[-1], more.pop(0), strict=True):
                    cell.text = f"{cell.text}{' ' if rest.text[:1].islower() else PARAGRAPH}{rest.text}".strip()
            self.rows += more

    def _rows(self, table: Node, words: Words) -> list[list[Cell]]:
        """The rows of a piece, all of one width."""
        rows: list[Node] = []
        for each in parts(table):
            if each.kind == "TR" or table.kind != "Table":
                rows.append(each)
            else:
                (self.behind if rows else self.before).append(each)
        found = [self._row(row, words) for row in _placed(list(map(_cells, rows)))]
        widths = [sum([cell.columns for cell in row]) for row in found]
        for row, width in zip(found, widths, strict=True):
            if width < max(widths):
                row.append(Cell("", max(widths) - width))  # not there, as those within the row
        return found

    def _row(self, row: Row, words: Words) -> list[Cell]:
        """The cells of a row, and empty ones where none stand."""
        cells: list[Cell] = []
        after = 0
        for c, cell in row:
            if c > after:
                cells.append(Cell("", c - after))
            cells.append(Cell(in_cell(cell, words, self.behind), cell.columns, cell.rows))
            after = c + 1
        return cells


def in_cell(node: Node, words: Words, behind: list[Node]) -> str:
    """The words of a cell; the notes in it are put with what stands behind the table."""
    texts: list[str] = []
    label = ""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if each.kind in NOTES and each is not node:
            behind.append(each)
            continue
        text = plain(words.of(each))
        if each.kind == "Lbl" and each is not node:
            label = f"{numbered(text) or '-'} "
        elif text:
            texts.append(label + text if label else bulleted(text) or text)
            label = ""
        waiting.extend(reversed(each.ordered()))
    return PARAGRAPH.join(filter(None, [*texts, label.strip(" -")]))


def is_row(node: Node) -> bool:
    """Whether an element is a row in which no table stands."""
    return node.kind == "TR" and all(each.kind != "Table" for each in node.walk())


def is_table(node: Node) -> bool:
    """Whether an element is a table, and none within which others stand: such a one sets a page out, wholly or in part."""
    if node.kind == "Table":
        return sum([each.kind == "Table" for each in node.walk()]) == 1
    rows = [each.ordered() for each in node.inner.values() if len(each.inner) > 1]
    if any(each.kind not in BARE for row in ([node], node.inner.values(), *rows) for each in row):
        return False
    if any(each.kind == "Table" for each in node.walk()):
        return False
    whole = _whole(rows)
    return len(whole) >= WHOLE and any(b[0] - a[1] > APART * a[2] for row in whole for a, b in pairwise(row))


def parts(table: Node) -> Iterator[Node]:
    """What a table holds, be it in its head, its body or its foot."""
    for each in table.ordered():
        if each.kind in ("THead", "TBody", "TFoot"):
            yield from parts(each)
        else:
            yield each


def _cells(row: Node) -> Row:
    """The cells of a row with their columns: pdfium leaves out those without words, and what is no cell has none."""
    found: Row = []
    others = 0
    for place in sorted(row.inner):
        cell = row.inner[place]
        if cell.kind in CELLS or cell.pages():
            found.append((place[0] - others, cell))
        else:
            others += 1
    return found


def _sides(cell: Node) -> Sides:
    words = [s for each in cell.walk() for s in each.segments()]
    return (min([s.x0 for s in words]), max([s.x1 for s in words]), words[0].size) if words else (0.0, 0.0, 0.0)


def _whole(rows: list[list[Node]]) -> list[list[Sides]]:
    """The rows with the most cells, where all have words and white parts the columns."""
    most = max(map(len, rows), default=0)
    whole = [list(map(_sides, row)) for row in rows if len(row) == most]
    whole = [row for row in whole if all(size for _, _, size in row)]
    columns = list(zip(*whole, strict=True))
    parted = [max([a[1] for a in left]) < min([b[0] for b in right]) for left, right in pairwise(columns)]
    return whole if all(parted) else []


def _placed(rows: list[Row]) -> list[Row]:
    """Rows in which fewer cells stand than in others, each cell in the first column that ends behind where it begins."""
    most = max(map(len, rows), default=0)
    if all(len(row) == most for row in rows) or any(cell.columns > 1 or cell.rows > 1 for row in rows for _, cell in row):
        return rows
    columns = zip(*_whole([[cell for _, cell in row] for row in rows]), strict=True)
    right = [max([end for _, end, _ in column]) for column in columns]
    if len(right) <= max([c for row in rows for c, _ in row]):
        return rows
    return [row if len(row) == most else _under(right, row) for row in rows]


def _under(right: list[float], row: Row) -> Row:
    """A row with its cells in the columns that end `right` there."""
    found: Row = []
    after = 0
    for c, cell in row:
        begin = _sides(cell)[0]
        c = next((k for k in range(after, len(right)) if right[k] > begin), c)
        found.append((c, cell))
        after = c + 1
    return found


def _goes_on(last: list[Cell], first: list[Cell]) -> bool:
    """Whether a row is the rest of the one before it: some cells are empty, the others go on within a sentence or a list."""
    if len(last) != len(first) or all(cell.text for cell in first):
        return False
    rest = [(cell.text, above.text) for cell, above in zip(first, last, strict=True) if cell.text]
    if len(rest) == 1 and not first[0].text and PARAGRAPH in "".join(rest[0]):
        return True
    return all(text[0].islower() or (above and not ended(above)) for text, above in rest)
