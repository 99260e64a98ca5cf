"""Blocks beside each other that are each read whole: the head of a letter, signatures, numbered fields of a form."""

import re

from moisson.readers.pdf.items import TIGHT, Item, is_label

LABEL = re.compile(r"[^:\d]{3,30}:(?=\s|$)")
NUMBERED = re.compile(r"\((\d{1,3})\)")  # a field of a form
NEAR = 3  # numbers that may stand before a lower one
SHORT = 40  # characters of a field, at the most


def beside(parts: list[list[Item]], start: int) -> tuple[float, int, bool] | None:
    """Two blocks beside each other that are each read whole, in a letter's head or where it is signed: where they part and end.

    The last value says whether the right one begins higher, and is read first.

    Their lines do not go in step, each block is set on a middle of its own, or the right one is of fields with labels and the
    left one is not: an address beside them.
    """
    first = parts[start]
    if start + 1 == len(parts):
        return None
    pair = first if len(first) > 1 else parts[start + 1]  # the first field may stand above the address
    if len(pair) < 2 or (len(first) == 1 and (first[0].x0 < pair[0].x1 or pair[0].y - first[0].y > TIGHT * first[0].size)):
        return None
    one, other = pair[0], pair[1]
    low, high, end, before, size = one.x1, other.x0, start, first[0].y, one.size
    sides: tuple[list[Item], list[Item]] = ([], [])
    centred, ragged = None, False
    while end < len(parts):
        items = parts[end]
        one, other = items[0], items[-1]
        if one.y - before >= 3 * one.size:
            break
        middle = (low + high) / 2
        halves = [[i for i in items if ((i.x0 + i.x1) / 2 >= middle) == bool(side)] for side in (0, 1)]
        new_low, new_high = max([i.x1 for i in halves[0]], default=low), min([i.x0 for i in halves[1]], default=high)
        new_low, new_high = max(low, new_low), min(high, new_high)
        if new_high - new_low < 1.5 * size:
            break
        low, high, before, end = new_low, new_high, other.y, end + 1
        for those, half in zip(sides, halves, strict=True):
            those.extend(half)
        ragged = ragged or not all(halves)
        if ragged and min(map(len, sides)) > 1 and _centred(sides[0]) and _centred(sides[1]):
            centred = (low + high) / 2, end, len(first) == 1  # what stands below on one side may belong to neither
    if min(map(len, sides)) < 2 or high - low < 1.5 * size:
        return None
    middle = (low + high) / 2
    if _fields(sides[0], sides[1]):
        return middle, end, False
    if len(first) > 2 or (len(first) == 1 and centred is None):
        return None
    labels = any(is_label(i.text) for i in sides[0])
    if labels or not (_centred(sides[0]) and _centred(sides[1])):
        left, right = map(_baselines, sides)
        if min(len(left), len(right)) < 4 or high - low < 2.5 * size or not (_loose(left, right) and _loose(right, left)):
            return None if labels else centred
    return middle, end, len(first) == 1


def _fields(side: list[Item], other: list[Item]) -> bool:
    return fields([i.text for i in side], [i.text for i in other])


def fields(side: list[str], other: list[str]) -> bool:
    """Whether texts label nothing, and those beside them are fields with labels of their own: `Datum:`, `Zeichen: A 12`."""
    if min(len(side), len(other)) < 3 or any(LABEL.match(text) is not None for text in side):
        return False
    labels = [found[0] for found in map(LABEL.match, other) if found]
    return len(labels) >= 0.6 * len(other) and len(set(labels)) == len(labels)


def _centred(side: list[Item]) -> bool:
    first = side[0]
    size = first.size
    middles, starts = [i.x0 + i.x1 for i in side], [i.x0 for i in side]
    return max(middles) - min(middles) < 1.4 * size and max(starts) - min(starts) > 0.8 * size


def _baselines(side: list[Item]) -> list[Item]:
    """The first item on each baseline."""
    found: list[Item] = []
    last: Item | None = None
    for i in side:
        if last is None or i.y - last.y > 0.3 * i.size:
            last = i
            found.append(i)
    return found


def _loose(side: list[Item], other: list[Item]) -> bool:
    """Whether a line of one side begins something where the other has no line, nor two that it is set on the middle of."""
    ys = [i.y for i in other]
    for item in side:
        y, size = item.y, item.size
        if item.text[:1].isupper() and ys[0] < y < ys[-1] and all(abs(y - z) > 0.6 * size for z in ys):
            above, below = max([z for z in ys if z < y]), min([z for z in ys if z > y])
            if below - above > TIGHT * size or abs(above + below - 2 * y) > 0.4 * size:
                return True
    return False


def counted(blocks: list[list[Item]]) -> list[list[Item]]:
    """Blocks with numbered fields of a form in the order of their numbers, where these stand in columns: `(1) (3)`, below `(2)`.

    What stands close below a number, and no further left, belongs to it.
    """
    numbers = [NUMBERED.match(block[0].text) for block in blocks]
    if sum([found is not None for found in numbers]) < 3:
        return blocks
    groups: list[list[list[Item]]] = []
    counts: list[int] = []
    moved = False
    for block, found in zip(blocks, numbers, strict=True):
        first = block[0]
        if found is None:
            above = [group for group in groups[-NEAR:] if _under(first, group)]
            if above:
                max(above, key=_left).append(block)
                continue
        count = int(found[1]) if found is not None else 0
        at = len(counts)
        while at > 0 and count < counts[at - 1] <= count + NEAR and _field(first, groups[at - 1][0][0]):
            at -= 1
        if at < len(counts) and counts[at] != count + 1 and (at == 0 or counts[at - 1] != count - 1):
            at = len(counts)
        moved = moved or at < len(counts)
        groups.insert(at, [block])
        counts.insert(at, count)
    return [block for group in groups for block in group] if moved else blocks


def _field(item: Item, other: Item) -> bool:
    """Whether two numbers are of fields of a form, in columns of their own, one hardly below the other."""
    return max(len(item.text), len(other.text)) < SHORT and abs(item.x0 - other.x0) > item.size > 0.25 * (item.y - other.y)


def _under(item: Item, group: list[list[Item]]) -> bool:
    """Whether an item stands close below what belongs to a number, or beside it."""
    label, last = group[0][0], group[-1][-1]
    return NUMBERED.match(label.text) is not None and item.x0 > label.x0 - 1 and item.y - last.y < 2 * item.size


def _left(group: list[list[Item]]) -> float:
    return group[0][0].x0
