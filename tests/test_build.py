"""The whole way: the same bytes however they came about, and nothing done that is done already."""

from pathlib import Path
from random import Random
from shutil import copytree, ignore_patterns, rmtree
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_source import (
    NAME,
    SENTENCES,
    STAGES,
    UNREADABLE,
    Entry,
    World,
    digests,
    entries,
    make_world,
    mixed,
    publications,
)

from moisson.build import Built
from moisson.contracts.errors import ConservationError, SafetyCatch, StorageError, UserError
from moisson.contracts.stage import Step, stage
from moisson.harvest.snapshot import snapshots
from moisson.workspace.storage import read_json, read_table


def documents(built: Built) -> list[str]:
    ids: list[str] = []
    for path in sorted(built.path.glob("data/*/*.parquet")):
        ids += [id.removeprefix(f"{NAME}/") for id in read_table(path)["id"].to_pylist()]
    return ids


def reasons(built: Built) -> list[tuple[str, str]]:
    rows = [row for path in sorted(built.path.glob("ledger/*.parquet")) for row in read_table(path).to_pylist()]
    return [(row["id"].removeprefix(f"{NAME}/"), row["reason"]) for row in rows]


def test_every_document_is_in_the_release_or_in_its_ledger(world: World) -> None:
    world.publish(mixed(), ["{"])
    built = world.build()
    assert documents(built) == [*(entry.id for entry in entries(12)), "contact", "several#1", "several#2"]
    assert reasons(built) == [
        ("01.jsonl", "split:json-malformed"),
        ("bad", "extract:unreadable"),
        ("none", "extract:nothing"),
        ("several#3", "too-short"),
        ("short", "too-short"),
        ("twin", "duplicate:exact"),
    ]


@pytest.mark.parametrize(
    "how",
    [
        {"batch_rows": 1},
        {"batch_rows": 3},
        {"part_bytes": 1},
        {"part_bytes": 500, "batch_rows": 2},
        {"workers": 2, "part_bytes": 900},
    ],
    ids=str,
)
def test_a_release_has_the_same_bytes_however_the_work_is_cut(world: World, how: dict[str, Any]) -> None:
    world.publish(mixed())
    usual = world.build("usual")
    other = world.build("other", **how)
    assert other.path.name == usual.path.name
    assert digests(other.path) == digests(usual.path)


def test_a_release_has_the_same_bytes_for_any_order_of_files_and_lines(world: World) -> None:
    served = [*mixed(), mixed()[2], mixed()[5], mixed()[5]]  # and some twice, which the ledger says
    world.publish(served[:9], served[9:])
    usual = world.build("usual")
    shuffled = list(served)
    Random(7).shuffle(shuffled)
    world.publish(shuffled[:4], shuffled[4:9], shuffled[9:], names=["z.jsonl", "m.jsonl", "a.jsonl"])
    assert digests(world.build("other").path) == digests(usual.path)


def test_a_release_has_the_same_bytes_wherever_it_is_built(world: World, tmp_path_factory: pytest.TempPathFactory) -> None:
    world.publish(mixed())
    usual = world.build()
    elsewhere = World(tmp_path_factory.mktemp("elsewhere") / "autre chemin")
    copytree(world.root, elsewhere.root, ignore=ignore_patterns("build"))
    other = elsewhere.build()
    assert digests(other.path) == digests(usual.path)
    said = b"".join(path.read_bytes() for path in other.path.rglob("*") if path.is_file())
    assert str(elsewhere.root).encode() not in said


@pytest.mark.long
@given(
    publications(8),
    st.lists(publications(8), min_size=1, max_size=2),
    st.randoms(use_true_random=False),
    st.sampled_from([1, 400]),
)
@settings(max_examples=10)
def test_a_release_has_the_same_bytes_after_any_history_that_ends_in_the_same_content(
    last: list[Entry], before: list[list[Entry]], random: Random, part_bytes: int
) -> None:
    """Added, changed, vanished, back again: what a recipe drops leaves no trace."""
    with TemporaryDirectory() as folder:
        world = make_world(Path(folder))
        last = [*last, Entry("Z", SENTENCES[20])]
        for served in before:
            world.publish(served, [Entry("Y", SENTENCES[21])])
            world.build("lived", part_bytes=part_bytes)
        random.shuffle(last)
        world.publish(last)
        lived = world.build("lived", part_bytes=part_bytes)
        fresh = world.build("fresh")
        assert lived.path.name == fresh.path.name
        assert digests(lived.path) == digests(fresh.path)


def test_a_release_that_was_thrown_away_comes_back_with_the_same_bytes(world: World) -> None:
    world.publish(mixed())
    first = world.build()
    was = digests(first.path)
    rmtree(first.path)
    assert digests(world.build().path) == was
    rmtree(world.root / "build")
    assert digests(world.build().path) == was


def test_the_manifest_gives_the_digest_of_every_other_file_but_the_costs(world: World) -> None:
    world.publish(mixed())
    built = world.build()
    files = read_json(built.path / "MANIFEST.json")["files"]
    found = digests(built.path)
    signed = {"MANIFEST.json", "MANIFEST.sig"}
    assert {name: row["sha256"] for name, row in files.items()} == {k: v for k, v in found.items() if k not in signed}
    assert (built.path / "costs.json").exists()
    assert all(row["bytes"] == (built.path / name).stat().st_size for name, row in files.items())


