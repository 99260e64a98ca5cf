"""What licences ask for together: obligations add up, and conflicts are of merged works, never of the collection."""

import pytest

from moisson.rights.combine import combine, obligations


def pairs(*licences: str) -> list[tuple[str, str]]:
    return [(found.one, found.other) for found in combine(licences).conflicts]


def test_texts_without_a_licence_ask_for_nothing() -> None:
    found = combine([None, "CC0-1.0", None])
    assert (found.licences, found.attribution, found.share_alike, found.conflicts) == (("CC0-1.0",), (), (), ())
    assert obligations(found) == ()


def test_obligations_add_up() -> None:
    found = combine(["CC-BY-SA-4.0", "etalab-2.0", "CC0-1.0", "etalab-2.0"])
    assert found.attribution == ("CC-BY-SA-4.0", "etalab-2.0")
    assert (found.share_alike, found.under, found.conflicts) == (("CC-BY-SA-4.0",), "CC-BY-SA-4.0", ())
    assert "share-alike" in obligations(found)[1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CC-BY-SA-4.0", "ODbL-1.0"),
        ("CC-BY-SA-3.0", "GPL-3.0-only"),
        ("CC-BY-SA-1.0", "CC-BY-SA-4.0"),
        ("CC-BY-NC-SA-4.0", "CC-BY-SA-4.0"),
        ("CC-BY-NC-4.0", "CC-BY-SA-4.0"),
        ("CC-BY-ND-4.0", "etalab-2.0"),
        ("LicenseRef-GFDL", "ODbL-1.0"),
    ],
)
def test_what_cannot_be_merged(one: str, other: str) -> None:
    assert pairs(other, one) == [tuple(sorted((one, other)))]
    conflict = combine([one, other]).conflicts[0]
    assert conflict.reason
    assert conflict.source
    assert combine([one, other]).under is None or not conflict.reason.startswith("each asks")


@pytest.mark.parametrize(
    ("licences", "under"),
    [
        (["CC-BY-SA-3.0", "CC-BY-SA-4.0"], "CC-BY-SA-4.0"),
        (["LicenseRef-CC-BY-SA-3.0-IT", "CC-BY-SA-2.5"], "LicenseRef-CC-BY-SA-3.0-IT"),
        (["CC-BY-SA-4.0", "GPL-3.0-only"], "GPL-3.0-only"),
        (["LicenseRef-GFDL", "GFDL-1.3"], "GFDL-1.3"),
        (["CC-BY-4.0", "ODbL-1.0", "OGL-UK-3.0"], "ODbL-1.0"),
    ],
)
def test_what_can_be_merged_and_under_which_licence(licences: list[str], under: str) -> None:
    found = combine(licences)
    assert (found.conflicts, found.under) == ((), under)


def test_what_nobody_knows_is_said_and_not_passed_over() -> None:
    found = combine(["LicenseRef-My-Portal", "CC-BY-4.0"])
    assert found.unknown == ("LicenseRef-My-Portal",)
    assert "LicenseRef-My-Portal" in obligations(found)[-1]
