"""Which documents of a release no training may see, so that a model can be judged on them: whole clusters, by hash.

A cluster is whatever is linked by near-duplication or by being one work: documents that share a band of their MinHash
signatures (a Jaccard similarity of 0.7 of their runs of five words is met with probability 0.975, of 0.5 with 0.47; headings
apart), a cluster of the recipe's, the same text, or the name or the identifiers of a work, as `corpus.stages.versions` has them:
its wordings, translations and articles. So no version of a law stands on both sides. Links are candidates, unchecked: too many
hold more together than is needed, which costs nothing but the choice.

A cluster is held out where the hash of its first id falls under the share: the same documents for the same release, whoever asks,
and mostly the same in the next. Very large clusters are trained on, lest a hash's whim take a quarter of a release away.
"""

from collections.abc import Iterator, Sequence
from hashlib import blake2b, sha256

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moisson.contracts.errors import UserError
from moisson.contracts.schemas import RELEASE, STRING
from moisson.corpus.stages.versions import OF_VERSIONS, work_names
from moisson.kernels.minhash import band_keys
from moisson.kernels.strings import strings
from moisson.kernels.unionfind import Components, stars
from moisson.stewardship.opened import Opened, parquet_of

SHARE = 0.01  # of documents
BANDS, ROWS, NGRAM = 20, 5, 5
COLUMNS = ("text", "text_sha256", "cluster_id", *OF_VERSIONS)
LARGE = 0.1  # of what the share should hold: a cluster that has more documents is trained on,
LEAST_LARGE = 10  # unless it has no more than these
SALT = b"moisson-holdout-1\x00"
NONE = np.uint64(0)

Keys = NDArray[np.uint64]


def held_out(release: Opened, share: float = SHARE) -> pa.Array:
    """The ids of the documents held out of a release, sorted: about `share` of its documents, in whole clusters.

    A pure function of the release's rows and the share. Reads every text once; holds some 200 bytes a document and their ids.
    Raises UserError for a share that is not between 0 and 0.5, and where no cluster falls under it.
    """
    if not 0 < share <= 0.5:
        raise UserError(f"A held-out share of {share} makes no sense; give more than 0 and at most 0.5, such as {SHARE}.")
    ids, cluster = clusters(release)
    root, members = np.unique(cluster, return_counts=True)
    small = members <= max(LARGE * share * len(ids), LEAST_LARGE)
    under = np.array([_fraction(id) < share for id in ids.take(pa.array(root)).to_pylist()], np.bool_)
    chosen = ids.filter(pa.array(np.isin(cluster, root[small & under])))
    if not len(chosen):
        raise UserError(
            f"{release.name}: no document is held out with a share of {share}, as it has {len(ids):,} in {len(root):,} clusters; "
            "give a larger share."
        )
    return chosen.take(pc.sort_indices(chosen))


def clusters(release: Opened) -> tuple[pa.Array, NDArray[np.int64]]:
    """The ids of a release's documents, sorted, and for each the place of the first id of its cluster."""
    ids = [pa.array([], STRING)]
    keys: list[Keys] = []
    for batch in _batches(release):
        ids.append(batch["id"].cast(STRING))
        keys.append(_keys(batch))
    names = pa.concat_arrays(ids)
    order = pc.sort_indices(names).to_numpy()
    found = Components(len(names))
    for kind in range(len(keys[0]) if keys else 0):
        of_kind = np.concatenate([each[kind] for each in keys])[order]
        rows = np.flatnonzero(of_kind != NONE).astype(np.uint32)
        found.unite(stars(of_kind[rows], rows))
    return names.take(pa.array(order)), found.roots().astype(np.int64)


def _fraction(id: str) -> float:
    """A number from 0 to 1 that an id has for ever."""
    return int.from_bytes(sha256(SALT + id.encode()).digest()[:8], "big") / 2**64


def _batches(release: Opened) -> Iterator[pa.RecordBatch]:
    """Its documents with COLUMNS; null where the recipe does not publish one."""
    schema = pa.schema([RELEASE.field(name) for name in COLUMNS])
    for table in release.data:
        with parquet_of(table) as file:
            there = [name for name in COLUMNS if name in file.schema_arrow.names]
            for batch in file.iter_batches(batch_size=4096, columns=there):
                columns = [
                    batch[name].cast(field.type) if name in there else pa.nulls(batch.num_rows, field.type)
                    for name, field in zip(COLUMNS, schema, strict=True)
                ]
                yield pa.RecordBatch.from_arrays(columns, schema=schema)


def _keys(batch: pa.RecordBatch) -> Keys:
    """The keys of a batch's rows, a line for each kind of key: rows that share one of a kind are linked; 0 links nothing."""
    bands, counts = band_keys(strings(batch["text"]), BANDS, ROWS, NGRAM, False)
    bands[:, counts < NGRAM] = NONE
    of_text, of_cluster = (_hashed(np.arange(batch.num_rows), (batch[name],)) for name in ("text_sha256", "cluster_id"))
    works = [np.zeros(batch.num_rows, np.uint64) for _ in range(3)]
    for keys, name in zip(works, work_names(batch.column), strict=True):
        keys[name.rows] = _hashed(name.rows, name.parts)
    return np.vstack([bands, of_text, of_cluster, *works])


def _hashed(rows: NDArray[np.int64], parts: Sequence[pa.Array]) -> Keys:
    """A hash of the values in some rows; 0 where the first is null."""
    whole = pc.binary_join_element_wise(*(part.cast(STRING) for part in parts), pa.scalar("\x1d", STRING)).take(pa.array(rows))
    return np.array([0 if each is None else _hash(each) for each in whole.to_pylist()], np.uint64)


def _hash(value: str) -> int:
    return int.from_bytes(blake2b(value.encode(), digest_size=8).digest(), "big")
