"""The map phase: for one harvest part, extraction and the document stages.

A task is names and parameters and travels to a worker, which knows the place that they start from and builds what is heavy. The
stages are cut into segments, each ending in a checkpoint: a shard (Parquet), its ledger, and a receipt that is written last. A
receipt is valid for ever under the fingerprint that names its folder, so a changed late stage starts from the last shard that
still holds.

Conservation is checked for every shard: each RAW row yields at least one document or exactly one ledger row, and
documents = kept + ledger.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from time import perf_counter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from moisson.compute.rounds import Place
from moisson.contracts.identity import fingerprint
from moisson.contracts.schemas import EXTRACTED, SCHEMA_VERSION
from moisson.contracts.stage import stages
from moisson.corpus.document_stages import Named, check_kept, run_stages
from moisson.corpus.extraction import extract_part
from moisson.corpus.home import Home, differs
from moisson.corpus.recipe import Recipe
from moisson.corpus.shards import ledger_path, receipt_path
from moisson.source.description import Source, load_source
from moisson.workspace.options import SHARD_GROUP
from moisson.workspace.progress import Share
from moisson.workspace.storage import Workspace, read_json, read_table, row_count


@dataclass(frozen=True)
class Segment:
    """The stages between two checkpoints, and the fingerprint of everything up to the second."""

    fingerprint: str
    stages: tuple[Named, ...]


@dataclass(frozen=True)
class Task:
    """One part of one source, and what to do with it. It holds no path of one machine: `Place` has them."""

    source: str  # built in, or a folder, by its path from the place's `recipe`
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


def formats_of(part: Path) -> frozenset[str]:
    """The formats by which the documents of a part are read; none where their source has a reader of its own."""
    return frozenset(pc.unique(read_table(part, ["format"])["format"]).drop_null().to_pylist())


def plan(recipe: Recipe, source: Source, formats: frozenset[str], home: Home) -> tuple[Segment, ...]:
    """The segments of a recipe for parts of these formats, each under the fingerprint of all that its shards depend on."""
    so_far = _extraction(source, formats)
    segments = []
    for bound in recipe.segments():
        so_far += [[stage.identity for stage in bound]]
        named = tuple((stage.label, stage.stage.name, home.parameters(stage)) for stage in bound)
        segments.append(Segment(fingerprint(so_far), named))
    return tuple(segments)


def _extraction(source: Source, formats: frozenset[str]) -> list[Any]:
    """What reading a part depends on, beside its content."""
    return [
        SCHEMA_VERSION,
        EXTRACTED.names,
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
            raise differs(f"source {source.name}{last}")


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
        documents, ledger, raw_rows = extract_part(
            load_source(task.source, place.recipe), task.path(workspace), task.batch_rows, share
        )
        spent["extract"] = perf_counter() - began
        receipt = _finish(workspace, task, 0, documents, ledger, {"raw": raw_rows}, spent)
        start = 1
    else:
        documents = read_table(shards[start - 1])
        receipt = read_json(receipt_path(shards[start - 1]))
    for number, segment in enumerate(task.segments[start:], start):
        before = documents.num_rows
        documents, ledger, seconds = run_stages(documents, segment.stages, task.batch_rows, place.recipe, share)
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
