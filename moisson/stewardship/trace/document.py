"""Traces a document by its id, in a workspace or in a release alone.

The id is a document's (`x`, or `x#2` where an entry was split into several) or that of the harvested entry.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from moisson.contracts.errors import NotFound, SourceError
from moisson.contracts.schemas import LEDGER
from moisson.corpus.decisions import CHAIN, DUPLICATE, Duplicates, Sought, decided, decisions, runs
from moisson.harvest.snapshot import Snapshot, find_rows, snapshots
from moisson.source.description import built_in_sources, load_source
from moisson.stewardship.opened import Opened, Released, Table, open_release, parquet_of, releases_of, row_groups
from moisson.stewardship.trace.seeds import made_from_it
from moisson.workspace.storage import Workspace, read_table
from moisson.workspace.withdrawn_ids import suppression


def trace(workspace: Workspace, id: str) -> dict[str, Any]:
    """Everything the workspace has about an id; raises NotFound where it is in no harvest, run or release.

    Publisher, harvests with rights and their evidence, what harvests refused, each run's decisions with stage, version and
    parameters, the duplicates it stands for, and the releases that hold it or whose ledger names it.
    """
    source = id.partition("/")[0]
    entry = _entry(id)
    taken = [(snapshot, {"taken": snapshot.taken, **_origin(snapshot.about)}) for snapshot in snapshots(workspace, source)]
    history = [{**about, **row} for snapshot, about in taken for row in snapshot.find((id, entry)).to_pylist()]
    refused = [{**about, **row} for snapshot, about in taken for row in _refused(snapshot, id)]
    released = [(each, release_rows(each, id)) for each in releases_of(workspace)]
    recipes = runs(workspace)
    newest = {each.name.partition("/")[0]: each for each, _ in released if each.data}
    rows = {recipe: decisions(workspace, recipe, [id]).to_pylist() for recipe in recipes}
    found = {recipe: [_decision(row, newest.get(recipe)) for row in rows[recipe]] for recipe in recipes}
    withdrawn = suppression(workspace).of(id)
    if not any((withdrawn, history, refused, *found.values(), *(rows for _, rows in released))):
        raise NotFound(f"{id} is in no harvest of {workspace.root}; ids look like fr_dila_legi/LEGIARTI000006900785.")
    publishers = [row["publisher"] for _, of in released for row in of if row.get("publisher")]
    return {
        "id": id,
        "source": source,
        "withdrawn": withdrawn,
        "publisher": next(iter(publishers), None) or _publisher(workspace, rows.values()) or _described(source),
        "harvests": history,
        "refused": refused,
        "decisions": found,
        "stands_for": {recipe: _stands_for(workspace, recipe, id) for recipe in recipes},
        "releases": [row for _, of in released for row in of],
        "made_from_it": made_from_it([each for each, _ in released], [id]),
    }


def trace_in_release(release: Path | Opened, id: str) -> dict[str, Any]:
    """Everything a release alone has about an id; raises NotFound."""
    release = open_release(release) if isinstance(release, Path) else release
    rows = release_rows(release, id)
    if not rows:
        raise NotFound(f"{id} is neither among the documents of {release.where} nor in its ledger.")
    ids = Duplicates(row_groups(release.ledger, CHAIN)).of(id)
    about: dict[str, Any] = next((each for each in release.stats["sources"] if each["name"] == id.partition("/")[0]), {})
    return {
        "id": id,
        "source": id.partition("/")[0],
        "withdrawn": None,
        "publisher": (about.get("publisher") or {}).get("name"),
        "harvests": [],
        "refused": [],
        "decisions": {},
        "stands_for": {release.name: _in_order(ids, (row for table in release.ledger if ids for row in _of(table, *ids)))},
        "releases": rows,
        "made_from_it": made_from_it([release], [id]),
    }


def release_rows(release: Opened, id: str) -> list[dict[str, Any]]:
    """A release's rows for an id: documents without text, and ledger rows with the stage's parameters."""
    held = [
        {"release": release.name, "holds": True, "file": release.name_of(table), **row}
        for table in release.data
        for row in _of(table, id)
    ]
    named = [
        {"release": release.name, "holds": False, **row, **release.stage(row["stage"])}
        for table in release.ledger
        for row in _of(table, id, _entry(id))
    ]
    return [*held, *named]


def _of(table: Table, id: str, *others: str) -> Iterator[dict[str, Any]]:
    """The rows of a table, without text, with this id or that of a part of it.

    A row group is read only where its statistics allow such an id, and its other columns only where it has one.
    """
    sought = Sought((id, *others))
    with parquet_of(table) as file:
        columns = [name for name in file.schema_arrow.names if name != "text"]
        for number in range(file.num_row_groups):
            if not sought.may_be_in(file, number):
                continue
            if pc.any(_is_of(file.read_row_group(number, columns=["id"])["id"], id, sought.array)).as_py():
                rows = file.read_row_group(number, columns=columns)
                yield from rows.filter(_is_of(rows["id"], id, sought.array)).to_pylist()


def _is_of(column: pa.ChunkedArray, id: str, wanted: pa.Array) -> pa.ChunkedArray:
    return pc.or_(pc.is_in(column, wanted), pc.starts_with(column, f"{id}#"))


def _entry(id: str) -> str:
    """The id of the entry that a document may be a part of."""
    return id.rpartition("#")[0] or id


def _refused(snapshot: Snapshot, id: str) -> list[dict[str, Any]]:
    return [row for batch in find_rows(snapshot.ledger_path, [id], LEDGER.names) for row in batch.to_pylist()]


def _origin(about: dict[str, Any]) -> dict[str, Any]:
    return {"version_of_source": about["version"], "origin": about.get("origin")}


def _decision(row: dict[str, Any], release: Released | None) -> dict[str, Any]:
    """A run's decision, with the stage's version and parameters from the recipe's newest release."""
    kept = row["reason"] is None
    said = {"id": row["id"], "version": row["version"], "kept": kept}
    said |= {name: row[name] for name in ("stage", "reason", "detail") if row[name] is not None}
    if release is None:
        return said
    if kept:
        names = ("name", "version", "parameters")
        return said | {"stages": [{name: each[name] for name in names} for each in release.stats["stages"]]}
    return said | release.stage(row["stage"])


def _publisher(workspace: Workspace, rows: Iterable[list[dict[str, Any]]]) -> str | None:
    """The publisher in a run's shard."""
    for row in (row for of in rows for row in of if row["shard"] is not None):
        table = read_table(workspace.root / row["shard"], ["id", "publisher"])
        named = table.filter(pc.equal(table["id"], row["id"]))["publisher"].to_pylist()
        if any(named):
            return str(next(filter(None, named)))
    return None


def _described(source: str) -> str | None:
    """The publisher in a built-in source's description."""
    try:
        return load_source(source, Path()).description.publisher.name if source in built_in_sources() else None
    except SourceError:
        return None


def _stands_for(workspace: Workspace, recipe: str, id: str) -> list[dict[str, Any]]:
    """The documents that a run dropped as duplicates of this one, directly or through others."""
    ids = Duplicates(decided(workspace, recipe, CHAIN, reason=DUPLICATE)).of(id)
    return _in_order(ids, decisions(workspace, recipe, ids).to_pylist() if ids else ())


def _in_order(ids: list[str], rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The decisions on these documents in their order, of rows that others may have."""
    places = {id: place for place, id in enumerate(ids)}
    chosen = [row for row in rows if row["id"] in places and (row["reason"] or "").startswith(DUPLICATE)]
    return [_decision(row, None) for row in sorted(chosen, key=lambda row: places[row["id"]])]
