"""Real statements resolve to what a reader makes of them, and never to another licence."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moisson.rights.licences import creative_commons, creative_licence, licence, table
from moisson.rights.normalised import key
from moisson.rights.resolve import resolve, resolve_all

HERE = Path(__file__).parent


def judged(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def got(stated: str) -> str:
    found = resolve(stated)
    return found.license or found.outcome


@pytest.mark.parametrize(("name", "least", "share"), [("stated.tsv", 190, 0.97), ("elsewhere.tsv", 80, 1.0)])
def test_statements_judged_by_hand_never_resolve_wrongly(name: str, least: int, share: float) -> None:
    rows = judged(name)
    wrong = [(row["stated"], row["expected"], got(row["stated"])) for row in rows if row["expected"] != got(row["stated"])]
    assert len(rows) >= least
    assert [entry for entry in wrong if entry[2] not in ("unknown", "contradictory", "missing")] == []
    assert 1 - len(wrong) / len(rows) >= share


@pytest.mark.parametrize(
    ("stated", "license", "certainty"),
    [
        ("CC-BY-4.0", "CC-BY-4.0", "alias"),
        ("lov2", "etalab-2.0", "alias"),
        ("https://creativecommons.org/licenses/by/4.0/deed.fr", "CC-BY-4.0", "url"),
        ('<a href="https://creativecommons.org/licenses/by/4.0/">licence</a>', "CC-BY-4.0", "pattern"),
        ("Le contenu est publié sous licence Ouverte 2.0", "etalab-2.0", "pattern"),
    ],
)
def test_how_sure_it_is(stated: str, license: str, certainty: str) -> None:
    found = resolve(stated)
    assert (found.outcome, found.license, found.certainty, found.stated) == ("known", license, certainty, stated)


@pytest.mark.parametrize(
    "written",
    [
        *(
            "https://creativecommons.org/licenses/by/4.0/",
            "http://creativecommons.org/licenses/by/4.0",
            "creativecommons.org/licenses/by/4.0/",
        ),
        *(
            "https://www.creativecommons.org/licenses/by/4.0/legalcode.de",
            "https://creativecommons.org/licenses/by/4.0/deed.es_ES",
        ),
        *(
            "HTTPS://CREATIVECOMMONS.ORG/LICENSES/BY/4.0/",
            "https://creativecommons.org/licenses/by/4.0/#deed",
            " <https://creativecommons.org/licenses/by/4.0/?ref=x> ",
        ),
        *(
            "cc  by\u00a04.0",
            "CC–BY–4.0",
            "« CC BY 4.0 »",
            '"CC-BY-4.0"',
            "<p>CC BY 4.0</p>",
            "CC_BY_4.0",
            "http://publications.europa.eu/resource/authority/licence/CC_BY_4_0",
        ),
    ],
)
def test_one_licence_in_many_writings(written: str) -> None:
    assert got(written) == "CC-BY-4.0"


@pytest.mark.parametrize(
    "stated", [None, "", "  ", "notspecified", "License Not Specified", "licence non spécifiée", "?", "none"]
)
def test_nothing_stated_is_missing(stated: str | None) -> None:
    assert resolve(stated).outcome == "missing"


def test_several_licences_contradict_each_other_and_are_all_named() -> None:
    found = resolve("Creative Commons BY / CC0")
    assert (found.outcome, found.license, found.found) == ("contradictory", None, ("CC0-1.0", "LicenseRef-CC-BY"))
    assert resolve("CC-BY or etalab").found == ("LicenseRef-CC-BY", "LicenseRef-Licence-Ouverte")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (["etalab-2.0", "Etalab Licence Ouverte 2.0", "https://spdx.org/licenses/etalab-2.0.html"], "etalab-2.0"),
        (
            [
                "fr-lo",
                "Licence Ouverte / Open Licence",
                "https://www.etalab.gouv.fr/wp-content/uploads/2014/05/Licence_Ouverte.pdf",
            ],
            "LicenseRef-Licence-Ouverte-1.0",
        ),
        (["cc-by", "https://creativecommons.org/licenses/by/3.0/"], "CC-BY-3.0"),
        (["cc-by", "odc-odbl"], "contradictory"),
        (["other-open", "https://creativecommons.org/licenses/by/4.0/"], "CC-BY-4.0"),
        (["other-open", "CC BY-NC 4.0"], "contradictory"),
        (["other-at", "CC0"], "contradictory"),
        (["Public Domain", "CC0"], "CC0-1.0"),
        (["Données ouvertes", "Licence Ouverte 2.0"], "etalab-2.0"),
        (["notspecified", "", None], "missing"),
        (["notspecified", "CC0"], "CC0-1.0"),
        (["CC BY 4.0", "Usage commercial interdit"], "unknown"),
        (["CC BY 4.0", "L124-4-I-1 du code de l'environnement"], "CC-BY-4.0"),
        (["CC BY 4.0", "code under GPL 3.0"], "CC-BY-4.0"),
    ],
)
def test_the_fields_of_one_record(fields: list[str | None], expected: str) -> None:
    found = resolve_all(fields)
    assert (found.license or found.outcome) == expected


def test_every_licence_is_found_by_its_id_its_address_and_its_aliases() -> None:
    for name, entry in table().items():
        of_nothing = entry.get("of") == "nothing"
        for alias in (*entry.get("aliases", ()), name):
            assert got(alias) == ("missing" if of_nothing else name), alias


@pytest.mark.parametrize("kind", list(creative_commons()["kinds"]))
def test_every_creative_commons_licence_is_found_by_all_that_it_is_called(kind: str) -> None:
    for version in ("1.0", "2.0", "2.5", "3.0", "4.0"):
        for port in (None, "it", "de", "fr", "igo", "us") if version != "4.0" else (None,):
            found = creative_licence(kind, version, port)
            assert found is not None
            assert found.url is not None
            writings = [found.id, found.url, found.url + "deed.es", found.name, found.id.removeprefix("LicenseRef-")]
            writings += [found.authority_uri] if found.authority_uri else []
            assert [got(written) for written in writings] == [found.id] * len(writings)


DOUBTS = [
    "not {}",
    "{}?",
    "{} unless stated otherwise",
    "{}, sauf mention contraire",
    "{} sofern nicht anders angegeben",
    "metadata: {}",
    "{} or other terms",
]


@pytest.mark.parametrize("words", DOUBTS)
def test_a_doubt_beside_a_licence_keeps_it_unknown(words: str) -> None:
    for name in ("CC BY 4.0", "Licence Ouverte 2.0", "ODbL 1.0", "Open Government Licence v3.0", "NLOD 2.0", "CC0"):
        assert resolve(words.format(name)).outcome in ("unknown", "contradictory")


@given(st.text(max_size=60))
def test_any_words_at_all_resolve_to_something(stated: str) -> None:
    found = resolve(stated)
    assert (found.license is not None) == (found.outcome == "known")
    assert found.license is None or licence(found.license)
    assert key(key(stated)) == key(key(key(stated)))
