"""What has the look of personal data and is none: unions and laws in capitals, mailboxes and numbers of bodies, rules, novels."""

import pytest
from finding import found as found_numbers
from finding import search
from found_spans import found
from shared_data import shared

from moisson.privacy.addresses import Homes
from moisson.privacy.births import Births
from moisson.privacy.contacts import Mail
from moisson.privacy.persons import Persons
from moisson.privacy.phones import Phones
from moisson.privacy.spans import Context

PERSONS, BIRTHS, HOMES = Persons(), Births(), Homes()
MAIL, PHONES = search(finders=[Mail()]), search([Phones()])

SIGNED_BY_UNIONS = (  # as KALI has it
    "ORGANISATIONS SYNDICALES et syndicats autonomes de salariés signataires : CGT, CFDT, CFE-CGC CFTC, UNSA, FO, "
    "SNPADVM, SNACP DATE de dépôt : 13-11-1984"
)


@pytest.mark.parametrize("kind", ["law", "question", "decision", "notice", None])
def test_unions_that_sign_are_no_persons(kind: str | None) -> None:
    assert found(PERSONS, SIGNED_BY_UNIONS, "fr", kind) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Le requérant, CFDT, et l'avocat CGT-FO. Alexis CESEDA, Renaud JORF, Simon RJS. Le juge CJUE a dit."),
        ("de", "Juris RdNr 25; Juris SGB X; Klaus SGG, Rolf BetrAVG, Bernd NZA 2012. Der Kläger AsylG, der Richter BVerwG."),
        ("en", "The claimant, UNISON, and the judge EWCA. Simon IRLR 204; Dean EWHC 12; Paul TULRCA."),
        ("es", "El demandante, UGT, y el juez TSJ. Ramón LOPJ, Luis TEDH, Carlos BOE."),
        ("it", "Il ricorrente, CGIL, e il giudice TAR. Carlo CCNL, Mario TUIR, Marco CEDU."),
        ("nl", "De eiser, FNV, en de rechter CRvB. Jan ABRvS, Bart EHRM, Piet RvS."),
        ("pl", "Powód NSZZ, sędzia NSA, Jan OSNC, Marek KPA, Adam OPZZ."),
    ],
)
def test_abbreviations_of_laws_courts_reporters_and_unions_are_no_names(language: str, text: str) -> None:
    assert found(PERSONS, text, language, "decision") == []


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("fr", "MM. PETIT, ROY et MOREL, conseillers", ["PETIT", "ROY", "MOREL"]),
        ("fr", "Mme NG et M. VLK, requérants", ["NG", "VLK"]),
        ("en", "Mr McGrath and Mrs DeVito, the claimants; Mr O'Neill", ["McGrath", "DeVito", "O'Neill"]),
        ("de", "Zeuge Klaus LEHMANN und Frau MacLeod", ["Klaus LEHMANN", "MacLeod"]),
    ],
)
def test_names_in_capitals_and_with_capitals_inside_stay_names(language: str, text: str, names: list[str]) -> None:
    assert [words for _, words in found(PERSONS, text, language, "decision")] == names


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("depot.accord@travail.gouv.fr", "office"),
        ("depot. accord @ travail. gouv. fr", "office"),
        ("secretariats-ccn3131@sedima.fr", "office"),
        ("transmissionaccordcollectif@fcd.fr", "office"),
        ("buergerservice.poststelle@stadt-muster.de", "office"),
        ("pp-dtpp-sdpse-bapps-licence@interieur.gouv.fr", "office"),
        ("la CNETH : cneth@medecinethermale.fr", "office"),
        ("cneth@medecinethermale.fr", "person"),
        ("pascal.maron@spac-actuaires.fr", "person"),
        ("depot.martin@gmail.com", "person"),
        ("m.rossi@giustizia.it", "person"),
        ("xavier.lebouteux@travail.gouv.fr", "person"),
        ("M. Jean Dupont, jdupont@travail.gouv.fr", "person"),
        ("france.gall@travail.gouv.fr", "person"),
    ],
)
def test_mailboxes_of_functions_and_public_bodies_are_no_persons(text: str, role: str) -> None:
    assert [found_role for _, found_role, _ in found_numbers(MAIL, text)] == [role]


