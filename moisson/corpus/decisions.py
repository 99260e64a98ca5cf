"""Look: find documents in a workspace, kept or dropped, and read them."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from moisson.contracts.errors import NotFound
from moisson.contracts.schemas import LEDGER
from moisson.contracts.toml_text import as_toml
from moisson.harvest.snapshot import snapshots
from moisson.workspace.storage import Workspace, read_table

REFUSED = pa.schema([(name, pa.large_string()) for name in (*LEDGER.names, "raw_id", "source", "part", "shard")])
LINE = re.compile(r"(\[read\.rows\]) (text = .+)$")  # as `readers/rows` advises
LINKS = re.compile(r"write (links = \[.+\]) under \[connector\]")  # as `readers/catalogue_entry` does
EXTRA = re.compile(r"install (\S+)")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def runs(workspace: Workspace) -> list[str]:
    """The recipes that have been run in a workspace."""
    return sorted(path.parent.name for path in (workspace.root / "runs").glob("*/decisions.parquet"))


def recipe_in(workspace: Workspace, name: str | None) -> str:
    """The recipe to look at: the one named, else the only one that has been run here."""
    found = runs(workspace)
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


def find(
    workspace: Workspace, recipe: str | None, *, id: str | None, source: str | None, reason: str | None, dropped: bool | None
) -> pa.Table:
    """What a run decided and, where a reason, an id or what was dropped is asked for, what harvests refused; sorted by id.

    Raises NotFound where nothing has been run, unless harvests refused what is asked for.
    """
    asked = dropped is True or (dropped is None and (reason is not None or id is not None))
    kept_out = refused(workspace, id=id, source=source, reason=reason) if asked else REFUSED.empty_table()
    if kept_out.num_rows and recipe is None and not runs(workspace):
        return kept_out.sort_by("id")
    decided = decisions(workspace, recipe_in(workspace, recipe), id=id, source=source, reason=reason, dropped=dropped)
    return pa.concat_tables([decided.select(REFUSED.names), kept_out]).sort_by("id") if kept_out.num_rows else decided


def refused(workspace: Workspace, *, id: str | None = None, source: str | None = None, reason: str | None = None) -> pa.Table:
    """What the newest harvest of each source did not take in, in the columns of `decisions` that it has.

    A document that came twice (`same-id`) is there once, and is given only where that reason is asked for.
    """
    tables = [REFUSED.empty_table()]
    for name in sorted(path.name for path in (workspace.root / "harvest").glob("*") if source in (None, path.name)):
        for snapshot in snapshots(workspace, name)[-1:]:
            ledger = snapshot.ledger()
            none = pa.nulls(ledger.num_rows, pa.large_string())
            more = {"raw_id": ledger["id"], "source": pa.array([name] * len(none), none.type), "part": none, "shard": none}
            tables.append(pa.table({**{column: ledger[column] for column in LEDGER.names}, **more}, schema=REFUSED))
    table = pa.concat_tables(tables)
    if id is not None:
        table = table.filter(pc.equal(table["id"], id))
    fits = pc.not_equal(table["reason"], "same-id") if reason is None else pc.starts_with(table["reason"], reason)
    return table.filter(fits)


def remedy(reason: str, detail: str | None) -> str | None:
    """What to write or to run, ready to be copied, where a refusal names it; None where it does not."""
    if found := LINE.search(detail or ""):
        table = tomllib.loads(f"line = {{ {found[2]} }}")["line"]
        return "\n".join([found[1], *(f"{name} = {as_toml(value)}" for name, value in table.items())])
    if found := LINKS.search(detail or ""):
        return f"[connector]\n{found[1]}"
    if reason.endswith("needs-extra") and (found := EXTRA.search(detail or "")):
        return f"pip install '{found[1]}'"
    return None


def spread(rows: pa.Table, limit: int) -> pa.Table:
    """Rows taken at even distances: a sample that is the same each time."""
    step = max(rows.num_rows / limit, 1)
    return rows.take(pa.array([int(number * step) for number in range(min(limit, rows.num_rows))], pa.int64()))


def texts(workspace: Workspace, rows: pa.Table) -> Iterator[dict[str, Any]]:
    """Each decision with the document's title and text as far as it came; a row that was never read has its raw content.

    What a harvest refused has neither. `remedy` is what to write or to run, where the refusal names it.
    """
    opened: dict[Path, pa.Table] = {}
    for row in rows.to_pylist():
        row["remedy"] = row["reason"] and remedy(row["reason"], row["detail"])
        if row["part"] is None:
            yield {**row, "title": None, "text": None}
            continue
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
