"""A curve as the points of an SVG line, in a box of fixed measure, with the ends of its axes."""

from collections.abc import Sequence
from typing import NamedTuple

from moisson.release.report.svg import number

WIDTH, HEIGHT = 600, 220


class Curve(NamedTuple):
    """A line's points, and the lowest and highest values that the box stands for."""

    points: str
    first: int
    last: int
    low: float
    high: float


def curve(points: Sequence[tuple[int, float]]) -> Curve:
    """The curve through some points, ascending in the first of their numbers; there are at least two."""
    first, last = points[0][0], points[-1][0]
    low, high = min(y for _, y in points), max(y for _, y in points)
    wide, tall = (last - first) or 1, (high - low) or 1.0
    drawn = " ".join(f"{number(WIDTH * (x - first) / wide)},{number(HEIGHT * (high - y) / tall)}" for x, y in points)
    return Curve(drawn, first, last, low, high)
