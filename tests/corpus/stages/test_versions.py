"""Of versions of an act the newest stays, by whatever tells it: dates, states, identifiers, the publisher's own count."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from duplicate_rows import Rows, decide
from hypothesis import given, settings
from hypothesis import strategies as st
from shared_data import shared

from moisson.harvest.preview import read_files

PROSE = (
    "Tout employeur établit un document écrit qui contient les informations principales relatives à la relation de travail. "
    "Il le remet au salarié au plus tard sept jours après l'embauche, contre décharge, et en conserve une copie datée. "
)
LONG = " ".join(f"{n}. {PROSE}" for n in range(8))
ACT = {"source": "s", "title": "Loi relative au contrat de travail", "format": "markdown"}
ELI = "/eli/fr/loi/2001/1"
WORDS = ("un", "deux", "trois", "quatre", "cinq", "six")


def wordings(day: str) -> dict[str, list[dict[str, Any]]]:
    """Wordings of one act, oldest first, told apart in each way that a publisher has; `day` is that of the adoption."""
    named = [{"scheme": "eli", "value": ELI}]
    days = ["2004-01-01", "2009-05", "2015", "2015-03-01", "2020-02-29T00:00:00+01:00", "2031-01-01"]
    adopted = [{"created": day, "identifiers": [{"scheme": "number", "value": str(9 - n)}]} for n in range(len(days))]
    return {
        "beginning": [{"valid_from": each, "created": day} for each in days],
        "beginning, each wording with a number of its own": [
            {**held, "valid_from": each} for held, each in zip(adopted, days, strict=True)
        ],
        "date": [{"created": each, "identifiers": named} for each in days],
        "the publisher's day of the version": [
            {"created": day, "publisher_version": each, "identifiers": named} for each in days
        ],
        "the publisher's count": [{"created": day, "publisher_version": str(n), "identifiers": named} for n in range(8, 14)],
        "end": [{"created": day, "valid_to": each} for each in [*days[1:], None]],
        "identifier": [
            {"created": day, "identifiers": [{"scheme": "eli", "value": f"{ELI}/{each}"}]}
            for each in ("2004-01-01", "2009-05-01", "2015-01-01", "20160504", "2020-02-29", "2031-01-01")
        ],
        "state": [
            *({"created": day, "legal_state": "MODIFIE", "force": "repealed", "publisher_version": f"A{n}"} for n in range(5)),
            {"created": day, "legal_state": "VIGUEUR", "force": "in-force", "publisher_version": "A0B"},
        ],
        "beginning, all called in force": [
            {"created": day, "valid_from": each, "legal_state": "in_force", "force": "future" if n > 3 else "in-force"}
            for n, each in enumerate(days)
        ],
    }


@pytest.mark.parametrize("told", wordings(""))
@pytest.mark.parametrize("stage", ["drop_exact_duplicates", "drop_near_duplicates"])
@settings(max_examples=25)
@given(data=st.data())
def test_the_newest_stays_whatever_the_order_the_batches_and_the_ids(stage: str, told: str, data: st.DataObject) -> None:
    known = wordings(data.draw(st.sampled_from(["1999-07-01", "2001"])))[told]
    ids = data.draw(st.lists(st.integers(0, 999).map("s/{}".format), min_size=len(known), max_size=len(known), unique=True))
    near = stage == "drop_near_duplicates"
    texts = [LONG.replace("sept", word, 1) if near else PROSE for word in WORDS]
    # An older text may be the longer one, and a copy of it, of which nothing is known, may stand beside it.
    longer = data.draw(st.lists(st.integers(0, 99), min_size=len(known), max_size=len(known)))
    acts = [
        {**ACT, "id": id, "text": text, "word_count": words, **held}
        for id, text, words, held in zip(ids, texts, longer, known, strict=True)
    ]
    copy = {"id": "z/copy", "source": "z", "text": texts[0], "word_count": data.draw(st.integers(0, 99))}
    others = [
        {"id": "s/other", "source": "s", "text": "Un tout autre texte, que rien ne rapproche du premier.", "title": "Autre"}
    ]
    rows = data.draw(st.permutations([*acts, copy, *others]))
    found = decide(stage, Rows(rows, chunk=data.draw(st.integers(1, len(rows)))))
    stay = {row["id"] for row, reason in zip(rows, found["drop_reason"], strict=True) if reason is None}
    assert stay - {"z/copy"} == {ids[-1], "s/other"}
    kept_for = [json.loads(detail)["kept"] for detail in found["drop_detail"] if detail]
    assert set(kept_for) == {ids[-1]}


def test_one_that_is_in_force_stays_before_one_that_the_publisher_announces() -> None:
    rows: list[dict[str, Any]] = [
        {**ACT, "text": PROSE, "valid_from": "2020-01-01", "legal_state": "VIGUEUR", "force": "in-force"},
        {**ACT, "text": PROSE, "valid_from": "2031-01-01", "legal_state": "VIGUEUR_DIFF", "force": "future"},
    ]
    assert decide("drop_exact_duplicates", Rows(rows))["drop_reason"] == [None, "duplicate:exact"]
    assert decide("drop_exact_duplicates", Rows(rows), prefer=["newest"])["drop_reason"] == ["duplicate:exact", None]


def acts(folder: Path) -> list[dict[str, Any]]:
    """Acts as a run has them: read from their files, all in force by their publisher's word."""
    found = [(each.path, each.text) for each in read_files(folder) if each.text is not None]
    return [
        {
            **{
                name: getattr(text, name)
                for name in ("text", "title", "format", "created", "valid_from", "valid_to", "legal_state")
            },
            "id": path,
            "source": "s",
            "force": "in-force",
            "identifiers": [each._asdict() for each in text.identifiers],
            "publisher_version": text.publisher_version,
        }
        for path, text in found
    ]


