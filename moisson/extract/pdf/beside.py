"""Blocks beside each other that are each read whole: the head of a letter, signatures.

Compiled where that is possible, with the types of `beside.pxd`.
"""

from moisson.extract.pdf.items import TIGHT, Item, is_label


def beside(parts: list[list[Item]], start: int) -> tuple[float, int] | None:
    """Two blocks beside each other that are each read whole, in a letter's head or where it is signed: where they part, and end.

    Their lines do not go in step, or each block is set on a middle of its own.
    """
    first = parts[start]
    if len(first) != 2 or start + 1 == len(parts):
        return None
    one, other = first
    low, high, end, before, size = one.x1, other.x0, start, one.y, one.size
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
            centred = (low + high) / 2, end  # what stands below on one side may belong to neither
    if min(map(len, sides)) < 2 or high - low < 1.5 * size:
        return None
    middle = (low + high) / 2
    labels = any([is_label(i.text) for i in sides[0]])
    if labels or not (_centred(sides[0]) and _centred(sides[1])):
        left, right = map(_baselines, sides)
        if min(len(left), len(right)) < 4 or high - low < 2.5 * size or not (_loose(left, right) and _loose(right, left)):
            return None if labels else centred
    return middle, end


def _centred(side: list[Item]) -> bool:
    first = side[0]
    size = first.size
    middles, starts = [i.x0 + i.x1 for i in side], [i.x0 for i in side]
    return max(middles) - min(middles) < 1.4 * size and max(starts) - min(starts) > size


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
        if item.text[:1].isupper() and ys[0] < y < ys[-1] and all([abs(y - z) > 0.6 * size for z in ys]):
            above, below = max([z for z in ys if z < y]), min([z for z in ys if z > y])
            if below - above > TIGHT * size or abs(above + below - 2 * y) > 0.4 * size:
                return True
    return False
