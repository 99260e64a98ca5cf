"""Who may be like whom: the components that band keys link, one band at a time, and the texts to confirm them by.

Memory: four bytes a row for the union-find, twenty for each row of the part of a band that is sorted; everything else only for
rows that share a key with another.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moisson.kernels.jaccard import NO_VERSIONS, Confirmed, Versions, confirm
from moisson.kernels.strings import strings
from moisson.kernels.unionfind import Components

Rows = NDArray[np.int64]
Keys = NDArray[np.uint64]
T = TypeVar("T")

SLICE = 4096  # rows that one thread takes at a time
PART_ROWS = 1 << 22  # rows of a band that are sorted at a time, about …
MOST_PARTS = 32  # … unless a band would have to be read more often than this
BATCH_BYTES = 1 << 25  # of text that is confirmed at a time, unless one component has more


class Candidates(NamedTuple):
    """Rows that share a key with another, ascending, and the component of each."""

    rows: Rows
    component: Rows


def over_slices(texts: pa.ChunkedArray, work: Callable[[pa.Array], T]) -> list[T]:
    """`work` on a column, slice by slice on all cores (the kernels release the GIL); results in row order."""
    pieces = [chunk.slice(at, SLICE) for chunk in texts.chunks for at in range(0, len(chunk), SLICE)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(work, pieces))


def link(size: int, bands: Iterable[pa.ChunkedArray], part_rows: int = PART_ROWS) -> Candidates:
    """The rows that share a key with another in some band. A null is no key. Each band is read, sorted and forgotten in turn."""
    components = Components(size)
    parts = max(os.cpu_count() or 1, min(-(-size // part_rows), MOST_PARTS)) if size > SLICE else 1
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for band in bands:
            list(pool.map(lambda part, band=band: components.join(*_part(band, part, parts)), range(parts)))
    roots = components.roots()
    linked = np.flatnonzero(roots != np.arange(size, dtype=np.uint32))
    rows = np.union1d(linked, roots[linked]).astype(np.int64)
    return Candidates(rows, roots[rows].astype(np.int64))


def _part(band: pa.ChunkedArray, part: int, parts: int) -> tuple[Keys, NDArray[np.uint32]]:
    """The keys of one of `parts` equal ranges of 64 bits, and their rows."""
    low, high = (np.uint64((at << 64) // parts - (at == parts)) for at in (part, part + 1))
    keys, rows, start = [np.zeros(0, np.uint64)], [np.zeros(0, np.uint32)], 0
    for chunk in band.chunks:
        values = key_values(chunk)
        inside = (values >= low) & ((values < high) | (part + 1 == parts))
        if chunk.null_count:
            inside &= chunk.is_valid().to_numpy(zero_copy_only=False)
        at = np.flatnonzero(inside)
        keys.append(values[at])
        rows.append((at + start).astype(np.uint32))
        start += len(chunk)
    return np.concatenate(keys), np.concatenate(rows)


def key_values(chunk: pa.Array) -> Keys:
    """The numbers of an array of band keys, whatever they are where it is null; nothing is copied."""
    values = chunk.buffers()[1]
    if not len(chunk) or values is None:
        return np.zeros(len(chunk), np.uint64)
    return np.frombuffer(values, np.uint64)[chunk.offset : chunk.offset + len(chunk)]


def as_band(keys: Keys, valid: NDArray[np.bool_]) -> pa.ChunkedArray:
    """Computed keys as a column."""
    return pa.chunked_array([pa.array(keys, mask=~valid)])


def gather(column: pa.ChunkedArray, rows: Rows, of: Callable[[pa.Array], pa.Array] = lambda chunk: chunk) -> pa.Array:
    """The values at ascending rows, `of` each chunk that has some: the column is never joined."""
    taken, start = [], 0
    for chunk in column.chunks:
        low, high = np.searchsorted(rows, (start, start + len(chunk)))
        if high > low:
            taken.append(of(chunk).take(pa.array(rows[low:high] - start)))
        start += len(chunk)
    return pa.concat_arrays(taken) if taken else of(pa.array([], column.type))


def gather_any(column: pa.ChunkedArray, rows: Rows) -> pa.Array:
    """The values at rows in any order."""
    distinct, back = np.unique(rows, return_inverse=True)
    return gather(column, distinct).take(pa.array(back))


def text_bytes(texts: pa.ChunkedArray, rows: Rows) -> Rows:
    """The length of the text of each of ascending rows."""
    lengths = gather(texts, rows, pc.binary_length)
    return np.asarray(pc.fill_null(lengths, 0).to_numpy(zero_copy_only=False), np.int64)


def decide(
    texts: Callable[[Rows], pa.Array],
    text_bytes: Rows,
    candidates: Candidates,
    rank: Rows,
    threshold: float,
    ngram: int,
    headings: bool,
    fixed: NDArray[np.bool_] | None = None,
    versions: Versions = NO_VERSIONS,
) -> Confirmed:
    """Confirm the components. Candidates are named by their place in `candidates.rows`, and so are those kept in their stead.

    `texts` gives the texts of ascending rows; only those of one batch of components for each core are in memory. `fixed` rows,
    which must come first in `rank`, stay for sure; where there are any, the others are compared with these alone.
    """
    order = np.lexsort((rank, candidates.component))
    starts = np.flatnonzero(np.diff(candidates.component[order], prepend=-1))
    starts = np.append(starts, len(order))
    found = Confirmed(np.arange(len(order)), np.ones(len(order), np.int64), np.ones(len(order), np.int64))

    def work(bounds: Rows) -> None:
        mine = order[bounds[0] : bounds[-1]]
        places = np.sort(mine)
        first = np.zeros(len(bounds) - 1, np.int64) if fixed is None else np.add.reduceat(fixed[mine], bounds[:-1] - bounds[0])
        of = Versions(*(values[places] for values in versions)) if len(versions.work) else versions
        taken = strings(texts(candidates.rows[places]))
        at = np.searchsorted(places, mine)
        local = confirm(taken, at, bounds - bounds[0], threshold, ngram, headings, first.astype(np.int64), of)
        found.kept[places] = places[local.kept]
        found.shared[places] = local.shared
        found.union[places] = local.union

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(work, _batches(starts, text_bytes[order])))
    return found


def _batches(starts: Rows, text_bytes: Rows) -> Iterator[Rows]:
    """Components put together into batches of a bounded size: the bounds of each."""
    sums = np.concatenate([[0], np.cumsum(text_bytes)])
    begin = 0
    while begin < len(starts) - 1:
        by_bytes = np.searchsorted(sums[starts], sums[starts[begin]] + BATCH_BYTES, side="right") - 1
        by_rows = np.searchsorted(starts, starts[begin] + SLICE, side="right") - 1
        end = max(begin + 1, min(int(by_bytes), int(by_rows), len(starts) - 1))
        yield starts[begin : end + 1]
        begin = end
