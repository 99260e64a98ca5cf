"""Estonian legislation of Riigi Teataja (`oigusakt`, a namespace for each kind of act): sections and paragraphs, or HTML."""

from collections.abc import Iterator

from moisson.extract.facts.stated import iso_date
from moisson.extract.how import How
from moisson.extract.xml.embedded import Embedded
from moisson.extract.xml.walker import Field, parts
from moisson.reader import Identifier, Text

LEVELS = ("osa", "jagu", "jaotis", "alljaotis", "peatykk", "paragrahv", "loige", "punkt", "alampunkt", "lisa")
LEFT_OUT = {
    "metaandmed": "metadata: fields are made of it",
    "muutmismarge": "marks of when a provision was changed, in which gazette",
    **{f"{level}Nr": "the number again, without the sign that the text shows (kuvatavNr)" for level in LEVELS},
}


class RiigiTeataja(Embedded):
    roles = parts(
        skip=" ".join(LEFT_OUT),
        title="pealkiri",
        section="osa jagu jaotis alljaotis peatykk paragrahv lisa",
        point="loige punkt alampunkt",
        number="kuvatavNr",
        heading=" ".join(f"{level}Pealkiri" for level in LEVELS),
        block="""aktinimi allkiri allkirjastaja lisaviide normtehnmarkus preambul sisu sisuTekst tavatekst lisaNimi
            nimi""",
        spaced="ametinimetus eesnimi perekonnanimi allkiriKoht",
        raised="sup",
        **{"break": "reavahetus br"},
    )
    embedded = frozenset(("HTMLKonteiner",))
    watched = embedded
    fields = (
        Field("title", "aktinimi/nimi/pealkiri"),
        Field("created", "metaandmed/vastuvoetud/aktikuupaev"),
        Field("from", "metaandmed/kehtivus/kehtivuseAlgus"),
        Field("to", "metaandmed/kehtivus/kehtivuseLopp"),
        Field("id", "metaandmed/globaalID"),
        Field("number", "metaandmed/vastuvoetud/aktiNr"),
    )


def read(content: bytes, how: How) -> Iterator[Text]:
    """One act, as it was in force during the time that it states."""
    walker = RiigiTeataja().parse(content)
    identity, number = walker.first("id"), walker.first("number")
    created, start, end = (iso_date(walker.first(name) or "") for name in ("created", "from", "to"))
    yield Text(
        walker.text(),
        "riigi-teataja",
        walker.first("title"),
        "et",
        created,
        url=f"https://www.riigiteataja.ee/akt/{identity}" if identity else None,
        valid_from=start,
        valid_to=end,
        identifiers=(
            *([Identifier("rt", identity)] if identity else []),
            *([Identifier("number", number)] if number else []),
        ),
    )
