"""E-mail addresses and telephone numbers go; the numbers that law is full of stay."""

import pyarrow as pa
import pytest

from moisson.contracts.schemas import STRING
from moisson.contracts.stage import stages


def batch(*texts: str | None) -> pa.RecordBatch:
    columns = {
        "title": [None] * len(texts),
        "text": texts,
        "language": ["fr"] * len(texts),
        "kind": [None] * len(texts),
        "jurisdiction": ["fr"] * len(texts),
    }
    return pa.record_batch({name: pa.array(values, STRING) for name, values in columns.items()})


def masked(text: str | None, **parameters: object) -> tuple[str, dict[str, int]]:
    step = stages()["mask_identifiers"]
    found = step.build(**step.bind(parameters))(batch(text))
    return found["text"][0].as_py(), {item["kind"]: item["count"] for item in found["masked"][0].as_py()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("à l'adresse : depot.accord@travail.gouv.fr.", "à l'adresse : [EMAIL_1]."),
        ("depot. accord @ travail. gouv. fr⏎", "[EMAIL_1]⏎"),
        ("(cppni. immo1527 @ gmail. com) :", "([EMAIL_1]) :"),
        ("est : secretariat @ cppni-plasturgie. fr. Celle-ci pourra", "est : [EMAIL_1]. Celle-ci pourra"),
        ("contact @ unirel. fr et http :// www", "[EMAIL_1] et http :// www"),
        ("siee.dinr(at)dgfip.finances.gouv.fr", "[EMAIL_1]"),
        ("droitdesuite[@]saif.fr", "[EMAIL_1]"),
        ("prenom.nom arobase mairie.fr", "[EMAIL_1]"),
        ("prenom_@_mairie.fr", "[EMAIL_1]"),
        ("nom (at) exemple (point) fr", "[EMAIL_1]"),
        ("CPPNI@hospitalisationprivée.fr", "[EMAIL_1]"),
        ("président : celine.veneroni@branche.fr\ncontact@cdna.pro", "président : [EMAIL_1]\n[EMAIL_2]"),
        ("Tél. 01 42 77 06 56, du lundi", "Tél. [PHONE_1], du lundi"),
        ("01-85-60-57-00. (1)", "[PHONE_1]. (1)"),
        ("au : 01.56.88.18.28, https", "au : [PHONE_1], https"),
        ("0633351444", "[PHONE_1]"),
        ("01\u00a042\u00a077\u00a006\u00a056", "[PHONE_1]"),
        ("+33 (0)1 44 93 30 74 (mobile)", "[PHONE_1] (mobile)"),
        ("0033 1 44 93 30 74", "[PHONE_1]"),
        ("+ 33 1 77 86 39 49", "[PHONE_1]"),
        ("00 689 40 41 55 00", "[PHONE_1]"),
        ("+49 30 18 681-0 oder +49 30 227 32520", "[PHONE_1] oder [PHONE_2]"),
        ("01 44 32 92 90 ou 01 44 32 92 62", "[PHONE_1] ou [PHONE_2]"),
        ("01 44 32 92 90/01 44 32 92 62, 02 41 05 24 00/01", "[PHONE_1]/[PHONE_2], [PHONE_3]/01"),
        ("01.56.34.01.76,06.07.24.35.93, https", "[PHONE_1],[PHONE_2], https"),
        ("04 76 41 49 49 38000 Grenoble", "[PHONE_1] 38000 Grenoble"),
    ],
)
def test_what_names_a_person_is_masked(text: str, expected: str) -> None:
    assert masked(text)[0] == expected


@pytest.mark.parametrize(
    "text",
    [
        "L'article L1221-1 et les articles R. 123-45 et D. 3231-5",
        "du 01.02.2003 au 02-02-1996, de 2005-2006, le 01/02/2003",
        "SIREN 012 345 678, SIRET 123 456 789 00012, SIRET 01234567800012",
        "IDCC 1090, NAF 92.2, RNCP 23376, n° 06-42. 269, n° 08-43.135",
        "1 234 567,89 € ; 0,15 0,20 0,25 ; 1 001 020 304 F ; + 12 345 678 habitants ; 750 000/75 000",
        "| 01 | 23 | 45 | 67 | 89 |",
        "| 01 02 03 04 05 |",
        "départements 01 02 03 04 05 06 07 ; pages 05 10 15 20 25",
        "NOR : TSST0123456A, JORF n°0123 du 01 23, KALITEXT000005635085, LEGIARTI000006901686",
        "0602 90 99 et 0602 90 99 00, CN 0709 60 99",
        "appelez le 15, le 112, le 3939, le 39 60 ou le 116 006",
        "0 800 005 696 (gratuit), 08 1000 5000, 0810 123 456, 0 825 076 464, + 33 811 70 36 46, 00 800 6 7 8 9 10 11",
        "https://www.legifrance.gouv.fr/id/0123456789",
        "la plateforme DEMAT @ MIANTE. Toutes ; S@voirs Interactifs ; M @ rel sur le site www. marel. fr",
        "Prénom Nom @\n5. Code NAF :",
        "IBAN FR76 3000 6000 0112 3456 7890 180",  # its check digits are wrong
        "",
    ],
)
def test_the_numbers_of_law_stay(text: str) -> None:
    assert masked(text) == (text, {})


def test_one_value_has_one_number_however_it_is_written() -> None:
    text = "a.b@c.fr, 01 42 77 06 56, A.B@C.FR, d@e.fr, +33 1 42 77 06 56, a.b @ c. fr"
    expected = "[EMAIL_1], [PHONE_1], [EMAIL_1], [EMAIL_2], [PHONE_1], [EMAIL_1]"
    assert masked(text) == (expected, {"email": 4, "phone": 2})


def test_only_the_kinds_asked_for() -> None:
    text = "a@b.fr 01 42 77 06 56"
    assert masked(text, kinds=["phone"]) == ("a@b.fr [PHONE_1]", {"phone": 1})
    assert masked(text, kinds=["email"]) == ("[EMAIL_1] 01 42 77 06 56", {"email": 1})
    assert masked(text, kinds=[]) == (text, {})


def test_numbers_begin_anew_in_each_document() -> None:
    step = stages()["mask_identifiers"].build()
    found = step(batch("a@b.fr", None, "c@d.fr", "rien"))
    assert found["text"].to_pylist() == ["[EMAIL_1]", None, "[EMAIL_1]", "rien"]
    assert [len(items) for items in found["masked"].to_pylist()] == [1, 0, 1, 0]
