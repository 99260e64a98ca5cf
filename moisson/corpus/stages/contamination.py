"""Evaluation sets out of training text: who asks a model what it was trained on measures its memory.

Sets come as hashed files, which `moisson hash-evaluation` makes (`moisson.corpus.evaluation_sets`), so that no benchmark's text
ships with a corpus. A file holds 64-bit hashes of word runs, sorted, each with the number of the item it belongs to (`HASHED`).

13-grams after GPT-3 (Brown et al. 2020, appendix C). There one shared 13-gram condemns a document; here a question has to stand
in it, since questions on law quote the law.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from moisson.contracts.errors import RecipeError
from moisson.contracts.identity import stamp
from moisson.contracts.schemas import CONTAMINATION, STRING
from moisson.contracts.stage import DROPS, Columns, DataFile, Step, stage
from moisson.corpus.stages.reasons import Reasons
from moisson.kernels.overlap import Found, Index, Short, find_overlap, index
from moisson.kernels.strings import strings

FORMAT = 1  # of hashed files: raised with the definition of a word, of a hash, or with BEGIN
HEADER = b"moisson_evaluation"  # key of the file's metadata; its value is JSON
BEGIN = 5  # words by which a short question is found, and the fewest that it may have
HASHED = pa.schema(
    {
        # n-grams of a `question` or a `passage`; of a question too short for one, how it begins, `begin`, it `whole`, an `answer`
        "kind": STRING,
        "hash": pa.uint64(),
        "item": pa.int64(),  # questions and passages are counted from 1, each by themselves, in the order of the set
        "words": pa.int64(),  # that the run has
        "entries": pa.int64(),  # of the set that have this question or passage
    }
)

Whole = NDArray[np.int64]


class Known(NamedTuple):
    """What is looked for: entries are questions and passages of all sets."""

    names: tuple[str, ...]
    of: Whole  # each entry's set
    items: Whole
    sizes: Whole  # distinct n-grams; 1 for a short question
    passage: NDArray[np.bool_]
    weights: Whole
    runs: Index
    begins: Index
    short: Short


@stage(version=1, reads=("text",), writes=("contamination", *DROPS))
def drop_contaminated(
    sets: Sequence[DataFile] = (),  # files made by `moisson hash-evaluation`; their content bears the release's identity
    ngram: int = 13,  # words of an n-gram; the files must be made for the same
    question_share: float = 0.5,  # the share of a question's n-grams that has to stand in a document
    passage_share: float = 1 / 3,  # the share of a passage's n-grams from which it is declared; 0 declares every shared n-gram
    answer_within: int = 30,  # how many words may lie between a short question and its answer
) -> Step:
    """Drop documents in which a question of an evaluation set stands, and declare whose source passages they share.

    - `contaminated:question`: at least `question_share` of a question's word n-grams stand in the document; or a question of
      fewer than `ngram` words stands there whole, and one of its answers begins or ends within about `answer_within` words of it.
    - `contamination` counts for each set the entries whose source passage (context) stands in the document: at least
      `passage_share` of its n-grams, and one. Passages are what questions are asked about, often public text itself: they stay.

    `sets` are files made by `moisson hash-evaluation`, for the same `ngram`.
    """
    known = load(sets, ngram)
    limits = np.where(known.passage, passage_share, question_share) * known.sizes

    def step(batch: pa.RecordBatch) -> Columns:
        found = find_overlap(strings(batch.column("text")), ngram, known.runs, BEGIN, known.begins, answer_within, known.short)
        found = _where(found, found.shared >= limits[found.entries])
        passage = known.passage[found.entries]
        reasons = Reasons(batch.num_rows)
        asked = _where(found, ~passage)
        reasons.add("contaminated:question", _mask(asked.rows, batch.num_rows), lambda row: _detail(known, asked, row))
        return {"contamination": _declared(known, _where(found, passage), batch.num_rows), **reasons.columns()}

    return step


def _where(found: Found, rows: NDArray[np.bool_]) -> Found:
    return Found(*(column[rows] for column in found))


def _mask(rows: Whole, size: int) -> NDArray[np.bool_]:
    mask = np.zeros(size, np.bool_)
    mask[rows] = True
    return mask


def _detail(known: Known, asked: Found, row: int) -> str:
    """Which question, by its number; never its words."""
    first, end = np.searchsorted(asked.rows, (row, row + 1))
    entry = asked.entries[first]
    more = f" and {end - first - 1} more" if end - first > 1 else ""
    return f"question {known.items[entry]} of {known.names[known.of[entry]]}{more}"


def _declared(known: Known, found: Found, size: int) -> pa.Array:
    """For each row a list of the sets whose passages it shares, in the order of the recipe."""
    width = max(len(known.names), 1)
    pairs, inverse = np.unique(found.rows * width + known.of[found.entries], return_inverse=True)
    items = np.zeros(len(pairs), np.int64)
    np.add.at(items, inverse, known.weights[found.entries])
    values = pa.StructArray.from_arrays(
        [
            pa.array(known.names, STRING).take(pa.array(pairs % width)),
            pa.array(["passage"], STRING).take(pa.array(np.zeros(len(pairs), np.int64))),
            pa.array(items),
        ],
        fields=list(CONTAMINATION.value_type),
    )
    offsets = np.searchsorted(pairs // width, np.arange(size + 1))
    return pa.LargeListArray.from_arrays(pa.array(offsets, pa.int64()), values, type=CONTAMINATION)


def load(paths: Sequence[str], ngram: int) -> Known:
    """All sets together, read once per process; raises RecipeError where a file is no hashed set, or one of other n-grams."""
    return _load(tuple(paths), tuple(map(stamp, paths)), ngram)


@lru_cache(maxsize=4)
def _load(paths: tuple[str, ...], stamps: tuple[tuple[int, int] | None, ...], ngram: int) -> Known:
    del stamps  # part of the cache key
    files = [read_hashed(path, ngram) for path in paths]
    names = tuple(header["name"] for header, _ in files)
    entries: list[Whole] = []
    grams: list[tuple[NDArray[np.uint64], Whole]] = [(np.empty(0, np.uint64), np.empty(0, np.int64))]
    shorts: list[tuple[Whole, dict[str, dict[str, Any]]]] = []
    count = 0
    for number, (_, table) in enumerate(files):
        kinds = dict(_by_kind(table))
        for kind in ("question", "passage", "whole"):
            items, first, inverse = np.unique(kinds[kind]["item"], return_index=True, return_inverse=True)
            size = np.bincount(inverse, minlength=len(items))
            like = np.ones(len(items), np.int64)
            entries.append(np.array([like * number, items, size, like * (kind == "passage"), kinds[kind]["entries"][first]]))
            if kind == "whole":
                shorts.append((items, {name: {**kinds[name], "at": count} for name in ("begin", "whole", "answer")}))
            else:
                grams.append((kinds[kind]["hash"], inverse + count))
            count += len(items)
    of, items, sizes, passage, weights = np.concatenate([np.empty((5, 0), np.int64), *entries], axis=1)
    runs = index(np.concatenate([keys for keys, _ in grams]), np.concatenate([places for _, places in grams]))
    begins, short = _shorts(shorts, count)
    return Known(names, of, items, sizes, passage.astype(np.bool_), weights, runs, begins, short)


def _by_kind(table: pa.Table) -> Iterator[tuple[str, dict[str, Any]]]:
    for kind in ("question", "passage", "begin", "whole", "answer"):
        rows = table.filter(pc.equal(table["kind"], kind))
        yield kind, {name: rows[name].to_numpy() for name in ("hash", "item", "words", "entries")}


def _shorts(shorts: list[tuple[Whole, dict[str, dict[str, Any]]]], count: int) -> tuple[Index, Short]:
    """Short questions of all sets, each under its entry among `count`."""
    whole, words = np.zeros(count, np.uint64), np.zeros(count, np.int64)
    begins: list[tuple[Any, Any]] = [(np.empty(0, np.uint64), np.empty(0, np.int64))]
    answers: list[tuple[Any, Any, Any]] = [(np.empty(0, np.int64), np.empty(0, np.uint64), np.empty(0, np.int64))]
    for items, kinds in shorts:
        at = kinds["whole"]["at"]
        place = {name: np.searchsorted(items, held["item"]) + at for name, held in kinds.items()}
        whole[place["whole"]], words[place["whole"]] = kinds["whole"]["hash"], kinds["whole"]["words"]
        begins.append((kinds["begin"]["hash"], place["begin"]))
        answers.append((place["answer"], kinds["answer"]["hash"], kinds["answer"]["words"]))
    of, keys, lengths = (np.concatenate(column) for column in zip(*answers, strict=True))
    order = np.argsort(of, kind="stable")
    starts = np.searchsorted(of[order], np.arange(count + 1)).astype(np.int64)
    found = index(*(np.concatenate(column) for column in zip(*begins, strict=True)))
    return found, Short(whole, words, starts, keys[order], lengths[order])


def read_hashed(path: str, ngram: int | None = None) -> tuple[dict[str, Any], pa.Table]:
    """The header and the rows of a hashed file."""
    remedy = "make it with `moisson hash-evaluation`."
    try:
        table = pq.read_table(path, partitioning=None)
    except (pa.ArrowException, OSError) as error:
        raise RecipeError(f"{path} cannot be read as a hashed evaluation set ({error}); {remedy}") from None
    metadata = table.schema.metadata or {}
    if HEADER not in metadata or table.schema.remove_metadata() != HASHED:
        raise RecipeError(f"{path} is not a hashed evaluation set; {remedy}")
    header = orjson.loads(metadata[HEADER])
    if header["format"] != FORMAT:
        raise RecipeError(f"{path} is a hashed evaluation set of format {header['format']}, not {FORMAT}; {remedy}")
    if ngram is not None and header["ngram"] != ngram:
        raise RecipeError(f"{path} holds {header['ngram']}-grams; ask for ngram = {header['ngram']}, or {remedy}")
    return header, table
