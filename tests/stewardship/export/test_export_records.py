"""A release in the records of other projects: their readers read it, and ours makes the same documents of it again."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from small_source import NAME, SENTENCES, Entry, digests, entries, make_world

from moisson.contracts.errors import NotFound, UserError
from moisson.readers.contract import File, Raw
from moisson.readers.read_options import How
from moisson.readers.rows.reader import split
from moisson.stewardship.export import write
from moisson.stewardship.export.write import SHAPES, export
from moisson.stewardship.opened import Released, open_release
from moisson.workspace.storage import read_table

FORMATS = ("jsonl.zst", "parquet")
OF_ID = {"common-corpus": "identifier"}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Released:
    """Documents with a day, a year, no date; masked; with quotes and a title of their own words; two of one entry."""
    world = make_world(tmp_path_factory.mktemp("exported"))
    world.publish(
        [
            *entries(5),
            Entry("year", SENTENCES[10], {"created": "1987", "url": "https://www.legifrance.gouv.fr/x"}),
            Entry("dateless", SENTENCES[11]),
            Entry("contact", f"{SENTENCES[15]} Écrire à direction@example.org."),
            Entry('od"d\\é', f"{SENTENCES[16]}\n\n| a | b |\n|---|---|\n| 1 | « 2 » |"),
        ]
    )
    return open_release(world.build().path)


def rows_of(release: Released) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = read_table(release.data[0]).to_pylist()
    return rows


def exported(folder: Path) -> list[dict[str, Any]]:
    """The records as they were written, of either format."""
    found: list[dict[str, Any]] = []
    for path in sorted(folder.glob("d*/*/part-*")):
        if path.suffix == ".parquet":
            found += pq.read_table(path, partitioning=None).to_pylist()
        else:
            with pa.CompressedInputStream(pa.OSFile(str(path)), "zstd") as file:
                found += map(orjson.loads, file.read().splitlines())
    return found


@pytest.mark.parametrize("written_as", FORMATS)
@pytest.mark.parametrize("name", SHAPES)
def test_nothing_is_lost(release: Released, tmp_path: Path, name: str, written_as: Any) -> None:
    shape = SHAPES[name]
    account = export(release, tmp_path / "out", shape, written_as)
    records = exported(tmp_path / "out")
    assert account["documents"] == len(records) == len(rows_of(release))
    names = shape.schema(pq.read_schema(release.data[0])).names
    assert set(names) == set(shape.fields)
    for row, record in zip(rows_of(release), records, strict=True):
        assert list(record) == names
        more = json.loads(record["metadata"]) if isinstance(record["metadata"], str) else record["metadata"]
        flat = {**more, **{column: value for column, value in record.items() if column != "metadata"}}
        here = {"id": OF_ID.get(name, "id")}
        if name == "common-corpus":
            here |= {"source": "collection", "publisher": "creator"}
            del flat["language"]
        if name == "dolma":
            flat |= {"created": more["created"], "version": more["version"]}
        found = {column: flat.get(here.get(column, column), more.get(column)) for column in row}
        assert found == row
        assert more["release"] == release.name


def read_back(folder: Path) -> Iterator[Raw]:
    """What Moisson's own reader of rows makes of an export, with nothing declared."""
    for path in sorted(folder.glob("d*/*/part-*")):
        data = path.read_bytes()
        if path.suffix == ".zst":
            with pa.CompressedInputStream(pa.BufferReader(data), "zstd") as file:
                data = file.read()
        for found in split(File(path.name, data), How()):
            assert isinstance(found, Raw), found
            yield found


@pytest.mark.parametrize("written_as", FORMATS)
@pytest.mark.parametrize("name", SHAPES)
def test_our_reader_reads_the_same_documents_back(release: Released, tmp_path: Path, name: str, written_as: Any) -> None:
    export(release, tmp_path / "out", SHAPES[name], written_as)
    found = {raw.id: raw for raw in read_back(tmp_path / "out")}
    rows = {row["id"]: row for row in rows_of(release)}
    assert found.keys() == rows.keys()
    for id, raw in found.items():
        row, content = rows[id], orjson.loads(raw.body)["moisson-row"]
        assert (content["text"], content["language"], raw.title) == (row["text"], row["language"], row["title"])
        assert raw.rights is not None
        assert raw.rights["license"] == row["license"]
        assert raw.created == row["created"]
        assert raw.url == row["url"]


