"""Lines that repeat across the documents of a source and language, counted span by span.

They are counted twice: first in a table in which several may share a place, a bound from above that rules out most of those that
do not repeat; then one by one. Memory grows with the lines that repeat, not with the texts.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moisson.contracts.schemas import STRING
from moisson.contracts.stage import Corpus, Shared
from moisson.kernels.choosing import hash_values
from moisson.kernels.lines import Lines, edge_lines, following, preceding
from moisson.kernels.strings import Strings, strings

READ = ("source", "language", "text")
TABLE = 1 << 24  # places to count lines in, at most
FEWEST = 1 << 10  # and at least

Rows = NDArray[np.int64]
Keys = NDArray[np.uint64]
Mask = NDArray[np.bool_]


class Patterns(NamedTuple):
    """What is known of each key, that is of a line of one group, runs of digits aside. Ascending by key."""

    keys: Keys
    contexts: Keys  # the bits of what stands inwards of it
    low: Keys  # the least and the greatest exact hash: equal where the line is always the same
    high: Keys
    group: Rows  # of documents, to which its key belongs
    documents: Rows
    heads: Rows  # documents that begin with it, and with nothing before it that does not repeat
    feet: Rows  # and that end so
    row: Rows  # where it stands first: the row, and its place in the row's bytes
    start: Rows
    end: Rows


class Piece(NamedTuple):
    """Some consecutive rows, and their first and last lines."""

    texts: Strings
    seeds: Keys
    lines: Lines


NO_PATTERNS = Patterns(*(np.zeros(0, np.uint64),) * 4, *(np.zeros(0, np.int64),) * 7)
GROUP = np.dtype([("seed", np.uint64), ("documents", np.int64), ("least", np.int64)])  # least: documents with the same line
COUNT = np.dtype([("place", np.uint32), ("lines", np.uint32)])


def piece_of(batch: pa.RecordBatch, window: int) -> Piece:
    """Rows are of one group if they have the same source and language: the seed of a group depends on these alone."""
    seeds = np.zeros(len(batch), np.uint64)
    for name in ("source", "language"):
        names = strings(pc.fill_null(batch[name].cast(STRING), ""))
        seeds = (seeds << np.uint64(1)) ^ hash_values(names, 0)
    texts = strings(batch["text"])
    return Piece(texts, seeds, edge_lines(texts, seeds, window))


def count_groups(corpus: Corpus, window: int) -> NDArray[Any]:
    """The groups, ascending by seed, with their documents; `table` is kept: how many lines share each of its places."""
    size = min(TABLE, max(FEWEST, 1 << (corpus.num_rows * 2 * window).bit_length()))
    table, groups = np.zeros(size, np.uint32), np.zeros(0, GROUP)
    for found in corpus.spans(_count_span, READ, window=window, size=size):
        lines = corpus.kept(found["lines"])
        table[lines["place"]] += lines["lines"]
        groups = _summed(np.concatenate([groups, corpus.kept(found["groups"])]))
    corpus.keep("table", table)
    return groups


def _count_span(shared: Shared, first: int, batches: Iterator[pa.RecordBatch], window: int, size: int) -> dict[str, Any]:
    places, groups = [np.zeros(0, np.uint32)], np.zeros(0, GROUP)
    for batch in batches:
        _, seeds, lines = piece_of(batch, window)
        places.append((lines.keys & np.uint64(size - 1)).astype(np.uint32))
        new = np.zeros(len(seeds), GROUP)
        new["seed"], new["documents"] = seeds, 1
        groups = _summed(np.concatenate([groups, new]))
    place, often = np.unique(np.concatenate(places), return_counts=True)
    counts = np.empty(len(place), COUNT)
    counts["place"], counts["lines"] = place, often
    return {"lines": shared.keep(f"lines-{first}", counts), "groups": shared.keep(f"groups-{first}", groups)}


def _summed(groups: NDArray[Any]) -> NDArray[Any]:
    """One row for each group."""
    seeds, of = np.unique(groups["seed"], return_inverse=True)
    found = np.zeros(len(seeds), GROUP)
    found["seed"] = seeds
    np.add.at(found["documents"], of, groups["documents"])
    return found


def find_patterns(corpus: Corpus, window: int) -> Patterns:
    """The lines that may repeat often enough, with what decides."""
    known = NO_PATTERNS
    for found in corpus.spans(_span_patterns, READ, window=window):
        known = _reduced(_joined(known, _of_array(corpus.kept(found["patterns"]))))
    return known


def _span_patterns(shared: Shared, first: int, batches: Iterator[pa.RecordBatch], window: int) -> dict[str, Any]:
    table, groups, known, row = shared.kept("table"), shared.kept("groups"), NO_PATTERNS, first
    for batch in batches:
        piece = piece_of(batch, window)
        group = np.searchsorted(groups["seed"], piece.seeds)
        places = piece.lines.keys & np.uint64(len(table) - 1)
        often = table[places] >= groups["least"][group[piece.lines.rows]]
        known = _reduced(_joined(known, _first_seen(piece, group, often, row)))
        row += len(batch)
    return {"patterns": shared.keep(f"patterns-{first}", np.stack([column.view(np.uint64) for column in known]))}


def _of_array(array: NDArray[np.uint64]) -> Patterns:
    return Patterns(*(column.view(none.dtype) for column, none in zip(array, NO_PATTERNS, strict=True)))


def _first_seen(piece: Piece, group: Rows, often: Mask, first: int) -> Patterns:
    """What one piece says of the lines that may repeat: a row for each document and line."""
    lines = piece.lines
    able = often & ~lines.structure
    inner = np.where(lines.top, following(lines, ~often), preceding(lines, ~often))
    context = np.where(inner >= 0, np.uint64(1) << (lines.exact[inner] >> np.uint64(58)), np.uint64(0))
    heads, feet = preceding(lines, ~able) < 0, following(lines, ~able) < 0
    rows = np.flatnonzero(able)
    order = rows[np.lexsort((lines.keys[rows], lines.rows[rows]))]
    new = np.ones(len(order), np.bool_)
    new[1:] = (lines.keys[order[1:]] != lines.keys[order[:-1]]) | (lines.rows[order[1:]] != lines.rows[order[:-1]])
    k = order[new]
    exact, base = lines.exact[k], piece.texts.offsets[lines.rows[k]]
    place = (lines.rows[k] + first, lines.starts[k] - base, lines.ends[k] - base)
    counts = (np.ones(len(k), np.int64), (heads & lines.top)[k].astype(np.int64), (feet & ~lines.top)[k].astype(np.int64))
    return Patterns(lines.keys[k], context[k], exact, exact, group[lines.rows[k]], *counts, *place)


def _joined(one: Patterns, other: Patterns) -> Patterns:
    columns: list[Any] = [np.concatenate(both) for both in zip(one, other, strict=True)]
    return Patterns(*columns)


def _reduced(many: Patterns) -> Patterns:
    """One row for each key."""
    order = np.argsort(many.keys, kind="stable")
    if not len(order):
        return many
    columns: list[Any] = [column[order] for column in many]
    rows = Patterns(*columns)
    new = np.flatnonzero(np.concatenate([[True], rows.keys[1:] != rows.keys[:-1]]))
    return Patterns(
        keys=rows.keys[new],
        contexts=np.bitwise_or.reduceat(rows.contexts, new),
        low=np.minimum.reduceat(rows.low, new),
        high=np.maximum.reduceat(rows.high, new),
        group=rows.group[new],
        documents=np.add.reduceat(rows.documents, new),
        heads=np.add.reduceat(rows.heads, new),
        feet=np.add.reduceat(rows.feet, new),
        row=rows.row[new],
        start=rows.start[new],
        end=rows.end[new],
    )
