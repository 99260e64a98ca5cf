"""Documents of the Swedish Riksdag (`dokumentstatus`), as XML or JSON: one field holds the words, as plain text or as HTML."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import File, Identifier, Text
from moisson.readers.facts.stated import iso_date
from moisson.readers.html.page import html_to_text
from moisson.readers.read_options import How
from moisson.readers.xml.xmlsource import xml_source

UNREAD = """
    hangar_id dok_id rm beteckning typ subtyp doktyp typrubrik dokumentnamn debattnamn tempbeteckning organ mottagare nummer
    slutnummer datum systemdatum publicerad titel subtitel status htmlformat relaterat_id source sourceid dokument_url_text
    dokument_url_html dokumentstatus_url_xml debatt_url video_url
"""
LEFT_OUT = {
    **dict.fromkeys((f"dokument/{name}" for name in UNREAD.split()), "metadata: fields are made of some"),
    "(html)": "where `text` holds the same words without a table of contents around them",
    "(brask)": "the publisher's warning that the document was scanned",
    "(sfstoc)": "a table of contents",
    "dokuppgift": "metadata",
    "dokbilaga": "links to files",
    "dokaktivitet": "steps of the procedure",
    "dokintressent": "who took part",
    "dokforslag": "the committee's proposals, which the words contain",
    "dokreferens": "references",
}
FURNITURE = re.compile(r"<div\b[^<>]*\bclass\s*=\s*[\"']?(?:brask|sfstoc)\b[^<>]*>", re.I)
END = re.compile(r"</div>", re.I)
BLANK = re.compile(r"\n{3,}")


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document."""
    document = _json(content) if content.lstrip()[:1] == b"{" else _xml(content)
    if not isinstance(document, dict):
        raise DocumentError("riksdag-without-document", "dokumentstatus holds no dokument")

    def field(name: str) -> str:
        value = document.get(name)
        return value if isinstance(value, str) else ""

    plain, html = field("text"), field("html")
    words = _lines(plain) if plain.strip() else html_to_text(_without_furniture(html))
    if not words:
        raise DocumentError("metadata-only", "the record has neither text nor html; ask for the document's text")
    title, number = " ".join(field("titel").split()), field("dok_id")
    year, own = field("rm"), field("beteckning")
    designation = own if own.startswith(f"{year}:") else f"{year}:{own}"  # a law's own number has its year in it
    yield Text(
        words,
        "riksdag",
        title or None,
        "sv",
        iso_date(field("datum")),
        url=field("dokument_url_html") or None,
        identifiers=(
            *([Identifier("dok-id", number)] if number else []),
            *([Identifier("number", designation)] if len(designation) > 1 and not designation.startswith(":") else []),
        ),
    )


def _json(content: bytes) -> Mapping[str, Any] | None:
    status = File("dokumentstatus", content).json()["dokumentstatus"]
    found = status.get("dokument") if isinstance(status, dict) else None
    return found if isinstance(found, dict) else None


def _xml(content: bytes) -> Mapping[str, Any] | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        found = etree.fromstring(xml_source(content), parser).find("dokument")
    except etree.XMLSyntaxError as error:
        raise DocumentError("xml-malformed", error.msg) from None
    return None if found is None else {str(part.tag): part.text or "" for part in found}


def _without_furniture(html: str) -> str:
    """The page without what its publisher has put around the words, each piece up to where its first division ends."""
    kept: list[str] = []
    place = 0
    for begun in FURNITURE.finditer(html):
        if begun.start() < place:
            continue
        if (end := END.search(html, begun.end())) is None:
            break
        kept.append(html[place : begun.start()])
        place = end.end()
    return "".join([*kept, html[place:]])


def _lines(text: str) -> str:
    lines = (line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").split("\n"))
    return BLANK.sub("\n\n", "\n".join(lines)).strip("\n")
