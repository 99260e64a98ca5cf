"""What `moisson init` writes: files that are valid as they are, and none written over another."""

from pathlib import Path

import pytest
from command import answer, call, sentence
from small_source import SENTENCES, World

from moisson.check.descriptions import check_recipe, check_source
from moisson.connectors import BUILT_IN
from moisson.reference.starters import start_recipe, start_source


@pytest.mark.parametrize("connector", BUILT_IN)
def test_a_source_of_every_connector_passes_the_check(tmp_path: Path, connector: str) -> None:
    start_source(tmp_path / "it_prova", connector)
    assert check_source(f"{tmp_path}/it_prova/")["source"] == "it_prova"


def test_a_recipe_passes_the_check_and_is_not_written_over(built: World, tmp_path: Path) -> None:
    world = World(tmp_path)
    written = answer(call(world, "init", "recipe", "mine", "--source", "fr_dila_legi", "--json"))
    assert written == ["mine.toml", ".moisson/recipe.schema.json"]
    assert check_recipe(tmp_path / "mine.toml")["sources"] == ["fr_dila_legi"]
    before = (tmp_path / "mine.toml").read_bytes()
    assert "is not written over" in sentence(call(world, "init", "recipe", "mine.toml"), 2)
    assert (tmp_path / "mine.toml").read_bytes() == before
    assert "did you mean `fr_dila_legi`?" in sentence(call(world, "init", "recipe", "two", "--source", "fr_dila_lego"), 2)
    assert not (tmp_path / "two.toml").exists()


def test_what_was_started_builds_a_release(tmp_path: Path) -> None:
    world = World(tmp_path)
    assert call(world, "init", "source", "fr_mien", "--reader").returncode == 0
    assert "is not written over" in sentence(call(world, "init", "source", "fr_mien"), 2)
    (tmp_path / "fr_mien" / "data").mkdir()
    lines = [
        f'{{"id": "{n}", "title": "Article {n}", "text": "{text} {text[:-1]} {n}."}}' for n, text in enumerate(SENTENCES[:4])
    ]
    (tmp_path / "fr_mien" / "data" / "articles.jsonl").write_text("\n".join(lines), "utf-8")
    source = tmp_path / "fr_mien" / "source.toml"
    rights = ("# [rights]", "# license", "# basis", "# level", "# stated", "# where")
    lines = [line.removeprefix("# ") if line.startswith(rights) else line for line in source.read_text("utf-8").splitlines()]
    source.write_text("\n".join(lines) + "\n", "utf-8")
    assert start_recipe(tmp_path / "mien.toml", ["./fr_mien"])
    built = answer(call(world, "build", "mien.toml", "--json", "--workers", "1"))
    assert built["stats"]["totals"]["documents"] == 4
