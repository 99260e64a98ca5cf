"""Records of delimited fields are those that Python's `csv` makes, whatever ends their lines."""

import pytest

from moisson.readers.rows.delimited import LONGEST, delimited


@pytest.mark.parametrize(
    ("text", "records"),
    [
        ("a,b\r\nc,d\re,f\n", [["a", "b"], ["c", "d"], ["e", "f"]]),
        ('a,"b\r\nc"",""d"e"f,\r\n\r\n"', [["a", 'b\r\nc","de"f', ""], [], [""]]),
        ('"a"a\n,"a""', [["aa"], ["", 'a"']]),
        ("a,\v\nb\r", [["a", "\v"], [], ["b"]]),
        ("\0,a", [["\0", "a"]]),
    ],
)
def test_fields_are_those_of_csv(text: str, records: list[list[str]]) -> None:
    assert delimited(text, ",") == records


def test_a_field_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match=r"field larger than field limit \(134217728\)"):
        delimited('"' + "x" * (LONGEST + 1), ",")
