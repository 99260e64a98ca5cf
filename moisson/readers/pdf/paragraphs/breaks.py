"""Where a new paragraph begins."""

import re

from moisson.readers.pdf.lines.rows import Row
from moisson.readers.pdf.lines.signs import ended, entry, low
from moisson.readers.pdf.paragraphs.writing import LARGE, marked

NUMBERED = re.compile(r"\d[a-z]?$")
OTHER = 0.12  # of the size: type that differs by more is another
INDENT = 0.8  # of the size: how far a first line is set in
FAR = 0.3  # of the size: how much further below a line than usual a paragraph begins
SLACK = 0.8  # of the size: room beyond a word's own that shows that it was not wanted on the line


def breaks(paragraph: list[Row], row: Row, right: float, leading: float, body: float, index: bool) -> bool:
    """Whether a row begins a new paragraph.

    `right` is where lines end, `leading` the usual step between lines, in points; `body` is the size of most words. In an `index`
    each entry is a paragraph.
    """
    last, size = paragraph[-1], row.size
    step, text, before = row.y - last.y, row.text, last.text
    if step > leading + FAR * size or step < -size:
        return True
    if before.endswith("-") and text[:1].islower():
        return False  # a word that the line cuts
    if abs(row.size - last.size) > OTHER * size:
        return True
    if entry(before) or paged(last, right):
        return True
    if index and NUMBERED.search(before) and text[:1].isupper():
        return True
    stops, item, within = ended(before), marked(text), marked(paragraph[0].text)
    if row.heavy != last.heavy and len(text) > 3 and (stops or item or not text[0].islower()):
        return True  # words in bold within a sentence are no heading
    if min(row.size, last.size) > LARGE * body and not item:
        return False
    if item and (stops or within):
        return True
    if low(text) and not stops:
        return False
    word = len(text.partition(" ")[0]) * (row.x1 - row.x0) / max(len(text), 1)
    return right - last.x1 > word + SLACK * size or (stops and not within and row.x0 > last.x0 + INDENT * size)


def paged(row: Row, right: float) -> bool:
    """Whether a row is one of a table of contents: a page's number stands apart where lines end."""
    return len(row.segments) > 1 and row.segments[-1].text.isdecimal() and right - row.x1 < row.size
