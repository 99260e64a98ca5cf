"""What is done already is not done again, and a release's name says all that it depends on."""

from collections.abc import Callable
from shutil import copytree

import pytest
from small_source import (
    NAME,
    SENTENCES,
    STAGES,
    Entry,
    World,
    digests,
    entries,
    mixed,
    touched,
)

from moisson.contracts.version import __version__
from moisson.corpus.recipe import load_recipe
from moisson.workspace.storage import read_json, read_table


def test_an_unchanged_rerun_touches_no_file(world: World) -> None:
    world.publish(mixed())
    first = world.build()
    before = touched(world.root / "build")
    second = world.build()
    assert (first.made, second.made, second.path) == (True, False, first.path)
    assert touched(world.root / "build") == before


def test_an_unchanged_source_whose_files_were_touched_makes_no_release(world: World) -> None:
    """A file's time does not reach a release; the folder is read again, and found to be the same."""
    world.publish(mixed())
    first = world.build()
    shards = touched(world.root / "build" / "shards")
    world.publish(mixed())
    second = world.build()
    assert (second.made, second.path.name) == (False, first.path.name)
    assert touched(world.root / "build" / "shards") == shards


def test_a_late_stages_parameter_leaves_the_shards_of_earlier_checkpoints_untouched(world: World) -> None:
    world.publish(mixed())
    world.build()
    shards = world.root / "build" / "shards"
    before = touched(shards)
    stages = [*STAGES[:2], {"use": "mask_identifiers", "kinds": ["email"]}, *STAGES[3:]]
    built = world.build(recipe=world.recipe(stages))
    assert built.made
    after = touched(shards)
    assert {path: after[path] for path in before} == before
    new = {path.split("/")[0] for path in set(after) - set(before)}
    assert len(new) == 1  # one segment, after the checkpoint in the middle


def test_a_corpus_stages_parameter_makes_no_shard(world: World) -> None:
    world.publish(mixed())
    world.build()
    before = set(touched(world.root / "build" / "shards"))
    assert world.build(recipe=world.recipe([*STAGES[:4], {"use": "drop_exact_duplicates", "headings": False}])).made
    assert set(touched(world.root / "build" / "shards")) == before


def test_a_recipe_under_another_name_repeats_no_map(world: World) -> None:
    world.publish(mixed())
    world.build()
    before = touched(world.root / "build" / "shards")
    assert world.build(recipe=world.recipe(name="autre")).made
    assert touched(world.root / "build" / "shards") == before


def shard_names(world: World) -> set[str]:
    return {path.name for path in (world.root / "build" / "shards").rglob("*.parquet")}


def test_one_changed_document_costs_one_new_part(world: World) -> None:
    world.publish(entries(20))
    world.build()
    before, shards = touched(world.root / "build"), shard_names(world)
    world.publish([Entry("A00", SENTENCES[25]), *entries(20)[1:]])
    world.build()
    after = touched(world.root / "build")
    parts = [path for path in after if "/parts/" in path]
    assert len([path for path in parts if path not in before]) == 1
    assert len(shard_names(world) - shards) == 2  # its shard and its ledger; each checkpoint has them under the same names
    old = {path: mark for path, mark in before.items() if "/shards/" in path}
    assert {path: after[path] for path in old} == old


def test_relabelled_facts_store_no_part_and_extract_nothing(world: World) -> None:
    world.publish(entries(5))
    first = world.build()
    before = touched(world.root / "build" / "shards"), touched(world.root / "build" / "harvest" / NAME / "parts")
    world.publish(
        [Entry(e.id, e.text, {"legal_state": "ABROGE", "valid_to": "2025-01-01", "created": "2026-01-01"}) for e in entries(5)]
    )
    second = world.build()
    assert second.path != first.path
    assert (touched(world.root / "build" / "shards"), touched(world.root / "build" / "harvest" / NAME / "parts")) == before
    (path,) = second.path.glob("data/*/*.parquet")
    assert set(read_table(path)["force"].to_pylist()) == {"repealed"}


def test_a_new_source_description_that_changes_no_text_extracts_nothing(world: World) -> None:
    world.publish(entries(3))
    world.build()
    before = shard_names(world)
    toml = (world.folder / "source.toml").read_text()
    world.describe(toml=toml.replace("etalab-2.0", "CC-BY-4.0"))
    built = world.build()
    assert shard_names(world) == before
    (path,) = built.path.glob("data/*/*.parquet")
    assert set(read_table(path)["license"].to_pylist()) == {"CC-BY-4.0"}


def test_a_release_is_named_by_its_recipe_and_its_content(world: World) -> None:
    world.publish(entries(3))
    names = [world.build().path.name]
    assert names[0].startswith("1-")
    assert len(names[0]) == len("1-") + 12
    changes: list[Callable[[], object]] = [
        lambda: world.recipe_file([*STAGES[:1], {"use": "drop_short", "min_words": 9}, *STAGES[2:]]),
        lambda: world.recipe_file(head="as_of = 2020-01-01"),
        lambda: world.recipe_file(head='about = "Autre."'),
        lambda: world.publish(entries(4)),
        lambda: world.publish([*entries(3), Entry("A03", SENTENCES[3], {"legal_state": "ABROGE"})]),
    ]
    for change in changes:
        change()
        names.append(world.build(recipe=load_recipe(world.root / "essai.toml")).path.name)
    assert len(set(names)) == len(names)


def test_what_a_harvest_refused_is_part_of_the_releases_name(world: World) -> None:
    world.publish(entries(3))
    first = world.build()
    world.publish(entries(3), ["{"])
    second = world.build()
    assert second.path.name != first.path.name
    assert read_json(second.path / "stats.json")["totals"]["ledger"] == 1


@pytest.mark.parametrize("change", ["a comment", "order of sources"])
def test_two_recipes_with_different_bytes_have_different_releases(world: World, change: str) -> None:
    world.publish(entries(3))
    other = World(world.root).folder.with_name("fr_essai_autres")
    copytree(world.folder, other)
    path = world.recipe_file()
    one, two = (f'[[sources]]\nuse = "./sources/{name}"\n' for name in (NAME, other.name))
    text = path.read_text().replace(one, one + two)
    path.write_text(text)
    first = world.build("first", load_recipe(path))
    path.write_text("# another\n" + text if change == "a comment" else text.replace(one + two, two + one))
    second = world.build("second", load_recipe(path))
    assert (first.path.name == second.path.name) == (digests(first.path) == digests(second.path))


def test_what_depends_on_the_machine_is_in_the_costs_alone(world: World) -> None:
    world.publish(mixed())
    built = world.build(batch_rows=5)
    costs = read_json(built.path / "costs.json")
    assert {"harvest", "map/extract", "map/drop_short", "corpus", "write"} <= set(costs["seconds"])
    assert costs["workers"] == 1
    assert (costs["moisson"], len(costs["code_sha256"])) == (__version__, 64)
