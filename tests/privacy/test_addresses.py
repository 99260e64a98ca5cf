"""Street addresses of persons: after a word that says that somebody lives there."""

import pytest
from found_spans import found

from moisson.privacy.addresses import Homes

HOMES = Homes()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("demeurant 14 rue Victor Hugo, 69002 LYON", "14 rue Victor Hugo, 69002 LYON"),
        ("demeurant au Havre, 3 bis, avenue du Général de Gaulle.", "3 bis, avenue du Général de Gaulle"),
        ("wohnhaft Am Hang 3, 50996 Köln, Kläger", "Am Hang 3, 50996 Köln"),
        ("wohnhaft in der Hauptstraße 12a in 80331 München", "Hauptstraße 12a in 80331 München"),
        ("con domicilio en calle Betis 24, 41010 Sevilla", "calle Betis 24, 41010 Sevilla"),
        ("domiciliado en Pasaje de la Fuente, número 5, 41010 Sevilla", "Pasaje de la Fuente, número 5, 41010 Sevilla"),
        ("wohnhaft Clara-Zetkin-Straße 3, 50996 Köln. Er", "Clara-Zetkin-Straße 3, 50996 Köln"),
        ("residente in Roma, Via Cassia n. 12, 00191 Roma", "Via Cassia n. 12, 00191 Roma"),
        ("wonende te 3511 AB Utrecht, Lange Nieuwstraat 12", "3511 AB Utrecht, Lange Nieuwstraat 12"),
        ("zamieszkały w Krakowie przy ul. Długiej 15/3, 30-001 Kraków", "ul. Długiej 15/3, 30-001 Kraków"),
        ("lives at 12 High Street, Leeds LS1 4AB.", "12 High Street, Leeds LS1 4AB"),
        ("des Herrn Max von Muster, Ringstraße 12, 50996 Köln, Klägers", "Ringstraße 12, 50996 Köln"),
        ("Mme Anne Roy, 3 rue des Lilas, 69002 Lyon, appelante", "3 rue des Lilas, 69002 Lyon"),
        ("residing at Flat 3, 21 Baker Street, London NW1 6XE", "Flat 3, 21 Baker Street, London NW1 6XE"),
    ],
)
def test_finds_a_home(text: str, expected: str) -> None:
    assert found(HOMES, text) == [("home", expected)]


@pytest.mark.parametrize(
    "text",
    [
        "société X, domiciliée 5 place de la République, 75011 Paris",
        "le tribunal, 4 boulevard du Palais, 75001 Paris",
        "demeurant à Lyon, il a saisi le juge. Le tribunal, 4 boulevard du Palais, 75001 Paris",
        "Rechtsanwälte Schmitz, Hohe Straße 3, 50667 Köln",
        "Frau Vera Moser, Richterin, c/o Bezirksgericht, Seestrasse 36, 6003 Luzern",
        "Mme la présidente du tribunal, 4 boulevard du Palais, 75001 Paris",
        "die Kläger wohnhaft in Köln haben nach § 12 Abs. 3 geklagt",
    ],
)
def test_leaves_the_addresses_of_firms_and_courts(text: str) -> None:
    assert found(HOMES, text) == []


def test_tells_an_address_that_nobody_is_said_to_live_at() -> None:
    assert found(HOMES, "Mairie. Adresse : 5 place de la République, 75011 Paris") == [
        ("stated", "5 place de la République, 75011 Paris")
    ]
