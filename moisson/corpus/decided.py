"""What a run decided of each document, block by block, in files of DECISIONS: kept, or dropped by which stage and why."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from moisson.contracts.schemas import STRING, stamped
from moisson.corpus.block import Block
from moisson.corpus.block_rows import BLOCK_LEDGER, KEYS
from moisson.corpus.decisions import DECISIONS
from moisson.corpus.run_files import Plan, writing
from moisson.workspace.storage import PARQUET, ROW_GROUP

OPTIONS = {name: value for name, value in PARQUET.items() if name != "row_group_size"}


def write_decisions(of: Block, path: Path, after: Mapping[str, int | None], waiting: Sequence[Mapping[str, Any]]) -> int:
    """Write a block's decisions, sorted by id and stage; gives their number.

    `after` says for each stage that dropped a document ("" where none did) how many segments of the map phase still have it.
    `waiting` are the rows of BLOCK_LEDGER of what is held back, of all blocks.
    """
    mine = [row for row in waiting if (of.low is None or of.low <= row["id"]) and (of.high is None or row["id"] < of.high)]
    kept = of.table((*KEYS, "_shard"), np.arange(of.num_rows))
    none = pa.nulls(kept.num_rows, STRING)
    columns = {name: kept[name] if name in kept.column_names else none for name in BLOCK_LEDGER.names}
    tables = [pa.table(columns, schema=BLOCK_LEDGER), of.ledger(), pa.Table.from_pylist(mine, schema=BLOCK_LEDGER)]
    table = pa.concat_tables(tables)
    order = pc.sort_indices(table.select(["id", "stage"]), [("id", "ascending"), ("stage", "ascending")])
    schema = stamped(DECISIONS)
    # A row group at a time: paths and names take several times the memory of what a block keeps of its rows.
    with writing(path) as temporary, pq.ParquetWriter(temporary, schema, **OPTIONS) as writer:
        for begin in range(0, max(table.num_rows, 1), ROW_GROUP):
            piece = table.take(order.slice(begin, ROW_GROUP)).combine_chunks()
            writer.write_table(_with_files(of.plan, piece, after).cast(schema), ROW_GROUP)
    return int(table.num_rows)


def _with_files(plan: Plan, rows: pa.Table, after: Mapping[str, int | None]) -> pa.Table:
    """Rows of BLOCK_LEDGER with the columns of DECISIONS that name files."""
    at = rows["_shard"].combine_chunks()
    for name in ("source", "part"):
        rows = rows.append_column(name, pa.array([getattr(shard, name) for shard in plan.shards], STRING).take(at))
    return rows.append_column("shard", _texts(plan, rows, after)).select(DECISIONS.names)


def _texts(plan: Plan, table: pa.Table, after: Mapping[str, int | None]) -> pa.Array:
    """The last shard that still has each document's text."""
    stage = pc.dictionary_encode(pc.fill_null(table["stage"], "")).combine_chunks()
    stages, shards = stage.dictionary.to_pylist(), max(len(plan.shards), 1)
    pairs = stage.indices.to_numpy().astype(np.int64) * shards + table["_shard"].to_numpy()
    distinct, back = np.unique(pairs, return_inverse=True)
    paths: list[str | None] = []
    for pair in distinct.tolist():
        segment = after[stages[pair // shards]]
        paths.append(None if segment is None else plan.shards[pair % shards].paths[segment])
    return pa.array(paths, STRING).take(pa.array(back))
