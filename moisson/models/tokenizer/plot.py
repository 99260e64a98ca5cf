"""Fertility as a drawing: a row for each language, a dot for each tokenizer, and the same figures as a table of text."""

from collections.abc import Callable, Iterator, Sequence
from html import escape

from moisson.models.tokenizer.fertility import Fertility
from moisson.release.report.svg import number, scale

ROW, WIDTH, LEFT, GAP, TOP = 20, 260, 64, 56, 56
COLOURS = ("#2a78c4", "#d1782c", "#3f9b52", "#a04fb5", "#8a8a2e", "#c23b5e")  # the lines' on light and dark pages
STYLE = """
text { font: 12px sans-serif; fill: #444 } .title { font-weight: bold } .grid { stroke: #8884 } .row { stroke: #8882 }
@media (prefers-color-scheme: dark) { text { fill: #ccc } }
"""
Figure = Callable[[Fertility, str], float]
FIGURES: tuple[tuple[str, Figure], ...] = (("Tokens a word", Fertility.tokens_a_word), ("Bytes a token", Fertility.bytes_a_token))


def plot(measured: Sequence[Fertility]) -> str:
    """The drawing, as SVG. Equal figures give equal bytes."""
    names = list(measured[0].tokens) if measured else []
    height = TOP + ROW * len(measured) + 40 + ROW * len(names)
    width = LEFT + len(FIGURES) * WIDTH + (len(FIGURES) - 1) * GAP + 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        f"<title>Tokens a word and bytes a token by language, for {escape(', '.join(names))}</title><style>{STYLE}</style>",
    ]
    for place, each in enumerate(measured):
        said = each.language if each.unseen else f"{each.language} *"
        parts.append(f'<text x="{LEFT - 12}" y="{_y(place)}" dy="0.32em" text-anchor="end">{escape(said)}</text>')
    for place, (title, figure) in enumerate(FIGURES):
        parts.append(f'<g transform="translate({LEFT + place * (WIDTH + GAP)} 0)">')
        parts += _panel(title, figure, measured, names)
        parts.append("</g>")
    for place, name in enumerate(names):
        y = TOP + ROW * len(measured) + 24 + ROW * place
        parts.append(f'<circle cx="{LEFT}" cy="{y}" r="5" fill="{_colour(place)}"/>')
        parts.append(f'<text x="{LEFT + 12}" y="{y}" dy="0.32em">{escape(name)}</text>')
    if not all(each.unseen for each in measured):
        parts.append(
            f'<text x="{width - 20}" y="{height - 12}" text-anchor="end">* on texts trained on: none was held out</text>'
        )
    return "\n".join([*parts, "</svg>", ""])


def _panel(title: str, figure: Figure, measured: Sequence[Fertility], names: Sequence[str]) -> Iterator[str]:
    values = [figure(each, name) for each in measured for name in names]
    top, step = scale(int(max(values, default=0)) + 1)
    bottom = TOP + ROW * len(measured)
    yield f'<text class="title" x="0" y="16">{title}</text>'
    for tick in range(0, top + 1, step):
        x = number(WIDTH * tick / top)
        yield f'<line class="grid" x1="{x}" x2="{x}" y1="{TOP - 16}" y2="{bottom}"/>'
        yield f'<text x="{x}" y="{TOP - 22}" text-anchor="middle">{tick}</text>'
    for place, each in enumerate(measured):
        yield f'<line class="row" x1="0" x2="{WIDTH}" y1="{_y(place)}" y2="{_y(place)}"/>'
        for order, name in enumerate(names):
            value = figure(each, name)
            said = escape(f"{each.language}, {name}: {value:.2f} {title.lower()}")
            x = number(WIDTH * value / top)
            yield f'<circle cx="{x}" cy="{_y(place)}" r="4.5" fill="{_colour(order)}"><title>{said}</title></circle>'


def _y(place: int) -> int:
    return TOP + ROW * place + ROW // 2


def _colour(place: int) -> str:
    return COLOURS[place % len(COLOURS)]


def table(measured: Sequence[Fertility]) -> str:
    """The same figures in Markdown: for each tokenizer, tokens a word and bytes a token."""
    names = list(measured[0].tokens) if measured else []
    heads = [f"{name}: tokens a word | bytes a token" for name in names]
    lines = [f"| language | {' | '.join(heads)} |", f"|{'---|' * (1 + 2 * len(names))}"]
    for each in measured:
        figures = [f"{each.tokens_a_word(name):.2f} | {each.bytes_a_token(name):.2f}" for name in names]
        lines.append(f"| {each.language}{'' if each.unseen else ' *'} | {' | '.join(figures)} |")
    if not all(each.unseen for each in measured):
        lines += ["", "\\* on texts that it was trained on: none was held out."]
    return "\n".join([*lines, ""])
