"""What a training is watched by: documents held out of it, and how well their tokens are foretold by how often each occurs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import log

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from moisson.contracts.errors import UserError
from moisson.contracts.token_files import Dataset, TokenFiles

ONE_IN = 200  # documents: at most so many are held out, where nobody names them
HELD_TOKENS = 32_768  # and hardly more than these tokens; of those that are named, hardly more are measured
COUNTED = 1 << 26  # tokens of a dataset, at most, whose frequencies are counted


def hold_out(files: TokenFiles, named: frozenset[str] | None) -> list[NDArray[np.bool_]]:
    """Which documents of each dataset to hold out: those named, or a few, always the same, by the hashes of their ids.

    Raises UserError where none of the named is there.
    """
    if named is not None:
        held = [np.array([id in named for id in _ids(dataset)], np.bool_) for dataset in files.datasets]
        if not any(of.any() for of in held):
            raise UserError(f"None of the documents to hold out is in {files.folder}; name ids of its release, one a line.")
        return held
    hashes = np.concatenate([np.fromiter(map(_hash, _ids(dataset)), np.uint64) for dataset in files.datasets])
    order = np.argsort(hashes, kind="stable")
    lengths = np.concatenate([dataset.lengths for dataset in files.datasets])[order]
    enough = int(np.searchsorted(np.cumsum(lengths), HELD_TOKENS)) + 1
    chosen = np.zeros(len(hashes), np.bool_)
    chosen[order[: max(1, min(enough, len(hashes) // ONE_IN))]] = True
    return np.split(chosen, np.cumsum([dataset.about.documents for dataset in files.datasets])[:-1])


@dataclass(frozen=True)
class Held:
    """Some of the documents that are held out."""

    tokens: NDArray[np.int64]  # end to end, after an end of text
    text_bytes: int  # of their texts, in UTF-8
    documents: int

    def bits_per_byte(self, nats: float) -> float:
        """What so many nats for the tokens are for the text, comparable between tokenizers."""
        return nats / log(2) / max(1, self.text_bytes)


def held_text(files: TokenFiles, held: Sequence[NDArray[np.bool_]]) -> Held:
    """What is measured of the documents that are held out: the first by the hashes of their ids."""
    found = []
    for dataset, of in zip(files.datasets, held, strict=True):
        about = pa.Table.from_batches(dataset.ids(["id", "text_bytes"])).filter(pa.array(of))
        places = zip(np.flatnonzero(of), about["id"].to_pylist(), about["text_bytes"].to_pylist(), strict=True)
        found += [(_hash(id), size, dataset, int(index)) for index, id, size in places]
    pieces, count, text_bytes = [np.array([files.manifest.tokenizer.end_of_text], np.int64)], 0, 0
    for _, size, dataset, index in sorted(found, key=lambda each: each[0]):
        if count < HELD_TOKENS:
            pieces.append(dataset.tokens[dataset.starts[index] :][: dataset.lengths[index]].astype(np.int64))
            count, text_bytes = count + len(pieces[-1]), text_bytes + size
    return Held(np.concatenate(pieces), text_bytes, len(pieces) - 1)


def _ids(dataset: Dataset) -> Iterator[str]:
    return (id for batch in dataset.ids(["id"]) for id in batch["id"].to_pylist())


def _hash(id: str) -> int:
    """A number that only the id decides, so that all versions of a document are on one side."""
    return int.from_bytes(sha256(id.encode()).digest()[:8])


def unigram_nats(files: TokenFiles, held: Sequence[NDArray[np.bool_]], tokens: NDArray[np.int64]) -> float:
    """The nats for all of these tokens but the first, by how often each occurs in what is not held out: what a model must beat.

    Each is counted once more than it occurs (Laplace).
    """
    vocabulary = files.manifest.tokenizer.vocabulary
    counts = np.ones(vocabulary)
    for dataset, of in zip(files.datasets, held, strict=True):
        counts += np.bincount(dataset.tokens[:COUNTED], minlength=vocabulary)[:vocabulary]
        for index in np.flatnonzero(of):
            begin = int(dataset.starts[index])
            if begin < COUNTED:
                end = min(begin + int(dataset.lengths[index]), COUNTED)
                counts -= np.bincount(dataset.tokens[begin:end], minlength=vocabulary)[:vocabulary]
    return float(-np.log(counts / counts.sum())[tokens[1:]].sum())
