"""Telephone numbers as each country writes them. Numbers of public bodies, or made by changing their last digits."""

import pytest
from finding import found, search, written

from moisson.privacy.phones import Phones
from moisson.privacy.spans import Context

SEARCH = search([Phones()])


@pytest.mark.parametrize(
    ("text", "language", "jurisdiction", "expected"),
    [
        ("Telefon: 030 227-32520, Fax 030 227 36740", "de", "de", ["030 227-32520", "030 227 36740"]),
        ("erreichbar unter (030) 227 32520", "de", "de", ["(030) 227 32520"]),
        ("Tel. 030/18 681-0, 10557 Berlin", "de", "de", ["030/18 681-0"]),
        ("Tel. 030 22732520 10117 Berlin", "de", "de", ["030 22732520"]),
        ("Handy: 0171 2345678", "de", "de", ["0171 2345678"]),
        ("Telefon +43 1 531 20-0", "de", "at", ["+43 1 531 20-0"]),
        ("Tel. 01 531 20 0", "de", "at", ["01 531 20 0"]),
        ("tel. 02 501 02 11, gsm 0475 12 34 56", "fr", "be", ["02 501 02 11", "0475 12 34 56"]),
        ("telefoon 02/501.02.11", "nl", "be", ["02/501.02.11"]),
        ("tel. 070-348 4848 of 06-12345678", "nl", "nl", ["070-348 4848", "06-12345678"]),
        ("teléfono 91 390 60 00, móvil 612 345 678", "es", "es", ["91 390 60 00", "612 345 678"]),
        ("tel. 06 67601, cellulare 333 1234567", "it", "it", ["06 67601", "333 1234567"]),
        ("telefone 213 917 000", "pt", "pt", ["213 917 000"]),
        ("tel. 22 694 25 00, kom. 601 234 567", "pl", "pl", ["22 694 25 00", "601 234 567"]),
        ("tel. 257 171 111", "cs", "cz", ["257 171 111"]),
        ("tel. 02/5972 1111", "sk", "sk", ["02/5972 1111"]),
        ("telefon: 06 1 441 4000", "hu", "hu", ["06 1 441 4000"]),
        ("tel. 021 316 03 00", "ro", "ro", ["021 316 03 00"]),
        ("тел. 02 987 9383", "bg", "bg", ["02 987 9383"]),
        ("τηλ. 210 3707000", "el", "gr", ["210 3707000"]),
        ("τηλέφωνο 22 867600", "el", "cy", ["22 867600"]),
        ("tel. 01 456 92 22", "hr", "hr", ["01 456 92 22"]),
        ("telefon 01 478 94 00", "sl", "si", ["01 478 94 00"]),
        ("telefon 631 6331", "et", "ee", ["631 6331"]),
        ("tālrunis 67087321", "lv", "lv", ["67087321"]),
        ("tel. (0 5) 239 6060", "lt", "lt", ["(0 5) 239 6060"]),
        ("puh. 09 432 2021, 040 123 4567", "fi", "fi", ["09 432 2021", "040 123 4567"]),
        ("telefon 08-786 40 00", "sv", "se", ["08-786 40 00"]),
        ("tlf. 33 37 55 00", "da", "dk", ["33 37 55 00"]),
        ("tlf. 23 31 30 50", "nb", "no", ["23 31 30 50"]),
        ("sími 563 0500", "is", "is", ["563 0500"]),
        ("phone (01) 618 3000", "en", "ie", ["(01) 618 3000"]),
        ("Tel: 020 7219 3000", "en", "gb", ["020 7219 3000"]),
        ("telephone 2559 6000", "en", "mt", ["2559 6000"]),
        ("tél. 466 966-1", "fr", "lu", ["466 966-1"]),
        ("Tel. 058 322 90 00", "de", "ch", ["058 322 90 00"]),
        ("T +32 2 284 21 11 / +33 3 88 17 40 01", "en", "eu", ["+32 2 284 21 11", "+33 3 88 17 40 01"]),
        ("(+34) 91 390 60 00", None, None, ["(+34) 91 390 60 00"]),
        ("Telephone: (+12)34567890", "en", "eu", ["(+12)34567890"]),
        ("| Téléphone | 01 42 77 06 56 |", "fr", "fr", ["01 42 77 06 56"]),
        ("Tél. : 01 42 77 06 56\n75001 Paris", "fr", None, ["01 42 77 06 56"]),
    ],
)
def test_each_country_writes_its_own_way(text: str, language: str | None, jurisdiction: str | None, expected: list[str]) -> None:
    assert written(SEARCH, text, language, jurisdiction) == expected


@pytest.mark.parametrize(
    ("text", "language", "jurisdiction"),
    [
        ("§ 5 Abs. 2 Nr. 3, BGBl. I 2004 S. 1234, 12.03.2004 bis 31.12.2005", "de", "de"),
        ("Telefon (Gesetz Nr. 2016-1088 vom 08.08.2016)", "de", "de"),
        ("telefonía: Ley 9/2014, de 9 de mayo, 12 345 678 euros", "es", "es"),
        ("téléphonie mobile : 12 345 678 €, article L. 32-1, décret n° 2005-1676", "fr", "fr"),
        ("telefonen: 12 345 678 kr, SFS 2003:389", "sv", "se"),
        ("LPP 22 61874 – 22 42457-22 00393 – 22 70413 – 22", "fr", "fr"),
        ("sygn. akt III CZP 12/15, Dz.U. 2004 nr 171 poz. 1800", "pl", "pl"),
        ("call 112, 116 006, 3939 or 15", "en", "eu"),
        ("mobile 32.480.80 Lire", "it", "it"),
        ("0201 10 00 00, CN 0709 60 99 00", "en", "eu"),
    ],
)
def test_other_numbers_stay(text: str, language: str, jurisdiction: str) -> None:
    assert written(SEARCH, text, language, jurisdiction) == []


def test_services_are_told_from_lines() -> None:
    text = "Tél. 0 800 11 10 09 (gratuit), tél. 01 42 77 06 56"
    assert [role for _, role, _ in found(SEARCH, text, Context("fr", None, "fr"))] == ["service", "line"]


def test_two_spellings_of_one_number_have_one_value() -> None:
    spans = found(SEARCH, "Tel. 030 22732520 oder +49 (0)30 227-32520", Context("de", None, "de"))
    assert len(spans) == 2
    assert len({value for _, _, value in spans}) == 1
