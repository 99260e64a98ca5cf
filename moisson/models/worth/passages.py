"""What both sides are judged on: passages that both hold among what is held out, and texts from elsewhere.

A passage is a run of twenty words or more, whose every eight words the other side's held-out documents have too: so neither is
judged on what the other has taken away, or written otherwise. No passage counts twice, and none that a document to learn from has
on either side, by half of its runs of eight words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from moisson.contracts.errors import UserError
from moisson.kernels.byte_grams import mark, shingles
from moisson.kernels.strings import Strings, strings
from moisson.models.worth.frame import Frame, chosen_texts
from moisson.models.worth.texts import TEXT, Side, hashes, normalised, read_lines

WORDS = 8  # of a run
LEAST_WORDS = 20  # of a passage
LEAK = 0.5  # of its runs
MOST_BYTES = 1_000_000  # of passages that are scored in one set
LEAST_GROUPS = 20  # for an interval


@dataclass(frozen=True)
class Passages:
    """One set to score on."""

    name: str
    texts: Strings
    groups: NDArray[np.int64]
    leaked: int  # passages left out, as one side learns from them

    @property
    def sizes(self) -> NDArray[np.int64]:
        return np.diff(self.texts.offsets)


def in_common(a: Side, b: Side, frame: Frame) -> Passages:
    """The passages that both sides hold among what is held out."""
    rows_a, rows_b = (np.flatnonzero(held) for held in frame.held)
    texts = chosen_texts(a, rows_a)
    of_b = np.unique(shingles(chosen_texts(b, rows_b), WORDS)[0])
    found, starts, ends, rows = shingles(texts, WORDS)
    both = np.isin(found, of_b)
    # A passage ends where a run of eight words is not the other's, and where a text or a line ends.
    goes_on = both[1:] & both[:-1] & (rows[1:] == rows[:-1]) & (starts[1:] < ends[:-1])
    first = np.flatnonzero(both & ~np.concatenate([[False], goes_on])[: len(both)])
    last = np.flatnonzero(both & ~np.concatenate([goes_on, [False]])[: len(both)])
    long = last - first >= LEAST_WORDS - WORDS
    first, last = first[long], last[long]
    data = texts.data.tobytes()
    pieces = [data[begin:end].decode() for begin, end in zip(starts[first], ends[last], strict=True)]
    return _passages("in common", pieces, frame.groups[0][rows_a][rows[first]], (a, b), frame)


def from_elsewhere(path: Path, name: str, a: Side, b: Side, frame: Frame) -> Passages:
    """The lines of other texts, of twenty words or more; a file, or a row of one, is a group."""
    pieces: list[str] = []
    groups: list[int] = []
    for number, lines in enumerate(read_lines(path)):
        held = [line for line in normalised(pa.array(lines, TEXT)).to_pylist() if line.count(" ") >= LEAST_WORDS - 1]
        pieces += held
        groups += [number] * len(held)
    return _passages(name, pieces, np.array(groups, np.int64), (a, b), frame)


def _passages(name: str, pieces: Sequence[str], groups: NDArray[np.int64], sides: tuple[Side, Side], frame: Frame) -> Passages:
    """The passages without those twice there and those that leak, cut to a size by their hash."""
    order = hashes(list(pieces))
    _, once = np.unique(order, return_index=True)  # in order of their hashes
    size = np.cumsum([len(pieces[place].encode()) for place in once])
    once = once[: int(np.searchsorted(size, MOST_BYTES)) + 1]
    texts = strings(pa.array([pieces[place] for place in once], TEXT))
    leaks = np.zeros(len(once), np.bool_)
    found, _, _, rows = shingles(texts, WORDS)
    wanted, place_of = np.unique(found, return_inverse=True)
    for side, held in zip(sides, frame.held, strict=True):
        there = np.zeros(len(wanted), np.bool_)
        for some in np.array_split(np.flatnonzero(~held), max(1, len(held) // 4096)):
            mark(shingles(chosen_texts(side, some), WORDS)[0], wanted, there)
        hits, all_of = (np.bincount(rows, weights, len(once)) for weights in (there[place_of], None))
        leaks |= hits >= LEAK * np.maximum(all_of, 1)
    kept = [pieces[place] for place, leak in zip(once, leaks, strict=True) if not leak]
    return Passages(name, strings(pa.array(kept, TEXT)), groups[once][~leaks], int(leaks.sum()))


def check(sets: Sequence[Passages], a: Side, b: Side) -> tuple[list[Passages], list[str]]:
    """The sets that have groups enough for an interval, and a sentence for each other; raises UserError where none has."""
    counts = [len(np.unique(each.groups)) for each in sets]
    enough = [each for each, count in zip(sets, counts, strict=True) if count >= LEAST_GROUPS]
    few = [
        f"{each.name} is not scored on: {count} groups have passages, {LEAST_GROUPS} are the least; {each.leaked:,} leak."
        for each, count in zip(sets, counts, strict=True)
        if count < LEAST_GROUPS
    ]
    if not enough:
        what = "; ".join(f"{each.name}: {count}" for each, count in zip(sets, counts, strict=True))
        raise UserError(
            f"{a.name} and {b.name} have too few held-out documents with passages in common for an interval ({what});"
            f" {LEAST_GROUPS} are the least: hold out more with --held-out, or give text from elsewhere with --elsewhere."
        )
    return enough, few
