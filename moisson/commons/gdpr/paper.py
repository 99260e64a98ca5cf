"""A document as blocks: sections of statements, each from a release, the log, the law or the controller, or open.

The same blocks become JSON, Markdown and HTML, so that the three say the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from importlib.resources import files
from typing import Any, Literal

from moisson.commons.pages.words import words_for
from moisson.release.pack.markdown import prose, table

By = Literal["release", "log", "law", "controller", "open"]
CSP = "default-src 'none'; style-src 'unsafe-inline'"


@dataclass(frozen=True)
class Table:
    """Figures: heads, rows, and the columns that hold numbers."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: Sequence[int] = ()


@dataclass(frozen=True)
class Statement:
    """One thing that is said, and who says it: `open` says it is a question."""

    by: By
    text: str
    items: Sequence[str] = ()
    table: Table | None = None
    place: str = ""  # the field of controller.toml that answers it

    def as_dict(self) -> dict[str, Any]:
        found: dict[str, Any] = {"by": self.by, "text": self.text}
        if self.items:
            found["items"] = list(self.items)
        if self.table:
            found["table"] = [list(self.table.heads), *map(list, self.table.rows)]
        return {**found, "field": self.place} if self.place else found


@dataclass(frozen=True)
class Section:
    """What the law asks for at one place, and what there is to say."""

    article: str
    title: str
    statements: Sequence[Statement]


@dataclass(frozen=True)
class Paper:
    """A document of the file, in a language."""

    name: str
    language: str
    title: str
    lead: Sequence[str]
    sections: Sequence[Section] = field(default=())
    labels: dict[str, str] = field(default_factory=dict)  # how a statement's origin is named

    @property
    def open(self) -> list[str]:
        """The fields that are open."""
        said = (each.place for section in self.sections for each in section.statements if each.by == "open")
        return list(dict.fromkeys(said))

    def as_dict(self) -> dict[str, Any]:
        sections = [
            {"article": each.article, "title": each.title, "statements": [said.as_dict() for said in each.statements]}
            for each in self.sections
        ]
        head = {"format": "moisson-gdpr-1", "document": self.name, "language": self.language, "title": self.title}
        return {**head, "lead": list(self.lead), "sections": sections, "open": self.open}

    def markdown(self) -> str:
        parts = [f"# {prose(self.title)}", *map(prose, self.lead)]
        for section in self.sections:
            parts.append(f"## {prose(_heading(section))}")
            parts += [self._said(each) for each in section.statements]
        return "\n\n".join(parts) + "\n"

    def _said(self, said: Statement) -> str:
        text = f"**{prose(self.labels['open'])}** {prose(said.text)}" if said.by == "open" else prose(said.text)
        parts = [text]
        if said.items:
            parts.append("\n".join(f"- {prose(each)}" for each in said.items))
        if said.table:
            cells = [[prose(cell) for cell in row] for row in said.table.rows]
            parts.append(table([prose(head) for head in said.table.heads], cells, said.table.numbers))
        if said.by != "open" and self.labels.get(said.by):
            parts.append(f"*{prose(self.labels[said.by])}*")
        return "\n\n".join(parts)

    def html(self, others: Iterable[tuple[str, str]] = ()) -> str:
        """The page alone; `others` are the same page in other languages, as language and file."""
        style = files("moisson.commons").joinpath("plain.css").read_text("utf-8")
        words = words_for(self.language, "moisson.commons.site")
        tongues = "".join(self._in(of, to) for of, to in others)
        nav = f'<header><nav aria-label="{escape(words("site.languages"))}"><ul>{tongues}</ul></nav></header>\n'
        lead = "".join(f'<p class="lead">{escape(each)}</p>\n' for each in self.lead)
        body = "".join(
            f"<h2>{escape(_heading(each))}</h2>\n{''.join(map(self._said_html, each.statements))}" for each in self.sections
        )
        return f"""<!DOCTYPE html>
<html lang="{self.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="{CSP}">
<title>{escape(self.title)}</title>
<style>
{style}</style>
</head>
<body>
{nav}<main>
<h1>{escape(self.title)}</h1>
{lead}{body}</main>
</body>
</html>
"""

    def _in(self, language: str, to: str) -> str:
        """A link to the same page in a language."""
        here = ' aria-current="page"' if language == self.language else ""
        name = escape(words_for(language, "moisson.commons.site")("site.language"))
        return f'<li><a href="{escape(to)}" lang="{language}" hreflang="{language}"{here}>{name}</a></li>'

    def _said_html(self, said: Statement) -> str:
        if said.by == "open":
            parts = [f'<p class="open"><strong>{escape(self.labels["open"])}</strong> {escape(said.text)}</p>']
        else:
            parts = [f"<p>{escape(said.text)}</p>"]
        if said.items:
            parts.append("<ul>" + "".join(f"<li>{escape(each)}</li>" for each in said.items) + "</ul>")
        if said.table:
            parts.append(_table_html(said.table, said.text))
        if said.by != "open" and self.labels.get(said.by):
            parts.append(f'<p class="by">{escape(self.labels[said.by])}</p>')
        return "\n".join(parts) + "\n"


def _heading(section: Section) -> str:
    return f"{section.title} ({section.article})" if section.article else section.title


def _table_html(of: Table, label: str) -> str:
    def cells(row: Sequence[str], tag: str) -> str:
        kinds = (' class="number"' if at in of.numbers else "" for at in range(len(row)))
        return "".join(f"<{tag}{kind}>{escape(cell)}</{tag}>" for kind, cell in zip(kinds, row, strict=True))

    rows = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in of.rows)
    head = f"<thead><tr>{cells(of.heads, 'th')}</tr></thead>"
    scroll = f'<div class="scroll" tabindex="0" role="group" aria-label="{escape(label.rstrip(" :"))}">'
    return f"{scroll}<table>{head}<tbody>{rows}</tbody></table></div>"


def article_in(article: str, language: str) -> str:
    """`14(1)(a)` as lawyers of a language write it."""
    number, *parts = article.replace(")", "").split("(")
    paragraph, point = (*parts, "", "")[:2]
    if language == "fr":
        return "".join(
            (f"article {number}", f", paragraphe {paragraph}" if paragraph else "", f", point {point})" if point else "")
        )
    if language == "de":
        return "".join((f"Artikel {number}", f" Absatz {paragraph}" if paragraph else "", f" Buchstabe {point}" if point else ""))
    return f"Article {article}"
