"""Records of delimited fields are those that Python's `csv` makes."""

import csv

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from moisson.extract.rows.delimited import LONGEST, delimited

SIGNS = ["a", "é", "…", "😀", '"', '""', ",", ";", "\t", "\n", "\r", "\r\n", " ", "\0", "\v", "\f", "\x1c", "\x85", "\u2028", "'"]
TEXTS = st.lists(st.sampled_from(SIGNS), max_size=24).map("".join)


@given(TEXTS, st.sampled_from([",", ";", "\t", "|", "…", "\v", " "]))
@example('a,"b\r\nc"",""d"e"f,\r\n\r\n"', ",")
@example('"a"a\n,"a""', ",")
@example("a,\v\nb\r", ",")
def test_fields_are_those_of_csv(text: str, mark: str) -> None:
    assert delimited(text, mark) == list(csv.reader(text.splitlines(keepends=True), delimiter=mark))


def test_a_field_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match=r"field larger than field limit \(134217728\)"):
        delimited('"' + "x" * (LONGEST + 1), ",")
