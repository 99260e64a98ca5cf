"""One of each: of documents with the same words, and of documents with nearly the same words, the best stays.

Best by rule: in force, then newest, then longest, then first by id, unless the recipe says otherwise. What stays is a row as it
was, its rights with it; nothing of the others is put into it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moisson.contracts.errors import RecipeError
from moisson.contracts.schemas import STRING
from moisson.contracts.stage import DROPS, Columns, Corpus, CorpusStep, corpus_stage
from moisson.corpus.stages.candidates import Rows, as_band, decide, gather, link, over_slices, text_bytes
from moisson.corpus.stages.preference import PREFER, Rule, check, rank, read_by
from moisson.corpus.stages.signatures import LEAST_WORDS, Signing, band_columns, band_names
from moisson.corpus.stages.versions import OF_VERSIONS, versions
from moisson.kernels.jaccard import NO_VERSIONS, Confirmed
from moisson.kernels.strings import strings
from moisson.kernels.words import digest_words

CLUSTERS = ("cluster_id", "cluster_size")
OUT_ROWS = 1 << 16
SAMPLE = 64  # signed documents that are signed again, to see that their signatures are theirs

Action = Literal["drop", "mark"]


def _writes(parameters: Mapping[str, Any]) -> tuple[str, ...]:
    return CLUSTERS if parameters["action"] == "mark" else (*CLUSTERS, *DROPS)


def _exact_reads(parameters: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(("id", "text", *read_by(parameters))))


def _near_reads(parameters: Mapping[str, Any]) -> tuple[str, ...]:
    bands = band_names(parameters["bands"]) if parameters["signed"] else ()
    return tuple(dict.fromkeys(("id", "text", *read_by(parameters), *OF_VERSIONS, *bands)))


@corpus_stage(version=3, reads=_exact_reads, writes=_writes)
def drop_exact_duplicates(
    headings: bool = True,  # whether heading lines count
    action: Action = "drop",  # `mark` keeps all and publishes the clusters
    prefer: Sequence[Rule] = PREFER,  # the rules by which the best stays, in turn; then the first by id
    source_order: Sequence[str] = (),  # for `source`: names of sources, the best first; others come after
    score: str | None = None,  # for `score`: a column, greatest first, such as `confidence`
) -> CorpusStep:
    """Of documents with the same sequence of words, keep the best (`duplicate:exact`).

    Case and punctuation aside; compared by 128-bit hashes. Without `headings`, only the body is compared, since a heading
    names where a passage stands; a body of fewer than five words is compared with its headings. The best is the first by the
    rules of `prefer`: "in-force", "newest", "longest", "source" (in `source_order`), "score" (the greatest in the column named by
    `score`); then by id. With `action = "mark"` all stay. `cluster_id` is the id of the best, `cluster_size` how many there were.
    """
    check(prefer, source_order, score)

    def step(corpus: Corpus) -> Iterator[Columns]:
        digests = np.concatenate(
            [
                np.zeros((0, 2), np.uint64),
                *over_slices(corpus.column("text"), lambda texts: digest_words(strings(texts), headings, LEAST_WORDS)),
            ]
        )
        whole = np.ones(len(digests), np.bool_)
        rows = link(corpus.num_rows, [as_band(digests[:, 0].copy(), whole)]).rows
        order_by = rank(lambda name: gather(corpus.column(name), rows), prefer, source_order, score)
        mine = digests[rows]
        order = np.lexsort((order_by, mine[:, 1], mine[:, 0]))
        first = np.ones(len(order), np.bool_)
        first[1:] = (mine[order[1:]] != mine[order[:-1]]).any(axis=1)
        kept = np.empty(len(order), np.int64)
        kept[order] = order[np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))]
        found = Confirmed(kept, np.ones(len(order), np.int64), np.ones(len(order), np.int64))
        yield from _columns(corpus, rows, found, np.zeros(len(rows), np.bool_), "duplicate:exact", action)

    return step


@corpus_stage(version=3, reads=_near_reads, writes=_writes)
def drop_near_duplicates(
    threshold: float = 0.85,  # least Jaccard similarity
    headings: bool = True,  # whether heading lines count; without them, a body of under five words keeps its headings
    bands: int = 14,  # how candidates are found: bands of MinHash
    rows: int = 8,  # hashes in a band
    ngram: int = 5,  # words of an n-gram
    signed: bool = False,  # read the columns of `sign_words` instead of signing here
    action: Action = "drop",  # `mark` keeps all and publishes the clusters
    keep_versions: bool = False,  # whether successive versions of one text stay
    prefer: Sequence[Rule] = PREFER,  # the rules by which the best stays, in turn; then the first by id
    source_order: Sequence[str] = (),  # for `source`: names of sources, the best first; others come after
    score: str | None = None,  # for `score`: a column, greatest first, such as `confidence`
) -> CorpusStep:
    """Of documents that share most of their word n-grams, keep the best (`duplicate:near`, `duplicate:version`).

    MinHash bands propose (`bands` of `rows` hashes of word `ngram`s), exact similarity disposes: a document goes only if the
    Jaccard similarity of its n-gram set to that of the document that stays is at least `threshold`. Documents of fewer than
    `ngram` words are left to `drop_exact_duplicates`. `headings`, `action`, `prefer` and what goes with it as there.

    `signed`: read the columns that `sign_words` wrote, which must have had the same parameters, in place of signing here.
    Successive versions of one text are told from copies of it by title, identifiers and dates (`duplicate:version`); with
    `keep_versions` they stay, each as a document of its own.
    """
    check(prefer, source_order, score)
    if not 0 < threshold <= 1:
        raise RecipeError(f"drop_near_duplicates: threshold = {threshold} must be above 0 and at most 1.")
    signing = Signing(bands, rows, ngram, headings)

    def step(corpus: Corpus) -> Iterator[Columns]:
        if signed:
            _check_signatures(corpus, signing)
        keys = map(corpus.column, band_names(bands)) if signed else _sign(corpus, signing)
        candidates = link(corpus.num_rows, keys)

        def column(name: str) -> pa.Array:
            return gather(corpus.column(name), candidates.rows)

        about = versions(column)
        found = decide(
            lambda at: gather(corpus.column("text"), at),
            text_bytes(corpus.column("text"), candidates.rows),
            candidates,
            rank(column, prefer, source_order, score),
            threshold,
            ngram,
            headings,
            versions=about if keep_versions else NO_VERSIONS,
        )
        of_one = (about.work == about.work[found.kept]) & (about.wording != about.wording[found.kept])
        yield from _columns(corpus, candidates.rows, found, of_one, "duplicate:near", action)

    return step


def _sign(corpus: Corpus, signing: Signing) -> Iterator[pa.ChunkedArray]:
    """The band columns of a corpus that carries none: eight bytes a band and document."""
    parts = over_slices(corpus.column("text"), lambda texts: band_columns(texts, signing))
    for name in band_names(signing.bands):
        yield pa.chunked_array([part.pop(name) for part in parts], pa.uint64())


def _check_signatures(corpus: Corpus, signing: Signing) -> None:
    """Raises RecipeError where most of the first documents' signatures are not those of their texts."""
    made = band_columns(corpus.column("text").slice(0, SAMPLE).combine_chunks(), signing)
    there = {name: corpus.column(name).slice(0, SAMPLE).combine_chunks() for name in made}
    same = np.zeros(len(made["band_00"]), np.int64)
    for name, keys in made.items():
        same += np.asarray(pc.fill_null(pc.equal(keys, there[name]), False))
    long = made["band_00"].is_valid().to_numpy(zero_copy_only=False)
    if (same < signing.bands)[long].sum() > long.sum() / 2:
        raise RecipeError(
            "drop_near_duplicates: the signatures are not those of the texts; give `sign_words` the same bands, rows, ngram and"
            " headings, and put it after the stages that change the text."
        )


