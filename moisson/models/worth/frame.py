"""What makes two sides comparable: which documents are held out of both, and how many bytes of each source both learn from.

Documents of both sides are one group where they come of one harvested entry, begin with the same thirty words, or are near
duplicates (they share a band of their MinHash signatures). A group is held out of both sides
whole, by the hash of its first entry.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from moisson.contracts.errors import UserError
from moisson.kernels.byte_grams import shingles
from moisson.kernels.minhash import band_keys
from moisson.kernels.strings import Strings, strings
from moisson.kernels.unionfind import Components, stars
from moisson.models.worth.texts import Side, hashes

BANDS, ROWS, NGRAM = 20, 5, 5
PREFIX = 30  # words
LARGE = 0.005  # of all documents: what a group has at most to be held out,
LEAST_LARGE = 20  # unless it has no more than these
LEAST_BYTES = 50_000  # to learn from, on either side
NONE = np.uint64(0)


@dataclass(frozen=True)
class Frame:
    """The groups of either side's documents, and which are held out."""

    groups: tuple[NDArray[np.int64], NDArray[np.int64]]
    held: tuple[NDArray[np.bool_], NDArray[np.bool_]]
    lots: tuple[NDArray[np.uint64], NDArray[np.uint64]]  # by which a seed draws: equal within a group that is not large


def held_out(a: Side, b: Side, share: float) -> Frame:
    """Hold out about a `share` of the groups; raises UserError where none falls under it."""
    keys = [np.hstack(each) for each in zip(_keys(a), _keys(b), strict=True)]
    found = Components(len(keys[0]))
    for of_kind in keys:
        rows = np.flatnonzero(of_kind != NONE).astype(np.uint32)
        found.unite(stars(of_kind[rows], rows))
    roots = found.roots().astype(np.int64)
    _, group, members = np.unique(roots, return_inverse=True, return_counts=True)
    least = np.full(len(members), np.iinfo(np.uint64).max, np.uint64)
    np.minimum.at(least, group, keys[0])  # of the entries' hashes: the same whatever order the documents come in
    small = members <= max(LARGE * len(group), LEAST_LARGE)
    held = ((_mixed(least) / 2.0**64 < share) & small)[group]
    lots = np.where(small[group], least[group], keys[0])
    cut = len(a.ids)
    if not held.any():
        raise UserError(f"no document is held out of {len(members):,} groups with a share of {share:g}; give a larger one.")
    return Frame((group[:cut], group[cut:]), (held[:cut], held[cut:]), (lots[:cut], lots[cut:]))


def _mixed(hashes: NDArray[np.uint64]) -> NDArray[np.float64]:
    """The hashes, drawn anew: an order of entries by hash is used for learning."""
    mixed = hashes * np.uint64(0x9E3779B97F4A7C15)
    return (mixed ^ (mixed >> np.uint64(29))).astype(np.float64)


def _keys(side: Side) -> Iterator[NDArray[np.uint64]]:
    """The keys that link documents, one array a kind; 0 links nothing."""
    yield side.raws
    hashes, starts, _, rows = shingles(side.texts, PREFIX)
    prefix = np.zeros(len(side.ids), np.uint64)
    first = starts == side.texts.offsets[rows]
    prefix[rows[first]] = hashes[first]
    yield prefix
    bands, counts = band_keys(side.texts, BANDS, ROWS, NGRAM)
    bands[:, counts < NGRAM] = NONE
    yield from bands


def quotas(a: Side, b: Side, frame: Frame, most_bytes: int) -> dict[str, int]:
    """How many bytes of each source both sides learn from: equal shares of `most_bytes`, less where one side has less.

    Raises UserError where a source is on one side alone, or there is too little to learn from.
    """
    there = [_bytes_by_source(side, ~held) for side, held in zip((a, b), frame.held, strict=True)]
    if alone := sorted(there[0].keys() ^ there[1].keys()):
        has, lacks = (a, b) if alone[0] in there[0] else (b, a)
        raise UserError(
            f"{has.name} has texts of the source `{alone[0]}` and {lacks.name} has none, so sources cannot have equal shares;"
            " compare the same sources, or set them aside with --one-source."
        )
    least = {source: min(there[0][source], there[1][source]) for source in there[0]}
    found, left = dict[str, int](), most_bytes
    for place, source in enumerate(sorted(least, key=lambda each: (least[each], each))):
        found[source] = min(least[source], left // (len(least) - place))
        left -= found[source]
    if sum(found.values()) < LEAST_BYTES:
        raise UserError(
            f"{a.name} and {b.name} have {sum(found.values()):,} bytes to learn from in equal shares, normalised and without"
            f" what is held out; {LEAST_BYTES:,} are the least that says something."
        )
    return found


def _bytes_by_source(side: Side, chosen: NDArray[np.bool_]) -> dict[str, int]:
    sums = np.bincount(side.sources[chosen], side.sizes[chosen], len(side.source_names))
    return {name: int(size) for name, size in zip(side.source_names, sums, strict=True) if size}


def sample(side: Side, number: int, frame: Frame, quota: dict[str, int], seed: int) -> NDArray[np.uint8]:
    """What one side, 0 or 1, learns from: of each source its bytes, documents in an order drawn by the seed, the last one cut.

    A group is drawn whole, so that a sample has as many near duplicates as the side.
    """
    held = frame.held[number]
    drawn = hashes([f"seed {seed}"])  # a seed's own order of the entries
    order = np.lexsort((side.raws, (frame.lots[number] ^ drawn) * np.uint64(0xBF58476D1CE4E5B9)))
    pieces: list[NDArray[np.uint8]] = []
    newline = np.frombuffer(b"\n", np.uint8)
    for code, source in enumerate(side.source_names):
        left = quota.get(source, 0)
        for row in order[(side.sources[order] == code) & ~held[order]]:
            if left <= 0:
                break
            begin, end = side.texts.offsets[row], side.texts.offsets[row + 1]
            pieces += [newline, side.texts.data[begin : min(end, begin + left)]]
            left -= int(end - begin)
    return np.concatenate([*pieces, newline])


def chosen_texts(side: Side, rows: NDArray[np.int64]) -> Strings:
    """Some of a side's texts."""
    whole = pa.LargeStringArray.from_buffers(len(side.ids), pa.py_buffer(side.texts.offsets), pa.py_buffer(side.texts.data))
    return strings(whole.take(pa.array(rows)))
