"""The map phase: for one harvest part, extraction and the document stages.

A task is names and parameters and travels to a worker, which knows the place that they start from and builds what is heavy. The
stages are cut into segments, each ending in a checkpoint: a shard (Parquet), its ledger, and a receipt that is written last. A
receipt is valid for ever under the fingerprint that names its folder, so a changed late stage starts from the last shard that
still holds.

Conservation is checked for every shard: each RAW row yields at least one document or exactly one ledger row, and
documents = kept + ledger.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path, PurePath
from socket import gethostname
from time import perf_counter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from moisson.compute.rounds import Place
from moisson.contracts.errors import ConservationError, DocumentError, MoissonError, SourceError
from moisson.contracts.identity import fingerprint
from moisson.contracts.schemas import EXTRACTED, LEDGER, SCHEMA_VERSION, STATED
from moisson.contracts.stage import DROPS, Stage, Step, stages
from moisson.corpus.recipe import Recipe
from moisson.harvest.guard import Guard
from moisson.harvest.guard_process import Answer
from moisson.readers.contract import READER_FAULTS, Text, check_strings
from moisson.readers.kinds import kind_of
from moisson.source.description import Source, load_source
from moisson.workspace.progress import Share
from moisson.workspace.storage import Workspace, read_json, read_table, row_count

# A shard's ledger also says which RAW row a dropped document came from.
SHARD_LEDGER = pa.schema([*LEDGER, pa.field("raw_id", pa.large_string())])

SHARD_GROUP = 1024  # rows of a row group: blocks read few rows of many shards
READ = ["id", "version", "format", "title", "content"]  # of a part, what reading its documents takes
Row = tuple[dict[str, Any], list[dict[str, Any]], DocumentError | None]  # a RAW row, its documents, why there are none


@dataclass(frozen=True)
class Segment:
    """The stages between two checkpoints, and the fingerprint of everything up to the second."""

    fingerprint: str
    stages: tuple[tuple[str, str, Mapping[str, Any]], ...]  # label, name, parameters with paths from the recipe's folder


@dataclass(frozen=True)
class Task:
    """One part of one source, and what to do with it. It holds no path of one machine: `Place` has them."""

    source: str  # as a recipe names it: built in, or a folder from the recipe's own
    part: str
    segments: tuple[Segment, ...]
    batch_rows: int

    @property
    def key(self) -> str:
        return f"{self.part}-{self.segments[-1].fingerprint[:16]}"

    @property
    def source_name(self) -> str:
        return PurePath(self.source).name

    def path(self, workspace: Workspace) -> Path:
        """The part's own file."""
        return workspace.parts(self.source_name) / f"{self.part}.parquet"

    def shards(self, workspace: Workspace) -> tuple[Path, ...]:
        """The shards of all segments; the last holds the documents, each has its ledger beside it."""
        return tuple(workspace.shards(segment.fingerprint) / f"{self.part}.parquet" for segment in self.segments)

    def finished(self, workspace: Workspace) -> int:
        """How many segments are done: their shards, ledgers and receipts are all there."""
        shards = self.shards(workspace)
        whole = [all(path.exists() for path in (receipt_path(shard), shard, ledger_path(shard))) for shard in shards]
        return whole.index(False) if False in whole else len(whole)


def ledger_path(shard: Path) -> Path:
    return shard.with_suffix(".ledger.parquet")


def receipt_path(shard: Path) -> Path:
    return shard.with_suffix(".json")


def formats_of(part: Path) -> frozenset[str]:
    """The formats by which the documents of a part are read; none where their source has a reader of its own."""
    return frozenset(pc.unique(read_table(part, ["format"])["format"]).drop_null().to_pylist())


