"""Writes folders of tokens: a dataset as its documents come, then what names and weighs them. Memory holds `GROUP` rows."""

import gzip
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import file_digest, sha256
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from moisson.contracts.disk import flush
from moisson.contracts.identity import digest, pretty_json
from moisson.contracts.megatron_index import mapped, write_index
from moisson.contracts.token_files import (
    DATAMIX,
    IDS,
    MANIFEST,
    OLMO,
    SUFFIX,
    TOKENIZER,
    TOKENIZER_NAME,
    Manifest,
    OfDataset,
    datamix,
)

GROUP = 1 << 14  # rows of a row group: the same documents give the same bytes however they came
AT_ONCE = 1 << 22  # tokens that are copied at a time
GIVEN = tuple(name for name in IDS.names if name not in ("index", "first_token"))  # what rows say; the writer counts the rest


@dataclass(frozen=True)
class Written:
    """What a dataset came to."""

    documents: int
    tokens: int
    text_bytes: int
    files: dict[str, str]  # SHA-256 by path


class DatasetWriter:
    """Writes one dataset into a folder, document by document, in order."""

    def __init__(self, folder: Path, name: str, dtype: str) -> None:
        self._folder, self._name, self._dtype = folder, name, np.dtype(dtype)
        self._bin = (folder / f"{name}{SUFFIX}.bin").open("wb")
        self._sum = sha256()
        self._lengths_path = folder / f".{name}.lengths"
        self._lengths = self._lengths_path.open("wb")
        self._rows = pq.ParquetWriter(folder / f"{name}.ids.parquet", IDS, compression="zstd", compression_level=3)
        self._waiting: list[pa.Table] = []
        self._documents = self._written = self._tokens = self._text_bytes = 0

    def add(self, tokens: NDArray[Any], rows: pa.Table) -> None:
        """Add documents: their tokens end to end, and a row for each with the columns of `GIVEN`."""
        if not rows.num_rows:
            return
        for begin in range(0, len(tokens), AT_ONCE):
            data = tokens[begin : begin + AT_ONCE].astype(self._dtype.newbyteorder("<"), copy=False).tobytes()
            self._bin.write(data)
            self._sum.update(data)
        lengths = rows["tokens"].to_numpy()
        self._lengths.write(lengths.astype("<i4").tobytes())
        first = self._tokens + np.cumsum(lengths, dtype=np.int64) - lengths
        index = np.arange(self._documents, self._documents + rows.num_rows, dtype=np.int64)
        counted = rows.append_column("index", pa.array(index)).append_column("first_token", pa.array(first))
        self._waiting.append(counted.select(IDS.names).cast(IDS))
        self._documents += rows.num_rows
        self._tokens += int(lengths.sum(dtype=np.int64))
        self._text_bytes += int(rows["text_bytes"].to_numpy().sum(dtype=np.int64))
        while self._documents - self._written >= GROUP:
            self._write_rows(GROUP)

    def _write_rows(self, count: int) -> None:
        table = pa.concat_tables(self._waiting)
        self._rows.write_table(table.slice(0, count).combine_chunks(), row_group_size=GROUP)
        self._waiting = [table.slice(count)]
        self._written += count

    def close(self, *, olmo: bool = False) -> Written:
        """Write the index and what is left; with `olmo`, what OLMo-core reads, too."""
        if self._documents > self._written:
            self._write_rows(self._documents - self._written)
        self._rows.close()
        self._bin.close()
        self._lengths.close()
        lengths = mapped(self._lengths_path, "<i4")
        prefix = self._folder / f"{self._name}{SUFFIX}"
        index, rows = prefix.with_name(f"{prefix.name}.idx"), self._folder / f"{self._name}.ids.parquet"
        write_index(index, lengths, self._dtype.name)
        said = {f"{prefix.name}.bin": self._sum.hexdigest(), index.name: file_sha256(index), rows.name: file_sha256(rows)}
        if olmo:
            said |= _for_olmo(self._folder, self._name, lengths, self._sum.hexdigest())
        del lengths
        self._lengths_path.unlink()
        for name in said:
            flush(self._folder / name)
        return Written(self._documents, self._tokens, self._text_bytes, said)


def _for_olmo(folder: Path, name: str, lengths: NDArray[np.int32], bin_sha256: str) -> dict[str, str]:
    """What OLMo-core reads: the same tokens under a name in `.npy`, without numpy's head, and bounds in a `.csv.gz` beside it.

    A line is `first token,token after the last,index`, as `iter_document_indices` of `olmo_core.data.utils` splits it.
    """
    (folder / OLMO).mkdir(exist_ok=True)
    tokens, bounds = folder / OLMO / f"{name}.npy", folder / OLMO / f"{name}.csv.gz"
    tokens.unlink(missing_ok=True)
    try:
        os.link(folder / f"{name}{SUFFIX}.bin", tokens)  # one file under two names takes its room once
    except OSError:
        shutil.copyfile(folder / f"{name}{SUFFIX}.bin", tokens)
    with bounds.open("wb") as plain, gzip.GzipFile("", "wb", fileobj=plain, mtime=0) as file:
        for index, (begin, end) in enumerate(_bounds(lengths)):
            file.write(f"{begin},{end},{index}\n".encode())
    return {f"{OLMO}/{tokens.name}": bin_sha256, f"{OLMO}/{bounds.name}": file_sha256(bounds)}


def _bounds(lengths: NDArray[np.int32]) -> Iterator[tuple[int, int]]:
    begin = 0
    for end in accumulate(map(int, lengths)):
        yield begin, end
        begin = end


def write_about(folder: Path, manifest: Mapping[str, Any], tokenizer: bytes) -> Manifest:
    """Write all but the datasets: the tokenizer, its name, the mixture, and last the manifest, to which `files` are added."""
    datasets: Sequence[OfDataset] = manifest["datasets"]
    mix = orjson.dumps(datamix(manifest["mix"], datasets), option=orjson.OPT_INDENT_2) + b"\n"
    files = {TOKENIZER: tokenizer, TOKENIZER_NAME: manifest["tokenizer"].name.encode(), DATAMIX: mix}
    for name, data in files.items():
        (folder / name).write_bytes(data)
        flush(folder / name)
    written = Manifest(**manifest, files={name: digest(data) for name, data in files.items()})
    (folder / MANIFEST).write_bytes(pretty_json(written.model_dump(mode="json")))
    flush(folder / MANIFEST)
    return written


def file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
