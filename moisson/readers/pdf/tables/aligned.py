"""Tables without rules: lines whose words stand in the same columns, with upright strips of white between them."""

from collections import Counter

from moisson.readers.pdf.lines.pieces import Segment, Table, without, words_of
from moisson.readers.pdf.lines.rows import Column, Row
from moisson.readers.pdf.lines.rows import column as _column
from moisson.readers.pdf.lines.signs import numeric
from moisson.readers.pdf.tables.labels import contents, labels
from moisson.readers.pdf.tables.white import CLOSE, LEVEL, STRIP, TIGHT, Cells, Strips, banded, cells_of, crosses, profile, table

STEP = 4.0  # sizes: the most from one line of a table to the next
SPANNING = 2  # lines running that reach over columns, at the most
HEAD = 2  # rows whose words span columns, above those that tell the columns
MANY = 3  # strips, with which two rows are enough
LEAST = 3  # rows with words in several columns, at the least
COUNTED = 0.7  # of the cells of a first column: so many begin with a figure where it numbers rows
SEVERAL = 0.6  # of a table's rows have words in several columns, at the least
SOME, PAIRED = 0.3, 0.6  # of the cells behind the first column: with fewer numbers, few rows make no table, nor do two columns
COUNTS = 0.8  # of these cells are numbers where all are
WORDY = 5  # such rows, at the least, where few are numbers
ACROSS = 3  # strips: as many part four columns of text; a table with more may reach over columns
ONE = 2  # points: pieces no further apart may stand on one row


def across(segments: list[Segment], others: list[Table]) -> tuple[list[Table], list[Segment]]:
    """Tables with more columns than text has, which may reach over columns of text, and the segments that stand in none."""
    level = Counter([round(s.y) for s in segments])
    if sum([sum([level[y + d] for d in range(-ONE, ONE + 1)]) > ACROSS for y in level]) < LEAST:
        return [], segments  # hardly any row has as many pieces
    whole = aligned(_column([*segments, *others]), ACROSS)
    tables = [row.table for row in whole.rows if row.table and row.table not in others]
    return tables, without(segments, set().union(*(table.held() for table in tables)))


def aligned(column: Column, least: int = 0) -> Column:
    """The column with its aligned rows as tables, of more strips of white than `least`."""
    rows, out, start = column.rows, list[Row](), 0
    while start < len(rows):
        first, end, strips = _best(rows, start, column, least)
        if strips:
            out.extend(rows[start:first])
            whole = rows[first:end]
            while out and len(whole) < end - first + HEAD and _heads(out[-1], whole[0], strips):
                whole.insert(0, out.pop())
            made = table(banded(whole), strips)
            out.append(Row([Segment("", made.x0, made.x1, made.bottom, 0.0)], made))
        else:
            out.extend(rows[start:end])
        start = end
    return Column(out, column.x0, column.x1)


def _best(rows: list[Row], start: int, column: Column, least: int) -> tuple[int, int, Strips]:
    """The rows of the table that begins here, or below one or two rows whose words span its columns, and its strips.

    Without strips, the rows that make no table.
    """
    best: tuple[int, int, Strips] = start, start + 1, []
    for first in range(start, min(start + HEAD + 1, len(rows))):
        if len(rows[first].segments) < 2:
            break
        end, strips = _reach(rows, first, column)
        if first == start:
            best = start, max(start + 1, end), []
        if len(strips) > max(least, len(best[2])) and (found := _columns(rows[first:end], strips)):
            best = first, end, found
    return best


def _heads(row: Row, below: Row, strips: Strips) -> bool:
    """Whether a row belongs to the head of the table below: it has words in several columns, or right of the first."""
    several = len(row.segments) > 1
    near = below.y - row.y < (STEP if several else TIGHT) * below.size
    return near and not row.table and (row.x0 > strips[0][0] or (several and not crosses(row.segments[0], strips)))


def _reach(rows: list[Row], start: int, column: Column) -> tuple[int, Strips]:
    """Up to where rows go on that leave common strips white, and the strips."""
    strips, kept = [(column.x0 - 1, column.x1 + 1)], Strips()
    low, high, end, spanning = 1e9, -1e9, start, 0
    for k in range(start, len(rows)):
        row = rows[k]
        if row.table or (k > start and not LEVEL * row.size < row.y - rows[k - 1].y < STEP * row.size):
            break
        new = _without(strips, row)
        left, right = min(low, row.x0), max(high, row.x1)
        inner = [(a, b) for a, b in new if a > left and b < right and b - a > STRIP * row.size]
        if len(inner) < len(kept):
            if spanning < SPANNING and any(_fits(each, kept) for each in rows[k + 1 : k + 1 + SPANNING - spanning]):
                spanning += 1
                continue
            break
        if not inner:
            break
        if len(row.segments) > 1 or row.y - rows[k - 1].y < TIGHT * row.size:
            strips, kept, low, high, end, spanning = new, inner, left, right, k + 1, 0
    return end, kept


def _fits(row: Row, strips: Strips) -> bool:
    """Whether a row has several pieces and leaves all strips white."""
    return len(row.segments) > 1 and len(_without(strips, row)) == len(strips)


def _without(strips: Strips, row: Row) -> Strips:
    """Strips less the places where a row's words stand."""
    for s in row.segments:
        parts = [part for a, b in strips for part in ((a, min(b, s.x0)), (max(a, s.x1), b))]
        strips = [(a, b) for a, b in parts if a < b]
    return strips


def _columns(rows: list[Row], strips: Strips) -> Strips | None:
    """The strips between the columns of a table that rows make; None where they are a list, contents, fields, or prose."""
    strips = max(profile(rows, CLOSE), strips, key=len)
    lines = [cells_of(row, strips) for row in rows]
    while labels(first := [words_of(line[0]) for line in lines]) and not _counts(lines):
        if len(strips) >= MANY and sum([text[:1].isdecimal() for text in first]) >= COUNTED * sum(map(bool, first)):
            break  # a column of numbers: items of a list have no further columns
        if len(strips) < 2:
            return None
        strips = strips[1:]
        lines = [cells_of(row, strips) for row in rows]
    out = table(banded(rows), strips).rows
    if contents(out):
        return None
    several = sum([sum([bool(cell) for cell, _ in line]) > 1 for line in out])
    if several < (LEAST if len(strips) < MANY else 2) or several < SEVERAL * len(out):
        return None
    others = [words_of(cell) for line in lines[1:] for cell in line[1:] if cell]
    numbers = sum(map(numeric, others))
    few = numbers < (PAIRED if len(strips) == 1 else SOME) * len(others)
    return None if few and (len(strips) == 1 or several < WORDY) else strips


def _counts(lines: list[Cells]) -> bool:
    """Whether all that stands right of the first column is numbers."""
    others = [words_of(cell) for line in lines for cell in line[1:] if cell]
    return sum(map(numeric, others)) > COUNTS * len(others)
