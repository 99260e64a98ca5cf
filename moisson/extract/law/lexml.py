"""Brazilian acts and bills in LexML Brasil: divisions and articles, of which each device has a label (`Rotulo`) and its words."""

import re
from collections.abc import Iterator

from moisson.extract.facts.face import face_date
from moisson.extract.facts.stated import iso_date
from moisson.extract.how import How
from moisson.extract.xml.structure import Attributes, Role
from moisson.extract.xml.walker import Field, Walker, parts
from moisson.reader import Identifier, Text

LEFT_OUT = {
    "Metadado": "metadata, and what editors have remarked and revised: fields are made of it",
    "del": "words that a revision has taken out",
}
DAY = re.compile(r"\d{4}-\d\d-\d\d")
ELLIPSIS = "…"  # for the dotted line of an article of which only some words are put into another act
YES = "s"


class LexML(Walker):
    roles = parts(
        skip=" ".join(LEFT_OUT),
        title="Epigrafe",
        section="Artigo Capitulo Livro Parte Secao Subsecao Subtitulo Titulo",
        level="AgrupamentoHierarquico",
        point="Alinea DispositivoGenerico Inciso Item Paragrafo Pena",
        number="Rotulo",
        heading="NomeAgrupador TituloDispositivo",
        block="""Agrupamento Alteracao Anexo Anexos Articulacao Assinatura AssinaturaGrupo AssinaturaTexto Bloco Caput Cargo
            Conteudo DocumentoGenerico Ementa FormulaPromulgacao Justificacao LocalDataFecho NomePessoa Norma Omissis p ParteFinal
            ParteInicial PartePrincipal Preambulo ProjetoNorma div""",
        list="ol ul",
        item="li",
        table="table",
        row="tr",
        cell="td th",
        note="NotaDeRodape NotaRodape",
        raised="sup",
        **{"break": "br"},
    )
    asked = frozenset(("Agrupamento", "Artigo", "Bloco", "Rotulo"))
    fields = (Field("urn", "Metadado/Identificacao", "URN"), Field("title", "Norma/ParteInicial/Epigrafe"))

    def __init__(self) -> None:
        super().__init__()
        self._ends: list[str] = []  # of the open elements: the signs that end them
        self._omitted: list[bool] = []  # of the open elements: whether their words, which stay as they are, are left out

    def role(self, name: str, attributes: Attributes) -> Role:
        """An article's first words may bear its label again; documents without articles say by names what a part is."""
        kind = attributes.get("nome")
        if name == "Rotulo":
            return Role.SKIP if self.path[-2:-1] == ["Caput"] else Role.NUMBER
        if name == "Artigo":
            return Role.LEVEL if self.quoted else Role.SECTION
        if name == "Agrupamento":
            return Role.TITLE if kind == "epigrafe" and not self._titled else Role.POINT
        return {"rotulo": Role.NUMBER, "nomeAgrupador": Role.HEADING, "nivel": Role.SKIP}.get(kind or "", Role.BLOCK)

    def enter(self, name: str, attributes: Attributes) -> None:
        if name == "Alteracao":
            self._announce()
            self.out.paragraph()
            self.quoted += 1
        if attributes.get("abreAspas") == YES:
            self._announce()
            self.out.begin("“")
        note = attributes.get("notaAlteracao")
        closing = "”" if attributes.get("fechaAspas") == YES else ""
        self._ends.append(f"{closing} ({note})" if note else closing)
        omitted = attributes.get("textoOmitido") == YES
        self._omitted.append(omitted)
        if name == "Omissis" or (omitted and name == "Caput"):
            self.write(ELLIPSIS)

    def leave(self, name: str) -> None:
        self._omitted.pop()
        if name == "Rotulo" and self._omitted[-1:] == [True]:
            self.write(ELLIPSIS)
        if end := self._ends.pop():
            self.out.end()
            self.out.append(end)
        if name == "Alteracao":
            self.quoted -= 1


def read(content: bytes, how: How) -> Iterator[Text]:
    """One act or bill."""
    walker = LexML().parse(content)
    text, title, urn = walker.text(), walker.first("title"), walker.first("urn") or ""
    if not title and text.startswith("# "):
        title = text[2:].partition("\n")[0]
    day = DAY.search(urn)
    yield Text(
        text,
        "lexml",
        title,
        "pt",
        iso_date(day[0]) if day else face_date(text, title or "", "pt"),
        url=f"https://www.lexml.gov.br/urn/{urn}" if urn and "@" not in urn else None,
        identifiers=(Identifier("urn", urn),) if urn else (),
    )
