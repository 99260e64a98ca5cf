"""No right, no entry; and the ledger says what was found."""

import pyarrow as pa

from moisson.schemas import RESERVATION, RIGHTS
from moisson.stage import stages
from moisson.stages.rights import require_rights

OPEN = {"license": "etalab-2.0", "basis": "licence", "level": "data-set", "where": "README.md"}
LAW = {"basis": "statute", "level": "statute", "reason": "official texts"}
MINING = {"basis": "text-and-data-mining", "level": "portal"}
OPTED_OUT = [{"protocol": "tdmrep", "value": "1", "where": "/.well-known/tdmrep.json", "seen_at": None}]


def decided(rights: list[object], reservation: list[object], **parameters: object) -> list[tuple[str | None, str | None]]:
    batch = pa.record_batch({"rights": pa.array(rights, RIGHTS), "reservation": pa.array(reservation, RESERVATION)})
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
