"""Look: find documents in a workspace, kept or dropped, and read them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from moisson.errors import NotFound
from moisson.storage import Workspace, read_table

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
