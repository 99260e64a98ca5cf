"""Titles, dates, languages, identifiers, state and validity, against a table of 200 files written by hand."""

from collections import Counter

import pytest
from file_fields import FIELDS, SHARED, Count, alike, compare, measure, table
from shared_data import shared

LEAST = {  # precision and recall over all families; readers may only get better
    "title": (0.98, 0.98),
    "date": (0.98, 0.97),
    "language": (0.99, 0.98),
    "identifiers": (0.99, 0.98),
    "legal_state": (0.98, 0.97),
    "valid_from": (0.98, 0.97),
}


def test_the_table_has_some_two_hundred_files_of_all_families_each_once() -> None:
    rows = table()
    assert len(rows) == len({row.path for row in rows}) == 198
    assert len(Counter(row.family for row in rows)) >= 15
    assert all(row.expected["title"] for row in rows)


def test_titles_agree_by_their_words() -> None:
    assert alike("LOI du 3 mai — portant réforme.", "Loi du 3 mai portant réforme")
    assert not alike("Loi du 3 mai portant réforme", "Journal officiel")


def test_a_value_is_right_wrong_extra_or_missing() -> None:
    assert compare("date", "2020-01-02", ["2020-01-02"]) == Count(right=1)
    assert compare("date", "2020-01-02 || 2020-01-03", ["2020-01-03"]) == Count(right=1)
    assert compare("date", "2020-01-02", ["2021-01-02"]) == Count(wrong=1)
    assert compare("date", "2020-01-02", []) == Count(missing=1)
    assert compare("date", "", ["2020-01-02"]) == Count(spurious=1)
    assert compare("date", "", []) == Count()


def test_what_may_be_left_out_is_not_missed_and_what_is_not_judged_does_not_count() -> None:
    assert compare("language", "fr || -", []) == Count()
    assert compare("language", "fr || -", ["de"]) == Count(wrong=1)
    assert compare("language", "*", ["de"]) is None


def test_identifiers_are_right_by_value_in_any_of_their_forms() -> None:
    assert compare("identifiers", "celex:1 | 2 ; number:7", ["celex:2", "number:7"]) == Count(right=2)
    assert compare("identifiers", "celex:1 ; ~number:7", ["number:7"]) == Count(missing=1)
    assert compare("identifiers", "celex:1", ["celex:1", "oj:9"]) == Count(right=1, spurious=1)
    assert compare("identifiers", "celex:1 ; ~*", ["celex:1", "oj:9"], content="… 9 …") == Count(right=1)
    assert compare("identifiers", "celex:1 ; ~*", ["celex:1", "oj:8"], content="… 9 …") == Count(right=1, spurious=1)


@pytest.mark.shared
def test_readers_find_what_the_real_files_say() -> None:
    shared("README.md")
    report = measure(table(), SHARED)
    assert not report.unread
    assert set(report.by_field) == set(FIELDS)
    for name, (precision, recall) in LEAST.items():
        count = report.by_field[name]
        assert count.precision >= precision and count.recall >= recall, (name, count)


@pytest.mark.shared
@pytest.mark.parametrize("family", ["eforms", "rechtspraak", "riigiteataja", "lexdania"])
def test_families_with_metadata_in_one_place_are_read_without_a_miss(family: str) -> None:
    shared("README.md")
    report = measure([row for row in table() if row.family == family], SHARED)
    assert not report.misses
