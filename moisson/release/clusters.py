"""How many documents each cluster of duplicates has: those that stay, and all that were dropped as duplicates of one of them.

A stage counts what it sees, before others drop some of it; the ledger also knows what earlier stages took. Tasks write documents
as places, numbers in order of id, and the driving process follows them: it holds at most 16 bytes a place.
"""

from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from moisson.contracts.disk import disk
from moisson.contracts.schemas import STRING
from moisson.release.blocks import Block, Rows
from moisson.workspace.storage import read_table

Places = NDArray[np.int64]  # -1: no document of this corpus

SIZES, CLUSTERS = "cluster-sizes", "release/clusters.parquet"
OTHERS = pa.schema({"cluster": STRING, "documents": pa.uint64()})  # clusters whose name is no document's id


def count_clusters(rows: Rows) -> None:
    """Count the documents of each cluster, for `ClusterSizes`."""
    numbers = range(rows.num_blocks)
    rows.run(note_duplicates, [{"number": number} for number in numbers])
    stand_for = _stand_for(rows)
    sizes = np.zeros_like(stand_for)
    others = [OTHERS.empty_table()]
    for number in numbers:
        places = rows.block(number).places()
        row, cluster = rows.kept(f"moved-{number}")
        where = places.copy()
        where[row] = cluster
        np.add.at(sizes, where[where >= 0], stand_for[places[where >= 0]])
        if len(other := row[cluster < 0]):
            names = _clusters(rows.block(number)).take(pa.array(other))
            others.append(pa.table([names, stand_for[places[other]].astype(np.uint64)], schema=OTHERS))
    rows.keep(SIZES, sizes)
    sums = pa.concat_tables(others).group_by("cluster", use_threads=False).aggregate([("documents", "sum")])
    path = rows.folder / CLUSTERS
    with disk(path):
        pq.write_table(sums.rename_columns(OTHERS.names), path)


def _stand_for(rows: Rows) -> NDArray[Any]:
    """For each place, how many documents one that stays there stands for: itself, and what was dropped for it."""
    word = np.uint32 if rows.num_places < 2**32 else np.uint64
    root = np.arange(rows.num_places, dtype=word)
    for number in range(rows.num_blocks):
        dropped, kept = rows.kept(f"dropped-{number}")
        root[dropped[dropped >= 0]] = kept[dropped >= 0]
    for _ in range(rows.num_places.bit_length()):  # each step doubles how far one sees along a chain
        further = root[root]
        if np.array_equal(further, root):
            break
        root = further
    stand_for = np.ones(rows.num_places, word)
    for number in range(rows.num_blocks):
        np.add.at(stand_for, root[rows.kept(f"dropped-{number}")[1]], 1)
    return stand_for


def note_duplicates(rows: Rows, number: int) -> dict[str, Any]:
    """Note of a block which document was dropped for which, and which row belongs to the cluster of another."""
    block = rows.block(number)
    rows.keep(f"dropped-{number}", _dropped(rows, block.ledger()))
    moved, clusters = [np.zeros(0, np.int64)], [pa.array([], STRING)]
    first = 0
    for batch in block.batches(["id", "cluster_id"]) if rows.has("cluster_id") else ():
        at = np.flatnonzero(pc.fill_null(pc.not_equal(batch["id"], batch["cluster_id"]), True))
        moved.append(first + at)
        clusters.append(batch["cluster_id"].take(pa.array(at)).cast(STRING))
        first += batch.num_rows
    rows.keep(f"moved-{number}", np.stack([np.concatenate(moved), _found(rows, pa.concat_arrays(clusters))]))
    return {}


def _dropped(rows: Rows, ledger: pa.Table) -> Places:
    """The places of documents dropped as duplicates, and of those for which they were: two rows."""
    duplicates = ledger.filter(pc.starts_with(ledger["reason"], "duplicate:"))
    kept = pa.array(map(_kept, duplicates["detail"].to_pylist()), STRING)
    pairs = np.stack([_found(rows, duplicates["id"].combine_chunks()), _found(rows, kept)])
    return pairs[:, pairs[1] >= 0]  # else its twin stands in another release


def _kept(detail: str | None) -> str | None:
    try:
        said = orjson.loads(detail or "{}")
    except orjson.JSONDecodeError:  # a stage of others may say it in words
        return None
    kept = said.get("kept") if isinstance(said, dict) else None
    return kept if isinstance(kept, str) else None


def _found(rows: Rows, ids: pa.Array) -> Places:
    places = np.full(len(ids), -1, np.int64)
    places[pc.is_valid(ids).to_numpy(zero_copy_only=False)] = rows.find(ids.drop_null())
    return places


def _clusters(block: Block) -> pa.Array:
    return pa.concat_arrays([batch["cluster_id"].cast(STRING) for batch in block.batches(["cluster_id"])])


class ClusterSizes:
    """For the rows of a block, how many documents their clusters have, after `count_clusters`."""

    def __init__(self, rows: Rows, block: Block) -> None:
        self._sizes = rows.kept(SIZES)
        self._others = read_table(rows.folder / CLUSTERS)
        self._cluster = block.places().copy()
        row, cluster = rows.kept(f"moved-{block.number}")
        self._cluster[row] = cluster

    def of(self, first: int, clusters: pa.Array) -> pa.Array:
        """Of consecutive rows of the block, from the `first` on, which name these clusters."""
        cluster = self._cluster[first : first + len(clusters)]
        sizes = np.ones(len(clusters), np.int64)
        known = cluster >= 0
        sizes[known] = self._sizes[cluster[known]]
        if self._others.num_rows and not known.all():
            at = pc.index_in(clusters.filter(pa.array(~known)).cast(STRING), value_set=self._others["cluster"].combine_chunks())
            sizes[~known] = self._others["documents"].combine_chunks().take(at).to_numpy()
        return pa.array(sizes)
