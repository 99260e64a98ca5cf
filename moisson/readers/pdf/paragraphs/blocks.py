"""Rows to blocks: paragraphs, headings, items of lists, notes and tables, with the words of their lines joined."""

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from statistics import median

from moisson.readers import pipes
from moisson.readers.hyphens import join_lines
from moisson.readers.pdf.lines.pieces import Segment, Table
from moisson.readers.pdf.lines.rows import Column, Row, rows_of
from moisson.readers.pdf.lines.signs import entry, low
from moisson.readers.pdf.order.arranged import arranged
from moisson.readers.pdf.paragraphs.breaks import INDENT, breaks, paged
from moisson.readers.pdf.paragraphs.joined import run_on
from moisson.readers.pdf.paragraphs.notes import gathered, notes, written
from moisson.readers.pdf.paragraphs.outline import Entry, mark_headings
from moisson.readers.pdf.paragraphs.writing import CIRCLE, LONG, Block, Style, bulleted, headed, plain
from moisson.readers.pdf.tables.aligned import aligned
from moisson.readers.pdf.tables.cells import cells

STOPS = ".:;!?»”"  # none of these ends a line whose first words are bold and that is a heading
FULL = 0.12  # of the width: how far a full line may end before the others
CLOSE = 2.2  # of the size: lines further apart are of two paragraphs, and no step between lines
TIGHT = 0.35  # of the steps, sorted: the usual one is below their middle, for steps between paragraphs are among them
WIDER = 1.2  # times the usual step, in sizes: the most of one size's, whose lines may all be headings
LEADING = 12.0  # points, where no line is near another
INDEX = 0.45  # of the rows: where so many end with figures, they are entries of an index


def blocks(page: Sequence[Column], style: Style, entries: Sequence[Entry] = ()) -> list[Block]:
    """The blocks of a page, notes last; `entries` of the outline point to it."""
    found: list[Block] = []
    small: list[Block] = []
    for column in page:
        here = _column(arranged(aligned(column)), style, entries)
        cut = notes(here, style)
        small.extend(here[cut:])
        found.extend(run_on(found, here[:cut], style))
    return found + [written(block) for block in gathered(small, style)]


def _column(column: Column, style: Style, entries: Sequence[Entry]) -> list[Block]:
    """The blocks of a column; superscripts are still marked."""
    rows = column.rows
    mark_headings(rows, entries)
    leading = _leadings(rows)
    index = sum([row.text[-1:].isdigit() for row in rows]) > INDEX * len(rows)
    whole: list[list[Row]] = []  # paragraphs and tables, by their rows
    for row in rows:
        alone = not whole or row.table or whole[-1][0].table
        told = not alone and (row.level or (whole[-1][0].level and not low(row.text)))
        if alone or (not row.goes_on and (told or breaks(whole[-1], row, column.x1, leading[row.size], style.body, index))):
            whole.append([row])
        else:
            whole[-1].append(row)
    out: list[Block] = []
    y = whole[0][0].y if whole else 0.0
    for some in whole:
        found = _table(some[0].table, style) if some[0].table else _paragraph(some, column, style)
        for block in found[:1]:
            block.above = some[0].y - y
            block.left = (min([row.x0 for row in some]) - column.x0) / max(column.x1 - column.x0, 1.0)
            block.right = (column.x1 - max([row.x1 for row in some])) / max(column.x1 - column.x0, 1.0)
        out.extend(found)
        y = some[-1].y
    return out


def _leadings(rows: Sequence[Row]) -> dict[float, float]:
    """The usual step from line to line, in points, by the size of the type; leading grows with the size."""
    steps: dict[int, list[float]] = {}
    for above, row in pairwise(rows):
        if 0 < row.y - above.y < CLOSE * row.size:
            steps.setdefault(round(row.size), []).append(row.y - above.y)
    every = _usual([step for some in steps.values() for step in some])
    most = WIDER * _usual([step / size for size, some in steps.items() for step in some if size])
    usual = {size: min(_usual(some), most * size) for size, some in steps.items()}
    return {row.size: usual.get(round(row.size), every) for row in rows}


def _usual(steps: list[float]) -> float:
    return sorted(steps)[int(TIGHT * (len(steps) - 1))] if steps else LEADING


def _paragraph(rows: list[Row], column: Column, style: Style) -> list[Block]:
    """The block that some rows are; none where they hold no letter and no figure."""
    first, last = rows[0], rows[-1]
    text = join_lines([row.text for row in rows], style.language, style.words) if len(rows) > 1 else first.text.strip()
    if not any(map(str.isalpha, text)) and not any(map(str.isdigit, text)):
        return []
    size, bold = median([row.size for row in rows]), all(row.bold for row in rows)
    if len(rows) == 1 and first.heavy and text[-1] not in STOPS:
        bold = True  # `Art. 5` in bold, then its title
    if first.level and len(text) < LONG:
        return [Block("heading", text, size, bold, level=first.level)]
    full = column.x1 - last.x1 < FULL * (column.x1 - column.x0)
    if first.segments[0].text == CIRCLE and len(first.segments) > 1:
        return [Block("item", "- " + text[1:].lstrip(), size, open=full)]
    if item := bulleted(text):
        return [Block("item", item, size, open=full)]
    if entry(text) or (bold and paged(last, column.x1)):
        return [Block("item", "- " + text, size)]
    if not first.led and headed(text, size, bold, style):
        return [Block("heading", text, size, bold)]
    fresh = len(rows) > 1 and first.x0 > rows[1].x0 + INDENT * size
    return [Block("text", text, size, bold, full, fresh)]


def _table(table: Table, style: Style) -> list[Block]:
    bold = all(s.bold for words, _ in table.rows[0] for s in words)
    write = partial(_cell, style=style)
    return [
        Block("table", text, style.body, bold, head=text[: text.index("\n")]) if "\n" in text else Block("text", text, style.body)
        for text in pipes.table(cells(table, write, style.within))
    ]


def _cell(words: list[Segment], style: Style) -> str:
    """The text of a cell, line by line."""
    return plain(join_lines([row.text for row in rows_of(words)], style.language, style.words))
