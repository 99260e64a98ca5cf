"""Dates in the words of Europe's languages."""

import pytest

from moisson.readers.facts.dates import FORMS, dates, one_date

DAY = "2016-07-14"


@pytest.mark.parametrize(
    "words",
    [
        "от 14 юли 2016 година",
        "ze dne 14. července 2016",
        "af 14. juli 2016",
        "vom 14. Juli 2016",
        "της 14ης Ιουλίου 2016",
        "ΤΗΣ 14ΗΣ ΙΟΥΛΙΟΥ 2016",
        "of 14 July 2016",
        "the 14th day of July 2016",
        "July 14, 2016",
        "de 14 de julio de 2016",
        "14. juuli 2016",
        "annettu 14 päivänä heinäkuuta 2016",
        "du 14 juillet 2016",
        "an 14 Iúil 2016",
        "od 14. srpnja 2016.",
        "2016. július 14-i",
        "del 14 luglio 2016",
        "2016 m. liepos 14 d.",
        "(2016. gada 14. jūlijs)",
        "tal-14 ta’ Lulju 2016",
        "van 14 juli 2016",
        "z dnia 14 lipca 2016 r.",
        "de 14 de julho de 2016",
        "din 14 iulie 2016",
        "zo 14. júla 2016",
        "z dne 14. julija 2016",
        "av den 14 juli 2016",
        "від 14 липня 2016 року",
        "14 de juliol de 2016",
        "14. júlí 2016",
        "14.7.2016",
        "14. 7. 2016",
        "14/07/2016",
        "07/14/2016",
        "2016.07.14.",
        "2016-07-14",
    ],
)
def test_a_day_is_read_in_every_language_and_order(words: str) -> None:
    assert [date.iso for date in dates(words)] == [DAY]


def test_the_first_of_a_month_has_many_endings() -> None:
    for words in (
        "1er août 1999",
        "1° agosto 1999",
        "1º de agosto de 1999",
        "1st August 1999",
        "1. August 1999",
        "1ης Αυγούστου 1999",
    ):
        assert one_date(words) == "1999-08-01", words


def test_a_month_that_means_two_is_told_by_the_dot_or_the_language() -> None:
    assert one_date("3 listopada 2016 r.") == "2016-11-03"
    assert one_date("3. listopada 2016.") == "2016-10-03"
    assert one_date("3 listopada 2016", "hr") == "2016-10-03"
    assert [form for form, months in FORMS.items() if len(months) > 1] == ["listopad", "listopada"]


@pytest.mark.parametrize(
    "words",
    [
        "31 February 2010",
        "Article 12 of 2016",
        "July 2016",
        "32.1.2010",
        "1.2.2.2005",
        "98/37/1999",
        "14 Foobar 2016",
        "version 2.10.20161",
    ],
)
def test_what_is_no_day_is_none(words: str) -> None:
    assert list(dates(words)) == []


def test_dates_stand_in_their_order_with_their_place() -> None:
    words = "from 3 May 2012 to 4.6.2013"
    assert [words[date.start : date.end] for date in dates(words)] == ["3 May 2012", "4.6.2013"]
