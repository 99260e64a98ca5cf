"""Who may be like whom, found and decided in rounds: tasks that share arrays, and a process that sees numbers alone.

A task for each band, and for each range of its keys where it is long, gives the rows that share a key; united, they are
components, four bytes a row. Then a task for each batch of whole components decides them. Neither ranges nor batches change
anything: a component follows from the keys, its decisions from its rows.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moisson.contracts.stage import Corpus, Shared, Work
from moisson.kernels.jaccard import NO_VERSIONS, Confirmed, Versions, confirm
from moisson.kernels.strings import strings
from moisson.kernels.unionfind import Components, Stars, stars

Rows = NDArray[np.int64]
Keys = NDArray[np.uint64]
Mask = NDArray[np.bool_]

RANGE_ROWS = 1 << 22  # rows of a band that one task sorts, about …
MOST_RANGES = 32  # … unless a band would have to be read more often than this
BATCH_BYTES = 1 << 25  # of text that one task confirms, unless one component has more
BATCH_ROWS = 1 << 13  # and rows, likewise

# What becomes of a candidate: the place of the one that stays, how many it stays for, how similar they are in ten-thousandths,
# rounded down, and whether they are versions of one text.
DECIDED = np.dtype([("kept", np.uint32), ("size", np.uint32), ("similarity", np.uint16), ("version", np.bool_)])
WHOLE = 10_000


class Band(NamedTuple):
    """A key for each row; where `valid` is given and false, there is none."""

    name: str
    keys: Keys
    valid: Mask | None = None


class Candidates(NamedTuple):
    """Rows that share a key with another, ascending, and the component of each."""

    rows: Rows
    component: NDArray[np.uint32]


def band_of(name: str, column: pa.ChunkedArray) -> Band:
    """A column of keys, null where there is none."""
    keys = np.concatenate([np.zeros(0, np.uint64), *map(_values, column.chunks)])
    if not column.null_count:
        return Band(name, keys)
    return Band(name, keys, np.concatenate([chunk.is_valid().to_numpy(zero_copy_only=False) for chunk in column.chunks]))


def _values(chunk: pa.Array) -> Keys:
    """The numbers of an array, whatever they are where it is null."""
    values = chunk.buffers()[1]
    if not len(chunk) or values is None:
        return np.zeros(len(chunk), np.uint64)
    return np.frombuffer(values, np.uint64)[chunk.offset : chunk.offset + len(chunk)]


def find(corpus: Corpus, size: int, bands: Iterable[Band]) -> Candidates:
    """The rows, of `size`, that share a key with another in some band. Each band is shared and forgotten in turn."""
    tasks: list[dict[str, Any]] = []
    for name, keys, valid in bands:
        given = {"keys": corpus.keep(name, keys), "valid": None if valid is None else corpus.keep(f"{name}-valid", valid)}
        ranges = min(-(-size // RANGE_ROWS), MOST_RANGES)
        tasks += [{**given, "number": number, "ranges": ranges} for number in range(ranges)]
    return link(size, (Stars(*corpus.kept(found["stars"])) for found in corpus.run(_stars_of, tasks)))


def _stars_of(shared: Shared, keys: str, valid: str | None, number: int, ranges: int) -> dict[str, Any]:
    found = stars_of(Band(keys, shared.kept(keys), None if valid is None else shared.kept(valid)), number, ranges)
    return {"stars": shared.keep(f"{keys}-stars-{number}", np.stack(found))}


def stars_of(band: Band, number: int = 0, ranges: int = 1) -> Stars:
    """The rows that share a key, of one of the equal ranges that 64 bits are cut into."""
    low, high = (np.uint64((at << 64) // ranges - (at == ranges)) for at in (number, number + 1))
    keys, rows = [np.zeros(0, np.uint64)], [np.zeros(0, np.uint32)]
    for begin in range(0, len(band.keys), RANGE_ROWS):
        part = band.keys[begin : begin + RANGE_ROWS]
        inside = (part >= low) & ((part < high) | (number + 1 == ranges))
        if band.valid is not None:
            inside &= band.valid[begin : begin + RANGE_ROWS]
        at = np.flatnonzero(inside)
        keys.append(part[at])
        rows.append((at + begin).astype(np.uint32))
    return stars(np.concatenate(keys), np.concatenate(rows))


def link(size: int, found: Iterable[Stars]) -> Candidates:
    """The components of rows that stars link."""
    components = Components(size)
    for each in found:
        components.unite(each)
    roots = components.roots()
    linked = roots != np.arange(size, dtype=np.uint32)
    linked[roots[linked]] = True
    rows = np.flatnonzero(linked)
    return Candidates(rows, roots[rows])


def decide(corpus: Corpus, component: NDArray[Any], sizes: Rows, work: Work, **given: Any) -> None:
    """Decide the candidates, component by component; what became of each is kept as `decided` (see DECIDED), by its place.

    `work(shared, begin, end, **given)` decides the components that `batch_of` gives, and keeps what became of their candidates,
    by place, under the name that `decided_in` gives. `sizes` are the bytes of the candidates' texts.
    """
    order, starts = by_component(component)
    corpus.keep("order", order)
    corpus.keep("starts", starts)
    cuts = list(batches(starts, sizes[order]))
    corpus.run(work, [{"begin": begin, "end": end, **given} for begin, end in cuts])
    decided = np.empty(len(order), DECIDED)
    for begin, end in cuts:
        decided[np.sort(order[starts[begin] : starts[end]])] = corpus.kept(decided_in(begin))
    corpus.keep("decided", decided)


def by_component(component: NDArray[Any]) -> tuple[NDArray[np.uint32], Rows]:
    """The places of candidates, component by component, and where in them each component starts; at last, their number."""
    order = np.argsort(component, kind="stable").astype(np.uint32)
    of = component[order]
    first = np.ones(len(of), np.bool_)
    first[1:] = of[1:] != of[:-1]
    return order, np.append(np.flatnonzero(first), len(of))


def batches(starts: Rows, sizes: Rows) -> Iterator[tuple[int, int]]:
    """Components put together into batches of a bounded number of rows and of their `sizes`: the first of each, and its end."""
    sums = np.concatenate([[0], np.cumsum(sizes)])[starts]
    begin = 0
    while begin < len(starts) - 1:
        by_bytes = np.searchsorted(sums, sums[begin] + BATCH_BYTES, side="right") - 1
        by_rows = np.searchsorted(starts, starts[begin] + BATCH_ROWS, side="right") - 1
        end = max(begin + 1, min(int(by_bytes), int(by_rows), len(starts) - 1))
        yield begin, end
        begin = end


def decided_in(begin: int) -> str:
    """The name of what was decided in the batch of components that begins with this one."""
    return f"decided-{begin}"


def batch_of(shared: Shared, begin: int, end: int) -> tuple[Rows, Rows]:
    """The places of the candidates of these components, ascending, and a number for the component of each."""
    starts = shared.kept("starts")[begin : end + 1]
    places = shared.kept("order")[starts[0] : starts[-1]]
    by_place = np.argsort(places)
    return places[by_place].astype(np.int64), np.repeat(np.arange(end - begin), np.diff(starts))[by_place]


def confirm_all(
    texts: pa.Array,
    component: Rows,
    rank: Rows,
    threshold: float,
    ngram: int,
    headings: bool,
    fixed: Mask | None = None,
    versions: Versions = NO_VERSIONS,
) -> Confirmed:
    """Confirm the components of some texts, best first by `rank`.

    `fixed` texts, which must come first in `rank`, stay for sure; in a component that has some, the others are compared with
    these alone.
    """
    order = np.lexsort((rank, component))
    starts = np.flatnonzero(np.diff(component[order], prepend=-1))
    first = None if fixed is None else np.add.reduceat(fixed[order].astype(np.int64), starts)
    return confirm(strings(texts), order, np.append(starts, len(order)), threshold, ngram, headings, first, versions)


def decisions(places: Rows, found: Confirmed, version: Mask) -> NDArray[Any]:
    """What became of candidates at these places."""
    decided = np.empty(len(places), DECIDED)
    decided["kept"] = places[found.kept]
    decided["size"] = np.bincount(found.kept, minlength=len(places))[found.kept]
    decided["similarity"] = found.shared * WHOLE // found.union
    decided["version"] = version
    return decided


def gather(column: pa.ChunkedArray, rows: Rows, of: Callable[[pa.Array], pa.Array] = lambda chunk: chunk) -> pa.Array:
    """The values at ascending rows, `of` each chunk that has some: the column is never joined."""
    taken, start = [], 0
    for chunk in column.chunks:
        low, high = np.searchsorted(rows, (start, start + len(chunk)))
        if high > low:
            taken.append(of(chunk).take(pa.array(rows[low:high] - start)))
        start += len(chunk)
    return pa.concat_arrays(taken) if taken else of(pa.array([], column.type))


def gather_rows(table: pa.Table, rows: Rows) -> pa.Table:
    """All columns of ascending rows, in one piece; what holds none of them is not looked at."""
    batches = table.to_batches()
    starts = np.cumsum([0, *map(len, batches)])
    bounds = np.searchsorted(rows, starts)
    hit = np.flatnonzero(np.diff(bounds)).tolist()
    taken = [batches[k].take(pa.array(rows[bounds[k] : bounds[k + 1]] - starts[k])) for k in hit]
    return pa.Table.from_batches(taken, table.schema).combine_chunks()


def gather_any(column: pa.ChunkedArray, rows: Rows) -> pa.Array:
    """The values at rows in any order."""
    distinct, back = np.unique(rows, return_inverse=True)
    return gather(column, distinct).take(pa.array(back))


def text_bytes(texts: pa.ChunkedArray) -> Rows:
    """The length of each text: where it begins and ends is read, not the text."""
    lengths = [pc.fill_null(pc.binary_length(chunk), 0).to_numpy(zero_copy_only=False) for chunk in texts.chunks]
    return np.concatenate([np.zeros(0, np.int64), *lengths]).astype(np.int64, copy=False)
