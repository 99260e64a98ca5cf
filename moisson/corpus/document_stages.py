"""Document stages over a table: each is held to what it declares, and what it drops goes to the ledger, row by row.

documents = kept + ledger.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from moisson.contracts.errors import ConservationError, MoissonError
from moisson.contracts.stage import DROPS, Stage, Step, stages
from moisson.corpus.shards import SHARD_LEDGER
from moisson.workspace.progress import Share

Named = tuple[str, str, Mapping[str, Any]]  # a stage as tasks name it: label, name, parameters with paths from a folder


def run_stages(
    documents: pa.Table, of: Sequence[Named], batch_rows: int, folder: Path, share: Share | None = None
) -> tuple[pa.Table, pa.Table, dict[str, float]]:
    """Run document stages over a table; gives what is kept, the ledger, and seconds by stage. `folder` is the recipe's."""
    seconds: dict[str, float] = {}
    dropped: list[pa.Table] = []
    known = stages()
    for label, name, parameters in of:
        began = perf_counter()
        parameters = known[name].found_from(folder, parameters)
        step = known[name].build(**parameters)
        kept: list[pa.Table] = []
        # At least one batch, even of no rows: a stage decides the columns of an empty shard too.
        for batch in documents.combine_chunks().to_batches(max_chunksize=batch_rows) or [empty_batch(documents.schema)]:
            columns = written(known[name], parameters, label, step, batch)
            stays, gone = split_batch(batch, columns, label)
            kept.append(pa.Table.from_batches([stays]))
            dropped.append(gone)
            if share:
                share.add(batch.num_rows)
        try:
            documents = pa.concat_tables(kept)
        except pa.ArrowInvalid as error:
            raise MoissonError(f"stage {label} gives a column of another type from batch to batch: {error}.") from None
        seconds[label] = perf_counter() - began
    ledger = pa.concat_tables(dropped) if dropped else SHARD_LEDGER.empty_table()
    return documents.combine_chunks(), ledger.combine_chunks(), seconds


def empty_batch(schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.array([], field.type) for field in schema], schema=schema)


def written(stage: Stage, parameters: Mapping[str, Any], label: str, step: Step, batch: pa.RecordBatch) -> dict[str, pa.Array]:
    """Run a step on one batch and hold it to its declaration."""
    columns = step(batch.select(stage.reads_of(parameters)))
    declared = stage.writes_of(parameters)
    if set(columns) != set(declared):
        raise MoissonError(f"stage {label} declares that it writes {sorted(declared)} but wrote {sorted(columns)}.")
    if wrong := [name for name, array in columns.items() if len(array) != batch.num_rows]:
        raise ConservationError(f"stage {label} gave {len(columns[wrong[0]])} values of `{wrong[0]}` for {batch.num_rows} rows.")
    return columns


def split_batch(batch: pa.RecordBatch, columns: Mapping[str, pa.Array], label: str) -> tuple[pa.RecordBatch, pa.Table]:
    """Put a stage's columns into the batch, and part what stays from what goes to the ledger."""
    for name, array in columns.items():
        if name in DROPS:
            continue
        if (index := batch.schema.get_field_index(name)) >= 0:
            batch = batch.set_column(index, name, array)
        else:
            batch = batch.append_column(name, array)
    if (reason := columns.get("drop_reason")) is None or reason.null_count == batch.num_rows:
        return batch, SHARD_LEDGER.empty_table()  # nothing to part: no copy
    gone = reason.is_valid()
    return batch.filter(pc.invert(gone)), ledger_rows(batch, columns, label).filter(gone)


def ledger_rows(batch: pa.RecordBatch, columns: Mapping[str, pa.Array], label: str) -> pa.Table:
    """A ledger row for every row of the batch, dropped or not; the caller keeps the dropped."""
    none = pa.nulls(batch.num_rows, pa.large_string())
    arrays = {
        "id": batch["id"],
        "version": batch["version"],
        "stage": pa.array([label] * batch.num_rows, pa.large_string()),
        "reason": columns["drop_reason"],
        "detail": columns.get("drop_detail", none),
        "raw_id": batch["raw_id"],
    }
    return pa.table(arrays, schema=SHARD_LEDGER)


def check_kept(what: str, before: int, kept: int, ledger: int) -> None:
    """documents = kept + ledger."""
    if before != kept + ledger:
        raise ConservationError(f"{what}: {before} documents became {kept} kept and {ledger} in the ledger.")
