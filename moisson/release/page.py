"""The pieces of a page: escaped text, tables, legends, rows of bars, and figures with the numbers behind them."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from moisson.release.svg import Part, bar

STYLE = Path(__file__).with_name("report.css")


def text(value: object) -> str:
    """Anything as text that cannot become markup."""
    return escape(str(value))


def code(value: object) -> str:
    """A name as code, which a narrow cell may break after a separator and nowhere else."""
    broken = re.sub(r"([_/:-])", r"\1<wbr/>", text(value))
    return f"<code>{broken}</code>"


def prose(words: str) -> str:
    """Text of ours, in which backticks mark code."""
    return "".join(code(part) if place % 2 else text(part) for place, part in enumerate(words.split("`")))


def link(value: str | None, url: str | None) -> str:
    """A link, where there is a web address to link to; it leads out of the page, and nothing is loaded from it."""
    if not url or not url.startswith(("https://", "http://")):
        return text(value or "–")
    return f'<a href="{text(url)}" rel="noreferrer">{text(value or url)}</a>'


def table(head: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = (), caption: str = "") -> str:
    """A table of HTML cells; `right` names the columns of numbers."""
    aligned = set(right)
    kind = [' class="number"' if i in aligned else "" for i in range(len(head))]
    top = "".join(f'<th scope="col"{kind[i]}>{text(cell)}</th>' for i, cell in enumerate(head))
    body = "".join(f"<tr>{''.join(_cell(i, cell, kind[i]) for i, cell in enumerate(row))}</tr>" for row in rows)
    said = f"<caption>{text(caption)}</caption>" if caption else ""
    return f'<div class="scroll"><table>{said}<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'


def _cell(place: int, html: str, kind: str) -> str:
    return f"<td{kind}>{html}</td>" if place else f'<th scope="row">{html}</th>'


def row(name: str, value: str, parts: Sequence[Part], whole: int, title: str, note: str = "") -> str:
    """A bar with its name and its number above it, and a remark below; name, value and note are HTML."""
    below = f'<p class="note">{note}</p>' if note else ""
    return (
        f'<li><div class="label"><span class="name">{name}</span><span class="value">{value}</span></div>'
        f"{bar(parts, whole, title)}{below}</li>"
    )


def rows(items: Iterable[str]) -> str:
    return f'<ul class="rows">{"".join(items)}</ul>'


def legend(entries: Iterable[tuple[str, str]]) -> str:
    """What the colours mean: (class, words)."""
    swatch = '<svg aria-hidden="true" width="12" height="12"><rect class="{}" width="12" height="12"/></svg>'
    items = "".join(f"<li>{swatch.format(colour)}{text(words)}</li>" for colour, words in entries)
    return f'<ul class="legend">{items}</ul>'


def figure(caption: str, drawing: str, numbers: str) -> str:
    """A drawing, what it shows, and the same as a table for who cannot or would rather not look at it."""
    return (
        f"<figure><figcaption>{text(caption)}</figcaption>{drawing}"
        f"<details><summary>The numbers</summary>{numbers}</details></figure>"
    )


def section(anchor: str, title: str, lead: str, body: str) -> str:
    """A chapter; `lead` is HTML."""
    return f'<section id="{anchor}"><h2>{text(title)}</h2><p class="lead">{lead}</p>{body}</section>'


def page(title: str, body: str) -> str:
    """The whole file. The policy in its head forbids the browser to load anything at all."""
    style = STYLE.read_text(encoding="utf-8")
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{text(title)}</title>
<style>
{style}</style>
</head>
<body>
{body}
</body>
</html>
"""
