"""Reading order where several things stand in one row: labels beside boxes, notes in a margin, blocks beside each other.

Rows are read from left to right, but what goes on below belongs together: a label or a note of two lines is read whole, before
what stands beside its second line. Whether a line goes on is told by the words (it begins with a small letter, the line above
ends with a hyphen or a slash) and by the room (its first word had none left on the line above).
"""

from moisson.readers.pdf.beside import beside, counted
from moisson.readers.pdf.ends import low
from moisson.readers.pdf.items import APART, START, TIGHT, Item, ended, is_label, items_of, may_start, neighbours, parted
from moisson.readers.pdf.rows import Column, Row
from moisson.readers.pdf.signs import numeric

GOES_ON = (
    "-",
    "/",
    "(",
    " und",
    " oder",
    " bzw.",
    " et",
    " ou",
    " and",
    " or",
    " och",
    " eller",
    " en",
    " of",
    " y",
    " e",
    " i",
    " a",
)
BULLETS = "•▪➢✓→·●○■□◦‣∙❑❖►–—-☐☒"
# How a line goes on: NONE where it does not stand below the last, ALONE where nothing stands beside it, FIRM in one paragraph.
NONE, NOT, LIKELY, SURE, ALONE, FIRM = range(-1, 5)


class Chain:
    """Items below each other; `links` says of each but the first how it goes on: SURE, LIKELY (if others do), ALONE, or not."""

    __slots__ = ("first", "items", "last", "links")

    def __init__(self, item: Item) -> None:
        self.items = [item]
        self.first = self.last = item
        self.links: list[int] = []

    def add(self, item: Item, link: int) -> None:
        self.items.append(item)
        self.links.append(link)
        self.last = item


def arranged(column: Column) -> Column:
    """The column with the rows between its tables in reading order."""
    rows = column.rows
    several = False
    for line in rows:
        several = several or len(line.segments) > 1
    if not several:
        return column
    out: list[Row] = []
    run: list[Row] = []
    for row in [*rows, None]:
        if row is not None and row.table is None:
            run.append(row)
            continue
        out.extend(_run(run, column))
        run = []
        if row is not None:
            out.append(row)
    return Column(out, column.x0, column.x1)


def _run(rows: list[Row], column: Column) -> list[Row]:
    several = [k for k, row in enumerate(rows) if len(row.segments) > 1]
    if not several:
        return rows
    near = {j: items_of(rows[j], j) for j in {j for k in several for j in (k - 1, k, k + 1) if 0 <= j < len(rows)}}
    if all(len(parted(near, k)) == 1 for k in several):
        return rows
    every = {k: near.get(k) or items_of(row, k) for k, row in enumerate(rows)}
    parts = [neighbours(parted(every, k)) for k in range(len(rows))]
    out: list[Row] = []
    start = 0
    while start < len(rows):
        if end := beside(parts, start):
            strip, stop, right = end
            for side in (1, 0) if right else (0, 1):
                half = [[i for i in items if ((i.x0 + i.x1) / 2 > strip) == bool(side)] for items in parts[start:stop]]
                out.extend(_ordered([items for items in half if items], column))
            start = stop
            continue
        stop = start + 1
        while stop < len(rows) and not beside(parts, stop):
            stop += 1
        out.extend(_ordered(parts[start:stop], column))
        start = stop
    return out


def _ordered(parts: list[list[Item]], column: Column) -> list[Row]:
    """Rows of items to rows in reading order."""
    chains: list[Chain] = []
    recent: list[Chain] = []
    short = _short(parts)
    for items in parts:
        fresh: list[Chain] = []
        linked: list[Chain] = []
        size, sure = 0.0, False
        for item in items:
            found = None
            for chain in reversed(recent):
                link = _link(chain, item, column, short)
                if link != NONE:
                    found = chain
                    chain.add(item, link)
                    linked.append(chain)
                    sure = sure or link in (SURE, FIRM)
                    break
            if found is None:
                found = Chain(item)
                chains.append(found)
            fresh.append(found)
            size = max(size, item.size)
        if sure and len(linked) == len(items):
            for chain in linked:  # where others in the row go on, so do these
                chain.links[-1] = FIRM if chain.links[-1] == LIKELY else chain.links[-1]
        first = items[0]
        y, row = first.y, first.row
        recent = [chain for chain in recent if chain.last.row != row and y - chain.last.y < TIGHT * size] + fresh
    blocks = [block for chain in chains for block in _cut(chain)]
    blocks.sort(key=_place)
    return _rows(counted(blocks))


