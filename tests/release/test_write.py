"""The files of a release: cut by rows alone, opened by the usual tools as they are, and nothing outside of their folder."""

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from small_source import (
    BREAK,
    NAME,
    READ,
    SENTENCES,
    SOURCE_TOML,
    STAGES,
    UNREADABLE,
    Entry,
    World,
    digests,
    entries,
    mixed,
    touched,
)

import moisson.release.files
import moisson.release.parquet
import moisson.release.write
from moisson.build import Built
from moisson.contracts.merkle import Leaves
from moisson.contracts.schemas import LEDGER, RELEASE, SCHEMA_VERSION
from moisson.contracts.stage import Step, stage
from moisson.workspace.storage import read_json, read_table

LANGUAGE = 'language=text.partition("langue=")[2].partition(";")[0] or None, part='


def rows(built: Built, folder: str = "data") -> list[dict[str, object]]:
    paths = sorted(built.path.glob(f"{folder}/**/*.parquet"))
    return [row for path in paths for row in read_table(path).to_pylist()]


def ids(built: Built) -> list[str]:
    return [str(row["id"]).removeprefix(f"{NAME}/") for row in rows(built)]


def speak(world: World, *languages: str) -> None:
    """Publish a document in each language, as the content itself says."""
    world.describe(read=READ.replace("part=str", LANGUAGE + "str"))
    world.publish([Entry(f"L{n}", f"{SENTENCES[n]} langue={language};") for n, language in enumerate(languages)])


def test_documents_lie_by_language_and_are_sorted_by_id(world: World) -> None:
    speak(world, "fr", "br", "fr", "pt-BR", "")
    built = world.build()
    found = {path.parent.name: read_table(path)["id"].to_pylist() for path in built.path.glob("data/*/*.parquet")}
    assert found == {"br": [f"{NAME}/L1"], "fr": [f"{NAME}/L{n}" for n in (0, 2, 4)], "pt-BR": [f"{NAME}/L3"]}


@pytest.mark.parametrize("language", ["../../../evil", "/tmp/evil", "N/A", "..", "français", "a" * 300, "CON:"])
def test_a_language_that_is_no_tag_cannot_lead_out_of_the_release(world: World, language: str) -> None:
    speak(world, "fr", language)
    before = {path.name for path in world.root.iterdir()}
    built = world.build()
    assert sorted(path.name for path in (built.path / "data").iterdir()) == ["fr", "und"]
    assert {path.name for path in world.root.iterdir()} - before == {"build"}
    ours = {"harvest", "shards", "runs", "rounds", "releases", ".lock", ".tmp"}
    assert {path.name for path in (world.root / "build").iterdir()} <= ours
    assert ids(built) == ["L0", "L1"]


def test_every_column_of_the_contract_is_there_and_no_other(world: World) -> None:
    world.publish(entries(2))
    built = world.build()
    (data,) = built.path.glob("data/*/*.parquet")
    (ledger,) = built.path.glob("ledger/*.parquet")
    assert pq.read_schema(data).equals(RELEASE)
    assert pq.read_schema(ledger).equals(LEDGER)
    for path in (data, ledger):
        assert pq.read_schema(path).metadata[b"schema_version"] == str(SCHEMA_VERSION).encode()


def test_a_row_says_whence_it_comes_and_by_what_right(world: World) -> None:
    facts = {
        "url": "https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI000006901000",
        "legal_state": "VIGUEUR",
        "valid_from": "2008-05-01",
        "valid_to": "2999-01-01",
        "created": "2008-05-01",
        "part_of": [["LEGITEXT000006072050", "Code du travail"]],
    }
    world.publish([Entry("L1232-2", f"{SENTENCES[16]} Écrire à direction@example.org.", facts)])
    (row,) = rows(world.build())
    assert row["id"] == f"{NAME}/L1232-2"
    assert (row["source"], row["publisher"], row["license"], row["language"]) == (NAME, "DILA", "etalab-2.0", "fr")
    assert {name: row[name] for name in facts if name != "part_of"} == {k: v for k, v in facts.items() if k != "part_of"}
    assert row["part_of"] == [{"id": "LEGITEXT000006072050", "title": "Code du travail"}]
    assert row["force"] == "in-force"
    assert row["text"] == f"{SENTENCES[16]} Écrire à [EMAIL_1]."
    assert row["masked"] == [{"kind": "email", "count": 1}]
    assert str(row["extractor"]).startswith(f"{NAME}/")


def test_the_hash_and_the_word_count_are_those_of_the_text_as_released(world: World) -> None:
    world.publish([*entries(2), Entry("Z", f"{SENTENCES[9]}  Écrire à direction@example.org.")])
    found = rows(world.build())
    for row in found:
        assert row["text_sha256"] == sha256(str(row["text"]).encode()).hexdigest()
    counts = [row["word_count"] for row in found]
    assert counts[1] == 22  # 8 up to « droit », 14 from « et » to « emploi », where n'ayant and d'occuper are two each


