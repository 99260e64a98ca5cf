"""What an earlier release already has, found through its signatures; its texts are read only to confirm."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from moisson.contracts.errors import MoissonError, RecipeError
from moisson.contracts.schemas import STRING
from moisson.contracts.stage import DROPS, Columns, Corpus, CorpusStep, DataFile, corpus_stage
from moisson.corpus.stages.candidates import Candidates, Rows, decide, gather, gather_any, link, over_slices, text_bytes
from moisson.corpus.stages.duplicates import OUT_ROWS, drops
from moisson.corpus.stages.signatures import LEAST_WORDS, Signing, band_columns, band_names, signing_of
from moisson.kernels.jaccard import NO_VERSIONS, Confirmed, Versions
from moisson.kernels.strings import strings
from moisson.kernels.words import digest_words

REASON = "duplicate:earlier-release"


class Release(NamedTuple):
    """An earlier release: its folder, its name, and how it was signed."""

    folder: Path
    name: str
    signing: Signing

    def signature(self, column: str) -> pa.ChunkedArray:
        """One column of its signatures."""
        tables = [pq.read_table(path, columns=[column]) for path in signature_files(self.folder)]
        return pa.concat_tables(tables).column(0)


def signature_files(folder: Path) -> list[Path]:
    """The files of a release's signatures."""
    return sorted((folder / "signatures").glob("*.parquet"))


def open_release(folder: Path) -> Release:
    """Raises RecipeError where the folder is no release, or one without signatures."""
    manifest, files = folder / "MANIFEST.json", signature_files(folder)
    if not manifest.is_file():
        why = "it was taken back" if (folder / "SUPERSEDED.json").is_file() else "it has no MANIFEST.json"
        raise RecipeError(f"drop_known: {folder} is not a release ({why}); name the folder of one.")
    signing = signing_of(pq.read_schema(files[0])) if files else None
    if signing is None:
        raise RecipeError(
            f"drop_known: the release at {folder} carries no signatures; build it again, with `sign_words` in its recipe."
        )
    return Release(folder, orjson.loads(manifest.read_bytes())["release"], signing)


class OldTexts:
    """The texts of some documents of a release, by their places in `ids`: copied to scratch once, and memory-mapped."""

    def __init__(self, folder: Path, ids: pa.Array, scratch: Path) -> None:
        self._place = np.full(len(ids), -1, np.int64)
        written, path = 0, scratch / "texts.arrow"
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, pa.schema({"text": STRING})) as out:
            for data in sorted((folder / "data").rglob("*.parquet")) if len(ids) else []:
                for texts, at in _wanted(data, ids):
                    out.write_batch(pa.record_batch({"text": texts}))
                    self._place[at] = written + np.arange(len(at))
                    written += len(at)
        if written < len(ids):
            raise MoissonError(f"the release at {folder} lacks {len(ids) - written} of the documents that it has signed.")
        with pa.memory_map(str(path)) as file:
            self._texts = pa.ipc.open_file(file).read_all().column(0)
        order = np.argsort(self._place)
        self.lengths = np.empty(len(ids), np.int64)
        self.lengths[order] = text_bytes(self._texts, self._place[order])

    def take(self, places: Rows) -> pa.Array:
        """The texts at these places."""
        return gather_any(self._texts, self._place[places])


def _wanted(path: Path, ids: pa.Array) -> Iterator[tuple[pa.Array, Rows]]:
    """The texts of a file whose ids are wanted, a row group at a time, with their places in `ids`; other groups are not read."""
    with pq.ParquetFile(path) as file:
        at = pc.index_in(file.read(["id"]).column(0).combine_chunks(), value_set=ids).to_numpy(zero_copy_only=False)
        start = 0
        for group in range(file.num_row_groups):
            here = at[start : start + file.metadata.row_group(group).num_rows]
            start += len(here)
            if len(rows := np.flatnonzero(~np.isnan(here))):
                texts = file.read_row_group(group, ["text"]).column(0).combine_chunks().cast(STRING)
                yield texts.take(pa.array(rows)), here[rows].astype(np.int64)


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

    def step(corpus: Corpus) -> Iterator[Columns]:
        old_ids = earlier.signature("id")
        known = _same_words(corpus, earlier)
        with TemporaryDirectory() as scratch:
            nodes, found = _nearly(corpus, earlier, known >= 0, old_ids, threshold, keep_versions, Path(scratch))
        similarity = np.ones(corpus.num_rows)
        new = np.flatnonzero((found.kept != np.arange(len(nodes))) & (nodes >= len(old_ids)))
        rows = nodes[new] - len(old_ids)
        known[rows] = nodes[found.kept[new]]
        similarity[rows] = found.shared[new] * 10_000 // found.union[new] / 10_000
        for begin in range(0, max(corpus.num_rows, 1), OUT_ROWS):
            part = known[begin : begin + OUT_ROWS]
            gone = np.flatnonzero(part >= 0)
            names = gather_any(old_ids, part[gone]).to_pylist()
            at = similarity[begin : begin + OUT_ROWS][gone].tolist()
            details = [
                orjson.dumps({"release": earlier.name, "known": id, "similarity": value}).decode()
                for id, value in zip(names, at, strict=True)
            ]
            yield drops(len(part), gone, [(REASON, detail) for detail in details])

    return step


