"""Reading order where several things stand in one row: labels beside boxes, notes in a margin, blocks beside each other.

Rows are read from left to right, but what goes on below belongs together: a label or a note of two lines is read whole, before
what stands beside its second line. Whether a line goes on is told by the words (it begins with a small letter, the line above
ends with a hyphen or a slash), by the room (its first word had none left on the line above) and by rules that fence it off.
"""

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from moisson.extract.pdf_layout import Column, Row
from moisson.extract.pdf_rules import Rules
from moisson.extract.pdf_segments import BACK, RAISED, Segment
from moisson.extract.pdf_tables import LABEL, NUMERIC

TIGHT = 1.42  # of the size: the most between the lines of one piece
APART = 3.0  # of the size: a gap between pieces of a row that are read as paragraphs of their own
GOES_ON = (",", "(", " und", " oder", " bzw.", " et", " ou", " and", " or", " och", " eller", " en", " of")
BULLETS = "•▪➢✓→·●○■□◦‣∙❑❖►–—-☐☒"
MARKS = re.compile(rf"{RAISED}[^{BACK}]*{BACK}")
NOT, LIKELY, SURE, ALONE, FIRM = range(5)  # how a line goes on; ALONE where nothing stands beside it, FIRM in one paragraph
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


@dataclass(slots=True)
class Chain:
    """Items below each other; `links` says of each but the first how it goes on: SURE, LIKELY (if others do), ALONE, or not."""

    items: list[Item]
    links: list[int] = field(default_factory=list)


def arranged(column: Column, rules: Rules | None) -> Column:
    """The column with the rows between its tables in reading order."""
    rows = column.rows
    if not any(len(row.segments) > 1 for row in rows):
        return column
    out: list[Row] = []
    run: list[Row] = []
    for row in [*rows, None]:
        if row is not None and row.table is None:
            run.append(row)
            continue
        out.extend(_run(run, column, rules))
        run = []
        if row is not None:
            out.append(row)
    return Column(out, column.x0, column.x1)


def _run(rows: list[Row], column: Column, rules: Rules | None) -> list[Row]:
    parts = _parted([_items(row, k) for k, row in enumerate(rows)], rules)
    if all(len(items) == 1 for items in parts):
        return rows
    out: list[Row] = []
    start = 0
    while start < len(rows):
        if end := _beside(parts, start):
            strip, stop = end
            for side in (0, 1):
                half = [[i for i in items if ((i.x0 + i.x1) / 2 > strip) == bool(side)] for items in parts[start:stop]]
                out.extend(_ordered([items for items in half if items], column, rules))
            start = stop
            continue
        stop = next((k for k in range(start + 1, len(rows)) if _beside(parts, k)), len(rows))
        out.extend(_ordered(parts[start:stop], column, rules))
        start = stop
    return out


def _items(row: Row, number: int) -> list[Item]:
    """A row's segments, a number together with what it numbers."""
    items: list[Item] = []
    for s in row.segments:
        last = items[-1] if items else None
        if last and s.text.startswith("__") and not s.text.strip("_ "):
            continue  # a line to write on
        if last and len(last.segments) == 1 and s.x0 - last.x1 < 5 * s.size and _label(last.text):
            last.segments.append(s)
            last.text, last.x1, last.start, last.size, last.bold = f"{last.text} {s.text}", s.x1, s.x0, s.size, s.bold
        elif last and _near(last, s):
            last.segments.append(s)
            last.text, last.x1 = f"{last.text} {s.text}", max(s.x1, last.x1)
        else:
            found = START.match(s.text)
            start = s.x0 + (s.x1 - s.x0) * found.end() / len(s.text) if found else s.x0
            items.append(Item([s], number, s.text, s.x0, start, s.x1, s.y, s.size, s.bold))
    for a, b in pairwise(items):
        a.right, b.left = b.x0, a.x1
    return items


def _label(text: str) -> bool:
    """Whether a text only numbers or marks what stands beside it."""
    return LABEL.fullmatch(MARKS.sub("", text)) is not None or not any(map(str.isalnum, text))


def _ended(text: str) -> bool:
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
    return gap < APART * s.size and s.text[:1].islower() and not _ended(a.text)


