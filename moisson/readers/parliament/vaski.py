"""Documents of Finland's parliament (Vaski): minutes, reports, bills and questions, in the schemas it shares with the government.

No real file was at hand: the structure is that of the queries and excerpts of projects that read these files. A name says by its
end what an element holds: `…Kooste` and `…Teksti` words, `…OtsikkoTeksti` a heading, `…TunnusKooste` a number.
"""

from collections.abc import Iterator

from moisson.readers.contract import Identifier, Share, Text
from moisson.readers.facts.languages import iso639
from moisson.readers.facts.stated import iso_date
from moisson.readers.parliament.debates import Debate
from moisson.readers.read_options import How
from moisson.readers.xml.walker import Attributes, Field, Role, parts

LEFT_OUT = {
    "SiirtoMetatieto, Sanomavalitys, JulkaisuMetatieto": "becomes the document's fields",
    "EduskuntaTunnus": "becomes an identifier",
    "AikaTeksti": "when a speech began",
    "KuvaOsa": "images",
}
HEADINGS = ("OtsikkoTeksti", "OtsikkoKooste", "otsikkoKooste", "otsikkoTeksti", "SaadosNimekeKooste")
NUMBERS = ("TunnusKooste", "KohtaNumero")
DIVISIONS = ("Asiakohta", "Luku", "Pykala", "Saados")
STATED = {  # attributes, and the fields that they are for: the first of each is the document's own
    "eduskuntaTunnus": "number",
    "identifiointiTunnus": "number",
    "kokousAloitusHetki": "date",
    "laadintaPvm": "date",
    "kieliKoodi": "language",
}
TELLING = 3  # words of a title; fewer name the kind of document: `Täysistunto`


class Document(Debate):
    """A speech begins with who speaks, and goes on under the same name after the speaker of the house has interrupted it."""

    roles = parts(
        skip="SiirtoMetatieto Sanomavalitys JulkaisuMetatieto EduskuntaTunnus AikaTeksti KuvaOsa colspec",
        inline="LihavaTeksti KursiiviTeksti LihavaKursiiviTeksti AlaindeksiTeksti HarvaTeksti",
        spaced="AsemaTeksti EtuNimi SukuNimi LisatietoTeksti",
        raised="YlaindeksiTeksti",
        table="tgroup",
        row="row",
        cell="entry",
    )
    default = Role.BLOCK
    fields = (Field("title", "Nimeke/NimekeTeksti"),)
    count_languages = True

    def __init__(self) -> None:
        super().__init__()
        self._speaker = ""  # whose speech is open

    def role(self, name: str, attributes: Attributes) -> Role:
        """By the end of the name, which is made of two or three; what names the document is its title, or heads an item."""
        if name == "NimekeTeksti":
            within = self.path[-3:-1]
            return Role.TITLE if "IdentifiointiOsa" in within else Role.HEADING if "KohtaNimeke" in within else Role.BLOCK
        if name in self.roles:
            return self.roles[name]
        if name.endswith(HEADINGS):
            return Role.HEADING
        if name.endswith(NUMBERS):
            return Role.NUMBER
        return Role.SECTION if name.endswith(DIVISIONS) else self.default

    def enter(self, name: str, attributes: Attributes) -> None:
        """What attributes state of the document, the language of a speech, and names of speakers."""
        for key, value in attributes.items():
            if (field := STATED.get(key.rpartition(":")[2])) and value.strip():
                self.found.setdefault(field, []).append(value.strip())
                if name == "PuheenvuoroOsa" and field == "language":
                    self._languages.append((len(self.path), value.strip()))
        if name == "PuheenjohtajaRepliikki":
            self._languages.append((len(self.path), self.first("language") or "fi"))
        elif self._names(name, self.path[-3:-1]):
            self.begin_apart()

    def leave(self, name: str) -> None:
        """Ends of names, and of what they have said."""
        if self._names(name, self.path[-2:]):
            words = self.end_apart()
            if name == "Henkilo":
                self._speaker = words
            self.speaks(words)
        elif name == "PuheenjohtajaRepliikki" and "PuheenvuoroOsa" in self.path:
            self.speaks(self._speaker)
        elif name == "PuheenvuoroToimenpide":
            self._speaker = self._lead = ""

    def _names(self, name: str, around: list[str]) -> bool:
        """Whether an element names who speaks."""
        return name == "PuheenjohtajaTeksti" or (name == "Henkilo" and "PuheenvuoroToimenpide" in around)


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document."""
    walker = Document().parse(content)
    number, title = walker.first("number") or "", walker.first("title") or ""
    if len(title.split()) < TELLING:
        title = " ".join(filter(None, (number, title)))
    counted: dict[str, int] = {}
    for language, words in walker.words.items():
        if code := iso639(language):
            counted[code] = counted.get(code, 0) + words
    shares = tuple(Share(*pair) for pair in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))
    yield Text(
        walker.text(),
        "vaski",
        title or None,
        iso639(walker.first("language") or "fi"),
        iso_date(walker.first("date") or ""),
        identifiers=(Identifier("number", number),) if number else (),
        languages=shares,
        kind="debate" if shares else None,
    )
