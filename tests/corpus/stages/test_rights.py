"""No right, no entry; and the ledger says what was found."""

import pyarrow as pa

from moisson.contracts.schemas import OTHER_RIGHTS, RESERVATION, RIGHTS
from moisson.contracts.stage import stages
from moisson.corpus.stages.rights import require_rights

OPEN = {"license": "etalab-2.0", "basis": "licence", "level": "data-set", "where": "README.md"}
LAW = {"basis": "statute", "level": "statute", "reason": "official texts"}
MINING = {"basis": "text-and-data-mining", "level": "portal"}
OPTED_OUT = [{"protocol": "tdmrep", "value": "1", "where": "/.well-known/tdmrep.json", "seen_at": None}]


def decided(
    rights: list[object], reservation: list[object], others: list[object] | None = None, **parameters: object
) -> list[tuple[str | None, str | None]]:
    columns = {"rights": pa.array(rights, RIGHTS), "other_rights": pa.array(others or [None] * len(rights), OTHER_RIGHTS)}
    batch = pa.record_batch({**columns, "reservation": pa.array(reservation, RESERVATION)})
    found = require_rights(**stages()["require_rights"].bind(parameters))(batch)
    return list(zip(found["drop_reason"].to_pylist(), found["drop_detail"].to_pylist(), strict=True))


def test_licence_and_statute_let_in() -> None:
    assert decided([OPEN, LAW], [None, []]) == [(None, None), (None, None)]


def test_without_a_basis_nothing_is_let_in() -> None:
    assert decided([None, {}, {"stated": "All rights reserved", "where": "footer"}], [None] * 3) == [
        ("rights:none-found", "nothing was found"),
        ("rights:none-found", "nothing was found"),
        ("rights:none-found", "stated All rights reserved, where footer"),
    ]


def test_a_basis_that_was_not_asked_for_is_named() -> None:
    expected = ("rights:basis-not-allowed", "basis text-and-data-mining, level portal; allowed: licence, statute")
    assert decided([MINING], [None]) == [expected]
    assert decided([MINING, OPEN], [None, None], bases=["text-and-data-mining"])[0] == (None, None)
    assert decided([MINING, OPEN], [None, None], bases=["text-and-data-mining"])[1][0] == "rights:basis-not-allowed"


def test_who_opted_out_stays_out_unless_the_recipe_says_otherwise() -> None:
    assert decided([OPEN], [OPTED_OUT]) == [("rights:reserved", "protocol tdmrep, value 1, where /.well-known/tdmrep.json")]
    assert decided([OPEN], [OPTED_OUT], reserved="keep") == [(None, None)]
    assert decided([None], [OPTED_OUT])[0][0] == "rights:none-found"


def test_the_ledger_tells_what_else_was_stated_and_where() -> None:
    closed = {"license": "CC-BY-NC-4.0", "basis": "licence", "level": "document", "stated": "by-nc", "where": "<licence>"}
    portal = {"license": "CC-BY-4.0", "level": "portal", "stated": "CC BY 4.0", "where": "terms", "relation": "contradicts"}
    ((reason, detail),) = decided([closed], [None], [[portal]])
    assert reason == "rights:licence-not-allowed"
    assert detail is not None
    assert "stated by-nc, where <licence>; also license CC-BY-4.0, level portal, stated CC BY 4.0, where terms" in detail
