"""Likeness: by what a withdrawn text is known when it comes back with a word changed, though the text itself is gone.

Of a text is kept a sketch: 16 bits of the hash of each run of three words, of at most 256 runs, those whose hashes are lowest. A
text that is shown is recognised by the share of runs that both have (Broder 1997, bottom-k sketches); 16 bits are too few to find
one that nobody has. Runs are hashed with the register's own salt.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from moisson.kernels.overlap import runs_of, salted, words_of
from moisson.workspace.storage import read_table
from moisson.workspace.withdrawn_ids import Sketch, Suppression, Withdrawn

REASON = "withdrawn-lookalike"
DETAIL = "its text is like one that was withdrawn; it waits for a person's yes"
NGRAM = 3
MOST_RUNS = 256
LEAST_WORDS = 10  # a shorter text is like too many
WORDS_FOR_A_CHANGE = 25  # of so many words one may be another; in a shorter text, one
ALL = 2**64 - 1

Hashes = NDArray[np.uint64]


def sketch(texts: Iterable[str], salt: str) -> Sketch | None:
    """The sketch of all that was read from a row; None where it has too few words to be told from others."""
    words, runs = _runs(texts, salt)
    if words < LEAST_WORDS:
        return None
    below = ALL if len(runs) <= MOST_RUNS else int(runs[MOST_RUNS - 1])
    return Sketch(words, below, tuple(np.unique(runs[:MOST_RUNS].astype(np.uint16)).tolist()))


def _runs(texts: Iterable[str], salt: str) -> tuple[int, Hashes]:
    """How many words texts have, and the hashes of their runs, each once, lowest first."""
    words = [words_of(text) for text in texts if text]
    runs = [runs_of(each, NGRAM) for each in words]
    key = np.uint64(int(salt[:16], 16))
    return sum(map(len, words)), np.unique(salted(np.concatenate([np.zeros(0, np.uint64), *runs]), key))


def least_similarity(known: Sketch) -> float:
    """How similar a text must be: as one with a word in 25 changed, each by itself; a Jaccard index of runs."""
    runs = len(known.hashes) if known.below == ALL else known.words - NGRAM + 1
    lost = NGRAM * max(1, known.words // WORDS_FOR_A_CHANGE)
    return (runs - lost) / (runs + lost)


class Likeness:
    """Sketches, each found by its hashes: a text is compared with all of them at once."""

    def __init__(self, sketches: Sequence[Sketch], salt: str) -> None:
        self._salt = salt
        self._sizes = np.array([len(one.hashes) for one in sketches], np.int64)
        self._below = np.array([one.below for one in sketches], np.uint64)
        self._least = np.array([least_similarity(one) for one in sketches])
        hashes = np.array([value for one in sketches for value in one.hashes], np.int64)
        order = np.argsort(hashes, kind="stable")
        self._owners = np.repeat(np.arange(len(sketches)), self._sizes)[order]
        self._starts = np.searchsorted(hashes[order], np.arange(2**16 + 1))

    def matches(self, texts: Iterable[str]) -> list[tuple[int, float]]:
        """The sketches of texts that these are like, with how similar they are, the most similar first."""
        words, runs = _runs(texts, self._salt)
        if words < LEAST_WORDS or not len(self._sizes):
            return []
        low = runs.astype(np.uint16).astype(np.int64)
        counts = self._starts[low + 1] - self._starts[low]
        hit = np.flatnonzero(counts)
        counts = counts[hit]
        first = np.repeat(self._starts[low[hit]] - (np.cumsum(counts) - counts), counts)
        owners = self._owners[first + np.arange(int(counts.sum()))]
        shared = np.bincount(owners[np.repeat(runs[hit], counts) <= self._below[owners]], minlength=len(self._sizes))
        shared = np.minimum(shared, self._sizes)
        union = self._sizes + np.searchsorted(runs, self._below, side="right") - shared
        similar = shared / np.maximum(union, 1)
        found = np.flatnonzero((similar >= self._least) & (shared > 0))
        return sorted(((int(place), float(similar[place])) for place in found), key=lambda pair: (-pair[1], pair[0]))


class ReadRow(NamedTuple):
    """A harvested row in a shard: what was read from it, by the ids of the documents, in their order."""

    id: str
    version: str
    documents: tuple[str, ...]
    texts: list[str]


def read_rows(shard: Path) -> Iterator[ReadRow]:
    """The harvested rows of a shard."""
    return rows_of(read_table(shard, ["raw_id", "version", "id", "text"]))


def rows_of(documents: pa.Table) -> Iterator[ReadRow]:
    """The harvested rows that documents (`raw_id`, `version`, `id`, `text`) were read from."""
    rows: dict[tuple[str, str], list[int]] = {}
    keys = zip(documents["raw_id"].to_pylist(), documents["version"].to_pylist(), strict=True)
    for place, key in enumerate(keys):
        rows.setdefault(key, []).append(place)
    ids, texts = documents["id"].combine_chunks(), documents["text"].combine_chunks()
    for (id, version), places in rows.items():
        at = pa.array(places)
        yield ReadRow(id, version, tuple(ids.take(at).to_pylist()), texts.take(at).to_pylist())


class Lookalikes:
    """What is like a withdrawn document and has not been let in, by what the register keeps."""

    def __init__(self, withdrawn: Suppression) -> None:
        known = [(act.number, one, each) for act in withdrawn.withdrawals for one in act.documents for each in one.sketches]
        self._acts, self._documents = [number for number, _, _ in known], [one for _, one, _ in known]
        self._likeness = Likeness([each for _, _, each in known], withdrawn.salt)
        self._allowed = withdrawn.allowed
        self.sought = bool(known)

    def of(self, row: ReadRow) -> tuple[Withdrawn, float] | None:
        """The withdrawn document that a row is like, and how similar they are; None where it may come in."""
        let_in = [one for one in self._allowed if (one.id, one.version) == (row.id, row.version)]
        for place, similarity in self._likeness.matches(row.texts):
            if not any(one.first <= self._acts[place] <= one.last for one in let_in):
                return self._documents[place], similarity
        return None
