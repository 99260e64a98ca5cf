"""What signs of a text say: numbers, marks, dots."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import moisson.extract.pdf.signs as here
from moisson.extract.pdf.signs import numeric

source = spec_from_file_location("interpreted", Path(str(here.__file__)).parent / "signs.py")  # what is compiled takes its place
assert source is not None and source.loader is not None
interpreted = module_from_spec(source)
source.loader.exec_module(interpreted)


@pytest.mark.parametrize("text", ["12", "1.234,5 kg", "(12)", "–", "x", "12 %", "§ 5", "3 bis", "12_3", "٣", "1 a€b ."])
def test_numbers_with_a_unit_and_marks_are_numeric(text: str) -> None:
    assert numeric(text)


@pytest.mark.parametrize("text", ["", "a 1", "12 Tages", "12 kg 3", "12 kg_", "xxxxxxx", "x 1", "1 ä", "........", "12 a b c"])
def test_words_are_not(text: str) -> None:
    assert not numeric(text)


@given(st.text(st.sampled_from("12٣²axXkgäñ_ .,-–—/*%€°(\u2003"), max_size=12))
def test_compiled_code_tells_numbers_as_the_pattern_does(text: str) -> None:
    assert numeric(text) == interpreted.numeric(text)
