"""A model's folder: what it was trained on, in `model.json`, and which documents by which step, in `seen.parquet`.

Our trainer and `bind` write it alike, so `trace` and `withdraw` answer for anybody's model; neither needs PyTorch for that.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from moisson.contracts.disk import beside, damaged, disk
from moisson.contracts.errors import NotFound, StorageError, UserError
from moisson.contracts.identity import pretty_json
from moisson.contracts.schemas import STRING, stamped
from moisson.contracts.validation_text import mistakes

MODEL, SEEN = "model.json", "seen.parquet"
FORMAT = "moisson-model-1"
ROW_GROUP = 1 << 16
SHA256 = Field(pattern="^[0-9a-f]{64}$")

# A row for each document that was seen, even in part; a document that is not here was not seen. Where the order is unknown, a row
# for each that may have been: steps are null, and times and tokens are what the weights let one expect.
SEEN_SCHEMA = pa.schema(
    {
        "id": STRING,
        "version": STRING,
        "first_step": pa.int32(),  # the first update that saw a token of it; the first of all is 1
        "last_step": pa.int32(),
        "times": pa.float64(),  # its tokens that were seen, by its tokens: 0.5 is half of it once, 2 the whole twice
        "dataset": STRING,  # of the folder of tokens
        "tokens_seen": pa.int64(),
    }
)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Trainer(_Part):
    """The program that trained the model, and what of its configuration bears on the result."""

    kind: str = Field(min_length=1)  # moisson, megatron, nemo, nanotron, …
    configuration: dict[str, Any] = {}


class Tokenizer(_Part):
    """The tokenizer of the tokens and the model."""

    name: str
    sha256: str = SHA256
    vocabulary: int = Field(gt=0)


class Release(_Part):
    """The release that a folder of tokens was made from."""

    name: str  # recipe/release
    root: str = SHA256  # of the Merkle tree over its documents
    manifest_sha256: str = SHA256
    private: bool
    maker: str | None = None  # the public key of who made it, whose feed of withdrawals holds for this model


class Dataset(_Part):
    """One data set of a folder of tokens, as the trainer used it."""

    name: str
    weight: float = Field(ge=0)  # its share of all tokens seen
    documents: int = Field(ge=0)  # in the folder, whether seen or not
    tokens_seen: int | None = Field(ge=0)  # null where the order is unknown and nothing else says it
    epochs: float | None = Field(ge=0)  # tokens seen, by the tokens it holds


class Tokens(_Part):
    """A folder of tokens that the model was trained on."""

    name: str
    manifest_sha256: str = SHA256
    release: Release
    held_out: float = Field(default=0.0, ge=0, lt=1)  # the share of the release kept from training, by cluster
    datasets: list[Dataset]


class Seen(_Part):
    """Tokens seen of one source under one licence in one language; null where a document states none."""

    source: str | None
    license: str | None
    language: str | None
    tokens_seen: int = Field(ge=0)


class Withdrawn(_Part):
    """A document that the model saw and that was taken back since, under its name in public ledgers."""

    name: str
    said: str  # the day, at whose word, why
    first_step: int | None  # the first update that saw it; null where the order is unknown
    last_step: int | None
    times: float = Field(ge=0)
    tokens_seen: int = Field(ge=0)


class Model(_Part):
    """`model.json`. It holds no time and no path of a machine."""

    format: Literal["moisson-model-1"] = "moisson-model-1"
    name: str = Field(min_length=1)
    trainer: Trainer
    architecture: dict[str, Any]  # under the names of the export's config.json where there is one
    parameters: int | None = Field(gt=0)  # embeddings among them, tied ones once; null where the checkpoint does not say
    tokenizer: Tokenizer
    tokens: list[Tokens] = Field(min_length=1)
    sources: list[Seen]
    steps: int = Field(ge=0)
    tokens_a_step: int | None = Field(gt=0)
    tokens_seen: int | None = Field(ge=0)
    flops: float | None = Field(ge=0)  # of training, as estimated: 6 times parameters times tokens where nothing better is known
    order: Literal["known", "unknown"]
    why: str | None = None  # why the order is unknown, in a sentence
    private: bool  # it was trained on a private release: not to be passed on
    seed: int | None
    weights: dict[str, str]  # SHA-256 by file, by its path from this folder
    seen: Literal["seen.parquet"] | None = None
    seen_sha256: str | None = Field(default=None, pattern="^[0-9a-f]{64}$")
    withdrawn: list[Withdrawn] = []  # what it saw and may no longer be trained on; `seen.parquet` has these names for the ids
    moisson: str  # the version that wrote this

    @model_validator(mode="after")
    def _consistent(self) -> "Model":
        if (self.order == "unknown") != (self.why is not None):
            raise ValueError("`why` says why the order is unknown, and only then")
        if (self.seen is None) != (self.seen_sha256 is None):
            raise ValueError("`seen` and `seen_sha256` stand together or not at all")
        if any(each.release.private for each in self.tokens) and not self.private:
            raise ValueError("a model of a private release is private")
        for name in self.weights:
            if not name or PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
                raise ValueError(f"`weights` names a file outside the model's folder: {name!r}")
        return self


@dataclass(frozen=True)
class ModelFile:
    """A model's folder, opened: its record, and the documents that it saw."""

    folder: Path
    model: Model

    @classmethod
    def open(cls, folder: Path, *, weights: bool = True) -> "ModelFile":
        """Read a model's folder and compare `seen.parquet` with its hash, and the weights where they are asked for.

        Raises NotFound where there is no `model.json`, UserError where it is not one of ours, StorageError where a file is
        missing, cut or changed.
        """
        path = folder / MODEL
        if not path.is_file():
            raise NotFound(f"{folder} holds no model: there is no {MODEL}; `moisson train` or `moisson bind` writes one.")
        with disk(path):
            data = path.read_bytes()
        try:
            opened = cls(folder, Model.model_validate_json(data))
        except ValidationError as error:
            raise UserError(f"{path} is no record of a model: {mistakes(error, Model)}") from None
        model = opened.model
        expected = {SEEN: model.seen_sha256} if model.seen_sha256 else {}
        for name, sha256 in {**expected, **(model.weights if weights else {})}.items():
            _compare(folder / name, sha256)
        return opened

    def seen(self) -> Iterator[pa.RecordBatch]:
        """The documents that it saw or may have seen, a batch at a time. Raises StorageError."""
        if self.model.seen is None:
            return
        path = self.folder / SEEN
        try:
            with pq.ParquetFile(path) as file:
                if not file.schema_arrow.remove_metadata().equals(SEEN_SCHEMA):
                    raise StorageError(f"{path} has not the columns {', '.join(SEEN_SCHEMA.names)}; write the model again.")
                for group in range(file.num_row_groups):
                    yield from file.read_row_group(group, use_threads=False).to_batches()
        except (pa.ArrowException, OSError) as error:
            raise damaged(path, error) from None

    def seen_of(self, ids: Collection[str]) -> list[dict[str, Any]]:
        """The rows of `seen.parquet` of these ids, in its order."""
        wanted = pa.array(sorted(ids), STRING)
        return [row for batch in self.seen() for row in batch.filter(pc.is_in(batch["id"], wanted)).to_pylist()]


