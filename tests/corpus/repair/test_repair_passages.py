"""Passages, joined, are the text; none is longer than a model reads at once."""

from hypothesis import given
from hypothesis import strategies as st

from moisson.corpus.repair.passages import MOST, passages

PIECES = st.sampled_from(["Le contrat de travail. ", "\n", "\r\n", "\n\n", "x" * 700, " ", "\u2028", "é" * 1501])


@given(st.lists(PIECES, max_size=12).map("".join))
def test_passages_joined_are_the_text(text: str) -> None:
    found = passages(text)
    assert "".join(found) == text
    assert all(0 < len(passage) <= MOST for passage in found)


def test_a_cut_comes_at_a_line_end_else_after_a_space() -> None:
    line = "mot " * 250
    assert passages(f"{line}\n{line}\n") == [f"{line}\n", f"{line}\n"]
    assert {passage[-1] for passage in passages(line * 4)} == {" "}
