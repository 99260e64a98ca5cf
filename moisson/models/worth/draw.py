"""The answer as a drawing and as a table: what A saves, with its interval, on each set of passages."""

from collections.abc import Iterator
from html import escape

from moisson.models.worth.compare import Compared
from moisson.release.report.svg import number

ROW, WIDTH, LEFT, TOP = 40, 420, 220, 52
STYLE = """
text { font: 12px sans-serif; fill: #444 } .title { font-weight: bold } .grid { stroke: #8884 } .zero { stroke: #888 }
.interval { stroke: #2a78c4; stroke-width: 3 } .mean { fill: #2a78c4 } .seed { fill: #d1782c }
@media (prefers-color-scheme: dark) { text { fill: #ccc } }
"""
STEPS = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)


def plot(compared: Compared) -> str:
    """The drawing, as SVG: right of the line, A predicts better. Equal figures give equal bytes."""
    a, b = (compared.account[side]["name"] for side in "ab")
    height, width = TOP + ROW * len(compared.sets) + 60, LEFT + WIDTH + 24
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        f"<title>Bits per byte that {escape(a)} saves beside {escape(b)}, in per cent</title><style>{STYLE}</style>",
        f'<text class="title" x="{LEFT}" y="16">Bits per byte that A saves beside B, %</text>',
        *_rows(compared),
        f'<text x="12" y="{height - 26}">A: {escape(a)}; B: {escape(b)}</text>',
        f'<text x="12" y="{height - 8}">Bar: 95% interval. Small dots: samples.</text>',
    ]
    return "\n".join([*parts, "</svg>", ""])


def _rows(compared: Compared) -> Iterator[str]:
    saved = [one["a_saves_per_cent"] for one in compared.sets]
    widest = max(abs(value) for one in saved for value in (*one["interval"], one["mean"], *one["by_seed"]))
    step = next((step for step in STEPS if widest <= 4 * step), STEPS[-1])
    end = step * max(1, -(-widest // step))

    def x(value: float) -> str:
        return number(LEFT + WIDTH * (value + end) / (2 * end))

    bottom = TOP + ROW * len(saved)
    for tick in range(-round(end / step), round(end / step) + 1):
        kind = "grid" if tick else "zero"
        yield f'<line class="{kind}" x1="{x(tick * step)}" x2="{x(tick * step)}" y1="{TOP - 8}" y2="{bottom}"/>'
        yield f'<text x="{x(tick * step)}" y="{TOP - 14}" text-anchor="middle">{f"{tick * step:+g}" if tick else "0"}</text>'
    for place, (one, each) in enumerate(zip(compared.sets, saved, strict=True)):
        y = TOP + ROW * place + ROW // 2
        low, high = each["interval"]
        name = f"{one['set']}, {one['learner']}"
        said = escape(f"{name}: {each['mean']:+.2f}% [{low:+.2f}, {high:+.2f}]")
        yield f'<text x="{LEFT - 12}" y="{y}" dy="0.32em" text-anchor="end">{escape(name)}</text>'
        yield f'<line class="interval" x1="{x(low)}" x2="{x(high)}" y1="{y}" y2="{y}"><title>{said}</title></line>'
        yield f'<circle class="mean" cx="{x(each["mean"])}" cy="{y}" r="5"><title>{said}</title></circle>'
        for value in each["by_seed"]:
            yield f'<circle class="seed" cx="{x(value)}" cy="{y + 10}" r="2.5"/>'


def table(compared: Compared) -> str:
    """The figures in Markdown, with the frame."""
    account = compared.account
    a, b = (account[side]["name"] for side in "ab")
    lines = [
        f"# What {a} (A) is worth beside {b} (B)",
        "",
        f"Each learns from {account['bytes_learnt_from']:,} bytes, {account['learners'][0]['seeds']} samples. Learners:"
        f" {'; '.join(each['kind'] for each in account['learners'])}. Intervals: {account['interval']}.",
        "",
        "| scored on | learner | passages | bytes | A, bits per byte | B, bits per byte | A saves |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in compared.sets:
        means = [one["bits_per_byte"][side]["mean"] for side in "ab"]
        low, high = one["a_saves_per_cent"]["interval"]
        saved = f"{one['a_saves_per_cent']['mean']:+.2f}% [{low:+.2f}, {high:+.2f}]"
        scored = f"{one['set']} | {one['learner']} | {one['passages']:,} | {one['bytes']:,}"
        lines.append(f"| {scored} | {means[0]:.4f} | {means[1]:.4f} | {saved} |")
    return "\n".join([*lines, "", *(f"- {sentence}" for sentence in [*account["not_scored"], *account["frame"]]), ""])
