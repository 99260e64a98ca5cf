"""Estimates with their intervals as SVG: a line each, a dot on its whisker, over one axis. Readable on light and dark pages."""

from collections.abc import Sequence
from html import escape
from math import floor, log10

from moisson.contracts.intervals import Interval
from moisson.release.report.svg import number

LEFT, WIDTH, RIGHT, TOP, LINE = 270, 420, 90, 52, 26
STYLE = (
    "text { font: 12px sans-serif; fill: #444 } .title { font-weight: bold } .grid { stroke: #8884 }"
    " .whisker { stroke: #2a78c4; stroke-width: 2 } circle { fill: #2a78c4 } .mark { stroke: #888; stroke-dasharray: 5 4 }"
    " @media (prefers-color-scheme: dark) { text { fill: #ccc } }"
)


def interval_plot(rows: Sequence[tuple[str, Interval]], title: str, mark: float | None = None) -> str:
    """Draw labelled estimates from above to below; `mark` is a dashed line, such as what chance would give.

    The axis begins at 0, so that lengths from it compare; below it where a bound is negative.
    """
    least = min(0.0, *(each.low for _, each in rows))
    most = max(*(each.high for _, each in rows), mark or 0.0, least + 1e-9)
    step = _step((most - least) / 5)
    low, high = step * floor(least / step), step * -floor(-most / step)

    def across(value: float) -> str:
        return number(LEFT + WIDTH * (value - low) / (high - low))

    height = TOP + LINE * len(rows)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + RIGHT} {height + 30}" role="img">',
        f"<title>{escape(title)}</title><style>{STYLE}</style>",
        f'<text class="title" x="8" y="22">{escape(title)}</text>',
    ]
    for tick in range(round((high - low) / step) + 1):
        x, value = across(low + tick * step), low + tick * step
        parts.append(f'<line class="grid" x1="{x}" x2="{x}" y1="{TOP - 12}" y2="{height}"/>')
        parts.append(f'<text x="{x}" y="{height + 18}" text-anchor="middle">{number(value)}</text>')
    if mark is not None:
        parts.append(f'<line class="mark" x1="{across(mark)}" x2="{across(mark)}" y1="{TOP - 12}" y2="{height}"/>')
    for place, (label, each) in enumerate(rows):
        y = TOP + LINE * place + LINE // 2
        said = f"{label}: {each.value:.3f}, 95% interval {each.low:.3f} to {each.high:.3f}"
        parts += [
            f"<g><title>{escape(said)}</title>",
            f'<text x="{LEFT - 12}" y="{y}" dy="0.32em" text-anchor="end">{escape(_short(label))}</text>',
            f'<line class="whisker" x1="{across(each.low)}" x2="{across(each.high)}" y1="{y}" y2="{y}"/>',
            f'<circle cx="{across(each.value)}" cy="{y}" r="4"/>',
            f'<text x="{LEFT + WIDTH + 12}" y="{y}" dy="0.32em">{each.value:.3f}</text></g>',
        ]
    return "\n".join([*parts, "</svg>", ""])


def _short(label: str) -> str:
    return label if len(label) <= 34 else label[:33] + "…"


def _step(least: float) -> float:
    """1, 2 or 5 times a power of ten, at least this."""
    power = 10.0 ** floor(log10(least))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * (1 - 1e-9))
