"""Where the cells of a tagged table stand, by their words: beside cells that its tags leave out, or where they name no table.

Chromium gives a table that has neither lines nor heads elements without a meaning; Word puts empty cells, which go on from the
row above, before all others.
"""

from itertools import pairwise

from moisson.readers.pdf.lines.signs import ended
from moisson.readers.pdf.tags.tree import BARE, HEADING, Node
from moisson.readers.pipes import Cell

PARAGRAPH = "\n\n"  # between paragraphs of a cell
WHOLE = 2  # rows with the most cells, at the least, where tags name no table
APART = 1.0  # sizes: white between two columns in some row; where none is wider, words only follow each other

Sides = tuple[float, float, float]  # where the words of a cell begin and end, and their size; 0 where it has none
Row = list[tuple[int, Node]]  # cells with their columns


def _sides(cell: Node) -> Sides:
    words = [s for each in cell.walk() for runs in each.words.values() for run in runs for s in run]
    return (min([s.x0 for s in words]), max([s.x1 for s in words]), words[0].size) if words else (0.0, 0.0, 0.0)


def _whole(rows: list[list[Node]]) -> list[list[Sides]]:
    """The rows with the most cells, where all have words and white parts the columns."""
    most = max(map(len, rows), default=0)
    whole = [list(map(_sides, row)) for row in rows if len(row) == most]
    whole = [row for row in whole if all(size for _, _, size in row)]
    columns = list(zip(*whole, strict=True))
    parted = [max([a[1] for a in left]) < min([b[0] for b in right]) for left, right in pairwise(columns)]
    return whole if all(parted) else []


def placed(rows: list[Row]) -> list[Row]:
    """Rows in which fewer cells stand than in others, each cell in the first column that ends behind where it begins."""
    most = max(map(len, rows), default=0)
    if all(len(row) == most for row in rows) or any(cell.columns > 1 or cell.rows > 1 for row in rows for _, cell in row):
        return rows
    right = [
        max([side[1] for side in column]) for column in zip(*_whole([[cell for _, cell in row] for row in rows]), strict=True)
    ]
    if len(right) <= max([c for row in rows for c, _ in row], default=0):
        return rows
    out: list[Row] = []
    for row in rows:
        found: Row = []
        for c, cell in row:
            begin, after = _sides(cell)[0], found[-1][0] + 1 if found else 0
            found.append((next((k for k in range(after, most) if right[k] > begin), c), cell))
        out.append(row if len(row) == most else found)
    return out


def is_table(node: Node) -> bool:
    """Whether an element is a table, and none within which others stand: such a one sets a page out."""
    if node.kind == "Table":
        return sum([each.kind == "Table" for each in node.walk()]) == 1
    rows = [each.ordered() for each in node.inner.values() if len(each.inner) > 1]
    if len(rows) < WHOLE or any(each.kind not in BARE for row in ([node], node.inner.values(), *rows) for each in row):
        return False
    if any(each.kind == "Table" or HEADING.fullmatch(each.kind) for each in node.walk()):
        return False
    whole = _whole(rows)
    return len(whole) >= WHOLE and any(b[0] - a[1] > APART * a[2] for row in whole for a, b in pairwise(row))


def goes_on(last: list[Cell], first: list[Cell]) -> bool:
    """Whether a row is the rest of the one before it: some cells are empty, the others go on within a sentence or a list."""
    if len(last) != len(first) or all(cell.text for cell in first):
        return False
    rest = [(cell.text, above.text) for cell, above in zip(first, last, strict=True) if cell.text]
    if len(rest) == 1 and not first[0].text and PARAGRAPH in "".join(rest[0]):
        return True
    return bool(rest) and all(text[0].islower() or (above and not ended(above)) for text, above in rest)
