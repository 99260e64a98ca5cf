"""Names of persons in decisions of seven languages, written by hand after published ones; and what is no person's name."""

import random
import time
from itertools import pairwise
from pathlib import Path

import pytest
from found_spans import found, marked, spans

from moisson.privacy.persons import Persons
from moisson.privacy.spans import Context

TEXTS = sorted((Path(__file__).parent / "persons_texts").glob("*.txt"))
PERSONS = Persons()
# Nearest cue or all that the text says: both lead to the same decision.
LITIGANTS = {"party", "private", "person"}


def alike(one: str, other: str) -> bool:
    return one == other or {one, other} <= LITIGANTS or {one, other} == {"lawyer", "person"}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_finds_every_person_of_a_decision_and_nothing_else(path: Path) -> None:
    text, marks = marked(path.read_text("utf-8"))
    got = {(span.start, span.end): span.role for span in spans(PERSONS, text, Context(path.name[:2], "decision"))}
    assert sorted(text[a:b] for a, b in got) == sorted(text[a:b] for a, b in marks)
    assert set(got) == set(marks)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_tells_judges_and_clerks_from_litigants(path: Path) -> None:
    text, marks = marked(path.read_text("utf-8"))
    got = {(span.start, span.end): span.role for span in spans(PERSONS, text, Context(path.name[:2], "decision"))}
    wrong = [(text[a:b], role, got[a, b]) for (a, b), role in marks.items() if not alike(role, got[a, b])]
    assert wrong == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_finds_the_language_where_nobody_says_it(path: Path) -> None:
    text, marks = marked(path.read_text("utf-8"))
    got = {(span.start, span.end) for span in spans(PERSONS, text, Context(None, "decision"))}
    assert got == set(marks)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "M. X... et Mme Y. ont saisi la cour ; M. [B] et [A] s'y opposent, ainsi que M. T."),
        ("fr", "82°/ à M. RVW... WBD..., domicilié [...], et M. IIS... ont formé un pourvoi."),
        ("de", "Herr K. und die Zeugin Frau B. sagten aus; der Angeklagte A. schwieg."),
        ("de", "Der Angeklagte Holger G. und der Zeuge Björn W. schwiegen; Ing. Werner J*** klagte."),
        ("nl", "De heer [eiser] en mevrouw [gedaagde 2] zijn verschenen."),
        ("en", "Mr X and Ms Y were heard; [REDACTED] was not."),
        ("pl", "Pan A. oraz pani B. K. zeznali."),
    ],
)
def test_leaves_published_pseudonyms(language: str, text: str) -> None:
    assert found(PERSONS, text, language, "decision") == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "fr",
            "Le Conseil de l'Union européenne, la société Dupont Frères et le cabinet Martin ont conclu devant la Cour.",
        ),
        ("fr", "Le requérant habite rue du Docteur Roux ; le juge des référés du tribunal de Grande Instance a statué."),
        (
            "fr",
            "Monsieur le ministre,\n\nNous vous informons que le juge a statué. Madame la Présidente, Monsieur le Rapporteur.",
        ),
        ("fr", "À Mayotte, le ministre chargé du travail exerce cette compétence. Époux de Français : carte de séjour."),
        ("de", "Der Kläger hat Berufung eingelegt; der Richter Entscheidungsbefugnis fehlt. Frau Präsidentin! Herr Minister!"),
        ("de", "Das Landgericht Frankfurt und die Müller GmbH, vertreten durch den Geschäftsführer, gegen die Stadt Köln."),
        (
            "en",
            "The Minister for Justice and the Criminal Justice (Forensic Evidence) Act 2014; Mr President, the applicants.",
        ),
        (
            "en",
            "The Master Agreement, the Master Plan and Annex J were read. The claims instructed by Hodge Bell & Allen failed.",
        ),
        (
            "es",
            "Ley 7/1985, de 2 de Julio Reguladora de las Bases. COMO NORMA FUNDAMENTAL. Hermanos Vidal, S.A., recurrió.",
        ),
        ("es", "El Juez de Primera Instancia y el Abogado del Estado; el recurrente Banco Santander, S.A."),
        (
            "it",
            "Il Giudice di Pace e il Presidente del Consiglio; la ricorrente Rossi Costruzioni S.r.l. contro il Comune di Bari.",
        ),
        ("nl", "De minister van Economische Zaken, verweerder, en de Stichting Toezicht Effectenverkeer, verweerster."),
        ("pl", "Sędzia Sądu Okręgowego w Krakowie; powód Bank Polska Kasa Opieki S.A.; Panie Marszałku, Wysoka Izbo!"),
    ],
)
def test_leaves_courts_firms_offices_and_places(language: str, text: str) -> None:
    assert found(PERSONS, text, language, "decision") == []


