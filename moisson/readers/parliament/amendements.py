"""Amendments of the French Assemblée nationale (`amendement`, or a bundle, `amendements`): words in HTML, and their reasons."""

from collections.abc import Iterator

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Identifier, Speaker, Text, Vote
from moisson.readers.facts.stated import iso_date
from moisson.readers.html.page import html_to_text
from moisson.readers.read_options import How
from moisson.readers.xml.embedded import Embedded
from moisson.readers.xml.structure import Attributes, Role
from moisson.readers.xml.walker import Field, parts

UNREAD = """
    afficherEnRecevabilite amdtDejaMisADiscute amendementEtendu amendementParent article99 auteur auteurParent avantApres
    cardinaliteAmdtMultiples chronotag codeLoi cosignataires cycleDeVie dateDepot dateDepotAffiche dateDistribution
    datePublication dateSaisieSort discussionCommune discussionIdentique division dossier estMasque etapeTexte etat examenId
    groupeTribunId idDossier idOrganeProprietaire identifiant identifiants identification isLiasseRapporteur
    isMarqueDeRevisionVisible isPlfMode isPlfrMode legislature libAbregeGroupe libAbrevGroupe libelleDossier libelleSeance
    listeDesSignataires listeDesTribunCosignataires loiReference missionVisee numBibard numero numeroLegislature numeroLong
    numeroParent ordreArticle organeSaisi pointeurFragmentTexte pointeurTexte prefixeOrganeExamen prochainNumero refCodeLoi
    representations retireAvantPublication seance seanceDiscussion seanceDiscussionRef signataires sort sortEnSeance
    statutDiffusion texteAffichable texteLegislatifRef titre titreCourt triAmendement typeSaisie uid urlDivisionTexteVise
    urlDossierWeb urlPDF urlcr
"""
LEFT_OUT = {**dict.fromkeys(UNREAD.split(), "metadata of the amendment, who signs, its place: fields are made of some")}
REASONS = "Exposé sommaire"
WORDS = frozenset(("dispositif", "exposeSommaire", "annexeExposeSommaire"))
OWN = (
    "uid",
    "number",
    "place",
    "created",
    "state",
    "forename",
    "surname",
    "author",
    "group",
    "key",
    "government",
)  # fields of one amendment


class Amendements(Embedded):
    roles = parts(block="amendements amendement texteleg texte corps contenuAuteur")
    default = Role.SKIP
    embedded = WORDS
    watched = WORDS | {"amendement"}
    fields = (
        Field("uid", "amendement/uid"),
        Field("number", "numeroLong"),
        Field("place", "division/titre"),
        Field("place", "division/articleDesignation"),
        Field("created", "dateDepot"),
        Field("state", "sortEnSeance"),
        Field("state", "sort/sortEnSeance"),
        Field("forename", "auteur/prenom"),
        Field("surname", "auteur/nom"),
        Field("author", "auteur/auteurLabel"),
        Field("author", "signataires/libelle"),
        Field("key", "auteur/tribunId"),
        Field("key", "auteur/acteurRef"),
        Field("group", "auteur/groupeTribunId"),
        Field("group", "auteur/groupePolitiqueRef"),
        Field("government", "auteur/estGouvernement"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[Text] = []
        self._written = False

    def role(self, name: str, attributes: Attributes) -> Role:
        return Role.INLINE if name in WORDS else self.roles.get(name, self.default)

    def converted(self, name: str, html: str) -> str:
        words = html_to_text(html)
        if not words:
            return ""
        self._written = self._written or name == "dispositif"
        return f"## {REASONS}\n\n{words}" if name == "exposeSommaire" else words

    def leave(self, name: str) -> None:
        super().leave(name)
        if name == "amendement":
            self._finish()

    def _finish(self) -> None:
        own = {field: self.found.pop(field, [""])[0] for field in OWN}
        body, written = self.text(), self._written
        self.restart()
        self._written = False
        if not body or not written:
            return
        title = " – ".join(filter(None, (f"Amendement n° {own['number']}" if own["number"] else "", own["place"])))
        name = " ".join(filter(None, (own["forename"], own["surname"]))) or own["author"]
        role = "gouvernement" if own["government"] in ("1", "true") else "auteur"
        self.texts.append(
            Text(
                f"# {title}\n\n{body}" if title else body,
                "amendement",
                title or None,
                "fr",
                iso_date(own["created"]),
                own["uid"] or own["number"],
                legal_state=own["state"] or None,
                identifiers=(
                    *([Identifier("uid", own["uid"])] if own["uid"] else []),
                    *([Identifier("number", own["number"])] if own["number"] else []),
                ),
                speakers=(Speaker(name, own["key"] or None, own["group"] or None, role),) if name else (),
                votes=(Vote(title or None, own["state"]),) if own["state"] else (),
            )
        )


def read(content: bytes, how: How) -> Iterator[Text]:
    """Each amendment that has words."""
    texts = Amendements().parse(content).texts
    if not texts:
        raise DocumentError("metadata-only", "a list of amendments without their words; harvest the amendments themselves")
    seen: set[str] = set()
    for place, text in enumerate(texts):
        part = text.part if text.part and text.part not in seen else f"{text.part}#{place}"
        seen.add(part)
        yield text._replace(part=part if len(texts) > 1 else "")
