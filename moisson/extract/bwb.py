"""Dutch legislation: consolidated texts of wetten.overheid.nl (BWB, `toestand`), local rules (`cvdr`) and official publications.

One vocabulary: divisions with a `kop` (label, number, title), articles, numbered members (`lid`), lists. A treaty has a text in
each language; each is a document of its own.
"""

from collections.abc import Iterator

from moisson.extract.cals import Cals
from moisson.extract.how import How
from moisson.extract.languages import iso639
from moisson.extract.stated import iso_date
from moisson.extract.structure import Attributes
from moisson.extract.walker import Field, parts
from moisson.reader import Identifier, Text

LEFT_OUT = {
    "meta-data": "where an element was published and when it changed: fields are made of it",
    "metadata": "metadata of an official publication",
    "meta": "metadata of local rules",
    "bwb-inputbestand": "the name of a file",
    "bwb-wijzigingen": "how the file was made",
    "redactionele-correcties": "how the file was mended",
    "noot.nr": "the sign of a note: notes are counted",
    "colspec": "how wide columns are",
}
META = {  # of official publications
    "DC.identifier": "id",
    "DC.title": "name",
    "DC.language": "language",
    "DCTERMS.issued": "issued",
    "DCTERMS.available": "issued",
}
BODIES = ("regeling", "wet-besluit", "circulaire", "verdrag", "aanhef")
ORIGIN = "brondata/oorspronkelijk/publicatie/ondertekeningsdatum"


class Legislation(Cals):
    roles = parts(
        skip="meta-data metadata meta bwb-inputbestand bwb-wijzigingen redactionele-correcties noot.nr colspec",
        section="""afdeling artikel bijlage boek circulaire.divisie deel divisie enig-artikel hoofdstuk model nota-toelichting
            paragraaf stuk sub-paragraaf subparagraaf tekstdeel titeldeel toelichting verklaring wijzig-artikel wijzig-divisie""",
        point="lid",
        number="label nr lidnr li.nr stuknr",
        heading="titel subtitel",
        block="""aanhef adres afkondiging al bijschrift circulaire circulaire-sluiting circulaire-tekst circulaire.aanhef
            considerans considerans.al context context.al dagtekening gegeven intitule koning kop label-bijlage
            ondertekenaar ondertekening preambule regeling regeling-sluiting regeling-tekst slotformulering table tekst
            term title titel-tekst tussenkop uitgifte verdrag verdragtekst wat wet-besluit wetgeving wetsluiting wettekst wie wij
            citeertitel plaatje noot.al noot.lijst algemeen datumtekst dossier dossiernummer kamerstuk kamerstukkop
            staatsblad staatscourant tekstregel vrije-tekst""",
        spaced="naam voornaam achternaam plaats datum",
        list="lijst definitielijst",
        item="li definitie-item",
        table="tgroup",
        row="row",
        cell="entry",
        note="noot",
        raised="sup",
    )
    watched = frozenset(("tgroup", "colspec", "intitule", "citeertitel", "titel", *BODIES))
    fields = (
        Field("bwb", "toestand", "bwb-id"),
        Field("from", "toestand", "inwerkingtreding"),
        Field("language", "wetgeving", "xml:lang"),
        *(Field("created", f"{part}/meta-data/{ORIGIN}", "isodatum") for part in ("intitule", "citeertitel", "aanhef")),
        Field("title", "dc:title"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.titles = {"citeertitel": "", "intitule": ""}
        self.versions: list[tuple[str, str]] = []  # of a treaty: language, text
        self._language = ""
        self._new = False  # whether the publication that is open made the act

    def enter(self, name: str, attributes: Attributes) -> None:
        super().enter(name, attributes)
        if name in self.titles:
            self._push(flat=True)
        elif name == "verdrag":
            self._finish()
            self._language = attributes.get("lang") or attributes.get("xml:lang") or ""
        if name in BODIES:
            self._entitle()

    def passed(self, name: str, attributes: Attributes) -> None:
        """The day on which the act itself was signed stands in the metadata of whatever has not changed since."""
        if name == "meta" and attributes.get("name") in META and (value := attributes.get("content")):
            self.found.setdefault(META[attributes["name"]], []).append(value)
        elif name == "publicatie":
            self._new = attributes.get("effect") == "nieuwe-regeling" and self.path[-2] == "oorspronkelijk"
        elif name == "ondertekeningsdatum" and self._new and (day := attributes.get("isodatum")):
            self.found.setdefault("signed", []).append(day)

    def leave(self, name: str) -> None:
        super().leave(name)
        if name in self.titles:
            self.titles[name] = self.titles[name] or self._pop()
        elif name == "verdrag":
            self._finish()
        elif name == "titel" and self._owners and self._owners[-1].heading:
            self._owners[-1].heading[-1] = self._owners[-1].heading[-1].lstrip("-–— ")
        elif name == "titel" and self.path[-1:] == ["dossier"]:
            self._titled = True

    def _entitle(self) -> None:
        """The short title is the heading and the long one the first paragraph, as on the publisher's pages."""
        short, long = self.titles["citeertitel"], self.titles["intitule"]
        if not self._titled and (short or long):
            self._heading(short or long, 1)
            self._titled = True
            if short and long and short != long:
                self.out.block(long)

    def _finish(self) -> None:
        if self.out.blocks or self.out.inline:
            self.versions.append((self._language, self.text()))
        self.restart()

    def finished(self) -> list[tuple[str, str]]:
        """Each text with its language."""
        self._finish()
        return self.versions


def read(content: bytes, how: How) -> Iterator[Text]:
    """The act; of a treaty, its text in each language."""
    walker = Legislation().parse(content)
    versions = walker.finished()
    bwb, start = walker.first("bwb"), walker.first("from")
    created, stated = walker.first("signed", "created", "issued"), walker.first("language")
    for place, (language, text) in enumerate(versions):
        code = iso639(language) if language else iso639(stated) if stated else None
        yield Text(
            text,
            "bwb",
            walker.titles["citeertitel"] or walker.titles["intitule"] or walker.first("name", "title"),
            code or "nl",
            iso_date(created) if created else None,
            (code or str(place)) if len(versions) > 1 else "",
            f"https://wetten.overheid.nl/{bwb}/{start}" if bwb and start else None,
            valid_from=iso_date(start) if start else None,
            identifiers=(
                *([Identifier("bwb", bwb)] if bwb else []),
                *(Identifier("publication", name) for name in walker.found.get("id", ())),
            ),
        )
