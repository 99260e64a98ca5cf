"""Decisions of Italy's administrative courts (`GA`): who sat and who sued, facts and law, the decision, signatures.

Elements whose names end in `Ted` hold the same parts in German, for the court of Bolzano decides in both languages.
"""

from collections.abc import Iterator
from itertools import takewhile

from moisson.readers.contract import Identifier, Text
from moisson.readers.facts.stated import iso_date
from moisson.readers.read_options import How
from moisson.readers.xml import generic as xml_generic
from moisson.readers.xml.structure import Attributes, Role
from moisson.readers.xml.walker import Field, Walker, parts

LEFT_OUT = {
    "meta": "metadata: fields are made of them",
}
GERMAN = "Ted"  # at the end of a name
ZONES = """
    epigrafe adunanza oggetto ricorrenti resistenti altro controinteressati intervenienti visto esaminato premessa motivazione
    dispositivo sottoscrizioni dataeluogo sottoscrivente
"""
DECIDES = ("ha pronunciato", "ha espresso", "ha emesso")  # what follows the name of the court
ARTICLES = ("Il ", "La ", "Lo ", "L'", "L’")
LANGUAGES = {"I": "it", "T": "de"}


class Decision(Walker):
    roles = parts(
        skip="meta",
        block=f"GA Provvedimento div p {ZONES}",
        list="ul ol",
        item="li",
        table="table",
        row="tr",
        cell="td th",
        raised="sup",
        **{"break": "br"},
    )
    fields = (
        Field("court", "adunanza/div"),
        Field("court", "adunanzaTed/div"),
        Field("kind", "meta/tipologia"),
        Field("published", "meta/dataPubblicazione"),
        Field("decided", "dataeluogo", "norm"),
        Field("year", "descrittori/fascicolo", "anno"),
        Field("number", "descrittori/fascicolo", "n"),
        Field("case", "meta/ricorso", "NRG"),
        Field("ecli", "meta/ecli"),
        Field("language", "descrittori/lingua"),
    )

    def role(self, name: str, attributes: Attributes) -> Role:
        return self.roles.get(name.removesuffix(GERMAN), self.default)


def read(content: bytes, how: How) -> Iterator[Text]:
    """One decision; XML of another kind under the same root is read by names."""
    walker = Decision().parse(content)
    found = walker.first
    if not (walker.found.get("court") and found("kind")):
        yield from xml_generic.read(content, how)
        return
    court = " ".join(takewhile(lambda line: not line.startswith(DECIDES), walker.found["court"]))
    court = next((court.removeprefix(article) for article in ARTICLES if court.startswith(article)), court)
    number = "/".join(filter(None, (found("number"), found("year"))))
    yield Text(
        walker.text(),
        "giustizia-amministrativa",
        ", ".join(filter(None, (court, " n. ".join(filter(None, (found("kind"), number)))))),
        LANGUAGES.get((found("language") or "I")[:1]),
        iso_date(found("published") or "") or iso_date(found("decided") or ""),
        identifiers=tuple(
            Identifier(scheme, value)
            for scheme, value in (("ecli", found("ecli")), ("number", number), ("nrg", found("case")))
            if value
        ),
    )
