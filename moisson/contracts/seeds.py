"""Synthetic text names the documents that it was made from: identifiers of the scheme `seed`, each the id of a document."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from moisson.contracts.schemas import IDENTIFIERS, STRING

SEED = "seed"


def seeds_of(identifiers: pa.Array | pa.ChunkedArray) -> tuple[pa.Array, pa.Array]:
    """The seeds in a column `identifiers`: the place of each one's row, and its id."""
    lists = identifiers.combine_chunks() if isinstance(identifiers, pa.ChunkedArray) else identifiers
    items, parents = lists.flatten(), pc.list_parent_indices(lists)
    mine = pc.equal(pc.struct_field(items, "scheme"), SEED)
    return parents.filter(mine), pc.struct_field(items, "value").filter(mine).cast(STRING)


def without_seeds(identifiers: pa.Array) -> pa.Array:
    """The column with what each document is called alone: what it was made from names another."""
    if not len(seeds_of(identifiers)[0]):
        return identifiers
    items = identifiers.flatten()
    own = pc.fill_null(pc.not_equal(pc.struct_field(items, "scheme"), SEED), True)
    rows = pc.list_parent_indices(identifiers).filter(own).to_numpy()
    offsets = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(identifiers)))])
    return pa.LargeListArray.from_arrays(pa.array(offsets, pa.int64()), items.filter(own))


def with_seeds(identifiers: pa.Array, seeds: Mapping[int, Sequence[str]]) -> pa.Array:
    """The column with these seeds added, by the place of the row; a seed that is named already is not named twice."""
    more = {
        row: [
            each for each in ({"scheme": SEED, "value": id} for id in dict.fromkeys(ids)) if each not in identifiers[row].as_py()
        ]
        for row, ids in seeds.items()
    }
    if not any(more.values()):
        return identifiers
    places = np.arange(len(identifiers))
    places[list(more)] = len(identifiers) + np.arange(len(more))
    made = pa.array([[*identifiers[row].as_py(), *added] for row, added in more.items()], IDENTIFIERS)
    return pa.concat_arrays([identifiers, made]).take(pa.array(places))


def made_from(identifiers: pa.Array | pa.ChunkedArray, ids: Collection[str]) -> pa.Array:
    """The places of the rows that were made from one of these documents, or from one that was read from such an entry."""
    rows, seeds = seeds_of(identifiers)
    mine = pc.is_in(seeds, pa.array(sorted(ids), STRING))
    for id in ids:
        mine = pc.or_(mine, pc.starts_with(seeds, f"{id}#"))
    return pc.unique(rows.filter(mine))
