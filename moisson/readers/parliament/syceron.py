"""Sittings of the Assemblée nationale: `compteRendu`, as open data has them since 2011.

No real file was at hand: the structure is that of the published schema and of the excerpts that many projects quote.
"""

import re
from collections.abc import Iterator

from moisson.readers.contract import Identifier, Text
from moisson.readers.facts.stated import iso_date
from moisson.readers.parliament.debates import Debate
from moisson.readers.read_options import How
from moisson.readers.xml.walker import Attributes, Field, Role, parts

LEFT_OUT = {
    "metadonnees": "becomes the document's fields",
    "sommaire": "the agenda again",
    "id": "a key",
    "uid": "becomes an identifier",
    "seanceRef": "becomes an identifier",
    "sessionRef": "a key",
}
BRACKETS = re.compile(r"\[\[(.{0,20}?)\]\]")  # n[[o]] is how a superscript is written
MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
LONG_DATE = re.compile(rf"(\d{{1,2}})(?:er)? ({MONTHS}) (\d{{4}})")


class Sitting(Debate):
    """One sitting."""

    roles = parts(
        skip="metadonnees sommaire",
        block="texte quantiemes journee session presidentSeance",
        raised="exposant",
        **{"break": "br"},
    )
    fields = (
        Field("uid", "compteRendu/uid"),
        Field("uid", "compteRendu/seanceRef"),
        Field("date", "metadonnees/dateSeance"),
        Field("day", "metadonnees/dateSeanceJour"),
        Field("session", "metadonnees/session"),
        Field("sitting", "metadonnees/numSeanceJour"),
    )

    def __init__(self) -> None:
        super().__init__()
        self._speakers: list[str] = []
        self._said_by = ""  # who spoke last
        self._interrupts = False

    def role(self, name: str, attributes: Attributes) -> Role:
        """By name; the text of a `point` itself is its heading, and keys are skipped."""
        parent = self.path[-2] if len(self.path) > 1 else ""
        if name == "id" or (name in ("uid", "seanceRef", "sessionRef") and parent == "compteRendu"):
            return Role.SKIP
        if name == "texte" and parent == "point":
            return Role.HEADING
        return Role.SECTION if name == "point" else self.roles.get(name, Role.INLINE)

    def enter(self, name: str, attributes: Attributes) -> None:
        """Speakers, whom `texte` follows."""
        if name in ("nom", "qualite"):
            self.begin_apart()
        elif name == "paragraphe":
            self._speakers = []
        elif name == "texte" and self.path[-2] == "paragraphe":
            speaker = " / ".join(self._speakers)
            if speaker and speaker != self._said_by:
                self.speaks(speaker)
            self._said_by = speaker

    def leave(self, name: str) -> None:
        """Names as they end."""
        if name == "nom":
            if words := self.end_apart():
                self._speakers.append(words.rstrip(" ,."))
        elif name == "qualite":
            if (words := self.end_apart()) and self._speakers:
                self._speakers[-1] = f"{self._speakers[-1]}, {words.rstrip(' .')}"
        elif name == "point":
            self._said_by = ""


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document per sitting."""
    walker = Sitting().parse(content)
    day = LONG_DATE.search(walker.first("day") or "")
    spelled = f"{day[3]}-{MONTHS.split('|').index(day[2]) + 1:02}-{int(day[1]):02}" if day else None
    stated = (walker.first("date") or "")[:8]
    title = " – ".join(filter(None, (walker.first("session"), walker.first("sitting"), walker.first("day"))))
    yield Text(
        BRACKETS.sub(r"\1", walker.text()),
        "compte-rendu-an",
        title or None,
        "fr",
        iso_date(stated) or spelled,
        identifiers=tuple(Identifier("id", value) for value in walker.found.get("uid", ())),
    )