def write_model(folder: Path, model: Model, seen: Iterable[pa.RecordBatch] | None) -> ModelFile:
    """Write `seen.parquet`, where it is known, and then `model.json` with its hash; the same rows give the same bytes.

    Where both are there already they are replaced, one right after the other. Raises StorageError where the disk refuses.
    """
    said: dict[str, Any] = {"seen": None, "seen_sha256": None}
    with beside(folder / MODEL) as temporary:
        if seen is None:
            model = Model.model_validate({**model.model_dump(), **said})
            temporary.write_bytes(pretty_json(model.model_dump()))
            return ModelFile(folder, model)
        schema = stamped(SEEN_SCHEMA)
        with beside(folder / SEEN) as rows:
            with pq.ParquetWriter(rows, schema, compression="zstd") as writer:
                for batch in seen:
                    writer.write_table(pa.Table.from_batches([batch]).cast(schema), ROW_GROUP)
            said = {"seen": SEEN, "seen_sha256": sha256_of(rows)}
            model = Model.model_validate({**model.model_dump(), **said})
            temporary.write_bytes(pretty_json(model.model_dump()))
    return ModelFile(folder, model)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, read piece by piece; raises StorageError."""
    with disk(path), path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _compare(path: Path, sha256: str) -> None:
    if not path.is_file():
        raise StorageError(f"{path} is missing, though {MODEL} names it; get the model's folder again.")
    if (found := sha256_of(path)) != sha256:
        raise StorageError(
            f"{path} has the hash {found[:12]}…, not {sha256[:12]}… as {MODEL} says; get the model's folder again."
        )
