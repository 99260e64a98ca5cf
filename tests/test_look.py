"""Finding a document again: kept or dropped, by id, source or reason."""

from typing import Any

import pytest
from small_source import FATES, NAME, SENTENCES, STAGES, UNREADABLE, World

from moisson.errors import NotFound
from moisson.look import decisions, recipe_in, spread, texts


@pytest.fixture
def built(world: World) -> World:
    world.publish(FATES, ["{"])
    world.build()
    return world


def ids(world: World, **how: Any) -> list[str]:
    found: list[str] = decisions(world.options().workspace, "essai", **how)["id"].to_pylist()
    return [id.removeprefix(f"{NAME}/") for id in found]


def test_documents_are_found_by_what_became_of_them(built: World) -> None:
    assert ids(built, dropped=False) == ["A00", "A01", "A02", "two#1", "with#hash"]
    assert ids(built, dropped=True) == ["bad", "short", "twin", "two#2"]
    assert ids(built, reason="duplicate") == ["twin"]
    assert ids(built, reason="too-short") == ["short", "two#2"]
    assert ids(built, id=f"{NAME}/two") == ["two#1", "two#2"]
    assert ids(built, id=f"{NAME}/two#2") == ["two#2"]
    assert ids(built, source="fr_autre") == []
    assert len(ids(built, source=NAME)) == 9


def test_every_document_is_shown_with_its_text_as_far_as_it_came(built: World) -> None:
    workspace = built.options().workspace
    found = {row["id"].removeprefix(f"{NAME}/"): row for row in texts(workspace, decisions(workspace, "essai"))}
    assert found["A01"]["text"] == SENTENCES[1]
    assert found["short"]["text"] == "Néant."
    assert found["twin"]["text"] == SENTENCES[1]
    assert found["bad"]["text"] == f'{{"text":"{UNREADABLE}"}}'  # never read: the content as it was harvested


def test_a_sample_is_spread_and_the_same_each_time(built: World) -> None:
    rows = decisions(built.options().workspace, "essai")
    assert spread(rows, 3)["id"].to_pylist() == [rows["id"][number].as_py() for number in (0, 3, 6)]
    assert spread(rows, 100).num_rows == rows.num_rows
    assert spread(rows.slice(0, 0), 3).num_rows == 0


def test_the_only_recipe_need_not_be_named_and_several_must(built: World) -> None:
    workspace = built.options().workspace
    assert recipe_in(workspace, None) == recipe_in(workspace, "essai") == "essai"
    with pytest.raises(NotFound, match=r"there is no recipe autre in .*--recipe can be: essai"):
        recipe_in(workspace, "autre")
    built.build(recipe=built.recipe(STAGES, name="autre"))
    with pytest.raises(NotFound, match=r"several recipes in .*--recipe can be: autre, essai"):
        recipe_in(workspace, None)


def test_a_workspace_without_a_run_says_what_to_do(world: World) -> None:
    with pytest.raises(NotFound, match="holds no run yet: run `moisson build RECIPE --out"):
        recipe_in(world.options().workspace, None)
