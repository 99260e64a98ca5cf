"""Dutch court decisions of rechtspraak.nl (`open-rechtspraak`): metadata in RDF, then the zones, in elements of DocBook.

Each zone (the court's summary, the advocate general's conclusion, the decision) gets a heading of the first level.
Pseudonyms (`[appellant]`) stay as they are.
"""

import re
from collections.abc import Iterator

from moisson.readers.contract import Identifier, Text
from moisson.readers.facts.languages import iso639
from moisson.readers.facts.stated import iso_date
from moisson.readers.read_options import How
from moisson.readers.xml.cals import Cals
from moisson.readers.xml.structure import Attributes
from moisson.readers.xml.walker import Field, parts

LEFT_OUT = {
    "RDF": "metadata: fields are made of them",
    "imageobject": "images, and how to place them",
    "colspec": "how wide columns are",
}
ZONES = {"inhoudsindicatie": "Inhoudsindicatie", "conclusie": "Conclusie", "uitspraak": "Uitspraak"}
NO_SUMMARY = re.compile(r"\A# Inhoudsindicatie\n\n[-–.…\s]*(?=# |\Z)")
CASE = "RDF/Description"


class OpenRechtspraak(Cals):
    roles = parts(
        skip="RDF imageobject colspec",
        section="section",
        point="paragroup",
        number="nr",
        heading="title",
        block="""blockquote bridgehead caption conclusie conclusie.info epigraph formalpara inhoudsindicatie informaltable
            literallayout mediaobject para parablock programlisting simpara table uitspraak uitspraak.info""",
        list="itemizedlist orderedlist simplelist variablelist",
        item="listitem member",
        table="tgroup",
        row="row",
        cell="entry",
        note="footnote",
        raised="superscript",
    )
    roles |= parts(**{"break": "linebreak"})
    watched = frozenset((*ZONES, "tgroup", "colspec", "listitem"))
    fields = (
        Field("ecli", f"{CASE}/identifier"),
        Field("created", f"{CASE}/date"),
        Field("title", f"{CASE}/title"),
        Field("language", f"{CASE}/language"),
        Field("number", f"{CASE}/zaaknummer"),
        Field("url", f"{CASE}", "rdf:about"),
        Field("lang", "uitspraak", "lang"),
        Field("lang", "conclusie", "lang"),
    )

    def enter(self, name: str, attributes: Attributes) -> None:
        super().enter(name, attributes)
        if name in ZONES and len(self.path) == 2:
            self._heading(ZONES[name], 1)
            self._titled = True
        elif name == "listitem" and self.path[-2] == "orderedlist" and self.out.counters and self.out.counters[-1] is None:
            self.out.counters[-1] = 1

    def marker(self, attributes: Attributes) -> str:
        return attributes.get("label") or super().marker(attributes)


def read(content: bytes, how: How) -> Iterator[Text]:
    """One decision."""
    walker = OpenRechtspraak().parse(content)
    found = walker.found
    ecli = next((value for value in found.get("ecli", ()) if value.startswith("ECLI:")), None)
    title, created, language = walker.first("title"), walker.first("created"), walker.first("lang", "language")
    yield Text(
        NO_SUMMARY.sub("", walker.text()),
        "rechtspraak",
        title or ecli,
        iso639(language) if language else None,
        iso_date(created) if created else None,
        url=walker.first("url") or (f"https://deeplink.rechtspraak.nl/uitspraak?id={ecli}" if ecli else None),
        identifiers=(
            *([Identifier("ecli", ecli)] if ecli else []),
            *(Identifier("number", number) for number in dict.fromkeys(found.get("number", ()))),
        ),
    )
