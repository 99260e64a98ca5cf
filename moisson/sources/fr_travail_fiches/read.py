"""Practical sheets of the ministry of Labour: one JSON file, sections of HTML.

The HTML is that of the web site. What serves the screen is left out when it is read: cards and lists of links to other pages,
files to download, players. A section that is nothing but links stays where they lead to law, and is left out where they lead to
other pages.

SocialGouv puts a space after every full stop, even in numbers, addresses and names of sites ("10. 000", "depot. accord@travail.
gouv. fr"). `read` takes it out again, so that the words are the publisher's and later stages find the addresses.
"""

import re
from collections.abc import Iterator
from typing import Any

import orjson
from lxml import html

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import File, Raw, Refused, Text
from moisson.readers.html.page import html_to_text
from moisson.readers.set_aside import set_aside

LEFT_OUT = (
    "fr-card",  # a teaser of another page, with a picture and a date
    "fr-icon-arrow-right-line",  # an online service in a list of links
    "fr-link--download",  # a file to download, with its size
    "youtube_player",
)
NO_HEADING = "Contenu"  # what SocialGouv writes where a page has no sections
LAW = re.compile(r"legifrance|eur-lex|courdecassation|conseil-etat|journal-officiel", re.I)
DATE = re.compile(r"(\d{2})/(\d{2})/(\d{4})$")
_SPACED_DOT = re.compile(
    r"(?<=\d)\. (?=\d)"  # 10. 000, 23-21. 640
    r"|(?<=[\w-])\. (?=(?:[a-z0-9@_-]+\. )*(?:gouv|fr|com|org|eu|net|pdf)\b)"  # travail. gouv. fr
    r"|\. (?=[),;])"  # etc. )
)
_HEADING = re.compile(r"(#{1,6}) ")


def split(file: File) -> Iterator[Raw | Refused]:
    """One Raw for each sheet."""
    for sheet in file.json():
        content: dict[str, Any] = {
            "title": sheet["title"],
            "intro": sheet["intro"],
            "sections": [{"title": section["title"], "html": section["html"]} for section in sheet["sections"]],
        }
        if not sheet["intro"]:  # else it is the introduction again, or its beginning, made for search engines
            content["description"] = sheet["description"]
        date = DATE.match(sheet["date"])
        yield Raw(
            id=sheet["pubId"],
            content=content,
            title=sheet["title"],
            url=sheet["url"],
            created="-".join(reversed(date.groups())) if date else None,
        )


def read(content: bytes) -> Iterator[Text]:
    """The sheet as text; raises DocumentError `empty` where nothing is left of it."""
    sheet = orjson.loads(content)
    title = _mended(html_to_text(sheet["title"]))
    blocks = _blocks(sheet["intro"]) or [_mended(text) for text in [sheet.get("description", "")] if text]
    for section in sheet["sections"]:
        heading = _mended(html_to_text(section["title"]))
        set_aside("repeated" if heading == title else "menu", heading)  # unless it stands over text
        if body := _blocks(section["html"]):
            if heading not in (title, NO_HEADING):
                blocks.append(f"## {heading}")
            blocks += body
    blocks = _with_bodies(blocks)
    if not blocks:
        raise DocumentError("empty", "no words are left beside links to other pages")
    yield Text("\n\n".join([f"# {title}", *blocks]), format="html", title=title)


def _mended(text: str) -> str:
    return _SPACED_DOT.sub(".", text)


def _blocks(fragment: str) -> list[str]:
    """A fragment's paragraphs, headings, lists and tables, or nothing where it only leads elsewhere."""
    if not fragment.strip():
        return []
    root = html.fragment_fromstring(fragment, create_parent="div")
    for name in LEFT_OUT:
        for element in root.find_class(name):
            set_aside("menu", " ".join(element.itertext()))
            element.drop_tree()
    if _only_leads_elsewhere(root):
        set_aside("menu", " ".join(root.itertext()))
        return []
    text = _mended(html_to_text(html.tostring(root, encoding="unicode")))
    return text.split("\n\n") if text else []


def _only_leads_elsewhere(root: html.HtmlElement) -> bool:
    links = list(root.iter("a"))
    linked = sum(len(_letters(link.text_content())) for link in links)
    return linked == len(_letters(root.text_content())) and not any(LAW.search(link.get("href", "")) for link in links)


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text)


def _with_bodies(blocks: list[str]) -> list[str]:
    """Without the headings under which nothing is left."""
    kept: list[str] = []
    above = 0  # the level of the heading that the next kept block follows
    for block in reversed(blocks):
        level = len(match[1]) if (match := _HEADING.match(block)) else 7
        if level < 7 and above <= level:
            continue
        kept.append(block)
        above = level
    return kept[::-1]
