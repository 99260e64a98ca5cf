"""Of all that is stated of a document the stricter holds, and the rest is kept with its words and places."""

from collections.abc import Mapping
from typing import Any

import pytest

from moisson.rights.settle import settle

PORTAL = {
    "license": "CC-BY-4.0",
    "basis": "licence",
    "level": "portal",
    "stated": "CC BY 4.0",
    "where": "https://example.org/terms",
}
STATUTE = {"license": None, "basis": "statute", "level": "statute", "reason": "§ 5 UrhG", "stated": None, "where": None}
ROW: dict[str, Any] = dict.fromkeys(("license", "basis", "level", "reason", "stated", "where", "seen_at", "copy"))


def stated(license: str | None, words: str, level: str = "document", where: str = "<licence>") -> dict[str, str]:
    return {**({"license": license} if license else {}), "level": level, "stated": words, "where": where}


NC = stated("CC-BY-NC-4.0", "https://creativecommons.org/licenses/by-nc/4.0/")
CC0 = stated("CC0-1.0", "CC0 1.0")
RESERVED = stated("LicenseRef-All-Rights-Reserved", "All rights reserved")
UNKNOWN = stated("LicenseRef-unknown", "unknown", where="a.csv, license")
UNREAD = stated("LicenseRef-House-terms", "House terms of 2019")
FORBIDS = stated("LicenseRef-Own", "Reproduction interdite sans autorisation de l'éditeur")
ODBL_FILE = stated("ODbL-1.0", "Open Database License", "data-set", "LICENSE")
MIT_FILE = {"of": "software", "level": "data-set", "stated": "MIT License", "where": "LICENSE"}


@pytest.mark.parametrize(
    ("said", "statements", "license", "relations"),
    [
        (PORTAL, [NC], "CC-BY-NC-4.0", ["contradicts"]),
        (PORTAL, [RESERVED], "LicenseRef-All-Rights-Reserved", ["contradicts"]),
        (PORTAL, [CC0], "CC-BY-4.0", ["contradicts"]),  # CC0 asks for less
        (PORTAL, [CC0, NC], "CC-BY-NC-4.0", ["contradicts", "contradicts"]),
        (PORTAL, [ODBL_FILE], "ODbL-1.0", ["contradicts"]),  # share-alike is stricter than attribution
        (PORTAL, [UNKNOWN], "CC-BY-4.0", []),
        (PORTAL, [UNREAD], "CC-BY-4.0", ["unread"]),
        (PORTAL, [FORBIDS], "LicenseRef-Own", ["contradicts"]),
        (PORTAL, [MIT_FILE], "CC-BY-4.0", ["software"]),
        (PORTAL, [stated("LicenseRef-CC-BY", "CC BY")], "LicenseRef-CC-BY", ["same"]),
        ({**PORTAL, "license": "CC-BY-NC-4.0"}, [stated("CC-BY-4.0", "CC BY 4.0")], "CC-BY-NC-4.0", ["contradicts"]),
        (STATUTE, [RESERVED], None, ["contradicts"]),
        (None, [CC0], "CC0-1.0", []),
        (None, [UNKNOWN, NC], "CC-BY-NC-4.0", []),
        (None, [stated("CC-BY-4.0", "CC BY 4.0"), RESERVED], "LicenseRef-All-Rights-Reserved", ["contradicts"]),
        (None, [MIT_FILE], None, ["software"]),
    ],
)
def test_the_stricter_statement_holds_and_the_others_are_kept(
    said: Mapping[str, str | None] | None, statements: list[dict[str, str]], license: str | None, relations: list[str]
) -> None:
    settled = settle({**ROW, **said} if said else None, statements)
    assert (settled.rights or {}).get("license") == license
    assert [other["relation"] for other in settled.others] == relations
    assert all(other["stated"] and other["where"] for other in settled.others if said is not STATUTE)


def test_what_holds_keeps_its_own_words_place_and_level() -> None:
    rights, (portal,) = settle({**ROW, **PORTAL}, [NC])
    assert rights is not None
    assert {name: value for name, value in rights.items() if value} == {**NC, "basis": "licence"}
    assert portal == {
        "license": "CC-BY-4.0",
        "level": "portal",
        "stated": "CC BY 4.0",
        "where": "https://example.org/terms",
        "relation": "contradicts",
    }


def test_words_that_say_nothing_leave_what_the_portal_says_word_for_word() -> None:
    assert settle({**ROW, **PORTAL}, [UNKNOWN]).rights == {**ROW, **PORTAL}


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_statements_does_not_choose_a_weaker_one(order: int) -> None:
    for said in (None, {**ROW, **PORTAL}):
        rights, others = settle(said, [CC0, NC, UNREAD, ODBL_FILE][::order])
        assert rights is not None and rights["license"] == "CC-BY-NC-4.0"
        assert len(others) == (3 if said is None else 4)
