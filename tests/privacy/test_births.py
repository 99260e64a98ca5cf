"""Dates of birth: where a text says that they are, and no other dates."""

import pytest
from found_spans import found

from moisson.privacy.births import Births

BIRTHS = Births()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("M. Duchemin, né le 4 avril 1956 à Lyon", ("named", "4 avril 1956")),
        ("la requérante, née à Lyon le 1er mai 1960,", ("unnamed", "1er mai 1960")),
        ("Max Müller, geboren am 12. März 1967 in Köln", ("named", "12. März 1967")),
        ("der am 3.4.1970 geborene Kläger", ("unnamed", "3.4.1970")),
        ("des am 14. Februar 1971 in Lübeck geborenen Angeklagten", ("unnamed", "14. Februar 1971")),
        ("einer 1998 nichtehelich geborenen Tochter", ("year", "1998")),
        ("Anna KLEIN (geb. 03.04.1988)", ("named", "03.04.1988")),
        ("D. Juan García, nacido el 4 de julio de 1958", ("named", "4 de julio de 1958")),
        ("Il sig. Rossi, nato a Napoli il 5 agosto 1954", ("named", "5 agosto 1954")),
        ("Pieter van den Berg, geboren te Utrecht op 3 mei 1961", ("named", "3 mei 1961")),
        ("Jan Kowalski, ur. 5 maja 1970 r.", ("named", "5 maja 1970")),
        ("The applicant was born on 4 June 1972", ("unnamed", "4 June 1972")),
        ("John Smith, born in Leeds on June 4, 1972", ("named", "June 4, 1972")),
        ("[PERSON_1], née le 03/05/1960", ("named", "03/05/1960")),
        ("Citoyen britannique né en 1944, le requérant", ("year", "1944")),
        ("Der 1962 geborene Beschwerdeführer", ("year", "1962")),
    ],
)
def test_finds_a_date_of_birth(text: str, expected: tuple[str, str]) -> None:
    assert found(BIRTHS, text) == [expected]


def test_finds_dates_listed_together() -> None:
    assert found(BIRTHS, "Les requérants sont nés respectivement en 1929 et 1923.") == [("year", "1929"), ("year", "1923")]


@pytest.mark.parametrize(
    "text",
    [
        "les assurés nés avant le 1er janvier 1955",
        "les personnes nées entre le 1er septembre 1961 et le 31 décembre 1961",
        "la créance née du contrat du 4 avril 1956",
        "der Vertrag vom 12. März 1967 wurde in Köln geboren",
        "Le 4 avril 1956, M. Duchemin a conclu un bail",
    ],
)
def test_leaves_other_dates(text: str) -> None:
    assert found(BIRTHS, text) == []
