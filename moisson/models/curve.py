"""The plot of a training, as SVG: held-out text beside its baseline, loss, speed and memory, by the tokens seen.

Readable on light and dark pages; the same log gives the same bytes.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from math import floor, log10
from typing import Any

WIDTH, HEIGHT, LEFT, TOP, GAP_X, GAP_Y = 300, 140, 56, 44, 76, 72
STYLE = """
text { font: 12px sans-serif; fill: #444 } .title { font-weight: bold } .grid { stroke: #8884 }
path { fill: none; stroke: #2a78c4; stroke-width: 2 } circle { fill: #2a78c4 } .bound { stroke: #d1782c; stroke-dasharray: 5 4 }
@media (prefers-color-scheme: dark) { text { fill: #ccc } }
"""
PANELS = (
    ("held_out_bits_per_byte", "Held-out text, bits per byte"),
    ("loss", "Loss, nats a token"),
    ("tokens_a_second", "Tokens a second"),
    ("memory_mib", "Memory of a process, MiB"),
)


def curve(log: Sequence[Mapping[str, Any]], unigram_bits_per_byte: float) -> str:
    """Draw the lines of `log.jsonl`."""
    title = "A training by the tokens seen: bits per byte of held-out text beside those of token frequencies, loss, speed, memory"
    size = f"{LEFT + 2 * WIDTH + GAP_X + 20} {TOP + 2 * HEIGHT + GAP_Y + 40}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" role="img">',
        f"<title>{escape(title)}</title><style>{STYLE}</style>",
    ]
    for number, (name, label) in enumerate(PANELS):
        x, y = LEFT + number % 2 * (WIDTH + GAP_X), TOP + number // 2 * (HEIGHT + GAP_Y)
        points = [(float(line["tokens"]), float(line[name])) for line in log if name in line]
        parts.append(f'<g transform="translate({x} {y})">')
        parts += _panel(label, points, unigram_bits_per_byte if number == 0 else None)
        parts.append("</g>")
    return "\n".join([*parts, "</svg>", ""])


def _panel(label: str, points: Sequence[tuple[float, float]], bound: float | None) -> Iterator[str]:
    values = [value for _, value in points] + ([] if bound is None else [bound])
    most, ticks = max(x for x, _ in points), _ticks(max(values))

    def place(x: float, y: float) -> str:
        return f"{WIDTH * x / most:.1f} {HEIGHT - HEIGHT * y / ticks[-1]:.1f}"

    yield f'<text class="title" x="0" y="-14">{escape(label)}</text>'
    for tick in ticks:
        y = HEIGHT - HEIGHT * tick / ticks[-1]
        yield f'<line class="grid" x1="0" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text x="-6" y="{y:.1f}" dy="0.32em" text-anchor="end">{tick:,.10g}</text>'
    for share in (0.0, 0.5, 1.0):
        anchor = ("start", "middle", "end")[int(share * 2)]
        yield f'<text x="{WIDTH * share:.1f}" y="{HEIGHT + 18}" text-anchor="{anchor}">{_short(most * share)}</text>'
    if bound is not None:
        said = f"<title>the frequencies of tokens alone: {bound:.3f}</title>"
        yield f'<path class="bound" d="M{place(0, bound)} L{place(most, bound)}">{said}</path>'
    yield f'<path d="M{" L".join(place(x, y) for x, y in points)}"/>'
    for x, y in points if len(points) <= 24 else points[-1:]:
        across, _, down = place(x, y).partition(" ")
        yield f'<circle cx="{across}" cy="{down}" r="3"><title>{y:,.4g} after {x:,.0f} tokens</title></circle>'


def _ticks(most: float) -> list[float]:
    """Round values from 0 to the first that no value exceeds, five at most."""
    power = 10.0 ** floor(log10(most)) if most > 0 else 1.0
    step = next(size * power for size in (0.25, 0.5, 1.0, 2.5) if 4 * size * power >= most)
    return [round(step * number, 10) for number in range(5)]


def _short(tokens: float) -> str:
    for size, unit in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if tokens >= size:
            return f"{tokens / size:.3g}{unit}"
    return f"{tokens:.0f}"
