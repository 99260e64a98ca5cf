"""How lines begin and end."""

import pytest

from moisson.readers.pdf.ends import ended, entry, low


@pytest.mark.parametrize("text", ["Ende.", "so:", "wie «hier»", "(siehe dort) ", "und so weiter …", "„Nein“\u00a0"])
def test_a_sentence_a_part_of_one_and_a_quotation_end(text: str) -> None:
    assert ended(text)


@pytest.mark.parametrize("text", ["", "  ", "und", "erstens,", "Ver-", "Art. 5"])
def test_other_lines_go_on(text: str) -> None:
    assert not ended(text)


def test_a_small_letter_is_seen_behind_marks_of_quotation() -> None:
    assert low("und") and low("«„(und") and low("été")
    assert not low("Und") and not low("") and not low("(") and not low("5 und")


@pytest.mark.parametrize("text", ["Einleitung ........ 12", "Anhang . . . . . . xiv", "Kapitel …… 7)", "1.2. Ziele ....... 3 "])
def test_dots_and_a_number_are_an_entry_of_contents(text: str) -> None:
    assert entry(text)


@pytest.mark.parametrize("text", ["", "....", "am 1.2.2003", "siehe S. 12", "Einleitung ........ Seite", "a. b. c. d. 12"])
def test_dates_and_references_are_none(text: str) -> None:
    assert not entry(text)
