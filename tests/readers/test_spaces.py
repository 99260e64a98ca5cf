"""White space, and the signs that stand for it, whatever the width of the other signs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moisson.readers import spaces

SIGNS = st.sampled_from([*" \t\n\xa0\x1f\x1f\x1f,.;…)a&\x01\x00é", "ω", "𝒳", "\U0010ffff", "\u2003", "\x85", "\u00ad", "\u200b"])


@given(text=st.lists(SIGNS, max_size=30).map("".join))
def test_one_line_has_the_same_signs_and_single_spaces(text: str) -> None:
    line = spaces.one_line(text)
    if any(sign in text for sign in "&\x01\x00"):
        assert line is None
        return
    assert line is not None and line == line.strip() and "  " not in line
    assert "".join(line.split()) == "".join(text.split())


@pytest.mark.parametrize("wide", ["", "é", "ω", "𝒳"])
def test_signs_that_show_nothing_are_left_out(wide: str) -> None:
    assert spaces.shown(f"{wide}co\u00adop\u200bé\u2060ra\ufefftion{wide}") == f"{wide}coopération{wide}"


def test_many_signs_between_words_take_no_longer_than_they_are_long() -> None:
    assert spaces.one_line("a" + "\x1f" * 1_000_000 + "b") == "a b"
    assert spaces.one_line("a" + "\x1f" * 1_000_000 + ".") == "a."
    assert spaces.one_line("a" + " \x1f" * 300_000 + ".") == "a ."


LONG = "mot " * 40  # more than is looked at in one step


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
def test_a_long_paragraph_has_single_blanks_in_the_place_of_any_white_space(text: str, line: str | None) -> None:
    assert spaces.one_line(LONG + text) == (LONG + line if line else None)


@pytest.mark.parametrize("sign", "\x00\x08\x0e\x1f\x7f\x9f\t\r ~\xa0é’😀")
def test_control_characters_are_found_in_long_texts(sign: str) -> None:
    control = sign in "\x00\x08\x0e\x1f\x7f\x9f"
    assert [spaces.has_controls(text) for text in (LONG + sign, f"’{LONG}{sign}", f"{sign}😀{LONG}")] == [control] * 3
