"""Tables without upright rules: rows whose words stand in the same columns, with upright strips of white between them."""

from moisson.readers.pdf.beside import fields
from moisson.readers.pdf.labels import contents, labels, numbering
from moisson.readers.pdf.pieces import Line, Segment, Table, words_of
from moisson.readers.pdf.rows import Column, Row
from moisson.readers.pdf.signs import numeric
from moisson.readers.pdf.strips import (
    CLOSE,
    Strips,
    add,
    between,
    cells_of,
    fits,
    goes_on,
    near,
    profile,
    ragged_columns,
    without,
)


def aligned(column: Column) -> Column:
    """The column with its aligned rows as tables."""
    rows, out, start = column.rows, list[Row](), 0
    if _several(rows, 0, len(rows)) < 2:
        return column
    refused = 0  # up to where rows are known to make no table
    while start < len(rows):
        row = rows[start]
        best = None
        if len(row.segments) > 1 and row.table is None and start >= refused and not _numbered(row):
            best, reach = _best(rows, start, column)
            refused = start + 1 if best else max(start + 1, reach - 3)
        if best is None:
            out.append(row)
            start += 1
            continue
        skipped, end, strips, table = best
        out.extend(rows[start : start + skipped])
        below, room = rows[start + skipped], 4.0
        above: list[Row] = []
        while out and out[-1].table is None and len(out[-1].segments) > 1 and below.y - out[-1].y < room * below.size:
            below, room = out.pop(), 2.0
            above.insert(0, below)
        if contents([cells_of(row, strips) for row in above]):
            out.extend(above)
        else:
            table.rows = [*[cells_of(row, strips, True) for row in above], *table.rows]
        out.append(_as_row(table))
        start = end
    return Column(out, column.x0, column.x1)


def _several(rows: list[Row], start: int, end: int) -> int:
    """How many rows hold words in several places."""
    count = 0
    for k in range(start, end):
        row = rows[k]
        count += len(row.segments) > 1
    return count


def _numbered(row: Row) -> bool:
    """Whether a row is a number and the words that it numbers."""
    if len(row.segments) > 2:
        return False
    label, words = row.segments
    return numbering(label.text) and not numeric(words.text)


def _as_row(table: Table) -> Row:
    return Row([Segment("", table.x0, table.x1, table.bottom, 0.0)], table)


def _best(rows: list[Row], start: int, column: Column) -> tuple[tuple[int, int, Strips, Table] | None, int]:
    """The table that begins here, or with a head of one or two rows whose words span columns; and how far rows reach at all."""
    best, reach = None, start
    for skipped in range(3):
        first = start + skipped
        if first >= len(rows):
            break
        row = rows[first]
        if row.table is not None or (skipped and len(row.segments) < 2):
            break
        end, strips = _reach(rows, first, column)
        reach = reach if skipped else end
        if end - first < 3 or (best and (len(strips) <= len(best[2]) or end - first < 3)):
            continue
        if _several(rows, first, end) < 3:
            continue
        if found := _table(rows[first:end], strips):
            best = (skipped, end, found[1], found[0])
    return best, reach


def _reach(rows: list[Row], start: int, column: Column) -> tuple[int, Strips]:
    """How far rows go on that leave common strips white, and the strips."""
    strips: Strips = [(column.x0 - 1, column.x1 + 1)]
    kept: Strips = []
    end = start
    low, high = 1e9, -1e9
    for k in range(start, len(rows)):
        row, last = rows[k], rows[k - 1]
        if row.table is not None or (k > start and row.y - last.y > 4 * row.size):
            break
        new = without(strips, row)
        if len(kept) > 1 and len(between(new, low, high, row.size)) < len(kept):
            if k + 1 < len(rows) and fits(rows[k + 1], kept):
                continue  # a line that spans columns within the table
            if k - start > 1:
                break
        low, high = min(low, row.x0), max(high, row.x1)
        inner = between(new, low, high, row.size)
        if not inner or (kept and len(inner) < len(kept) and len(row.segments) < 2):
            break  # a line of prose below the table
        if k - start > 2 and len(inner) < 0.5 * len(kept):
            break
        strips = new
        if len(row.segments) > 1:
            end, kept = k + 1, inner
    while start < end < len(rows) and _goes_on(rows[end], rows[end - 1], kept):
        end += 1
    return end, kept


def _goes_on(row: Row, last: Row, strips: Strips) -> bool:
    """Whether a row is one of the last lines of a cell in the row before."""
    if row.table is not None or len(row.segments) != 1 or row.y - last.y > 1.3 * row.size or row.x0 < strips[0][1] - 1:
        return False
    return not any(row.x0 < b and row.x1 > a for a, b in strips)


def _table(rows: list[Row], strips: Strips) -> tuple[Table, Strips] | None:
    """The table that rows make and the strips between its columns, or None where they are a list, or columns of prose."""
    wider = profile(rows, CLOSE)
    strips = wider if len(wider) > len(strips) else strips
    grid = [cells_of(row, strips) for row in rows]
    while strips and labels([words_of(line[0][0]) for line in grid]) and not _counts(grid):
        if len(strips) < 2:
            return None
        strips = strips[1:]
        grid = [[([*line[0][0], *line[1][0]], 1), *line[2:]] for line in grid]
    if contents(grid) or fields(*[[line[c][0][-1].text for line in grid if line[c][0]] for c in (0, 1)]):
        return None
    count = len(strips) + 1
    both = sum([sum([bool(cell) for cell, _ in line]) > 1 for line in grid])
    if both < 3 or both < 0.5 * len(rows) or sum([_filled(grid, c) >= 0.3 * len(rows) for c in range(count)]) < 2:
        return None
    others = _others(grid)
    numbers = long = 0
    for text in others:
        numbers += numeric(text)
        long += len(text) > 45
    if count == 2 and (numbers < 0.6 * len(others) or both < 0.7 * len(rows)):
        return None
    if count > 2 and numbers < 0.3 * len(others) and (long > 0.2 * len(others) or both < 4):
        return None
    ragged = ragged_columns(grid)
    merged: list[Line] = []
    for k, line in enumerate(grid):
        if k and near(rows, k) and goes_on(merged[-1], line, strips, ragged):
            add(merged[-1], line)
        else:
            merged.append(line)
    table = Table(min([r.x0 for r in rows]), max([r.x1 for r in rows]), rows[0].main.top, rows[-1].main.bottom, merged)
    return table, strips


def _filled(grid: list[Line], column: int) -> int:
    """How many rows have words in a column."""
    count = 0
    for line in grid:
        count += bool(line[column][0])
    return count


def _counts(grid: list[Line]) -> bool:
    """Whether all that stands right of the first column is numbers."""
    others = _others(grid)
    return sum([numeric(text) for text in others]) > 0.8 * len(others)


def _others(grid: list[Line]) -> list[str]:
    """What stands right of the first column, cell by cell."""
    return [words_of(cell) for line in grid for cell, _ in line[1:] if cell]
