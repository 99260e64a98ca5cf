"""Chilean law of the Biblioteca del Congreso Nacional (`Norma` of leychile.cl): parts within parts, each with its plain words."""

from collections.abc import Iterator
from itertools import pairwise

from moisson.extract.facts.stated import iso_date
from moisson.extract.how import How
from moisson.extract.markdown import BREAK
from moisson.extract.xml.structure import Attributes
from moisson.extract.xml.walker import Field, Walker, parts
from moisson.reader import Identifier, Text

LEFT_OUT = {
    "Identificador": "metadata: fields are made of it",
    "Metadatos": "metadata: fields are made of it; of a part: its number and title again",
    "ArchivoBinario": "images, as characters",
}
DIVISIONS = frozenset(("libro", "título", "capítulo", "párrafo", "parte", "sección", "doble articulado", "titulo", "capitulo"))


class Norma(Walker):
    roles = parts(
        skip="Identificador Metadatos ArchivoBinario",
        block="""Norma Encabezado EstructurasFuncionales EstructuraFuncional Promulgacion Anexos Anexo""",
    )
    watched = frozenset(("EstructuraFuncional", "Texto"))
    fields = (
        Field("id", "Norma", "normaId"),
        Field("from", "Norma", "fechaVersion"),
        Field("state", "Norma", "derogado"),
        Field("until", "Norma/Metadatos/FechaDerogacion"),
        Field("title", "Norma/Metadatos/TituloNorma"),
        Field("created", "Identificador", "fechaPromulgacion"),
        Field("published", "Identificador", "fechaPublicacion"),
        Field("number", "TipoNumero/Numero"),
        Field("kind", "TipoNumero/Tipo"),
    )

    def __init__(self) -> None:
        super().__init__()
        self._kinds: list[str] = []  # of the open parts
        self._levels: list[bool] = []  # of the open parts: whether it has become a heading

    def enter(self, name: str, attributes: Attributes) -> None:
        if name == "EstructuraFuncional":
            self._kinds.append(attributes.get("tipoParte", "").casefold())
            self._levels.append(False)
        else:
            if not self._titled and (title := self.first("title")):
                self._heading(title, 1)
                self._titled = True
            self._push()

    def leave(self, name: str) -> None:
        if name == "EstructuraFuncional":
            self._kinds.pop()
            self._levels.pop()
            return
        words = "".join(self.out.inline)
        self.out = self._writers.pop()
        if self._kinds and self._kinds[-1] in DIVISIONS and len(words) < 500:
            self._heading(" ".join(words.split()), 2 + sum(self._levels))
            self._levels[-1] = True
        else:
            for paragraph in _paragraphs(words):
                if [block for _, block in self.out.blocks] != [f"# {paragraph}"]:  # the head of an act begins with its title
                    self.out.block(paragraph)


def _paragraphs(words: str) -> list[str]:
    """Lines; or, where lines begin indented, what an indent or an empty line begins, which the publisher has broken by hand."""
    lines = words.replace(BREAK, "").expandtabs(4).split("\n")
    indented = any(line.startswith("   ") and line.strip() for line in lines[1:])
    paragraphs: list[str] = []
    for above, line in pairwise(("", *lines)):
        if not line.strip():
            continue
        if paragraphs and indented and above.strip() and not line.startswith("   "):
            paragraphs[-1] += f" {' '.join(line.split())}"
        else:
            paragraphs.append(" ".join(line.split()))
    return paragraphs


def read(content: bytes, how: How) -> Iterator[Text]:
    """One act, as it stands at the date of its version."""
    walker = Norma().parse(content)
    identity, number, kind = walker.first("id"), walker.first("number"), walker.first("kind")
    created, start = iso_date(walker.first("created") or walker.first("published") or ""), iso_date(walker.first("from") or "")
    end = iso_date(walker.first("until") or "")
    if start and end and start >= end:  # the version of the day on which the act ended
        start = None
    yield Text(
        walker.text(),
        "ley-chile",
        walker.first("title"),
        "es",
        created,
        url=f"https://www.leychile.cl/navegar?idNorma={identity}" if identity else None,
        legal_state=walker.first("state"),
        valid_from=start,
        valid_to=end,
        identifiers=(
            *([Identifier("bcn", identity)] if identity else []),
            *([Identifier("number", f"{kind} {number}" if kind else number)] if number else []),
        ),
    )
