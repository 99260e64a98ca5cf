"""Pieces of a row: where the gaps in it part what is read on its own, and where they do not."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from moisson.readers.pdf.labels import LABEL
from moisson.readers.pdf.pieces import BACK, RAISED, Segment
from moisson.readers.pdf.rows import Row
from moisson.readers.pdf.signs import numeric

TIGHT = 1.42  # of the size: the most between the lines of one piece
APART = 3.0  # of the size: a gap between pieces of a row that are read as paragraphs of their own
MARKS = re.compile(rf"{RAISED}[^{BACK}]*{BACK}")
START = re.compile(r"(?:\(?(?:\d{1,3}|[a-z]|[ivx]{1,4}|[A-Z])[.)]|\d{1,2}(?:\.\d{1,2})+\.?)\s+(?=\S)")  # an item's number
NUMBER = re.compile(r"[\d\s.,]{1,15}(?:[%€]|[^\W\d_]{1,8}\W{0,2})?")
SHORT = re.compile(r"\b[^\W\d_]{1,4}\.$")
LETTERS = 6  # of a label, at the most


@dataclass(slots=True, eq=False)
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
    last: Item | None = None
    for s in row.segments:
        if last is not None and s.text[0] == "_" and s.text.startswith("__") and not s.text.strip("_ "):
            continue  # a line to write on
        if last is not None and len(last.segments) == 1 and s.x0 - last.x1 < 5 * s.size and is_label(last.text):
            last.segments.append(s)
            last.text, last.x1, last.start, last.size, last.bold = f"{last.text} {s.text}", s.x1, s.x0, s.size, s.bold
        elif last is not None and _near(last, s):
            last.segments.append(s)
            last.text, last.x1 = f"{last.text} {s.text}", max(s.x1, last.x1)
        else:
            found = START.match(s.text) if may_start(s.text) else None
            start = s.x0 + (s.x1 - s.x0) * found.end() / len(s.text) if found else s.x0
            last = Item([s], number, s.text, s.x0, start, s.x1, s.y, s.size, s.bold)
            items.append(last)
    return items


def may_start(text: str) -> bool:
    """Whether an item's number may stand at the beginning: a point or a bracket soon follows."""
    return "." in text[:8] or ")" in text[:8]


def is_label(text: str) -> bool:
    """Whether a text only numbers or marks what stands beside it."""
    letters = 0
    for sign in text:
        letters += sign.isalpha()
        if letters > LETTERS:
            return False
    words = MARKS.sub("", text) if RAISED in text else text
    return LABEL.fullmatch(words) is not None or not any(map(str.isalnum, text))


def ended(text: str) -> bool:
    """Whether a text ends as a sentence does; `Nr.` and the like end none."""
    if not text:
        return False
    last = text[-1]
    if last == ".":
        return not SHORT.search(text)
    return last == ":" or last == ";" or last == "!" or last == "?"


def _near(a: Item, s: Segment) -> bool:
    """Whether a segment is read in one with what stands left of it."""
    gap = s.x0 - a.x1
    if not s.text[0].isalnum() and not any(map(str.isalnum, s.text)):
        return True
    if abs(s.y - a.y) > 0.25 * s.size or gap < 1.2 * s.size:
        return gap < 1.2 * s.size
    if NUMBER.fullmatch(s.text):
        return not numeric(a.text)  # the page's number of an entry, the amount
    if a.text[-1] == ":":
        return s.text[-1] != ":"
    return gap < APART * s.size and s.text[0].islower() and not ended(a.text)


def parted(parts: Mapping[int, list[Item]], k: int) -> list[Item]:
    """The pieces of a row less the gaps that part nothing.

    A gap counts where it is wide, or where a close line above or below has one at the same place; not where such a line runs over
    it.
    """
    items = parts[k]
    if len(items) < 2:
        return items
    last = items[0]
    y, size = last.y, last.size
    near: list[list[Item]] = []
    for other in (parts.get(k - 1), parts.get(k + 1)):
        if other and abs(other[0].y - y) < 1.6 * size:
            near.append(other)
    joined = [last]
    for item in items[1:]:
        gap = (item.x0 - last.x1) / size
        close = gap < 4 or (item.text[0].islower() and not ended(last.text))
        over = close and _runs_over(near, last.x1 - size, item.x0 + size)
        if over or not (gap > APART or _alike(near, last.x1, item.x0)):
            last = joined[-1] = _one(last, item)
        else:
            last = item
            joined.append(item)
    return joined


def _runs_over(near: list[list[Item]], low: float, high: float) -> bool:
    """Whether a piece of a row beside this one covers a gap."""
    for other in near:
        for item in other:
            if item.x0 < low and item.x1 > high:
                return True
    return False


def neighbours(items: list[Item]) -> list[Item]:
    """The pieces of a row, each with what stands beside it."""
    for a, b in pairwise(items):
        a.right, b.left = b.x0, a.x1
    return items


def _alike(near: list[list[Item]], low: float, high: float) -> bool:
    """Whether a row beside this one has a gap where this one has."""
    for other in near:
        for a, b in pairwise(other):
            if a.x1 < high - 2 and b.x0 > low + 2:
                return True
    return False


def _one(a: Item, b: Item) -> Item:
    text = f"{a.text} {b.text}"
    return Item(a.segments + b.segments, a.row, text, a.x0, a.start, b.x1, a.y, a.size, a.bold)
