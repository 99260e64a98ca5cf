"""A document is marked where it loses more words in silence than its format usually does, and more than a few."""

from moisson.contracts.lost_words import FEWEST, loses_much, usual_share


def test_what_is_above_the_usual_share_of_its_format_is_marked() -> None:
    words = 10_000
    for format in ("docx", "html", "ted"):
        usual = round(usual_share(format) * words)
        assert loses_much(format, words, usual + 1)
        assert not loses_much(format, words, usual)


def test_few_words_and_what_nobody_can_count_are_not_marked() -> None:
    assert not loses_much("docx", 40, FEWEST - 1)
    assert loses_much("docx", 40, FEWEST)
    assert not loses_much("docx", None, 0)
    assert not loses_much("docx", 0, 0)
