"""A language that a file claims is doubted only where another one is evident."""

from collections import Counter

import pytest
from shared_data import shared

from moisson.readers.office.plausible import SETS, plausible, stated_languages

ENGLISH = "The committee of the house is to meet in the hall, and it is for the chair to say that this is as it should be. " * 3


def test_words_of_another_language_refute_a_claim() -> None:
    assert not plausible("sv", ENGLISH)
    assert plausible("en", ENGLISH)
    assert stated_languages(Counter({"sv-SE": 60, "en": 3}), ENGLISH) == ()


def test_a_few_words_or_an_unknown_language_refute_nothing() -> None:
    assert plausible("sv", "the end of the list")
    assert plausible("oc", ENGLISH)


@pytest.mark.shared
@pytest.mark.parametrize(
    "code", ["ca", "de", "en", "et", "fi", "ga", "is", "it", "nb", "nl", "nn", "pl", "pt", "sk", "sl", "sr", "tr"]
)
def test_sentences_of_a_language_never_refute_it(code: str) -> None:
    assert code in SETS
    assert plausible(code, shared(f"gold-langid-lingua/data/language-testdata/sentences/{code}.txt").read_text(encoding="utf-8"))
