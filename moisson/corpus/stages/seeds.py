"""Synthetic text has the rights of what it was made from: those of its strictest seed."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from moisson.contracts.errors import RecipeError
from moisson.contracts.schemas import RIGHTS
from moisson.contracts.seeds import seeds_of, with_seeds
from moisson.contracts.stage import DROPS, Columns, DataFile, Step, stage
from moisson.corpus.stages.reasons import Reasons
from moisson.kernels.choosing import hash_values
from moisson.kernels.strings import strings
from moisson.rights.licences import licence
from moisson.rights.strictness import CLOSED, strictness

Right = dict[str, Any]
# Bases without a licence, from the least strict: a statute binds nobody; the others hold for some, or for some uses.
BASES = {"statute": (0, False, False, False), "text-and-data-mining": CLOSED, "agreement": CLOSED}


class _Released(NamedTuple):
    """The documents of releases by the hashes of their ids and addresses, in order, and the place of each one's rights."""

    hashes: NDArray[np.uint64]
    documents: NDArray[np.int64]  # whose id or address it is
    names: pa.Array  # the ids and addresses themselves, in that order
    ids: pa.Array
    codes: NDArray[np.int64]
    rights: list[Right]


@lru_cache(maxsize=2)
def _load(folders: tuple[str, ...]) -> _Released:
    """Read the ids, addresses and rights of releases; RecipeError says which is none."""
    tables = []
    for folder in map(Path, folders):
        paths = sorted(folder.glob("data/*/*.parquet"))
        if not (folder / "MANIFEST.json").is_file() or not paths:
            raise RecipeError(f"inherit_rights: {folder} is no release with documents; name the folder of one.")
        tables += [pq.read_table(path, columns=["id", "url", "rights"]) for path in paths]
    table = pa.concat_tables(tables).combine_chunks()
    said = pa.StructArray.from_arrays(
        [pc.struct_field(table["rights"].combine_chunks(), name) for name in RIGHTS.names], names=RIGHTS.names
    ).to_pylist()
    places: dict[tuple[Any, ...], int] = {}
    codes = np.array([places.setdefault(tuple(right.values()), len(places)) for right in said], np.int64)
    ids, urls = (table[name].combine_chunks() for name in ("id", "url"))
    names = pa.concat_arrays([ids, urls.drop_null()])
    documents = np.concatenate([np.arange(len(ids)), np.flatnonzero(urls.is_valid().to_numpy(zero_copy_only=False))])
    hashes = hash_values(strings(names), 0)
    order = np.argsort(hashes, kind="stable")
    rights = [dict(zip(RIGHTS.names, key, strict=True)) for key in places]
    return _Released(hashes[order], documents[order], names.take(pa.array(order)), ids, codes, rights)


@stage(version=2, reads=("identifiers", "rights"), writes=("identifiers", "rights", *DROPS))
def inherit_rights(
    releases: Sequence[DataFile],  # the folders of the releases that hold the seeds
) -> Step:
    """Give synthetic documents the rights of the strictest document that they were made from (`seed_ids` of rows).

    A seed is named by the id of a document, or by its address, as SYNTH names them; the documents at an address are then added to
    `identifiers` by their ids. A right that the document states itself counts among them. A document without seeds stays as it
    is; one with a seed that none of the releases knows is dropped as `rights:seed-unknown`: nobody can say what holds for it. Put
    it before `require_rights`.
    """
    known = _load(tuple(releases))

    def step(batch: pa.RecordBatch) -> Columns:
        identifiers = batch.column("identifiers")
        rows, seeds = seeds_of(identifiers)
        own = batch.column("rights")
        reasons = Reasons(batch.num_rows)
        unknown: dict[int, str] = {}
        of: dict[int, list[tuple[str, Right]]] = {}
        for row, seed, documents in zip(rows.to_pylist(), seeds.to_pylist(), _find(known, seeds), strict=True):
            if not documents:
                unknown.setdefault(row, seed)
            for document in documents:
                of.setdefault(row, []).append((known.ids[document].as_py(), known.rights[known.codes[document]]))
        mask = np.zeros(batch.num_rows, np.bool_)
        mask[list(unknown)] = True
        reasons.add("rights:seed-unknown", mask, lambda row: f"{unknown[row]} is in none of {len(releases)} releases")
        given = pa.array([_strictest(own[row].as_py(), list(dict(each).items())) for row, each in of.items()], RIGHTS)
        places = np.arange(batch.num_rows)
        places[list(of)] = batch.num_rows + np.arange(len(of))
        named = with_seeds(identifiers, {row: [id for id, _ in each] for row, each in of.items()})
        return {
            "identifiers": named,
            "rights": pa.concat_arrays([own, given]).take(pa.array(places)),
            **reasons.columns(),
        }

    return step


def _find(known: _Released, seeds: pa.Array) -> list[list[int]]:
    """The documents that each seed names: one by its id, all that stand at an address."""
    hashes = hash_values(strings(seeds), 0)
    first, end = np.searchsorted(known.hashes, hashes, "left"), np.searchsorted(known.hashes, hashes, "right")
    return [
        [int(known.documents[at]) for at in range(low, high) if known.names[at] == seed]
        for seed, low, high in zip(seeds, first.tolist(), end.tolist(), strict=True)
    ]


def _strictest(own: Right | None, seeds: Sequence[tuple[str, Right]]) -> Right:
    """The strictest of a document's own right and its seeds', with what decided in `reason`; of equals the first seed's."""
    stated = [("itself", own)] if own is not None and own["basis"] else []
    name, right = max([*seeds, *stated], key=lambda each: _strictness(each[1]))
    count = f"{len(seeds)} seed{'s' if len(seeds) > 1 else ''}"
    why = (
        f"the strictest right of {count}, that of {name}"
        if name != "itself"
        else f"its own right, stricter than that of its {count}"
    )
    return {**right, "reason": f"{why}{': ' + right['reason'] if right['reason'] else ''}"}


def _strictness(right: Right) -> tuple[int, bool, bool, bool]:
    if right["basis"] == "licence" or right["license"]:
        return strictness(licence(right["license"]))
    return BASES.get(right["basis"] or "", CLOSED)