def test_the_same_release_gives_the_same_bytes(release: Released, tmp_path: Path) -> None:
    for written_as in ("jsonl.zst", "parquet"):
        for place in ("one", "two"):
            export(
                release, tmp_path / place / written_as, SHAPES["datatrove"], "parquet" if written_as == "parquet" else "jsonl.zst"
            )
        assert digests(tmp_path / "one" / written_as) == digests(tmp_path / "two" / written_as)


@pytest.mark.parametrize("written_as", FORMATS)
@pytest.mark.parametrize("rows", [1, 4, 9, 100])
def test_files_are_cut_by_rows_and_the_account_names_each(
    release: Released, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int, written_as: Any
) -> None:
    monkeypatch.setattr(write, "FILE_ROWS", rows)
    monkeypatch.setattr(write, "BATCH_ROWS", 2)
    account = export(release, tmp_path / "out", SHAPES["luciole"], written_as)
    documents = len(rows_of(release))
    sizes = [each["documents"] for each in account["files"].values()]
    assert sizes == [rows] * (documents // rows) + ([documents % rows] if documents % rows else [])
    assert [row["id"] for row in exported(tmp_path / "out")] == [row["id"] for row in rows_of(release)]
    assert {name: each["sha256"] for name, each in account["files"].items()} == {
        name: digest for name, digest in digests(tmp_path / "out").items() if name.startswith("data/")
    }


def test_the_papers_of_the_release_go_along(release: Released, tmp_path: Path) -> None:
    export(release, tmp_path / "out", SHAPES["dolma"])
    copied = {path.name for path in (tmp_path / "out/release").iterdir()}
    assert {"README.md", "MANIFEST.json", "stats.json", "recipe.toml", "export.json"} <= copied
    assert "costs.json" not in copied
    assert (tmp_path / "out/release/MANIFEST.json").read_bytes() == (release.folder / "MANIFEST.json").read_bytes()


def test_a_place_that_is_taken_and_a_language_that_is_not_there_are_refused(release: Released, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken/file").touch()
    with pytest.raises(UserError, match="taken exists and is not an empty folder; name another with --to"):
        export(release, tmp_path / "taken", SHAPES["dolma"])
    with pytest.raises(NotFound, match="has no documents in de; --language can be: fr"):
        export(release, tmp_path / "out", SHAPES["dolma"], languages=["de"])
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
    with pytest.raises(UserError, match="lies within the release; name a folder outside it with --to"):
        export(release, release.folder / "data" / "out", SHAPES["dolma"])
    (tmp_path / "empty").mkdir()
    assert export(release, tmp_path / "empty", SHAPES["dolma"], languages=["fr"])["documents"] == len(rows_of(release))


def test_an_export_that_fails_leaves_nothing(release: Released, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise UserError("stop")

    monkeypatch.setattr(write, "_provenance", full)
    with pytest.raises(UserError, match="stop"):
        export(release, tmp_path / "out", SHAPES["dolma"])
    assert list(tmp_path.iterdir()) == []


def test_rights_without_a_licence_stay_in_the_metadata(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    toml = (world.folder / "source.toml").read_text(encoding="utf-8")
    statute = toml.replace('license = "etalab-2.0"\n', "").replace('basis = "licence"', 'basis = "statute"')
    world.describe(
        toml=statute.replace(
            'level = "asserted"', 'level = "statute"\nstated = "article L321-1 CRPA"\nwhere = "https://www.legifrance.gouv.fr/"'
        )
    )
    world.publish(entries(2))
    release = open_release(world.build().path)
    export(release, tmp_path / "out", SHAPES["common-corpus"])
    (one, _) = exported(tmp_path / "out")
    assert (one["license"], json.loads(one["metadata"])["rights"]["basis"]) == (None, "statute")
    assert one["identifier"].startswith(NAME)
