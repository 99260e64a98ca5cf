"""Whether what stands on the two sides of a strip of white are columns of their own, or rows of a table or of a form."""

from bisect import bisect_left

from moisson.readers.pdf.middle import median
from moisson.readers.pdf.pieces import Segment
from moisson.readers.spaces import count_letters

LEVEL = 0.15  # of the size: how far lines may stand apart that are level


class Line:
    """A line of one side: its ends, and how much of it is covered by words."""

    __slots__ = ("count", "covered", "ended", "goes_on", "letters", "parts", "size", "x0", "x1", "y")

    def __init__(self, first: Segment, goes_on: bool) -> None:
        self.x0 = first.x0
        self.x1 = first.x1
        self.y = first.y
        self.size = first.size
        self.covered = first.x1 - first.x0
        self.count = len(first.text)  # of its characters
        self.letters = count_letters(first.text)
        self.goes_on = goes_on  # begins as the middle of a sentence does, below a line that ends none
        self.ended = _ended(first.text)
        self.parts = 1


def _ended(text: str) -> bool:
    return len(text) > 0 and (text[-1] == "." or text[-1] == ":" or text[-1] == ";")


def merged(side: list[Segment]) -> list[Line]:
    """Segments on one baseline as one line: loosely set words are segments of their own."""
    out: list[Line] = []
    line: Line | None = None
    for s in sorted(side, key=lambda s: (round(s.y), s.x0)):
        if line is not None and abs(s.y - line.y) < 0.35 * s.size:
            if s.x0 < line.x0:
                line.x0 = s.x0
            if s.x1 > line.x1:
                line.x1 = s.x1
            line.covered += s.x1 - s.x0
            line.count += len(s.text)
            line.letters += count_letters(s.text)
            line.parts += 1
            line.ended = _ended(s.text)
        else:
            line = Line(s, line is not None and not line.ended and len(s.text) > 0 and s.text[0].islower())
            out.append(line)
    return out


def apart(one: list[Segment], other: list[Segment]) -> bool:
    """Whether two groups are columns of their own."""
    left, right = merged(one), merged(other)
    if len(left) < 3 or len(right) < 3:
        return False
    high = min(left[-1].y, right[-1].y) - max(left[0].y, right[0].y)
    if high < 0.4 * min(left[-1].y - left[0].y, right[-1].y - right[0].y):
        return False
    few, step = min(len(left), len(right)), in_step(left, right)
    if 2 * _widest(left) < _widest(right) and dense(right) and not dense(left) and step > 0.6:
        return False  # labels beside what they are for
    if prose(left) and prose(right):
        flows = all(sum([line.goes_on for line in side]) >= 0.3 * len(side) for side in (left, right))
        return flows or few > 9 or step < 0.6
    if step < 0.45 and ((_rows(left) and prose(right)) or (_rows(right) and prose(left))):
        return True
    wide = all(median([line.x1 - line.x0 for line in side]) > 7 * side[0].size for side in (left, right))
    wide = wide and _lettered(left) and _lettered(right)
    return wide and dense(left) and dense(right) and step < (0.85 if few > 20 else 0.4)


def _widest(side: list[Line]) -> float:
    return max([line.x1 - line.x0 for line in side])


def _rows(side: list[Line]) -> bool:
    """Whether lines are the rows of a table."""
    return len(side) > 7 and sum([line.parts > 1 for line in side]) > 0.6 * len(side)


def dense(side: list[Line]) -> bool:
    """Whether lines stand close below each other, as those of a column do and labels of a form do not."""
    first, last = side[0], side[-1]
    return len(side) * 1.7 * median([line.size for line in side]) > last.y - first.y


def prose(side: list[Line]) -> bool:
    """Whether lines are long, mostly full, and of words."""
    x0 = sorted([line.x0 for line in side])[len(side) // 10]
    x1 = sorted([line.x1 for line in side])[-1 - len(side) // 10]
    if x1 - x0 < 7 * median([line.size for line in side]):
        return False
    count = full = several = 0
    covered = wide = 0.0
    for line in side:
        count += line.count
        full += line.x1 - line.x0 > 0.72 * (x1 - x0)
        several += line.parts > 2
        covered += line.covered
        wide += line.x1 - line.x0
    if several > 0.5 * len(side):
        return False  # rows of a table
    return count > 14 * len(side) and full >= 0.45 * len(side) and covered / wide > 0.62 and _lettered(side)


def _lettered(side: list[Line]) -> bool:
    """Whether lines are of letters more than of figures, dots and the like."""
    letters = sum([line.letters for line in side])
    return letters > 0.35 * sum([line.count for line in side])


def in_step(left: list[Line], right: list[Line]) -> float:
    """The share of baselines on the side with fewer that have one beside them."""
    few, many = (left, right) if len(left) <= len(right) else (right, left)
    places = sorted([line.y for line in many])
    level = 0
    for line in few:
        k, reach = bisect_left(places, line.y), LEVEL * line.size
        if k < len(places):
            y = places[k]
            if abs(y - line.y) < reach:
                level += 1
                continue
        if k > 0:
            y = places[k - 1]
            level += abs(y - line.y) < reach
    return level / len(few)
