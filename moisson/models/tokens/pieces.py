"""The tasks of making tokens, in two rounds: pieces of a release become tokens, and those of a dataset are joined in order.

A piece is some row groups of a file of the release. What its documents have in common decides their dataset, and each dataset's
share of a piece is a file of tokens and a table of rows. The joined bytes do not depend on how the release was cut.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import Any
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from moisson.compute.rounds import Place, Receipt
from moisson.contracts.disk import damaged, disk
from moisson.contracts.identity import canonical_json, digest
from moisson.contracts.megatron_index import mapped
from moisson.contracts.token_files import OfTokenizer
from moisson.contracts.token_writer import GIVEN, DatasetWriter
from moisson.models.tokens.earlier import earlier
from moisson.models.tokens.tokenizer_file import encoder
from moisson.workspace.progress import Share
from moisson.workspace.storage import read_json

# In the run's folder, where rounds have folders of their own names.
PIECES, FILES, HELD_OUT, TOKENIZER = "cut", "files", "held-out.arrow", "tokenizer.json"
GROUPS = "groups.json"  # of a piece: what the documents of each dataset have in common
READ = ("id", "version", "text", "text_sha256", "source", "license", "language")
BY = ("source", "language", "license")
Common = tuple[str | None, ...]


@dataclass(frozen=True)
class Piece:
    """Some row groups of a file of the release, to be tokenised."""

    number: int  # in the release's order
    file: str  # of the release, with slashes
    groups: tuple[int, int]  # the first, and the one after the last
    by: tuple[str, ...]
    tokenizer: OfTokenizer
    since: str | None  # where tokens lie that were made before, from the workspace
    since_sha256: str | None  # of their manifest

    @property
    def key(self) -> str:
        return f"{self.number:06}"


@dataclass(frozen=True)
class Joint:
    """The pieces of one dataset, to be joined."""

    group: str
    name: str
    pieces: int  # of the whole release
    dtype: str
    olmo: bool

    @property
    def key(self) -> str:
        return self.group


def group_of(common: Sequence[str | None]) -> str:
    """The name of a dataset's files among the pieces, by what its documents have in common."""
    return digest(canonical_json(list(common)))[:24]


def make_piece(place: Place, piece: Piece) -> Receipt:
    """Tokenise a piece, or copy what was tokenised before; the release is the recipe's folder of `place`."""
    folder = place.run / PIECES / piece.key
    working = place.run / PIECES / uuid4().hex
    documents = tokens = copied = 0
    groups: dict[str, Common] = {}
    rows: dict[str, list[pa.Table]] = {}
    with disk(working):
        working.mkdir(parents=True)
        for table in _tables(place, piece):
            arrays, known = _tokens_of(place, piece, table)
            copied += known
            lengths = pa.array([len(each) for each in arrays], pa.int64())
            said = table.append_column("text_bytes", pc.binary_length(table["text"]).cast(pa.int64())).append_column(
                "tokens", lengths
            )
            for common, chosen in _by(table, piece.by).items():
                groups[group := group_of(common)] = common
                data = np.concatenate([arrays[row] for row in chosen])
                tokens += len(data)
                with (working / f"{group}.bin").open("ab") as file:
                    file.write(data.astype(data.dtype.newbyteorder("<"), copy=False).tobytes())
                rows.setdefault(group, []).append(said.select(GIVEN).take(pa.array(chosen)))
            documents += table.num_rows
        for group, parts in rows.items():
            table = pa.concat_tables(parts)
            with pa.OSFile(str(working / f"{group}.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
                writer.write_table(table)
        (working / GROUPS).write_bytes(canonical_json(groups))
        _put(working, folder)
    return {"documents": documents, "tokens": tokens, "copied": copied}


def join_dataset(place: Place, joint: Joint) -> Receipt:
    """Join the pieces of a dataset; gives it as a `Written`."""
    files = place.run / FILES
    working = files / f".{uuid4().hex}"
    with disk(working):
        working.mkdir(parents=True)
        writer = DatasetWriter(working, joint.name, joint.dtype)
        for number in range(joint.pieces):
            path = place.run / PIECES / f"{number:06}" / f"{joint.group}.bin"
            if path.exists():
                with pa.memory_map(str(path.with_suffix(".arrow"))) as source:
                    writer.add(mapped(path, f"<{np.dtype(joint.dtype).str[1:]}"), pa.ipc.open_file(source).read_all())
        written = writer.close(olmo=joint.olmo)
        for name in written.files:
            (files / name).parent.mkdir(exist_ok=True)
            (working / name).replace(files / name)
        rmtree(working)
    return vars(written)


def groups_of(run: Path, pieces: int) -> dict[str, Common]:
    """What the documents of each dataset have in common, by the name of its files among the pieces."""
    found: dict[str, Common] = {}
    for number in range(pieces):
        said: Mapping[str, list[str | None]] = read_json(run / PIECES / f"{number:06}" / GROUPS)
        found |= {group: tuple(common) for group, common in said.items()}
    return found


def _tables(place: Place, piece: Piece) -> Iterator[pa.Table]:
    """The documents of a piece, a row group at a time, without those that are held out."""
    path = place.recipe / piece.file
    held = _held_out(place.run / HELD_OUT)
    try:
        with pq.ParquetFile(path, pre_buffer=False) as file:
            share = Share(sum(file.metadata.row_group(number).num_rows for number in range(*piece.groups)))
            for number in range(*piece.groups):
                table = file.read_row_group(number, list(READ), use_threads=False).select(list(READ))
                kept = table if held is None else table.filter(pc.invert(pc.is_in(table["id"], held)))
                if kept.num_rows:
                    yield kept
                share.add(table.num_rows)
    except (pa.ArrowException, OSError) as error:
        raise damaged(path, error) from None


def _held_out(path: Path) -> pa.Array | None:
    if not path.exists():
        return None
    with pa.memory_map(str(path)) as source:
        return pa.ipc.open_file(source).read_all()["id"].combine_chunks()


def _tokens_of(place: Place, piece: Piece, table: pa.Table) -> tuple[list[NDArray[Any]], int]:
    """The tokens of each document, and for how many they were there before."""
    before: dict[str, NDArray[Any]] = {}
    if piece.since is not None:
        folder = Path(os.path.normpath(place.workspace.root.resolve() / piece.since))
        before = earlier(folder, piece.since_sha256).find(table["id"], table["text_sha256"])
    hashes = table["text_sha256"].to_pylist()
    new = [row for row, text in enumerate(hashes) if text not in before]
    made = encoder(place.run / TOKENIZER, piece.tokenizer).encode(table["text"].take(pa.array(new, pa.int64())).to_pylist())
    fresh = dict(zip(new, made, strict=True))
    return [fresh[row] if row in fresh else before[text] for row, text in enumerate(hashes)], table.num_rows - len(new)


def _by(table: pa.Table, by: Sequence[str]) -> dict[Common, list[int]]:
    """The rows of each dataset, by what they have in common."""
    found: dict[Common, list[int]] = {}
    for row, common in enumerate(zip(*(table[name].to_pylist() for name in by), strict=True)):
        found.setdefault(common, []).append(row)
    return found


def _put(working: Path, folder: Path) -> None:
    """Let a finished folder take its place; another that did the same task has left the same bytes."""
    try:
        working.replace(folder)
    except OSError:
        if not folder.is_dir():
            raise
        rmtree(working)
