"""The report as one HTML file: it loads nothing, runs nothing, prints well, and reads aloud in order."""

import re
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import NamedTuple

from moisson.check.readiness.answer import answer
from moisson.check.readiness.by_file import by_file
from moisson.check.readiness.figures import figures
from moisson.check.readiness.findings import SEVERITIES, Finding, Place
from moisson.check.readiness.markup import badge, code, prose, table
from moisson.check.readiness.reading import Readiness
from moisson.check.readiness.wording import Words

STYLE = Path(__file__).with_name("report.css")
CODE = re.compile(r"(?:extract|split|harvest):")  # a reason for programs; what the finding says of it is for people
MOST_OPEN = 8  # places that are shown without being asked for
MOST_SHOWN = 100  # places in the page; the JSON lists more
COLUMNS = ("part", "page", "heading-above", "around", "note")


class Chapter(NamedTuple):
    """A part of the report: its anchor, its heading as text, and its HTML."""

    anchor: str
    heading: str
    html: str


def title(found: Readiness, words: Words) -> str:
    """The report's title, as text."""
    return words.label("heading", "label", name=found.name)


def chapters(found: Readiness, words: Words) -> list[Chapter]:
    """The chapters that have something to say, in order."""
    to_do = [each for each in found.findings if each.severity != "good"]
    good = [each for each in found.findings if each.severity == "good"]
    every = [
        Chapter("verdict", words.label("verdict"), _verdict(found, words)),
        Chapter("findings", words.label("findings"), _findings(to_do, words)),
        Chapter("files", words.label("by-each-file"), by_file(to_do, words)),
        Chapter("good", words.label("good"), _findings(good, words) if good else ""),
        Chapter("figures", words.label("figures"), figures(found, words)),
        Chapter("limits", words.label("limits"), _limits(words)),
    ]
    return [chapter for chapter in every if chapter.html]


def page(found: Readiness, words: Words) -> str:
    """The whole file."""
    name, shown = title(found, words), chapters(found, words)
    links = "".join(f'<li><a href="#{anchor}">{escape(heading)}</a></li>' for anchor, heading, _ in shown)
    body = "".join(f'<section id="{anchor}"><h2>{escape(heading)}</h2>{html}</section>' for anchor, heading, html in shown)
    return f"""<!DOCTYPE html>
<html lang="{words.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{escape(name)}</title>
<style>
{STYLE.read_text(encoding="utf-8")}</style>
</head>
<body>
<header><p class="brand">{escape(words.label("brand"))}</p><h1>{escape(name)}</h1>
<p class="lead">{escape(words.label("lead"))}</p>{totals(found, words)}</header>
<nav aria-label="{escape(words.label("contents"))}"><ul>{links}</ul></nav>
<main>{body}</main>
</body>
</html>
"""


def totals(found: Readiness, words: Words) -> str:
    """The figures at the head, as HTML."""
    documents, read = found.survey["documents"], found.survey["documents_read"]
    personal = sum(kind["mentions"] for kind in found.measures["personal_data"]["kinds"].values())
    named = [
        (words.number(documents), "figure-documents"),
        (words.share(read, documents), "figure-read"),
        (words.number(found.survey["words"]), "figure-words"),
        (words.number(personal), "figure-personal"),
    ]
    items = "".join(f"<li><strong>{value}</strong><span>{escape(words.label(name))}</span></li>" for value, name in named)
    return f'<ul class="totals">{items}</ul>'


def _verdict(found: Readiness, words: Words) -> str:
    said = answer(found.findings, found.survey["documents"])
    steps = "".join(f"<li>{prose(words.what(each))} {prose(words.do(each))}</li>" for each in said.first)
    more = f"<p>{escape(words.label('more-grave', count=said.more))}</p>" if said.more else ""
    says = escape(words.label(said.verdict, "answer", count=len(said.first)))
    return f'<p class="answer {said.verdict}">{says}</p>{f"<ol>{steps}</ol>" if steps else ""}{more}{_counts(found, words)}'


def _counts(found: Readiness, words: Words) -> str:
    counts = {severity: sum(each.severity == severity for each in found.findings) for severity in SEVERITIES}
    rows = [
        (badge(severity, words), words.number(counts[severity]), escape(words.label(severity, "severity-means")))
        for severity in SEVERITIES
    ]
    head = [words.label(name) for name in ("severity", "number", "meaning")]
    return table(words.label("verdict"), head, rows, (1,))


def _findings(found: Iterable[Finding], words: Words) -> str:
    return f'<ol class="findings">{"".join(_finding(each, words) for each in found)}</ol>'


def _finding(found: Finding, words: Words) -> str:
    topic = escape(words.label(found.topic, "topic"))
    return (
        f'<li class="{found.severity}"><p class="badges">{badge(found.severity, words)}{topic}</p>'
        f"<h3>{prose(words.what(found))}</h3>"
        f'<p class="do"><strong>{escape(words.label("todo"))}</strong> {prose(words.do(found))}</p>{_places(found, words)}</li>'
    )


def _places(found: Finding, words: Words) -> str:
    if not found.places:
        return ""
    shown, every = found.places[:MOST_SHOWN], len(found.places) + found.unlisted
    used = [name for name in COLUMNS if any(_cell(place, name, words) for place in shown)]
    head = [words.label("file"), *(words.label(name) for name in used)]
    rows = [(code(place.path), *(_cell(place, name, words) for name in used)) for place in shown]
    summary = (
        words.label("places", count=len(shown))
        if every == len(shown)
        else words.label("places-of", count=len(shown), whole=every)
    )
    numbers = [number for number, name in enumerate(used, 1) if name == "page"]
    opened = " open" if len(shown) <= MOST_OPEN else ""
    listed = table(words.label("where"), head, rows, numbers)
    return f"<details{opened}><summary>{escape(summary)}</summary>{listed}</details>"


def _cell(place: Place, name: str, words: Words) -> str:
    if name == "note":
        return "" if CODE.match(place.note or "") else escape(words.note(place))
    if name == "around":
        return _around(place.around, words)
    if name == "heading-above":
        return _foreign(escape(place.heading)) if place.heading else ""
    value = getattr(place, name)
    if value is None:
        return ""
    return words.number(value) if isinstance(value, int) else code(value)


def _around(parts: tuple[str, ...], words: Words) -> str:
    """The words around a place, and what kind of thing was left out of them."""
    shown = [
        f'<mark lang="{words.lang}">[{escape(words.name("kind-one", said))}]</mark>' if number % 2 else escape(said)
        for number, said in enumerate(parts)
    ]
    return _foreign(" ".join(each for each in shown if each)) if parts else ""


def _foreign(html: str) -> str:
    """Words of a document, of which nobody says here in which language they are."""
    return f'<span lang="">{html}</span>'


def _limits(words: Words) -> str:
    names = ("limit-values", "limit-places", "limit-search", "limit-rights")
    return f"<ul>{''.join(f'<li>{prose(words.label(name))}</li>' for name in names)}</ul>"