@pytest.mark.shared
@given(data=st.data())
@settings(max_examples=10)
def test_of_real_codes_each_newer_version_stays_before_the_one_it_replaces(
    codes: list[dict[str, Any]], data: st.DataObject
) -> None:
    rows = data.draw(st.permutations(codes))
    names = data.draw(st.permutations(range(len(rows))))
    renamed = [{**row, "id": f"s/{name:02}"} for row, name in zip(rows, names, strict=True)]
    found = decide("drop_near_duplicates", Rows(renamed, chunk=data.draw(st.integers(1, 20))), threshold=0.5)
    path_of = {renamed["id"]: row["id"] for renamed, row in zip(renamed, rows, strict=True)}
    pairs = [(row["id"], json.loads(detail)["kept"]) for row, detail in zip(renamed, found["drop_detail"], strict=True) if detail]
    assert len(pairs) >= 5
    for gone, kept in pairs:
        assert Path(path_of[gone]).parent == Path(path_of[kept]).parent
        assert path_of[gone] < path_of[kept], "their names begin with the number of the version"


@pytest.fixture(scope="module")
def codes() -> list[dict[str, Any]]:
    """Four successive versions of each of five French codes."""
    read = acts(shared("neardup-fr-law-versions/data"))
    assert all(
        one["publisher_version"] < other["publisher_version"] for one, other in pairwise(read) if one["title"] == other["title"]
    )
    return read


@pytest.mark.shared
@pytest.mark.parametrize("turned", [False, True])
def test_an_estonian_act_whose_wordings_have_numbers_of_their_own_keeps_the_newest(turned: bool) -> None:
    folder = shared("law-ee-legalize/data/ee")
    wordings = sorted(folder.glob("13361493.md")) + sorted(folder.glob("131122025010.md"))
    rows = [row for path in wordings for row in acts(path)]
    assert [row["valid_from"] for row in rows] == ["2028-01-01", "2026-03-01"]
    newer, older = ("s/1", "s/2") if turned else ("s/2", "s/1")
    rows[0] |= {"id": newer, "force": "future", "word_count": 1}
    rows[1] |= {"id": older, "word_count": 2}
    found = decide("drop_near_duplicates", Rows(rows[::-1] if turned else rows))
    assert sorted(map(str, found["drop_reason"])) == ["None", "duplicate:version"]
    assert [json.loads(detail)["kept"] for detail in found["drop_detail"] if detail] == [newer]
    assert decide("drop_near_duplicates", Rows(rows), keep_versions=True)["drop_reason"] == [None, None]
