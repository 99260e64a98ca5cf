"""Values of fields set on a page, as if they were printed there: on the line of their label, in the type around them."""

from textwrap import wrap
from typing import Any, NamedTuple

import numpy as np

from moisson.readers.pdf.chars import Characters, Way
from moisson.readers.pdf.fields import Value
from moisson.readers.pdf.tags.elements import UNTAGGED
from moisson.readers.pdf.tags.page import ARRAYS as OF_EACH

WIDTH = 0.5  # of the size: how wide a letter is, on average
LEAST = 0.03  # of the size: the least width of letters that have to share a box
APART = 0.15  # of the size: a box's distance from the words beside it
STEP = 1.2  # of the size: from line to line
MIDDLE, ASCENT = 0.3, 0.9  # of the size: how high a line's middle and its top stand above its baseline
LEVEL = 0.5  # of the size: how far off a line may stand on which a field is
SIZE = 10.0  # points, on a page without words
LEADERS = np.array([*map(ord, "._…·")], np.uint32)  # printed under what is to be written
AFTER = 2.0  # of the size: how far behind a field words may begin that go on with its line
GAP = 0.3  # of the size: between words
SPACE = " "


class _Box(NamedTuple):
    """A field on the page as it is read: points from its top left."""

    x0: float
    x1: float
    top: float
    bottom: float


def fill(layout: Characters, values: list[Value]) -> Way:
    """Set values on a page, in place of the leaders and the boxes printed under them; gives their characters alone, too."""
    way = layout.ways[0]
    boxes = [_placed(layout, value) for value in values]
    way = _uncovered(way, values, boxes)
    usual = float(np.median(way.size)) if len(way.size) else SIZE
    rows: list[tuple[int, float, float, float, float, bool]] = []
    for value, box in zip(values, boxes, strict=True):
        rows.extend(_set(value, box, way, usual))
    code, x0, x1, y, size, first = (np.array(column) for column in zip(*rows, strict=True))
    count, font = len(rows), len(way.bold)
    alone = way._replace(
        code=code.astype(way.code.dtype),
        x0=x0.astype(way.x0.dtype),
        x1=x1.astype(way.x1.dtype),
        y=y.astype(way.y.dtype),
        size=size.astype(way.size.dtype),
        font=np.full(count, font, way.font.dtype),
        first=first.astype(way.first.dtype),
        unknown=np.zeros(count, way.unknown.dtype),
        bold=np.append(way.bold, np.zeros(1, way.bold.dtype)),
        mark=np.full(count, UNTAGGED, way.mark.dtype),
    )
    both: dict[str, Any] = {name: np.concatenate((getattr(way, name), getattr(alone, name))) for name in OF_EACH}
    layout.ways[0] = alone._replace(**both)
    return alone


def _placed(layout: Characters, value: Value) -> _Box:
    """The box of a field on the page turned as most of its words run."""
    left, right = value.left - layout.left, value.right - layout.left
    low, high = value.bottom - layout.bottom, value.top - layout.bottom
    if layout.turn == 0:
        return _Box(left, right, layout.height - high, layout.height - low)
    if layout.turn == 1:
        return _Box(low, high, left, right)
    if layout.turn == 2:
        return _Box(layout.width - right, layout.width - left, low, high)
    return _Box(layout.width - high, layout.width - low, layout.height - right, layout.height - left)


def _uncovered(way: Way, values: list[Value], boxes: list[_Box]) -> Way:
    """The characters without the leaders, and the boxes, that values stand over."""
    x, y = (way.x0 + way.x1) / 2, way.y - MIDDLE * way.size
    covered = np.zeros(len(x), np.bool_)
    leader = np.isin(way.code, LEADERS)
    for value, box in zip(values, boxes, strict=True):
        inside = (x > box.x0) & (x < box.x1) & (y > box.top) & (y < box.bottom)
        covered |= inside if value.box else inside & leader
    if not covered.any():
        return way
    return way._replace(**{name: getattr(way, name)[~covered] for name in OF_EACH})


def _set(value: Value, box: _Box, way: Way, usual: float) -> list[tuple[int, float, float, float, float, bool]]:
    """The characters of a value: code, start, end, baseline, size, and whether it is the first of its line."""
    size = usual if value.lines else min(usual, max(box.bottom - box.top, 1.0))
    y = box.top + ASCENT * size if value.lines else (box.top + box.bottom) / 2 + MIDDLE * size
    if not value.lines and len(way.y):
        y, size = _level(box, way, y, size)
    aside = min(APART * size, (box.x1 - box.x0) / 4)
    level = np.abs(way.y - y) < LEVEL * size
    over = way.x1[level & (way.x0 < box.x0) & (way.x1 > box.x0 - GAP * size)]  # of the label, which may reach into the field
    left = max(box.x0 + aside, float(over.max()) + GAP * size if len(over) else 0.0)
    room = max(box.x1 - aside - left, 1.0)
    goes_on = not value.lines and bool(np.any(level & (way.x0 > box.x1 - 1) & (way.x0 < box.x1 + AFTER * size)))
    lines = _wrapped(value.text, room, box, size) if value.lines else [" ".join(value.text.split())]
    step = min(STEP * size, (box.bottom - box.top) / len(lines))
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


def _level(box: _Box, way: Way, y: float, size: float) -> tuple[float, float]:
    """The baseline and the size of the words nearest to a field on its line; its own where none are there."""
    near = np.flatnonzero(np.abs(way.y - y) < LEVEL * size)
    if not len(near):
        return y, size
    away = np.maximum(np.maximum(box.x0 - way.x1[near], way.x0[near] - box.x1), 0)
    nearest = near[int(np.argmin(away))]
    return float(way.y[nearest]), float(way.size[nearest])


def _wrapped(text: str, room: float, box: _Box, size: float) -> list[str]:
    """The lines of a value, as long as its box is wide, or longer where it has too few of them."""
    most = max(int((box.bottom - box.top) / (STEP * size)), 1)
    long = max(int(room / (WIDTH * size)), -(-len(text) // most), 1)
    paragraphs = [" ".join(paragraph.split()) for paragraph in text.split("\n")]
    return [line for p in paragraphs if p for line in wrap(p, long, break_long_words=False, break_on_hyphens=False)] or [""]
