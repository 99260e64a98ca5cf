"""Romania's acts as the service of its portal of law answers (`Legi`): words without mark-up, several acts in a file.

What were paragraphs on the page are parted by three spaces or more, articles by a plus on a line of its own.
"""

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Identifier, Text
from moisson.readers.facts.stated import iso_date
from moisson.readers.facts.title_and_date import face_date
from moisson.readers.ocr.trees import parse
from moisson.readers.read_options import How

LEFT_OUT = {
    "Titlu": "the title again, which the words begin with",
    "TipAct": "the kind of act, with which its title begins",
    "DataVigoare": "becomes a field",
    "Emitent": "who has issued the act, as its words say",
    "LinkHtml": "becomes a field",
    "Numar": "becomes a field",
    "Publicatie": "the gazette, as the words say",
}
DIVISION = re.compile(r"\n[^\S\n]*\+[^\S\n]*\n")
PARAGRAPH = re.compile(r" {3}")
SIGN = re.compile(r"\(?(?:\d{1,3}|[a-z]{1,2}|[ivxlc]{1,6})(?:\^\d{1,2})?[).]")  # of a paragraph or point, which the words follow
LONGEST_NAME = 150  # characters of a division's name
CEDILLAS = str.maketrans("şţŞŢ", "șțȘȚ")
RULE = re.compile(r"[-_*]{3,}")
ISSUER = re.compile(r"\bEMITENT\b")


def read(content: bytes, how: How) -> Iterator[Text]:
    """Each act of an answer."""
    acts = [act for act in parse(content).iter("Legi") if (act.findtext("Text") or "").strip()]
    if not acts:
        raise DocumentError("empty", "an answer without an act")
    for act in acts:
        yield _act(act, len(acts) > 1)


def _act(act: ET.Element, several: bool) -> Text:
    title = " ".join(ISSUER.split(act.findtext("Titlu") or "", maxsplit=1)[0].split())
    head, *divisions = map(_paragraphs, DIVISION.split((act.findtext("Text") or "").replace("\r\n", "\n")))
    if title and head and head[0].translate(CEDILLAS).startswith(title.translate(CEDILLAS)):
        head[:1] = [f"# {head[0][: len(title)]}", head[0][len(title) :].strip()]
    for division in divisions:
        if division and len(division[0]) <= LONGEST_NAME:
            division[0] = f"## {division[0]}"
    text = "\n\n".join(filter(None, (words for division in (head, *divisions) for words in division)))
    url, number = (act.findtext(name) or "" for name in ("LinkHtml", "Numar"))
    return Text(
        text,
        "legislatie-ro",
        title or None,
        "ro",
        face_date(text, title, "ro"),
        url.rpartition("/")[2] if several else "",
        url or None,
        valid_from=iso_date(act.findtext("DataVigoare") or ""),
        identifiers=(Identifier("number", number.strip()),) if number.strip() else (),
        kind="law",
    )


def _paragraphs(words: str) -> list[str]:
    """The paragraphs, each behind its sign; a line that ends in the file ends none."""
    found: list[str] = []
    for paragraph in (" ".join(part.split()) for part in PARAGRAPH.split(words)):
        if found and SIGN.fullmatch(found[-1]):
            found[-1] = f"{found[-1]} {paragraph}".strip()
        elif paragraph and not RULE.fullmatch(paragraph):
            found.append(paragraph)
    return found
