"""Records of the Bundestag's documentation system (DIP, `VORGANG`): metadata, and for many of them an abstract.

The abstract of a written question is the question itself. A record without an abstract holds no words.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import File, Identifier, Speaker, Text, Vote
from moisson.readers.facts.dates import one_date
from moisson.readers.facts.speakers import once
from moisson.readers.html.page import html_to_text
from moisson.readers.markdown import ENTITY
from moisson.readers.read_options import How

LEFT_OUT = {
    "(VORGANG)": "every field but title and abstract: metadata",
    "VORGANGSABLAUF": "the steps of the procedure, with links: the first gives the date, all of them speakers and decisions",
    "(ABSTRAKT)": "style sheets that Word left in an abstract, keywords and counts that close it, marks of the catalogue",
}
STYLES = re.compile(r"(?<!\s)\s*Normal\s+0\s+\d{1,3}\b.{0,1000}?/\* Style Definitions \*/[^{}]{0,200}\{[^{}]{0,2000}\}", re.S)
TAG = re.compile(r"</?[a-z][^<>]*>", re.I)
MARK = re.compile(r" ?\(G-SIG: \d+\)")
RESULT = re.compile(r"\b(\d{1,3}):(\d{1,3})(?::(\d{1,3}))?\b")
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
        speakers=once(_speakers(record.get("VORGANGSABLAUF"))),
        votes=tuple(_decisions(record.get("VORGANGSABLAUF"))),
    )


def _steps(steps: Any) -> list[dict[str, Any]]:
    """The steps of a procedure, in their order."""
    return _objects(steps.get("VORGANGSPOSITION")) if isinstance(steps, dict) else []


def _objects(value: Any) -> list[dict[str, Any]]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)]


def _speakers(steps: Any) -> Iterator[Speaker]:
    """Who asks, answers, moves or speaks, and in what."""
    for step in _steps(steps):
        for person in _objects(step.get("PERSOENLICHER_URHEBER")):
            name = " ".join(filter(None, (_string(person.get(part)) for part in ("PERSON_TITEL", "VORNAME", "NACHNAME"))))
            if name:
                office = ", ".join(
                    filter(None, (_string(person.get(part)) for part in ("AKTIVITAETSART", "FUNKTION", "RESSORT")))
                ).removesuffix(", MdB")
                yield Speaker(name, group=_string(person.get("FRAKTION")) or None, role=office or None)


def _decisions(steps: Any) -> Iterator[Vote]:
    """What was decided at each step, with the vote where it says one."""
    for step in _steps(steps):
        for decision in _objects(step.get("BESCHLUSS")):
            if outcome := _string(decision.get("BESCHLUSSTENOR")):
                stated = " ".join(
                    filter(None, (_string(decision.get(part)) for part in ("ABSTIMMUNGSART", "ABSTIMMUNG_BEMERKUNG")))
                )
                about = filter(None, (_string(step.get("URHEBER")), _string(decision.get("BEZUGSDOKUMENT"))))
                yield Vote(" ".join(" ".join(about).split()) or None, outcome, stated=stated or None, **_counted(stated))


def _counted(said: str) -> dict[str, int]:
    """`312:266:0`: for, against, abstained."""
    found = RESULT.search(said)
    return dict(zip(("ayes", "noes", "abstained"), map(int, filter(None, found.groups())), strict=False)) if found else {}


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
