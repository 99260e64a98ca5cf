"""Estonian legislation of Riigi Teataja (`oigusakt`, a namespace for each kind of act): sections and paragraphs, or HTML."""

import re
from collections.abc import Iterator
from html import escape

from moisson.readers.contract import Identifier, Text
from moisson.readers.facts.stated import iso_date
from moisson.readers.read_options import How
from moisson.readers.xml.embedded import Embedded
from moisson.readers.xml.walker import Field, parts

LEVELS = ("osa", "jagu", "jaotis", "alljaotis", "peatykk", "paragrahv", "loige", "punkt", "alampunkt", "lisa")
ESCAPED = re.compile(rb"&lt;(su[bp])&gt;([^<>&]{1,40})&lt;/\1&gt;")  # markup that stands as plain characters: § 22<sup>1</sup>
SECTION = re.compile(rb"(<(?:kuvatavNr|tavatekst|[a-z]{1,20}Pealkiri)\b[^<>]{0,200}>)<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.S)
ESCAPED_BREAK = re.compile(rb"&lt;(?:reavahetus|br)\s?/&gt;")
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


def _unescaped(content: bytes) -> bytes:
    """The file with the few elements that it holds as plain characters."""
    content = SECTION.sub(lambda found: found[1] + escape(found[2].decode("latin-1"), quote=False).encode("latin-1"), content)
    return ESCAPED_BREAK.sub(rb"<reavahetus/>", ESCAPED.sub(rb"<\1>\2</\1>", content))


def read(content: bytes, how: How) -> Iterator[Text]:
    """One act, as it was in force during the time that it states."""
    walker = RiigiTeataja().parse(_unescaped(content))
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
        identifiers=(*([Identifier("rt", identity)] if identity else []), *([Identifier("number", number)] if number else [])),
    )