def _parted(parts: list[list[Item]], rules: Rules | None) -> list[list[Item]]:
    """Rows less the gaps that part nothing.

    A gap counts where it is wide, where a rule stands in it, or where a close line above or below has one at the same place; not
    where such a line runs over it: that is loosely set prose.
    """
    out = []
    for k, items in enumerate(parts):
        if len(items) > 1:
            y, size = items[0].y, items[0].size
            near = [other for other in parts[max(0, k - 1) : k] + parts[k + 1 : k + 2] if abs(other[0].y - y) < 1.6 * size]
            joined = items[:1]
            for item in items[1:]:
                last = joined[-1]
                gap = (item.x0 - last.x1) / size
                close = gap < 4 or (item.text[:1].islower() and not _ended(last.text))
                over = close and any(i.x0 < last.x1 - size and i.x1 > item.x0 + size for other in near for i in other)
                if over or not (gap > APART or _alike(near, last.x1, item.x0) or _fence(rules, last, item)):
                    joined[-1] = _one(last, item)
                else:
                    joined.append(item)
            items = joined
        out.append(items)
    return out


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
    return Item(a.segments + b.segments, a.row, text, a.x0, a.start, b.x1, a.y, a.size, a.bold, left=a.left, right=b.right)


def _beside(parts: list[list[Item]], start: int) -> tuple[float, int] | None:
    """Two blocks beside each other that are each read whole, as in the head of a letter or where it is signed: where they part, and end.

    Their lines do not go in step, or each block is set on a middle of its own.
    """
    first = parts[start]
    if len(first) != 2 or start + 1 == len(parts):
        return None
    low, high, end, before = first[0].x1, first[1].x0, start, first[0].y
    sides: tuple[list[Item], list[Item]] = ([], [])
    while end < len(parts) and parts[end][0].y - before < 3 * parts[end][0].size:
        middle = (low + high) / 2
        halves = [[i for i in parts[end] if ((i.x0 + i.x1) / 2 >= middle) == bool(side)] for side in (0, 1)]
        new_low, new_high = max([low, *(i.x1 for i in halves[0])]), min([high, *(i.x0 for i in halves[1])])
        if new_high - new_low < 1.5 * first[0].size:
            break
        low, high, before, end = new_low, new_high, parts[end][-1].y, end + 1
        for side, half in zip(sides, halves, strict=True):
            side.extend(half)
    if min(map(len, sides)) < 2 or high - low < 1.5 * first[0].size:
        return None
    middle = (low + high) / 2
    if any(_label(i.text) for i in sides[0]) or not (_centred(sides[0]) and _centred(sides[1])):
        left, right = map(_baselines, sides)
        if min(len(left), len(right)) < 4 or high - low < 2.5 * first[0].size or not (_loose(left, right) and _loose(right, left)):
            return None
    return middle, end


def _centred(side: list[Item]) -> bool:
    size = side[0].size
    middles, starts = [i.x0 + i.x1 for i in side], [i.x0 for i in side]
    return max(middles) - min(middles) < 1.4 * size and max(starts) - min(starts) > size


def _baselines(side: list[Item]) -> list[Item]:
    """The first item on each baseline."""
    found: list[Item] = []
    for i in side:
        if not found or i.y - found[-1].y > 0.3 * i.size:
            found.append(i)
    return found


def _loose(side: list[Item], other: list[Item]) -> bool:
    """Whether a line of one side begins something where the other has no line, nor two that it is set on the middle of."""
    ys = [i.y for i in other]
    for item in side:
        y, size = item.y, item.size
        if item.text[:1].isupper() and ys[0] < y < ys[-1] and all(abs(y - z) > 0.6 * size for z in ys):
            above, below = max(z for z in ys if z < y), min(z for z in ys if z > y)
            if below - above > TIGHT * size or abs(above + below - 2 * y) > 0.4 * size:
                return True
    return False


def _ordered(parts: list[list[Item]], column: Column, rules: Rules | None) -> list[Row]:
    """Rows of items to rows in reading order."""
    chains: list[Chain] = []
    recent: list[Chain] = []
    for items in parts:
        fresh = []
        for item in items:
            found = None
            for chain in reversed(recent):
                link = _link(chain, item, column, rules)
                if link is not None:
                    found = chain
                    chain.links.append(link)
                    chain.items.append(item)
                    break
            if found is None:
                found = Chain([item])
                chains.append(found)
            fresh.append(found)
        taken = set(map(id, fresh))
        y, size = items[0].y, max(i.size for i in items)
        recent = [c for c in recent if id(c) not in taken and y - c.items[-1].y < TIGHT * size] + fresh
    blocks = [block for chain in chains for block in _cut(chain)]
    blocks.sort(key=lambda block: (block[0].row, block[0].x0))
    return _rows(blocks)


def _cut(chain: Chain) -> list[list[Item]]:
    """A chain parted where it does not go on."""
    sure, likely = chain.links.count(SURE) + chain.links.count(FIRM), chain.links.count(LIKELY)
    least = LIKELY if sure > likely else SURE
    out = [[chain.items[0]]]
    for item, link in zip(chain.items[1:], chain.links, strict=True):
        if link >= least:
            beside = item.left > -1e8 or item.right < 1e8 or out[-1][-1].left > -1e8 or out[-1][-1].right < 1e8
            item.goes_on = link == FIRM and beside
            out[-1].append(item)
        else:
            out.append([item])
    return out


