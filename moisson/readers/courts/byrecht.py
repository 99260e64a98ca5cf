"""Decisions of Bavaria's courts from gesetze-bayern.de (`byrecht-rspr`): zones in order, marginal numbers, cases' numbers."""

from collections.abc import Iterator

from moisson.readers.contract import Identifier, Text
from moisson.readers.facts.stated import iso_date
from moisson.readers.read_options import How
from moisson.readers.xml import generic as xml_generic
from moisson.readers.xml.structure import Attributes
from moisson.readers.xml.walker import Field, Walker, parts

ZONES = {
    "leitsatz": "Leitsatz",
    "orientierungssatz": "Orientierungssatz",
    "tenor": "Tenor",
    "tatbestand": "Tatbestand",
    "entschgruende": "Entscheidungsgründe",
    "gruende": "Gründe",
    "abwmeinung": "Abweichende Meinung",
    "sonstlt": "Sonstiger Langtext",
}
KINDS = {"Bes": "Beschluss", "Urt": "Urteil", "Ent": "Entscheidung"}
LEFT_OUT = {
    "metadaten": "metadata: fields are made of some",
    "img": "images",
}


class Decision(Walker):
    roles = parts(
        skip="metadaten img",
        block="byrecht-rspr textdaten body div p h1 h2 h3 h4 blockquote " + " ".join(ZONES),
        list="ul ol",
        item="li",
        table="table",
        row="tr",
        cell="td th",
        raised="sup",
        **{"break": "br"},
    )
    watched = frozenset((*ZONES, "rd"))
    fields = (
        Field("id", "byrecht-rspr", "doknr"),
        Field("number", "metadaten/aktenzeichen"),
        Field("ecli", "metadaten/ecli"),
        Field("kind", "metadaten/doktyp"),
        Field("created", "metadaten/entsch-datum"),
        Field("court", "gericht/gertyp"),
        Field("place", "gericht/gerort"),
        Field("chamber", "metadaten/spruchkoerper"),
        Field("title", "metadaten/titelzeile"),
    )

    def __init__(self) -> None:
        super().__init__()
        self._zone = ""

    def enter(self, name: str, attributes: Attributes) -> None:
        if name == "rd":
            self.out.begin(attributes.get("nr", ""))
        elif len(self.path) == 3:
            self._push()

    def leave(self, name: str) -> None:
        if name == "rd" or len(self.path) != 2:
            return
        words = self._pop()
        if words and name in ZONES and name != self._zone:
            self._heading(ZONES[name], 1)
        self._zone = name
        self.out.block(words)


def read(content: bytes, how: How) -> Iterator[Text]:
    """One decision; a file that names no court is read by names."""
    walker = Decision().parse(content)
    found = walker.first
    if not found("court"):
        yield from xml_generic.read(content, how)
        return
    created = iso_date(found("created") or "")
    kind = found("kind") or ""
    court = " ".join(filter(None, (found("court"), found("place"))))
    named = ", ".join(filter(None, (court, found("chamber"), KINDS.get(kind, kind), created, found("number"))))
    yield Text(
        walker.text(),
        "byrecht",
        found("title") or named,
        "de",
        created,
        identifiers=tuple(
            Identifier(scheme, value)
            for scheme, name in (("ecli", "ecli"), ("number", "number"), ("byrecht", "id"))
            if (value := found(name))
        ),
    )
