"""The first round over a corpus: each block's documents, in order of id, with what the snapshots say of them.

A block reads its slice of the snapshots and, of the shards that hold its rows, the documents in this range of ids. What is not
live (superseded or vanished) is in no slice and falls out here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from moisson.contracts.errors import ConservationError, SourceError
from moisson.contracts.schemas import FACTS, SNAPSHOT, STATED, STRING
from moisson.corpus.cuts import Segment
from moisson.corpus.held import Held, held_back
from moisson.corpus.run_files import Plan, write_array, writing
from moisson.corpus.shards import SHARD_LEDGER, ledger_path, take
from moisson.corpus.stages.in_force import newest_dates
from moisson.harvest.snapshot import Snapshot
from moisson.kernels.choosing import hash_values
from moisson.kernels.strings import strings
from moisson.workspace.storage import PARQUET, extent, opened_table, read_table
from moisson.workspace.withdrawn_ids import Suppression

KEYS = ("id", "version", "raw_id")
LIES = ("_shard", "_row")  # where in the shards each document lies
OWN = pa.schema(
    [
        *((name, STRING) for name in (*KEYS, "source")),
        ("_shard", pa.int32()),  # the number of its shard in the plan, …
        ("_row", pa.int32()),  # … and its row there
        *FACTS,
        ("vanished", pa.bool_()),
    ]
)

BLOCK_LEDGER = pa.schema([*SHARD_LEDGER, ("_shard", pa.int32())])


@dataclass(frozen=True)
class Slice:
    """The live rows of one segment, the shards that hold their documents, and where in them these documents lie."""

    facts: pa.Table
    documents: pa.Table  # KEYS, `_shard`, `_row`, and `at`, the row of `facts`
    ledger: pa.Table  # BLOCK_LEDGER: those of which there is no document, or not every one


def hashes_of(ids: pa.Array) -> Any:
    """64 bits for each id, by which a block finds its documents."""
    return hash_values(strings(ids), 0)


def make_block(root: Path, path: Path, plan: Plan, segments: Sequence[Segment], withdrawn: Suppression) -> dict[str, Any]:
    """Write the rows of a block into its folder; gives its counts, the newest dates, and what it holds back.

    Raises SourceError where two documents have one id, ConservationError where a live row is neither read nor refused.
    """
    slices = [_slice(root, plan, segment) for segment in segments]
    held = [pair for of in slices for pair in _held(root, plan, of, withdrawn)]
    waits = pa.array([one.id for one, _ in held], STRING)
    tables, ledgers = [OWN.empty_table()], [BLOCK_LEDGER.empty_table()]
    found: dict[str, int] = {}
    for segment, of in zip(segments, slices, strict=True):
        documents, ledger = (rows.filter(pc.invert(pc.is_in(rows["raw_id"], waits))) for rows in (of.documents, of.ledger))
        live = of.facts.num_rows - (pc.sum(pc.is_in(of.facts["id"], waits)).as_py() or 0)
        seen = pc.unique(pa.chunked_array([*documents["raw_id"].chunks, *ledger["raw_id"].chunks], STRING))
        if len(seen) != live:
            raise ConservationError(f"{live:,} live rows went in, {len(seen):,} came out as documents or ledger rows.")
        found[segment.source] = found.get(segment.source, 0) + live
        tables.append(_joined(segment.source, of.facts, documents))
        ledgers.append(ledger)
    rows = _completed(root, plan, pa.concat_tables(tables).combine_chunks().sort_by("id"))
    ids = rows["id"].combine_chunks()
    if len(ids) > 1 and pc.any(twice := pc.equal(ids[1:], ids[:-1])).as_py():
        raise SourceError(f"two documents have the id {ids[pc.index(twice, True).as_py()]}; qualify it in the source's read.py.")
    hashes = hashes_of(ids)
    order = np.argsort(hashes, kind="stable")
    write_array(path / "hashes.npy", hashes[order])
    write_array(path / "hashed.npy", order.astype(np.uint32))
    ledger = pa.concat_tables(ledgers)
    _write(path / "ledger.parquet", ledger)
    _write(path / "rows.parquet", rows)
    return {
        "rows": rows.num_rows,
        "found": found,
        "dropped": {pair["values"]: pair["counts"] for pair in pc.value_counts(ledger["stage"]).to_pylist()},
        "newest": newest_dates(rows.select(["source", "created", "valid_from"]).to_batches(), plan.months),
        "held": [{**one.as_dict(), "shard": shard} for one, shard in held],
    }


def _slice(root: Path, plan: Plan, segment: Segment) -> Slice:
    """All shards are gathered before they are compared: the table of the segment's ids is made once, not once for each."""
    facts = _facts(root, plan, segment)
    none = pa.table({**{name: pa.array([], STRING) for name in KEYS}, "_shard": _int32(0), "_row": _int32(0)})
    documents, ledgers = [none], [BLOCK_LEDGER.empty_table()]
    ids = facts["id"].combine_chunks()
    if len(ids):
        low, high = ids[0].as_py(), ids[-1].as_py()
        parts = set(pc.unique(facts["part"]).to_pylist())
        for number, shard in enumerate(plan.shards):
            if shard.source == segment.source and shard.part in parts:
                documents.append(_keys(root / shard.paths[-1], number, low, high))
                for ledger in (read_table(ledger_path(root / path)) for path in shard.paths):
                    numbered = ledger.replace_schema_metadata(None).append_column("_shard", _int32(ledger.num_rows, number))
                    ledgers.append(_between(numbered.select(BLOCK_LEDGER.names), low, high))
    refused = _live(pa.concat_tables(ledgers), facts, ids)
    return Slice(facts, _live(pa.concat_tables(documents), facts, ids), refused.select(BLOCK_LEDGER.names))


