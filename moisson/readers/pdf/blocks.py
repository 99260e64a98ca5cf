"""Rows to blocks: paragraphs, headings, items of lists, notes and tables, with the words of their lines joined."""

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from moisson.readers import pipes
from moisson.readers.hyphens import join, join_lines
from moisson.readers.pdf.aligned import aligned
from moisson.readers.pdf.breaks import BULLET, BULLETS, breaks
from moisson.readers.pdf.cells import cells
from moisson.readers.pdf.ends import entry
from moisson.readers.pdf.joined import continues, more
from moisson.readers.pdf.middle import median
from moisson.readers.pdf.notes import gathered, notes, written
from moisson.readers.pdf.order import arranged
from moisson.readers.pdf.pieces import Segment, Table
from moisson.readers.pdf.rows import Column, Row, rows_of
from moisson.readers.pdf.writing import LARGE, Block, Style, plain
from moisson.readers.spaces import count_letters

ROWS, LONG = 4, 300  # the most lines and characters of a heading
CLOSE = 2.2  # of the size: lines further apart are of two paragraphs, and no step between lines
TIGHT = 0.35  # of the steps, sorted: the usual one is below their middle, for steps between paragraphs are among them
LEADING = 12.0  # points, where no line is near another
INDEX = 0.45  # of the rows: where so many end with figures, they are entries of an index
SENTENCE = 180  # characters of one in bold that may end as a sentence does


def blocks(page: Sequence[Column], style: Style) -> list[Block]:
    """The blocks of a page, notes last."""
    found: list[Block] = []
    small: list[Block] = []
    for column in page:
        here = _column(arranged(aligned(column)), style)
        cut = notes(here, style)
        small.extend(here[cut:])
        here = here[:cut]
        if found and here and continues(found[-1], here[0]):
            last = found[-1]
            last.text, last.open = join(last.text, here[0].text, style.language, style.words), here[0].open
            here = here[1:]
        elif found and here and here[0].head and here[0].head == found[-1].head and (rows := more(found[-1], here[0])):
            here[0] = rows
        found.extend(here)
    return found + [written(block) for block in gathered(small, style)]


def _column(column: Column, style: Style) -> list[Block]:
    """The blocks of a column; superscripts are still marked."""
    out: list[Block] = []
    rows = column.rows
    paragraph: list[Row] = []
    leading = _leadings(rows)
    index = sum([row.text[-1:].isdigit() for row in rows]) > INDEX * len(rows)
    for row in rows:
        begins = not row.goes_on and bool(paragraph) and breaks(paragraph, row, column.x1, leading[row.size], style.body, index)
        if paragraph and (begins or row.table):
            out.extend(_paragraph(paragraph, column, style))
            paragraph = []
        if row.table:
            out.extend(_table(row.table, style))
        else:
            paragraph.append(row)
    return out + (_paragraph(paragraph, column, style) if paragraph else [])


def _leadings(rows: Sequence[Row]) -> dict[float, float]:
    """The usual step from line to line, in points, by the size of the type."""
    steps: dict[int, list[float]] = {}
    for above, row in pairwise(rows):
        if 0 < row.y - above.y < CLOSE * row.size:
            steps.setdefault(round(row.size), []).append(row.y - above.y)
    usual = {size: _usual(some) for size, some in steps.items()}
    every = _usual([step for some in steps.values() for step in some])
    return {row.size: usual.get(round(row.size), every) for row in rows}


def _usual(steps: list[float]) -> float:
    return sorted(steps)[int(TIGHT * (len(steps) - 1))] if steps else LEADING


def _paragraph(rows: list[Row], column: Column, style: Style) -> list[Block]:
    first, last = rows[0], rows[-1]
    if len(rows) == 1:
        text, size, heavy = first.text.strip(), first.size, first.bold
    else:
        text = join_lines([row.text for row in rows], style.language, style.words)
        size, heavy = first.size, first.bold
        alike = True
        for row in rows:
            alike = alike and row.size == size
            heavy = heavy and row.bold
        if not alike:
            size = median([row.size for row in rows])
    if not text:
        return []
    if first.heavy and len(rows) == 1 and len(text) < 100 and text[-1] not in ".:;!?»”":
        heavy = True  # `Art. 5` in bold, then its title
    if not text[0].isalpha() and not any(map(str.isalpha, text)) and not any(map(str.isdigit, text)):
        return []
    full = column.x1 - last.x1 < 0.12 * (column.x1 - column.x0)
    second = rows[1] if len(rows) > 1 else None
    fresh = second is not None and first.x0 > second.x0 + 0.8 * size
    large = size > LARGE * style.body and len(text) < LONG
    begin, end = first.segments[0], last.segments[-1]
    paged = (
        len(last.segments) > 1 and end.text.isdecimal() and end.x1 > column.x1 - size and end.x0 - last.segments[-2].x1 > 3 * size
    )
    if (
        (large or heavy)
        and not paged
        and not (heavy and not large and text[0] in BULLETS[:-3])
        and (letters := count_letters(text)) > 1
        and (
            (large and letters > 2)
            or (
                heavy
                and len(rows) <= ROWS
                and len(text) < LONG
                and not (len(text) > SENTENCE and text[-1] in ".!?")
                and size > 0.9 * style.body
                and not text.rstrip().endswith((",", ";", "-"))
            )
        )
    ):
        return [Block("heading", text, size, heavy)]
    if entry(text) or (heavy and paged):
        return [Block("item", "- " + text, size)]
    if len(first.segments) > 1 and begin.text == "o":  # a circle, in many a word processor
        return [Block("item", "- " + text[1:].lstrip(), size, open=full)]
    if (
        not text[0].isalnum()
        and text[0] in BULLETS
        and (found := BULLET.match(text))
        and (text[0] not in "–—-" or text[found.end() - 1].isspace())
    ):
        return [Block("item", "- " + text[found.end() :], size, open=full)]
    return [Block("text", text, size, heavy, full, fresh)]


def _table(table: Table, style: Style) -> list[Block]:
    bold = True
    for words, _ in table.rows[0]:
        for s in words:
            bold = bold and s.bold
    write = partial(_cell, style=style)
    return [
        Block("table", text, style.body, bold, head=text[: text.index("\n")]) if "\n" in text else Block("text", text, style.body)
        for text in pipes.table(cells(table, write))
    ]


def _cell(words: list[Segment], style: Style) -> str:
    """The text of a cell, line by line."""
    if len(words) == 1:
        first = words[0]
        return plain(first.text.strip())
    texts = [row.text for row in rows_of(words)]
    return plain(join_lines(texts, style.language, style.words))
