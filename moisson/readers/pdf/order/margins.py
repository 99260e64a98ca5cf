"""Numbers of lines in a margin, as bills have them."""

from collections import Counter
from itertools import pairwise
from operator import attrgetter

from moisson.readers.pdf.lines.pieces import Segment

LONG = 25  # characters of a line that shows where the text begins and ends
DIGITS = 4  # of such a number
LEAST = 3  # numbers in the margins of a document
STEPS = (1, 2, 5, 10)  # lines from one number to the next
NEAR = 0.4  # of the lines that numbers tell: by so many others their count may differ, for short ones have numbers, too
FULL, PROSE = 0.2, 0.6  # of the width, how far a full line may end before the others; of the lines, so many are full in prose


def line_numbers(pages: list[list[Segment]]) -> list[set[int]]:
    """For each page, the ids of the numbers of all lines, or every second, fifth or tenth, in a margin."""
    found = [set[int]() for _ in pages]
    texts = [[s for s in segments if len(s.text) > LONG] for segments in pages]
    for right in (False, True):
        margins = [_margin(segments, lines, right) for segments, lines in zip(pages, texts, strict=True)]
        steps = Counter([b - a for numbers in margins for a, b in pairwise(numbers.values())])
        step = max(STEPS, key=steps.__getitem__)
        own = [n for n, numbers in enumerate(margins) if numbers and {b - a for a, b in pairwise(numbers.values())} <= {step}]
        lines = [s for n in own for s in texts[n]]
        count = sum([len(margins[n]) for n in own])
        if count >= LEAST and abs(len(lines) - step * count) <= NEAR * step * count and (step > 1 or _prose(lines)):
            for n in own:
                found[n].update(margins[n])
    return found


def _margin(segments: list[Segment], lines: list[Segment], right: bool) -> dict[int, int]:
    """The numbers left or right of a page's lines, by their ids, from the top down."""
    if not lines:
        return {}
    edge = max([s.x1 for s in lines]) if right else min([s.x0 for s in lines])
    numbers = [s for s in segments if len(s.text) <= DIGITS and s.text.isdecimal() and (s.x0 > edge if right else s.x1 < edge)]
    return {id(s): int(s.text) for s in sorted(numbers, key=attrgetter("y"))}


def _prose(lines: list[Segment]) -> bool:
    """Whether most lines are full: numbers of entries that are none stay."""
    left, right = min([s.x0 for s in lines]), max([s.x1 for s in lines])
    return sum([s.x1 > right - FULL * (right - left) for s in lines]) > PROSE * len(lines)