def test_where_duplicates_are_marked_only_each_says_its_cluster_with_what_went_before(world: World) -> None:
    """An exact duplicate goes; of the two that are nearly alike, both stay, in a cluster of three documents."""
    long = " ".join(SENTENCES[:12])
    near = long.replace("présent livre", "présent titre")
    world.publish([Entry("a", near), Entry("b", near), Entry("c", long, {"created": "2025"}), Entry("d", SENTENCES[13])])
    built = world.build(recipe=world.recipe([*STAGES, {"use": "drop_near_duplicates", "action": "mark"}]))
    found = [(row["id"], row["cluster_id"], row["cluster_size"]) for row in rows(built)]
    at = f"{NAME}/"
    assert found == [(f"{at}a", f"{at}c", 3), (f"{at}c", f"{at}c", 3), (f"{at}d", f"{at}d", 1)]


@pytest.mark.parametrize("action", ["drop", "mark"])
def test_what_stays_for_others_keeps_its_own_rights(world: World, action: str) -> None:
    """The same words stand under two licences: the one that stays has its own, whichever licence is the freer."""
    own = 'rights={"license": entry["url"], "level": "document", "stated": entry["url"]}, part_of=part_of'
    world.describe(read=READ.replace("part_of=part_of", own))
    licences = {"a": "CC-BY-4.0", "b": "CC-BY-SA-4.0", "c": "ODbL-1.0"}
    long = " ".join(SENTENCES[:12])
    texts = {"a": long, "b": long.replace("présent livre", "présent titre"), "c": long}
    world.publish([Entry(id, texts[id], {"url": licences[id], "created": f"200{n}"}) for n, id in enumerate("acb")])
    near = [{"use": use, "action": action} for use in ("drop_exact_duplicates", "drop_near_duplicates")]
    built = world.build(recipe=world.recipe([*(stage for stage in STAGES if "duplicates" not in stage["use"]), *near]))
    found = {str(row["id"]).removeprefix(f"{NAME}/"): row for row in rows(built)}
    assert sorted(found) == (["b"] if action == "drop" else ["a", "b", "c"])
    for id, row in found.items():
        assert (row["license"], row["cluster_id"], row["cluster_size"]) == (licences[id], f"{NAME}/b", 3)


def test_files_and_row_groups_are_cut_by_rows_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (moisson.release.files, moisson.release.parquet):
        monkeypatch.setattr(module, "FILE_ROWS", 6)
    monkeypatch.setattr(moisson.release.parquet, "ROW_GROUP", 2)
    world.publish([*entries(12), Entry("M", SENTENCES[12]), *(Entry(f"bad{n}", UNREADABLE) for n in range(7))])
    contents = []
    ways: dict[str, dict[str, Any]] = {"one": {}, "other": {"batch_rows": 3, "part_bytes": 300}}
    for out, how in ways.items():
        built = world.build(out, **how)
        paths = sorted(built.path.glob("data/fr/*.parquet"))
        assert [path.name for path in paths] == ["part-00000.parquet", "part-00001.parquet", "part-00002.parquet"]
        assert [pq.ParquetFile(path).metadata.num_rows for path in paths] == [6, 6, 1]
        assert [pq.ParquetFile(path).metadata.num_row_groups for path in paths] == [3, 3, 1]
        assert ids(built) == [*(entry.id for entry in entries(12)), "M"]
        assert [pq.ParquetFile(path).metadata.num_rows for path in sorted(built.path.glob("ledger/*"))] == [6, 1]
        contents.append([path.read_bytes() for path in paths])
    assert contents[0] == contents[1]


@pytest.mark.parametrize("rows", [pytest.param(n, marks=[] if n in (1, 4) else pytest.mark.long) for n in range(1, 10)])
def test_a_release_has_the_same_bytes_however_its_corpus_is_cut_into_blocks(world: World, rows: int) -> None:
    world.publish(mixed())
    near = {"use": "drop_near_duplicates", "action": "mark"}
    recipe = world.recipe([*STAGES, near, {"use": "sample", "share": 0.8}])
    one, other = world.build("one", recipe=recipe), world.build("other", recipe=recipe, block_rows=rows, workers=1 + (rows == 4))
    assert digests(other.path) == digests(one.path)
    assert pq.read_metadata(one.path / "signatures" / "part-00000.parquet").num_rows >= rows


def test_the_manifest_names_the_merkle_root_of_the_documents(world: World) -> None:
    world.publish([*entries(5), Entry("two", BREAK.join(SENTENCES[7:9]))])
    built = world.build()
    manifest = read_json(built.path / "MANIFEST.json")
    assert manifest["documents"] == 7
    with Leaves(world.root / "leaves") as leaves:
        leaves.add((str(row["id"]), str(row["version"])) for row in rows(built))
        assert manifest["documents_merkle_root"] == leaves.root()
    assert manifest["release"] == built.path.name


def test_a_failure_while_writing_leaves_no_release_and_the_next_run_makes_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.publish(entries(3))
    with monkeypatch.context() as patched, pytest.raises(ZeroDivisionError):
        patched.setattr(moisson.release.write, "pack_of", lambda *given: len(given) / 0)
        world.build()
    assert not list((world.root / "build" / "releases").glob("*/*"))
    shards = touched(world.root / "build" / "shards")
    built = world.build()
    assert built.made
    after = touched(world.root / "build" / "shards")
    assert not {path for path in shards if after[path] != shards[path]}


