"""Where a new paragraph begins."""

import re

from moisson.readers.pdf.ends import ended, entry, low
from moisson.readers.pdf.pieces import RAISED
from moisson.readers.pdf.rows import Column, Row
from moisson.readers.pdf.writing import marked

BULLETS = "•▪➢✓→·●○■□◦‣∙❑❖►–—-"
BULLET = re.compile(rf"[{BULLETS}]\s*(?=\S)")
SIGNS = frozenset("*†‡§¶")  # of notes, where they are raised
NUMBERED = re.compile(r"\d[a-z]?$")


def breaks(paragraph: list[Row], row: Row, column: Column, right: float, leading: float, body: float, listed: bool) -> bool:
    """Whether a row begins a new paragraph."""
    begun, last, size = paragraph[0], paragraph[-1], max(row.size, 1.0)
    step = row.y - last.y
    text, before = row.text, last.text
    if row.goes_on or (text and text[0].islower() and _flows(last, row, right, leading)):
        return False
    apart = max(row.x0 - last.x1, last.x0 - row.x1)
    if apart > 0 and (step < 0.3 * size or (apart > 2 * size and min(len(text), len(before)) > 5)):
        return True  # beside it
    if step > max(1.28 * leading, leading + 0.3 * size) or step < -size:
        return True
    if abs(row.size - last.size) > 0.12 * size and not _led(last, row, right):
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
    if item and not stops and room < word + size and abs(row.x0 - last.x0) < 0.2 * size and _inline(paragraph, text):
        return False
    if item and (
        stops
        or before.endswith((",", "und", "oder", "ou", "et", "or", "and"))
        or room > word + size
        or row.x0 < last.x0 - size
        or _marked(paragraph)
    ):
        return not (text[0] in "–—-" and not stops and room < word and row.x0 >= last.x0 - size)
    if text.startswith(RAISED) and (text[1:2].isdigit() or text[1:2] in SIGNS) and row.x0 <= begun.x0 + size:
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


def _led(last: Row, row: Row, right: float) -> bool:
    """Whether a line whose first words are bold and smaller than the others goes on, or is gone on to, within a sentence."""
    less, more = (last, row) if last.size < row.size else (row, last)
    head = less.segments[0]
    full = right - last.x1 < 2 * more.size or row.text[:1].islower()
    return (
        head.lead
        and not (less.bold or ended(last.text) or marked(row.text))
        and less.size > 0.7 * more.size
        and full
        and abs(row.x0 - last.x0) < 0.2 * more.size
    )


def _labelled(row: Row) -> bool:
    """Whether a row is a letter or a number, and what it marks."""
    first = row.segments[0]
    return len(row.segments) > 1 and len(first.text) < 4 and first.text.isalnum()


def _marked(paragraph: list[Row]) -> bool:
    first = paragraph[0]
    return marked(first.text)


def _inline(paragraph: list[Row], text: str) -> bool:
    """Whether a number with which a line begins stands within a sentence: a decimal, or the next of those in the lines before."""
    k = 0
    while k < len(text) and text[k].isdecimal():
        k += 1
    if not 0 < k < 4 or _marked(paragraph):
        return False
    space = text.find(" ")
    if text[k : k + 1] == "." and text[k + 1 : k + 2].isdecimal():
        return text[space - 1].isdecimal() and text[space + 1 : space + 2].islower()
    before = f" {int(text[:k]) - 1}{text[k : k + 1]} "
    return any(before in row.text for row in paragraph)


def _hanging(paragraph: list[Row], row: Row) -> bool:
    """Whether a row goes on under the words of an item, to the right of its number."""
    first, last = paragraph[0], paragraph[-1]
    if len(paragraph) > 1 and abs(last.x0 - row.x0) > 2:
        return False
    if not _marked(paragraph):
        return False
    second = first.segments[1] if len(first.segments) > 1 else None
    return second is None or abs(second.x0 - row.x0) < 1.5 * row.size or row.x0 > first.x0
