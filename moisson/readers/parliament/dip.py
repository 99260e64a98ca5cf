"""Records of the Bundestag's documentation system (DIP, `VORGANG`): metadata, and for many of them an abstract.

The abstract of a written question is the question itself. A record without an abstract holds no words.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import File, Identifier, Text
from moisson.readers.facts.dates import one_date
from moisson.readers.html.page import html_to_text
from moisson.readers.markdown import ENTITY
from moisson.readers.read_options import How

LEFT_OUT = {
    "(VORGANG)": "every field but title and abstract: metadata",
    "VORGANGSABLAUF": "the steps of the procedure, with links; the first gives the date",
    "(ABSTRAKT)": "style sheets that Word left in an abstract, keywords and counts that close it, marks of the catalogue",
}
STYLES = re.compile(r"(?<!\s)\s*Normal\s+0\s+\d{1,3}\b.{0,1000}?/\* Style Definitions \*/[^{}]{0,200}\{[^{}]{0,2000}\}", re.S)
TAG = re.compile(r"</?[a-z][^<>]*>", re.I)
MARK = re.compile(r" ?\(G-SIG: \d+\)")
CLOSING = re.compile(r"(?:Nebenschlagwörter:(?<=\bNebenschlagwörter:).*|\(insgesamt \d+ Einzelfrage[^()]*\)\s*)\Z", re.S)


def read(content: bytes, how: How) -> Iterator[Text]:
    """Title and abstract of one record."""
    record = File("record", content).json()
    case = record.get("VORGANG")
    if not isinstance(case, dict):
        raise DocumentError("json-unexpected", "VORGANG is no object")
    title = MARK.sub("", " ".join(_string(case.get("TITEL")).split()))
    abstract = CLOSING.sub("", _abstract(_string(case.get("ABSTRAKT")))).rstrip()
    if not abstract:
        raise DocumentError("metadata-only", "a record about a document, without an abstract; its documents are under DRS_LINK")
    number = _string(record.get("vorgangId"))
    yield Text(
        f"# {title}\n\n{abstract}" if title else abstract,
        "dip",
        title or None,
        "de",
        _first_day(record.get("VORGANGSABLAUF")),
        identifiers=(Identifier("dip", number),) if number else (),
    )


def _first_day(steps: Any) -> str | None:
    """The day of the first step, with which a procedure begins."""
    step = steps.get("VORGANGSPOSITION") if isinstance(steps, dict) else None
    step = step[0] if isinstance(step, list) and step else step
    return one_date(_string(step.get("FUNDSTELLE"))[:10], "de") if isinstance(step, dict) else None


def _string(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("__cdata")
    return value if isinstance(value, str) else ""


def _abstract(text: str) -> str:
    text = text.replace("\r\n", "\n")
    if "Style Definitions" in text:
        text = STYLES.sub("", text)
    text = ENTITY.sub(lambda entity: unescape(entity[0]), text)
    if TAG.search(text):
        return html_to_text(text.replace("\n", "<br>"))
    text = "\n".join([" ".join(line.split()) for line in text.replace("\x00", "").split("\n")])
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.strip("\n")
