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
from moisson.workspace.storage import PARQUET


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
    table = pa.concat_tables(tables).combine_chunks()
    at = table["_shard"].combine_chunks()
    for name in ("source", "part"):
        table = table.append_column(name, pa.array([getattr(shard, name) for shard in of.plan.shards], STRING).take(at))
    table = table.append_column("shard", _texts(of.plan, table, after))
    table = table.select(DECISIONS.names).sort_by([("id", "ascending"), ("stage", "ascending")]).cast(DECISIONS)
    with writing(path) as temporary:
        pq.write_table(table.replace_schema_metadata(stamped(table.schema).metadata), temporary, **PARQUET)
    return int(table.num_rows)


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
