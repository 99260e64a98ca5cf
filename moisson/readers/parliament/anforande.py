"""Speeches in the Riksdag: `anforande`, whose text is HTML inside the XML.

No real file was at hand: the structure is that of the excerpts that projects quote from the Riksdag's open data.
"""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Identifier, Text
from moisson.readers.facts.stated import iso_date
from moisson.readers.html.page import html_to_text
from moisson.readers.ocr.trees import parse
from moisson.readers.read_options import How

LEFT_OUT = {"all but talare, avsnittsrubrik and anforandetext": "becomes the document's fields, or is a key"}
IDENTIFIERS = ("anforande_id", "dok_id", "rel_dok_id")


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document per speech; a list of speeches without their words has none."""
    root = parse(content)
    speeches = list(root.iter("anforande"))
    if not any(_fields(speech).get("anforandetext") for speech in speeches):
        raise DocumentError("empty", "a list of speeches without their words")
    for number, speech in enumerate(speeches):
        fields = _fields(speech)
        if said := html_to_text(fields.get("anforandetext", "")):
            speaker = fields.get("talare", "")
            heading = fields.get("avsnittsrubrik") or fields.get("underrubrik")
            yield Text(
                "\n\n".join([*([f"# {heading}"] if heading else []), f"{speaker}: {said}" if speaker else said]),
                "anforande",
                " – ".join(filter(None, (fields.get("dok_titel"), heading))) or None,
                "sv",
                iso_date(fields.get("dok_datum", "")),
                (fields.get("anforande_id") or str(number)) if len(speeches) > 1 else "",
                fields.get("protokoll_url_www") or fields.get("anforande_url_html") or None,
                identifiers=tuple(Identifier(name, fields[name]) for name in IDENTIFIERS if fields.get(name)),
            )


def _fields(speech: ET.Element) -> dict[str, str]:
    return {child.tag: (child.text or "").strip() for child in speech}
