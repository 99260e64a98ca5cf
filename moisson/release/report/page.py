"""The pieces of a page: tables, legends, rows of bars, figures with the numbers behind them, chapters, and the page itself."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from moisson.release.report.markup import text
from moisson.release.report.phrases import EDITIONS, Words
from moisson.release.report.svg import Part, bar

STYLE = Path(__file__).with_name("report.css")


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = (), kind: str = "") -> str:
    """A table of HTML cells; `right` names the columns of numbers. It scrolls by itself where the screen is narrow."""
    aligned = set(right)
    kinds = [' class="number"' if i in aligned else "" for i in range(len(head))]
    top = "".join(f'<th scope="col"{kinds[i]}>{text(cell)}</th>' for i, cell in enumerate(head))
    body = "".join(f"<tr>{''.join(_cell(i, cell, kinds[i]) for i, cell in enumerate(row))}</tr>" for row in rows)
    said = f"<caption{kind}>{text(caption)}</caption>"
    scroll = f'<div class="scroll" tabindex="0" role="group" aria-label="{text(caption)}">'
    return f"{scroll}<table>{said}<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"


def _cell(place: int, html: str, kind: str) -> str:
    return f"<td{kind}>{html}</td>" if place else f'<th scope="row">{html}</th>'


def listing(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> str:
    """A table that stands for itself."""
    return f'<div class="sheet">{table(caption, head, rows, right)}</div>'


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
    """What the colours mean: (class, words as HTML)."""
    swatch = '<svg aria-hidden="true" width="12" height="12"><rect class="{}" width="12" height="12"/></svg>'
    items = "".join(f"<li>{swatch.format(colour)}<span>{words}</span></li>" for colour, words in entries)
    return f'<ul class="legend">{items}</ul>'


def figure(
    words: Words,
    caption: str,
    drawing: str,
    head: Sequence[str],
    cells: Iterable[Sequence[str]],
    right: Iterable[int],
    more: str = "",
) -> str:
    """A chart, its caption, and a table for readers who cannot see the chart; `more` tables go first."""
    numbers = table(caption, head, cells, right, kind=' class="unseen"')
    return (
        f"<figure><figcaption>{text(caption)}</figcaption>{drawing}"
        f'<details><summary>{text(words("page.numbers"))}<span class="unseen"> · {text(caption)}</span></summary>'
        f"{more}{numbers}</details></figure>"
    )


def section(anchor: str, title: str, lead: str, body: str) -> str:
    """A chapter; `lead` is HTML."""
    return f'<section id="{anchor}"><h2>{text(title)}</h2><p class="lead">{lead}</p>{body}</section>'


def page(title: str, editions: Sequence[tuple[Words, str]], first: str) -> str:
    """The whole file. It shows one edition at a time, first that of the language `first`; each is a whole page's HTML.

    A choice between languages needs no script: the style sheet hides, from the eye and from screen readers, whatever edition is
    not chosen. The policy in the head forbids the browser to load anything at all.
    """
    style = STYLE.read_text(encoding="utf-8")
    skips = "".join(
        f'<a class="skip edition" lang="{words.edition}" href="#{words.edition}-sources">{text(words("page.skip"))}</a>'
        for words, _ in editions
    )
    articles = "".join(f'<article class="edition" lang="{words.edition}">{html}</article>' for words, html in editions)
    return f"""<!DOCTYPE html>
<html lang="{first}">
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
{skips}{_switch([words for words, _ in editions], first)}<main>
{articles}
</main>
</body>
</html>
"""


def _switch(languages: Sequence[Words], first: str) -> str:
    """One button for each language, each in its own words."""
    name = " · ".join(f'<span lang="{words.edition}">{text(words("page.language"))}</span>' for words in languages)
    choices = "".join(
        f'<span class="choice"><input type="radio" name="language" id="show-{words.edition}"{_checked(words.edition == first)}/>'
        f'<label for="show-{words.edition}" lang="{words.edition}">{text(words("page.this_language"))}</label></span>'
        for words in languages
    )
    return f'<header class="switch"><fieldset class="wrap"><legend>{name}</legend>{choices}</fieldset></header>'


def _checked(yes: bool) -> str:
    return ' checked="checked"' if yes else ""


def first_edition(main: str | None) -> str:
    """The edition shown first: the one in the language of most documents, English where there is none."""
    found = (main or "").partition("-")[0]
    return found if found in EDITIONS else EDITIONS[0]
