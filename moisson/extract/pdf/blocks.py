"""Rows to blocks: paragraphs, headings, items of lists, notes and tables, with the words of their lines joined.

Compiled where that is possible, with the types of `blocks.pxd`.
"""

import re
from collections.abc import Sequence
from functools import partial
from operator import attrgetter

from moisson.extract import pipes
from moisson.extract.hyphens import join, join_lines
from moisson.extract.pdf.aligned import aligned
from moisson.extract.pdf.ends import ended, entry, low
from moisson.extract.pdf.joined import continues, more
from moisson.extract.pdf.layout import columns
from moisson.extract.pdf.middle import median
from moisson.extract.pdf.notes import gathered, notes, written
from moisson.extract.pdf.order import arranged
from moisson.extract.pdf.pieces import RAISED, Segment, Table, words_of
from moisson.extract.pdf.rows import Column, Row
from moisson.extract.pdf.rules import Rules
from moisson.extract.pdf.tables import cells
from moisson.extract.pdf.writing import Block, Style, marked, plain
from moisson.extract.spaces import count_letters

BULLETS = "•▪➢✓→·●○■□◦‣∙❑❖►–—-"
BULLET = re.compile(rf"[{BULLETS}]\s*(?=\S)")
NUMBERED = re.compile(r"\d[a-z]?$")


def blocks(page: Sequence[Column], style: Style, rules: Rules | None = None) -> list[Block]:
    """The blocks of a page, notes last."""
    found: list[Block] = []
    small: list[Block] = []
    for column in page:
        here = _column(arranged(aligned(column), rules), style, rules)
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


def _column(column: Column, style: Style, rules: Rules | None) -> list[Block]:
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
            out.extend(_table(row.table, style, rules))
            continue
        if paragraph:
            size, last = row.size, paragraph[-1]
            if size != known:
                known, usual = size, leading[size]
            step = row.y - last.y
            far = (step > 1.28 * usual and step > usual + 0.3 * size and step > usual + 0.3) or step < -max(size, 1.0)
            if (far and not row.goes_on) or _breaks(paragraph, row, column, right, usual, style.body, listed):
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


def _breaks(paragraph: list[Row], row: Row, column: Column, right: float, leading: float, body: float, listed: bool) -> bool:
    """Whether a row begins a new paragraph."""
    begun, last, size = paragraph[0], paragraph[-1], max(row.size, 1.0)
    step = row.y - last.y
    text, before = row.text, last.text
    if row.goes_on or (text and text[0].islower() and _flows(last, row, right, leading)):
        return False
    apart = max(row.x0 - last.x1, last.x0 - row.x1)
    if apart > 0 and (step < 0.3 * size or (apart > 2 * size and min(len(text), len(before)) > 5)):
        return True  # beside it
    if step > max(1.28 * leading, leading + 0.3 * size) or step < -size or abs(row.size - last.size) > 0.12 * size:
        return True
    head, end = row.segments[0], last.segments[-1]
    if entry(before) or (len(last.segments) > 1 and end.text.isdigit() and right - last.x1 < size):
        return True  # of a table of contents
    if listed and NUMBERED.search(before) and ((text[:1].isupper() and "." not in text[:6]) or BULLET.match(text)):
        return True
    if _labelled(row) and _labelled(last) and abs(row.x0 - last.x0) < 0.5 * size:
        return True
    bold, above = row.heavy, last.heavy
    if bold != above and len(text) > 3 and (head.bold != end.bold or len(before) < 60) and not _within(last, row, leading):
        return True
    if step < 1.2 * leading and _centred(last, column, right, size) and _centred(row, column, right, size):
        return False
    item = marked(text)
    large = min(row.size, last.size) > 1.12 * body and head.bold == last.segments[0].bold
    if large and step < 1.5 * size and not item and len(paragraph) < 5 and abs(row.size - last.size) < 0.03 * size:
        return False
    stops, small = ended(before), low(text)
    room = right - last.x1
    space = text.find(" ")
    word = (space if space >= 0 else len(text)) * (row.x1 - row.x0) / max(len(text), 1)
    if head.lead and not above and not end.lead and (stops or room > word + 0.3 * size):
        return True  # a term, and what it means
    if bold and above and abs(row.x0 - last.x0) > 2 * size and room > word + 0.8 * size:
        return True
    alone = len(paragraph) == 1 and last.x0 > column.x0 + 0.8 * size and abs(row.x0 - last.x0) < 0.2 * size
    if alone and stops and not small and not marked(before):
        return True  # both are first lines, set in
    if item and (
        stops
        or before.endswith((",", "und", "oder", "ou", "et", "or", "and"))
        or room > word + size
        or row.x0 < last.x0 - size
        or _marked(paragraph)
    ):
        return not (text[0] in "–—-" and not stops and room < word and row.x0 >= last.x0 - size)
    if text.startswith(RAISED) and text[1:2].isdigit() and row.x0 <= begun.x0 + size:
        return True
    if small and not stops:
        return (
            room > max(8 * size, 0.5 * (right - column.x0))
            and abs(row.x0 - last.x0) < 2
            and room > word + 3 * size
            and len(paragraph) == 1
            and not before.endswith(",")
        )
    indent = row.x0 - last.x0
    first = len(paragraph) > 1 or begun.x0 <= column.x0 + 0.5 * size
    if first and indent > 0.8 * size and (room > 0.5 * size or stops) and not _hanging(paragraph, row):
        return True
    if indent < -0.8 * size and len(paragraph) > 1:
        return True
    return room > word + 0.8 * size and (stops or room > 0.25 * (right - column.x0))


