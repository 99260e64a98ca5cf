"""A folder of tokens: what `moisson tokens` writes, and trainers read as it is.

Each dataset is a pair of Megatron's files, `NAME_text_document.bin` and `.idx`, and `NAME.ids.parquet` with a row a document:
which one it is, and where its tokens lie. `manifest.json` says from which release and by which tokenizer they were made, and has
the SHA-256 of every file. `datamix.json` and `tokenizer_name.txt` are as Luciole's training reads them
(OpenLLM-France/Luciole-Training, `data/tokenization/create_datamix.py`). The same release, tokenizer and options give the same
bytes: nothing here knows the time, or a path of a machine.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from moisson.contracts.errors import UserError
from moisson.contracts.identity import content_digest
from moisson.contracts.megatron_index import Index, mapped, read_index
from moisson.contracts.schemas import STRING

MANIFEST, DATAMIX, TOKENIZER, TOKENIZER_NAME = "manifest.json", "datamix.json", "tokenizer.json", "tokenizer_name.txt"
FORMAT = "moisson-tokens-1"
SUFFIX = "_text_document"  # of `.bin` and `.idx`, as Megatron's preprocessing names the column `text` of documents
OLMO = "olmo"  # the folder of what OLMo-core reads

IDS = pa.schema(
    {
        "index": pa.int64(),  # in `.idx`
        "id": STRING,
        "version": STRING,
        "first_token": pa.int64(),  # in `.bin`, counted in tokens
        "tokens": pa.int64(),  # with the end of text
        "text_bytes": pa.int64(),  # in UTF-8
        "text_sha256": STRING,
        "source": STRING,
        "license": STRING,
        "language": STRING,
    }
)


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OfRelease(_Said):
    """The release that tokens were made from."""

    name: str  # recipe/release
    root: str  # of the Merkle tree over its documents
    manifest_sha256: str
    private: bool  # whether it must not be published, and so neither must what is made of it
    maker: str | None = None  # the public key of who made it, whose feed of withdrawals holds for these tokens


class OfTokenizer(_Said):
    """The tokenizer that tokens are of."""

    name: str
    sha256: str  # of `tokenizer.json`
    vocabulary: int  # the largest id, and one
    end_of_text: int  # the id that ends each document
    dtype: Literal["uint16", "int32"]


class Mix(_Said):
    """How weights follow from tokens: see `weight_of`."""

    seq_length: int = Field(gt=0)  # tokens of one sample
    batch_size: int = Field(gt=0)  # samples of one step
    data_path: str  # where trainers find the folder


class OfDataset(_Said):
    """One dataset: a pair of files, and the rows of its documents."""

    name: str  # without `_text_document`
    by: dict[str, str | None]  # what its documents have in common
    documents: int
    tokens: int
    text_bytes: int
    repeats: float
    weight: int
    files: dict[str, str]  # SHA-256 by path


class Withdrawal(_Said):
    """What a rewrite took out; who they were is nowhere here."""

    feed: int  # the last withdrawal of the feed that was applied
    documents: int
    tokens: int


class Manifest(_Said):
    """`manifest.json`."""

    format: Literal["moisson-tokens-1"] = "moisson-tokens-1"
    moisson: str  # the version that wrote it
    name: str
    release: OfRelease
    tokenizer: OfTokenizer
    held_out: float = 0.0  # the share of the release's documents that are left out to test models on: see `models.holdout`
    text: Literal["as in the release"] = "as in the release"  # how it was normalised before it was tokenised
    mix: Mix
    datasets: tuple[OfDataset, ...]
    files: dict[str, str]  # SHA-256 of the others: tokenizer.json, tokenizer_name.txt, datamix.json
    withdrawn: tuple[Withdrawal, ...] = ()

    @property
    def documents(self) -> int:
        return sum(dataset.documents for dataset in self.datasets)

    @property
    def tokens(self) -> int:
        return sum(dataset.tokens for dataset in self.datasets)


@dataclass(frozen=True)
class Dataset:
    """A dataset of a folder, read as it is asked for; arrays are mapped."""

    folder: Path
    about: OfDataset
    dtype: str

    @property
    def prefix(self) -> Path:
        """What Megatron calls the dataset: its path without `.bin`."""
        return self.folder / f"{self.about.name}{SUFFIX}"

    @property
    def ids_path(self) -> Path:
        return self.folder / f"{self.about.name}.ids.parquet"

    @cached_property
    def index(self) -> Index:
        """`.idx`; raises UserError where it is cut, or does not belong to this folder."""
        index = read_index(self.prefix.with_name(f"{self.prefix.name}.idx"))
        if index.dtype != self.dtype or len(index.lengths) != self.about.documents:
            raise _foreign(self.prefix.with_name(f"{self.prefix.name}.idx"))
        return index

    @cached_property
    def tokens(self) -> NDArray[Any]:
        """All its tokens, one document after another."""
        path = self.prefix.with_name(f"{self.prefix.name}.bin")
        size, wanted = _size(path), self.about.tokens * np.dtype(self.dtype).itemsize
        if size != wanted:
            raise UserError(
                f"{path} has {size:,} bytes where the manifest's {self.about.tokens:,} tokens take {wanted:,}: it was cut, or is"
                " of other tokens; make them again."
            )
        return mapped(path, f"<{np.dtype(self.dtype).str[1:]}")

    @property
    def repeats(self) -> float:
        return self.about.repeats

    @property
    def lengths(self) -> NDArray[np.int32]:
        """How many tokens each document has, with its end of text."""
        return self.index.lengths

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """The first token of each document, counted in tokens; 8 bytes a document, in memory."""
        return np.asarray(self.index.places // np.dtype(self.dtype).itemsize, np.int64)

    def ids(self, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """The rows of `ids.parquet`, by row group. Raises UserError where the file is damaged."""
        with self.opened() as file:
            for number in range(file.num_row_groups):
                yield from file.read_row_group(number, None if columns is None else list(columns)).to_batches()

    def opened(self) -> pq.ParquetFile:
        """`ids.parquet`, to read piece by piece."""
        try:
            file = pq.ParquetFile(self.ids_path)
        except (pa.ArrowException, OSError) as error:
            raise UserError(f"{self.ids_path} cannot be read ({error}); make the tokens again.") from None
        if file.metadata.num_rows != self.about.documents or not file.schema_arrow.equals(IDS):
            raise _foreign(self.ids_path)
        return file


@dataclass(frozen=True)
class TokenFiles:
    """A folder of tokens whose files are all there and as long as its manifest says; `moisson verify` reads them whole."""

    folder: Path
    manifest: Manifest

    @classmethod
    def open(cls, folder: Path) -> "TokenFiles":
        """Raises UserError for what is no such folder, and for a file that is missing, cut, or of other tokens."""
        found = cls(folder, read_manifest(folder))
        for dataset in found.datasets:
            if len(dataset.tokens) != (total := int(dataset.lengths.sum(dtype=np.int64))):
                raise UserError(
                    f"{dataset.prefix}.idx counts {total:,} tokens, its .bin has {len(dataset.tokens):,}; make them again."
                )
            dataset.opened().close()
        return found

    @cached_property
    def datasets(self) -> tuple[Dataset, ...]:
        """In the manifest's order, which is that of their names."""
        return tuple(Dataset(self.folder, about, self.manifest.tokenizer.dtype) for about in self.manifest.datasets)

    @property
    def vocabulary(self) -> int:
        return self.manifest.tokenizer.vocabulary

    @cached_property
    def manifest_sha256(self) -> str:
        return content_digest(self.folder / MANIFEST)


