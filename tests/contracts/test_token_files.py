"""Folders of tokens: what is written is what Megatron's format says, however it came; what is cut or foreign is one sentence."""

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_source import SENTENCES, digests

from moisson.contracts.errors import UserError
from moisson.contracts.identity import digest
from moisson.contracts.megatron_index import dtype_of, read_index, write_index
from moisson.contracts.token_files import Mix, OfDataset, OfRelease, OfTokenizer, TokenFiles, datamix, is_tokens, weight_of
from moisson.contracts.token_writer import DatasetWriter, Written, write_about

MIX = Mix(seq_length=16, batch_size=1, data_path=".")


def rows_of(texts: list[str]) -> pa.Table:
    """A row a document, whose tokens are its bytes and a zero."""
    return pa.table(
        {
            "id": pa.array([f"fr_essai/{number:03}" for number in range(len(texts))], pa.large_string()),
            "version": pa.array([digest(text.encode()) for text in texts], pa.large_string()),
            "tokens": pa.array([len(text.encode()) + 1 for text in texts], pa.int64()),
            "text_bytes": pa.array([len(text.encode()) for text in texts], pa.int64()),
            "text_sha256": pa.array([digest(text.encode()) for text in texts], pa.large_string()),
            "source": pa.array(["fr_essai"] * len(texts), pa.large_string()),
            "license": pa.array(["etalab-2.0"] * len(texts), pa.large_string()),
            "language": pa.array(["fr"] * len(texts), pa.large_string()),
        }
    )


def tokens_of(texts: list[str]) -> Any:
    return np.concatenate([np.frombuffer(text.encode() + b"\0", np.uint8) for text in texts]) if texts else np.empty(0, np.uint8)


def written(folder: Path, texts: list[str], cuts: list[int], dtype: str = "uint16", *, olmo: bool = False) -> Written:
    folder.mkdir(parents=True, exist_ok=True)
    writer, rows = DatasetWriter(folder, "fr_essai", dtype), rows_of(texts)
    for begin, end in zip([0, *cuts], [*cuts, len(texts)], strict=True):
        writer.add(tokens_of(texts[begin:end]), rows.slice(begin, end - begin))
    return writer.close(olmo=olmo)


def whole(folder: Path, texts: list[str], *, olmo: bool = False) -> TokenFiles:
    made = written(folder, texts, [], olmo=olmo)
    weight = weight_of(made.tokens, 2, MIX.seq_length)
    about = OfDataset(name="fr_essai", by={"source": "fr_essai"}, repeats=2, weight=weight, **vars(made))
    tokenizer = b'{"model": {}}'
    said = {
        "moisson": "0.1.0",
        "name": "essai",
        "release": OfRelease(name="essai/1", root="0" * 64, manifest_sha256="0" * 64, private=False),
        "tokenizer": OfTokenizer(name="bytes", sha256=digest(tokenizer), vocabulary=256, end_of_text=0, dtype="uint16"),
        "mix": MIX,
        "datasets": (about,),
    }
    write_about(folder, said, tokenizer)
    return TokenFiles.open(folder)


def as_megatron_says(prefix: Path) -> list[list[int]]:
    """The documents by the format's description alone, field after field."""
    data, tokens = prefix.with_name(f"{prefix.name}.idx").read_bytes(), prefix.with_name(f"{prefix.name}.bin").read_bytes()
    assert data[:9] == b"MMIDIDX\x00\x00"
    version, code, sequences, bounds = struct.unpack_from("<QBQQ", data, 9)
    assert version == 1
    letter, width = {8: ("H", 2), 4: ("i", 4)}[code]
    lengths = struct.unpack_from(f"<{sequences}i", data, 34)
    places = struct.unpack_from(f"<{sequences}q", data, 34 + 4 * sequences)
    documents = struct.unpack_from(f"<{bounds}q", data, 34 + 12 * sequences)
    assert len(data) == 34 + 12 * sequences + 8 * bounds
    assert documents == tuple(range(sequences + 1))
    assert sum(lengths) * width == len(tokens)
    return [list(struct.unpack_from(f"<{length}{letter}", tokens, at)) for length, at in zip(lengths, places, strict=True)]


@pytest.mark.parametrize("dtype", ["uint16", "int32"])
def test_what_is_written_reads_back_by_the_format_alone(tmp_path: Path, dtype: str) -> None:
    texts = [*SENTENCES, ""]
    written(tmp_path, texts, [], dtype)
    assert as_megatron_says(tmp_path / "fr_essai_text_document") == [[*text.encode(), 0] for text in texts]


