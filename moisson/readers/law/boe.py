"""Spanish acts of the Boletín Oficial del Estado: consolidated texts (`response`: blocks with their versions) and single acts.

A paragraph's class says what it is. Of a block's versions the last is read: the text in force.
What an act puts into another one is a quotation (`blockquote`); notes on how a block has changed stand in such an element, too.
"""

from collections.abc import Iterator
from operator import itemgetter

from moisson.readers.contract import Identifier, Text
from moisson.readers.facts.stated import iso_date
from moisson.readers.markdown import Writer
from moisson.readers.read_options import How
from moisson.readers.set_aside import set_aside
from moisson.readers.xml import generic as xml_generic
from moisson.readers.xml.structure import Attributes, Role
from moisson.readers.xml.walker import Field, Walker, parts

LEFT_OUT = {
    "status": "the answer of a service",
    "metadatos": "metadata: fields are made of them",
    "metadata-eli": "metadata again",
    "analisis": "subjects, and references to other acts",
    "(blockquote of p[@class=nota_pie])": "the publisher's notes on how a block has changed",
    "(version)": "of a block all versions but the one that holds last",
    "img": "images",
}
RANKS = ("libro", "parte", "titulo", "capitulo", "seccion", "subseccion", "articulo")  # of headings, outermost first
OTHER_RANKS = {"anexo": 0, "cap": 3, "sect": 4, "disposicion": 6}
META = "metadatos"
NOTE = "nota_pie"  # how the class of a note begins


class Boe(Walker):
    roles = parts(
        skip=" ".join(name for name in LEFT_OUT if name[0] != "("),
        block="bloque blockquote data dd div documento dt h1 h2 h3 h4 p pre response texto version",
        list="ul ol",
        item="li",
        table="table",
        row="tr",
        cell="td th",
        raised="sup",
        **{"break": "br"},
    )
    asked = frozenset("p")
    watched = frozenset(("p", "bloque", "blockquote", "version"))
    fields = (
        Field("title", f"{META}/titulo"),
        Field("id", f"{META}/identificador"),
        Field("created", f"{META}/fecha_disposicion"),
        Field("published", f"{META}/fecha_publicacion"),
        Field("from", f"{META}/fecha_vigencia"),
        Field("state", f"{META}/estado_consolidacion"),
        Field("eli", f"{META}/url_eli"),
        Field("number", f"{META}/numero_oficial"),
        Field("block", "bloque/version", "id_norma"),
        Field("block-title", "bloque", "titulo"),
        Field("block-published", "bloque/version", "fecha_publicacion"),
        Field("block-from", "bloque/version", "fecha_vigencia"),
    )

    def __init__(self) -> None:
        super().__init__()
        self._versions: list[tuple[str, Writer]] = []  # of the block that is open: since when each holds, and its words
        self._since = ""  # when the version that is open begins to hold
        self._stack: list[int] = []  # ranks of the headings that are open
        self._number = ""  # a division's number, which waits for its title
        self._kinds: list[str] = []  # classes of the open paragraphs

    def role(self, name: str, attributes: Attributes) -> Role:
        noted = self.quoted and attributes.get("class", "").startswith(NOTE)
        return Role.SKIP if noted else Role.BLOCK

    def enter(self, name: str, attributes: Attributes) -> None:
        if not self._titled and not self._writers and (title := self.first("title")):
            self._heading(title, 1)
            self._titled = True
        if name == "bloque":
            self._versions = []
        elif name == "version":
            self._since = attributes.get("fecha_vigencia", "")
            self._push()
        elif name == "blockquote":
            self._say_number()
            self.open_quotation(name, attributes)
        else:
            self._kinds.append("" if self._tables or self.quoted else attributes.get("class", ""))
            if self._number and not self._kinds[-1].endswith("_tit"):
                self._say_number()
            if self._kinds[-1] and _rank(self._kinds[-1]) is not None:
                self._push(flat=True)

    def leave(self, name: str) -> None:
        if name == "version":
            self._say_number()
            self.out.end()
            written, self.out = self.out, self._writers.pop()
            self._versions.append((self._since, written))
        elif name == "blockquote":
            self.close_quotation(name)
        elif name == "bloque":
            if self._versions:
                self.out.end()
                last = max(reversed(self._versions), key=itemgetter(0))[1]
                self.out.blocks.extend(last.blocks)
                for _, written in self._versions:
                    if written is not last:
                        set_aside("repeated", written.text())
        else:
            self._leave_paragraph(self._kinds.pop())

    def _leave_paragraph(self, kind: str) -> None:
        rank = _rank(kind) if kind else None
        if rank is None:
            return
        words = self._pop()
        if not words:
            return
        if kind.endswith("_num"):
            self._open_rank(rank)
            self._number = words
        elif self._number:
            words, self._number = self._heading_line(self._number, words), ""
            self._heading(words, self._level)
        else:
            if not kind.endswith("_tit"):
                self._open_rank(rank)
            self._heading(words, self._level)

    def _open_rank(self, rank: int) -> None:
        self._stack = [*(above for above in self._stack if above < rank), rank]

    def _say_number(self) -> None:
        if self._number:
            words, self._number = self._number, ""
            self._heading(words, self._level)

    @property
    def _level(self) -> int:
        return max(len(self._stack), 1) + int(self._titled)


def _rank(kind: str) -> int | None:
    """Where a paragraph of this class stands among headings; None for a plain one."""
    name = kind.partition("_")[0]
    return RANKS.index(name) if name in RANKS else OTHER_RANKS.get(name)


def read(content: bytes, how: How) -> Iterator[Text]:
    """One act, or one of its blocks."""
    walker = Boe().parse(content)
    identity = walker.first("id") or walker.first("block")
    if not identity:
        yield from xml_generic.read(content, how)
        return
    if not walker.first("id") and len(walker.found.get("block-title", ())) == 1:  # the answer to a question for one block
        for name, field in (("block-title", "title"), ("block-published", "published"), ("block-from", "from")):
            walker.found[field] = [" ".join(value.split()) for value in walker.found.get(name, ())[-1:]]
    title = walker.first("title")
    created, published, start = (iso_date(walker.first(name) or "") for name in ("created", "published", "from"))
    eli = walker.first("eli")
    yield Text(
        walker.text(),
        "boe",
        title,
        "es",
        created or published,
        url=eli or f"https://www.boe.es/buscar/doc.php?id={identity}",
        legal_state=walker.first("state"),
        valid_from=start,
        identifiers=(
            Identifier("boe", identity),
            *([Identifier("eli", eli)] if eli else []),
            *(Identifier("number", number) for number in walker.found.get("number", ())[:1]),
        ),
    )
