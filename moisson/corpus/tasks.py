"""What workers do for a corpus: each function is the work of one kind of task, and gives a small receipt."""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from moisson.compute.rounds import Place, named
from moisson.contracts.errors import ConservationError, MoissonError
from moisson.contracts.identity import fingerprint
from moisson.contracts.stage import DROPS, Columns, stages
from moisson.corpus.block import Block
from moisson.corpus.block_rows import BLOCK_LEDGER, KEYS, make_block
from moisson.corpus.decided import write_decisions
from moisson.corpus.document_stages import written
from moisson.corpus.home import differs
from moisson.corpus.rows import Asked, Rows
from moisson.corpus.run_files import read_plan, write_array, write_batches, writing
from moisson.workspace.storage import PARQUET, ROW_GROUP
from moisson.workspace.withdrawn_ids import suppression


def rows_of(place: Place, task: Asked) -> Rows:
    """The documents as the stage sees them that a task works for."""
    return Rows(place.workspace.root, place.run, task.of, threads=place.threads)


def block(place: Place, task: Asked) -> dict[str, Any]:
    """Make the rows of one block."""
    plan, number = read_plan(place.run), task.what["block"]
    path = place.run / "blocks" / f"{number:06}"
    return make_block(place.workspace.root, path, plan, plan.cuts[number].segments, suppression(place.workspace))


def spool(place: Place, task: Asked) -> dict[str, Any]:
    """Copy a column of a block to where it can be memory-mapped."""
    rows = rows_of(place, task)
    of, names = rows.block(task.what["block"]), [task.what["name"]]
    path = rows.files / "column" / task.what["name"] / f"{of.number}.arrow"
    return {"rows": write_batches(path, of.schema(names), of.batches(names))}


def each(place: Place, task: Asked) -> dict[str, Any]:
    """What a function makes of every batch of a block."""
    rows = rows_of(place, task)
    of = rows.block(task.what["block"])
    made = _batches(pieces(rows, of, task.what["work"], task.what["names"], task.what["given"]))
    first = next(made)

    def all() -> Iterator[pa.RecordBatch]:
        yield first
        yield from made

    return {"rows": write_batches(rows.files / task.what["into"] / f"{of.number}.arrow", first.schema, all())}


def spans(place: Place, task: Asked) -> dict[str, Any]:
    """What a function gives for all batches of a block together."""
    rows = rows_of(place, task)
    of = rows.block(task.what["block"])
    found: dict[str, Any] = named(task.what["work"])(rows, of.first, of.batches(task.what["names"]), **task.what["given"])
    return found


def select(place: Place, task: Asked) -> dict[str, Any]:
    """Copy chosen rows of a block to where they can be read at random."""
    rows = rows_of(place, task)
    of, names = rows.block(task.what["block"]), task.what["columns"]
    at = np.asarray(rows.kept(f"{task.what['name']}-rows")[task.what["begin"] : task.what["end"]]) - of.first
    schema = of.schema(names)
    chunks = (at[begin : begin + ROW_GROUP] for begin in range(0, len(at), ROW_GROUP))
    batches = (batch for chunk in chunks for batch in of.table(names, chunk).to_batches())
    return {"rows": write_batches(rows.files / task.what["name"] / f"{of.number}.arrow", schema, batches)}


def call(place: Place, task: Asked) -> dict[str, Any]:
    """Whatever a stage asks for."""
    found: dict[str, Any] = named(task.what["work"])(rows_of(place, task), **task.what["task"])
    return found


def document_stage(place: Place, task: Asked) -> dict[str, Any]:
    """Run a document stage over a block."""
    rows = rows_of(place, task)
    of, stage = rows.block(task.what["block"]), stages()[task.what["stage"]]
    parameters = stage.found_from(place.recipe, task.what["parameters"])
    if fingerprint(stage.identity(parameters)) != task.what["identity"]:
        raise differs(f"stage {rows.of.label}")
    step = stage.build(**parameters)
    names = list(dict.fromkeys(stage.reads_of(parameters))) or ["id"]
    made = (written(stage, parameters, rows.of.label, step, batch) for batch in of.batches(names, task.what["batch_rows"]))
    return write_stage(of, rows.of.stage + 1, rows.of.label, made)


