"""Rows to blocks: paragraphs, headings, items of lists, notes and tables, with the words of their lines joined."""

from collections.abc import Sequence
from functools import partial

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
from moisson.readers.pdf.writing import Block, Style, plain
from moisson.readers.spaces import count_letters

ROWS, LONG = 4, 300  # the most lines and characters of a heading
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
    right = sorted([row.x1 for row in rows])[int(0.9 * (len(rows) - 1))] if len(rows) > 7 else column.x1
    paragraph: list[Row] = []
    leading = _leadings(rows)
    listed = len(rows) > 9 and _numbered(rows) > 0.45 * len(rows)  # an index
    known = usual = 0.0
    for row in rows:
        if row.table:
            if paragraph:
                out.extend(_paragraph(paragraph, column, right, style))
            paragraph = []
            out.extend(_table(row.table, style))
            continue
        if paragraph:
            size, last = row.size, paragraph[-1]
            if size != known:
                known, usual = size, leading[size]
            step = row.y - last.y
            far = (step > 1.28 * usual and step > usual + 0.3 * size and step > usual + 0.3) or step < -max(size, 1.0)
            if (far and not row.goes_on) or breaks(paragraph, row, column, right, usual, style.body, listed):
                out.extend(_paragraph(paragraph, column, right, style))
                paragraph = []
        paragraph.append(row)
    if paragraph:
        out.extend(_paragraph(paragraph, column, right, style))
    return out


def _numbered(rows: list[Row]) -> int:
    """How many rows end with a figure."""
    count = 0
    for row in rows:
        text = row.text
        count += len(text) > 0 and text[-1].isdigit()
    return count


def _leadings(rows: Sequence[Row]) -> dict[float, float]:
    """The usual step from line to line, by the size of the type."""
    by_size: dict[int, list[float]] = {}
    rounded: dict[float, int] = {}
    steps: list[float] | None = None
    y, before, near = 1e9, -1.0, 0
    for row in rows:
        size = row.size
        step = row.y - y
        if size != before:  # most are set as the one before is
            near, steps = round(size), None
            rounded[size] = near
        if step > 0 and (step < 2.2 * size or step < 2.2 * before or step < 2.2):
            if steps is None:
                steps = by_size.setdefault(near, [])
            steps.append(step)
        y, before = row.y, size
    leading = {size: _leading(values) for size, values in by_size.items()}
    if len(leading) == 1:
        usual = next(iter(leading.values()))
    else:
        every = [step for values in by_size.values() for step in values]
        usual = _leading(every) if every else 12.0
    return {size: leading.get(near, usual) for size, near in rounded.items()}


def _leading(steps: list[float]) -> float:
    """The usual step from line to line: the middle one, or that of the closer set part of a column with loose lists in it."""
    steps = sorted(steps)
    middle = (steps[(len(steps) - 1) // 2] + steps[len(steps) // 2]) / 2
    close = steps[len(steps) // 4]
    tight = close < 0.8 * middle and sum([abs(step - close) < 0.06 * close for step in steps]) >= max(3, 0.2 * len(steps))
    return close if tight else middle


def _paragraph(rows: list[Row], column: Column, right: float, style: Style) -> list[Block]:
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
    full = right - last.x1 < 0.12 * (right - column.x0)
    second = rows[1] if len(rows) > 1 else None
    fresh = second is not None and first.x0 > second.x0 + 0.8 * size
    large = size > 1.12 * style.body and len(text) < LONG
    begin, end = first.segments[0], last.segments[-1]
    paged = len(last.segments) > 1 and end.text.isdecimal() and end.x1 > right - size and end.x0 - last.segments[-2].x1 > 3 * size
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
