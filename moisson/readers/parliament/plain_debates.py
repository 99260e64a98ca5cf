"""Protocols of the Bundestag as plain text, known by their first lines: `Plenarprotokoll 17/36`, `Deutscher Bundestag`.

A speaker's name has a line of its own; remarks stand in brackets. Printed protocols have broken lines, divided words and running
heads.
"""

import re
from collections.abc import Iterator
from statistics import median

from moisson.readers.contract import Identifier, Speaker, Text
from moisson.readers.decode import CONTROL, decode
from moisson.readers.facts.speakers import Turn, tallied
from moisson.readers.ocr.lines import divided, joined
from moisson.readers.read_options import How
from moisson.readers.set_aside import set_aside

LEFT_OUT = {
    "Inhalt": "the table of contents says the agenda again",
    "running heads, page numbers, (A) to (D), rules": "furniture of the printed page",
    "number and day of the sitting, the second time": "they end the contents and begin the sitting",
}
OFFICE = r"(?:Alters|Vize|Bundes|Bundestags)?[Pp]räsident(?:in)?|Schriftführer(?:in)?"
FUNCTION = (
    r"(?:Bundes|Staats|Parl|Minister|Senator|Wehrbeauftragte|Beauftragte|Chef|Berichterstatter|Antragsteller|Präsident)"
    r"[^:]{0,120}"
)
NO_NAME = r"Ich|Wir|Der|Die|Das|Es|Nun|Dann|Jetzt|Zu|Damit|In|Als|Nach|Herr|Frau|Sie|Von|Bei|Für|Auf|An|Mit"
NAME = rf"(?!(?:{NO_NAME}) )[A-ZÄÖÜ][^:!?()\[\]]{{2,70}}"
SPEAKER = re.compile(rf"(?:(?:{OFFICE}) [^:!?()]{{3,60}}|{NAME}(?: ?[(\[][^()\[\]]{{1,40}}[)\]]){{1,2}}|{NAME}, {FUNCTION}):")
PRESIDES = re.compile(rf"(?:{OFFICE}) ")
MEMBER = re.compile(r"([^,]+?) ?[(\[]([^()\[\]]{1,40})[)\]]")  # the last brackets: those before them tell namesakes apart
CONTENTS = re.compile(r"^[ \t]*I ?n ?h ?a ?l ?t ?:?[ \t]*$", re.M)
SITTING = re.compile(r"^[ \t]*\d{1,3}\. ?Sitzung\.?[ \t]*$", re.M)
RUNNING = re.compile(
    r"[\W_]+|(?:\d+\s*)?Deutscher Bundestag *[–—-].{0,40}(?:Wahlperiode|Sitzung).*"
    r"|\([ABCD]\)|\d{1,6}(?: *\(?[ABCD]\)?)?|\d{4}\t\d+"
)
NUMBER = re.compile(r"Plenarprotokoll\s+(\d+/\d+)")
MONTHS = "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
DAY = re.compile(rf"den\s+(\d{{1,2}})\.\s*({MONTHS})\s+(\d{{4}})")
ENDED = re.compile(r"[.!?…:“”\"»)]$")
LONGEST_LINE = 100  # of print; longer lines are paragraphs


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document per sitting."""
    raw = CONTROL.sub("", decode(content))
    text, turns = protocol(raw)
    number, day = NUMBER.search(raw[:2000]), DAY.search(raw[:4000])
    yield Text(
        text,
        "protocol",
        f"Plenarprotokoll {number[1]}" if number else None,
        "de",
        f"{day[3]}-{MONTHS.split('|').index(day[2]) + 1:02}-{int(day[1]):02}" if day else None,
        identifiers=(Identifier("number", number[1]),) if number else (),
        speakers=tallied(text, turns),
    )


def protocol(text: str) -> tuple[str, list[Turn]]:
    """The words of a protocol, speaker by speaker, and who they are."""
    text = _without_contents(text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = [line.strip() for line in text.split("\n")]
    set_aside("head", "\n".join(line for line in lines if RUNNING.fullmatch(line)))
    lines = [line for line in lines if not RUNNING.fullmatch(line)]
    written: list[str] = []
    speaker = ""
    begun = False
    turns: list[Turn] = []
    for paragraph in _paragraphs(lines):
        is_name = SPEAKER.fullmatch(paragraph) is not None
        begun = begun or is_name
        if not begun and paragraph in written:
            set_aside("repeated", paragraph)
            continue
        if speaker and (is_name or paragraph.startswith("(")):
            written.append(speaker)
        elif speaker:
            paragraph = f"{speaker} {paragraph}"
        speaker = paragraph if is_name else ""
        if is_name:
            turns.append((paragraph.removesuffix(":"), named(paragraph.removesuffix(":"))))
        else:
            written.append(paragraph)
    return "\n\n".join([*written, *([speaker] if speaker else [])]), turns


def named(lead: str) -> Speaker:
    """Who a name as it is printed names: who presides, a member with the group in brackets, a minister with the office behind."""
    if presides := PRESIDES.match(lead):
        return Speaker(lead[presides.end() :], role=presides[0].strip())
    if member := MEMBER.fullmatch(lead):
        return Speaker(member[1], group=member[2])
    name, _, office = lead.partition(", ")
    return Speaker(name, role=office or None)


def _without_contents(text: str) -> str:
    """Without what stands between `Inhalt` and the beginning of the sitting."""
    start = CONTENTS.search(text)
    sitting = SITTING.search(text, start.end()) if start else None
    if not (start and sitting):
        return text
    set_aside("contents", text[start.start() : sitting.start()])
    return text[: start.start()] + text[sitting.start() :]


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """Lines as paragraphs: each by itself, or put together where they were broken for print."""
    lengths = [len(line) for line in lines if line]
    if not lengths or max(lengths) > 4 * LONGEST_LINE or sum(length > LONGEST_LINE for length in lengths) > 0.05 * len(lengths):
        yield from (" ".join(line.split()) for line in lines if line)
        return
    width = median(lengths)
    pieces: list[str] = []
    before = ""
    for line in lines:
        new = not line or SPEAKER.match(line) or line.startswith("(") or (before[:1] + before[-1:]) == "()"
        short = len(before) < 0.8 * width and ENDED.search(before)
        if pieces and (new or short) and not divided(before):
            yield "".join(pieces)
            pieces = []
        if line:
            words = " ".join(line.split())
            if pieces:
                pieces[-1] = joined(pieces[-1], words, "de")
            pieces.append(words)
        before = line
    if pieces:
        yield "".join(pieces)
