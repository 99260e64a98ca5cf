"""The table of what is masked: the decisions that the law asks for, and tables of one's own."""

from itertools import product
from pathlib import Path

import pytest

from moisson.contracts.errors import RecipeError
from moisson.privacy.policy import DOCUMENTS, ROLES, load_policy
from moisson.privacy.spans import Context

POLICY = load_policy()


def masks(kind: str, role: str, document: str | None, jurisdiction: str | None) -> bool:
    return POLICY.masks(kind, role, Context("fr", document, jurisdiction))


def test_french_magistrates_and_clerks_are_masked_and_others_kept() -> None:
    assert masks("person", "judge", "decision", "fr") and masks("person", "clerk", "decision", "fr")
    assert not masks("person", "judge", "decision", "de") and not masks("person", "judge", "decision", "int")
    assert "L111-13" in POLICY.rule("person", "judge", Context("fr", "decision", "fr")).reason


@pytest.mark.parametrize("jurisdiction", ["fr", "de", "es", "it", "nl", "pl", "int", "eu", None])
@pytest.mark.parametrize("role", ["party", "witness", "private", "petitioner", "person"])
def test_litigants_and_petitioners_are_masked_in_decisions(role: str, jurisdiction: str | None) -> None:
    assert masks("person", role, "decision", jurisdiction)
    assert masks("person", role, None, jurisdiction)


@pytest.mark.parametrize("role", ["member", "minister", "official", "person"])
def test_members_and_ministers_are_kept_in_debates(role: str) -> None:
    assert not masks("person", role, "debate", "fr") and not masks("person", role, "question", None)


def test_petitioners_are_masked_in_debates_too() -> None:
    assert masks("person", "petitioner", "debate", "de")


def test_officials_who_sign_acts_are_kept_and_those_naturalised_masked() -> None:
    assert not masks("person", "minister", "law", "fr") and not masks("person", "official", "law", "fr")
    assert masks("person", "private", "law", "fr")


def test_services_and_offices_keep_their_numbers_and_mailboxes() -> None:
    for document in (*DOCUMENTS, None):
        assert not masks("phone", "service", document, "fr") and not masks("email", "office", document, "fr")
        assert masks("phone", "line", document, "fr") and masks("email", "person", document, "fr")
        assert masks("iban", "fr", document, "fr") and masks("national_id", "fr.nir", document, "fr")


def test_where_nobody_says_what_a_document_is_magistrates_and_lawyers_are_masked() -> None:
    assert (
        masks("person", "judge", None, None) and masks("person", "lawyer", None, None) and masks("person", "official", None, None)
    )
    assert not masks("person", "minister", None, None)


def test_a_rule_about_those_born_before_a_date_is_kept() -> None:
    assert not masks("birth_date", "unnamed", "law", "fr") and masks("birth_date", "named", "law", "fr")
    assert masks("birth_date", "unnamed", "decision", "fr")


def test_every_case_is_decided_with_a_reason() -> None:
    jurisdictions = (None, "fr", "de", "us", "eu", "int")
    for kind, document, jurisdiction in product(ROLES, (*DOCUMENTS, None), jurisdictions):
        for role in ROLES[kind] or ("fr.nir",):
            assert "GDPR" in POLICY.rule(kind, role, Context(None, document, jurisdiction)).reason


BEFORE = """
base = "built-in"
[[rule]]
jurisdiction = ["de"]
data = ["person"]
role = ["judge"]
action = "mask"
reason = "ours"
"""
ALONE = """
[[rule]]
data = ["national_id"]
role = ["fr.nir"]
action = "mask"
reason = "a"
[[rule]]
action = "keep"
reason = "b"
"""


def own(folder: Path, text: str) -> str:
    path = folder / "policy.toml"
    path.write_text(text, "utf-8")
    return str(path)


def test_a_table_of_ones_own_may_stand_before_the_built_in_rules(tmp_path: Path) -> None:
    table = load_policy(own(tmp_path, BEFORE))
    assert table.masks("person", "judge", Context("de", "decision", "de"))
    assert not table.masks("person", "judge", Context("nl", "decision", "nl"))


def test_a_table_of_ones_own_may_stand_alone(tmp_path: Path) -> None:
    table = load_policy(own(tmp_path, ALONE))
    assert table.masks("national_id", "fr.nir", Context()) and not table.masks("email", "person", Context())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[rule]]\nrole = ["judges"]\naction = "mask"\nreason = "a"', "rule 1: `role` has the unknown 'judges'"),
        ('[[rule]]\ndocument = ["verdict"]\naction = "mask"\nreason = "a"', "`document` has the unknown 'verdict'"),
        ('[[rule]]\njurisdiction = ["uk"]\naction = "mask"\nreason = "a"', "`jurisdiction` has the unknown 'uk'"),
        ('[[rule]]\ndata = ["name"]\naction = "mask"\nreason = "a"', "`data` has the unknown 'name'"),
        ('[[rule]]\ndata = ["email"]\nrole = ["judge"]\naction = "mask"\nreason = "a"', "`role` has the unknown 'judge'"),
        ('[[rule]]\nrole = "judge"\naction = "mask"\nreason = "a"', "`role` is a list of names"),
        ('[[rule]]\naction = "hide"\nreason = "a"', "`action` is 'hide'"),
        ('[[rule]]\naction = "mask"', "`reason` is missing"),
        ('[[rule]]\nactions = "mask"\nreason = "a"', "there is no `actions`"),
        ('rules = 1\n[[rule]]\naction = "mask"\nreason = "a"', "there is no `rules`"),
        ('base = "other"', "base = 'other' is unknown"),
        ('[[rule]]\ndata = ["email"]\naction = "mask"\nreason = "a"', "the last rule must fit everything"),
        ("[[rule", "is not TOML"),
    ],
)
def test_unknown_names_and_broken_tables_are_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(RecipeError) as error:
        load_policy(own(tmp_path, text))
    assert message in str(error.value)


def test_a_table_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="cannot be read"):
        load_policy(str(tmp_path / "none.toml"))
