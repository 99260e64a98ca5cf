"""Which documents a tokenizer is trained on: so many bytes of each language, chosen by the hash of their ids.

The choice depends on ids and texts alone, not on the order, number or size of files. One document in twenty is never trained on,
so that a tokenizer can be measured on texts that it has not seen.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moisson.contracts.errors import UserError
from moisson.stewardship.opened import Opened, Table, parquet_of

END = 1 << 64  # of hashes
HELD_OUT = END - END // 20  # from here on
BATCH_ROWS = 256  # whose texts are in memory at a time


@dataclass(frozen=True)
class Share:
    """What one language gives: its documents up to a hash, the last one cut."""

    language: str
    weight: float
    documents: int
    bytes: int
    whole: bool  # all that it has, which is less than its share
    last: int  # the greatest hash that is chosen; -1 where none is
    cut: int  # bytes of the document of that hash

    def account(self) -> dict[str, Any]:
        """For the manifest."""
        return {name: getattr(self, name) for name in ("language", "weight", "documents", "bytes", "whole")}


def shares(release: Opened, most_bytes: int, weights: Mapping[str, float]) -> list[Share]:
    """Divide `most_bytes` among the languages of a release by their weights, which are 1 where none is given.

    A language that has less than its share gives all it has, and no other gets more for it. Raises UserError for a weight of a
    language that the release lacks, and where all weights are 0.
    """
    languages = release.languages
    if unknown := sorted(set(weights) - set(languages)):
        raise UserError(f"{release.name} has no documents in `{unknown[0]}`; it has {', '.join(languages)}.")
    weighed = {language: weights.get(language, 1.0) for language in languages}
    if not (total := sum(weighed.values())):
        raise UserError("every language has the weight 0; give one of them more.")
    return [
        share_of(language, weight, languages[language], int(most_bytes * weight / total))
        for language, weight in weighed.items()
        if weight
    ]


def share_of(language: str, weight: float, tables: Sequence[Table], quota: int, first: int = 0, end: int = HELD_OUT) -> Share:
    """The documents with the least hashes from `first` to `end` that have `quota` bytes together.

    Memory does not grow with the number of documents: those that cannot be chosen any more are forgotten.
    """
    hashes, sizes = np.empty(0, np.uint64), np.empty(0, np.int64)
    for batch in _batches(tables, ["id", "text"]):
        own = hashes_of(batch.column("id"))
        held = pc.binary_length(batch.column("text")).fill_null(0).to_numpy()
        fit = (own >= first) & (own < end)
        hashes, sizes = np.concatenate([hashes, own[fit]]), np.concatenate([sizes, held[fit].astype(np.int64)])
        if len(hashes) > 1 << 16 and sizes.sum() > 2 * quota:
            hashes, sizes = _least(hashes, sizes, quota)
    hashes, sizes = _least(hashes, sizes, quota)
    taken = min(quota, int(sizes.sum()))
    if not taken:
        return Share(language, weight, 0, 0, True, -1, 0)
    cut = taken - int(sizes[:-1].sum())
    return Share(language, weight, len(hashes), taken, int(sizes.sum()) < quota, int(hashes[-1]), cut)


def _least(hashes: NDArray[np.uint64], sizes: NDArray[np.int64], quota: int) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The documents of the least hashes that reach the quota."""
    order = np.argsort(hashes, kind="stable")
    hashes, sizes = hashes[order], sizes[order]
    count = min(int(np.searchsorted(np.cumsum(sizes), quota)) + 1, len(sizes))
    return hashes[:count], sizes[:count]


def texts(release: Opened, share: Share, first: int = 0) -> Iterator[str]:
    """The texts of a share in the order of the release; the last one chosen is cut before the character that is too much."""
    for batch in _batches(release.languages[share.language], ["id", "text"]):
        own = hashes_of(batch.column("id"))
        rows = np.flatnonzero((own >= first) & (own <= max(share.last, 0))) if share.last >= 0 else ()
        for row in rows:
            text = batch.column("text")[int(row)].as_py() or ""
            yield text.encode()[: share.cut].decode(errors="ignore") if int(own[row]) == share.last else text


def hashes_of(ids: pa.Array) -> NDArray[np.uint64]:
    """64 bits of each id, alike on every machine (BLAKE2b, the first byte the highest)."""
    digests = b"".join(blake2b(id.encode(), digest_size=8).digest() for id in ids.to_pylist())
    return np.frombuffer(digests, ">u8").astype(np.uint64)


def _batches(tables: Sequence[Table], columns: list[str]) -> Iterator[pa.RecordBatch]:
    for table in tables:
        with parquet_of(table) as file:
            yield from file.iter_batches(BATCH_ROWS, columns=columns)
