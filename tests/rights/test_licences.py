"""The table of licences says what the licences say, with its sources, and holds together."""

import subprocess
import sys

import pytest

from moisson.rights.licences import creative_commons, creative_licence, licence, table
from moisson.rights.normalised import key

USES = {"training", "redistribution", "commercial"}
EU = "http://publications.europa.eu/resource/authority/licence/"


@pytest.mark.parametrize(
    ("name", "authority", "hub", "attribution", "share_alike", "allows"),
    [
        ("CC0-1.0", "CC0", "cc0-1.0", False, False, USES),
        ("CC-BY-4.0", "CC_BY_4_0", "cc-by-4.0", True, False, USES),
        ("CC-BY-SA-4.0", "CC_BYSA_4_0", "cc-by-sa-4.0", True, True, USES),
        ("CC-BY-NC-ND-3.0", "CC_BYNCND_3_0", "cc-by-nc-nd-3.0", True, False, set()),
        ("CC-BY-ND-4.0", "CC_BYND_4_0", "cc-by-nd-4.0", True, False, {"commercial"}),
        ("LicenseRef-CC-BY-3.0-IT", None, None, True, False, USES),
        ("etalab-2.0", "ETALAB_2_0", "etalab-2.0", True, False, USES),
        ("ODbL-1.0", "ODC_BL", "odbl", True, True, USES),
        ("DL-DE-ZERO-2.0", "DLDE_ZERO_2_0", None, False, False, USES),
        ("LicenseRef-IODL-2.0", "IODL_2_0", None, True, False, USES),
        ("LicenseRef-COM-REUSE", "COM_REUSE", None, True, False, USES),
        ("MIT", None, "mit", True, False, set()),
        ("LicenseRef-Other-Open", None, None, False, False, set()),
    ],
)
def test_what_a_licence_allows_and_what_it_is_called(
    name: str, authority: str | None, hub: str | None, attribution: bool, share_alike: bool, allows: set[str]
) -> None:
    found = licence(name)
    assert found is not None
    assert (found.id, found.hub_name, found.attribution, found.share_alike, found.allows) == (
        *(name, hub, attribution, share_alike),
        frozenset(allows),
    )
    assert found.authority_uri == (EU + authority if authority else None)


def test_what_the_table_does_not_have_is_none() -> None:
    assert [licence(name) for name in (None, "", "LicenseRef-My-Portal", "CC-BY-4.0-DE", "CC-BY-5.0", "CC-BY-ND-SA-4.0")] == [
        None
    ] * 6
    assert licence(None) is licence("foo") is None


@pytest.mark.parametrize(
    ("name", "settled"),
    [
        *(
            ("CC-BY-4.0", True),
            ("LicenseRef-CC-BY", True),
            ("LicenseRef-CC-BY-NC", True),
            ("LicenseRef-All-Rights-Reserved", True),
        ),
        *(("MIT", True), ("LicenseRef-BSD", True), ("LicenseRef-Public-Domain", False), ("LicenseRef-Other-Open", False)),
        ("LicenseRef-Not-Specified", False),
    ],
)
def test_whether_it_says_which_terms_hold(name: str, settled: bool) -> None:
    found = licence(name)
    assert found is not None
    assert found.settled is settled


def test_case_does_not_matter() -> None:
    found = licence("cc-by-sa-3.0-at")
    assert found is not None
    assert (found.id, found.url) == ("CC-BY-SA-3.0-AT", "https://creativecommons.org/licenses/by-sa/3.0/at/")


def test_every_entry_of_data_says_where_its_statements_can_be_read() -> None:
    for name in table():
        found = licence(name)
        assert found is not None
        assert found.allows <= USES
        if found.of == "data" and found.allows:
            assert {"training", "redistribution"} <= set(found.source), name
        for asked in ("attribution", "share_alike", "no_derivatives"):
            if getattr(found, asked) and found.of == "data" and found.allows:
                assert asked in found.source, (name, asked)


def test_software_and_words_that_name_nothing_allow_nothing() -> None:
    assert all(not found.allows for name in table() if (found := licence(name)) and found.of != "data")


def test_every_kind_of_creative_commons_says_where_its_statements_can_be_read() -> None:
    for kind, said in creative_commons()["kinds"].items():
        asked = [name for name in ("attribution", "share_alike", "no_derivatives") if said.get(name)]
        assert set(asked) <= set(said["source"]), kind
        assert ("commercial" in said["allows"]) == ("NC" not in kind)
    four = creative_licence("BY", "4.0")
    assert four is not None
    assert four.name == "Creative Commons Attribution 4.0 International"


def test_no_alias_stands_for_two_licences() -> None:
    owners: dict[str, str] = {}
    for name, entry in table().items():
        for alias in (*entry.get("aliases", ()), name):
            assert owners.setdefault(key(alias), name) == name, alias


def test_versions_and_codes_name_entries_that_are_there() -> None:
    codes = [entry["authority"] for entry in table().values() if "authority" in entry]
    assert len(codes) == len(set(codes))
    assert all(licence(version) for entry in table().values() for version in entry.get("one_of", ()))


def test_importing_reads_no_table() -> None:
    program = (
        "from moisson.rights import creative, licences, resolve, statutes\n"
        "caches = (licences.table, licences.creative_commons, statutes.statutes, creative._named)\n"
        "print([cache.cache_info().currsize for cache in caches])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[0, 0, 0, 0]"
