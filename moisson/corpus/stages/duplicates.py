"""One of each: of documents with the same words, and of documents with nearly the same words, the best stays.

Best by rule: in force, then newest, then longest, then first by id, unless the recipe says otherwise. What stays is a row as it
was, its rights with it; nothing of the others is put into it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moisson.contracts.errors import RecipeError
from moisson.contracts.schemas import STRING
from moisson.contracts.stage import DROPS, Columns, Corpus, CorpusStep, Each, Shared, corpus_stage
from moisson.corpus.stages.candidates import (
    WHOLE,
    Rows,
    band_of,
    batch_of,
    confirm_all,
    decide,
    decided_in,
    decisions,
    find,
    gather,
    gather_any,
    gather_rows,
    text_bytes,
)
from moisson.corpus.stages.preference import PREFER, Rule, check, rank, read_by
from moisson.corpus.stages.signatures import Signing, band_columns, band_names, digest_columns
from moisson.corpus.stages.versions import OF_VERSIONS, versions
from moisson.kernels.jaccard import NO_VERSIONS, Confirmed

CLUSTERS = ("cluster_id", "cluster_size")
SAMPLE = 64  # signed documents that are signed again, to see that their signatures are theirs

Action = Literal["drop", "mark"]


def _writes(parameters: Mapping[str, Any]) -> tuple[str, ...]:
    return CLUSTERS if parameters["action"] == "mark" else (*CLUSTERS, *DROPS)


def _exact_reads(parameters: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(("id", "text", *read_by(parameters))))


def _near_reads(parameters: Mapping[str, Any]) -> tuple[str, ...]:
    bands = band_names(parameters["bands"]) if parameters["signed"] else ()
    return tuple(dict.fromkeys(("id", "text", *read_by(parameters), *OF_VERSIONS, *bands)))


@corpus_stage(version=4, reads=_exact_reads, writes=_writes)
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
    by: dict[str, Any] = {"prefer": prefer, "source_order": source_order, "score": score}

    def step(corpus: Corpus) -> Each:
        digests = corpus.each(_digest, ("text",), headings=headings)
        rows, component = find(corpus, corpus.num_rows, [band_of("digest", digests["digest_high"])])
        same = refined(component, gather(digests["digest_low"], rows).to_numpy())
        _select(corpus, ("id", *read_by(by)), rows)
        decide(corpus, same, np.zeros(len(rows), np.int64), _first, **by)
        return Each(_write, ("id",), {"reason": "duplicate:exact", "action": action})

    return step


def _digest(_shared: Shared, _first: int, batch: pa.RecordBatch, headings: bool) -> Columns:
    return digest_columns(batch["text"], headings)


def refined(component: NDArray[np.uint32], keys: NDArray[np.uint64]) -> Rows:
    """Components of rows that were in one before and have the same key."""
    order = np.lexsort((keys, component))
    new = np.zeros(len(order), np.int64)
    new[1:] = (component[order[1:]] != component[order[:-1]]) | (keys[order[1:]] != keys[order[:-1]])
    refined = np.empty(len(order), np.int64)
    refined[order] = np.cumsum(new)
    return refined


def _first(shared: Shared, begin: int, end: int, **by: Any) -> dict[str, Any]:
    """Of each component, the best stays."""
    places, component = batch_of(shared, begin, end)
    ranks = rank(_columns(shared, places), component, **by)
    order = np.lexsort((ranks, component))
    best = order[np.flatnonzero(np.diff(component[order], prepend=-1))]
    same = np.ones(len(places), np.int64)
    found = Confirmed(best[component], same, same)
    return {"decided": shared.keep(decided_in(begin), decisions(places, found, np.zeros(len(places), np.bool_)))}


@corpus_stage(version=4, reads=_near_reads, writes=_writes)
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
    by: dict[str, Any] = {"prefer": prefer, "source_order": source_order, "score": score}
    like: dict[str, Any] = {"threshold": threshold, "ngram": ngram, "headings": headings, "keep_versions": keep_versions}

    def step(corpus: Corpus) -> Each:
        if signed:
            _check_signatures(corpus, signing)
        keys = map(corpus.column, band_names(bands)) if signed else _sign(corpus, signing)
        candidates = find(corpus, corpus.num_rows, map(band_of, band_names(bands), keys))
        _select(corpus, ("id", "text", *read_by(by), *OF_VERSIONS), candidates.rows)
        sizes = text_bytes(corpus.selected("candidates")["text"])
        decide(corpus, candidates.component, sizes, _confirm, **like, by=by)
        return Each(_write, ("id",), {"reason": "duplicate:near", "action": action})

    return step


def _sign(corpus: Corpus, signing: Signing) -> Iterator[pa.ChunkedArray]:
    """The band columns of a corpus that carries none: eight bytes a band and document."""
    made = corpus.each(_signature, ("text",), **signing._asdict())
    return (made[name] for name in band_names(signing.bands))


def _signature(_shared: Shared, _first: int, batch: pa.RecordBatch, **signing: Any) -> Columns:
    return band_columns(batch["text"], Signing(**signing))


def _check_signatures(corpus: Corpus, signing: Signing) -> None:
    """Raises RecipeError where most of the first documents' signatures are not those of their texts."""
    corpus.select("signed", ("text", *band_names(signing.bands)), np.arange(min(corpus.num_rows, SAMPLE)))
    (found,) = corpus.run(_compare, [signing._asdict()])
    if found["other"] > found["long"] / 2:
        raise RecipeError(
            "drop_near_duplicates: the signatures are not those of the texts; give `sign_words` the same bands, rows, ngram and"
            " headings, and put it after the stages that change the text."
        )


