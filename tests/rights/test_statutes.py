"""Statutes by country: what they plainly name, and how far anyone has read them."""

from typing import get_args

import pytest

from moisson.rights.statutes import statutes, statutes_for
from moisson.source.description import Kind


@pytest.mark.parametrize(
    ("country", "kind", "article"),
    [
        ("DE", "law", "§ 5 Abs. 1 und 2 UrhG"),
        ("at", "decision", "§ 7 UrhG"),
        ("CH", "debate", "Art. 5 URG"),
        ("NL", "decision", "art. 11 Auteurswet"),
        ("IT", "law", "art. 5"),
        ("ES", "debate", "art. 13 LPI"),
        ("CZ", "debate", "§ 3 písm. a)"),
        ("FR", "guidance", "art. L321-1 CRPA"),
    ],
)
def test_the_article_that_frees_a_kind_of_document(country: str, kind: str, article: str) -> None:
    assert [found.article for found in statutes_for(country, kind)] == [article]


@pytest.mark.parametrize(
    ("country", "kind"), [("DE", "debate"), ("NL", "guidance"), ("FR", "law-by-copyright"), ("GB", "law"), ("EU", "law")]
)
def test_what_no_article_plainly_frees_is_not_free_by_statute(country: str, kind: str) -> None:
    assert statutes_for(country, kind) == ()


def test_reuse_is_not_absence_of_copyright() -> None:
    french = statutes_for("FR")
    assert {found.way for found in french} == {"no-copyright", "reuse"}
    assert not any(found.kinds for found in french if found.way == "no-copyright")  # case law, and no article


def test_every_entry_says_where_to_read_it_and_who_has() -> None:
    kinds = set(get_args(Kind))
    for found in statutes():
        assert found.source.startswith("https://"), found
        assert found.seen or found.checked.startswith("from general knowledge, confirm"), found
        assert found.kinds | found.unsettled <= kinds, found
        assert not found.kinds & found.unsettled, found
        assert found.condition or not found.unsettled
