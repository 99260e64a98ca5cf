"""What a number means, by the code that says how it is shown."""

import pytest

from moisson.readers.rows.number_formats import DURATION, MOMENT, NUMBER, kind


@pytest.mark.parametrize(
    ("code", "means"),
    [
        ("General", NUMBER),
        ("Standard", NUMBER),
        ("0.00E+00", NUMBER),
        ("# ?/?", NUMBER),
        ("@", NUMBER),
        ('#,##0.00\\ "dhs"', NUMBER),
        ("#,##0\\ [$\u20ac-40C]", NUMBER),
        ("0_d;[Red]-0", NUMBER),
        ("[Red]0;d", NUMBER),
        ("*y0", NUMBER),
        ('0 "jours', NUMBER),
        ("yyyy\\-mm\\-dd", MOMENT),
        ("[$-40C]d mmmm yyyy;@", MOMENT),
        ('"le "dd/mm/yyyy', MOMENT),
        ("[Blue]h:mm AM/PM", MOMENT),
        ("A/P", MOMENT),
        ("[h]:mm", DURATION),
        ("[>=100][Magenta][ss].00", DURATION),
        ("[mm]:ss;@", DURATION),
    ],
)
def test_the_first_section_of_a_code_says_what_a_number_is(code: str, means: int) -> None:
    assert kind(code) == means
