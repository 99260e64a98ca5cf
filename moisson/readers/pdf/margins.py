"""Numbers of lines in a margin, as bills have them."""

from collections import Counter
from itertools import pairwise
from operator import attrgetter

from moisson.readers.pdf.pieces import Segment

LONG = 25  # characters of a line that shows where the text begins and ends
DIGITS = 4  # of such a number
LEAST = 3  # numbers in the margins of a document
STEPS = (1, 2, 5, 10)  # lines from one number to the next
NEAR = 0.4  # of the lines that numbers tell: by so many others their count may differ, for short ones have numbers, too
LEVEL = 0.3  # of the size: how far apart the baselines of a line and its number may be
FULL, PROSE = 0.2, 0.6  # of the width, how far a full line may end before the others; of the lines, so many are full in prose


def line_numbers(pages: list[list[Segment]]) -> list[set[int]]:
    """For each page, the ids of the numbers of all lines, or every second, fifth or tenth, in a margin."""
    found = [set[int]() for _ in pages]
    lines = [[s for s in segments if len(s.text) > LONG] for segments in pages]
    margins = [_margins(segments, long) for segments, long in zip(pages, lines, strict=True)]
    for side in (0, 1):
        steps = Counter([int(b.text) - int(a.text) for margin in margins for a, b in pairwise(margin[side])])
        step = steps.most_common(1)[0][0] if steps else 0
        own = [n for n, margin in enumerate(margins) if step in STEPS and _counts(margin[side], step)]
        numbers = [s for n in own for s in margins[n][side]]
        if len(numbers) >= LEAST and _all(step, numbers, [(margins[n][side], lines[n]) for n in own]):
            for n in own:
                found[n].update(map(id, margins[n][side]))
    return found


def _margins(segments: list[Segment], lines: list[Segment]) -> tuple[list[Segment], list[Segment]]:
    """The numbers left and right of a page's lines, from the top down."""
    if not lines:
        return [], []
    numbers = sorted([s for s in segments if len(s.text) <= DIGITS and s.text.isdecimal()], key=attrgetter("y"))
    left, right = min([s.x0 for s in lines]), max([s.x1 for s in lines])
    return [s for s in numbers if s.x1 < left], [s for s in numbers if s.x0 > right]


def _counts(side: list[Segment], step: int) -> bool:
    """Whether the numbers of a margin grow by a step, from one that it divides."""
    return bool(side) and int(side[0].text) % step == 0 and all(int(b.text) - int(a.text) == step for a, b in pairwise(side))


def _all(step: int, numbers: list[Segment], pages: list[tuple[list[Segment], list[Segment]]]) -> bool:
    """Whether there are as many lines as the numbers say; where each has one, most lines have one beside them, and are prose."""
    count = sum([len(lines) for _, lines in pages])
    if step > 1:
        return abs(count - step * len(numbers)) <= NEAR * step * len(numbers)
    own = [s for side, lines in pages for s in lines if any(abs(s.y - n.y) < LEVEL * s.size for n in side)]
    left, right = min([s.x0 for s in own], default=0.0), max([s.x1 for s in own], default=0.0)
    full = sum([s.x1 > right - FULL * (right - left) for s in own])
    return full > PROSE * count