def _link(chain: Chain, b: Item, column: Column, rules: Rules | None) -> int | None:
    """How surely an item goes on from a chain, or None where it does not stand below its last one."""
    a = chain.items[-1]
    step, size = b.y - a.y, b.size
    if b.row == a.row or not 0.5 * size < step < TIGHT * max(size, a.size) or abs(a.size - size) > 0.12 * size:
        return None
    if b.x0 > a.x1 or b.x1 < a.x0:
        return None
    hanging = len(chain.items) == 1 and a.start > a.x0 and abs(b.x0 - a.start) < 0.5 * size
    level = abs(b.x0 - a.x0) < 0.4 * size or (len(chain.items) > 1 and abs(b.x0 - chain.items[0].start) < 0.4 * size)
    centred = abs(b.x0 + b.x1 - a.x0 - a.x1) < 0.8 * size
    low = b.text.lstrip('„“"«(')[:1].islower()
    if not (hanging or level or centred or low):
        return None
    if rules is not None and _floor(rules, a, b):
        return NOT
    if b.start > b.x0 or b.text[0] in BULLETS or START.match(b.text.lstrip('„“"«')):
        return NOT
    alone = b.right > 1e8 and b.left < -1e8
    if (low and not _ended(a.text)) or a.text.endswith(("-", "/")):
        return FIRM
    if a.text.endswith(GOES_ON):
        return SURE
    if (a.text[-1].isdigit() or (_ended(a.text) and not alone)) and b.text[:1].isupper():
        return NOT
    if a.bold != b.bold:
        return NOT
    if alone and (a.right > 1e8 or hanging):
        return FIRM if hanging and a.right < 1e8 else ALONE
    limit = min(a.right - size, column.x1)
    if rules is not None:
        wall = _wall(rules, a, b)
        if wall < a.right and wall < column.x1 and b.right > wall:
            return SURE
        limit = min(limit, wall)
    word = len(b.text.split(" ", 1)[0]) * (b.x1 - b.x0) / max(len(b.text), 1)
    if alone and b.x1 < limit + 0.5 * size and a.x1 + 0.25 * size + word > limit - 0.3 * size:
        return SURE
    return LIKELY


def _floor(rules: Rules, a: Item, b: Item) -> bool:
    """Whether a flat rule runs between two lines, along most of the lower one."""
    flat = rules.flat
    if not len(flat):
        return False
    x0, x1 = min(a.x0, b.x0), max(a.x1, b.x1)
    here = (flat[:, 0] > a.y) & (flat[:, 0] < b.y - 0.4 * b.size) & (flat[:, 1] < x0 + 0.4 * (x1 - x0)) & (flat[:, 2] > x0 + 0.6 * (x1 - x0))
    return bool(here.any())


def _wall(rules: Rules, a: Item, b: Item) -> float:
    """Where the nearest upright rule to the right stands that both lines reach."""
    upright = rules.upright
    if not len(upright):
        return 1e9
    here = upright[(upright[:, 0] > max(a.x1, b.x1) - 1) & (upright[:, 1] < a.y - 0.2 * a.size) & (upright[:, 2] > b.y - 0.2 * b.size)]
    return float(here[:, 0].min()) if len(here) else 1e9


def _rows(blocks: list[list[Item]]) -> list[Row]:
    """Blocks as rows; pieces of one row that stand close together, and belong to no longer block, stay one row."""
    out: list[Row] = []
    last: Any = None
    for block in blocks:
        first = block[0]
        same = last is not None and len(last) == 1 and len(block) == 1 and last[0].row == first.row
        if same and _close(last[0], first):
            out[-1] = Row([*out[-1].segments, *first.segments])
        elif last is not None and len(last) == 1 and last[0].row == first.row and _label(last[0].text):
            out[-1] = Row([*out[-1].segments, *first.segments])
            out.extend(Row(item.segments, goes_on=item.goes_on) for item in block[1:])
        else:
            out.extend(Row(item.segments, goes_on=item.goes_on) for item in block)
        last = block
    return out


def _close(a: Item, b: Item) -> bool:
    gap = b.x0 - a.x1
    if NUMERIC.fullmatch(b.text) or a.text.endswith(":") or (b.text[:1].islower() and not _ended(a.text)):
        return True
    return a.bold == b.bold and abs(a.size - b.size) < 0.1 * a.size and gap < APART * a.size
