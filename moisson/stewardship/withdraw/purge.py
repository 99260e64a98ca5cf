"""Purge: the only operation that rewrites harvests and builds. Only the operator's register keeps a withdrawn row's id.

Parts keep their names, by which receipts refer to them. Receipts are recounted, snapshots lose the row and get new digests, and
the row's id in other rows' details becomes its public name. A purge is idempotent: the same command finishes an interrupted one.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from shutil import rmtree
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from moisson.corpus.decisions import decision_files, runs
from moisson.corpus.shards import ledger_path, receipt_path
from moisson.harvest.snapshot import Snapshot, rewrite_snapshot, snapshots
from moisson.harvest.withdrawn.memory import purge_memory
from moisson.stewardship.withdraw.find import as_said, mentions, shards
from moisson.workspace.storage import Workspace, opened_table, read_batches, read_json, read_table, row_count
from moisson.workspace.withdrawn_ids import Withdrawn, suppression


def purge(workspace: Workspace, documents: Iterable[Withdrawn]) -> int:
    """Remove rows, and everything read from them, from parts, snapshots, ledgers, shards and decisions.

    Returns the number of files rewritten. For releases see `notices.supersede`. The workspace must be locked.
    """
    for left in ("rounds", ".tmp-workers"):  # by an unfinished build, which makes it again without them
        rmtree(workspace.root / left, ignore_errors=True)
    documents, known = list(documents), suppression(workspace)
    names = {document.id: document.name for document in documents}
    count = 0
    for source in sorted({id.partition("/")[0] for id in names}):
        purge_memory(workspace, known, source, [one for one in documents if one.source == source])
        count += sum(_without(workspace, path, names) for path in sorted(workspace.parts(source).glob("*.parquet")))
        count += sum(_snapshot(workspace, snapshot, names) for snapshot in snapshots(workspace, source))
    count += sum(_shard(workspace, shard, names) for shard in shards(workspace))
    decisions = (path for recipe in runs(workspace) for path in decision_files(workspace, recipe))
    return count + sum(_without(workspace, path, names) for path in decisions)


def _snapshot(workspace: Workspace, snapshot: Snapshot, names: Mapping[str, str]) -> bool:
    if not any(_concerns(path, names) for path in (snapshot.path, snapshot.ledger_path)):
        return False
    rewrite_snapshot(workspace, snapshot, _cleaned(snapshot.batches(), names), _cleaned(snapshot.ledger_batches(), names))
    return True


def _without(workspace: Workspace, path: Path, names: Mapping[str, str]) -> bool:
    """Rewrite a table without the rows of these ids; returns whether it changed."""
    if not _concerns(path, names):
        return False
    with opened_table(path) as file:
        schema = file.schema_arrow
    workspace.write_batches(path, schema, _cleaned(read_batches(path, schema.names), names))
    return True


def _concerns(path: Path, names: Mapping[str, str]) -> bool:
    """Whether a table has rows of these ids, or names one in another row's detail."""
    with opened_table(path) as file:
        told = [name for name in ("id", "raw_id", "detail") if name in file.schema_arrow.names]
    return any(cleaned(pa.Table.from_batches([batch]), names) is not None for batch in read_batches(path, told))


def _cleaned(batches: Iterable[pa.RecordBatch], names: Mapping[str, str]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        kept = cleaned(pa.Table.from_batches([batch]), names)
        yield from [batch] if kept is None else kept.to_batches()


def cleaned(table: pa.Table, names: Mapping[str, str], gone: pa.Array | None = None) -> pa.Table | None:
    """A table without the rows of these ids, which become public names in other rows' details; None where nothing changes.

    Documents of a row are recognised by `raw_id`, or by `gone` where a table has none: by id alone, `a#1`, the first document of
    `a`, could be the publisher's own `a#1`.
    """
    wanted = sorted(names)
    of = pa.array(wanted, pa.large_string())
    about = pc.is_in(table["id"], of) if gone is None else pc.or_(pc.is_in(table["id"], of), gone)
    if "raw_id" in table.column_names:
        about = pc.or_(about, pc.is_in(table["raw_id"], of))
    named = pc.any(mentions(table["detail"], wanted)).as_py() if "detail" in table.column_names else False
    if not named and not pc.any(about).as_py():
        return None
    if named:
        at = table.column_names.index("detail")
        table = table.set_column(at, table.schema.field(at), written_over(table["detail"], names))
    return table.filter(pc.invert(about)).combine_chunks()


def written_over(details: pa.ChunkedArray, names: Mapping[str, str]) -> pa.ChunkedArray:
    """Details with public names in place of ids."""
    for id, name in names.items():
        for said, instead in zip(as_said(id), as_said(name), strict=True):
            details = pc.replace_substring(details, said, instead)
    return details


def _shard(workspace: Workspace, shard: Path, names: Mapping[str, str]) -> bool:
    """Rewrite a shard and its ledger, and recount its receipt.

    The receipt is removed first and written last, so it is never wrong; after a kill between, the shard is rebuilt.
    """
    paths = [path for path in (shard, ledger_path(shard)) if path.exists()]
    tables = {path: read_table(path) for path in paths}
    changed = {path: kept for path, table in tables.items() if (kept := cleaned(table, names)) is not None}
    if not changed:
        return False
    receipt = receipt_path(shard)
    said = read_json(receipt) if receipt.exists() else None
    receipt.unlink(missing_ok=True)
    for path, kept in changed.items():
        workspace.write_table(path, kept)
    if said is not None:
        now = {**tables, **changed}
        workspace.write_json(receipt, _counted_again(workspace, said, now[shard], now[ledger_path(shard)]))
    return True


def _counted_again(workspace: Workspace, said: dict[str, Any], documents: pa.Table, ledger: pa.Table) -> dict[str, Any]:
    """A receipt with the counts of what is left."""
    counts = {"documents": documents.num_rows, "ledger": ledger.num_rows}
    counts["text_bytes"] = pc.sum(pc.binary_length(documents["text"])).as_py() or 0
    if "documents_in" in said:
        counts["documents_in"] = documents.num_rows + ledger.num_rows
    if "raw" in said:
        counts["raw"] = row_count(workspace.parts(said["source"]) / f"{said['part']}.parquet")
    return {**said, **counts}
