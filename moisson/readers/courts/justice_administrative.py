"""Decisions of the French administrative courts as their open data publishes them (`Document` with `Donnees_Techniques`)."""

import re
from collections.abc import Iterator

from moisson.readers.contract import Identifier, Text
from moisson.readers.facts.stated import iso_date
from moisson.readers.html.page import html_to_text
from moisson.readers.markdown import BREAK
from moisson.readers.read_options import How
from moisson.readers.xml import generic as xml_generic
from moisson.readers.xml.structure import Attributes
from moisson.readers.xml.walker import Field, Walker, parts

LEFT_OUT = {
    "Donnees_Techniques": "metadata of the file",
    "Dossier": "metadata: fields are made of it",
    "Audience": "metadata of the hearing",
}
STRAY = (b"<Texte_Integral></p>", b"<Texte_Integral>")  # a mistake that hundreds of files have
COURTS = {"CE": "Conseil d'État"}  # `Nom_Juridiction` names the section only
MARKUP = re.compile(r"</?(?:p|br|div|span|b|i|u|table|tr|td)\b[^<>]*>", re.I)


class Decision(Walker):
    roles = parts(
        skip=" ".join(LEFT_OUT),
        block="Document Decision p div",
        table="table",
        row="tr",
        cell="td th",
        raised="sup",
        **{"break": "br"},
    )
    watched = frozenset(("Texte_Integral",))
    fields = (
        Field("code", "Dossier/Code_Juridiction"),
        Field("court", "Dossier/Nom_Juridiction"),
        Field("number", "Dossier/Numero_Dossier"),
        Field("created", "Dossier/Date_Lecture"),
        Field("ecli", "Dossier/Numero_ECLI"),
    )

    def enter(self, name: str, attributes: Attributes) -> None:
        self._push()

    def leave(self, name: str) -> None:
        """The words are elements, or HTML as plain characters, or lines."""
        plain = "".join(self.out.inline)
        if MARKUP.search(plain) and not self.out.blocks:
            self.out = self._writers.pop()
            self.out.block(html_to_text(plain))
            return
        if not self.out.blocks and BREAK not in plain:
            self.out.inline = [plain.replace("\n", BREAK)]
        self.out.end()
        blocks, self.out = self.out.blocks, self._writers.pop()
        self.out.blocks.extend(blocks)


def read(content: bytes, how: How) -> Iterator[Text]:
    """One decision; XML of another kind under the same root is read by names."""
    walker = Decision().parse(content.replace(*STRAY))
    court = COURTS.get(walker.first("code") or "", walker.first("court") or "")
    number, ecli = walker.first("number"), walker.first("ecli")
    if not (court and number):
        yield from xml_generic.read(content, how)
        return
    created = iso_date(walker.first("created") or "")
    yield Text(
        walker.text(),
        "justice-administrative",
        ", ".join(filter(None, (court, created, number))),
        "fr",
        created,
        identifiers=(
            *([Identifier("ecli", ecli)] if ecli and ecli.startswith("ECLI:") else []),
            Identifier("number", number),
        ),
    )
