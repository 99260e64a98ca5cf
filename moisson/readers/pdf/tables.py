"""Tables with rules: where lines cross into a grid, its cells and what stands in them."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from operator import attrgetter
from typing import Any

from moisson.readers.pdf.grid import LARGE, MOST, Grid, grids, parts, whole, within
from moisson.readers.pdf.pieces import Line, Segment, Table, words_of
from moisson.readers.pdf.rules import Rules
from moisson.readers.pdf.signs import numeric
from moisson.readers.pdf.unwalled import by_column, by_row, listed
from moisson.readers.pipes import Cell

# What numbers an item or names an article; words beside it are its text, not another column.
LABEL = re.compile(r"\W*(?:(?:\d{1,3}|[a-zA-Z]{1,3})?[.)°]?|(?:art|§+)\W*\d*\W*\w{0,3}|\d{1,3}(?:[.,]\d{1,3})*[.)]?)\W*", re.I)
MANY, MOST_LETTERS = 3, 6  # letters of one, at the most: of a word, and with what names an article
LEADERS = re.compile(r"(?:\.\s?){3,}$|…$")
LONG = 150  # characters; a cell of more is prose, no head


def ruled(
    rules: Rules, segments: list[Segment], aside: Sequence[tuple[Segment, float, float]] = ()
) -> tuple[list[Table], list[Segment]]:
    """The tables among a page's rules, and the segments that stand in none of them.

    What runs another way than the page stands in the cell where its middle lies.
    """
    if len(rules.upright) < 1 or len(rules.flat) < 2 or len(rules.upright) + len(rules.flat) > MOST:
        return [], segments
    tables: list[Table] = []
    for every in grids(rules):
        for part in parts(every, segments):
            grid = whole(part)
            if any(_frames(grid, t) for t in tables):
                continue
            inside = [(s, min((s.x0 + s.x1) / 2, s.x0 + 2 * s.size), s.y - 0.3 * s.size) for s in segments if within(grid, s)]
            inside += [(s, x, y) for s, x, y in aside if grid.left < x < grid.right and grid.top < y < grid.bottom]
            if table := _table(grid, inside):
                used = {id(s) for row in table.rows for cell, _ in row for s in cell}
                segments = [s for s in segments if id(s) not in used]
                tables.append(table)
                segments = _left(table, segments)
    return tables, segments


def _frames(grid: Grid, t: Table) -> bool:
    """Whether a grid is a frame around a table."""
    return t.x0 > grid.left - 2 and t.x1 < grid.right + 2 and grid.top - 2 < t.top < grid.bottom


def _left(table: Table, segments: list[Segment]) -> list[Segment]:
    """Give a table the column left of its rules, where each of its rows has words on the same baseline there."""
    if len(table.edges) < 5:
        return segments
    beside = [s for s in segments if s.x1 < table.x0 + 2 and table.top < s.y - 0.3 * s.size < table.bottom]
    used = [k for k, row in enumerate(table.rows) if any(bool(words) for words, _ in row)]
    if len(beside) < 0.7 * len(used) or len(used) < 4:
        return segments
    inner = table.edges[1:-1]
    column: list[list[Segment]] = [[] for _ in table.rows]
    for s in sorted(beside, key=attrgetter("y")):
        column[bisect_left(inner, s.y - 0.3 * s.size)].append(s)
    level = 0
    for k in used:
        bases = [s.y for words, _ in table.rows[k] for s in words]
        level += any(abs(s.y - y) < 0.3 * s.size for s in column[k] for y in bases)
    if level < 0.7 * len(used) or sum([len(words) > 3 for words in column]) > 1:
        return segments
    for row, words in zip(table.rows, column, strict=True):
        row.insert(0, (words, 1))
    table.x0 = min([s.x0 for s in beside])
    taken = set(map(id, beside))
    return [s for s in segments if id(s) not in taken]


def _table(grid: Grid, inside: list[tuple[Segment, float, float]]) -> Table | None:
    """The table that a grid and the segments within it make, or None where it frames something else."""
    columns, rows = grid.columns, grid.rows
    if len(inside) < 3 or columns * rows > LARGE:
        return None
    owner = _owners(grid)
    cells: dict[int, list[Segment]] = {}
    for s, x, y in inside:
        c = min(max(bisect_left(grid.xs, x) - 1, 0), columns - 1)
        r = min(max(bisect_left(grid.ys, y) - 1, 0), rows - 1)
        cells.setdefault(owner[r * columns + c], []).append(s)
    by_row(grid, owner, cells)
    depth = _depth(grid, owner, cells)
    if len(cells) < 0.5 * len(set(owner)) and not _regular(grid, depth):
        return None  # the frames of a form
    out: list[Line] = []
    tops = [*grid.ys[:1], *grid.ys[depth:]] if depth > 1 else grid.ys
    if depth > 1:
        heads: list[list[Segment]] = [[] for _ in range(columns)]
        for cell in sorted(set(owner[: depth * columns])):
            for s in (words := cells.get(cell, [])):
                alone = sum([abs(other.y - s.y) < 0.5 * s.size for other in words]) == 1
                heads[cell % columns if alone else bisect_left(grid.xs, (s.x0 + s.x1) / 2) - 1].append(s)
        out.append([(words, 1) for words in heads])
    for r in range(depth if depth > 1 else 0, rows):
        line: Line = []
        first = r * columns
        c = 0
        while c < columns:
            cell, begin = owner[first + c], c
            while c < columns and owner[first + c] == cell:
                c += 1
            line.append((cells.get(cell, []) if cell == first + begin else [], c - begin))
        out.extend(_split(line))
    out = by_column(out, grid.xs)
    filled_rows = [[words for words, _ in line if words] for line in out]
    filled = [len(row) for row in filled_rows]
    head_only = filled[0] > 2 and filled[0] >= 0.8 * len(out[0]) and columns > 2 and rows > depth
    several = sum([n > 1 for n in filled])
    beside = sum(
        [
            len({cell for cell in owner[first : first + columns] if cell in cells}) > 1
            for first in range(0, rows * columns, columns)
        ]
    )
    if max(several, beside) < 2 and not head_only:
        return None
    longest = max([_length(words) for row in filled_rows for words in row])
    if longest > 1500 and several < 3:
        return None  # a page in frames
    if longest > 60 and max(filled) == 2 and labels([words_of(row[0]) for row in filled_rows if len(row) > 1]):
        return None  # numbered paragraphs in a frame
    return Table(grid.xs[0], grid.xs[-1], grid.ys[0], grid.ys[-1], out, tops if len(tops) == len(out) + 1 else [])


def _owners(grid: Grid) -> list[int]:
    """For each place, row by row, the number of the cell that has it: of the first place of a rectangle that no line parts."""
    columns = grid.columns
    owner = list(range(columns * grid.rows))
    above: dict[int, int] = {}  # of the row before: where its cells begin, and where they end
    for r in range(grid.rows):
        starts = [c for c in range(columns) if not c or grid.wall(r, c)]
        here = dict(zip(starts, [*starts[1:], columns], strict=True))
        for c, end in here.items():
            first = r * columns + c
            whole = above.get(c) == end and not any(grid.floor(r, k) for k in range(c, end))
            owner[first : r * columns + end] = [owner[first - columns] if whole else first] * (end - c)
        above = here
    return owner


def _length(words: list[Segment]) -> int:
    """How many characters stand in a cell."""
    length = 0
    for s in words:
        length += len(s.text)
    return length


def labels(texts: list[str]) -> bool:
    """Whether a first column only numbers what stands beside it."""
    some = [text for text in texts if text]
    return max(map(len, some), default=0) < 12 and sum([numbering(text) for text in some]) >= 0.8 * len(some)


def numbering(text: str) -> bool:
    """Whether a text only numbers an item or names an article."""
    letters = first = 0
    for k, sign in enumerate(text):
        if sign.isalpha():
            first = first if letters else k
            letters += 1
            if letters > MOST_LETTERS:
                return False
    if letters > MANY and text[first : first + 3].lower() != "art":
        return False
    return LABEL.fullmatch(text) is not None


def contents(lines: Sequence[Line]) -> bool:
    """Whether rows are a table of contents: words, and at their end the numbers of pages, which only grow."""
    lasts = [words_of(line[-1][0]).strip(" .") for line in lines]
    pages = [int(text) for text in lasts if text.isdecimal() and len(text) < 6]
    if len(pages) < 3 or len(pages) < 0.9 * sum([text != "" for text in lasts]) or pages != sorted(pages):
        return False
    others = [words_of(cell) for line in lines for cell, _ in line[:-1] if cell]
    if pages[0] == pages[-1] and not all(LEADERS.search(text) for text in others):
        return False
    return sum([not numeric(text) for text in others]) > 0.8 * len(others)


def _depth(grid: Grid, owner: list[int], cells: dict[int, list[Segment]]) -> int:
    """Of how many rows the head is: as many as the tallest cell of the first row spans, where others there are less tall.

    Within a head columns only part further from row to row. Where the rows of a form are blank, all above them is its head.
    """
    columns, rows = grid.columns, grid.rows
    last = max(cells, default=0) // columns
    if (
        last + 2 < rows
        and 0 < last < 6
        and len(cells) > columns
        and owner[(last + 1) * columns :] == list(range((last + 1) * columns, rows * columns))
    ):
        return last + 1
    tall = [_tall(owner, c, columns, rows) for c in range(columns) if owner[c] == c and c in cells]
    if len(tall) < 2 or not 1 <= min(tall) < max(tall) <= min(6, rows - 1):
        return 1
    walls = [{e for e in range(1, columns) if grid.wall(r, e)} for r in range(max(tall))]
    return max(tall) if all(above <= below for above, below in pairwise(walls)) else 1


def _tall(owner: list[int], cell: int, columns: int, rows: int) -> int:
    """How many rows a cell of the first one spans."""
    count = 0
    for r in range(rows):
        count += owner[r * columns + cell] == cell
    return count


def _regular(grid: Grid, depth: int) -> bool:
    """Whether most rows below the head are parted at the same places."""
    walls = [tuple([grid.wall(r, e) for e in range(1, grid.columns)]) for r in range(min(depth, grid.rows - 1), grid.rows)]
    most = max(Counter(walls).values())
    return most >= 0.5 * len(walls) and (most > 1 or len(walls) < 3)


def _split(row: Line) -> list[Line]:
    """A row whose columns hold many entries without rules between them, entry by entry."""
    if sum([len(words) > 2 for words, _ in row]) < 2:
        return [row]
    levels = [_levels(words) for words, _ in row]
    if sum([len(level) > 2 for level in levels]) < 2:
        return [row]
    short = [
        level
        for level, (words, _) in zip(levels, row, strict=True)
        if len(level) > 2 and (sum([numeric(s.text) for s in words]) >= 0.7 * len(words) or listed(words, len(level)))
    ]
    if not short:
        return [row]
    starts = max(short, key=len)
    others = [y for level in levels if level is not starts for y in level]
    if sum([any(abs(y - start) < 2 for start in starts) for y in others]) < 0.5 * len(others):
        return [row]
    edges = [y - 0.5 * row_size(row) for y in starts[1:]]
    out: list[Line] = [[([], width) for _, width in row] for _ in starts]
    for c, (words, _) in enumerate(row):
        for s in words:
            at = bisect_left(edges, s.y)
            out[at + (at < len(edges) and s.y > starts[at] + 2 and _begins(s, starts[at + 1], words))][c][0].append(s)
    return out


def _begins(s: Segment, start: float, words: list[Segment]) -> bool:
    """Whether a line begins the entry that stands at the height of its last line: that one begins with a small letter."""
    last = [other.text for other in words if abs(other.y - start) < 2]
    return bool(last) and last[0][:1].islower() and s.text[:1].isupper()


def row_size(row: Line) -> float:
    """The size of the type in a row."""
    return max([s.size for words, _ in row for s in words])


def _levels(words: list[Segment]) -> list[float]:
    """The baselines in a cell."""
    found: list[float] = []
    for s in sorted(words, key=attrgetter("y")):
        if not found or s.y - found[-1] > 0.5 * s.size:
            found.append(s.y)
    return found


def cells(table: Table, write: Any) -> list[list[Cell]]:
    """Rows of cells; `write` makes text of the segments of one."""
    rows = [[Cell(write(words), width) for words, width in row] for row in table.rows]
    return _header([row for row in rows if any(cell.text != "" for cell in row)])


def _header(rows: list[list[Cell]]) -> list[list[Cell]]:
    """A head of two or three rows in one: the words that span columns stand before those of the first column under them."""
    whole = rows
    for _ in range(3):
        if len(rows) < 3:
            break
        upper, lower = rows[0], rows[1]
        spans = any(cell.columns > 1 and cell.text != "" for cell in upper)
        if not spans or sum([cell.text != "" for cell in upper]) < 2 or _columns(upper) != _columns(lower):
            break
        if any(len(cell.text) > 9 and any(map(str.isdigit, cell.text)) for cell in lower):
            break
        if any(len(cell.text) > LONG for cell in upper):
            break
        starts = {}
        column = 0
        for cell in upper:
            starts[column] = cell.text
            column += cell.columns
        first, column = [], 0
        for cell in lower:
            above = [starts[c] for c in range(column, column + cell.columns) if starts.get(c)]
            first.append(Cell(" ".join([*above, cell.text]).strip(), cell.columns))
            column += cell.columns
        rows = [first, *rows[2:]]
    return rows if all(cell.columns == 1 for cell in rows[0]) else whole  # a form's rows are parted at other places each


def _columns(row: list[Cell]) -> int:
    """How many columns the cells of a row span."""
    count = 0
    for cell in row:
        count += cell.columns
    return count