def _compare(shared: Shared, **signing: Any) -> dict[str, Any]:
    """How many of the signed documents are long enough for a signature, and how many of these should have another one."""
    there = shared.selected("signed").combine_chunks()
    made = band_columns(_one(there["text"]), Signing(**signing))
    same = np.ones(len(there), np.bool_)
    for name, keys in made.items():
        same &= np.asarray(pc.fill_null(pc.equal(keys, there[name]), False))
    long = made["band_00"].is_valid().to_numpy(zero_copy_only=False)
    return {"long": int(long.sum()), "other": int((long & ~same).sum())}


def _select(corpus: Corpus, names: Sequence[str], rows: Rows) -> None:
    """Share what deciding needs of the candidates, and their places."""
    corpus.select("candidates", tuple(dict.fromkeys(names)), rows)
    corpus.keep("rows", rows)


def _columns(shared: Shared, places: Rows) -> Callable[[str], pa.Array]:
    """The columns of the candidates at ascending places, by name."""
    table = gather_rows(shared.selected("candidates"), places)
    return lambda name: table[name].combine_chunks()


def _confirm(
    shared: Shared, begin: int, end: int, threshold: float, ngram: int, headings: bool, keep_versions: bool, by: dict[str, Any]
) -> dict[str, Any]:
    """Of each component, those stay that are like none that stays."""
    places, component = batch_of(shared, begin, end)
    column = _columns(shared, places)
    about = versions(column, component)
    ranks = rank(column, component, **by, of=about)
    apart = about if keep_versions else NO_VERSIONS
    found = confirm_all(column("text"), component, ranks, threshold, ngram, headings, versions=apart)
    of_one = (about.work == about.work[found.kept]) & (about.wording != about.wording[found.kept])
    return {"decided": shared.keep(decided_in(begin), decisions(places, found, of_one))}


def _write(shared: Shared, first: int, batch: pa.RecordBatch, reason: str, action: Action) -> Columns:
    """The clusters, and what a row's decision means for the ledger: who stays in its place, and how similar they are."""
    rows, size = shared.kept("rows"), batch.num_rows
    low, high = np.searchsorted(rows, np.array((first, first + size), rows.dtype))
    at, decided = rows[low:high] - first, shared.kept("decided")[low:high]
    kept = gather_any(shared.selected("candidates")["id"], decided["kept"].astype(np.int64))
    mask, sizes = np.zeros(size, np.bool_), np.ones(size, np.int64)
    mask[at], sizes[at] = True, decided["size"]
    own = batch["id"].cast(STRING)
    columns = {"cluster_id": pc.replace_with_mask(own, pa.array(mask), kept), "cluster_size": pa.array(sizes)}
    if action == "drop":
        gone = np.flatnonzero(decided["kept"] != np.arange(low, high))
        names, similar = kept.take(pa.array(gone)).to_pylist(), decided["similarity"][gone].tolist()
        why = ["duplicate:version" if version else reason for version in decided["version"][gone].tolist()]
        details = [_detail(kept=name, similarity=of / WHOLE) for name, of in zip(names, similar, strict=True)]
        columns |= drops(size, at[gone], list(zip(why, details, strict=True)))
    return columns


def _detail(**facts: Any) -> str:
    return orjson.dumps(facts).decode()


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
