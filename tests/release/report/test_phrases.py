"""The report's words: both languages say the same things, and write figures as their readers do."""

import string
from collections.abc import Iterator
from typing import Any

import pytest

from moisson.contracts.stage import stages
from moisson.release.report.label_language import tongue
from moisson.release.report.phrases import EDITIONS, SHARED, Words, words_of

ENGLISH, FRENCH = (words_of(edition) for edition in EDITIONS)
DOCSTRINGS = "stages"  # English has the stages' own

NARROW, NO_BREAK = "\u202f", "\u00a0"


def entries(words: Words) -> dict[str, Any]:
    """Every entry by its section and name, but the stages' sentences."""
    return {
        f"{section}.{name}": entry
        for section, table in words._table.items()
        if section != DOCSTRINGS
        for name, entry in table.items()
    }


def forms(entry: Any) -> list[str]:
    """The sentences of an entry."""
    return list(entry.values()) if isinstance(entry, dict) else [entry] if isinstance(entry, str) else []


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def sentences() -> Iterator[tuple[str, str]]:
    for words in (ENGLISH, FRENCH):
        for key, entry in entries(words).items():
            for sentence in forms(entry):
                yield f"{words.edition} {key}", sentence


def test_both_languages_have_the_same_entries() -> None:
    assert set(entries(ENGLISH)) == set(entries(FRENCH))


def test_an_entry_has_the_same_places_in_every_form_and_language() -> None:
    french = entries(FRENCH)
    for key, entry in entries(ENGLISH).items():
        found = [places(sentence) for sentence in (*forms(entry), *forms(french[key]))]
        assert all(one == found[0] for one in found), key


def test_what_has_two_forms_has_them_for_one_and_for_others() -> None:
    forked = [entry for words in (ENGLISH, FRENCH) for entry in entries(words).values() if isinstance(entry, dict)]
    assert len(forked) > 40
    assert all(set(entry) == {"one", "other"} for entry in forked)


def test_marks_of_strong_words_and_of_code_come_in_pairs() -> None:
    for key, sentence in sentences():
        assert sentence.count("**") % 2 == 0, key
        assert sentence.count("`") % 2 == 0, key


def test_every_built_in_stage_has_a_french_sentence_and_no_other_has() -> None:
    built_in = {name for name, stage in stages().items() if stage.build.__module__.startswith("moisson.corpus.stages.")}
    assert set(FRENCH._table[DOCSTRINGS]) == built_in | {"extract"}


def test_french_sentences_name_the_same_columns_and_reasons_as_the_docstrings() -> None:
    for name, stage in stages().items():
        said, translated = (stage.build.__doc__ or "").partition("\n\n")[0], FRENCH.stage(name)
        if translated is not None:
            assert set(named(translated)) == set(named(said)), name


def named(words: str) -> list[str]:
    """What stands in backticks."""
    return [" ".join(part.split()) for part in words.split("`")[1::2]]


def test_what_card_and_report_both_say_is_said_in_the_same_words() -> None:
    assert all(ENGLISH._table[section] is table for section, table in SHARED.items())


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        (None, "–", "–"),
        (0, "0", "0"),
        (999, "999", "999"),
        (45_516, "45,516", f"45{NARROW}516"),
        (21_427_786, "21,427,786", f"21{NARROW}427{NARROW}786"),
        (0.9536, "0.9536", "0,9536"),
    ],
)
def test_numbers(value: float | None, english: str, french: str) -> None:
    assert (ENGLISH.number(value), FRENCH.number(value)) == (english, french)


@pytest.mark.parametrize(
    ("part", "whole", "english", "french"),
    [
        (18, 1_000, "1.8%", f"1,8{NO_BREAK}%"),
        (1, 1, "100.0%", f"100,0{NO_BREAK}%"),
        (1, 45_515, "under 0.1%", f"moins de 0,1{NO_BREAK}%"),
        (45_514, 45_515, "over 99.9%", f"plus de 99,9{NO_BREAK}%"),
        (0, 0, "0.0%", f"0,0{NO_BREAK}%"),
    ],
)
def test_shares(part: int, whole: int, english: str, french: str) -> None:
    assert (ENGLISH.part(part, whole), FRENCH.part(part, whole)) == (english, french)


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        ("2026-03-27", "27 March 2026", "27 mars 2026"),
        ("2008-05-01", "1 May 2008", "1er mai 2008"),
        ("2008-08", "August 2008", "août 2008"),
        ("1793", "1793", "1793"),
        ("an II", "an II", "an II"),
        ("2026-13-01", "2026-13-01", "2026-13-01"),
        (None, "–", "–"),
    ],
)
def test_dates(value: str | None, english: str, french: str) -> None:
    assert (ENGLISH.date(value), FRENCH.date(value)) == (english, french)


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        (0, "0 bytes", "0 octet"),
        (1, "1 byte", "1 octet"),
        (999, "999 bytes", "999 octets"),
        (1_100, "1.1 kB", f"1,1{NO_BREAK}ko"),
        (138_081_420, "138 MB", f"138{NO_BREAK}Mo"),
        (999_990, "1.0 MB", f"1,0{NO_BREAK}Mo"),
        (10**16, "10,000 TB", f"10{NARROW}000{NO_BREAK}To"),
    ],
)
def test_sizes(value: int, english: str, french: str) -> None:
    assert (ENGLISH.size(value), FRENCH.size(value)) == (english, french)


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [(0, "0", "0"), (999, "999", "999"), (2_500, "2.5k", f"2,5{NO_BREAK}k"), (3 * 10**6, "3M", f"3{NO_BREAK}M")],
)
def test_numbers_under_columns_are_short(value: int, english: str, french: str) -> None:
    assert (ENGLISH.compact(value), FRENCH.compact(value)) == (english, french)


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("French labour law and everyday rights", "en"),
        ("Service-Public.fr: guide des droits et démarches", "fr"),
        ("Verordnung über die Bekämpfung der Tierseuchen und ihre Folgen", "de"),
        ("LEGI", ""),
        ("", ""),
    ],
)
def test_the_language_of_a_title_is_told_by_its_small_words(words: str, language: str) -> None:
    assert tongue(words) == language
