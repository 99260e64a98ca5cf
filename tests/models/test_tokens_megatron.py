"""Megatron's own reader, installed apart, gives each document as it was written, and datatrove's writer gives the same bytes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from small_source import NAME, World
from token_world import END, documents, made, released

from moisson.contracts.token_files import TokenFiles

MEGATRON = "megatron-core==0.16.1"
READ = """
import json, sys
from megatron.core.datasets.indexed_dataset import IndexedDataset

dataset = IndexedDataset(sys.argv[1])
print(json.dumps([dataset[index].tolist() for index in range(len(dataset))]))
print(json.dumps([str(dataset.index.dtype.__name__), dataset.document_indices.tolist()]))
"""


@pytest.fixture
def tokens(world: World, monkeypatch: pytest.MonkeyPatch) -> TokenFiles:
    return TokenFiles.open(made(world, released(world, monkeypatch, documents())).folder)


@pytest.mark.long
@pytest.mark.network
@pytest.mark.train
def test_megatron_s_own_reader_reads_every_document(tokens: TokenFiles, tmp_path: Path) -> None:
    """Its package is installed beside this environment, whose torch it finds: reading needs nothing else of what it may use."""
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(tmp_path / "megatron"), MEGATRON]
    subprocess.run(install, check=True, capture_output=True, timeout=300)
    (dataset,) = tokens.datasets
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "megatron"), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-W", "ignore", "-c", READ, str(dataset.prefix)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, env=environment)
    assert done.returncode == 0, done.stderr
    found, about = map(json.loads, done.stdout.splitlines()[-2:])
    rows = pa.Table.from_batches(dataset.ids()).to_pylist()
    assert about == ["uint16", list(range(len(rows) + 1))]
    for row in rows:
        assert found[row["index"]] == dataset.tokens[row["first_token"] : row["first_token"] + row["tokens"]].tolist()


def test_datatrove_writes_the_same_bytes(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Its step for Megatron, over the same release and tokenizer, where no text spells out a control token."""
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import ParquetReader
    from datatrove.pipeline.tokens import MegatronDocumentTokenizer

    release = released(world, monkeypatch, [each for each in documents() if END not in each.text])
    (dataset,) = TokenFiles.open(made(world, release).folder).datasets
    reader = ParquetReader(str(release / "data"), text_key="text", id_key="id", read_metadata=False)
    step = MegatronDocumentTokenizer(str(tmp_path / "out"), tokenizer_name_or_path=str(world.root / "petit.json"), eos_token=END)
    LocalPipelineExecutor([reader, step], tasks=1, workers=1, logging_dir=str(tmp_path / "log")).run()
    for suffix in ("bin", "idx"):
        (theirs,) = (tmp_path / "out").glob(f"*.{suffix}")
        assert theirs.read_bytes() == dataset.prefix.with_name(f"{NAME}_text_document.{suffix}").read_bytes()