def test_a_name_found_once_is_found_wherever_it_recurs() -> None:
    text = (
        "Mme Anne-Marie Andersson, requérante, a saisi la Cour. Andersson soutient que ANDERSSON et la rue Andersson diffèrent."
    )
    assert found(PERSONS, text, "fr", "decision") == [
        ("party", "Anne-Marie Andersson"),
        ("party", "Andersson"),
        ("party", "ANDERSSON"),
    ]


def test_polish_names_recur_in_other_cases() -> None:
    text = (
        "Powód Jan Kowalski wniósł pozew. Sąd wezwał Kowalskiego, a Kowalskiemu doręczono odpis. Świadek Anna Zaręba zna Zarębę."
    )
    got = [span.value for span in spans(PERSONS, text, Context("pl", "decision"))]
    assert len(got) == 5 and len(set(got[:3])) == 1


def test_spellings_of_one_person_have_one_value_and_relatives_another() -> None:
    text = (
        "La requérante, Mme Anne Andersson, et son fils, M. Stive Andersson. Mme Andersson, Anne Andersson, M. Stive Andersson."
    )
    values = [span.value for span in spans(PERSONS, text, Context("fr", "decision"))]
    assert values[0] == values[2] == values[3] and values[1] == values[4] != values[0]


def test_a_litigant_who_is_a_judge_is_a_litigant() -> None:
    text = "La requérante, Mme Claire Bonnet, juge au tribunal de Lyon, conteste. Mme Bonnet a comparu."
    assert {role for role, _ in found(PERSONS, text, "fr", "decision")} == {"party"}


def test_the_client_does_not_make_the_lawyer_a_litigant() -> None:
    text = "L'avocat de la requérante, M. Paul Girard, a plaidé."
    assert found(PERSONS, text, "fr", "decision") == [("lawyer", "Paul Girard")]


def test_tokens_apart_are_read_as_the_running_text() -> None:
    apart = (
        "La requérante , Mme Anne - Marie Andersson , et M . R . Ryssdal , président de la Cour , ont parlé . M . Ryssdal rit ."
    )
    assert found(PERSONS, apart, "fr", "decision") == [
        ("party", "Anne - Marie Andersson"),
        ("judge", "R . Ryssdal"),
        ("judge", "Ryssdal"),
    ]


def test_acts_name_those_whose_civil_status_they_settle() -> None:
    text = "Sont naturalisés : Jean Dupont, né le 3 mars 1970 à Alger. Le ministre de l'intérieur, M. Pierre Martin, signe."
    assert found(PERSONS, text, "fr", "law") == [("private", "Jean Dupont")]


@pytest.mark.parametrize("kind", ["debate", "question", "guidance", "literature"])
def test_public_texts_are_not_searched_for_persons(kind: str) -> None:
    assert (
        found(PERSONS, "M. Jean Dupont, député, interroge Mme la ministre Anne Roy sur le prévenu Paul Girard.", "fr", kind) == []
    )


def test_functions_alone_make_no_names_where_the_kind_is_unknown() -> None:
    assert found(PERSONS, "Au Cabo Verde, le Ministre des Finances ; nationals of Dáil Éireann.", "fr") == []
    assert found(PERSONS, "Le requérant Jean Petitjean a saisi le juge Clarke. M. Petitjean conclut.", "fr") != []


@pytest.mark.parametrize(
    "text",
    [
        "M. Dupont " * 2000,
        "requérant, " * 4000,
        "Mme " + "Jean-" * 8000,
        "Mme " + "de la " * 8000,
        "M. " + "A.-" * 8000,
        "composée de " + "a," * 10000 + " juge",
        "Jean Paul " * 2000,
    ],
    ids=lambda text: text[:12],
)
def test_hostile_texts_take_time_in_proportion(text: str) -> None:
    began = time.process_time()
    spans(PERSONS, text, Context("fr", "decision"))
    assert time.process_time() - began < 5


def test_never_overlaps_and_stays_within_any_text() -> None:
    words = (
        "M. Mme Dupont né le 3 mars 1970 requérant , . \n de la MM. A. et Jean c. France ( ) composée de juge « X... é Ω 漢 אב"
    )
    chance = random.Random(7)
    for _ in range(300):
        text = " ".join(chance.choices(words.split(" "), k=40))
        got = spans(PERSONS, text, Context("fr", "decision"))
        assert all(0 <= span.start < span.end <= len(text) for span in got)
        assert all(one.end <= other.start for one, other in pairwise(got))
