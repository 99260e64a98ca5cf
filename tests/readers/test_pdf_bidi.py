"""Lines of Hebrew and Arabic in a PDF: characters by their places become words as they are read."""

import pytest

from moisson.readers.pdf.characters.bidi import logical


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("in jener Zeit", "in jener Zeit"),
        ("תירבע", "עברית"),
        ("a phrase איהה תעב of two words", "a phrase בעת ההיא of two words"),
        ("12.1 קרפ םולש", "שלום פרק 12.1"),
        ("Word and PDF ידי לע רמשנ ץבוקה", "הקובץ נשמר על ידי Word and PDF"),
        ("see [םלוע םולש[ there", "see [שלום עולם] there"),
        ("(ןוקית) תונקת", "תקנות (תיקון)"),
        ("ﺔﻴﺑﺮﻌﻟﺍ", "العربية"),
        ("\x015\x03הרעה", "הערה\x015\x03"),
        ("٢٠٢٥ ماع", "عام ٢٠٢٥"),
        ("as in קוחל 12.1 ףיעס of that act", "as in סעיף 12.1 לחוק of that act"),
        ("\ufeffin (brackets)", "\ufeffin (brackets)"),
    ],
)
def test_a_line_is_read_from_the_side_on_which_it_begins(line: str, read: str) -> None:
    assert logical(line) == read
