"""Signs in the lines of a page that are looked for before anything else is."""

import pytest

from moisson.extract.pdf.pieces import BACK, RAISED
from moisson.extract.pdf.signs import blank, special
from moisson.extract.pdf.writing import marked, plain


@pytest.mark.parametrize(
    ("text", "blanked"),
    [
        ("", ""),
        ("no number", "no number"),
        ("Seite 12 von 340", "Seite # von #"),
        ("2024", "#"),
        ("№ 7а", "№ #а"),
        ("١٢ 𝟙x", "# #x"),
        ("½ ²", "½ ²"),  # no figures that a number is written with
        ("7€ 😀", "#€ 😀"),
    ],
)
def test_a_sign_stands_in_the_place_of_each_number(text: str, blanked: str) -> None:
    assert blank(text) == blanked


@pytest.mark.parametrize("text", [f"x{RAISED}2{BACK}", "und so …", "Name ___ Ort", "1 Begriffe ....", "A . . . 3"])
def test_leaders_and_superscripts_are_special(text: str) -> None:
    assert special(text)


@pytest.mark.parametrize("text", ["", "...", "a__b", "Abs. 1 Nr. 2 Buchst. a.", "z. B. . x", "été – œuvre"])
def test_few_dots_are_not_special(text: str) -> None:
    assert not special(text)


@pytest.mark.parametrize(
    "text", ["1. Wer", "a) wer", "(2) Wer", "xviii. see", "A. Teil", "§ 3", "§§ 3", "• ein", "– ein", "1.2.3 x", "b)", "9° et"]
)
def test_what_begins_an_item_is_marked(text: str) -> None:
    assert marked(text)


@pytest.mark.parametrize("text", ["", "Wer", "Art. 1", "1.Wer", "a)b", "é) wer", "xxviii. see", "-5", "(Wer)"])
def test_what_begins_no_item_is_not_marked(text: str) -> None:
    assert not marked(text)


def test_leaders_beside_a_superscript_are_taken_out() -> None:
    assert plain(f"Fläche in m{RAISED}2{BACK} ........ 12") == "Fläche in m2 12"
    assert plain(f"Fläche in m{RAISED}2{BACK} ") == "Fläche in m2"