def _centred(row: Row, column: Column, right: float, size: float) -> bool:
    """Whether a row stands in the middle of its column, with room on both sides."""
    if row.x0 <= column.x0 + 1.5 * size or row.x1 >= right - 1.2 * size:
        return False
    return abs((row.x0 + row.x1) / 2 - (column.x0 + right) / 2) < 1.2 * size


def _flows(last: Row, row: Row, right: float, leading: float) -> bool:
    """Whether a line that begins with a small letter plainly goes on: from a full line, as most do, or from half a word."""
    size, step = row.size, row.y - last.y
    if not 0.5 * size < step <= 1.28 * leading:
        return False
    before = last.text
    if (
        right - last.x1 < 0.5 * size
        and row.text[1:3].isalpha()
        and abs(size - last.size) <= 0.12 * size
        and not ended(before)
        and before.find(".", max(0, len(before) - 9)) < 0
        and row.text.find(")", 0, 7) < 0
    ):
        return True
    return before.endswith("-") and before[-2:-1].islower() and row.x0 < last.x1 and step < 1.28 * leading


def _within(last: Row, row: Row, leading: float) -> bool:
    """Whether a line of other weight than the last one goes on in a sentence: words set in bold within prose are no heading."""
    size = row.size
    goes_on = row.text[:1].islower() and not marked(row.text) and not ended(last.text)
    return (
        goes_on and row.y - last.y < 1.1 * leading and abs(size - last.size) < 0.03 * size and abs(row.x0 - last.x0) < 0.2 * size
    )


def _labelled(row: Row) -> bool:
    """Whether a row is a letter or a number, and what it marks."""
    first = row.segments[0]
    return len(row.segments) > 1 and len(first.text) < 4 and first.text.isalnum()


def _marked(paragraph: list[Row]) -> bool:
    first = paragraph[0]
    return marked(first.text)


def _hanging(paragraph: list[Row], row: Row) -> bool:
    """Whether a row goes on under the words of an item, to the right of its number."""
    first, last = paragraph[0], paragraph[-1]
    if len(paragraph) > 1 and abs(last.x0 - row.x0) > 2:
        return False
    if not _marked(paragraph):
        return False
    second = first.segments[1] if len(first.segments) > 1 else None
    return second is None or abs(second.x0 - row.x0) < 1.5 * row.size or row.x0 > first.x0


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
    large = size > 1.12 * style.body and len(text) < 300
    begin, end = first.segments[0], last.segments[-1]
    paged = len(last.segments) > 1 and end.text.isdecimal() and end.x1 > right - size and end.x0 - last.segments[-2].x1 > 3 * size
    if (
        (large or heavy)
        and not (heavy and not large and (paged or text[0] in BULLETS[:-3]))
        and (letters := count_letters(text)) > 1
        and (
            (large and letters > 2)
            or (
                heavy
                and len(rows) < 4
                and len(text) < 180
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


def _table(table: Table, style: Style, rules: Rules | None) -> list[Block]:
    bold = True
    for words, _ in table.rows[0]:
        for s in words:
            bold = bold and s.bold
    write = partial(_cell, style=style, rules=rules)
    return [
        Block("table", text, style.body, bold, head=text[: text.index("\n")]) if "\n" in text else Block("text", text, style.body)
        for text in pipes.table(cells(table, write))
    ]


def _cell(words: list[Segment], style: Style, rules: Rules | None) -> str:
    """The text of a cell; things may stand beside each other in it as well."""
    if len(words) == 1:
        first = words[0]
        return plain(first.text.strip())
    lines: list[list[Segment]] = []
    base = 0.0
    several = False
    for s in sorted(words, key=attrgetter("y")):
        if lines and abs(base - s.y) < 0.4 * s.size:
            lines[-1].append(s)
            several = True
        else:
            lines.append([s])
            base = s.y
    if several and len(lines) > 1:
        texts = [row.text for part in columns(words, []) for row in arranged(part, rules).rows]
    else:
        texts = [words_of(sorted(line, key=attrgetter("x0"))) for line in lines]
    return plain(join_lines(texts, style.language, style.words))