def _between(rows: pa.Table, low: str, high: str) -> pa.Table:
    return rows.filter(pc.and_(pc.greater_equal(rows["raw_id"], low), pc.less_equal(rows["raw_id"], high)))


def _int32(size: int, value: int = 0) -> pa.Array:
    return pa.array(np.full(size, value, np.int32))


def _facts(root: Path, plan: Plan, segment: Segment) -> pa.Table:
    """What a snapshot says of the live rows of a segment, with the column that the recipe's policy adds."""
    names = ["id", "version", "part", "state", *FACTS.names]
    snapshot = Snapshot(root / plan.snapshots[segment.source], frozenset(plan.withdrawn[segment.source]))
    batches = snapshot.batches(names, vanished=plan.vanished, begin=segment.begin, end=segment.end)
    facts = pa.Table.from_batches(batches, pa.schema([SNAPSHOT.field(name) for name in names]))
    gone = pc.equal(facts["state"], "vanished")
    return facts.append_column("vanished", pa.nulls(len(gone), pa.bool_()) if plan.vanished == "keep" else gone)


def _keys(shard: Path, number: int, low: str, high: str) -> pa.Table:
    """The documents of a shard that were read from the rows `low` to `high`, and where they lie."""
    tables = []
    with opened_table(shard) as file:
        starts = np.cumsum([0, *(file.metadata.row_group(group).num_rows for group in range(file.num_row_groups))])
        for group in range(file.num_row_groups):
            first, last = extent(file, group, "raw_id")
            if first <= high and low <= last:
                table = file.read_row_group(group, list(KEYS), use_threads=False).select(list(KEYS))
                rows = pa.array(np.arange(starts[group], starts[group + 1], dtype=np.int32))
                numbered = table.append_column("_shard", _int32(table.num_rows, number)).append_column("_row", rows)
                tables.append(_between(numbered, low, high))
    none = pa.table({**{name: pa.array([], STRING) for name in KEYS}, "_shard": _int32(0), "_row": _int32(0)})
    return pa.concat_tables([none, *(table.replace_schema_metadata(None) for table in tables)])


def _live(rows: pa.Table, facts: pa.Table, ids: pa.Array) -> pa.Table:
    """Those whose RAW row is live in this version, with its row among the facts."""
    at = pc.index_in(rows["raw_id"], value_set=ids).combine_chunks()
    is_live = pc.fill_null(pc.equal(facts["version"].combine_chunks().take(at), rows["version"].combine_chunks()), False)
    return rows.replace_schema_metadata(None).append_column("at", at).filter(is_live)


def _joined(source: str, facts: pa.Table, documents: pa.Table) -> pa.Table:
    """Documents with the facts of the rows that they were read from."""
    of = facts.select([*FACTS.names, "vanished"]).take(documents["at"])
    columns = {name: documents[name] for name in (*KEYS, "_shard", "_row")}
    columns["source"] = pa.chunked_array([pa.array([source] * documents.num_rows, STRING)])
    columns |= dict(zip(of.column_names, of.columns, strict=True))
    return pa.table({name: columns[name] for name in OWN.names}, schema=OWN)


def _completed(root: Path, plan: Plan, rows: pa.Table) -> pa.Table:
    """What the snapshot says, completed by what the content itself states."""
    names = [f"stated_{name}" for name in STATED]
    lies = (rows[name].to_numpy().astype(np.int64) for name in ("_shard", "_row"))
    if not rows.num_rows:
        return rows
    said = take([root / shard.paths[-1] for shard in plan.shards], names, *lies)
    for name in STATED:
        at = rows.schema.get_field_index(name)
        rows = rows.set_column(at, name, pc.coalesce(rows[name], said[f"stated_{name}"]))
    return rows


def _held(root: Path, plan: Plan, of: Slice, withdrawn: Suppression) -> Iterator[tuple[Held, int]]:
    """The rows whose text is like a withdrawn one, each with its shard."""
    for number in pc.unique(of.documents["_shard"]).to_pylist():
        mine = of.documents.filter(pc.equal(of.documents["_shard"], number))
        yield from ((one, number) for one in held_back(mine, root / plan.shards[number].paths[-1], withdrawn))


def _write(path: Path, table: pa.Table) -> None:
    with writing(path) as temporary:
        pq.write_table(table.combine_chunks(), temporary, **PARQUET)