def plan(recipe: Recipe, source: Source, formats: frozenset[str]) -> tuple[Segment, ...]:
    """The segments of a recipe for parts of these formats, each under the fingerprint of all that its shards depend on."""
    so_far = _extraction(source, formats)
    segments = []
    for bound in recipe.segments():
        so_far += [[stage.identity for stage in bound]]
        folder = recipe.path.parent.resolve()
        named = tuple((stage.label, stage.stage.name, stage.stage.named_from(folder, stage.parameters)) for stage in bound)
        segments.append(Segment(fingerprint(so_far), named))
    return tuple(segments)


def _extraction(source: Source, formats: frozenset[str]) -> list[Any]:
    """What reading a part depends on, beside its content."""
    return [
        SCHEMA_VERSION,
        source.libraries(),
        source.readers(formats),
        source.description.read.model_dump(),
        source.name,
        source.description.publisher.name,
        source.description.language,
        source.description.kind,
        source.jurisdiction,
    ]


def _check_fingerprints(place: Place, task: Task) -> None:
    """Raise SourceError where this machine has another source or other stages than the one that planned the task."""
    source, known = load_source(task.source, place.recipe), stages()
    so_far = _extraction(source, formats_of(task.path(place.workspace)))
    for segment in task.segments:
        found = [(label, known[name], known[name].found_from(place.recipe, given)) for label, name, given in segment.stages]
        so_far += [[{**stage.identity(given), "label": label} for label, stage, given in found]]
        if fingerprint(so_far) != segment.fingerprint:
            last = f" or a stage up to {segment.stages[-1][0]}" if segment.stages else ""
            raise SourceError(
                f"{gethostname()}: source {source.name}{last}, or what it reads, is not as where this build was planned; install"
                " the same stages and libraries on all machines, and run again when nobody changes the recipe's folder."
            )


def work(place: Place, task: Task) -> dict[str, Any]:
    """Do what is left of one task, from its last whole checkpoint on; gives the last segment's receipt.

    The seconds that it gives are those of this call.
    """
    workspace = place.workspace
    start, shards = task.finished(workspace), task.shards(workspace)
    if start < len(shards):
        _check_fingerprints(place, task)
    share = Share(steps(task.segments) * row_count(task.path(workspace)))
    spent: dict[str, float] = {}
    if start == 0:
        began = perf_counter()
        documents, ledger, raw_rows = extract_part(place, task, share)
        spent["extract"] = perf_counter() - began
        receipt = _finish(workspace, task, 0, documents, ledger, {"raw": raw_rows}, spent)
        start = 1
    else:
        documents = read_table(shards[start - 1])
        receipt = read_json(receipt_path(shards[start - 1]))
    for number, segment in enumerate(task.segments[start:], start):
        before = documents.num_rows
        documents, ledger, seconds = run_stages(documents, segment, task.batch_rows, place.recipe, share)
        check_kept(f"part {task.part[:12]}", before, documents.num_rows, ledger.num_rows)
        receipt = _finish(workspace, task, number, documents, ledger, {"documents_in": before}, seconds)
        spent |= seconds
    share.end()
    return {**receipt, "seconds": spent}


def steps(segments: Sequence[Segment]) -> int:
    """How often each document is taken up: to be read, and by each stage."""
    return 1 + sum(len(segment.stages) for segment in segments)


def _finish(
    workspace: Workspace,
    task: Task,
    number: int,
    documents: pa.Table,
    ledger: pa.Table,
    counts: dict[str, int],
    seconds: dict[str, float],
) -> dict[str, Any]:
    """Write a segment's shard, its ledger and, last, the receipt."""
    shard = task.shards(workspace)[number]
    workspace.write_table(shard, documents, SHARD_GROUP)
    workspace.write_table(ledger_path(shard), ledger)
    receipt = {
        "schema_version": SCHEMA_VERSION,
        "part": task.part,
        "source": task.source_name,
        "fingerprint": task.segments[number].fingerprint,
        "after": task.segments[number - 1].fingerprint if number else None,
        **counts,
        "documents": documents.num_rows,
        "ledger": ledger.num_rows,
        "seconds": {label: round(value, 4) for label, value in seconds.items()},
        "text_bytes": pc.sum(pc.binary_length(documents["text"])).as_py() or 0,
    }
    workspace.write_json(receipt_path(shard), receipt)
    return receipt


