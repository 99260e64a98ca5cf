"""Whether what stands on the two sides of a strip of white are columns of their own, or rows of a table or of a form."""

from bisect import bisect_left
from itertools import pairwise

from moisson.readers.pdf.middle import median
from moisson.readers.pdf.pieces import Segment
from moisson.readers.spaces import count_letters

NEAR = 40  # places that segments may be moved by, all in all, for each that there is: where more must, they are sorted


class Line:
    """A line of one side: its ends, how much of it is covered by words, and these words without the gaps between its segments."""

    __slots__ = ("count", "covered", "ended", "goes_on", "letters", "more", "parts", "size", "text", "x0", "x1", "y")

    def __init__(self, first: Segment, goes_on: bool) -> None:
        self.x0 = first.x0
        self.x1 = first.x1
        self.y = first.y
        self.size = first.size
        self.covered = first.x1 - first.x0
        self.text = first.text
        self.more: list[str] | None = None  # the text of the others
        self.count = len(first.text)  # of its characters
        self.letters = count_letters(first.text)
        self.goes_on = goes_on  # begins as the middle of a sentence does, below a line that ends none
        self.ended = _ended(first.text)
        self.parts = 1


def _ended(text: str) -> bool:
    return len(text) > 0 and (text[-1] == "." or text[-1] == ":" or text[-1] == ";")


def _whole(line: Line) -> str:
    """The words of a line."""
    return line.text if line.more is None else line.text + "".join(line.more)


def _level(side: list[Segment]) -> list[Segment]:
    """Segments by baselines, each from left to right; most stand so already, or nearly."""
    before, left, out = -(10**9), 0.0, side
    for k, s in enumerate(side):
        y = round(s.y)
        if y < before or (y == before and s.x0 < left):
            out = side[:k]
            break
        before, left = y, s.x0
    moved, most = 0, NEAR * len(side)
    for s in side[len(out) :]:
        y, left, at = round(s.y), s.x0, len(out)
        while at > 0 and moved < most:
            other = out[at - 1]
            before = round(other.y)
            if before < y or (before == y and other.x0 <= left):
                break
            at -= 1
            moved += 1
        out.insert(at, s)
    return out if moved < most else _sorted(side)


def _sorted(side: list[Segment]) -> list[Segment]:
    places = sorted([(round(s.y), s.x0, k) for k, s in enumerate(side)])
    return [side[k] for _, _, k in places]


def merged(side: list[Segment]) -> list[Line]:
    """Segments on one baseline as one line: loosely set words are segments of their own."""
    out: list[Line] = []
    line: Line | None = None
    for s in _level(side):
        if line is not None and abs(s.y - line.y) < 0.35 * s.size:
            if s.x0 < line.x0:
                line.x0 = s.x0
            if s.x1 > line.x1:
                line.x1 = s.x1
            line.covered += s.x1 - s.x0
            line.count += len(s.text)
            line.letters += count_letters(s.text)
            if line.more is None:
                line.more = []
            line.more.append(s.text)
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
    narrow = 2 * _widest(left) < _widest(right)
    if narrow and dense(right) and not dense(left) and in_step(left, right) > 0.6:
        return False  # labels beside what they are for
    if narrow and labelled(left, right):
        return False
    if headed_alike(left, right) or _aside(left, right) or _aside(right, left):
        return True
    if prose(left) and prose(right):
        flows = all(sum([line.goes_on for line in side]) >= 0.3 * len(side) for side in (left, right))
        return flows or min(len(left), len(right)) > 9 or in_step(left, right) < 0.6
    if listed(left) and listed(right):
        return True
    if in_step(left, right) < 0.45 and ((_rows(left) and prose(right)) or (_rows(right) and prose(left))):
        return True
    wide = all(median([line.x1 - line.x0 for line in side]) > 7 * side[0].size for side in (left, right))
    wide = wide and _lettered(left) and _lettered(right)
    return wide and dense(left) and dense(right) and in_step(left, right) < (0.85 if min(len(left), len(right)) > 20 else 0.4)


def _widest(side: list[Line]) -> float:
    most = 0.0
    for line in side:
        most = max(most, line.x1 - line.x0)
    return most


def headed_alike(left: list[Line], right: list[Line]) -> bool:
    """Whether a row of words stands on both sides: the head of a table that goes on in the next column."""
    heads = []
    for side in (left, right):
        several = [line for line in side if line.parts > 1]
        if len(several) <= 0.4 * len(side):
            return False
        heads.append({_whole(line) for line in several if line.letters > 5})
    return len(heads[0] & heads[1]) == 1 and not (prose(left) and prose(right))


def _rows(side: list[Line]) -> bool:
    """Whether lines are the rows of a table."""
    return len(side) > 7 and sum([line.parts > 1 for line in side]) > 0.6 * len(side)


def _aside(side: list[Line], text: list[Line]) -> bool:
    """Whether few words stand in a margin beside full lines, in blocks that begin on none of these: an article's authors."""
    if 2 * _widest(side) > _widest(text) or len(text) < 12:
        return False
    firsts = side[:1] + [b for a, b in pairwise(side) if b.y - a.y > 1.7 * b.size]
    several = 1 < len(firsts) < len(side) < 0.6 * len(text)
    return several and dense(text) and prose(text) and _lettered(side) and in_step(firsts, text) < 0.5


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


def labelled(side: list[Line], other: list[Line]) -> bool:
    """Whether lines that all end at one place, and begin at many, name what stands beside them, block by block."""
    ends, starts = sorted([line.x1 for line in side]), sorted([line.x0 for line in side])
    count, size = len(side), side[0].size
    if count < 4 or ends[-1] - ends[count // 4] > 0.3 * size or starts[3 * count // 4] - starts[count // 4] < size:
        return False
    if listed(side):
        return False
    firsts = side[:1] + [b for a, b in pairwise(side) if b.y - a.y > 1.5 * b.size]
    return len(firsts) > 2 and 2 * len(firsts) >= count and in_step(firsts, other, 0.4) > 0.5


def listed(side: list[Line]) -> bool:
    """Whether lines are mostly the entries of a table of contents: dots, and the number of a page."""
    return sum([line.count > 4 and entry(_whole(line)) for line in side]) > 0.5 * len(side)


def entry(text: str) -> bool:
    """Whether a text is words, dots and a number."""
    return text[-1:].isdigit() and ("...." in text or ". . . ." in text) and text[0] != "."


def _lettered(side: list[Line]) -> bool:
    """Whether lines are of letters more than of figures, dots and the like."""
    letters = sum([line.letters for line in side])
    return letters > 0.35 * sum([line.count for line in side])


def in_step(left: list[Line], right: list[Line], near: float = 0.15) -> float:
    """The share of baselines on the side with fewer that have one beside them."""
    few, many = (left, right) if len(left) <= len(right) else (right, left)
    places = sorted([line.y for line in many])
    level = 0
    for line in few:
        k, reach = bisect_left(places, line.y), near * line.size
        if k < len(places):
            y = places[k]
            if abs(y - line.y) < reach:
                level += 1
                continue
        if k > 0:
            y = places[k - 1]
            level += abs(y - line.y) < reach
    return level / len(few)
