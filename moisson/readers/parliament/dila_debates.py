"""Sittings as the French official journal publishes them (`PublicationDSenat` and its like for the Assemblée), and as the Sénat
does itself (`cri`).

No real file was at hand: the structure is that of the excerpts that projects quote from DILA's and the Sénat's open data.
"""

import re
from collections.abc import Iterator

from moisson.readers.contract import Identifier, Text
from moisson.readers.facts.stated import iso_date
from moisson.readers.parliament.debates import Debate
from moisson.readers.read_options import How
from moisson.readers.xml.walker import Attributes, Field, Role, parts

LEFT_OUT = {
    "Metadonnees": "becomes the document's fields",
    "Sommaire": "the agenda again",
    "head": "becomes the document's fields",
}
AFTER_NAME = re.compile(r"\s*[.,:–—-]\s*")  # what print puts between a speaker's name, the office and the words
NAMES = frozenset({"Orateur", "orateurnom", "QualiteMouvement", "orateurqualite"})


class Sitting(Debate):
    """One sitting."""

    roles = parts(
        skip="Metadonnees Sommaire head",
        section="Section",
        heading="Intitule h1 h2 h3 h4 h5 h6",
        block="Para PresidentSeance Journee p div li body",
        table="table",
        row="tr",
        cell="td th",
        raised="Exposant sup",
        spaced="Nom Qualite QualitePresident",
        **{"break": "br Br"},
    )
    fields = (
        Field("date", "Metadonnees/dateSeance"),
        Field("issued", "Metadonnees/dateParution"),
        Field("sitting", "Metadonnees/numSeance"),
        Field("day", "Quantiemes/Journee"),
    )
    watched = NAMES

    def enter(self, name: str, attributes: Attributes) -> None:
        """Names and offices of speakers stand before their words."""
        self.begin_apart()

    def leave(self, name: str) -> None:
        """An office that follows the name belongs to it."""
        words = self.end_apart()
        if name in ("Orateur", "orateurnom"):
            self.speaks(words)
        elif words and self._lead:
            self.speaks(f"{self._lead.removesuffix(':')}, {words}")
        else:
            self.write(words)

    def _data(self, words: str) -> None:
        if self._lead and not self._writers and (sign := AFTER_NAME.match(words)):
            words = words[sign.end() :]
        if words:
            super()._data(words)

    def plays(self, tag: str, name: str, attributes: Attributes) -> Role:
        """Names are written apart, whatever else they would be."""
        return Role.INLINE if name in NAMES else super().plays(tag, name, attributes)


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document per sitting."""
    walker = Sitting().parse(content)
    sitting = walker.first("sitting")
    yield Text(
        walker.text(),
        "debats-dila",
        walker.first("day"),
        "fr",
        iso_date(walker.first("date", "issued") or ""),
        identifiers=(Identifier("number", sitting),) if sitting else (),
    )
