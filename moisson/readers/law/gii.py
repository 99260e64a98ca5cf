"""German federal law of gesetze-im-internet.de (`dokumente`): a `norm` for each article, and one for each division above it."""

import re
from collections.abc import Iterator, Mapping

from moisson.readers.contract import Identifier, Text
from moisson.readers.facts.stated import iso_date
from moisson.readers.read_options import How
from moisson.readers.set_aside import set_aside
from moisson.readers.xml import generic as xml_generic
from moisson.readers.xml.cals import Cals
from moisson.readers.xml.structure import Attributes, Role
from moisson.readers.xml.walker import Field, parts

LEFT_OUT = {
    "metadaten": "metadata of each article: its number and title, and the divisions above, become headings",
    "fussnoten/Content": "the publisher's notes on where and since when an article holds",
    "FnArea": "where a table's notes are put",
    "TOC": "a table of contents: the headings again",
    "kommentar": "the publisher's comments",
    "IMG": "images",
    "FILE": "links to files",
    "colspec": "how wide columns are",
    "noindex": "links",
}
FOOTNOTE = re.compile(r"<Footnote\b[^<>]{0,300}\bID=\"([^\"<>]*)\"[^<>]*>")
SIGN = re.compile(r"\b(?:FnZ|Prefix)=\"([^\"<>]{1,20})\"")
CONTENTS = "Inhaltsübersicht"  # a heading without words where they are in a TOC
SORTED_LAST = "(XXXX) "  # before the numbers of articles that are gone
SENTENCE = "Rec"  # of the superscripts that number sentences
GLUED = re.compile(r"\)(?=[^\W\d_][a-zäöüß])")  # `(zu § 66)Tabelle`
DIGITS = 3  # of `gliederungskennzahl` for each level of divisions


class Norms(Cals):
    roles = parts(
        skip="FnArea TOC kommentar IMG FILE colspec noindex",
        block="""metadaten P Content Title Subtitle Citation Accolade Ident DocAuthor Body text textdaten dokumente norm pre
            fussnoten Footnotes table PreTable""",
        spaced="DD LA jurabk amtabk ausfertigung-datum periodikum zitstelle anlagedat dokst abgabedat kurzue langue enbez titel"
        " gliederungskennzahl gliederungsbez gliederungstitel standtyp standkommentar",
        list="DL",
        number="DT",
        table="tgroup",
        row="row",
        cell="entry",
        raised="SUP",
        **{"break": "BR"},
    )
    asked = frozenset(("Content", "LA", "P", "SUP"))
    watched = frozenset(("metadaten", "FnR", "Footnote", "DT", "DD", "DL", "tgroup", "colspec"))
    fields = (
        Field("law", "metadaten/langue"),
        Field("short", "metadaten/jurabk"),
        Field("created", "metadaten/ausfertigung-datum"),
        Field("id", "dokumente", "doknr"),
        Field("number", "metadaten/enbez"),
        Field("title", "metadaten/titel"),
        Field("depth", "metadaten/gliederungseinheit/gliederungskennzahl"),
        Field("division", "metadaten/gliederungseinheit/gliederungsbez"),
        Field("name", "metadaten/gliederungseinheit/gliederungstitel"),
    )
    OWN = ("number", "title", "depth", "division", "name")  # of one norm

    def __init__(self, signs: Mapping[str, str]) -> None:
        super().__init__()
        self.signs = signs  # of the notes, which are called before they are met
        self._sign = ""  # of the note that is open
        self._depth = 1  # of the division that is open
        self._division = ("", "")  # its place and its number, which each of its articles may state again
        self._items: list[bool] = []  # of each open list: whether an item is open

    def role(self, name: str, attributes: Attributes) -> Role:
        if name == "Content" and self.path[-2] == "fussnoten":
            return Role.SKIP
        if name == "SUP" and attributes.get("class") == SENTENCE:
            return Role.SPACED
        if name == "LA" or (name == "P" and self.path[-2] == "LA"):
            return Role.BLOCK
        return self.roles.get(name, self.default)

    def enter(self, name: str, attributes: Attributes) -> None:
        super().enter(name, attributes)
        if name in ("metadaten", "Footnote"):
            self._push()
            self._sign = self.signs.get(attributes.get("ID", ""), "*)")
        elif name == "FnR" and "metadaten" not in self.path:
            self.write(f" {self.signs.get(attributes.get('ID', ''), '*)')}")
        elif name == "DL":
            self._items.append(False)
        elif name == "DT":
            self._open_item(attributes)
            self._items[-1:] = [True]

    def leave(self, name: str) -> None:
        super().leave(name)
        if name == "metadaten":
            set_aside("metadata", self._pop())  # but for what becomes a heading
            self._entitle()
        elif name == "Footnote":
            words = self._pop()
            self.out.block(f"{self._sign} {words}" if words else "")
        elif name == "DD" and self._items and self._items[-1]:
            self._items[-1] = False
            self._close_item()
        elif name == "DL":
            self._items.pop()

    def _entitle(self) -> None:
        """What a norm's metadata say becomes headings."""
        own = {name: self.found.pop(name, [""])[0] for name in self.OWN}
        if self.out.blocks and self.out.blocks[-1][1].lstrip("# ") == CONTENTS:
            set_aside("contents", self.out.blocks.pop()[1])
        if not self._titled and (law := self.first("law")):
            self._heading(law, 1)
            self._titled = True
        division = own["division"].strip("-–— ")
        if division or own["name"]:
            self._depth = 1 + max(len(own["depth"]) // DIGITS, 1)
            if not own["depth"] or self._division != (own["depth"], division):
                self._heading(self._heading_line(division, own["name"]), self._depth)
            self._division = (own["depth"], division)
        if own["number"] or own["title"]:
            title = GLUED.sub(") ", own["title"])
            self._heading(self._heading_line(own["number"].removeprefix(SORTED_LAST), title), self._depth + 1)


def _signs(content: bytes) -> dict[str, str]:
    """The signs of all notes, by their ids: `(1)`, `*)`."""
    signs: dict[str, str] = {}
    for found in FOOTNOTE.finditer(content.decode("utf-8", "replace")):
        sign = SIGN.search(found[0])
        signs[found[1]] = f"({sign[1]})" if sign and sign[1].isalnum() else sign[1] if sign else "*)"
    return signs


def read(content: bytes, how: How) -> Iterator[Text]:
    """One law."""
    walker = Norms(_signs(content)).parse(content)
    if not (walker.first("id") or walker.first("short")):
        yield from xml_generic.read(content, how)
        return
    created, short, identity = walker.first("created"), walker.first("short"), walker.first("id")
    yield Text(
        walker.text(),
        "gii",
        walker.first("law") or short,
        "de",
        iso_date(created) if created else None,
        identifiers=(
            *([Identifier("juris", identity)] if identity else []),
            *([Identifier("abbreviation", short)] if short else []),
        ),
    )
