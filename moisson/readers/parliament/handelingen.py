"""Proceedings of the Dutch States General: `officiele-publicatie/handelingen`, and before 2011 `handeling`.

No real file was at hand: the structure is the one that the published definitions and projects' readers of them name.
"""

import re
from collections.abc import Iterator

from moisson.readers.contract import Identifier, Text
from moisson.readers.facts.stated import iso_date
from moisson.readers.parliament.debates import Debate
from moisson.readers.read_options import How
from moisson.readers.xml.walker import Attributes, Field, Role, parts

LEFT_OUT = {
    "metadata": "becomes the document's fields",
    "meta": "becomes the document's fields",
}
MARKED = re.compile(r"[:)]\s*$")


class Proceedings(Debate):
    """One item of a sitting, or a whole sitting."""

    roles = parts(
        skip="metadata meta",
        section="agendapunt handelingen.onderwerp",
        heading="kop titel onderwerp itemnaam",
        block="al tussenkop tekst vergadering spreekbeurt voorz",
        list="lijst",
        item="li",
        number="li.nr",
        note="noot",
        table="table",
        row="row",
        cell="entry",
        raised="sup",
        remark="motie-info regie stage",
    )
    fields = (
        Field("date", "vergadering/datum"),
        Field("date", "handelingen/datum"),
        Field("name", "metadata/meta", "content"),
        Field("title", "agendapunt/itemnaam"),
        Field("title", "handeling/titel"),
        Field("id", "handelingen/handelingnr"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.stated: dict[str, str] = {}
        self._opened = False  # whether a bracket around the party was put there

    def role(self, name: str, attributes: Attributes) -> Role:
        """By name; metadata are kept by their own names before they are skipped."""
        if name == "meta":
            self.passed(name, attributes)
        return self.roles.get(name, Role.INLINE)

    def passed(self, name: str, attributes: Attributes) -> None:
        """Metadata."""
        if name == "meta":
            self.stated.setdefault((attributes.get("name") or "").casefold(), attributes.get("content") or "")

    def enter(self, name: str, attributes: Attributes) -> None:
        """Names of speakers: `wie` in the old form, `spreker` in the new one."""
        if name == "wie" or (name == "spreker" and self.path[-2:-1] == ["spreekbeurt"]):
            self.begin_apart()
        elif name in ("voorvoegsels", "aanspr", "naam", "achternaam", "politiek", "partij", "functie"):
            self._opened = name in ("politiek", "partij") and not "".join(self.out.inline).rstrip().endswith("(")
            self.out.inline.append(" (" if self._opened else " ")
        elif name == "voorz":
            self.speaks("De voorzitter")

    def leave(self, name: str) -> None:
        """Ends of names."""
        if name == "wie" or (name == "spreker" and self.path[-1:] == ["spreekbeurt"]):
            words = " ".join(self.end_apart().split())
            self.speaks(re.sub(r"\(\s+", "(", re.sub(r"\s+([):,])", r"\1", words)))
        elif name in ("politiek", "partij") and self._opened:
            self.out.inline.append(")")


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document per file."""
    walker = Proceedings().parse(content)
    named = walker.stated.get
    date = named("overheidop.datumvergadering") or named("dcterms.issued") or walker.first("date") or ""
    identifier = named("dc.identifier") or walker.first("id")
    yield Text(
        walker.text(),
        "handelingen",
        named("dc.title") or walker.first("title"),
        "nl",
        iso_date(date),
        identifiers=(Identifier("id", identifier),) if identifier else (),
    )
