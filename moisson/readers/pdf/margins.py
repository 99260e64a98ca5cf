"""What stands apart from the lines that it belongs to: large initials, numbers of paragraphs and of lines in a margin."""

from itertools import pairwise
from operator import attrgetter

from moisson.readers.pdf.heights import by_height
from moisson.readers.pdf.levels import leveled
from moisson.readers.pdf.pieces import Segment

LONG = 25  # characters of a line that shows where the text begins and ends
MOST = 200  # numbers in a margin
LEAST = 10  # lines of a page that show that all of them have numbers
LARGE = 1.7  # times the size of the line that an initial begins


def settled(segments: list[Segment]) -> list[Segment]:
    """The segments with initials joined to their lines and the numbers of paragraphs before theirs; numbers of lines left out."""
    segments = leveled(segments)
    lone = [s for s in segments if len(s.text) < 5]
    if not lone:
        return segments
    gone: set[int] = set()
    for s in lone:
        if len(s.text) < 3 and s.text[-1].isupper() and _initial(s, segments):
            gone.add(id(s))
    numbers = [s for s in lone if s.text.isdecimal()]
    if len(numbers) > 2:
        gone |= _numbers(numbers, [s for s in segments if len(s.text) > LONG], segments)
    return [s for s in segments if id(s) not in gone] if gone else segments


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
    return by_height(side) if 2 * level < len(side) else []


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
    for s in by_height([s for s in segments if id(s) not in own]):
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
    long = by_height([s for s in others if len(s.text) > LONG])
    beside = [s for s in long if any(abs(s.y - number.y) < 0.3 * s.size for number in side)]
    if len(beside) < LEAST or len(beside) < 0.9 * len(long) or len(beside) < 0.7 * len(side):
        return False
    left, right = min([s.x0 for s in beside]), max([s.x1 for s in beside])
    full = sum([s.x1 > right - 0.2 * (right - left) for s in beside])
    return full > 0.6 * len(beside) and sum([s.text[:1].islower() for s in beside]) > 0.3 * len(beside)


def _initial(initial: Segment, segments: list[Segment]) -> bool:
    """Join a large initial to the line that it begins, and pull the lines beside it to its left edge."""
    top = initial.y - 0.72 * initial.size
    beside = [
        s
        for s in segments
        if s.size * LARGE < initial.size
        and -0.3 * s.size < s.x0 - initial.x1 < 1.2 * s.size
        and top - 0.5 * s.size < s.y - 0.72 * s.size
        and s.y < initial.y + 0.35 * s.size
    ]
    if not beside:
        return False
    first = min(beside, key=attrgetter("y"))
    if abs(first.y - 0.72 * first.size - top) > 0.5 * first.size or not first.text[0].isalpha() or len(first.text) < 5:
        return False
    first.text = initial.text + first.text
    for s in beside:
        s.x0 = initial.x0
    return True


def _numbers(numbers: list[Segment], lines: list[Segment], segments: list[Segment]) -> set[int]:
    """The numbers of lines; those of paragraphs in the right margin are put before their lines."""
    if len(lines) < 8:
        return set()
    right = sorted([s.x1 for s in lines])[-1 - len(lines) // 20]
    gone: set[int] = set()
    for side in _margins(numbers, lines, segments):
        if len(side) < 3:
            continue
        steps = {int(b.text) - int(a.text) for a, b in pairwise(side)}
        heights = [b.y - a.y for a, b in pairwise(side)]
        if len(steps) == 1 and steps <= {1, 2, 5, 10} and len(side) > 3 and max(heights) - min(heights) < 3:
            gone.update(map(id, side))  # of lines
        elif side[0].x0 > right and min(steps) > 0 and len(side) < 0.4 * len(lines):
            gone |= _before(side, lines, right)
    return gone


def _before(numbers: list[Segment], lines: list[Segment], right: float) -> set[int]:
    """Put numbers of paragraphs before the lines that they stand beside; where these are full, else they may be amounts.

    Returns those that stand beside no line.
    """
    pairs = []
    for s in numbers:
        beside = [line for line in lines if abs(line.y - s.y) < 0.5 * line.size and line.x1 < s.x0]
        line = max(beside, key=attrgetter("x1"), default=None)
        if line and not line.text.rstrip().endswith((" .", "..", "…")):
            pairs.append((s, line))
    if len(pairs) < 3 or sum([line.x1 > right - 2 * line.size for _, line in pairs]) < 0.5 * len(pairs):
        return set()
    for s, line in pairs:
        s.x0, s.x1, s.y = line.x0 - 2 * line.size, line.x0 - line.size, line.y
    return {id(s) for s in numbers} - {id(s) for s, _ in pairs}
