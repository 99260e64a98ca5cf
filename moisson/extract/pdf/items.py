"""Pieces of a row: where the gaps in it part what is read on its own, and where they do not."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from moisson.extract.pdf.pieces import BACK, RAISED, Segment
from moisson.extract.pdf.rows import Row
from moisson.extract.pdf.rules import Rules
from moisson.extract.pdf.tables import LABEL, NUMERIC

TIGHT = 1.42  # of the size: the most between the lines of one piece
APART = 3.0  # of the size: a gap between pieces of a row that are read as paragraphs of their own
MARKS = re.compile(rf"{RAISED}[^{BACK}]*{BACK}")
START = re.compile(r"(?:\(?(?:\d{1,3}|[a-z]|[ivx]{1,4}|[A-Z])[.)]|\d{1,2}(?:\.\d{1,2})+\.?)\s+(?=\S)")  # an item's number
NUMBER = re.compile(r"[\d\s.,]{1,15}(?:[%€]|[^\W\d_]{1,8}\W{0,2})?")
SHORT = re.compile(r"\b[^\W\d_]{1,4}\.$")
ENDED = (".", ":", ";", "!", "?")


@dataclass(slots=True)
class Item:
    """Part of a row that is read as one: a piece of a line, with the number before it."""

    segments: list[Segment]
    row: int
    text: str
    x0: float
    start: float  # where its words begin, behind the number
    x1: float
    y: float
    size: float
    bold: bool
    goes_on: bool = False  # from the item above
    left: float = -1e9  # the right edge of what stands left of it in its row
    right: float = 1e9  # the left edge of what stands right of it


def items_of(row: Row, number: int) -> list[Item]:
    """A row's segments, a number together with what it numbers."""
    items: list[Item] = []
    for k, s in enumerate(row.segments):
        last = items[-1] if items else None
        if last and s.text.startswith("__") and not s.text.strip("_ "):
            continue  # a line to write on
        if last and len(last.segments) == 1 and s.x0 - last.x1 < 5 * s.size and is_label(last.text):
            last.segments.append(s)
            last.text, last.x1, last.start, last.size, last.bold = f"{last.text} {s.text}", s.x1, s.x0, s.size, s.bold
        elif last and _near(last, s) and not _ahead(last, s, row.segments[k + 1 : k + 2]):
            last.segments.append(s)
            last.text, last.x1 = f"{last.text} {s.text}", max(s.x1, last.x1)
        else:
            found = START.match(s.text)
            start = s.x0 + (s.x1 - s.x0) * found.end() / len(s.text) if found else s.x0
            items.append(Item([s], number, s.text, s.x0, start, s.x1, s.y, s.size, s.bold))
    return items


def is_label(text: str) -> bool:
    """Whether a text only numbers or marks what stands beside it."""
    words = MARKS.sub("", text) if RAISED in text else text
    return LABEL.fullmatch(words) is not None or not any(map(str.isalnum, text))


def ended(text: str) -> bool:
    """Whether a text ends as a sentence does; `Nr.` and the like end none."""
    return text.endswith(ENDED) and not SHORT.search(text)


def _near(a: Item, s: Segment) -> bool:
    """Whether a segment is read in one with what stands left of it."""
    gap = s.x0 - a.x1
    if not any(map(str.isalnum, s.text)):
        return True
    if abs(s.y - a.y) > 0.25 * s.size or gap < 1.2 * s.size:
        return gap < 1.2 * s.size
    if NUMBER.fullmatch(s.text):
        return not NUMERIC.fullmatch(a.text)  # the page's number of an entry, the amount
    if a.text.endswith(":"):
        return not s.text.endswith(":")
    return gap < APART * s.size and s.text[:1].islower() and not ended(a.text)


def _ahead(a: Item, s: Segment, after: list[Segment]) -> bool:
    """Whether a number stands before what it numbers, well apart from what is left of it."""
    numbers = after and s.text[0].isdigit() and is_label(s.text) and not NUMERIC.fullmatch(after[0].text)
    return bool(numbers and 0 < after[0].x0 - s.x1 < min(2.5 * s.size, 0.6 * (s.x0 - a.x1)))


def parted(parts: Mapping[int, list[Item]], k: int, rules: Rules | None) -> list[Item]:
    """The pieces of a row less the gaps that part nothing.

    A gap counts where it is wide, where a rule stands in it, or where a close line above or below has one at the same place; not
    where such a line runs over it: that is loosely set prose.
    """
    items = parts[k]
    if len(items) < 2:
        return items
    y, size = items[0].y, items[0].size
    near = [other for other in (parts.get(k - 1), parts.get(k + 1)) if other and abs(other[0].y - y) < 1.6 * size]
    joined = items[:1]
    for item in items[1:]:
        last = joined[-1]
        gap = (item.x0 - last.x1) / size
        close = gap < 4 or (item.text[:1].islower() and not ended(last.text))
        over = close and any(i.x0 < last.x1 - size and i.x1 > item.x0 + size for other in near for i in other)
        if over or not (gap > APART or _alike(near, last.x1, item.x0) or _fence(rules, last, item)):
            joined[-1] = _one(last, item)
        else:
            joined.append(item)
    return joined


def neighbours(items: list[Item]) -> list[Item]:
    """The pieces of a row, each with what stands beside it."""
    for a, b in pairwise(items):
        a.right, b.left = b.x0, a.x1
    return items


def _alike(near: list[list[Item]], low: float, high: float) -> bool:
    """Whether a row beside this one has a gap where this one has."""
    return any(a.x1 < high - 2 and b.x0 > low + 2 for other in near for a, b in pairwise(other))


def _fence(rules: Rules | None, a: Item, b: Item) -> bool:
    if rules is None or not len(rules.upright):
        return False
    x, y = rules.upright[:, 0], a.y - 0.3 * a.size
    return bool(((x > a.x1 - 2) & (x < b.x0 + 2) & (rules.upright[:, 1] < y) & (rules.upright[:, 2] > y)).any())


def _one(a: Item, b: Item) -> Item:
    text = f"{a.text} {b.text}"
    return Item(a.segments + b.segments, a.row, text, a.x0, a.start, b.x1, a.y, a.size, a.bold)
