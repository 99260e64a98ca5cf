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
from moisson.contracts.seeds import seeds_of
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
    """The documents of releases by the hash of their ids, in order, with the place of each one's rights among all there are."""

    hashes: NDArray[np.uint64]
    ids: pa.Array
    codes: NDArray[np.int64]
    rights: list[Right]


@lru_cache(maxsize=2)
def _load(folders: tuple[str, ...]) -> _Released:
    """Read the ids and rights of releases; RecipeError says which is none."""
    tables = []
    for folder in map(Path, folders):
        paths = sorted(folder.glob("data/*/*.parquet"))
        if not (folder / "MANIFEST.json").is_file() or not paths:
            raise RecipeError(f"inherit_rights: {folder} is no release with documents; name the folder of one.")
        tables += [pq.read_table(path, columns=["id", "rights"]) for path in paths]
    table = pa.concat_tables(tables).combine_chunks()
    said = pa.StructArray.from_arrays(
        [pc.struct_field(table["rights"].combine_chunks(), name) for name in RIGHTS.names], names=RIGHTS.names
    ).to_pylist()
    places: dict[tuple[Any, ...], int] = {}
    codes = np.array([places.setdefault(tuple(right.values()), len(places)) for right in said], np.int64)
    ids = table["id"].combine_chunks()
    hashes = hash_values(strings(ids), 0)
    order = np.argsort(hashes, kind="stable")
    return _Released(
        hashes[order], ids.take(pa.array(order)), codes[order], [dict(zip(RIGHTS.names, key, strict=True)) for key in places]
    )


@stage(version=1, reads=("identifiers", "rights"), writes=("rights", *DROPS))
def inherit_rights(
    releases: Sequence[DataFile],  # the folders of the releases that hold the seeds
) -> Step:
    """Give synthetic documents the rights of the strictest document that they were made from (`seed_ids` of rows).

    A right that the document states itself counts among them. A document without seeds stays as it is; one with a seed that none
    of the releases knows is dropped as `rights:seed-unknown`: nobody can say what holds for it. Put it before `require_rights`.
    """
    known = _load(tuple(releases))

    def step(batch: pa.RecordBatch) -> Columns:
        rows, seeds = seeds_of(batch.column("identifiers"))
        own = batch.column("rights")
        reasons = Reasons(batch.num_rows)
        unknown: dict[int, str] = {}
        of: dict[int, list[tuple[str, Right]]] = {}
        for row, seed, code in zip(rows.to_pylist(), seeds.to_pylist(), _find(known, seeds).tolist(), strict=True):
            if code < 0:
                unknown.setdefault(row, seed)
            else:
                of.setdefault(row, []).append((seed, known.rights[code]))
        mask = np.zeros(batch.num_rows, np.bool_)
        mask[list(unknown)] = True
        reasons.add("rights:seed-unknown", mask, lambda row: f"{unknown[row]} is in none of {len(releases)} releases")
        given = pa.array([_strictest(own[row].as_py(), each) for row, each in of.items()], RIGHTS)
        places = np.arange(batch.num_rows)
        places[list(of)] = batch.num_rows + np.arange(len(of))
        return {"rights": pa.concat_arrays([own, given]).take(pa.array(places)), **reasons.columns()}

    return step


def _find(known: _Released, seeds: pa.Array) -> NDArray[np.int64]:
    """The place of each seed's rights; -1 where no release has it."""
    at = np.searchsorted(known.hashes, hash_values(strings(seeds), 0))
    near = np.minimum(at, max(0, len(known.hashes) - 1))
    same = pc.equal(known.ids.take(pa.array(near)), seeds).to_numpy(zero_copy_only=False).astype(np.bool_)
    return np.where(same, known.codes[near], -1)


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
