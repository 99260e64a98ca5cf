"""White space, and the signs that stand for it, whatever the width of the other signs."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

import moisson.extract.spaces as here

# The module as it is here, compiled or not, and its source read by Python.
source = spec_from_file_location("interpreted", Path(str(here.__file__)).parent / "spaces.py")
assert source is not None and source.loader is not None
interpreted = module_from_spec(source)
source.loader.exec_module(interpreted)
FORMS = pytest.mark.parametrize("spaces", [here, interpreted], ids=["here", "interpreted"])

SIGNS = st.sampled_from([*" \t\n\xa0\x1f\x1f\x1f,.;…)a&\x01\x00é", "ω", "𝒳", "\U0010ffff", "\u2003", "\x85", "\u00ad", "\u200b"])


@FORMS
@given(text=st.lists(SIGNS, max_size=30).map("".join))
def test_one_line_has_single_spaces_and_no_space_before_punctuation_that_was_only_kept_apart(
    text: str, spaces: ModuleType
) -> None:
    special = any(sign in text for sign in "&\x01\x00")
    assert spaces.one_line(text) == (None if special else " ".join(interpreted.CLOSED.sub("", text).split()))
    assert spaces.has_controls(text) == (interpreted.CONTROLS.search(text) is not None)
    assert spaces.count_words(text) == len(text.split())


@FORMS
@pytest.mark.parametrize("wide", ["", "é", "ω", "𝒳"])
def test_signs_that_show_nothing_are_left_out(wide: str, spaces: ModuleType) -> None:
    assert spaces.shown(f"{wide}co\u00adop\u200bé\u2060ra\ufefftion{wide}") == f"{wide}coopération{wide}"


@FORMS
def test_many_signs_between_words_take_no_longer_than_they_are_long(spaces: ModuleType) -> None:
    assert spaces.one_line("a" + "\x1f" * 1_000_000 + "b") == "a b"
    assert spaces.one_line("a" + " \x1f" * 300_000 + ".") == "a ."


LONG = "mot " * 40  # more than is looked at in one step


@FORMS
@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("n°\xa012", "n° 12"),
        ("l’\xa0an", "l’ an"),
        ("😀\xa0b", "😀 b"),
        ("a \xa0b", "a b"),
        ("a\xa0", "a"),
        ("a\u2003b", "a b"),
        ("a\u3000b", "a b"),
        ("a\x85b", "a b"),
        ("a&b", None),
        ("a\x01b", None),
        ("ab", "ab"),
    ],
)
def test_a_long_paragraph_has_single_blanks_in_the_place_of_any_white_space(
    text: str, line: str | None, spaces: ModuleType
) -> None:
    assert spaces.one_line(LONG + text) == (LONG + line if line else None)


@FORMS
@pytest.mark.parametrize("sign", "\x00\x08\x0e\x1f\x7f\x9f\t\r ~\xa0é’😀")
def test_control_characters_are_found_in_long_texts(sign: str, spaces: ModuleType) -> None:
    control = sign in "\x00\x08\x0e\x1f\x7f\x9f"
    assert [spaces.has_controls(text) for text in (LONG + sign, f"’{LONG}{sign}", f"{sign}😀{LONG}")] == [control] * 3
