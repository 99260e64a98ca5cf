"""Irish acts of the electronic Irish Statute Book (`act`, `si`): letters with accents, quotes and dashes are elements."""

import re
from collections.abc import Iterator

from moisson.readers.contract import Identifier, Text
from moisson.readers.facts.stated import iso_date
from moisson.readers.read_options import How
from moisson.readers.xml import generic as xml_generic
from moisson.readers.xml.structure import Attributes, Role
from moisson.readers.xml.walker import Field, Walker, parts

LEFT_OUT = {
    "metadata": "metadata: fields are made of it",
    "acttoc": "a table of contents: the headings again",
    "number": "a section's number: its words begin with it",
    "marker": "a note's sign: the note begins with it",
    "graphic": "images",
    "colgroup": "how wide columns are",
}
CHARACTERS = dict(
    re.findall(
        r"(\w+) (\S)",
        """
        afada á efada é ifada í ofada ó ufada ú Afada Á Efada É Ifada Í Ofada Ó Ufada Ú
        odq “ cdq ” osq ‘ csq ’ apos ’ emdash — endash – hellip … bull •
        euro € pound £ deg ° half ½ quarter ¼ threequarters ¾ times × divide ÷
        """,
    ),
    nbsp=" ",
)
NOTE = re.compile(r"\(?(\d+|[*†‡]+)\)?\s+(\S.*)", re.S)
FRONT = ("frontmatter", "actnumber")


class StatuteBook(Walker):
    roles = parts(
        skip=" ".join(LEFT_OUT),
        section="actsreferredto article chapter division part sect schedule",
        heading="title",
        block="act actnumber backmatter body frontmatter longtitle p schedules",
        table="table",
        row="tr",
        cell="td th",
        raised="su",
        **{"break": "br"},
    )
    asked = frozenset(("p",))
    watched = frozenset((*CHARACTERS, "unicode", "fn", "p"))
    fields = (
        Field("title", "metadata/title"),
        Field("number", "metadata/number"),
        Field("year", "metadata/year"),
        Field("created", "metadata/dateofenactment"),
        Field("created", "metadata/dateofsigning"),
    )

    def __init__(self) -> None:
        super().__init__()
        self._front: set[str] = set()  # lines of the title page, which comes twice

    def role(self, name: str, attributes: Attributes) -> Role:
        if name == "p" and self.path[-2] == "title":
            return Role.SPACED
        return self.roles.get(name, self.default)

    def enter(self, name: str, attributes: Attributes) -> None:
        if name in CHARACTERS:
            self.write(CHARACTERS[name])
        elif name == "unicode":
            self.write(_character(attributes.get("ch", "")))
        elif name == "fn" or (name == "p" and self.path[-2] in FRONT):
            self._push()
        elif name == "p" and self.path[-2] == "title" and "".join(self.out.inline).strip():
            self.out.write(" – ")

    def leave(self, name: str) -> None:
        if name == "fn":
            words = self._pop()
            found = NOTE.fullmatch(words)
            sign, words = found.groups() if found else ("*", words)
            self.out.write(f" ({sign}) ")
            self.out.notes.append(f"({sign}) {words}")
        elif name == "p" and self.path[-1] in FRONT:
            line = self._pop()
            if line.casefold() in self._front:
                return
            self._front.add(line.casefold())
            if line.casefold() == (self.first("title") or "").casefold():
                self._heading(line, 1)
                self._titled = True
            else:
                self.out.block(line)


def _character(code: str) -> str:
    try:
        found = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    return found if found.isprintable() else ""


def read(content: bytes, how: How) -> Iterator[Text]:
    """One act or instrument."""
    walker = StatuteBook().parse(content)
    if not walker.first("title"):
        yield from xml_generic.read(content, how)
        return
    number, year, created = walker.first("number"), walker.first("year"), walker.first("created")
    act = walker.found.get("number") and year
    yield Text(
        walker.text(),
        "eisb",
        walker.first("title"),
        "en",
        iso_date(created) if created else None,
        url=f"https://www.irishstatutebook.ie/eli/{year}/act/{number}/enacted/en/xml" if act else None,
        identifiers=(Identifier("number", f"{number} of {year}"),) if act else (),
    )
