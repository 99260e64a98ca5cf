"""Values of fields set on a page, as if they were printed there, in the type that is usual on it."""

from textwrap import wrap
from typing import Any

import numpy as np

from moisson.readers.pdf.characters.chars import OF_EACH, Characters, Way
from moisson.readers.pdf.characters.fields import Value
from moisson.readers.pdf.tags.elements import UNTAGGED

WIDTH = 0.5  # of the size: how wide a letter is, on average
LEAST = 0.03  # of the size: the least width of letters that have to share a box
APART = 0.15  # of the size: the end of a value from that of its box, beside which words stand
STEP = 1.2  # of the size: from line to line
MIDDLE, ASCENT = 0.3, 0.9  # of the size: how high a line's middle and its top stand above its baseline
LEVEL = 0.5  # of the size: how far off a line may stand on which a field is
SIZE = 10.0  # points, on a page without words
LEADERS = np.array([*map(ord, "._…·")], np.uint32)  # printed under what is to be written
AFTER = 2.0  # of the size: how far behind a field words may begin that go on with its line
GAP = 0.3  # of the size: between words
SPACE = " "


def fill(layout: Characters, values: list[Value]) -> Way:
    """Set values on a page, in place of the leaders and the boxes printed under them; gives their characters alone, too."""
    values = [_placed(layout, value) for value in values]
    way = _uncovered(layout.ways[0], values)
    usual = float(np.median(way.size)) if len(way.size) else SIZE
    code, x0, x1, y, size, first = np.array([row for value in values for row in _set(value, way, usual)]).T
    columns = zip(OF_EACH, (code, x0, x1, y, size, len(way.bold), first, False, UNTAGGED), strict=True)  # in a font of their own
    made: dict[str, Any] = {name: np.broadcast_to(each, len(code)).astype(getattr(way, name).dtype) for name, each in columns}
    alone = way._replace(bold=np.append(way.bold, way.bold.dtype.type(0)), **made)
    both: dict[str, Any] = {name: np.concatenate((getattr(way, name), made[name])) for name in OF_EACH}
    layout.ways[0] = alone._replace(**both)
    return alone


def _placed(layout: Characters, value: Value) -> Value:
    """A value with its box in points from the top left of the page, turned as most of its words run."""
    x, y = layout.upright(np.array((value.left, value.right)), np.array((value.bottom, value.top)))
    return value._replace(left=x.min(), right=x.max(), top=y.min(), bottom=y.max())


def _uncovered(way: Way, values: list[Value]) -> Way:
    """The characters without the leaders, and the boxes, that values stand over."""
    x, y = (way.x0 + way.x1) / 2, way.y - MIDDLE * way.size
    covered, leader = np.zeros(len(x), np.bool_), np.isin(way.code, LEADERS)
    for value in values:
        inside = (x > value.left) & (x < value.right) & (y > value.top) & (y < value.bottom) & (way.code > ord(SPACE))
        covered |= inside & (leader | (value.box and inside.sum() == 1))  # a box is one sign; more are a word's letters
    return way.some(~covered)


def _set(value: Value, way: Way, usual: float) -> list[tuple[int, float, float, float, float, bool]]:
    """The characters of a value: code, start, end, baseline, size, and whether it is the first of its line."""
    height = value.bottom - value.top
    size = usual if value.lines else min(usual, max(height, 1.0))
    y = value.top + ASCENT * size if value.lines else (value.top + value.bottom) / 2 + MIDDLE * size
    level = np.abs(way.y - y) < LEVEL * size
    over = way.x1[level & (way.x0 < value.left) & (way.x1 > value.left - GAP * size)]  # of the label, which may reach into it
    left = max(value.left, float(over.max()) + GAP * size if len(over) else 0.0)
    room = max(value.right - APART * size - left, 1.0)
    goes_on = not value.lines and bool(np.any(level & (way.x0 > value.right - 1) & (way.x0 < value.right + AFTER * size)))
    lines = _wrapped(value.text, room, height, size) if value.lines else [" ".join(value.text.split())]
    step = min(STEP * size, height / len(lines))
    out = []
    for k, line in enumerate(lines):
        spaces = line.count(SPACE)
        share = (room - GAP * size * spaces) / max(len(line) - spaces, 1)
        wide = share if goes_on else min(size if value.box else WIDTH * size, share)  # to its end, lest there be a gap
        wide = max(wide, LEAST * size)
        x = left
        for place, sign in enumerate(line + SPACE):
            end = x + (GAP * size if sign == SPACE else wide)
            out.append((ord(sign), x, end, y + k * step, size, place == 0))
            x = end
    return out


def _wrapped(text: str, room: float, height: float, size: float) -> list[str]:
    """The lines of a value, as long as its box is wide, or longer where it has too few of them."""
    most = max(int(height / (STEP * size)), 1)
    long = max(int(room / (WIDTH * size)), -(-len(text) // most), 1)
    paragraphs = [" ".join(paragraph.split()) for paragraph in text.split("\n")]
    return [line for p in paragraphs if p for line in wrap(p, long, break_long_words=False, break_on_hyphens=False)] or [""]