@pytest.mark.parametrize(
    ("text", "kind", "role"),
    [
        ("services du défenseur des droits : 09.69.39.00.00", "law", "office"),
        ("- Téléphone : 01 42 77 06 56, du lundi au vendredi, de 9 heures à 17 heures", "guidance", "office"),
        ("association harcèlement moral stop (HMS) : 01.56.34.01.76", None, "office"),
        ("Mme Dupont, déléguée, téléphone : 01 42 77 06 56", "guidance", "line"),
        ("téléphone : 06 07 24 35 93", "guidance", "line"),
        ("Fatou Ndiaye, service juridique, tél. 01 42 77 06 56", "law", "line"),
        ("La victime, salariée de l'association, tél. 01 42 77 06 56", "decision", "line"),
        ("tél. 01 42 77 06 56", "decision", "line"),
    ],
)
def test_numbers_of_bodies_are_no_persons(text: str, kind: str | None, role: str) -> None:
    assert [found_role for _, found_role, _ in found_numbers(PHONES, text, Context("fr", kind, "fr"))] == [role]


PENSIONS = """| Date de naissance | Âge légal | Taux plein |
| --- | --- | --- |
| Avant le 01/07/1951 | 60 ans | 65 ans |
| Du 01/07/1951 au 31/12/1951 | 60 ans et 4 mois | 65 ans et 4 mois |
| 1er juillet 1951 – 30 juin 1956 | 61 ans | 66 ans |
| À partir du 01/01/1955 | 62 ans | 67 ans |
"""
DRIVERS = """| À compter du 1er septembre 2004 | Tout conducteur routier né après le 1er septembre 1959 |
| À partir du 1er mai | 3 mai 1960 |
"""


@pytest.mark.parametrize("kind", ["law", "guidance", "decision", None])
@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", PENSIONS),
        ("fr", DRIVERS),
        ("de", "| Geburtsdatum | Alter |\n|---|---|\n| vor dem 01.01.1947 | 65 |\n| ab 01.01.1964 | 67 |\n"),
        ("en", "| Date of birth | Age |\n|---|---|\n| Before 6 April 1950 | 60 |\n| 6 April 1950 to 5 May 1950 | 60 |\n"),
        ("fr", "les assurés nés le 1er janvier 1955 ou après"),
    ],
)
def test_limits_of_rules_are_no_births(language: str, text: str, kind: str | None) -> None:
    assert found(BIRTHS, text, language, kind) == []


def test_a_birth_in_an_act_needs_a_person() -> None:
    assert found(BIRTHS, "pour les Assurés nés le 1er janvier 1955", "fr", "law") == [("unnamed", "1er janvier 1955")]
    assert found(BIRTHS, "DURAND Nicolas Pierre, né le 18 juin 2013", "fr", "law") == [("named", "18 juin 2013")]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("La Fédération des services CFDT domiciliée, tour Essor, 14, rue Scandicci, 93508 Pantin", None),
        ("La commission est domiciliée au siège de l'UNETEL-RST, 6, rue Crevaux, 75116 Paris", None),
        ("M. DURAND Jean, demeurant 26 RUE DESAIX, PARIS", "home"),
        ("Fédération des services. Mme Roy, domiciliée 14, rue Scandicci, 93508 Pantin", "home"),
    ],
)
def test_the_seat_of_a_body_is_no_home(text: str, role: str | None) -> None:
    assert [found_role for found_role, _ in found(HOMES, text, "fr", "law")] == ([role] if role else [])


@pytest.mark.shared
@pytest.mark.parametrize("name", ["PigaultLebrun_Kinglin", "Florian_Estelle", "Voisenon_Histoire", "DamiensGomicourt_Dorval"])
def test_characters_of_a_novel_of_no_known_kind_are_no_persons(name: str) -> None:
    text = shared(f"tei-roman18/data/plain/files/{name}.txt").read_text("utf-8")
    assert found(PERSONS, text, "fr") == []
    assert found(PERSONS, text, "fr", "decision") != []


def test_a_decision_of_no_known_kind_is_no_novel() -> None:
    said = (
        "Le requérant Jean Petitjean a saisi le juge le 3 mai 2011. M. Petitjean répondit : « Non ». Il répliqua, puis reprit. "
    )
    assert len(found(PERSONS, said * 60, "fr")) > 60
