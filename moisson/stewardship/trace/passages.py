"""Tells which passages of a long text, such as what a model wrote, stand in which documents.

A passage is a run of at least 13 words that a document has, too, in the same order, as `drop_contaminated` compares them: case
and punctuation apart. Of passages within others only the longest count.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from moisson.kernels.overlap import Found, Short, find_overlap, index, runs_of
from moisson.kernels.overlap import words_of as hashes_of
from moisson.kernels.strings import strings
from moisson.stewardship.trace.passage import words_of

LEAST = 13  # words

Span = tuple[int, int]  # from the first word of a text to the one after the last


class Runs(NamedTuple):
    """The runs of LEAST words of a text: distinct hashes, where each stands, and the characters of each word."""

    keys: NDArray[np.uint64]
    places: list[NDArray[np.int64]]
    words: list[Span]

    def characters(self, span: Span) -> Span:
        """The characters of words."""
        return self.words[span[0]][0], self.words[span[1] - 1][1]


def runs_in(text: str) -> Runs:
    """The runs of a text; none where it has fewer than LEAST words."""
    hashes, words = [np.empty(0, np.uint64)], []
    for word in words_of(text):
        found = hashes_of(text[word.start : word.end])
        hashes.append(found)
        words += [(word.start, word.end)] * len(found)
    runs = runs_of(np.concatenate(hashes), LEAST)
    keys, of = np.unique(runs, return_inverse=True)
    order = np.argsort(of, kind="stable")
    return Runs(keys, np.split(order, np.searchsorted(of[order], np.arange(1, len(keys)))) if len(keys) else [], words)


def shared_runs(texts: pa.Array, keys: NDArray[np.uint64], ngram: int) -> Found:
    """Which texts have which of these runs of `ngram` words: an entry for each key."""
    none = np.empty(0, np.uint64)
    begins, short = index(none, np.empty(0, np.int64)), _no_short(len(keys))
    return find_overlap(strings(texts), ngram, index(keys, np.arange(len(keys))), ngram, begins, 0, short)


def _no_short(count: int) -> Short:
    """No short questions: each entry has none."""
    none = np.zeros(count, np.uint64), np.zeros(count, np.int64), np.zeros(count + 1, np.int64)
    return Short(*none, np.empty(0, np.uint64), np.empty(0, np.int64))


def spans_of(texts: pa.Array, runs: Runs) -> Iterator[tuple[int, list[Span]]]:
    """The rows that share passages with a text, each with where in it these stand."""
    found = shared_runs(texts, runs.keys, LEAST)
    rows, first = np.unique(found.rows, return_index=True)
    for row, entries in zip(rows.tolist(), np.split(found.entries, first[1:]), strict=False):  # nothing is split into one nothing
        at = np.unique(np.concatenate([runs.places[entry] for entry in entries]))
        pieces = np.split(at, np.flatnonzero(np.diff(at) > 1) + 1)
        yield row, [(int(piece[0]), int(piece[-1]) + LEAST) for piece in pieces]


def longest(spans: Iterable[Span]) -> list[Span]:
    """The spans that no other one holds, in their order."""
    kept: list[Span] = []
    for span in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if not kept or span[1] > kept[-1][1]:
            kept.append(span)
    return kept


def told(text: str, runs: Runs, holders: Iterable[dict[str, Any]], limit: int) -> list[dict[str, Any]]:
    """Each passage with its words and characters, how many documents hold it, and at most `limit` of them.

    `holders` are documents with the `spans` that they share.
    """
    by_span: dict[Span, list[dict[str, Any]]] = {}
    for document in holders:
        said = {name: value for name, value in document.items() if name != "spans"}
        for span in document["spans"]:
            by_span.setdefault(span, []).append(said)
    passages = []
    for span in longest(by_span):
        start, end = runs.characters(span)
        found = by_span[span]
        passage = {"text": text[start:end], "words": span[1] - span[0], "start": start, "end": end}
        passages.append({**passage, "documents": len(found), "found": found[:limit]})
    return passages
