"""Sittings of the Folketing: a `Dokument` as LexDania's, with items of the agenda, speakers, and words in lines.

No real file was at hand: the structure is that of the files of whole sittings as projects that read them describe it.
"""

from collections.abc import Iterator

from moisson.readers.contract import Identifier, Text
from moisson.readers.facts.stated import iso_date
from moisson.readers.parliament.debates import Debate
from moisson.readers.read_options import How
from moisson.readers.xml.walker import Field, parts

META = ("MetaMeeting", "MetaAgenda", "MetaFTAgendaItem", "MetaSpeakerMP", "MetaSpeechSegment", "DagsordenPlan")
SITTING = b"<MetaMeeting"
LONGEST_NAME = 150  # characters of a speaker's title


class Sitting(Debate):
    """An item's short title heads its debate; a speaker is named as the minutes print it, else by name and party."""

    roles = parts(
        skip=" ".join(META),
        block="Aktivitet DagsordenPunkt Exitus PunktTekst Tale TaleSegment TalerTitel TekstGruppe ToplinjeBlok",
        spaced="Linea",
    )
    watched = frozenset(("DagsordenPunkt", "PunktTekst", "Tale", "TaleSegment", "TalerTitel"))
    fields = (
        Field("date", "MetaMeeting/DateOfSitting"),
        Field("session", "MetaMeeting/ParliamentarySession"),
        Field("meeting", "MetaMeeting/MeetingNumber"),
        Field("item", "MetaFTAgendaItem/ItemNo"),
        Field("item_title", "MetaFTAgendaItem/ShortTitle"),
        Field("forename", "MetaSpeakerMP/OratorFirstName"),
        Field("surname", "MetaSpeakerMP/OratorLastName"),
        Field("party", "MetaSpeakerMP/GroupNameShort"),
    )

    def __init__(self) -> None:
        super().__init__()
        self._unheaded = False  # an item has begun whose metadata, which come next, name it
        self._printed = ""

    def enter(self, name: str, attributes: dict[str, str]) -> None:
        """Items, speakers and what they say."""
        if name == "DagsordenPunkt":
            self.open_division()
            self._unheaded = True
        elif name == "TalerTitel":
            self.begin_apart()
        elif name == "TaleSegment":
            self._speak()
        elif name == "Tale":
            self._printed = ""
        if self._unheaded and name in ("PunktTekst", "Tale"):
            self._head()

    def leave(self, name: str) -> None:
        """Ends of items and of speakers' names."""
        if name == "DagsordenPunkt":
            self.close_division()
        elif name == "TalerTitel":
            self._printed = self.end_apart()

    def _head(self) -> None:
        self._unheaded = False
        number, title = self.found.pop("item", [""])[-1], self.found.pop("item_title", [""])[-1]
        if title or number.isdigit():
            owner = self._owners[-1]
            owner.number, owner.heading = (f"{number})" if number.isdigit() else ""), [title] if title else []
            self._silent += 1

    def _speak(self) -> None:
        forename, surname, party = (self.found.pop(part, [""])[-1] for part in ("forename", "surname", "party"))
        name = " ".join(filter(None, (forename, surname, f"({party})" if party else "")))
        printed = " ".join(self._printed.split())
        if speaker := printed if printed and len(printed) <= LONGEST_NAME else name:
            self.speaks(speaker)
        self._printed = ""


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document per sitting."""
    walker = Sitting().parse(content)
    meeting, session = walker.first("meeting"), walker.first("session")
    number = " ".join(filter(None, (session, meeting)))
    yield Text(
        walker.text(),
        "folketing",
        f"Folketinget, {meeting}. møde" if meeting else None,
        "da",
        iso_date((walker.first("date") or "")[:10]),
        identifiers=(Identifier("number", number),) if number else (),
        kind="debate",
    )
