"""Charts as inline SVG: bars and columns, drawn in per cent of the width they get, so that text keeps its size on any screen.

Every number is rounded and written the same way, so equal figures give equal bytes. Colours are classes of the style sheet.
"""

from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import NamedTuple

PLOT_HEIGHT = 200
TICKS_HEIGHT = 22
AXIS_WIDTH = 46
MOST_LABELS = 14


class Part(NamedTuple):
    """A piece of a bar or column: how much, the class that colours it, and what it says when pointed at."""

    value: int
    colour: str
    label: str


class Column(NamedTuple):
    """A column of a histogram: what stands under it, its name in full, its pieces from the bottom up."""

    tick: str
    name: str
    parts: Sequence[Part]

    @property
    def value(self) -> int:
        return sum(part.value for part in self.parts)


def number(value: float) -> str:
    """A coordinate, of at most three decimals."""
    return f"{value:.3f}".rstrip("0").rstrip(".") or "0"


def bar(parts: Iterable[Part], whole: int, title: str) -> str:
    """A horizontal bar of stacked pieces; `whole` is what the full width stands for."""
    drawn, x = [], 0.0
    for part in parts:
        width = 100 * part.value / whole if whole else 0.0
        if part.value:
            drawn.append(
                f'<rect class="{part.colour}" x="{number(x)}%" y="0" width="{number(width)}%" height="14">'
                f"<title>{escape(part.label)}</title></rect>"
            )
        x += width
    return f'<svg class="bar" role="img" width="100%" height="14"><title>{escape(title)}</title>{"".join(drawn)}</svg>'


def columns(data: Sequence[Column], title: str, description: str, written: Callable[[int], str] = str) -> str:
    """A histogram: the axis in one drawing of fixed width, the plot in another that takes the rest; `written` names its ticks."""
    top, step = scale(max((column.value for column in data), default=0))
    places = {tick: number(_y(tick, top)) for tick in range(0, top + 1, step)}
    axis = "".join(
        f'<text x="{AXIS_WIDTH - 8}" y="{y}" dy="0.32em" text-anchor="end">{escape(written(tick))}</text>'
        for tick, y in places.items()
    )
    lines = "".join(
        f'<line class="{"grid" if tick else "base"}" x1="0" x2="100%" y1="{y}" y2="{y}"/>' for tick, y in places.items()
    )
    slot = 100 / len(data) if data else 100.0
    drawn = "".join(_column(column, place, slot, top) for place, column in enumerate(data))
    height = PLOT_HEIGHT + TICKS_HEIGHT + 8
    return (
        f'<div class="plot"><svg class="axis" aria-hidden="true" width="{AXIS_WIDTH}" height="{height}">{axis}</svg>'
        f'<svg class="columns" role="img" width="100%" height="{height}"><title>{escape(title)}</title>'
        f"<desc>{escape(description)}</desc>{lines}{drawn}{_ticks(data, slot)}</svg></div>"
    )


def _y(value: float, top: int) -> float:
    return 8 + PLOT_HEIGHT * (1 - value / top)


def _column(column: Column, place: int, slot: float, top: int) -> str:
    gap = min(0.12 * slot, 0.6)
    x, width = number(place * slot + gap), number(slot - 2 * gap)
    drawn, below = [], 0
    for part in column.parts:
        if part.value:
            y, foot = _y(below + part.value, top), _y(below, top)
            drawn.append(f'<rect class="{part.colour}" x="{x}%" y="{number(y)}" width="{width}%" height="{number(foot - y)}"/>')
        below += part.value
    said = "; ".join([column.name, *(part.label for part in column.parts if part.value)])
    # An invisible column of full height, so that the smallest of them can be pointed at.
    hit = f'<rect class="hit" x="{x}%" y="8" width="{width}%" height="{PLOT_HEIGHT}"/>'
    return f"<g><title>{escape(said)}</title>{''.join(drawn)}{hit}</g>"


def _ticks(data: Sequence[Column], slot: float) -> str:
    """The labels under the columns; every second one is of a class that narrow screens hide."""
    named = [(place, column.tick) for place, column in enumerate(data) if column.tick]
    y = PLOT_HEIGHT + TICKS_HEIGHT + 2
    kinds = ("tick", "tick alternate")
    return "".join(
        f'<text class="{kinds[order % 2]}" x="{number((place + 0.5) * slot)}%" y="{y}" text-anchor="middle">{escape(tick)}</text>'
        for order, (place, tick) in enumerate(named)
    )


def scale(largest: int) -> tuple[int, int]:
    """The end of an axis and the distance of its ticks: 1, 2 or 5 times a power of ten, two to five of them."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if largest <= 5 * factor * step:
                ticks = max(1, -(-largest // (factor * step)))
                return ticks * factor * step, factor * step
        step *= 10


def every(values: Sequence[int]) -> int:
    """How far apart labelled values stand, so that no more than about fourteen are labelled: 1, 2, 5, 10, 20 …"""
    span = values[-1] - values[0] + 1 if values else 1
    step = 1
    while True:
        for factor in (1, 2, 5):
            if span <= MOST_LABELS * factor * step:
                return factor * step
        step *= 10
