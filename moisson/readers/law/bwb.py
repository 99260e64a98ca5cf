"""Dutch legislation: consolidated texts of wetten.overheid.nl (BWB, `toestand`), local rules (`cvdr`) and official publications.

One vocabulary: divisions with a `kop` (label, number, title), articles, numbered members (`lid`), lists. A treaty has a text in
each language; each is a document of its own.
"""

from collections.abc import Iterator

from moisson.readers.contract import Identifier, Text
from moisson.readers.facts.languages import iso639
from moisson.readers.facts.stated import iso_date
from moisson.readers.read_options import How
from moisson.readers.xml.cals import Cals
from moisson.readers.xml.structure import Attributes, Role
from moisson.readers.xml.walker import Field, parts

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
BETWEEN = frozenset(("tussenkop", "tuskop"))  # headings without a division of their own
BODIES = ("regeling", "wet-besluit", "circulaire", "aanhef")
AMENDED = frozenset(("afdeling", "artikel", "bijlage", "boek", "deel", "hoofdstuk", "paragraaf", "titeldeel"))  # in an amendment
ORIGIN = "brondata/oorspronkelijk/publicatie/ondertekeningsdatum"


class Legislation(Cals):
    roles = parts(
        skip="meta-data metadata meta bwb-inputbestand bwb-wijzigingen redactionele-correcties noot.nr colspec",
        section="""afdeling artikel bijlage boek circulaire.divisie deel divisie enig-artikel hoofdstuk model nota-toelichting
            paragraaf stuk sub-paragraaf subparagraaf tekstdeel titeldeel toelichting verklaring wijzig-artikel wijzig-divisie
            vraag antwoord""",
        title="kamervraagomschrijving dostit",
        point="lid wijzig-lid",
        number="label nr lidnr li.nr stuknr",
        heading="titel subtitel tussenkop tuskop",
        inline="""nadruk extref intref inf redactie ondernummer kamervraagonderwerp dossierref nootref unl ref link functie
            organisatie definitie""",
        block="""aanhef adres afkondiging al bijschrift circulaire circulaire-sluiting circulaire-tekst circulaire.aanhef
            considerans considerans.al context context.al dagtekening gegeven intitule koning kop label-bijlage
            ondertekenaar ondertekening preambule regeling regeling-sluiting regeling-tekst slotformulering table tekst
            term title titel-tekst uitgifte verdrag verdragtekst wat wet-besluit wetgeving wetsluiting wettekst wie wij
            citeertitel plaatje noot.al noot.lijst algemeen datumtekst dossier dossiernummer kamerstuk kamerstukkop
            staatsblad staatscourant tekstregel vrije-tekst kamervragen kamervraagkop kamervraagnummer kamerwrk front body
            vergjaar kamer dosnr box illustratie wijziging gemeenteblad provinciaalblad waterschapsblad""",
        spaced="naam voornaam achternaam plaats datum",
        list="lijst definitielijst",
        item="li definitie-item",
        table="tgroup",
        row="row",
        cell="entry",
        note="noot",
        raised="sup",
    )
    default = Role.SPACED  # an unknown element: its words stand apart from those around it
    watched = frozenset(("tgroup", "colspec", "intitule", "citeertitel", "titel", "term", "verdrag", *BODIES, *AMENDED, *BETWEEN))
    fields = (
        Field("bwb", "toestand", "bwb-id"),
        Field("from", "toestand", "inwerkingtreding"),
        Field("language", "wetgeving", "xml:lang"),
        *(Field("created", f"{part}/meta-data/{ORIGIN}", "isodatum") for part in ("intitule", "citeertitel", "aanhef")),
        Field("title", "dc:title"),
        *(Field("heading", path) for path in ("kamervraagomschrijving", "dostit", "dossier/titel")),
    )

    def __init__(self) -> None:
        super().__init__()
        self.titles = {"citeertitel": "", "intitule": ""}
        self.versions: list[tuple[str, str, str]] = []  # of a treaty: language, title, text
        self._language = ""
        self._own_title = ""  # of the treaty's text that is open
        self._new = False  # whether the publication that is open made the act

    def enter(self, name: str, attributes: Attributes) -> None:
        super().enter(name, attributes)
        if name in self.titles or self._defines(name):
            self._push(flat=True)
        elif name == "verdrag":
            self._finish()
            self._language = attributes.get("lang") or attributes.get("xml:lang") or ""
        elif name in BETWEEN:
            self._announce()
        elif name in AMENDED and "wijzig-artikel" in self.path:
            self._announce()
            self.quoted += 1
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
        elif name == "term" and self.path[-1:] == ["definitie-item"]:
            words = self._pop()
            self.out.begin(words)
        elif name == "verdrag":
            self._finish()
        elif name in AMENDED and "wijzig-artikel" in self.path:
            self.quoted -= 1
        elif name == "titel" and self.path[-2:] == ["verdragtekst", "kop"] and not self._titled and self.out.blocks:
            self._own_title = self.out.blocks[-1][1].lstrip("# ")
            self._titled = True
        elif name == "titel" and self._owners and self._owners[-1].heading:
            self._owners[-1].heading[-1] = self._owners[-1].heading[-1].lstrip("-–— ")
        elif name == "titel" and self.path[-1:] == ["dossier"]:
            self._titled = True

    def _defines(self, name: str) -> bool:
        """Whether this is the word that an item of a list of definitions explains; it begins the item."""
        return name == "term" and self.path[-2] == "definitie-item"

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
            self.versions.append((self._language, self._own_title, self.text()))
        self._own_title = ""
        self.restart()

    def finished(self) -> list[tuple[str, str, str]]:
        """Each text with its language and, of a treaty, its title in that language."""
        self._finish()
        return self.versions


def read(content: bytes, how: How) -> Iterator[Text]:
    """The act; of a treaty, its text in each language."""
    walker = Legislation().parse(content)
    versions = walker.finished()
    bwb, start = walker.first("bwb"), walker.first("from")
    created, stated = walker.first("signed", "created", "issued"), walker.first("language")
    for place, (language, title, text) in enumerate(versions):
        code = iso639(language) if language else iso639(stated) if stated else None
        yield Text(
            text,
            "bwb",
            title or walker.titles["citeertitel"] or walker.titles["intitule"] or walker.first("name", "title", "heading"),
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
