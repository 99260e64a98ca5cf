"""One document followed back: from its id to publisher, rights, decisions, duplicates and releases."""

from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from small_source import FATES, NAME, SENTENCES, Entry, World, entries

from moisson.commands.messages.trace import print_trace
from moisson.commands.trace import trace as command
from moisson.contracts.errors import NotFound, UserError
from moisson.stewardship.trace.document import trace, trace_in_release


@pytest.fixture
def built(world: World) -> World:
    world.publish(FATES, ["{"])
    world.build()
    return world


def latest(world: World) -> Path:
    return world.root / "build/releases/essai/latest"


def test_a_document_is_traced_through_its_harvests_decisions_and_releases(built: World) -> None:
    built.publish([Entry("A01", SENTENCES[1], {"legal_state": "ABROGE"}), *entries(1)])
    built.build()
    found = trace(built.options().workspace, f"{NAME}/A01")
    assert found["publisher"] == "DILA"
    assert [(row["state"], row["legal_state"]) for row in found["harvests"]] == [("added", "VIGUEUR"), ("unchanged", "ABROGE")]
    assert found["harvests"][0]["rights"]["license"] == "etalab-2.0"
    (kept,) = found["decisions"]["essai"]
    assert kept["kept"]
    assert [each["name"] for each in kept["stages"]][:3] == ["extract", "normalize_text", "drop_short"]
    assert [row["holds"] for row in found["releases"]] == [True, True]
    assert {row["rights"]["reason"] for row in found["releases"]} == {
        "The DILA's page for this data set names the Licence Ouverte 2.0."
    }
    gone = trace(built.options().workspace, f"{NAME}/A02")
    assert [row["state"] for row in gone["harvests"]] == ["added", "vanished"]
    assert (gone["decisions"]["essai"], [row["holds"] for row in gone["releases"]]) == ([], [True])


def test_a_dropped_document_says_which_stage_with_which_parameters(built: World) -> None:
    found = trace(built.options().workspace, f"{NAME}/short")
    (row,) = found["decisions"]["essai"]
    assert (row["kept"], row["stage"], row["reason"]) == (False, "drop_short", "too-short")
    assert (row["stage_version"], row["parameters"]["min_words"]) == (1, 8)
    (named,) = found["releases"]
    assert (named["holds"], named["stage"], named["parameters"]) == (False, "drop_short", row["parameters"])


def test_a_document_knows_the_duplicates_it_stands_for_and_theirs(world: World) -> None:
    near = f"{SENTENCES[1]} {SENTENCES[2]} {SENTENCES[3]} {SENTENCES[4]}"
    world.publish(
        [
            Entry("A", near, {"created": "2024"}),
            Entry('B"é', near.replace("discrimination", "différence"), {"created": "2020"}),
            Entry("C", near.replace("discrimination", "différence"), {"created": "2019"}),
        ]
    )
    stages: list[dict[str, Any]] = [
        {"use": "drop_short"},
        {"use": "drop_exact_duplicates"},
        {"use": "drop_near_duplicates", "threshold": 0.5},
    ]
    world.build(recipe=world.recipe(stages))
    found = trace(world.options().workspace, f"{NAME}/A")
    pairs = [(row["id"], row["reason"]) for row in found["stands_for"]["essai"]]
    assert pairs == [(f'{NAME}/B"é', "duplicate:near"), (f"{NAME}/C", "duplicate:exact")]
    dropped = trace(world.options().workspace, f"{NAME}/C")
    assert dropped["stands_for"]["essai"] == []
    bare = trace_in_release(latest(world), f"{NAME}/A")
    assert [row["id"] for rows in bare["stands_for"].values() for row in rows] == [id for id, _ in pairs]


def test_parts_and_the_entry_they_were_cut_from_both_answer(built: World) -> None:
    workspace = built.options().workspace
    part = trace(workspace, f"{NAME}/two#1")
    assert [row["id"] for row in part["harvests"]] == [f"{NAME}/two"]
    assert [row["id"] for row in part["decisions"]["essai"]] == [f"{NAME}/two#1"]
    entry = trace(workspace, f"{NAME}/two")
    assert [row["id"] for row in entry["harvests"]] == [f"{NAME}/two"]
    assert [row["id"] for row in entry["decisions"]["essai"]] == [f"{NAME}/two#1", f"{NAME}/two#2"]
    assert [(row["id"], row["holds"]) for row in entry["releases"]] == [(f"{NAME}/two#1", True), (f"{NAME}/two#2", False)]


def test_an_id_with_a_hash_is_traced_to_its_harvests(built: World) -> None:
    found = trace(built.options().workspace, f"{NAME}/with#hash")
    assert [row["id"] for row in found["harvests"]] == [f"{NAME}/with#hash"]


def test_what_the_harvest_refused_can_be_traced(built: World) -> None:
    found = trace(built.options().workspace, f"{NAME}/01.jsonl")
    assert found["refused"][0]["reason"] == "split:json-malformed"
    assert [row["reason"] for row in found["releases"]] == ["split:json-malformed"]
    assert "parameters" not in found["releases"][0]


def test_an_id_that_is_nowhere_is_said_to_be_so(built: World) -> None:
    with pytest.raises(NotFound, match=rf"{NAME}/A99 is in no harvest of .*ids look like"):
        trace(built.options().workspace, f"{NAME}/A99")
    with pytest.raises(NotFound, match=rf"{NAME}/A99 is neither among the documents of .* nor in its ledger"):
        trace_in_release(latest(built), f"{NAME}/A99")


def test_a_release_answers_alone(built: World, tmp_path: Path) -> None:
    copytree(latest(built).resolve(), tmp_path / "downloaded")
    held = trace_in_release(tmp_path / "downloaded", f"{NAME}/A01")
    assert (held["publisher"], held["releases"][0]["rights"]["license"]) == ("DILA", "etalab-2.0")
    assert "text" not in held["releases"][0]
    (dropped,) = trace_in_release(tmp_path / "downloaded", f"{NAME}/twin")["releases"]
    assert (dropped["reason"], dropped["stage_version"]) == ("duplicate:exact", 4)


def test_a_person_reads_the_chain(built: World, capsys: pytest.CaptureFixture[str]) -> None:
    print_trace(trace(built.options().workspace, f"{NAME}/twin"))
    said = capsys.readouterr().out
    for words in (
        "publisher          DILA",
        "rights.reason",
        "dropped by drop_exact_duplicates: duplicate:exact",
        "not in essai/",
    ):
        assert words in said, said
    print_trace(trace_in_release(latest(built), f"{NAME}/A01"))
    said = capsys.readouterr().out
    for words in ("released in essai/", "rights.license     etalab-2.0", f"stands for         {NAME}/twin"):
        assert words in said, said


@pytest.mark.parametrize(("id", "text"), [(None, None), ("a/b", "des mots")])
def test_the_command_wants_an_id_or_a_passage(id: str | None, text: str | None) -> None:
    with pytest.raises(UserError, match="trace wants one of ID, --text and --text-file"):
        command(id=id, text=text)
