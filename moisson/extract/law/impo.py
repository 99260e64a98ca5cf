"""Uruguayan acts of IMPO, the publisher of the Diario Oficial: JSON, one entry for each article, with its words as plain text."""

import re
from collections.abc import Iterator
from typing import Any

from moisson.errors import DocumentError
from moisson.extract.facts.stated import iso_date
from moisson.extract.how import How
from moisson.extract.html.fragment import html_to_text
from moisson.reader import File, Identifier, Text

LEFT_OUT = {
    "leyenda": "what the page says of itself: that it is up to date",
    "url…": "links",
    "RNLD": "where the register of laws has the act",
    "referenciasNorma": "links to other acts",
    "nroArticulo": "an article's number: its title says it again",
}
HOST = "https://www.impo.com.uy"
BREAKS = re.compile(r"<br\s*/?>|\n", re.I)
DIVISION = re.compile(r"(libro|parte|t[íi]tulo|secci[óo]n|cap[íi]tulo|sub\s?secci[óo]n|anexo)\b", re.I)
ITEM = re.compile(r"(?:\(?(?:\d{1,3}|[a-zñ]{1,2}|[ivx]{1,5})(?:\.?[oº°ª])?[).-]|-)\s", re.I)
ENDED = (".", ";", ":", ",")
INDENT = 3  # spaces that begin a paragraph
SEPARATOR = " – "


def read(content: bytes, how: How) -> Iterator[Text]:
    """One act: its divisions and articles as headings, what the editors note below each article's words."""
    act = File("act", content).json()
    articles = act.get("articulos")
    if not isinstance(articles, list) or not all(isinstance(article, dict) for article in articles):
        raise DocumentError("empty", "no list of articles under articulos")
    kind, number, name = (_said(act, key) for key in ("tipoNorma", "nroNorma", "nombreNorma"))
    title = SEPARATOR.join(filter(None, (f"{kind} N° {number}" if number else kind, name)))
    blocks = [f"# {title}"] if title else []
    blocks += paragraphs(_said(act, "vistos"))
    divisions: list[str] = []  # the kinds of those that are open
    for article in articles:
        for line in _divisions(_said(article, "titulosArticulo")):
            found = DIVISION.match(line)
            division = found[1].casefold() if found else line
            divisions = divisions[: divisions.index(division)] if division in divisions else divisions
            divisions.append(division)
            blocks.append(f"{'#' * min(1 + len(divisions), 6)} {line}")
        if heading := _said(article, "tituloArticulo") or _said(article, "nroArticulo"):
            blocks.append(f"{'#' * min(2 + len(divisions), 6)} {heading}")
        blocks += paragraphs(_said(article, "textoArticulo"))
        blocks += html_to_text(_said(article, "notasArticulo").replace("\n", "<br>")).split("\n")
    blocks += paragraphs(_said(act, "firmantes"))
    place = next((_said(article, "urlArticulo") for article in articles), "").rpartition("/")[0]
    yield Text(
        "\n\n".join(filter(None, map(str.strip, blocks))),
        "impo",
        title or None,
        "es",
        iso_date(_said(act, "fechaPromulgacion") or _said(act, "fechaPublicacion")),
        url=f"{HOST}{place}" if place.startswith("/") else None,
        identifiers=(Identifier("number", f"{kind} {number}".strip()),) if number else (),
    )


def _said(entry: dict[str, Any], key: str) -> str:
    """What stands under a key, with Unix line ends; nothing where it is no text."""
    said = entry.get(key)
    return said.replace("\r\n", "\n").strip("\n") if isinstance(said, str) and said.strip() else ""


def _divisions(titles: str) -> list[str]:
    """The headings above an article, one for each division: a line that names none goes on with the one before."""
    found: list[str] = []
    for line in map(str.strip, BREAKS.split(titles)):
        if found and line and not DIVISION.match(line):
            found[-1] += SEPARATOR + line
        elif line:
            found.append(line)
    return found


def paragraphs(text: str) -> list[str]:
    """Plain text that is broken by hand: an empty line begins a paragraph, or an indent, or a number behind a line that ended.

    Below an item its further lines are set in more deeply than the first.
    """
    found: list[str] = []
    first, before, above = 0, 0, ""
    for line in text.expandtabs(4).split("\n"):
        words = " ".join(line.split())
        indent = len(line) - len(line.lstrip())
        begins = not above or (
            (INDENT <= indent <= first and (before < indent or above.endswith(ENDED)))
            or (indent <= first and above.endswith(ENDED) and ITEM.match(words) is not None)
        )
        if words and begins:
            found.append(words)
            first = indent
        elif words:
            found[-1] += f" {words}"
        above, before = words, indent
    return found