def extract_part(place: Place, task: Task, share: Share | None = None) -> tuple[pa.Table, pa.Table, int]:
    """Read every RAW row of a part; gives the documents sorted by id, the ledger, and the number of RAW rows."""
    source = load_source(task.source, place.recipe)
    raw = read_table(task.path(place.workspace), READ)
    tables, yielded = [EXTRACTED.empty_table()], 0
    ledger: list[dict[str, str | None]] = []
    for batch in raw.to_batches(max_chunksize=task.batch_rows):
        documents: list[dict[str, Any]] = []
        for row, found, refusal in read_rows(source, batch.to_pylist()):
            documents += found
            yielded += bool(found)
            if share:
                share.add(1)
            if refusal is not None:
                ledger.append(
                    {
                        "id": row["id"],
                        "version": row["version"],
                        "stage": "extract",
                        "reason": f"extract:{refusal.reason}",
                        "detail": refusal.detail or None,
                        "raw_id": row["id"],
                    }
                )
        tables.append(pa.Table.from_pylist(documents, schema=EXTRACTED))
    if yielded + len(ledger) != raw.num_rows:
        raise ConservationError(
            f"part {task.part[:12]}: {raw.num_rows} rows gave {yielded} with documents and {len(ledger)} without."
        )
    return pa.concat_tables(tables).sort_by("id"), pa.Table.from_pylist(ledger, schema=SHARD_LEDGER), raw.num_rows


@lru_cache(maxsize=1)
def guard() -> Guard:
    """The process in which this worker's documents are read; it ends when this one does."""
    return Guard()


def read_rows(source: Source, rows: list[dict[str, Any]]) -> Iterator[Row]:
    """Each RAW row with its documents, or with the reason why there are none."""
    for row, answer in zip(rows, guard().read(source, [row["content"] for row in rows]), strict=True):
        yield row, *_documents(source, row, answer)


def _documents(source: Source, row: dict[str, Any], answer: Answer) -> tuple[list[dict[str, Any]], DocumentError | None]:
    if isinstance(answer, DocumentError):
        return [], answer
    try:
        found = [_document(source, row, text) for text in answer]
    except READER_FAULTS as error:
        return [], DocumentError("unexpected-structure", f"{type(error).__name__}: {error}")
    return found, None if found else DocumentError("nothing", "the reader found no document in it")


def _document(source: Source, row: dict[str, Any], text: Text) -> dict[str, Any]:
    check_strings(text, ("text", "format", "part"), ("title", "language", "missing", "kind", *STATED))
    return {
        "id": f"{row['id']}#{text.part}" if text.part else row["id"],
        "version": row["version"],
        "raw_id": row["id"],
        "source": source.name,
        "publisher": source.description.publisher.name,
        "title": text.title or row["title"],
        "language": text.language or source.description.language,
        **{f"stated_{name}": getattr(text, name) for name in STATED},
        "identifiers": [identifier._asdict() for identifier in text.identifiers],
        "languages": [share._asdict() for share in text.languages],
        "confidence": text.confidence,
        "missing": text.missing,
        "left_out": None if text.left_out is None else [each._asdict() for each in text.left_out],
        "kind": text.kind or source.description.kind or kind_of(text.format),
        "jurisdiction": source.jurisdiction,
        "format": text.format,
        "extractor": source.extractor(row["format"]),
        "text": text.text,
        "text_sha256": sha256(text.text.encode()).hexdigest(),
    }


def run_stages(
    documents: pa.Table, segment: Segment, batch_rows: int, folder: Path, share: Share | None = None
) -> tuple[pa.Table, pa.Table, dict[str, float]]:
    """Run document stages over a table; gives what is kept, the ledger, and seconds by stage. `folder` is the recipe's."""
    seconds: dict[str, float] = {}
    dropped: list[pa.Table] = []
    known = stages()
    for label, name, parameters in segment.stages:
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