def corpus_stage(place: Place, task: Asked) -> dict[str, Any]:
    """Write what a corpus stage makes of each batch of a block."""
    rows = rows_of(place, task)
    of = rows.block(task.what["block"])
    return write_stage(
        of, rows.of.stage + 1, rows.of.label, pieces(rows, of, task.what["work"], task.what["names"], task.what["given"])
    )


def decisions(place: Place, task: Asked) -> dict[str, Any]:
    """Write what became of the documents of a block."""
    rows = rows_of(place, task)
    path = place.workspace.root / task.what["into"] / f"{task.what['block']:06}.parquet"
    return {"rows": write_decisions(rows.block(task.what["block"]), path, task.what["shards"], task.what["waiting"])}


def write_stage(of: Block, stage: int, label: str, made: Iterable[Columns]) -> dict[str, Any]:
    """Write what a stage made of a block: its columns, the ledger rows of what it drops, and the rows that stay."""
    reasons: list[pa.Array] = []
    details: list[pa.Array] = []
    rows, types = 0, {}
    with ExitStack() as files:  # none, where a stage only drops
        writer: pq.ParquetWriter | None = None
        for columns in made:
            kept = {name: array for name, array in columns.items() if name not in DROPS}
            rows += max((len(array) for array in columns.values()), default=0)
            if kept:
                table = pa.table(kept)
                if writer is None:
                    types = {field.name: str(field.type) for field in table.schema}
                    options = {name: value for name, value in PARQUET.items() if name != "row_group_size"}
                    temporary = files.enter_context(writing(of.column_path(stage)))
                    writer = files.enter_context(pq.ParquetWriter(temporary, table.schema, **options))
                elif table.schema != writer.schema:
                    raise _types_differ(label)
                writer.write_table(table, row_group_size=ROW_GROUP)
            if "drop_reason" in columns:
                reasons.append(columns["drop_reason"])
                details.append(columns.get("drop_detail", pa.nulls(len(reasons[-1]), pa.large_string())))
    if rows != of.num_rows:
        raise ConservationError(f"stage {label} gave {rows} rows for {of.num_rows}.")
    dropped = _write_drops(of, stage, label, reasons, details) if reasons else 0
    return {"rows": rows, "dropped": dropped, "types": types}


def _types_differ(label: str) -> MoissonError:
    return MoissonError(f"stage {label} gives a column of another type from batch to batch.")


def _write_drops(of: Block, stage: int, label: str, reasons: list[pa.Array], details: list[pa.Array]) -> int:
    reason, detail = pa.chunked_array(reasons), pa.chunked_array(details)
    gone = reason.is_valid().to_numpy()
    write_array(of.live_path(stage), of.live[~gone].astype(np.uint32))
    at = np.flatnonzero(gone)
    if len(at):
        rows = of.table((*KEYS, "_shard"), at)
        columns = {name: rows[name] for name in (*KEYS, "_shard")}
        columns |= {"stage": pa.array([label] * len(at), pa.large_string())}
        columns |= {"reason": reason.filter(pa.array(gone)), "detail": detail.filter(pa.array(gone)).cast(pa.large_string())}
        with writing(of.ledger_path(stage)) as temporary:
            pq.write_table(
                pa.table({name: columns[name] for name in BLOCK_LEDGER.names}, schema=BLOCK_LEDGER), temporary, **PARQUET
            )
    return len(at)


def pieces(rows: Rows, of: Block, work: str, names: list[str], given: Mapping[str, Any]) -> Iterator[Columns]:
    """What a function makes of each batch of a block, in order, on as many threads as this task may use."""
    do, first = named(work), of.first

    def calls() -> Iterator[tuple[int, pa.RecordBatch]]:
        at = first
        for batch in of.batches(names):
            yield at, batch
            at += batch.num_rows

    if rows.threads <= 1:
        yield from (do(rows, at, batch, **given) for at, batch in calls())
        return
    with ThreadPoolExecutor(rows.threads) as pool:
        waiting = calls()
        while some := list(islice(waiting, 4 * rows.threads)):
            yield from pool.map(lambda call: do(rows, *call, **given), some)


def _batches(made: Iterable[Columns]) -> Iterator[pa.RecordBatch]:
    return (pa.record_batch(columns) for columns in made)
