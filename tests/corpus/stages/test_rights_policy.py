"""Under a licence only what it allows is let in; what is stated is shown where it does not."""

import pyarrow as pa
import pytest

from moisson.contracts.errors import RecipeError
from moisson.contracts.schemas import OTHER_RIGHTS, RESERVATION, RIGHTS
from moisson.contracts.stage import stages
from moisson.corpus.stages.rights import require_rights


def right(license: str | None, stated: str | None = None, **fields: str) -> dict[str, str | None]:
    return {"license": license, "basis": "licence", "level": "data-set", "stated": stated, **fields}


def decided(*rights: dict[str, str | None] | None, **parameters: object) -> list[tuple[str | None, str | None]]:
    others, reservation = (pa.nulls(len(rights), kind) for kind in (OTHER_RIGHTS, RESERVATION))
    batch = pa.record_batch({"rights": pa.array(rights, RIGHTS), "other_rights": others, "reservation": reservation})
    found = require_rights(**stages()["require_rights"].bind(parameters))(batch)
    return list(zip(found["drop_reason"].to_pylist(), found["drop_detail"].to_pylist(), strict=True))


def reasons(*rights: dict[str, str | None] | None, **parameters: object) -> list[str | None]:
    return [reason for reason, _ in decided(*rights, **parameters)]


@pytest.mark.parametrize(
    "name",
    ["etalab-2.0", "CC-BY-4.0", "cc-by-4.0", "LicenseRef-CC-BY-3.0-IT", "LicenseRef-CC-BY", "ODbL-1.0", "CC0-1.0", "CC BY 4.0"],
)
def test_what_allows_training_and_redistribution_is_let_in(name: str) -> None:
    assert reasons(right(name)) == [None]


def test_what_does_not_is_kept_out_and_the_ledger_says_why() -> None:
    assert decided(right("CC-BY-NC-4.0", "CC BY-NC 4.0"), right("MIT", where="LICENSE"), right("CC-BY-ND-4.0")) == [
        (
            "rights:licence-not-allowed",
            "Creative Commons Attribution-NonCommercial 4.0 International does not allow everyone training and redistribution;"
            " license CC-BY-NC-4.0, basis licence, level data-set, stated CC BY-NC 4.0",
        ),
        (
            "rights:licence-not-allowed",
            "MIT License is a licence of software, and not taken for that of texts; license MIT, basis licence, level data-set,"
            " where LICENSE",
        ),
        (
            "rights:licence-not-allowed",
            "Creative Commons Attribution-NoDerivatives 4.0 International does not allow everyone training and redistribution;"
            " license CC-BY-ND-4.0, basis licence, level data-set",
        ),
    ]


def test_what_nobody_knows_is_kept_out_with_its_words() -> None:
    assert decided(right("LicenseRef-conditions-du-portail", "Conditions du portail"), right(None), right("notspecified")) == [
        (
            "rights:licence-unknown",
            "the table of licences has no LicenseRef-conditions-du-portail; license LicenseRef-conditions-du-portail,"
            " basis licence, level data-set, stated Conditions du portail",
        ),
        ("rights:licence-unknown", "no licence is named; basis licence, level data-set"),
        (
            "rights:licence-unknown",
            "the table of licences has no notspecified; license notspecified, basis licence, level data-set",
        ),
    ]


def test_the_words_of_an_unknown_licence_are_not_read_into_a_known_one() -> None:
    assert reasons(right("LicenseRef-CC-BY-4.0-as-far-as-we-know")) == ["rights:licence-unknown"]


def test_statements_that_contradict_are_kept_out() -> None:
    found = decided(
        right("LicenseRef-CC-BY-or-ODbL", "CC BY or ODbL"),
        right("etalab-2.0", "All rights reserved"),
        right("CC-BY-4.0", "CC BY-NC 4.0"),
    )
    assert [reason for reason, _ in found] == ["rights:contradictory"] * 3
    assert str(found[0][1]).startswith("stated is LicenseRef-CC-BY and ODbL-1.0, the licence given none of them; license ")
    assert str(found[1][1]).startswith("stated is LicenseRef-All-Rights-Reserved, the licence given etalab-2.0; license ")


def test_whoever_describes_a_source_may_choose_one_of_the_licences_stated_or_say_its_version() -> None:
    assert reasons(right("etalab-2.0", '"GPLv3" and "licence ouverte 2.0"'), right("CC-BY-4.0", "CC-BY")) == [None, None]
    assert reasons(right("CC0-1.0", "Public Domain"), right("CC-BY-4.0", "Other (Open)")) == [None, None]
    assert reasons(right("etalab-2.0", "https://www.service-public.fr/a-propos/mentions-legales")) == [None]


def test_a_licence_that_nobody_has_made_a_basis_is_named_for_what_it_is() -> None:
    several = {**right("LicenseRef-CC-BY-or-ODbL", "CC BY or ODbL"), "basis": None}
    unread = {**right("LicenseRef-Conditions", "Conditions"), "basis": None}
    no_deed = {**right("LicenseRef-Public-Domain", "Public Domain"), "basis": None}
    assert reasons(several, unread, no_deed) == [
        *("rights:contradictory", "rights:licence-unknown", "rights:licence-not-allowed"),
    ]
    open_ = {**right("CC-BY-4.0"), "basis": None}
    only_words = {**right(None, "CC BY 4.0"), "basis": None}
    assert reasons(open_, only_words) == ["rights:none-found"] * 2


def test_a_statute_needs_no_licence() -> None:
    assert reasons({"basis": "statute", "level": "statute", "stated": "All rights reserved"}) == [None]


def test_a_recipe_may_name_licences_instead() -> None:
    rows = right("CC-BY-NC-4.0"), right("CC-BY-4.0"), right("LicenseRef-My-Portal", "Conditions du portail"), right("MIT")
    assert reasons(*rows, licenses=["cc-by-nc-4.0", "LicenseRef-My-Portal", "MIT"]) == [
        None,
        "rights:licence-not-allowed",
        None,
        None,
    ]
    with pytest.raises(RecipeError, match=r"`licenses` names 'CC-BY-5\.0', which is no licence"):
        decided(licenses=["CC-BY-5.0"])


def test_a_recipe_may_ask_for_more_or_less() -> None:
    assert reasons(right("CC-BY-ND-4.0"), right("CC-BY-NC-4.0"), allow=["commercial"]) == [None, "rights:licence-not-allowed"]
    assert reasons(right("CC-BY-SA-4.0"), right("ODbL-1.0"), right("CC-BY-4.0"), share_alike="drop") == [
        *("rights:share-alike", "rights:share-alike"),
        None,
    ]


def test_who_says_so_can_be_limited() -> None:
    asserted = right("etalab-2.0", level="asserted")
    expected = ("rights:level-not-allowed", "license etalab-2.0, basis licence, level asserted; allowed: document, data-set")
    assert decided(asserted, right("etalab-2.0"), levels=["document", "data-set"]) == [expected, (None, None)]


def test_the_policy_does_not_depend_on_where_batches_are_cut() -> None:
    law: dict[str, str | None] = {"basis": "statute"}
    rows = [right("CC-BY-4.0"), None, right("MIT", "MIT"), right("etalab-2.0"), right("MIT"), law] * 3
    whole = decided(*rows)
    assert [decision for row in rows for decision in decided(row)] == whole
    assert decided() == []
