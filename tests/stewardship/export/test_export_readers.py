"""The readers of those whose records we write, unchanged; each test runs where its tool is installed."""

import io
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
from small_source import UNREADABLE, Entry, World, entries

from moisson.stewardship.export.hub import hub_files, lay_out
from moisson.stewardship.export.write import SHAPES, export
from moisson.stewardship.opened import Released, open_release
from moisson.workspace.storage import read_table


@pytest.fixture
def release(world: World) -> Released:
    world.publish([*entries(12), Entry("bad", UNREADABLE)])
    return open_release(world.build().path)


def known(release: Released) -> dict[str, str]:
    table = read_table(release.data[0], ["id", "text"])
    return dict(zip(table["id"].to_pylist(), table["text"].to_pylist(), strict=True))


@pytest.mark.parametrize("written_as", ["jsonl.zst", "parquet"])
@pytest.mark.parametrize(
    ("name", "folder", "id_key"),
    [
        ("datatrove", "data", "id"),
        ("luciole", "data", "id"),
        ("common-corpus", "data", "identifier"),
        ("dolma", "documents", "id"),
    ],
)
def test_datatrove_reads_every_record(
    release: Released, tmp_path: Path, name: str, folder: str, id_key: str, written_as: Any
) -> None:
    readers = pytest.importorskip("datatrove.pipeline.readers")
    pytest.importorskip("zstandard")
    export(release, tmp_path / "out", SHAPES[name], written_as)
    reader = readers.ParquetReader if written_as == "parquet" else readers.JsonlReader
    found = list(reader(str(tmp_path / "out" / folder), id_key=id_key).run())
    assert {document.id: document.text for document in found} == known(release)
    for document in found:
        assert document.metadata["rights"]["basis"] == "licence"
        assert document.metadata["license"] == "etalab-2.0"


def dolma_types() -> Any:
    """Dolma's declaration of its records, without the package around it, which asks for a NumPy below 2."""
    package = find_spec("dolma")
    if package is None or package.origin is None:
        pytest.skip("needs dolma, by `pip install --no-deps dolma`: its requirements contradict ours")
    spec = spec_from_file_location("dolma_types", Path(package.origin).parent / "core" / "data_types.py")
    assert spec is not None and spec.loader is not None
    types = module_from_spec(spec)
    spec.loader.exec_module(types)
    return types


def test_dolma_decodes_every_record(release: Released, tmp_path: Path) -> None:
    types = dolma_types()
    msgspec = pytest.importorskip("msgspec")
    zstandard = pytest.importorskip("zstandard")
    export(release, tmp_path / "out", SHAPES["dolma"])
    decoder = msgspec.json.Decoder(types.InputSpecWithMetadata)
    with (tmp_path / "out/documents/fr/part-00000.jsonl.zst").open("rb") as file:
        lines = io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(file), encoding="utf-8")
        found = [decoder.decode(line) for line in lines]
    assert {row.id: row.text for row in found} == known(release)
    assert {row.version for row in found} == {release.name}


def test_what_luciole_writes_and_we_write_have_one_schema(release: Released, tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    messages = pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())]))
    strings = [(name, pa.string()) for name in ("source", "id", "language", "text")]
    schema = pa.schema([*strings, ("messages", messages), ("metadata", pa.string())])  # HF_SCHEMA of Luciole-Training
    export(release, tmp_path / "out", SHAPES["luciole"])
    assert pq.read_schema(tmp_path / "out/data/fr/part-00000.parquet").equals(schema)


def load(folder: Path, configuration: str, cache: Path) -> Any:
    datasets = pytest.importorskip("datasets")
    return datasets.load_dataset(str(folder), configuration, split="train", cache_dir=str(cache))


@pytest.mark.parametrize("name", SHAPES)
def test_a_folder_for_the_hub_loads_by_its_card(release: Released, tmp_path: Path, name: str) -> None:
    export(release, tmp_path / "out", SHAPES[name], "parquet", card=hub_files)
    for configuration in ("default", "fr"):
        rows = load(tmp_path / "out", configuration, tmp_path / "cache")
        key = "identifier" if name == "common-corpus" else "id"
        assert dict(zip(rows[key], rows["text"], strict=True)) == known(release)


def test_a_release_for_the_hub_loads_by_its_own_card(release: Released, tmp_path: Path) -> None:
    lay_out(release, tmp_path / "out")
    rows = load(tmp_path / "out", "fr", tmp_path / "cache")
    assert dict(zip(rows["id"], rows["text"], strict=True)) == known(release)
    assert "reason" in load(tmp_path / "out", "ledger", tmp_path / "cache").column_names


def test_the_hub_reads_the_card(release: Released, tmp_path: Path) -> None:
    hub = pytest.importorskip("huggingface_hub")
    export(release, tmp_path / "out", SHAPES["dolma"], languages=["fr"], card=hub_files)
    card = hub.DatasetCard.load(tmp_path / "out/README.md")
    data = card.data.to_dict()
    assert [each["config_name"] for each in data["configs"]] == ["default", "fr"]
    assert (data["language"], data["license"]) == (["fr"], hub.DatasetCard.load(release.folder / "README.md").data.license)
    assert "dataset_info" not in data