def _place(block: list[Item]) -> tuple[int, float]:
    first = block[0]
    return first.row, first.x0


def _short(parts: list[list[Item]]) -> bool:
    """Whether rows stand in groups of three at most, as wrapped entries of a form do."""
    count, y = 0, -1e9
    for items in parts:
        first = items[0]
        count = count + 1 if first.y - y < TIGHT * first.size else 1
        if count > 3:
            return False
        y = first.y
    return True


def _cut(chain: Chain) -> list[list[Item]]:
    """A chain parted where it does not go on."""
    sure, likely = chain.links.count(SURE) + chain.links.count(FIRM), chain.links.count(LIKELY)
    least = LIKELY if sure > likely else SURE
    conflict = any(item.left > -1e8 or item.right < 1e8 for item in chain.items)  # else the paragraph's own lines tell better
    out = [[chain.items[0]]]
    for item, link in zip(chain.items[1:], chain.links, strict=True):
        if link >= least:
            item.goes_on = link == FIRM and conflict
            out[-1].append(item)
        else:
            out.append([item])
    return out


def _link(chain: Chain, b: Item, column: Column, short: bool) -> int:
    """How surely an item goes on from a chain."""
    a, first = chain.last, chain.first
    step, size = b.y - a.y, b.size
    if b.row == a.row or not 0.5 * size < step < TIGHT * max(size, a.size) or abs(a.size - size) > 0.12 * size:
        return NONE
    if b.x0 > a.x1 or b.x1 < a.x0:
        return NONE
    hanging = len(chain.items) == 1 and a.start > a.x0 and abs(b.x0 - a.start) < 0.5 * size
    level = abs(b.x0 - a.x0) < 0.4 * size or (len(chain.items) > 1 and abs(b.x0 - first.start) < 0.4 * size)
    centred = abs(b.x0 + b.x1 - a.x0 - a.x1) < 0.8 * size
    small = low(b.text)
    if not (hanging or level or centred or small):
        return NONE
    if b.start > b.x0 or b.text[0] in BULLETS or _starts(b.text):
        return NOT
    alone = b.right > 1e8 and b.left < -1e8
    told = small and not ended(a.text) and (short or not first.text[0].islower())  # where all begin small, it tells little
    if told or a.text.endswith(GOES_ON):
        return FIRM
    if a.text[-1] == ",":
        return SURE
    if (a.text[-1].isdigit() or (ended(a.text) and not alone)) and b.text[0].isupper():
        return NOT
    if a.bold != b.bold:
        return NOT
    if alone and (a.right > 1e8 or hanging):
        return FIRM if hanging and a.right < 1e8 else ALONE
    limit = min(a.right - size, column.x1)
    space = b.text.find(" ")
    word = (space if space >= 0 else len(b.text)) * (b.x1 - b.x0) / max(len(b.text), 1)
    if alone and b.x1 < limit + 0.5 * size and a.x1 + 0.25 * size + word > limit - 0.3 * size:
        return SURE
    return LIKELY


def _starts(text: str) -> bool:
    """Whether a text begins with an item's number, in quotation marks or not."""
    words = text.lstrip('„“"«') if text[0] in '„“"«' else text
    return may_start(words) and START.match(words) is not None


def _rows(blocks: list[list[Item]]) -> list[Row]:
    """Blocks as rows; pieces of one row that stand close together, and belong to no longer block, stay one row."""
    out: list[Row] = []
    last: Item | None = None  # the one item of the block before
    for block in blocks:
        first, rest = block[0], block
        if last is not None and last.row == first.row:
            one = len(block) == 1 and _close(last, first)
            if one or is_label(last.text):
                out[-1] = Row([*out[-1].segments, *first.segments])
                rest = block[1:]
        for item in rest:
            row = Row(item.segments)
            row.goes_on = item.goes_on
            out.append(row)
        last = first if len(block) == 1 else None
    return out


def _close(a: Item, b: Item) -> bool:
    gap = b.x0 - a.x1
    if numeric(b.text) or a.text[-1] == ":" or (b.text[0].islower() and not ended(a.text)):
        return True
    return a.bold == b.bold and abs(a.size - b.size) < 0.1 * a.size and gap < APART * a.size
