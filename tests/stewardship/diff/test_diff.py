"""Two releases compared: what came, what went, what changed, and what the recipe did."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from small_source import BREAK, NAME, SENTENCES, STAGES, UNREADABLE, Entry, World, entries
from typer.testing import CliRunner

from moisson.commands.diff import diff as command
from moisson.commands.messages.diff import print_diff
from moisson.contracts.errors import NotFound
from moisson.corpus.recipe import load_recipe
from moisson.stewardship.diff.releases import WHY, diff
from moisson.workspace.merging import side_by_side
from moisson.workspace.storage import read_table


def reasons(found: dict[str, Any], fate: str) -> dict[tuple[str | None, str], list[str]]:
    """The ids of a fate, without the source, by stage and reason; counts must agree."""
    bucket = found["documents"][fate]
    rows = {(row["stage"], row["reason"]): row["ids"] for row in bucket["by_reason"]}
    assert all(row["documents"] == len(row["ids"]) for row in bucket["by_reason"])
    assert bucket["documents"] == sum(map(len, rows.values())) == sum(bucket["by_source"].values())
    return {key: [id.removeprefix(f"{NAME}/") for id in ids] for key, ids in rows.items()}


@pytest.fixture
def two(world: World) -> tuple[Path, Path]:
    """A release, and the next after the publisher changed something of every kind."""
    before = [
        *entries(4),
        Entry("bad", UNREADABLE),
        Entry("short", "Néant."),
        Entry("twin", SENTENCES[1], {"created": "2019"}),
        Entry("cut", BREAK.join([SENTENCES[8], SENTENCES[9]])),
        Entry("gone", SENTENCES[20]),
        Entry("soon-bad", SENTENCES[21]),
        Entry("soon-short", SENTENCES[22]),
    ]
    world.publish(before)
    first = world.build()
    after = [
        *entries(3),
        Entry("A03", SENTENCES[13]),
        Entry("bad", SENTENCES[14]),
        Entry("short", SENTENCES[15]),
        Entry("twin", SENTENCES[16], {"created": "2019"}),
        Entry("cut", UNREADABLE),
        Entry("soon-bad", UNREADABLE),
        Entry("soon-short", "Néant."),
        Entry("later", SENTENCES[17]),
    ]
    world.publish(after)
    return first.path, world.build(accept_loss=True).path


def test_every_document_is_in_one_place_and_has_its_reason(two: tuple[Path, Path]) -> None:
    found = diff(*two, examples=None)
    assert reasons(found, "added") == {
        ("extract", "extract:unreadable"): ["bad"],
        ("drop_short", "too-short"): ["short"],
        ("drop_exact_duplicates", "duplicate:exact"): ["twin"],
        (None, "new"): ["later"],
    }
    assert reasons(found, "removed") == {
        ("extract", "extract:unreadable"): ["soon-bad", "cut#1", "cut#2"],
        ("drop_short", "too-short"): ["soon-short"],
        (None, "no-longer-harvested"): ["gone"],
    }
    assert reasons(found, "changed") == {(None, "another-version"): ["A03"]}
    assert found["documents"]["unchanged"] == 3
    totals = [found[side]["totals"]["documents"] for side in ("a", "b")]
    added, removed = (found["documents"][fate]["documents"] for fate in ("added", "removed"))
    assert totals[1] - totals[0] == added - removed


def test_the_two_directions_mirror_each_other(two: tuple[Path, Path]) -> None:
    there, back = diff(*two, examples=None), diff(*reversed(two), examples=None)
    for one, other in (("added", "removed"), ("removed", "added")):
        mirrored = [id for ids in reasons(back, other).values() for id in ids]
        assert sorted(id for ids in reasons(there, one).values() for id in ids) == sorted(mirrored)
    assert there["documents"]["unchanged"] == back["documents"]["unchanged"]


def test_a_release_does_not_differ_from_itself(two: tuple[Path, Path]) -> None:
    found = diff(two[0], two[0])
    assert [found["documents"][fate]["documents"] for fate in ("added", "removed", "changed")] == [0, 0, 0]
    assert not any(found["recipe"].values())


def test_what_a_changed_recipe_did_is_said_in_words(world: World) -> None:
    world.publish([*entries(6), Entry("short", "Le salarié est convoqué."), Entry("mail", f"{SENTENCES[9]} À a@example.org.")])
    first = world.build()
    stages: list[dict[str, Any]] = [
        {"use": "normalize_text"},
        {"use": "require_rights"},
        {"use": "drop_short", "min_words": 3, "min_body_words": 0},
        {"use": "drop_exact_duplicates"},
        {"use": "measure_noise"},
    ]
    second = world.build(recipe=world.recipe(stages))
    found = diff(first.path, second.path, examples=None)
    assert reasons(found, "added") == {("drop_short", "too-short"): ["short"]}
    assert reasons(found, "changed") == {(None, "same-version-other-text"): ["mail"]}  # no longer masked
    assert found["recipe"]["stages"] == [
        "mask_identifiers: taken out (it dropped 0)",
        "require_rights: moved after normalize_text",
        "drop_short: min_body_words 5 -> 0; min_words 8 -> 3; 1 -> 0 dropped",
        "measure_noise: put in after drop_exact_duplicates, with min_letters 300; dropped 0",
    ]


def test_examples_are_as_many_as_asked_and_counts_are_of_all(two: tuple[Path, Path]) -> None:
    (row,) = [row for row in diff(*two, examples=2)["documents"]["removed"]["by_reason"] if row["stage"] == "extract"]
    assert (row["documents"], len(row["examples"])) == (3, 2)


def test_a_source_that_came_or_went_is_the_reason(world: World, two: tuple[Path, Path]) -> None:
    other = World(world.root / "other")
    other.describe()
    other.folder.rename(other.folder.with_name("fr_autre_articles"))
    (other.root / "sources/fr_autre_articles/data").mkdir()
    (other.root / "sources/fr_autre_articles/data/0.jsonl").write_text(Entry("X", SENTENCES[5]).line + "\n", encoding="utf-8")
    recipe = other.root / "essai.toml"
    text = world.recipe_file(STAGES).read_text(encoding="utf-8").replace(f"./sources/{NAME}", "./sources/fr_autre_articles")
    recipe.write_text(text, encoding="utf-8")
    found = diff(two[0], other.build(recipe=load_recipe(recipe)).path)
    assert [row["reason"] for row in found["documents"]["removed"]["by_reason"]] == ["source-left-out"]
    assert [row["reason"] for row in found["documents"]["added"]["by_reason"]] == ["source-new"]
    assert found["recipe"]["sources"] == ["fr_autre_articles: new, 1 documents", f"{NAME}: left out (9 documents before)"]


def test_what_is_no_release_is_said_to_be_none(two: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"is no release: it has no MANIFEST\.json; give a folder such as"):
        diff(two[0], tmp_path)
    with pytest.raises(NotFound, match="is no release"):
        diff(tmp_path / "nowhere", two[0])


def test_latest_is_found_by_its_file_where_the_disk_has_no_links(two: tuple[Path, Path]) -> None:
    latest = two[1].parent / "latest"
    latest.unlink()
    assert diff(two[1], latest)["b"]["release"] == diff(two[1], two[1])["b"]["release"]


def test_a_person_reads_numbers_reasons_and_an_example(
    two: tuple[Path, Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "180")
    print_diff(diff(*two))
    said = capsys.readouterr().out
    for words in ("no longer in the harvest", "before: too-short (drop_short)", f"{NAME}/later", "the publisher's words changed"):
        assert words in " ".join(said.split()), said


def test_the_command_lists_every_id_when_asked(two: tuple[Path, Path]) -> None:
    app = typer.Typer()
    app.command()(command)
    done = CliRunner().invoke(app, [*map(str, two), "--json", "--ids"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == diff(*two, examples=None)


ids = st.lists(st.text("ab#/", min_size=1, max_size=3), max_size=30).map(lambda values: sorted(set(values)))


@given(st.lists(st.tuples(ids, st.integers(1, 4)), min_size=1, max_size=3), ids, st.integers(1, 4))
def test_every_row_is_met_once_beside_those_of_its_id(streams: list[tuple[list[str], int]], other: list[str], size: int) -> None:
    def tables(values: list[str], rows: int) -> Iterator[pa.Table]:
        for at in range(0, len(values), rows):
            yield pa.table({name: pa.array(values[at : at + rows], pa.large_string()) for name in WHY})

    one = (WHY, [tables(values, rows) for values, rows in streams])
    met: list[tuple[list[str], list[str]]] = [
        (left["id"].to_pylist(), right["id"].to_pylist()) for left, right in side_by_side(one, (WHY, [tables(other, size)]))
    ]
    assert sorted(id for left, _ in met for id in left) == sorted(id for values, _ in streams for id in values)
    assert [id for _, right in met for id in right] == other
    places = [{*left, *right} for left, right in met]
    assert sum(map(len, places)) == len(set().union(*places))  # an id is in one range only


def test_the_ledger_of_the_test_names_what_the_diff_does(two: tuple[Path, Path]) -> None:
    ledger = read_table(two[1] / "ledger" / "part-00000.parquet")["id"].to_pylist()
    assert f"{NAME}/cut" in ledger
    assert f"{NAME}/cut#1" not in ledger
