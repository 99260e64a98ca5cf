"""Danish legislation of retsinformation.dk (LexDania, `Dokument`): every line is a `Linea`, every number an `Explicatus`."""

from collections.abc import Iterator

from moisson.readers.contract import Identifier, Text
from moisson.readers.facts.stated import iso_date
from moisson.readers.read_options import How
from moisson.readers.xml import generic as xml_generic
from moisson.readers.xml.structure import Attributes, Role
from moisson.readers.xml.walker import Field, Walker, parts

LEFT_OUT = {"Meta": "metadata: fields are made of it"}
NEW_TEXT = "AendringNyTekst"  # words that an amending act puts into another one: its paragraphs are not this act's own
SPECIAL = ("super", "sup", "hævet", "haevet")


class LexDania(Walker):
    roles = parts(
        skip="Meta",
        title="Titel",
        section="""AendringCentreretParagraf Afsnit Bilag Bog CentreretParagraf Del Ikraft IkraftCentreretParagraf Kapitel
            Overafsnit Paragraf ParagrafGruppe TekstGruppe Underafsnit""",
        point="AendringsNummer Stk",
        number="Explicatus",
        heading="Rubrica",
        block="""Aendring AendringAktion AendringDefinition AendringNyTekst BilagIndhold DokumentIndhold Exitus Hymne Indledning
            Rykningsklausul Segl TitelGruppe UnderTitel UnderskriftGruppe UnderskriftStedDato Underskriver""",
        spaced="Linea",
        list="Index",
        item="Indentatio",
        table="Table",
        row="Tr",
        cell="Td Th",
    )
    asked = frozenset(("Char", "Explicatus", "Paragraf"))
    watched = frozenset((NEW_TEXT, "Nota", "Rubrica"))
    fields = (
        Field("title", "Meta/DocumentTitle"),
        Field("created", "Meta/DiesSigni"),
        Field("state", "Meta/Status"),
        Field("accession", "Meta/AccessionNumber"),
        Field("number", "Meta/Number"),
    )
    _second = False  # whether the heading that is open is the second of its division

    def role(self, name: str, attributes: Attributes) -> Role:
        if name == "Char" and attributes.get("formaChar", "").lower().startswith(SPECIAL):
            return Role.RAISED
        if name == "Explicatus" and self.path[-2] == "Nota":
            return Role.INLINE
        if name == "Paragraf" and NEW_TEXT in self.path:
            return Role.POINT
        return self.roles.get(name, self.default)

    def enter(self, name: str, attributes: Attributes) -> None:
        if name == "Rubrica":
            self._apart()
        elif name == "Nota":
            self._announce()
            self._push()
        else:
            self.quoted += 1

    def _apart(self) -> None:
        """A second heading of a division stands alone: the lines of one are in one element."""
        owner = self._owners[-1] if self._owners else None
        if owner is not None and owner.waits and owner.heading:
            self._announce()
            self._second = True

    def leave(self, name: str) -> None:
        """A note's own sign calls it where it stands; its words follow the paragraph."""
        if name == NEW_TEXT:
            self.quoted -= 1
        elif self._second and name == "Rubrica":  # what follows is below it
            self._second = False
            self._owners[-1].level += 1
            self._owners[-1].depth += 1
        if name != "Nota":
            return
        sign, _, words = self._pop().partition(" " if self.out.flat else "\n")
        self.out.write(f" {sign.strip()} ")
        if words.strip():
            self.out.notes.append(f"{sign.strip()} {words.strip()}")


def read(content: bytes, how: How) -> Iterator[Text]:
    """One act."""
    walker = LexDania().parse(content)
    if not (walker.first("title") or walker.first("accession")):
        yield from xml_generic.read(content, how)
        return
    accession, number, created = walker.first("accession"), walker.first("number"), walker.first("created")
    yield Text(
        walker.text(),
        "lexdania",
        walker.first("title"),
        "da",
        iso_date(created) if created else None,
        url=f"https://www.retsinformation.dk/eli/accn/{accession}" if accession else None,
        legal_state=walker.first("state"),
        identifiers=(
            *([Identifier("accn", accession)] if accession else []),
            *([Identifier("number", number)] if number else []),
        ),
    )
