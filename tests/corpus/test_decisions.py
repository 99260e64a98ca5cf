"""Finding a document again: kept or dropped, by id, source or reason."""

import tomllib
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from command import call
from small_source import FATES, NAME, SENTENCES, STAGES, UNREADABLE, World

from moisson.contracts.errors import NotFound, StorageError
from moisson.corpus.decisions import (
    CHAIN,
    DECISIONS,
    DUPLICATE,
    Duplicates,
    decided,
    decision_files,
    point_decisions,
    recipe_in,
    run_shards,
)
from moisson.corpus.lookup import find, remedy, spread, texts
from moisson.readers.catalogue_entry import remedy as describes
from moisson.readers.rows.layouts import advice
from moisson.workspace.storage import ROW_GROUP, Workspace


@pytest.fixture
def built(world: World) -> World:
    world.publish(FATES, ["{"])
    world.build()
    return world


def ids(world: World, **how: Any) -> list[str]:
    found = decided(world.options().workspace, "essai", **how)
    return [id.removeprefix(f"{NAME}/") for rows in found for id in rows["id"].to_pylist()]


def everything(world: World) -> pa.Table:
    return pa.concat_tables(decided(world.options().workspace, "essai"))


def test_documents_are_found_by_what_became_of_them(built: World) -> None:
    assert ids(built, dropped=False) == ["A00", "A01", "A02", "two#1", "with#hash"]
    assert ids(built, dropped=True) == ["bad", "short", "twin", "two#2"]
    assert ids(built, reason="duplicate") == ["twin"]
    assert ids(built, reason="too-short") == ["short", "two#2"]
    assert ids(built, ids=[f"{NAME}/two"]) == ["two#1", "two#2"]
    assert ids(built, ids=[f"{NAME}/two#2"]) == ["two#2"]
    assert ids(built, source="fr_autre") == []
    assert len(ids(built, source=NAME)) == 9


def test_every_document_is_shown_with_its_text_as_far_as_it_came(built: World) -> None:
    workspace = built.options().workspace
    found = {row["id"].removeprefix(f"{NAME}/"): row for row in texts(workspace, everything(built))}
    assert found["A01"]["text"] == SENTENCES[1]
    assert found["short"]["text"] == "Néant."
    assert found["twin"]["text"] == SENTENCES[1]
    assert found["bad"]["text"] == f'{{"text":"{UNREADABLE}"}}'  # never read: the content as it was harvested


def test_what_a_harvest_refused_is_found_by_its_reason_its_id_and_as_dropped(built: World) -> None:
    workspace = built.options().workspace

    def found(**how: Any) -> list[str]:
        fitting = find(workspace, None, **how)
        ids: list[str] = fitting.rows(range(fitting.count))["id"].to_pylist()
        return [id.removeprefix(f"{NAME}/") for id in ids]

    assert found(reason="split:") == found(reason="split:json-malformed") == found(id=f"{NAME}/01.jsonl") == ["01.jsonl"]
    assert found(dropped=True) == ["01.jsonl", "bad", "short", "twin", "two#2"]
    assert found(reason="split:", dropped=False) == found(reason="split:", source="fr_autre") == []
    assert "01.jsonl" not in found()
    (row,) = texts(workspace, find(workspace, None, reason="split:").rows([0]))
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
    rows = everything(built)
    fitting = find(built.options().workspace, None)
    assert fitting.count == rows.num_rows == 9
    assert spread(9, 3) == [0, 3, 6]
    assert fitting.rows([0, 3, 6]).to_pylist() == rows.take([0, 3, 6]).to_pylist()
    assert spread(9, 100) == list(range(9))
    assert spread(0, 3) == []


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


def many_decisions(count: int) -> pa.Table:
    """Decisions on so many documents, a seventh of them dropped: some for another, which may have been dropped itself."""
    rows = []
    for number in range(count):
        fate = {"stage": "drop_near_duplicates", "reason": "duplicate:near", "detail": f'{{"kept":"s/{max(number - 7, 0):05}"}}'}
        rows.append(
            {"id": f"s/{number:05}", "version": f"{number:064x}", "raw_id": f"s/{number:05}", "source": "s", "part": "p"}
            | {"shard": f"shards/f/{number % 3}.parquet"}
            | (fate if number % 7 == 0 and number else {})
        )
    return pa.Table.from_pylist(rows, DECISIONS)


