"""Numbers of lines in a margin, as bills have them."""

from itertools import pairwise
from operator import attrgetter

from moisson.readers.pdf.pieces import Segment

LONG = 25  # characters of a line that shows where the text begins and ends
MOST = 200  # numbers in a margin
LEAST = 10  # lines of a page that show that all of them have numbers


def line_numbers(pages: list[list[Segment]]) -> list[set[int]]:
    """For each page, the ids of the numbers of all lines, or every second, fifth or tenth, in a margin, as bills have them."""
    found = [set[int]() for _ in pages]
    sides: set[tuple[int, int]] = set()  # where such numbers end, and by how much they grow
    waiting: list[tuple[int, list[Segment]]] = []
    for page, segments in enumerate(pages):
        numbers = [s for s in segments if len(s.text) < 5 and s.text.isdecimal()]
        lines = [s for s in segments if len(s.text) > LONG] if numbers else []
        if len(lines) < 2:
            continue
        for side in _margins(numbers, lines, segments):
            if len(side) > 2 and (step := _every(side, segments)):
                sides.add((round(side[0].x1), step))
                found[page].update(map(id, side))
            elif side:
                waiting.append((page, side))
    for page, side in waiting:
        each = all(int(b.text) - int(a.text) == 1 for a, b in pairwise(side))
        for s in side:
            if any(abs(s.x1 - x) < 6 and int(s.text) % step == 0 and (step > 1 or each) for x, step in sides):
                found[page].add(id(s))
    return found


def _margins(numbers: list[Segment], lines: list[Segment], segments: list[Segment]) -> tuple[list[Segment], list[Segment]]:
    """The numbers left and right of the lines, from top to bottom; none of a column that others stand beyond."""
    left, right = sorted([s.x0 for s in lines])[len(lines) // 20], sorted([s.x1 for s in lines])[-1 - len(lines) // 20]
    before = [s for s in numbers if s.x1 < left - 0.4 * s.size]
    behind = [s for s in numbers if s.x0 > right + 0.4 * s.size]
    if before:
        low = min([s.x0 for s in before])
        before = _outermost(before, [s for s in segments if s.x1 < low])
    if behind:
        high = max([s.x1 for s in behind])
        behind = _outermost(behind, [s for s in segments if s.x0 > high])
    return before, behind


def _outermost(side: list[Segment], beyond: list[Segment]) -> list[Segment]:
    """Numbers from top to bottom; none where others stand beyond most of them."""
    if len(side) > MOST:
        return []
    level = sum([_beside(s, beyond) for s in side])
    return sorted(side, key=attrgetter("y")) if 2 * level < len(side) else []


def _beside(s: Segment, others: list[Segment]) -> bool:
    return any(abs(s.y - other.y) < 0.5 * s.size for other in others)


def _every(side: list[Segment], segments: list[Segment]) -> int:
    """By how much numbers in a margin grow, where they count lines: as many as stand from each to the next; else 0."""
    steps = {int(b.text) - int(a.text) for a, b in pairwise(side)}
    step = steps.pop()
    if steps or step not in (1, 2, 5, 10) or any(int(s.text) % step for s in side):
        return 0
    own = set(map(id, side))
    if step == 1:
        return int(_all_numbered(side, [s for s in segments if id(s) not in own]))
    bases: list[float] = []
    for s in sorted([s for s in segments if id(s) not in own], key=attrgetter("y")):
        if not bases or s.y - bases[-1] > 0.5 * s.size:
            bases.append(s.y)
    counts = [_within(a, b, bases) for a, b in pairwise(side)]
    return step if sum([abs(count - step) < 0.3 * step for count in counts]) > 0.6 * len(counts) else 0


def _within(above: Segment, below: Segment, bases: list[float]) -> int:
    """How many baselines stand between two numbers, the lower one's own among them."""
    low, high, count = above.y + 0.3 * above.size, below.y + 0.3 * below.size, 0
    for y in bases:
        count += low < y < high
    return count


def _all_numbered(side: list[Segment], others: list[Segment]) -> bool:
    """Whether numbers count all lines of prose: few have none, most are full, and many begin in the middle of a sentence."""
    long = [s for s in others if len(s.text) > LONG]
    beside = [s for s in long if any(abs(s.y - number.y) < 0.3 * s.size for number in side)]
    if len(beside) < LEAST or len(beside) < 0.9 * len(long) or len(beside) < 0.7 * len(side):
        return False
    left, right = min([s.x0 for s in beside]), max([s.x1 for s in beside])
    full = sum([s.x1 > right - 0.2 * (right - left) for s in beside])
    return full > 0.6 * len(beside) and sum([s.text[:1].islower() for s in beside]) > 0.3 * len(beside)
