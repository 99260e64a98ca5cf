"""What an upgrade of Moisson leaves as it is: a harvest outlives every reader, and a shard all readers but those of its part."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from shutil import copytree, ignore_patterns

import pyarrow as pa
import pytest
from small_source import NAME, READ, SENTENCES, World, entries, touched

from moisson.contracts.schemas import RAW
from moisson.readers.versions import READERS, SPLITTING, reader_version, splitting_version
from moisson.source.description import PACKAGE
from moisson.workspace.storage import Workspace, read_json, read_table


@pytest.fixture
def mixed(world: World) -> World:
    """A source of a decision in the JSON of Judilibre and of a text, each in a part of its own, without a reader of its own."""
    (world.folder / "read.py").unlink()
    world.publish(["Avis", "", *SENTENCES[:6]], names=["avis.txt"])
    decision = {"id": "5fca7c1f1b6b1a4d5c8e9f00", "source": "jurica", "text": " ".join(SENTENCES[6:12]), "jurisdiction": "ca"}
    (world.folder / "data" / "decision.json").write_text(json.dumps(decision | {"decision_date": "2020-12-04"}), encoding="utf-8")
    return world


def build(world: World) -> bool:
    """Whether a release was made."""
    return world.build(recipe=world.recipe([{"use": "normalize_text"}]), part_bytes=1).made


def harvested(world: World) -> Mapping[str, object]:
    return touched(world.root / "build" / "harvest")


def shards(world: World) -> dict[str, set[str]]:
    """The parts that have shards, by fingerprint."""
    found: dict[str, set[str]] = {}
    for path in (world.root / "build" / "shards").glob("*/*.json"):
        found.setdefault(path.parent.name, set()).add(path.stem)
    return found


def part_of(world: World, format: str) -> str:
    workspace = Workspace(world.root / "build")
    (part,) = [path.stem for path in workspace.parts(NAME).glob("*") if read_table(path)["format"].to_pylist() == [format]]
    return part


def test_a_raised_version_of_a_json_reader_makes_only_its_shards_anew_and_no_harvest(
    mixed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert build(mixed)
    before, kept = shards(mixed), harvested(mixed)
    monkeypatch.setitem(READERS, "judilibre", 2)
    assert build(mixed)
    made = {name: parts for name, parts in shards(mixed).items() if name not in before}
    assert [*made.values()] == [{part_of(mixed, "judilibre")}] * 2  # what was read, and after the stages
    assert harvested(mixed) == kept
    monkeypatch.setitem(READERS, "pdf", reader_version("pdf") + 1)
    assert not build(mixed)


def test_each_document_says_by_which_version_of_which_reader_it_was_read(mixed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(READERS, "judilibre", 7)
    path = mixed.build(recipe=mixed.recipe([])).path
    tables = [read_table(each) for each in path.glob("data/*/*.parquet")]
    assert {name for table in tables for name in table["extractor"].to_pylist()} == {
        "judilibre/7",
        f"text/{reader_version('text')}",
    }


def test_a_format_that_is_told_in_another_way_is_written_to_the_part_that_holds_the_document(
    mixed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(mixed)
    workspace = Workspace(mixed.root / "build")
    path = workspace.parts(NAME) / f"{part_of(mixed, 'judilibre')}.parquet"
    rows = [row | {"format": "json"} for row in read_table(path).to_pylist()]  # as one who did not know the format had told it
    workspace.write_table(path, pa.Table.from_pylist(rows, schema=RAW))
    assert not build(mixed)
    parts = [path.name for path in workspace.parts(NAME).iterdir()]
    monkeypatch.setitem(SPLITTING, "files", splitting_version("files") + 1)
    assert build(mixed)
    assert part_of(mixed, "judilibre") == path.stem
    assert [path.name for path in workspace.parts(NAME).iterdir()] == parts


def test_a_reader_of_ones_own_goes_by_its_bytes_and_by_the_readers_of_moisson_that_it_may_use(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = world.source.readers([])
    monkeypatch.setitem(READERS, "html", 2)
    assert world.source.readers([]) == alone
    world.describe(read=READ.replace("import orjson", "import orjson\nfrom moisson.readers.html.page import html_to_text"))
    using = world.source.readers([])
    monkeypatch.setitem(READERS, "html", 3)
    assert len({str(each) for each in (alone, using, world.source.readers([]))}) == 3


def test_a_comment_in_a_reader_of_pdf_leaves_nothing_to_do(world: World, tmp_path: Path) -> None:
    world.publish(entries(5))
    made = world.build()
    before = touched(world.root / "build")
    copy = tmp_path / "upgraded"
    copytree(PACKAGE, copy / PACKAGE.name, ignore=ignore_patterns("__pycache__"))
    reader = next((copy / PACKAGE.name).rglob("pdf/reader.py"))
    reader.write_text(reader.read_text("utf-8") + "# A comment.\n", encoding="utf-8")
    command = [sys.executable, "-m", "moisson", "build", str(world.root / "essai.toml"), "--out", str(world.root / "build")]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(copy)}, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert touched(world.root / "build") == before
    assert read_json(world.root / "build" / "releases" / "essai" / "latest.json") == {"release": made.path.name}
