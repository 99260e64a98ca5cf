"""Personal data in forms, tables and broken lines."""

import pytest
from finding import search, written
from found_spans import found

from moisson.privacy.accounts import Ibans
from moisson.privacy.addresses import Homes
from moisson.privacy.births import Births
from moisson.privacy.contacts import Mail
from moisson.privacy.persons import Persons

PERSONS, BIRTHS, HOMES = Persons(), Births(), Homes()


@pytest.mark.parametrize(
    ("language", "head", "surname", "given"),
    [
        ("fr", "| Nom | Prénom | Fonction |", "Lebouteux", "Océane"),
        ("fr", "| N° | Prénom | NOM |", "Tristane", "LEBOUTEUX"),
        ("de", "| Name | Vorname | Ort |", "Krahmer", "Wiebke"),
        ("en", "| Surname | First name | Age |", "Whitlock", "Jenny"),
        ("es", "| Apellidos | Nombre | Edad |", "Rivera Bueno", "Carla"),
        ("it", "| Cognome | Nome | Età |", "Bellini", "Ciro"),
        ("nl", "| Achternaam | Voornaam | Plaats |", "Hoekstra", "Wouter"),
        ("pl", "| Nazwisko | Imię | Wiek |", "Zaręba", "Ewa"),
    ],
)
@pytest.mark.parametrize("kind", [None, "decision", "notice"])
def test_names_below_headings_of_a_table_are_found(language: str, head: str, surname: str, given: str, kind: str | None) -> None:
    cells = f"| 1 | {surname} | {given} |" if head.startswith("| N°") else f"| {surname} | {given} | 12 |"
    text = f"Liste\n\n{head}\n|---|---|---|\n{cells}\n"
    assert found(PERSONS, text, language, kind) == [("private", surname), ("private", given)]


@pytest.mark.parametrize(
    "text",
    [
        "| Nom | Adresse | Téléphone |\n|---|---|---|\n| Mairie | Place | 12 |\n",
        "| Nom | Prénom |\n|---|---|\n|  |  |\n",
        "| Nom de la société | Prénom du gérant |\n|---|---|\n| Dupont SARL | néant |\n",
        "| Nom | Fonction |\n|---|---|\n| Accueil | Standard |\n",
    ],
)
def test_tables_without_persons_have_none(text: str) -> None:
    assert found(PERSONS, text, "fr", "decision") == []


FORM = "Nom : LEBOUTEUX\nPrénom : Océane\nDate de naissance : 03/04/1970\nAdresse : 12 rue des Lilas, 75011 Paris\n"
TABLE = (
    "| Nom | LEBOUTEUX |\n| Prénom | Océane |\n| Date de naissance | 03/04/1970 |\n| Adresse | 12 rue des Lilas, 75011 Paris |\n"
)


@pytest.mark.parametrize("text", [FORM, TABLE])
def test_a_form_with_name_birth_and_address_is_a_persons(text: str) -> None:
    assert [words for _, words in found(PERSONS, text, "fr")] == ["LEBOUTEUX", "Océane"]
    assert [words for _, words in found(BIRTHS, text, "fr")] == ["03/04/1970"]
    assert found(HOMES, text, "fr") == [("home", "12 rue des Lilas, 75011 Paris")]


def test_an_address_below_a_heading_beside_births_is_a_home() -> None:
    text = "| Nom | Né le | Adresse |\n|---|---|---|\n| Roy | 03/04/1970 | 12 rue des Lilas, 75011 Paris |\n"
    assert found(HOMES, text, "fr") == [("home", "12 rue des Lilas, 75011 Paris")]


def test_the_address_of_an_office_is_no_home() -> None:
    text = "Mairie de Lyon\nOuverte depuis le 3 avril 1970\nAdresse : 12 rue des Lilas, 69002 Lyon\n"
    assert found(HOMES, text, "fr") == [("stated", "12 rue des Lilas, 69002 Lyon")]


@pytest.mark.parametrize(
    "home",
    [
        "12 rue des\nLilas, 75011 Paris",
        "12, rue Victor\nHugo, 75011 Paris",
        "12, rue des Lilas\n75011 Paris",
        "12, rue des Lilas, 75011\nParis",
    ],
)
def test_an_address_over_two_lines_is_whole(home: str) -> None:
    assert found(HOMES, f"M. Roy, demeurant {home}.", "fr", "decision") == [("home", home)]


@pytest.mark.parametrize(
    "address",
    [
        "jean.dupont＠example.fr",
        "jean.dupont@\nexample.fr",
        "jean.dupont\n  @example.fr",
        "jean.dupont@mini-\nstere.gouv.fr",
        "jean.dupont@ministere.\ngouv.fr",
    ],
)
def test_mail_addresses_with_a_wide_sign_or_over_two_lines_are_found(address: str) -> None:
    assert written(search(finders=[Mail()]), f"Écrire à {address}, puis attendre.") == [address]


def test_a_sentence_that_ends_in_an_address_ends_there() -> None:
    assert written(search(finders=[Mail()]), "Écrire à jean.dupont@example.fr.\nla suite") == ["jean.dupont@example.fr"]


@pytest.mark.parametrize("iban", ["FR76 3000 6000 0112 3456 7890 189", "DE89 3704 0044 0532 0130 00", "GB29NWBK60161331926819"])
def test_an_account_number_over_two_lines_is_found_wherever_the_line_ends(iban: str) -> None:
    ibans = search([Ibans()])
    for cut in range(4, len(iban) - 1):
        broken = f"{iban[:cut].rstrip()}\n  {iban[cut:].lstrip()}"
        assert written(ibans, f"IBAN : {broken}, BIC") == [broken], cut
