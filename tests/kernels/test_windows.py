"""Windows hold whole characters; all capitals become the small letters of Python's rules, or are left to these."""

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from moisson.kernels.strings import strings
from moisson.kernels.windows import cut_all, fill, small_letters

CAPITALS = st.text(st.sampled_from("ABCÉŽĐŁÇÑΔΦΩЖЯҐЁⅧⒶ 0123'’.\n中ا"), max_size=30) | st.text(max_size=20).map(str.upper)


def filled(text: str) -> tuple[str, bool]:
    data = strings(pa.array([text], pa.large_string())).data
    out = np.zeros(len(data), np.uint8)
    size, odd = fill(data, 0, len(data), small_letters(), out)
    return bytes(out[:size]).decode(), bool(odd)


@given(CAPITALS | st.text(max_size=20))
def test_capitals_are_lowered_as_python_lowers_them_and_nothing_else_is_touched(text: str) -> None:
    found, odd = filled(text)
    small, large = (sum(first <= char <= last for char in text) for first, last in ("az", "AZ"))
    if not odd and 0 < small < large:
        assert found in (text, text.lower())  # as it is where a letter takes Python's rules
    else:
        assert found == (text if odd or not text.isupper() else text.lower())


def test_what_takes_more_than_one_letter_for_another_is_left_to_python() -> None:
    assert [filled(f"VU LE CODE {char}")[1] for char in "ΣİǅẞK"] == [True, True, True, False, False]
    assert filled("VU LE CODE DU TRAVAIL, ARRÊTE :") == ("vu le code du travail, arrête :", False)
    assert filled("A\u0301")[1]


@given(st.lists(st.text(max_size=12), max_size=5), st.integers(0, 14))
def test_a_window_is_the_longest_start_of_whole_characters(texts: list[str], most: int) -> None:
    column = strings(pa.array(texts, pa.large_string()))
    ends = cut_all(column.data, column.offsets[:-1], column.offsets[1:], most)
    for text, start, end in zip(texts, column.offsets.tolist(), ends.tolist(), strict=False):
        assert bytes(column.data[start:end]).decode() == text.encode()[:most].decode(errors="ignore")
