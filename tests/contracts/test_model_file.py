"""A model's folder says what it saw, and one that was cut, changed or is foreign is refused in a sentence."""

from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pytest

from moisson.contracts.errors import MoissonError, NotFound, StorageError, UserError
from moisson.contracts.identity import digest
from moisson.contracts.model_file import SEEN_SCHEMA, Model, ModelFile, write_model

WEIGHTS = b"0123456789abcdef" * 64
ROWS = [
    {
        "id": "fr_dila_legi/1",
        "version": "a" * 64,
        "first_step": 1,
        "last_step": 4,
        "times": 2.0,
        "dataset": "legi",
        "tokens_seen": 8,
    },
    {
        "id": "fr_dila_legi/2",
        "version": "b" * 64,
        "first_step": 3,
        "last_step": 3,
        "times": 0.5,
        "dataset": "legi",
        "tokens_seen": 8,
    },
    {
        "id": "eu_publications/1",
        "version": "c" * 64,
        "first_step": 2,
        "last_step": 2,
        "times": 1.0,
        "dataset": "acts",
        "tokens_seen": 8,
    },
]


def model(**changes: Any) -> Model:
    datasets = [{"name": name, "weight": 0.5, "documents": 2, "tokens_seen": 512, "epochs": 1.25} for name in ("legi", "acts")]
    release = {"name": "fr/1-abc", "root": "1" * 64, "manifest_sha256": "2" * 64, "private": False}
    fields: dict[str, Any] = {
        "name": "small",
        "trainer": {"kind": "megatron", "configuration": {"seq_length": 256}},
        "architecture": {"model_type": "llama", "hidden_size": 128},
        "parameters": 1_000_000,
        "tokenizer": {"name": "tokenizer.json", "sha256": "3" * 64, "vocabulary": 4096},
        "tokens": [{"name": "tokens", "manifest_sha256": "4" * 64, "release": release, "datasets": datasets}],
        "sources": [{"source": "fr_dila_legi", "license": None, "language": "fr", "tokens_seen": 1024}],
        "steps": 4,
        "tokens_a_step": 256,
        "tokens_seen": 1024,
        "flops": 6.144e9,
        "order": "known",
        "private": False,
        "seed": 1,
        "weights": {"export/model.safetensors": digest(WEIGHTS)},
        "moisson": "0.1.0",
    }
    return Model.model_validate({**fields, **changes})


def written(folder: Path, **changes: Any) -> ModelFile:
    (folder / "export").mkdir(parents=True)
    (folder / "export" / "model.safetensors").write_bytes(WEIGHTS)
    return write_model(folder, model(**changes), pa.Table.from_pylist(ROWS, SEEN_SCHEMA).to_batches())


def test_what_was_written_is_read_and_answers_for_its_documents(tmp_path: Path) -> None:
    made = written(tmp_path / "model")
    opened = ModelFile.open(made.folder)
    assert opened == made
    assert pa.Table.from_batches(opened.seen()).to_pylist() == ROWS
    assert opened.seen_of(["fr_dila_legi/2", "nothing"]) == [ROWS[1]]
    again = written(tmp_path / "again")
    assert [(again.folder / name).read_bytes() for name in ("model.json", "seen.parquet")] == [
        (made.folder / name).read_bytes() for name in ("model.json", "seen.parquet")
    ]


def test_where_the_order_is_unknown_no_document_is_named(tmp_path: Path) -> None:
    write_model(tmp_path, model(order="unknown", why="The trainer kept no index.", weights={}), None)
    opened = ModelFile.open(tmp_path)
    assert (opened.model.seen, list(opened.seen())) == (None, [])


@pytest.mark.parametrize(
    ("file", "data", "error", "said"),
    [
        ("seen.parquet", b"", StorageError, "has the hash"),
        ("export/model.safetensors", WEIGHTS[:-1], StorageError, "has the hash"),
        ("export/model.safetensors", None, StorageError, "is missing, though model.json names it"),
        ("model.json", None, NotFound, "holds no model"),
        ("model.json", b'{"format": "moisson', UserError, "is no record of a model"),
        ("model.json", b'{"format": "moisson-model-9"}', UserError, "`format` = 'moisson-model-9'"),
    ],
)
def test_a_file_that_is_cut_foreign_or_missing_is_named(
    tmp_path: Path, file: str, data: bytes | None, error: type[MoissonError], said: str
) -> None:
    folder = written(tmp_path / "model").folder
    (folder / file).unlink()
    if data is not None:
        (folder / file).write_bytes(data)
    with pytest.raises(error, match=said) as raised:
        ModelFile.open(folder)
    assert file.rpartition("/")[2] in str(raised.value)


def test_the_weights_need_not_be_there_for_who_asks_what_was_seen(tmp_path: Path) -> None:
    folder = written(tmp_path / "model").folder
    (folder / "export" / "model.safetensors").unlink()
    assert list(ModelFile.open(folder, weights=False).seen())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"order": "unknown"}, "`why` says why the order is unknown"),
        ({"why": "Because."}, "`why` says why the order is unknown"),
        ({"seen": "seen.parquet"}, "stand together"),
        ({"weights": {"../other": "5" * 64}}, "outside the model's folder"),
        ({"weights": {"/other": "5" * 64}}, "outside the model's folder"),
    ],
)
def test_a_record_that_contradicts_itself_is_refused(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    folder = written(tmp_path / "model").folder
    record = orjson.loads((folder / "model.json").read_bytes()) | {"seen": None, "seen_sha256": None}
    (folder / "model.json").write_bytes(orjson.dumps(record | changes))
    with pytest.raises(UserError, match=said):
        ModelFile.open(folder)


def test_a_model_of_a_private_release_is_private(tmp_path: Path) -> None:
    folder = written(tmp_path / "model").folder
    record = orjson.loads((folder / "model.json").read_bytes())
    record["tokens"][0]["release"]["private"] = True
    (folder / "model.json").write_bytes(orjson.dumps(record))
    with pytest.raises(UserError, match="a model of a private release is private"):
        ModelFile.open(folder)
    (folder / "model.json").write_bytes(orjson.dumps(record | {"private": True}))
    assert ModelFile.open(folder).model.private
