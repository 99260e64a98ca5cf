"""Decisions of Germany's federal courts from rechtsprechung-im-internet.de (`dokument`): zones in order, numbered paragraphs."""

from collections.abc import Iterator

from moisson.readers.contract import Identifier, Text
from moisson.readers.facts.stated import iso_date
from moisson.readers.read_options import How
from moisson.readers.xml import generic as xml_generic
from moisson.readers.xml.structure import Attributes, Role
from moisson.readers.xml.walker import Field, Walker, parts

ZONES = {
    "leitsatz": "Leitsatz",
    "sonstosatz": "Orientierungssatz",
    "tenor": "Tenor",
    "tatbestand": "Tatbestand",
    "entscheidungsgruende": "Entscheidungsgründe",
    "gruende": "Gründe",
    "abwmeinung": "Abweichende Meinung",
    "sonstlt": "Sonstiger Langtext",
}
UNREAD = """
    doknr ecli gertyp gerort spruchkoerper entsch-datum aktenzeichen doktyp norm vorinstanz mitwirkung region identifier
    coverage language publisher accessRights
"""
LEFT_OUT = {
    **dict.fromkeys(
        (f"dokument/{name}" for name in UNREAD.split()),
        "metadata: fields are made of some",
    ),
    "img": "images",
}
WORDS = frozenset(("titelzeile", *ZONES))


class Decision(Walker):
    roles = parts(
        skip="img",
        block="dokument dd div p h1 h2 h3 h4 titelzeile " + " ".join(ZONES),
        point="dl",
        number="dt",
        list="ul ol",
        item="li",
        table="table",
        row="tr",
        cell="td th",
        raised="sup",
        **{"break": "br"},
    )
    watched = WORDS
    fields = (
        Field("id", "dokument/doknr"),
        Field("ecli", "dokument/ecli"),
        Field("court", "dokument/gertyp"),
        Field("chamber", "dokument/spruchkoerper"),
        Field("created", "dokument/entsch-datum"),
        Field("number", "dokument/aktenzeichen"),
        Field("kind", "dokument/doktyp"),
        Field("url", "dokument/identifier"),
        Field("title", "dokument/titelzeile"),
    )

    def role(self, name: str, attributes: Attributes) -> Role:
        if len(self.path) == 2 and name not in WORDS:
            return Role.SKIP
        return self.roles.get(name, self.default)

    def enter(self, name: str, attributes: Attributes) -> None:
        if len(self.path) == 2:
            self._push()

    def leave(self, name: str) -> None:
        if len(self.path) != 1:
            return
        words = self._pop()
        if words and name in ZONES:
            self._heading(ZONES[name], 1)
        self.out.block(words)


def read(content: bytes, how: How) -> Iterator[Text]:
    """One decision; XML of another kind under the same root is read by names."""
    walker = Decision().parse(content)
    found = walker.first
    if not (found("court") or found("ecli")):
        yield from xml_generic.read(content, how)
        return
    created = iso_date(found("created") or "")
    named = ", ".join(filter(None, (found("court"), found("chamber"), found("kind"), created, found("number"))))
    yield Text(
        walker.text(),
        "rii",
        found("title") or named or None,
        "de",
        created,
        url=found("url"),
        identifiers=tuple(
            Identifier(scheme, value)
            for scheme, name in (("ecli", "ecli"), ("number", "number"), ("juris", "id"))
            if (value := found(name))
        ),
    )
