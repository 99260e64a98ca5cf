"""What an earlier release already has, found through its signatures; its texts are read only to confirm."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moisson.contracts.errors import RecipeError
from moisson.contracts.stage import DROPS, Columns, Corpus, CorpusStep, DataFile, Each, Shared, corpus_stage
from moisson.corpus.stages.candidates import (
    WHOLE,
    Band,
    Candidates,
    Rows,
    band_of,
    batch_of,
    by_component,
    confirm_all,
    decide,
    decided_in,
    decisions,
    find,
    gather,
    text_bytes,
)
from moisson.corpus.stages.duplicates import drops, refined
from moisson.corpus.stages.earlier_release import Release, open_release, share_ids, share_texts, shared_ids, shared_texts
from moisson.corpus.stages.signatures import Signing, band_columns, band_names, digest_columns
from moisson.kernels.jaccard import NO_VERSIONS, Versions

REASON = "duplicate:earlier-release"
KNOWN = np.dtype([("old", np.int64), ("similarity", np.uint16)])  # the document of the release, or -1

Made = dict[str, pa.ChunkedArray]


@corpus_stage(version=1, reads=("id", "text"), writes=DROPS)
def drop_known(
    release: DataFile,  # the folder of an earlier release
    threshold: float = 0.85,  # least Jaccard similarity
    keep_versions: bool = False,  # whether a document that the release has under the same id in other words stays
) -> CorpusStep:
    """Drop documents that an earlier release already has, the same or nearly (`duplicate:earlier-release`).

    `release` is its folder. Exact as in `drop_exact_duplicates`, near as in `drop_near_duplicates`: at least `threshold` similar
    to a document of the release; compared as that release compared its own documents, headings or not. With `keep_versions`, a
    document that the release has under the same id with other words stays: a new version is what a later release is for.
    """
    earlier = open_release(Path(release))
    if not 0 < threshold <= 1:
        raise RecipeError(f"drop_known: threshold = {threshold} must be above 0 and at most 1.")
    signing = earlier.signing
    like: dict[str, Any] = {"threshold": threshold, "ngram": signing.ngram, "headings": signing.headings}

    def step(corpus: Corpus) -> Each:
        made = dict(corpus.each(_sign, ("text",), **signing._asdict()))
        known = np.full(corpus.num_rows, -1, KNOWN)
        known["old"] = _same_words(corpus, earlier, made)
        known["similarity"] = WHOLE
        rows, component = _both(find(corpus, earlier.rows + corpus.num_rows, _bands(earlier, made, known["old"] >= 0)), earlier)
        old, mine = rows[rows < earlier.rows], rows[rows >= earlier.rows] - earlier.rows
        wanted = np.union1d(old, np.unique(known["old"][known["old"] >= 0]))
        share_ids(corpus, earlier, wanted)
        lengths = share_texts(corpus, earlier, np.searchsorted(wanted, old))
        corpus.select("candidates", ("id", "text"), mine)
        sizes = np.concatenate([lengths, text_bytes(corpus.selected("candidates")["text"])])
        decide(corpus, component, sizes, _confirm, **like, keep_versions=keep_versions, old=len(old))
        decided = corpus.kept("decided")[len(old) :]
        gone = np.flatnonzero(decided["kept"] < len(old))
        known["old"][mine[gone]] = old[decided["kept"][gone]]
        known["similarity"][mine[gone]] = decided["similarity"][gone]
        known["old"] = np.where(known["old"] < 0, -1, np.searchsorted(wanted, known["old"]))
        corpus.keep("known", known)
        return Each(_write, ("id",), {"release": earlier.name})

    return step


def _sign(_shared: Shared, _first: int, batch: pa.RecordBatch, **signing: Any) -> Columns:
    how = Signing(**signing)
    return {**digest_columns(batch["text"], how.headings), **band_columns(batch["text"], how)}


def _same_words(corpus: Corpus, earlier: Release, made: Made) -> Rows:
    """For each row the first document of the release with the same words, or -1."""
    high, low = (
        pa.chunked_array([*earlier.signature(name).chunks, *made.pop(name).chunks], pa.uint64())
        for name in ("digest_high", "digest_low")
    )
    rows, component = find(corpus, len(high), [band_of("digest", high)])
    order, starts = by_component(refined(component, gather(low, rows).to_numpy()))
    leads = np.repeat(rows[order[starts[:-1]]], np.diff(starts))
    mine = (rows[order] >= earlier.rows) & (leads < earlier.rows)
    known = np.full(corpus.num_rows, -1, np.int64)
    known[rows[order][mine] - earlier.rows] = leads[mine]
    return known


def _bands(earlier: Release, made: Made, settled: NDArray[np.bool_]) -> Iterator[Band]:
    """The bands of release and corpus together; what is settled already has no key."""
    for name in band_names(earlier.signing.bands):
        there, mine = band_of(name, earlier.signature(name)), band_of(name, made.pop(name))
        valid = [np.ones(len(band.keys), np.bool_) if band.valid is None else band.valid for band in (there, mine)]
        yield Band(name, np.concatenate([there.keys, mine.keys]), np.concatenate([valid[0], valid[1] & ~settled]))


def _both(candidates: Candidates, earlier: Release) -> Candidates:
    """The components that have documents of both; each begins with one of the release, for these are numbered first."""
    rows, component = candidates
    among = np.isin(component, np.unique(component[(rows >= earlier.rows) & (component < earlier.rows)]))
    return Candidates(rows[among], component[among])


def _confirm(
    shared: Shared, begin: int, end: int, threshold: float, ngram: int, headings: bool, keep_versions: bool, old: int
) -> dict[str, Any]:
    """Compare the corpus's documents with the release's, which come first, and stay."""
    places, component = batch_of(shared, begin, end)
    fixed = places < old
    mine = places[~fixed] - old
    table = shared.selected("candidates")
    texts = pa.concat_arrays([shared_texts(shared, places[fixed]), gather(table["text"], mine)])
    of = NO_VERSIONS
    if keep_versions:
        ids = pa.concat_arrays([shared_ids(shared, shared.kept("with-text")[places[fixed]]), gather(table["id"], mine)])
        of = Versions(pc.dictionary_encode(ids).indices.to_numpy().astype(np.int64), places)
    found = confirm_all(texts, component, places, threshold, ngram, headings, fixed, of)
    return {"decided": shared.keep(decided_in(begin), decisions(places, found, np.zeros(len(places), np.bool_)))}


def _write(shared: Shared, first: int, batch: pa.RecordBatch, release: str) -> Columns:
    known = shared.kept("known")[first : first + batch.num_rows]
    gone = np.flatnonzero(known["old"] >= 0)
    names = shared_ids(shared, known["old"][gone]).to_pylist()
    similar = (known["similarity"][gone] / WHOLE).tolist()
    details = [
        orjson.dumps({"release": release, "known": name, "similarity": value}).decode()
        for name, value in zip(names, similar, strict=True)
    ]
    return drops(batch.num_rows, gone, [(REASON, detail) for detail in details])