@settings(max_examples=25)
@given(cuts=st.lists(st.integers(0, len(SENTENCES)), max_size=6).map(sorted))
def test_however_documents_come_the_bytes_are_the_same(cuts: list[int], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("tokens")
    one, other = (written(folder / name, list(SENTENCES), at, olmo=True) for name, at in (("one", []), ("other", cuts)))
    assert one == other
    assert digests(folder / "one") == digests(folder / "other")
    assert not list(folder.rglob(".*"))


def test_rows_are_cut_into_groups_by_their_number_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("moisson.contracts.token_writer.GROUP", 7)
    one, other = written(tmp_path / "one", list(SENTENCES), []), written(tmp_path / "other", list(SENTENCES), [1, 13, 14])
    assert one == other


def test_a_folder_gives_each_document_its_tokens(tmp_path: Path) -> None:
    (dataset,) = whole(tmp_path, list(SENTENCES)).datasets
    assert dataset.about.documents == len(SENTENCES)
    for row, start, length in zip(pa.Table.from_batches(dataset.ids()).to_pylist(), dataset.starts, dataset.lengths, strict=True):
        assert (row["first_token"], row["tokens"]) == (start, length)
        assert bytes(dataset.tokens[start : start + length - 1].astype(np.uint8)).decode() == SENTENCES[row["index"]]
    assert [row["id"] for batch in dataset.ids(["id"]) for row in batch.to_pylist()][:2] == ["fr_essai/000", "fr_essai/001"]


def test_olmo_finds_the_same_documents(tmp_path: Path) -> None:
    import gzip

    (dataset,) = whole(tmp_path, list(SENTENCES), olmo=True).datasets
    tokens = np.memmap(tmp_path / "olmo/fr_essai.npy", np.uint16, "r")
    with gzip.open(tmp_path / "olmo/fr_essai.csv.gz", "rt") as file:
        bounds = [tuple(map(int, line.split(","))) for line in file]
    assert [bytes(tokens[begin : end - 1].astype(np.uint8)).decode() for begin, end, _ in bounds] == list(SENTENCES)
    assert [index for *_, index in bounds] == list(range(len(SENTENCES)))
    assert len(tokens) == dataset.about.tokens


def test_weights_and_the_mixture_are_luciole_s(tmp_path: Path) -> None:
    """`weight = total_tokens * repeat // seq_length`; datasets without a whole sample go; tokens are those of whole batches."""
    mix = Mix(seq_length=4096, batch_size=8, data_path="tokens")
    sizes = {"a": (100_000, 1.3), "b": (4_095, 1.0), "c": (4_096, 1.0), "d": (50_000, 0)}
    datasets = [
        OfDataset(
            name=name, by={}, documents=1, tokens=of, text_bytes=1, repeats=times, weight=weight_of(of, times, 4096), files={}
        )
        for name, (of, times) in sizes.items()
    ]
    assert datamix(mix, datasets) == {
        "data_path": "tokens",
        "total_tokens": 4096 * 8 * 4,
        "train": [{"name": "a_text_document", "weight": 31}, {"name": "c_text_document", "weight": 1}],
    }
    said = whole(tmp_path, list(SENTENCES))
    assert json.loads((tmp_path / "datamix.json").read_text())["train"][0]["weight"] == 2 * said.manifest.tokens // 16
    assert (tmp_path / "tokenizer_name.txt").read_text() == "bytes"


def test_ids_are_narrow_below_65500() -> None:
    assert [dtype_of(count) for count in (65_499, 65_500)] == ["uint16", "int32"]


@pytest.mark.parametrize(
    "name", ["fr_essai_text_document.bin", "fr_essai_text_document.idx", "fr_essai.ids.parquet", "manifest.json"]
)
def test_a_file_that_is_cut_or_gone_is_one_sentence(tmp_path: Path, name: str) -> None:
    whole(tmp_path, list(SENTENCES))
    data = (tmp_path / name).read_bytes()
    for left in (data[: len(data) // 2], b"", None):
        (tmp_path / name).unlink()
        if left is not None:
            (tmp_path / name).write_bytes(left)
        else:
            assert is_tokens(tmp_path) == (name != "manifest.json")
        with pytest.raises(UserError) as raised:
            TokenFiles.open(tmp_path)
        assert str(raised.value).startswith(str(tmp_path))
        assert "\n" not in str(raised.value)
        (tmp_path / name).write_bytes(data)
    assert is_tokens(tmp_path)


def test_a_file_of_other_tokens_is_one_sentence(tmp_path: Path) -> None:
    whole(tmp_path / "one", list(SENTENCES))
    whole(tmp_path / "other", list(SENTENCES[:-1]))
    for name in ("fr_essai_text_document.bin", "fr_essai_text_document.idx", "fr_essai.ids.parquet"):
        kept = (tmp_path / "one" / name).read_bytes()
        (tmp_path / "one" / name).write_bytes((tmp_path / "other" / name).read_bytes())
        with pytest.raises(UserError, match=r"other tokens|does not belong"):
            TokenFiles.open(tmp_path / "one")
        (tmp_path / "one" / name).write_bytes(kept)


def test_an_index_of_another_kind_is_refused(tmp_path: Path) -> None:
    write_index(tmp_path / "a.idx", np.array([3, 4], np.int32), "uint16")
    data = bytearray((tmp_path / "a.idx").read_bytes())
    assert read_index(tmp_path / "a.idx").lengths.tolist() == [3, 4]
    for at, value in ((0, 0), (9, 2), (17, 5)):
        (tmp_path / "b.idx").write_bytes(bytes([*data[:at], value, *data[at + 1 :]]))
        with pytest.raises(UserError):
            read_index(tmp_path / "b.idx")
