"""Pages of service-public.fr in DILA's XML (`Publication`): what the page says, without the menus and links around it."""

from collections.abc import Iterator

from moisson.readers.contract import Identifier, Text
from moisson.readers.facts.stated import iso_date
from moisson.readers.read_options import How
from moisson.readers.xml import generic as xml_generic
from moisson.readers.xml.structure import Attributes, Role
from moisson.readers.xml.walker import Field, Walker, parts

UNREAD = """
    creator subject description publisher contributor date type format identifier source language relation coverage rights
    SurTitre Audience Canal FilDAriane Theme SousThemePere DossierPere SousDossierPere VoirAussi Partenaire Commentaire
    InformationComplementaire Actualite
"""
LEFT_OUT = {
    **dict.fromkeys(
        (f"Publication/{name}" for name in UNREAD.split()),
        "metadata, menus, links to other pages",
    ),
    "OuSAdresser": "whom to ask: a link",
    "ServiceEnLigne": "links to forms and services",
    "PourEnSavoirPlus": "links",
    "LienWeb": "links",
    "Reference": "references to laws",
    "QuestionReponse": "links to other pages",
    "Definition": "the meaning of a word, as a window over the page",
    "Image": "images",
}
BODY = frozenset(("Introduction", "Texte", "Conclusion", "ListeSituations"))
ASIDES = frozenset(("ANoter", "ASavoir", "Attention", "Exemple", "Rappel", "Avertissement"))


class Publication(Walker):
    roles = parts(
        skip=" ".join(name for name in LEFT_OUT if "/" not in name),
        section="BlocCas Cas Chapitre Situation SousChapitre SousSituation",
        heading="Titre",
        block="""ANoter ASavoir Attention Avertissement Conclusion Exemple Introduction ListeSituations Paragraphe Rappel Texte
            Publication FragmentConditionne""",
        list="Liste",
        item="Item",
        table="Tableau",
        row="Rangée Rangee",
        cell="Cellule",
        raised="Exposant",
    )
    fields = (
        Field("title", "Publication/title"),
        Field("date", "Publication/date"),
        Field("id", "Publication", "ID"),
        Field("url", "Publication", "spUrl"),
    )

    def role(self, name: str, attributes: Attributes) -> Role:
        if len(self.path) == 2 and name not in BODY:
            return Role.SKIP
        if name == "Titre" and self.path[-2] in ASIDES:
            return Role.BLOCK
        return self.roles.get(name, self.default)

    def enter(self, name: str, attributes: Attributes) -> None:
        if not self._titled and len(self.path) == 2 and (title := self.first("title")):
            self._heading(title, 1)
            self._titled = True


def read(content: bytes, how: How) -> Iterator[Text]:
    """One page; XML of another kind under the same root is read by names."""
    walker = Publication().parse(content)
    title, identity = walker.first("title"), walker.first("id")
    if not (title and identity):
        yield from xml_generic.read(content, how)
        return
    date = (walker.first("date") or "").rpartition(" ")[2]  # `modified 2026-05-22`
    yield Text(
        walker.text(),
        "service-public",
        title,
        "fr",
        iso_date(date),
        url=walker.first("url"),
        identifiers=(Identifier("fiche", identity),),
    )
