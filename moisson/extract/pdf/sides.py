"""Whether what stands on the two sides of a strip of white are columns of their own, or rows of a table or of a form."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from moisson.extract.pdf.segments import Segment

ENDED = (".", ":", ";")


@dataclass(slots=True)
class Line:
    """A line of one side: its ends, how much of it is covered by words, and these words without the gaps between its segments."""

    x0: float
    x1: float
    y: float
    size: float
    covered: float
    text: str
    goes_on: bool  # begins as the middle of a sentence does, below a line that ends none
    ended: bool
    parts: int = 1


def merged(side: Sequence[Segment]) -> list[Line]:
    """Segments on one baseline as one line: loosely set words are segments of their own."""
    out: list[Line] = []
    line = None
    for _, x0, k in sorted([(round(s.y), s.x0, k) for k, s in enumerate(side)]):
        s = side[k]
        x1, y, text = s.x1, s.y, s.text
        if line and abs(y - line.y) < 0.35 * s.size:
            if x0 < line.x0:
                line.x0 = x0
            if x1 > line.x1:
                line.x1 = x1
            line.covered, line.text = line.covered + x1 - x0, line.text + text
            line.parts, line.ended = line.parts + 1, text.endswith(ENDED)
        else:
            goes_on = line is not None and not line.ended and text[:1].islower()
            line = Line(x0, x1, y, s.size, x1 - x0, text, goes_on, text.endswith(ENDED))
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
    narrow = 2 * max(line.x1 - line.x0 for line in left) < max(line.x1 - line.x0 for line in right)
    if narrow and dense(right) and not dense(left) and in_step(left, right) > 0.6:
        return False  # labels beside what they are for
    if headed_alike(left, right) or _aside(left, right) or _aside(right, left):
        return True
    if prose(left) and prose(right):
        flows = all(sum(line.goes_on for line in side) >= 0.3 * len(side) for side in (left, right))
        return flows or min(len(left), len(right)) > 9 or in_step(left, right) < 0.6
    if in_step(left, right) < 0.45 and any(_rows(one) and prose(two) for one, two in ((left, right), (right, left))):
        return True
    wide = all(median(s.x1 - s.x0 for s in side) > 7 * side[0].size for side in (left, right)) and all(
        _lettered(side) for side in (left, right)
    )
    return wide and dense(left) and dense(right) and in_step(left, right) < (0.85 if min(len(left), len(right)) > 20 else 0.4)


def headed_alike(left: list[Line], right: list[Line]) -> bool:
    """Whether a row of words stands on both sides: the head of a table that goes on in the next column."""
    heads = [{line.text for line in side if line.parts > 1 and sum(map(str.isalpha, line.text)) > 5} for side in (left, right)]
    several = all(sum(line.parts > 1 for line in side) > 0.4 * len(side) for side in (left, right))
    return several and len(heads[0] & heads[1]) == 1 and not (prose(left) and prose(right))


def _rows(side: list[Line]) -> bool:
    """Whether lines are the rows of a table."""
    return len(side) > 7 and sum(line.parts > 1 for line in side) > 0.6 * len(side)


def _aside(side: list[Line], text: list[Line]) -> bool:
    """Whether few words stand in a margin beside full lines, in blocks that begin on none of these: an article's authors."""
    if 2 * max(line.x1 - line.x0 for line in side) > max(line.x1 - line.x0 for line in text) or len(text) < 12:
        return False
    firsts = side[:1] + [b for a, b in pairwise(side) if b.y - a.y > 1.7 * b.size]
    several = 1 < len(firsts) < len(side) < 0.6 * len(text)
    return several and dense(text) and prose(text) and _lettered(side) and in_step(firsts, text) < 0.5


def dense(side: list[Line]) -> bool:
    """Whether lines stand close below each other, as those of a column do and labels of a form do not."""
    return len(side) * 1.7 * median(line.size for line in side) > side[-1].y - side[0].y


def prose(side: list[Line]) -> bool:
    """Whether lines are long, mostly full, and of words."""
    x0, x1 = sorted(s.x0 for s in side)[len(side) // 10], sorted(s.x1 for s in side)[-1 - len(side) // 10]
    if x1 - x0 < 7 * median(s.size for s in side):
        return False
    if sum(s.parts > 2 for s in side) > 0.5 * len(side):
        return False  # rows of a table
    count = sum(len(s.text) for s in side)
    full = sum(s.x1 - s.x0 > 0.72 * (x1 - x0) for s in side)
    covered = sum(s.covered for s in side) / sum(s.x1 - s.x0 for s in side)
    return count > 14 * len(side) and full >= 0.45 * len(side) and covered > 0.62 and _lettered(side)


def _lettered(side: list[Line]) -> bool:
    """Whether lines are of letters more than of figures, dots and the like."""
    text = "".join([s.text for s in side])
    return sum(map(str.isalpha, text)) > 0.35 * len(text)


def in_step(left: list[Line], right: list[Line], near: float = 0.15) -> float:
    """The share of baselines on the side with fewer that have one beside them."""
    few, many = sorted((left, right), key=len)
    places = sorted(line.y for line in many)
    level = 0
    for line in few:
        k = bisect_left(places, line.y)
        level += any(abs(y - line.y) < near * line.size for y in places[max(0, k - 1) : k + 1])
    return level / len(few)