def test_a_release_whose_run_was_killed_as_it_was_done_can_be_deleted_and_made_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.publish(entries(3))
    with monkeypatch.context() as patched, pytest.raises(ZeroDivisionError):
        patched.setattr(moisson.release.write, "point_latest", lambda *given: len(given) / 0)
        world.build()
    (made,) = (world.root / "build" / "releases" / "essai").iterdir()
    before = {path.relative_to(made): path.read_bytes() for path in made.rglob("*") if path.is_file()}
    rmtree(made)
    built = world.build()
    after = {path.relative_to(built.path): path.read_bytes() for path in built.path.rglob("*") if path.is_file()}
    assert {path for path in before if before[path] != after[path]} <= {Path("costs.json")}
    assert before.keys() == after.keys()


def test_a_stages_own_column_stays_out_of_the_release(world: World, own_stages: None) -> None:
    @stage(version=1, reads=("text",), writes=("note", "title"))
    def add_columns() -> Step:
        """Write a working column, and a title with Arrow's small strings."""
        return lambda batch: {"note": batch["text"], "title": pa.array(["Titre"] * batch.num_rows)}

    world.publish(entries(2))
    built = world.build(recipe=world.recipe([{"use": "add_columns"}]))
    assert [row["title"] for row in rows(built)] == ["Titre"] * 2
    assert "note" not in rows(built)[0]


LOAD = """
import json, sys
from datasets import load_dataset
folder, config, cache = sys.argv[1:]
loaded = load_dataset(folder, config, split="train", cache_dir=cache)
print(json.dumps({"ids": loaded["id"] if "id" in loaded.column_names else [], "columns": loaded.column_names}, default=list))
"""


def load(folder: Path, config: str, cache: Path) -> dict[str, list[str]]:
    offline = {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_HOME": str(cache), "HF_HUB_DISABLE_TELEMETRY": "1"}
    command = [sys.executable, "-c", LOAD, str(folder), config, str(cache)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **offline}, timeout=120)
    assert done.returncode == 0, done.stderr
    loaded: dict[str, list[str]] = json.loads(done.stdout)
    return loaded


@pytest.fixture
def spoken(world: World) -> Built:
    """A release in two languages, with a ledger."""
    speak(world, "fr", "br", "fr")
    with (world.folder / "data" / "00.jsonl").open("a") as file:
        file.write(Entry("bad", UNREADABLE).line + "\n")
    return world.build()


def test_datasets_opens_a_release_by_its_card(spoken: Built, tmp_path: Path) -> None:
    default = load(spoken.path, "default", tmp_path / "cache")
    assert default["columns"] == RELEASE.names
    assert sorted(default["ids"]) == [f"{NAME}/L0", f"{NAME}/L1", f"{NAME}/L2"]
    assert list(load(spoken.path, "br", tmp_path / "cache")["ids"]) == [f"{NAME}/L1"]
    assert load(spoken.path, "ledger", tmp_path / "cache") == {"ids": [f"{NAME}/bad"], "columns": LEDGER.names}


def test_duckdb_opens_a_release_as_it_is(spoken: Built) -> None:
    asked = "SELECT language, count(*), min(rights.license), max(len(part_of)) FROM '{}' GROUP BY language ORDER BY 1"
    database = duckdb.connect()
    found = database.execute(asked.format(spoken.path / "data" / "*" / "*.parquet")).fetchall()
    assert found == [("br", 1, "etalab-2.0", 0), ("fr", 2, "etalab-2.0", 0)]
    reasons = f"SELECT reason, count(*) FROM '{spoken.path / 'ledger' / '*.parquet'}' GROUP BY reason"
    assert database.execute(reasons).fetchall() == [("extract:unreadable", 1)]


def test_a_recipe_may_publish_a_column_that_its_stages_wrote(world: World, own_stages: None) -> None:
    @stage(version=1, reads=("text",), writes=("length",))
    def measure_length() -> Step:
        """Measure."""
        return lambda batch: {"length": pc.cast(pc.utf8_length(batch["text"]), pa.int64())}

    world.publish(entries(2))
    built = world.build(recipe=world.recipe([{"use": "measure_length"}], head='columns = ["length"]'))
    assert [row["length"] for row in rows(built)] == [len(sentence) for sentence in SENTENCES[:2]]
    assert list(pq.read_schema(next(built.path.glob("data/*/*.parquet")))) == [*RELEASE, pa.field("length", pa.int64())]


def test_a_release_says_kind_and_jurisdiction_as_the_source_does(world: World) -> None:
    world.describe(toml=SOURCE_TOML.replace("[connector]", 'kind = "decision"\n\n[connector]', 1))
    world.publish(entries(1))
    (row,) = rows(world.build())
    assert (row["kind"], row["jurisdiction"]) == ("decision", NAME[:2])
