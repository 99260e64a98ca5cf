"""Traces a document by its id, in a workspace or in a release alone.

The id is a document's (`x`, or `x#2` where an entry was split into several) or that of the harvested entry.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from moisson.contracts.errors import NotFound, SourceError
from moisson.contracts.schemas import LEDGER
from moisson.corpus.decisions import decisions
from moisson.harvest.snapshot import snapshots
from moisson.source.description import built_in_sources, load_source
from moisson.stewardship.opened import Opened, Released, Table, open_release, parquet_of, releases_of, row_groups
from moisson.workspace.storage import Workspace, read_table
from moisson.workspace.withdrawn_ids import suppression

KEPT = r'"kept":"(?P<kept>(?:[^"\\]|\\.)*)"'  # in a duplicate's detail: the kept document, in JSON
DUPLICATE = "duplicate:"


def trace(workspace: Workspace, id: str) -> dict[str, Any]:
    """Everything the workspace has about an id; raises NotFound where it is in no harvest, run or release.

    Publisher, harvests with rights and their evidence, what harvests refused, each run's decisions with stage, version and
    parameters, the duplicates it stands for, and the releases that hold it or whose ledger names it.
    """
    source = id.partition("/")[0]
    entry = _entry(id)
    taken = [(snapshot, {"taken": snapshot.taken, **_origin(snapshot.about)}) for snapshot in snapshots(workspace, source)]
    history = [{**about, **row} for snapshot, about in taken for row in _rows(snapshot.rows(), id, entry)]
    refused = [{**about, **row} for snapshot, about in taken for row in _rows(snapshot.ledger(), id)]
    released = [(each, release_rows(each, id)) for each in releases_of(workspace)]
    recipes = sorted(path.parent.name for path in (workspace.root / "runs").glob("*/decisions.parquet"))
    newest = {each.name.partition("/")[0]: each for each, _ in released if each.data}
    rows = {recipe: decisions(workspace, recipe, id=id).to_pylist() for recipe in recipes}
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
        "stands_for": {recipe: _stands_for(read_table(workspace.decisions(recipe)), id) for recipe in recipes},
        "releases": [row for _, of in released for row in of],
    }


def trace_in_release(release: Path | Opened, id: str) -> dict[str, Any]:
    """Everything a release alone has about an id; raises NotFound."""
    release = open_release(release) if isinstance(release, Path) else release
    rows = release_rows(release, id)
    if not rows:
        raise NotFound(f"{id} is neither among the documents of {release.where} nor in its ledger.")
    duplicates = _concat(
        group.filter(pc.starts_with(group["reason"], DUPLICATE)) for group in row_groups(release.ledger, LEDGER.names)
    )
    about: dict[str, Any] = next((each for each in release.stats["sources"] if each["name"] == id.partition("/")[0]), {})
    return {
        "id": id,
        "source": id.partition("/")[0],
        "withdrawn": None,
        "publisher": (about.get("publisher") or {}).get("name"),
        "harvests": [],
        "refused": [],
        "decisions": {},
        "stands_for": {release.name: _stands_for(duplicates, id)},
        "releases": rows,
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
    wanted = pa.array(dict.fromkeys((id, *others)), pa.large_string())
    with parquet_of(table) as file:
        columns = [name for name in file.schema_arrow.names if name != "text"]
        for number in range(file.num_row_groups):
            if not _may_hold(file.metadata.row_group(number), id, others):
                continue
            if pc.any(_is_of(file.read_row_group(number, columns=["id"])["id"], id, wanted)).as_py():
                rows = file.read_row_group(number, columns=columns)
                yield from rows.filter(_is_of(rows["id"], id, wanted)).to_pylist()


def _may_hold(group: pq.RowGroupMetaData, id: str, others: tuple[str, ...]) -> bool:
    """Whether the bounds of a row group allow one of these ids, or a part of the first."""
    column = next(each for each in map(group.column, range(group.num_columns)) if each.path_in_schema == "id")
    bounds = column.statistics
    if bounds is None or not bounds.has_min_max:
        return True
    ranges = [(id, f"{id}#\U0010ffff"), *zip(others, others, strict=True)]
    return any(bounds.min <= last and first <= bounds.max for first, last in ranges)


def _is_of(column: pa.ChunkedArray, id: str, wanted: pa.Array) -> pa.ChunkedArray:
    return pc.or_(pc.is_in(column, wanted), pc.starts_with(column, f"{id}#"))


def _entry(id: str) -> str:
    """The id of the entry that a document may be a part of."""
    return id.rpartition("#")[0] or id


def _rows(table: pa.Table, *ids: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = table.filter(pc.is_in(table["id"], pa.array(ids, pa.large_string()))).to_pylist()
    return found


def _origin(about: dict[str, Any]) -> dict[str, Any]:
    return {"version_of_source": about["version"], "origin": about.get("origin")}


def _decision(row: dict[str, Any], release: Released | None) -> dict[str, Any]:
    """A run's decision, with the stage's version and parameters from the recipe's newest release."""
    kept = row["reason"] is None
    decided = {"id": row["id"], "version": row["version"], "kept": kept}
    decided |= {name: row[name] for name in ("stage", "reason", "detail") if row[name] is not None}
    if release is None:
        return decided
    if kept:
        names = ("name", "version", "parameters")
        return decided | {"stages": [{name: each[name] for name in names} for each in release.stats["stages"]]}
    return decided | release.stage(row["stage"])


def _publisher(workspace: Workspace, rows: Iterable[list[dict[str, Any]]]) -> str | None:
    """The publisher in a run's shard."""
    for row in (row for of in rows for row in of if row["shard"] is not None):
        table = read_table(workspace.root / row["shard"], ["id", "publisher"])
        if named := [each["publisher"] for each in _rows(table, row["id"]) if each["publisher"]]:
            return str(named[0])
    return None


def _described(source: str) -> str | None:
    """The publisher in a built-in source's description."""
    try:
        return load_source(source, Path()).description.publisher.name if source in built_in_sources() else None
    except SourceError:
        return None


def _stands_for(table: pa.Table, id: str) -> list[dict[str, Any]]:
    """The documents dropped as duplicates of this one, directly or through others."""
    table = table.filter(pc.fill_null(pc.starts_with(table["reason"], DUPLICATE), False))
    kept = pc.struct_field(pc.extract_regex(table["detail"], KEPT), "kept")
    found: list[dict[str, Any]] = []
    known, asked = {id}, [id]
    while asked:
        written = pa.array([orjson.dumps(each)[1:-1].decode() for each in asked], pa.large_string())
        rows = [row for row in table.filter(pc.is_in(kept, written)).to_pylist() if row["id"] not in known]
        found += [_decision(row, None) for row in rows]
        asked = [row["id"] for row in rows]
        known.update(asked)
    return found


def _concat(tables: Iterable[pa.Table]) -> pa.Table:
    return pa.concat_tables([LEDGER.empty_table(), *(table.cast(LEDGER) for table in tables)])
