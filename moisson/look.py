"""Look: find documents in a workspace, kept or dropped, and follow one back to where it came from."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from moisson.errors import NotFound
from moisson.snapshot import snapshots
from moisson.storage import Workspace, read_json, read_table

CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def recipe_in(workspace: Workspace, name: str | None) -> str:
    """The recipe to look at: the one named, else the only one that has been run here."""
    found = sorted(path.parent.name for path in (workspace.root / "runs").glob("*/decisions.parquet"))
    if name is None and len(found) == 1:
        return found[0]
    if name in found:
        return str(name)
    if not found:
        raise NotFound(f"{workspace.root} holds no run yet: run `moisson build RECIPE --out {workspace.root}` first.")
    raise NotFound(
        f"{'there is no recipe ' + name if name else 'several recipes'} in {workspace.root}; --recipe can be: {', '.join(found)}."
    )


def decisions(
    workspace: Workspace,
    recipe: str,
    *,
    id: str | None = None,
    source: str | None = None,
    reason: str | None = None,
    dropped: bool | None = None,
) -> pa.Table:
    """The rows of `corpus.DECISIONS` that fit, sorted by id; `reason` may be a prefix, such as `duplicate`."""
    table = read_table(workspace.decisions(recipe))
    if id is not None:
        table = table.filter(pc.or_(pc.equal(table["id"], id), pc.equal(table["raw_id"], id)))
    if source is not None:
        table = table.filter(pc.equal(table["source"], source))
    if reason is not None:
        table = table.filter(pc.fill_null(pc.starts_with(table["reason"], reason), False))
    if dropped is not None:
        table = table.filter(pc.is_valid(table["reason"]) if dropped else pc.is_null(table["reason"]))
    return table


def spread(rows: pa.Table, limit: int) -> pa.Table:
    """Rows taken at even distances: a sample that is the same each time."""
    step = max(rows.num_rows / limit, 1)
    return rows.take(pa.array([int(number * step) for number in range(min(limit, rows.num_rows))], pa.int64()))


def texts(workspace: Workspace, rows: pa.Table) -> Iterator[dict[str, Any]]:
    """Each decision with the document's title and text as far as it came; a row that was never read has its raw content."""
    opened: dict[Path, pa.Table] = {}
    for row in rows.to_pylist():
        raw = row["shard"] is None
        path = workspace.parts(row["source"]) / f"{row['part']}.parquet" if raw else workspace.root / row["shard"]
        columns = ["id", "title", "content"] if raw else ["id", "title", "text"]
        if path not in opened:
            opened = {path: read_table(path, columns)}
        at = pc.index(opened[path]["id"], row["raw_id"] if raw else row["id"]).as_py()
        found = opened[path].slice(at, 1).to_pylist()[0]
        text = _readable(found["content"]) if raw else found["text"]
        yield {**row, "title": found["title"], "text": text}


def _readable(content: bytes) -> str:
    """Raw content for a person: text as it is, anything else as its size."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return f"({len(content):,} bytes that are not UTF-8 text)"
    return text if not CONTROL.search(text) else f"({len(content):,} bytes with control characters)"


def trace(workspace: Workspace, id: str) -> dict[str, Any]:
    """Everything that the workspace knows of an id: harvests, rights, decisions, duplicates, releases; raises NotFound."""
    source = id.partition("/")[0]
    history = [
        {"taken": snapshot.taken, "version_of_source": snapshot.about["version"], **row}
        for snapshot in snapshots(workspace, source)
        for row in _rows(snapshot.rows(), id, id.rpartition("#")[0])
    ]
    found = {
        recipe: [_decision(row) for row in decisions(workspace, recipe, id=id).to_pylist()]
        for recipe in sorted(path.parent.name for path in (workspace.root / "runs").glob("*/decisions.parquet"))
    }
    refused = [
        {"taken": snapshot.taken, "version_of_source": snapshot.about["version"], **row}
        for snapshot in snapshots(workspace, source)
        for row in _rows(snapshot.ledger(), id)
    ]
    if not history and not refused and not any(found.values()):
        raise NotFound(f"{id} is in no harvest of {workspace.root}; ids look like fr_dila_legi/LEGIARTI000006900785.")
    return {
        "id": id,
        "source": source,
        "harvests": history,
        "refused": refused,
        "decisions": found,
        "stands_for": {recipe: _stands_for(workspace, recipe, id) for recipe in found},
        "releases": list(_releases(workspace, id)),
    }


def _rows(table: pa.Table, *ids: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = table.filter(pc.is_in(table["id"], pa.array(ids, pa.large_string()))).to_pylist()
    return found


def _decision(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": row["id"], "version": row["version"], "kept": row["reason"] is None} | {
        name: row[name] for name in ("stage", "reason", "detail") if row[name] is not None
    }


def _stands_for(workspace: Workspace, recipe: str, id: str) -> list[dict[str, Any]]:
    """The documents that were dropped as duplicates of this one."""
    table = decisions(workspace, recipe, reason="duplicate")
    named = table.filter(pc.match_substring(table["detail"], f'"{id}"'))
    return [_decision(row) for row in named.to_pylist()]


def _releases(workspace: Workspace, id: str) -> Iterator[dict[str, Any]]:
    for manifest in sorted(workspace.root.glob("releases/*/*/MANIFEST.json")):
        if manifest.parent.is_symlink():
            continue
        for name in read_json(manifest)["files"]:
            path = manifest.parent / name
            if name.startswith("data/") and (rows := _rows(read_table(path, ["id", "version"]), id)):
                position = {"release": f"{manifest.parent.parent.name}/{manifest.parent.name}", "file": name}
                yield {**position, "version": rows[0]["version"]}
