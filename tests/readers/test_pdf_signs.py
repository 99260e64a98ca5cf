"""What signs of a text say: numbers, marks, dots."""

import pytest

from moisson.readers.pdf.signs import numeric


@pytest.mark.parametrize("text", ["12", "1.234,5 kg", "(12)", "–", "x", "12 %", "§ 5", "3 bis", "12_3", "٣", "1 a€b ."])
def test_numbers_with_a_unit_and_marks_are_numeric(text: str) -> None:
    assert numeric(text)


@pytest.mark.parametrize("text", ["", "a 1", "12 Tages", "12 kg 3", "12 kg_", "xxxxxxx", "x 1", "1 ä", "........", "12 a b c"])
def test_words_are_not(text: str) -> None:
    assert not numeric(text)
