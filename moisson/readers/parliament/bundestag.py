"""Plenary protocols of the Bundestag: `dbtplenarprotokoll` from the 19th term on; before it `DOKUMENT`, with the print's text.

Written after the published definition (dbtplenarprotokoll.dtd) and excerpts that other projects quote. A speaker stands there
twice: in fields for programs, and as it is printed. What is printed is the text; the fields have faults: names without `von`, and
all of them doubled (`SvenjaSvenja`, `SPDSPD`) where two records are of one person.
"""

import re
from collections.abc import Iterator

from moisson.readers.contract import Identifier, Speaker, Text
from moisson.readers.facts.speakers import Turn, tallied
from moisson.readers.facts.stated import iso_date
from moisson.readers.parliament.debates import Debate
from moisson.readers.parliament.plain_debates import named, protocol
from moisson.readers.read_options import How
from moisson.readers.xml.walker import Attributes, Field, Role, parts

LEFT_OUT = {
    "kopfdaten": "becomes the document's fields",
    "inhaltsverzeichnis": "the agenda again, with pages",
    "rednerliste": "a list of the speakers for programs",
    "redner": "the speaker for programs; the name as printed follows it",
    "a[@typ=druckseitennummer]": "page numbers of the print",
    "xref": "page numbers of the print",
}
SPEAKER_CLASSES = ("redner", "N")
OF_SPEAKER = ("title_part", "forename", "surname", "group", "office", "key")


class Protocol(Debate):
    """One sitting."""

    roles = parts(
        skip="kopfdaten inhaltsverzeichnis rednerliste redner xref",
        block="p zitat",
        section="anlage",
        heading="anlagen-titel",
        remark="kommentar",
        table="table",
        row="tr",
        cell="td th",
        raised="sup",
        note="fussnote",
        **{"break": "br"},
    )
    fields = (
        Field("date", "dbtplenarprotokoll", "sitzung-datum"),
        Field("date", "veranstaltungsdaten/datum", "date"),
        Field("term", "dbtplenarprotokoll", "wahlperiode"),
        Field("sitting", "dbtplenarprotokoll", "sitzung-nr"),
        Field("title", "kopfdaten/plenarprotokoll-nummer"),
        Field("title_part", "redner/name/titel"),
        Field("forename", "redner/name/vorname"),
        Field("surname", "redner/name/nachname"),
        Field("group", "redner/name/fraktion"),
        Field("office", "redner/name/rolle/rolle_lang"),
        Field("key", "redner", "id"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.turns: list[Turn] = []
        self._apart: list[bool] = []  # of the open paragraphs and names: whether they name a speaker

    def role(self, name: str, attributes: Attributes) -> Role:
        """By name; a paragraph of the class of speakers, and a name outside `redner`, name a speaker."""
        if name == "p" and attributes.get("klasse") in SPEAKER_CLASSES:
            return Role.INLINE
        if name == "a" and attributes.get("typ") == "druckseitennummer":
            return Role.SKIP
        return self.roles.get(name, Role.INLINE)

    def enter(self, name: str, attributes: Attributes) -> None:
        """Agenda items with their number, and speakers."""
        if name == "tagesordnungspunkt":
            self.open_division(attributes.get("top-id") or attributes.get("id") or "")
        elif name in ("p", "name"):
            speaker = name == "name" or attributes.get("klasse") in SPEAKER_CLASSES
            self._apart.append(speaker)
            if speaker:
                for part in OF_SPEAKER:
                    self.found.pop(part, None)
                self.begin_apart()

    def leave(self, name: str) -> None:
        """Ends of both."""
        if name == "tagesordnungspunkt":
            self.close_division()
        elif name in ("p", "name") and self._apart.pop():
            printed, _, words = self.end_apart().partition(":")
            if not (printed or self._stated("surname")):
                return  # the name stands in an element within
            self.speaks(printed or " ".join(filter(None, map(self._stated, OF_SPEAKER[:3]))))
            if lead := self._lead.removesuffix(":"):
                self.turns.append((lead, self._speaker(lead)))
            if words := words.strip():  # some explanations of votes stand in the paragraph of the name
                self._data(words)

    def _stated(self, field: str) -> str:
        """What a speaker's field says, once."""
        words = self.first(field) or ""
        half = len(words) // 2
        return words[:half] if words[:half] == words[half:] else words

    def _speaker(self, lead: str) -> Speaker:
        """Who speaks: the name as it is printed where it holds the surname, with what the fields add to it."""
        of, surname, group = named(lead), self._stated("surname"), self.first("group") or ""
        stated = " ".join(filter(None, map(self._stated, OF_SPEAKER[:3])))
        key = (self.first("key") or "").partition(" ")[0]
        name = of.name.removesuffix(f" ({self._stated('group')})")
        return Speaker(
            name if surname in name else stated,
            key or None,
            of.group if of.group and of.group in group else self._stated("group") or of.group,
            self._stated("office") or of.role,
        )


class Print(Debate):
    """The older files: fields, and one block of text as it was printed."""

    fields = (
        Field("title", "DOKUMENT/TITEL"),
        Field("number", "DOKUMENT/NR"),
        Field("date", "DOKUMENT/DATUM"),
        Field("kind", "DOKUMENT/DOKUMENTART"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []

    def _data(self, words: str) -> None:
        if "TEXT" in self.path:
            self.pieces.append(words)
        else:
            super()._data(words)


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document per sitting."""
    if re.search(rb"<DOKUMENT\b", content[:4096]):
        printed = Print().parse(content)
        number = printed.first("number")
        text, turns = protocol("".join(printed.pieces))
        yield Text(
            text,
            "bundestag-xml",
            printed.first("title"),
            "de",
            iso_date(printed.first("date") or ""),
            identifiers=(Identifier("number", number),) if number else (),
            speakers=tallied(text, turns),
        )
        return
    walker = Protocol().parse(content)
    term, sitting = walker.first("term"), walker.first("sitting")
    number = f"{term}/{sitting}" if term and sitting else None
    text = walker.text()
    yield Text(
        text,
        "bundestag-xml",
        walker.first("title") or (f"Plenarprotokoll {number}" if number else None),
        "de",
        iso_date(walker.first("date") or ""),
        identifiers=(Identifier("number", number),) if number else (),
        speakers=tallied(text, walker.turns),
    )