def write_decisions(workspace: Workspace, tables: list[pa.Table]) -> list[Path]:
    """Write tables as a run's decisions, a file each."""
    run = uuid4().hex
    for number, table in enumerate(tables):
        workspace.write_table(workspace.decisions("essai") / run / f"{number}.parquet", table)
    point_decisions(workspace, "essai", run)
    return decision_files(workspace, "essai")


def test_an_id_is_looked_up_in_the_one_row_group_that_may_have_it(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    (path,) = write_decisions(workspace, [many_decisions(3 * ROW_GROUP)])
    with path.open("r+b") as file:  # nothing but the second row group can be read
        footer = pq.read_metadata(path)
        for group in (footer.row_group(0), footer.row_group(2)):
            for column in map(group.column, range(group.num_columns)):
                begin = column.dictionary_page_offset or column.data_page_offset
                file.seek(begin)
                file.write(b"\xff" * column.total_compressed_size)
    for number in (ROW_GROUP, ROW_GROUP + 1000, 2 * ROW_GROUP - 1):
        (rows,) = decided(workspace, "essai", ids=[f"s/{number:05}"])
        assert rows["id"].to_pylist() == [f"s/{number:05}"]
    assert list(decided(workspace, "essai", ids=["r", "t"])) == []
    with pytest.raises(StorageError, match=r"0.parquet cannot be read"):
        list(decided(workspace, "essai"))


def test_many_files_give_the_answers_of_one(tmp_path: Path) -> None:
    workspace, table = Workspace(tmp_path), many_decisions(500)
    write_decisions(workspace, [table])

    def answers() -> list[Any]:
        asked: list[dict[str, Any]] = [
            {},
            {"ids": ["s/00007", "s/00499"]},
            {"reason": "dup"},
            {"dropped": False},
            {"source": "s"},
        ]
        tables = [pa.concat_tables(decided(workspace, "essai", **how)).to_pylist() for how in asked]
        duplicates = Duplicates(decided(workspace, "essai", CHAIN, reason=DUPLICATE))
        fitting = find(workspace, "essai", dropped=True)
        found = (fitting.count, fitting.rows([3, 60, 70]).to_pylist())
        return [tables, duplicates.of("s/00000"), sorted(duplicates.kept()), run_shards(workspace, "essai"), found]

    of_one = answers()
    write_decisions(workspace, [table.slice(begin, 100) for begin in range(0, 500, 100)])
    assert answers() == of_one
    assert of_one[1] == [f"s/{number:05}" for number in range(7, 500, 7)]


def test_documents_of_a_row_are_found_wherever_row_groups_are_cut(tmp_path: Path) -> None:
    signs = ["", "!", "#", "#1", "#1#2", "#2", "$", "a", " b"]  # some sort before the parts of a row, some after
    ids = sorted({f"s/{one}{other}" for one in ("a", "a#1", "b") for other in signs})
    rows = [{"id": id, "version": "0" * 64, "raw_id": id.partition("#")[0], "source": "s"} for id in ids]
    workspace = Workspace(tmp_path)
    for size in (1, 2, 3, 5):
        (path,) = write_decisions(workspace, [pa.Table.from_pylist(rows, DECISIONS)])
        pq.write_table(pa.Table.from_pylist(rows, DECISIONS), path, row_group_size=size)
        for sought in ids:
            found = [id for table in decided(workspace, "essai", ids=[sought]) for id in table["id"].to_pylist()]
            assert found == [row["id"] for row in rows if sought in (row["id"], row["raw_id"])]


def test_no_more_than_a_few_row_groups_are_held(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    whole = many_decisions(20 * ROW_GROUP)
    write_decisions(workspace, [whole])
    group = whole.nbytes // 20
    del whole
    fitting = find(workspace, "essai")
    before, most = pa.total_allocated_bytes(), 0
    for rows in fitting.tables():
        most = max(most, pa.total_allocated_bytes() - before)
        del rows
    assert fitting.rows(spread(fitting.count, 3))["id"].to_pylist() == ["s/00000", "s/27306", "s/54613"]
    assert run_shards(workspace, "essai") == [f"shards/f/{number}.parquet" for number in range(3)]
    assert most < 4 * group
    assert pa.total_allocated_bytes() - before < group