def test_on_two_machines_the_bytes_are_the_same_and_signatures_differ_only_by_key(world: World) -> None:
    world.publish(mixed())
    one = world.build("one", key=world.root / "one.key", workers=1, batch_rows=5)
    other = world.build("other", key=world.root / "other.key", workers=2, part_bytes=400)
    first, second = digests(one.path), digests(other.path)
    assert one.path.name == other.path.name
    assert {name for name in first if first[name] != second[name]} == {"MANIFEST.sig"}
    for path in one.path.rglob("*"):
        secret = (world.root / "one.key").read_text().split("\n")[2].encode()
        assert path.is_dir() or secret not in path.read_bytes()


def test_what_vanished_goes_or_stays_as_the_recipe_says(world: World) -> None:
    kept = world.recipe(head='vanished = "flag"', name="garde")
    world.publish(entries(3))
    world.build()
    world.publish(entries(2))
    assert documents(world.build()) == ["A00", "A01"]
    flagged = world.build(recipe=kept)
    assert documents(flagged) == ["A00", "A01", "A02"]
    (path,) = flagged.path.glob("data/*/*.parquet")
    assert read_table(path)["vanished"].to_pylist() == [False, False, True]


def test_a_stage_may_rewrite_the_text_after_rows_were_dropped(world: World) -> None:
    world.publish([*entries(3), Entry("twin", SENTENCES[1]), Entry("Z", f"{SENTENCES[9]} Écrire à direction@example.org.")])
    order = ["drop_short", "drop_exact_duplicates", "mask_identifiers", "normalize_text"]
    built = world.build(recipe=world.recipe([{"use": use, **({"min_words": 5} if use == "drop_short" else {})} for use in order]))
    (path,) = built.path.glob("data/*/*.parquet")
    assert read_table(path)["text"].to_pylist()[-1] == f"{SENTENCES[9]} Écrire à [EMAIL_1]."
    assert reasons(built) == [("twin", "duplicate:exact")]


EMPTY: dict[str, tuple[list[list[Entry | str]], str]] = {
    "an empty file": ([[]], "its sources offered none"),
    "malformed files": ([["{"], ["["]], r"split:json-malformed 2 \(harvest\)"),
    "unreadable documents": ([[Entry("a", UNREADABLE)]], r"extract:unreadable 1 \(extract\)"),
    "short documents": (
        [[Entry("a", "Néant."), Entry("b", "Abrogé."), Entry("c", UNREADABLE)]],
        r"too-short 2 \(drop_short\), extract:unreadable 1 \(extract\)",
    ),
}


@pytest.mark.parametrize("of", EMPTY)
def test_where_no_document_is_left_there_is_no_release_and_the_reasons_are_counted(world: World, of: str) -> None:
    recipe = world.recipe([*STAGES, {"use": "drop_near_duplicates"}])
    world.publish(entries(2))
    before = world.build(recipe=recipe)
    published, why = EMPTY[of]
    world.publish(*published)
    for _ in range(2):
        with pytest.raises(UserError, match=rf"no document of essai is left, so there is no release .*: {why}; `moisson show"):
            world.build(recipe=recipe)
        releases = world.options().workspace.releases("essai")
        assert read_json(releases / "latest.json") == {"release": before.path.name}
        assert sorted(path.name for path in releases.iterdir()) == sorted([before.path.name, "latest", "latest.json"])


def test_a_reader_that_breaks_is_a_ledger_reason_and_a_stage_that_breaks_stops_the_release(
    world: World, own_stages: None
) -> None:
    @stage(version=1, reads=("text",), writes=("text",))
    def lose_text() -> Step:
        """Lose the last row of every batch."""
        return lambda batch: {"text": batch["text"].slice(0, batch.num_rows - 1)}

    world.publish(["{}", *entries(3)], entries(3))
    assert ("00.jsonl", "split:unexpected-structure") in reasons(world.build())
    with pytest.raises(ConservationError):
        world.build(recipe=world.recipe([{"use": "lose_text"}], name="perte"))
    assert not (world.root / "build" / "releases" / "perte").exists()


def test_a_recipe_edited_during_the_build_does_not_reach_the_release(world: World, own_stages: None) -> None:
    path = world.root / "essai.toml"

    @stage(version=1, reads=("text",), writes=("note",))
    def edit_recipe() -> Step:
        """Edit the recipe, as its author may while it runs."""

        def step(batch: pa.RecordBatch) -> dict[str, pa.Array]:
            path.write_text("# half a sentence")
            return {"note": batch["text"]}

        return step

    world.publish(entries(2))
    recipe = world.recipe([{"use": "edit_recipe"}])
    was = path.read_bytes()
    built = world.build(recipe=recipe)
    assert (built.path / "recipe.toml").read_bytes() == was


def test_the_newest_release_is_named_beside_the_others(world: World) -> None:
    world.publish(entries(3))
    first = world.build()
    world.publish(entries(4))
    second = world.build()
    folder = world.root / "build" / "releases" / "essai"
    assert read_json(folder / "latest.json") == {"release": second.path.name}
    assert (folder / "latest").resolve() == second.path.resolve()
    assert first.path.exists()
    world.publish(entries(3))
    assert world.build().path == first.path
    assert read_json(folder / "latest.json") == {"release": first.path.name}


def test_a_catch_stops_before_anything_is_released(world: World) -> None:
    world.publish(entries(10))
    first = world.build()
    world.publish(entries(5))
    with pytest.raises(SafetyCatch):
        world.build(accept_loss=False)
    assert read_json(world.root / "build" / "releases" / "essai" / "latest.json") == {"release": first.path.name}
    assert len(snapshots(world.options().workspace, NAME)) == 1
    assert world.build(accept_loss=True).made


def test_a_workspace_in_use_is_left_alone(world: World) -> None:
    world.publish(entries(2))
    with world.options().workspace.locked(), pytest.raises(StorageError, match="in use by another moisson"):
        world.build()
