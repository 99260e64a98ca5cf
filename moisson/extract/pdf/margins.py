"""What stands apart from the lines that it belongs to: large initials, numbers of paragraphs and of lines in a margin."""

from itertools import pairwise

from moisson.extract.pdf.segments import Segment

LONG = 25  # characters of a line that shows where the text begins and ends
LARGE = 1.7  # times the size of the line that an initial begins


def settled(segments: list[Segment]) -> list[Segment]:
    """The segments with initials joined to their lines and the numbers of paragraphs before theirs; numbers of lines left out."""
    lone = [s for s in segments if len(s.text) < 5]
    if not lone:
        return segments
    gone: set[int] = set()
    for s in lone:
        if len(s.text) < 3 and s.text[-1].isupper() and _initial(s, segments):
            gone.add(id(s))
    numbers = [s for s in lone if s.text.isdecimal()]
    if len(numbers) > 2:
        gone |= _numbers(numbers, [s for s in segments if len(s.text) > LONG])
    return [s for s in segments if id(s) not in gone] if gone else segments


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
    first = min(beside, key=lambda s: s.y)
    if abs(first.y - 0.72 * first.size - top) > 0.5 * first.size or not first.text[0].isalpha() or len(first.text) < 5:
        return False
    first.text = initial.text + first.text
    for s in beside:
        s.x0 = initial.x0
    return True


def _numbers(numbers: list[Segment], lines: list[Segment]) -> set[int]:
    """The numbers of lines; those of paragraphs in the right margin are put before their lines."""
    if len(lines) < 8:
        return set()
    left, right = sorted(s.x0 for s in lines)[len(lines) // 20], sorted(s.x1 for s in lines)[-1 - len(lines) // 20]
    gone: set[int] = set()
    for side in (
        [s for s in numbers if s.x1 < left - 0.4 * s.size],
        [s for s in numbers if s.x0 > right + 0.4 * s.size],
    ):
        if len(side) < 3:
            continue
        side.sort(key=lambda s: s.y)
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
        line = max(beside, key=lambda line: line.x1, default=None)
        if line and not line.text.rstrip().endswith((" .", "..", "…")):
            pairs.append((s, line))
    if len(pairs) < 3 or sum(line.x1 > right - 2 * line.size for _, line in pairs) < 0.5 * len(pairs):
        return set()
    for s, line in pairs:
        s.x0, s.x1, s.y = line.x0 - 2 * line.size, line.x0 - line.size, line.y
    return {id(s) for s in numbers} - {id(s) for s, _ in pairs}
