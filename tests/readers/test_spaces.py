"""White space, and the signs that stand for it, whatever the width of the other signs."""

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


def test_many_signs_between_words_take_no_longer_than_they_are_long() -> None:
    assert spaces.one_line("a" + "\x1f" * 1_000_000 + "b") == "a b"
    assert spaces.one_line("a" + "\x1f" * 1_000_000 + ".") == "a."
    assert spaces.one_line("a" + " \x1f" * 300_000 + ".") == "a ."
