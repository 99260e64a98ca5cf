"""Documents of Austria's legal information system (`risdok`): consolidated law, gazettes, decisions.

Each piece has a label (`Kurztitel`, `Text`, `Schlagworte` …). Descriptions become fields or are left out; words stay, under their
label where it says more than `Text`.
"""

from collections.abc import Iterator

from moisson.readers.contract import Identifier, Text
from moisson.readers.facts.stated import iso_date
from moisson.readers.read_options import How
from moisson.readers.set_aside import set_aside
from moisson.readers.xml.structure import Attributes, Role
from moisson.readers.xml.walker import Walker, parts

DESCRIBING = """
    kundmachungsorgan typ dokumenttyp artikel_anlage ikra akra index schlagworte geaendert gesnr doknr adoknr gericht gz datum
    norm ecli imris abk
"""
LEFT_OUT = {
    "metadaten": "metadata",
    "kzinhalt": "page heads",
    "fzinhalt": "page feet",
    "layoutdaten": "how pages look",
    "binary": "images",
    "ueberschrift[@typ=titel]": "labels of the pieces; those that say more than `Text` stay as headings",
    **dict.fromkeys(
        (f"absatz[@ct={name}]" for name in DESCRIBING.split()),
        "what describes the document: gazette, type, dates, index, keywords, numbers (fields are made of some)",
    ),
}
# Labels of pieces that describe the document; None: not kept, else the field they become.
FACTS = {
    "Kurztitel": "title",
    "Kundmachungsorgan": None,
    "Typ": None,
    "Dokumenttyp": None,
    "Index": None,
    "Schlagworte": None,
    "Inkrafttretensdatum": "from",
    "Außerkrafttretensdatum": "to",
    "Entscheidungsdatum": "created",
    "Kundmachungsdatum": "created",
    "Geschäftszahl": "number",
    "Gericht": "court",
    "Entscheidende Behörde": "court",
    "Entscheidungsart": None,
    "Rechtsgebiet": None,
    "Rechtssatznummer": None,
    "Sammlungsnummer": None,
    "Sprachen": None,
    "Staaten": None,
    "Norm": None,
    "ECLI": "ecli",
    "European Case Law Identifier": "ecli",
    "European Case Law Identifier (ECLI)": "ecli",
    "Gesetzesnummer": "law",
    "Dokumentnummer": "id",
    "alte Dokumentnummer": None,
    "Im RIS seit": None,
    "Zuletzt aktualisiert am": None,
    "Abkürzung": None,
    "Anmerkung zur Veröffentlichung": None,
}
LEVELS = {"g1": 2, "g1min": 2, "g2": 3, "art": 3, "para": 4, "erll": 4, "erlz": 4}  # of headings by their `typ`
SILENT = frozenset(("Text", "Langtitel", "§/Artikel/Anlage"))  # labels that say nothing beside the words under them
PARAGRAPH = "§/Artikel/Anlage"
LONG_LABEL = 4  # words; a label has fewer, a title as many
OPENING = '„»“"'  # before the heading of words that are put into another act


class Ris(Walker):
    roles = parts(
        skip="metadaten kzinhalt fzinhalt layoutdaten binary",
        block="absatz abschnitt liste schlussteil nutzdaten ueberschrift absatzgruppe tabelle",
        spaced="tab",
        list="aufzaehlung",
        item="listelem",
        number="symbol",
        table="table",
        row="tr",
        cell="td th",
        raised="super hoch",
        **{"break": "br"},
    )
    asked = frozenset(("ueberschrift",))
    watched = frozenset(("absatz", "ueberschrift", "nbsp", "gdash", "listelem"))

    def __init__(self) -> None:
        super().__init__()
        self._label = ""
        self._waits = False  # the label has not been written
        self._kind = ""  # of the heading that is open

    def enter(self, name: str, attributes: Attributes) -> None:
        if name == "nbsp":
            self.write(" ")
        elif name == "gdash":
            self.write("–")
        elif name == "ueberschrift" or (name == "absatz" and (self._label in FACTS or self._label == PARAGRAPH)):
            self._push(flat=True)
        elif self._waits and self._label not in FACTS:
            self._waits = False
            if self._label not in SILENT and not self._is_title():
                self._heading(self._label, 2)

    def leave(self, name: str) -> None:
        if name == "ueberschrift":
            words = self._pop()
            if self._waits and self._is_title():  # a heading follows it
                self._waits = False
            if self._kind == "titel":
                self._label, self._waits = words, True
                set_aside("metadata", words)  # unless a heading is made of it
            elif words and not self._tables and words[0] not in OPENING:
                self._heading(words, LEVELS.get(self._kind, 3))
            else:
                self.out.block(words)
        elif name == "absatz" and (self._label in FACTS or self._label == PARAGRAPH):
            self._keep_fact(self._pop())

    def role(self, name: str, attributes: Attributes) -> Role:
        if name == "ueberschrift":
            self._kind = attributes.get("typ", "")
        return self.roles.get(name, self.default)

    def _is_title(self) -> bool:
        """Whether what stands in the place of a label is the title of an act, as in gazettes; it is written then."""
        if self._titled or self.found or self._label in FACTS or len(self._label.split()) < LONG_LABEL:
            return False
        self.found.setdefault("title", []).append(self._label)
        self._heading(self._label, 1)
        self._titled = True
        return True

    def _keep_fact(self, words: str) -> None:
        set_aside("metadata", words)
        if self._label == PARAGRAPH:
            self.found.setdefault("paragraph", []).append(words)
            return
        field = FACTS[self._label]
        if not words or not field:
            return
        self.found.setdefault(field, []).append(words)
        if field == "title" and not self._titled:
            self._heading(words, 1)
            self._titled = True


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document: an article of a law, a decision, a piece of a gazette."""
    walker = Ris().parse(content)
    found = walker.first
    created, start, end = (iso_date(found(name) or "") for name in ("created", "from", "to"))
    title = ", ".join(filter(None, (found("title"), found("paragraph"))))
    if not title:
        title = ", ".join(filter(None, (found("court"), created, found("number"))))
    identifiers = (("ecli", "ecli"), ("id", "ris"), ("law", "gesetzesnummer"), ("number", "number"))
    yield Text(
        walker.text(),
        "ris",
        title or None,
        "de",
        created,
        valid_from=start,
        valid_to=end,
        identifiers=tuple(Identifier(scheme, value) for name, scheme in identifiers if (value := found(name))),
        kind="decision" if found("ecli", "court") else "law",
    )
