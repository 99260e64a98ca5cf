"""Finding a document again: kept or dropped, by id, source or reason."""

import tomllib
from typing import Any

import pytest
from command import call
from small_source import FATES, NAME, SENTENCES, STAGES, UNREADABLE, World

from moisson.contracts.errors import NotFound
from moisson.corpus.decisions import decisions, find, recipe_in, remedy, spread, texts
from moisson.readers.catalogue_entry import remedy as describes
from moisson.readers.rows.layouts import advice


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


def test_what_a_harvest_refused_is_found_by_its_reason_its_id_and_as_dropped(built: World) -> None:
    workspace = built.options().workspace

    def found(**how: Any) -> list[str]:
        asked: dict[str, Any] = {"id": None, "source": None, "reason": None, "dropped": None, **how}
        ids: list[str] = find(workspace, None, **asked)["id"].to_pylist()
        return [id.removeprefix(f"{NAME}/") for id in ids]

    assert found(reason="split:") == found(reason="split:json-malformed") == found(id=f"{NAME}/01.jsonl") == ["01.jsonl"]
    assert found(dropped=True) == ["01.jsonl", "bad", "short", "twin", "two#2"]
    assert found(reason="split:", dropped=False) == found(reason="split:", source="fr_autre") == []
    assert "01.jsonl" not in found()
    (row,) = texts(workspace, find(workspace, None, id=None, source=None, reason="split:", dropped=None))
    assert (row["stage"], row["text"], row["remedy"]) == ("harvest", None, None)
    assert row["detail"].startswith("01.jsonl, line 1: ")


def test_the_line_to_add_and_what_to_install_are_given_to_be_copied() -> None:
    columns = {"fecha": 10, "cuerpo.html": 90_000, "cuerpo.idioma": 2, "número": 5}
    told = remedy("split:rows-unmapped", advice(columns, "<p>Artículo 1</p>"))
    assert told is not None
    assert told.splitlines()[:3] == ["[read.rows]", 'text = "cuerpo.html"', 'markup = "html"']
    assert tomllib.loads(told)["read"]["rows"]["text"] == "cuerpo.html"
    entry = b"<oai_dc:dc><dc:identifier>https://hal.example.org/1/document.pdf</dc:identifier></oai_dc:dc>"
    assert remedy("split:only-described", describes(entry)) == '[connector]\nlinks = ["hal.example.org/**/*.pdf"]'
    assert remedy("extract:needs-extra", "install moisson[pdf]") == "pip install 'moisson[pdf]'"
    assert remedy("split:json-malformed", "line 3: unexpected end of data") is None


def test_a_harvest_that_refused_all_can_be_looked_at_before_anything_is_run(world: World) -> None:
    world.publish(["{"])
    world.harvest()
    shown = call(world, "show", "--reason", "split:", COLUMNS="40")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert f"{NAME}/00.jsonl\n" in shown.stdout
    assert (
        "dropped by harvest: split:json-malformed 00.jsonl, line 1: unexpected end of data: line 1 column 2 (char 1)"
        in shown.stdout
    )


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
