"""One of each: of documents with the same words, and of documents with nearly the same words, the best stays.

Best: in force, then newest, then longest, then first by id.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moisson.kernels.minhash import Confirmed, band_keys, confirm, join_bands
from moisson.kernels.strings import Strings, strings
from moisson.kernels.words import digest_words
from moisson.schemas import STRING
from moisson.stage import DROPS, Columns, Corpus, CorpusStep, corpus_stage

READS = ("id", "text", "force", "created", "valid_from", "word_count")
LEAST_WORDS = 5  # a body of fewer words says too little without its headings
SLICE = 4096  # rows that one thread takes at a time

Rows = NDArray[np.int64]
T = TypeVar("T")


@corpus_stage(version=1, reads=READS, writes=DROPS)
def drop_exact_duplicates(headings: bool = True) -> CorpusStep:
    """Of documents with the same sequence of words, keep the best (`duplicate:exact`).

    Case and punctuation aside; compared by 128-bit hashes. Without `headings`, only the body is compared, since a heading
    names where a passage stands; a body of fewer than five words is compared with its headings.
    """

    def step(corpus: Corpus) -> Columns:
        if not corpus.num_rows:
            return _columns(corpus, Confirmed(0), "duplicate:exact")
        digests = np.concatenate(_over(corpus, lambda texts: digest_words(texts, headings, LEAST_WORDS)))
        rank = _rank(corpus)
        order = np.lexsort((rank, digests[:, 1], digests[:, 0]))
        first = np.ones(len(order), np.bool_)
        first[1:] = (digests[order[1:]] != digests[order[:-1]]).any(axis=1)
        found = Confirmed(corpus.num_rows)
        found.kept[order] = order[np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))]
        return _columns(corpus, found, "duplicate:exact")

    return step


@corpus_stage(version=1, reads=READS, writes=DROPS)
def drop_near_duplicates(
    threshold: float = 0.85, headings: bool = True, bands: int = 14, rows: int = 8, ngram: int = 5
) -> CorpusStep:
    """Of documents that share most of their word n-grams, keep the best (`duplicate:near`).

    MinHash bands propose (`bands` of `rows` hashes of word `ngram`s), exact similarity disposes: a document goes only if the
    Jaccard similarity of its n-gram set to that of the document that stays is at least `threshold`. Documents of fewer than
    `ngram` words are left to `drop_exact_duplicates`. `headings` as there.
    """

    def step(corpus: Corpus) -> Columns:
        found = Confirmed(corpus.num_rows)
        if corpus.num_rows:
            parts = _over(corpus, lambda texts: band_keys(texts, bands, rows, ngram, headings))
            keys = np.concatenate([part[0] for part in parts], axis=1)
            live = np.concatenate([part[1] for part in parts]) >= ngram
            groups = _groups(join_bands(keys, live), _rank(corpus))
            _confirm_all(corpus.column("text"), groups, threshold, ngram, headings, found)
        return _columns(corpus, found, "duplicate:near")

    return step


def _over(corpus: Corpus, work: Callable[[Strings], T]) -> list[T]:
    """`work` on the text column, slice by slice on all cores (the kernels release the GIL); results in row order."""
    pieces = [chunk.slice(at, SLICE) for chunk in corpus.column("text").chunks for at in range(0, len(chunk), SLICE)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda piece: work(strings(piece)), pieces))


def _rank(corpus: Corpus) -> Rows:
    """The place of each row in the order of preference."""
    date = pc.coalesce(corpus.column("created"), corpus.column("valid_from"))
    table = pa.table(
        {
            "force": pc.fill_null(pc.equal(corpus.column("force"), "in-force"), False),
            "date": date,
            "words": corpus.column("word_count"),
            "id": corpus.column("id"),
        }
    )
    keys = [("force", "descending"), ("date", "descending"), ("words", "descending"), ("id", "ascending")]
    order = pc.sort_indices(table, sort_keys=keys).to_numpy()  # nulls last
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return rank


def _groups(component: Rows, rank: Rows) -> list[Rows]:
    """The rows of each component of two or more, best first."""
    order = np.lexsort((rank, component))
    bounds = np.flatnonzero(np.diff(component[order])) + 1
    return [group for group in np.split(order, bounds) if len(group) > 1]


def _confirm_all(
    texts: pa.ChunkedArray, groups: list[Rows], threshold: float, ngram: int, headings: bool, found: Confirmed
) -> None:
    """Decide every component; only the texts of one batch of components are in memory."""

    def work(batch: list[Rows]) -> None:
        rows = np.sort(np.concatenate(batch))
        taken = strings(_take(texts, rows))
        local = Confirmed(len(rows))
        for group in batch:
            confirm(taken, np.searchsorted(rows, group), threshold, ngram, headings, local)
        found.kept[rows] = rows[local.kept]
        found.shared[rows] = local.shared
        found.union[rows] = local.union

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(work, _batches(groups)))


def _batches(groups: list[Rows]) -> Iterator[list[Rows]]:
    batch: list[Rows] = []
    for group in groups:
        batch.append(group)
        if sum(map(len, batch)) >= SLICE:
            yield batch
            batch = []
    if batch:
        yield batch


def _take(texts: pa.ChunkedArray, rows: Rows) -> pa.Array:
    """The given rows, ascending, chunk by chunk: the column is never joined."""
    taken = []
    start = 0
    for chunk in texts.chunks:
        low, high = np.searchsorted(rows, (start, start + len(chunk)))
        if high > low:
            taken.append(chunk.take(pa.array(rows[low:high] - start)))
        start += len(chunk)
    return pa.concat_arrays(taken)


def _columns(corpus: Corpus, found: Confirmed, reason: str) -> Columns:
    """What a row's decision means for the ledger: who stays in its place, and how similar they are (rounded down)."""
    dropped = found.kept != np.arange(corpus.num_rows)
    ids = corpus.column("id").cast(STRING)
    kept = ids.take(pa.array(found.kept)).combine_chunks() if corpus.num_rows else pa.array([], STRING)
    similarity = (found.shared * 10_000 // np.maximum(found.union, 1)) / 10_000
    details = [
        orjson.dumps({"kept": kept[row].as_py(), "similarity": similarity[row].item()}).decode()
        for row in np.flatnonzero(dropped).tolist()
    ]
    places = np.cumsum(dropped) - 1
    rows = pa.array(places, mask=~dropped)
    return {
        "drop_reason": pa.array([reason], STRING).take(pa.array(np.zeros(corpus.num_rows, np.int64), mask=~dropped)),
        "drop_detail": pa.array(details, STRING).take(rows) if details else pa.nulls(corpus.num_rows, STRING),
    }