def _columns(
    corpus: Corpus, rows: Rows, found: Confirmed, of_one: NDArray[np.bool_], reason: str, action: Action
) -> Iterator[Columns]:
    """The clusters, and what a row's decision means for the ledger: who stays in its place, and how similar they are."""
    ids = gather(corpus.column("id"), rows)
    sizes = np.bincount(found.kept, minlength=len(rows))[found.kept]
    gone = found.kept != np.arange(len(rows))
    for begin in range(0, max(corpus.num_rows, 1), OUT_ROWS):
        own = _one(corpus.column("id").slice(begin, OUT_ROWS))
        low, high = np.searchsorted(rows, (begin, begin + OUT_ROWS))
        at = rows[low:high] - begin
        mask, size = np.zeros(len(own), np.bool_), np.ones(len(own), np.int64)
        mask[at], size[at] = True, sizes[low:high]
        kept = ids.take(pa.array(found.kept[low:high]))
        columns = {"cluster_id": pc.replace_with_mask(own, pa.array(mask), kept), "cluster_size": pa.array(size)}
        if action == "drop":
            dropped = np.flatnonzero(gone[low:high])
            columns |= drops(len(own), at[dropped], [*_reasons(dropped + low, found, ids, of_one, reason)])
        yield columns


def _reasons(places: Rows, found: Confirmed, ids: pa.Array, of_one: NDArray[np.bool_], reason: str) -> Iterator[tuple[str, str]]:
    """Reason and detail of rows that go; the similarity is rounded down."""
    for place in places.tolist():
        similarity = int(found.shared[place]) * 10_000 // int(found.union[place]) / 10_000
        detail = orjson.dumps({"kept": ids[int(found.kept[place])].as_py(), "similarity": similarity}).decode()
        yield ("duplicate:version" if of_one[place] else reason), detail


def drops(size: int, rows: Rows, reasons: Sequence[tuple[str, str]]) -> Columns:
    """`drop_reason` and `drop_detail` of `size` rows, null except at `rows`."""
    places = np.full(size, -1, np.int64)
    places[rows] = np.arange(len(rows))
    take = pa.array(places, mask=places < 0)
    return {name: pa.array([pair[k] for pair in reasons], STRING).take(take) for k, name in enumerate(DROPS)}


def _one(column: pa.ChunkedArray) -> pa.Array:
    """A few chunks as one array of strings."""
    whole = column.combine_chunks()
    array = pa.concat_arrays(whole.chunks) if isinstance(whole, pa.ChunkedArray) and whole.num_chunks else whole
    return array.cast(STRING) if isinstance(array, pa.Array) else pa.array([], STRING)