def is_tokens(folder: Path) -> bool:
    """Whether a folder says of itself that it holds tokens."""
    try:
        return bool(orjson.loads((folder / MANIFEST).read_bytes())["format"].startswith("moisson-tokens-"))
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        return False


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a folder of tokens; raises UserError where there is none."""
    path = folder / MANIFEST
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except OSError as error:
        raise UserError(
            f"{folder} holds no tokens ({MANIFEST}: {error.strerror}); give a folder that `moisson tokens` wrote."
        ) from None
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"])) or "it"
        raise UserError(
            f"{path} is no manifest of tokens ({where}: {error.errors()[0]['msg']}); give a folder that `moisson tokens` wrote."
        ) from None


def weight_of(tokens: int, repeats: float, seq_length: int) -> int:
    """A dataset's weight in the mixture: how many samples it gives, each time that it is seen. Luciole's formula."""
    return int(tokens * repeats // seq_length)


def datamix(mix: Mix, datasets: Sequence[OfDataset]) -> dict[str, Any]:
    """`datamix.json`: what is worth less than a sample is not in it, and the tokens are those of whole batches, as at Luciole."""
    train = [{"name": f"{each.name}{SUFFIX}", "weight": each.weight} for each in datasets if each.weight]
    steps = sum(each.weight for each in datasets) // mix.batch_size
    return {"data_path": mix.data_path, "total_tokens": mix.seq_length * mix.batch_size * steps, "train": train}


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise UserError(f"{path}: {error.strerror}; make the tokens again.") from None


def _foreign(path: Path) -> UserError:
    return UserError(f"{path} does not belong to the manifest beside it; make the tokens again.")