def _same_words(corpus: Corpus, earlier: Release) -> Rows:
    """For each row the first document of the release with the same words, or -1."""
    slices = over_slices(corpus.column("text"), lambda texts: digest_words(strings(texts), earlier.signing.headings, LEAST_WORDS))
    digests = np.concatenate([np.zeros((0, 2), np.uint64), *slices])
    high = earlier.signature("digest_high")
    size, old = len(high) + corpus.num_rows, len(high)
    both = pa.chunked_array([*high.chunks, pa.array(np.ascontiguousarray(digests[:, 0]))], pa.uint64())
    rows = link(size, [both]).rows
    low = pa.chunked_array([*earlier.signature("digest_low").chunks, pa.array(np.ascontiguousarray(digests[:, 1]))], pa.uint64())
    keys = [gather(column, rows).to_numpy() for column in (low, both)]
    order = np.lexsort((rows, *keys))
    first = np.ones(len(order), np.bool_)
    first[1:] = np.logical_or(*(key[order[1:]] != key[order[:-1]] for key in keys))
    known = np.full(corpus.num_rows, -1, np.int64)
    leads = rows[order[np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))]]
    mine = (rows[order] >= old) & (leads < old)
    known[rows[order][mine] - old] = leads[mine]
    return known


def _nearly(
    corpus: Corpus,
    earlier: Release,
    settled: NDArray[np.bool_],
    old_ids: pa.ChunkedArray,
    threshold: float,
    keep_versions: bool,
    scratch: Path,
) -> tuple[Rows, Confirmed]:
    """Decide the components that have documents of both; the release's documents come first, and stay.

    Rows are numbered through: the release's, then the corpus's. Gives the rows of those components, and the decisions.
    """
    old, ngram, headings = len(old_ids), earlier.signing.ngram, earlier.signing.headings
    candidates = link(old + corpus.num_rows, _bands(corpus, earlier, settled))
    mixed = np.intersect1d(candidates.component[candidates.rows < old], candidates.component[candidates.rows >= old])
    among = np.isin(candidates.component, mixed)
    candidates = Candidates(candidates.rows[among], candidates.component[among])
    is_old = candidates.rows < old
    wanted = candidates.rows[is_old]
    mine = candidates.rows[~is_old] - old
    theirs = OldTexts(earlier.folder, gather(old_ids, wanted), scratch)

    def texts(at: Rows) -> pa.Array:
        return pa.concat_arrays(
            [theirs.take(at[is_old[at]]), gather(corpus.column("text"), candidates.rows[at[~is_old[at]]] - old)]
        )

    places = np.arange(len(candidates.rows))
    ids = pa.concat_arrays([gather(old_ids, wanted), gather(corpus.column("id"), mine)])
    work = Versions(pc.dictionary_encode(ids).indices.to_numpy().astype(np.int64), places) if keep_versions else NO_VERSIONS
    lengths = np.concatenate([theirs.lengths, text_bytes(corpus.column("text"), mine)])
    here = Candidates(places, candidates.component)
    found = decide(texts, lengths, here, places, threshold, ngram, headings, is_old, work)
    return candidates.rows, found


def _bands(corpus: Corpus, earlier: Release, settled: NDArray[np.bool_]) -> Iterator[pa.ChunkedArray]:
    """The bands of release and corpus together; what is settled already has no key."""
    parts = over_slices(corpus.column("text"), lambda texts: band_columns(texts, earlier.signing))
    for name in band_names(earlier.signing.bands):
        chunks, start = [], 0
        for part in parts:
            keys = part[name]
            gone = pa.array(settled[start : start + len(keys)])
            chunks.append(pc.if_else(gone, pa.scalar(None, pa.uint64()), keys))
            start += len(keys)
        yield pa.chunked_array([*earlier.signature(name).chunks, *chunks], pa.uint64())
