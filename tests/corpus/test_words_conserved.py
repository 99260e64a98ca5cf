"""A corpus accounts for the words of its files: in columns, in the figures and the card, by `show` and by `check`."""

from pathlib import Path
from shutil import rmtree
from typing import Any

import orjson
import pyarrow.parquet as pq
import pytest
from command import FEW_WORKERS, answer, call
from small_source import SENTENCES, World

SOURCE = """
title = "Pages"
about = "Sentences of the Code du travail, as a site shows them."
language = "fr"
publisher = { name = "DILA" }
[connector]
use = "folder"
path = "data"
[rights]
license = "etalab-2.0"
basis = "licence"
level = "asserted"
reason = "The DILA's page for this data set names the Licence Ouverte 2.0."
"""
RECIPE = """
name = "pages"
version = "1"
title = "Pages"
[[sources]]
use = "./pages"
[[stages]]
use = "require_rights"
"""
BODY = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES[:12])
MENU = "<nav><ul><li><a href='/a'>Accueil du site</a></li><li><a href='/b'>Plan</a></li></ul></nav>"
PAGE = f"<html><head><title>Le contrat</title></head><body>{MENU}<main><h1>Le contrat</h1>{BODY}</main></body></html>"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, dict[str, Any]]:
    root = tmp_path_factory.mktemp("pages")
    (root / "pages" / "data").mkdir(parents=True)
    (root / "pages" / "source.toml").write_text(SOURCE, "utf-8")
    (root / "pages" / "data" / "contrat.html").write_text(PAGE, "utf-8")
    (root / "pages" / "data" / "note.txt").write_text("\n".join(SENTENCES[12:20]), "utf-8")
    (root / "pages.toml").write_text(RECIPE, "utf-8")
    world = World(root)
    return world, answer(call(world, "build", "pages.toml", "--json", *FEW_WORKERS))


def test_each_released_document_says_what_its_file_held_and_what_its_text_gives(pages: tuple[World, dict[str, Any]]) -> None:
    world, _ = pages
    rows = [
        row
        for path in sorted(world.root.glob("build/releases/pages/1-*/data/**/*.parquet"))
        for row in pq.read_table(path).to_pylist()
    ]
    assert {row["format"] for row in rows} == {"html", "text"}
    for row in rows:
        assert row["words_held"] == row["words_given"] + sum(each["words"] for each in row["left_out"])
    [page] = [row for row in rows if row["format"] == "html"]
    assert page["left_out"] == [{"kind": "menu", "words": 4}]


def test_the_figures_and_the_card_have_the_sums(pages: tuple[World, dict[str, Any]]) -> None:
    world, made = pages
    found = made["stats"]["conservation"]
    assert found["documents"] == 2
    assert found["words_held"] == found["words_given"] + 4
    assert found["left_out"] == [{"kind": "menu", "words": 4}]
    assert [row["format"] for row in found["by_format"]] == ["html", "text"]
    (card,) = world.root.glob("build/releases/pages/1-*/README.md")
    assert "## Words of the files" in card.read_text("utf-8")


def test_show_gives_the_words_that_were_left_out_with_their_kind(pages: tuple[World, dict[str, Any]]) -> None:
    world, _ = pages
    [page] = answer(call(world, "show", "pages/contrat.html", "--json"))
    assert page["left_out_text"] == [{"kind": "menu", "text": "Accueil du site Plan", "words": 4}]
    assert "- menu: Accueil du site Plan" in call(world, "show", "pages/contrat.html").stdout


def test_show_says_so_where_the_harvested_file_is_gone(pages: tuple[World, dict[str, Any]], tmp_path: Path) -> None:
    world, _ = pages
    kept = world.root / "build" / "harvest" / "pages" / "parts"
    aside = {path: path.read_bytes() for path in kept.iterdir()}
    rmtree(kept)
    try:
        assert "the harvested file is not in this workspace" in call(world, "show", "pages/contrat.html").stdout
    finally:
        kept.mkdir()
        for path, data in aside.items():
            path.write_bytes(data)


def test_check_shows_the_shares_and_lists_what_loses_much(pages: tuple[World, dict[str, Any]]) -> None:
    world, _ = pages
    folder = world.root / "loose"
    folder.mkdir()
    lost = " ".join(SENTENCES[20:26])
    (folder / "page.html").write_text(PAGE, "utf-8")
    # An unknown vocabulary with words in attributes' place, which no reader takes for text: elements whose names say links.
    (folder / "loses.html").write_text(
        PAGE.replace("</main>", f"</main><table><tr><td><a href='/x'>{lost}</a></td></tr></table>"), "utf-8"
    )
    said = answer(call(world, "check", "loose", "--json"))
    account = said["formats"]["html"]["conservation"]
    assert account["words_held"] == account["words_given"] + sum(account["left_out"].values())
    assert account["left_out"]["menu"] >= 8
    text = call(world, "check", "loose").stdout
    assert "menu" in text
    assert orjson.dumps(said["readiness"]["formats"]["losing_words"])
