"""Draw memory, CPU and bytes written by the number of documents, from what `bench/scale.py --json` wrote.

    python bench/scale_plot.py docs/explanation/scale.svg before=bench/scale_runs/before.json since=bench/scale_runs/now.json

One line a file, by its label, over logarithmic axes; bounds are dashed. Readable on light and dark pages.
"""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from html import escape
from math import log10
from pathlib import Path
from typing import Any

from scale import CPU_RATIO, Measured, Run

WIDTH, HEIGHT, LEFT, TOP, GAP = 220, 220, 52, 40, 72
STYLE = """
text { font: 12px sans-serif; fill: #444 } .title { font-weight: bold } .grid { stroke: #8884 }
path { fill: none; stroke-width: 2 } .line0 { stroke: #d1782c } .line1 { stroke: #2a78c4 } .line2 { stroke: #3f9b52 }
.bound { stroke: #888; stroke-dasharray: 5 4 }
.dot0 { fill: #d1782c } .dot1 { fill: #2a78c4 } .dot2 { fill: #3f9b52 }
@media (prefers-color-scheme: dark) { text { fill: #ccc } }
"""  # the text's own colour on either page, the lines' on both

Line = tuple[str, Sequence[tuple[float, float]]]


def _runs(path: Path) -> list[Run]:
    """The runs in a file, their commands as Measured."""
    said: list[dict[str, Any]] = json.loads(path.read_bytes())["runs"]
    return [Run(**{**run, "commands": [Measured(**one) for one in run["commands"]]}) for run in said]


def _peak(run: Run) -> float:
    return max(one.anonymous_mib for one in run.commands)


def _cpu(run: Run) -> float:
    return run.on_the_way("cpu_s") / run.documents * 1e3


def _written(run: Run) -> float:
    return run.on_the_way("written_mb") / run.documents * 1e3


def plot(files: Sequence[tuple[str, list[Run]]]) -> str:
    """The drawing, as SVG."""
    longest = [run for _, runs in files for run in runs]
    sizes = sorted({run.documents for run in longest})
    cpu_bound = _cpu(files[-1][1][0]) * CPU_RATIO
    panels: list[tuple[str, Callable[[Run], float], list[tuple[float, float]]]] = [
        ("Memory, MiB", _peak, [(size, Run(size, 0).memory_limit_mib) for size in sizes]),
        ("CPU, ms a document", _cpu, [(size, cpu_bound) for size in sizes]),
        ("Written, kB a document", _written, [(run.documents, run.written_limit_mb / run.documents * 1e3) for run in longest]),
    ]
    width = LEFT + len(panels) * WIDTH + (len(panels) - 1) * GAP + 20
    title = "Memory, CPU time and bytes written by the number of documents, both axes logarithmic"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {TOP + HEIGHT + 64}" role="img">',
        f"<title>{title}</title><style>{STYLE}</style>",
    ]
    for number, (name, figure, bound) in enumerate(panels):
        lines: list[Line] = [(label, [(run.documents, figure(run)) for run in runs]) for label, runs in files]
        parts.append(f'<g transform="translate({LEFT + number * (WIDTH + GAP)} {TOP})">')
        parts += _panel(name, lines, sorted(set(bound)), sizes)
        parts.append("</g>")
    for number, (label, _) in enumerate(files):
        x = LEFT + number * 140
        parts.append(f'<circle class="dot{number}" cx="{x}" cy="{TOP + HEIGHT + 50}" r="5"/>')
        parts.append(f'<text x="{x + 10}" y="{TOP + HEIGHT + 54}">{escape(label)}</text>')
    x, y = LEFT + len(files) * 140, TOP + HEIGHT + 50
    parts.append(f'<path class="bound" d="M{x - 6} {y} h26"/><text x="{x + 26}" y="{y + 4}">bound</text>')
    return "\n".join([*parts, "</svg>", ""])


def _panel(name: str, lines: Sequence[Line], bound: list[tuple[float, float]], sizes: list[int]) -> Iterator[str]:
    values = [value for _, points in [*lines, ("", bound)] for _, value in points]
    across, up = _scale(min(sizes), max(sizes), WIDTH), _scale(min(values), max(values), HEIGHT)
    yield f'<text class="title" x="0" y="-16">{name}</text>'
    for value in _ticks(min(values), max(values)):
        y = HEIGHT - up(value)
        yield f'<line class="grid" x1="0" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text x="-6" y="{y:.1f}" dy="0.32em" text-anchor="end">{value:,.10g}</text>'
    for size in sizes:
        yield f'<line class="grid" x1="{across(size):.1f}" x2="{across(size):.1f}" y1="0" y2="{HEIGHT}"/>'
        yield f'<text x="{across(size):.1f}" y="{HEIGHT + 20}" text-anchor="middle">{_short(size)}</text>'

    def path(points: Sequence[tuple[float, float]]) -> str:
        return "M" + " L".join(f"{across(x):.1f} {HEIGHT - up(y):.1f}" for x, y in points)

    yield f'<path class="bound" d="{path(bound)}"/>'
    for number, (label, points) in enumerate(lines):
        yield f'<path class="line{number}" d="{path(points)}"/>'
        for x, y in points:
            about = escape(f"{label}: {y:,.2f} at {x:,.0f} documents")
            place = f'cx="{across(x):.1f}" cy="{HEIGHT - up(y):.1f}"'
            yield f'<circle class="dot{number}" {place} r="4"><title>{about}</title></circle>'


def _scale(least: float, most: float, length: int) -> Callable[[float], float]:
    """Where a value lies on a logarithmic axis of that length, a little room left on either side."""
    low, high = log10(least) - 0.1, log10(most) + 0.1
    return lambda value: length * (log10(value) - low) / (high - low)


def _ticks(least: float, most: float) -> list[float]:
    """Round values, the more of them the closer the ends are."""
    wide = log10(most / least)
    powers = range(int(log10(least)) - 2, int(log10(most)) + 2)
    steps = (1.0,) if wide > 2 else (1.0, 2.0, 5.0) if wide > 0.8 else (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0)
    low, high = 10 ** (log10(least) - 0.1), 10 ** (log10(most) + 0.1)
    return [step * 10.0**power for power in powers for step in steps if low <= step * 10.0**power <= high]


def _short(size: int) -> str:
    return f"{size / 1e6:g} M" if size >= 1e6 else f"{size / 1e3:g} k"


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    named = [each.partition("=") for each in sys.argv[2:]]
    Path(sys.argv[1]).write_text(plot([(label, _runs(Path(path))) for label, _, path in named]))
