"""The corpus phase: the live rows of all parts become one corpus. Always recomputed, therefore fast.

It goes in rounds of tasks, one a block, that meet in a folder of the run; the process that leads them sees numbers and no text.
It leaves `decisions` behind: what became of every live RAW row and document, and which part holds it. `show` and `trace` read it.
"""

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from time import perf_counter
from typing import Any

import numpy as np
import pyarrow as pa

from moisson.compute.brought import folder_of
from moisson.compute.rounds import Runner, name_of
from moisson.compute.runners import runner
from moisson.contracts.errors import ConservationError, EnvironmentFault, MoissonError
from moisson.contracts.identity import code_sha256, fingerprint
from moisson.contracts.schemas import SCHEMA_VERSION
from moisson.contracts.stage import DROPS, Columns, Each
from moisson.corpus.cuts import cut
from moisson.corpus.decisions import point_decisions
from moisson.corpus.document_stages import check_kept
from moisson.corpus.held import HELD, Held
from moisson.corpus.home import Home, home
from moisson.corpus.lead import Lead
from moisson.corpus.map_phase import Task
from moisson.corpus.plan import run_map
from moisson.corpus.recipe import BoundStage, Recipe
from moisson.corpus.rows import View
from moisson.corpus.run_files import Plan, Shard, State, write_plan, write_state
from moisson.corpus.shards import receipt_path
from moisson.corpus.stages.in_force import day_of
from moisson.corpus.tasks import block, corpus_stage, decisions, document_stage, write_stage
from moisson.harvest.snapshot import Snapshot
from moisson.workspace.options import Costs, Options, rows_of_block
from moisson.workspace.storage import Workspace, read_json
from moisson.workspace.withdrawn_ids import Suppression, suppression


@dataclass(frozen=True)
class Corpus:
    """The documents that stay, and what became of all others, in the folder of a run."""

    recipe: Recipe
    snapshots: Mapping[str, Snapshot]  # which pass over what was withdrawn
    as_of: str | None
    rows: Lead
    funnel: tuple[tuple[str, int, int], ...]  # stage label, rows in, rows dropped
    found: Mapping[str, int]  # live RAW rows by source
    withdrawn: Suppression
    held: tuple[Held, ...] = ()  # what waits for a person's yes, as if it had not been harvested yet

    def ledger(self) -> Iterator[pa.Table]:
        """What was dropped, block by block, sorted: SHARD_LEDGER and more."""
        return (block.ledger() for block in self.rows.blocks())


@contextmanager
def corpus(recipe: Recipe, snaps: Mapping[str, Snapshot], options: Options, costs: Costs) -> Iterator[Corpus]:
    """Make the corpus of a recipe. Its folder goes when the context ends, but where a worker or the disk failed: to go on."""
    withdrawn = suppression(options.workspace)
    snaps = {name: snap.without(withdrawn.by_id) for name, snap in snaps.items()}
    with runner(options) as run:
        at = home(recipe, options)
        tasks = run_map(recipe, snaps, options, costs, run, at)
        began = perf_counter()
        plan = _plan(recipe, snaps, tasks, options)
        rows = _started(recipe, plan, options, costs, run, at)
        goes_on = False
        try:
            made = _made(recipe, snaps, withdrawn, plan, rows, options, costs)
            costs.seconds["corpus"] += perf_counter() - began
            yield made
        except (EnvironmentFault, KeyboardInterrupt):
            goes_on = True
            raise
        finally:
            if not goes_on:
                shutil.rmtree(folder_of(options.workspace), ignore_errors=True)
                shutil.rmtree(rows.folder, ignore_errors=True)
                with suppress(OSError):  # another recipe's run may lie beside it
                    rows.folder.parent.rmdir()
                    rows.folder.parent.parent.rmdir()


def _made(
    recipe: Recipe,
    snaps: Mapping[str, Snapshot],
    withdrawn: Suppression,
    plan: Plan,
    rows: Lead,
    options: Options,
    costs: Costs,
) -> Corpus:
    """Join, run the stages, and write down what became of every document."""
    with costs.of("corpus/join"):
        receipts = rows.start(block, "blocks", [{"block": number} for number in range(len(plan.cuts))])
        as_of = recipe.as_of or day_of(receipt["newest"] for receipt in receipts)
        places = tuple(receipt["rows"] for receipt in receipts)
        write_state(rows.folder, State(as_of=as_of, places=places, counts=places))
    found: Counter[str] = sum((Counter(receipt["found"]) for receipt in receipts), Counter())
    dropped: Counter[str] = sum((Counter(receipt["dropped"]) for receipt in receipts), Counter())
    funnel = [*_map_funnel(recipe, sum(found.values()), sum(places), dropped)]
    for bound in recipe.corpus_stages:
        before = rows.num_rows
        with costs.of(f"corpus/{bound.label}"):
            rows = _run_stage(rows, bound, options.batch_rows)
        funnel.append((bound.label, before, before - rows.num_rows))
    held = sorted(((Held.of(one, withdrawn), one["shard"]) for receipt in receipts for one in receipt["held"]), key=_id)
    made = Corpus(recipe, snaps, as_of, rows, tuple(funnel), found, withdrawn, tuple(one for one, _ in held))
    with costs.of("corpus/decisions"):
        _write_decisions(made, held, options.workspace)
    return made


def _id(held: tuple[Held, int]) -> str:
    return held[0].id


def _plan(recipe: Recipe, snaps: Mapping[str, Snapshot], tasks: Sequence[Task], options: Options) -> Plan:
    """What the run works on."""
    workspace = options.workspace
    shards = []
    parts = Counter(task.source_name for task in tasks)
    block_rows = options.block_rows or rows_of_block(max(parts.values(), default=0))
    for task in tasks:
        paths = task.shards(workspace)
        receipt = read_json(receipt_path(paths[-1]))
        size = receipt["text_bytes"] // max(receipt["documents"], 1)
        shards.append(Shard(task.source_name, task.part, tuple(_named(workspace, path) for path in paths), size))
    return Plan(
        recipe=recipe.name,
        vanished=recipe.vanished,
        snapshots={name: _named(workspace, snap.path) for name, snap in snaps.items()},
        withdrawn={name: tuple(sorted(snap.withdrawn)) for name, snap in snaps.items()},
        months={name: snap.month for name, snap in snaps.items()},
        legal_states={source.name: dict(source.description.legal_states) for source in recipe.sources},
        shards=tuple(shards),
        cuts=tuple(cut(snaps, recipe.vanished, block_rows)),
    )


def _named(workspace: Workspace, path: Any) -> str:
    return str(path.relative_to(workspace.root))


def _started(recipe: Recipe, plan: Plan, options: Options, costs: Costs, run: Runner, at: Home) -> Lead:
    """The folder of this run; that of any other goes."""
    stages = [bound.identity for bound in recipe.corpus_stages]
    withdrawn = suppression(options.workspace)
    about = [SCHEMA_VERSION, code_sha256(), asdict(plan), recipe.as_of, stages, withdrawn.names(plan.snapshots)]
    name = fingerprint([*about, withdrawn.allowed_from(plan.snapshots)])[:16]
    runs = options.workspace.rounds(recipe.name)
    for other in runs.glob("*"):
        if other.name != name:
            shutil.rmtree(other, ignore_errors=True)
    write_plan(runs / name, plan)
    return Lead(options.workspace.root, runs / name, View(), runner=run, home=at, spent=costs.spent)


def _map_funnel(recipe: Recipe, raw_rows: int, documents: int, dropped: Counter[str]) -> Iterator[tuple[str, int, int]]:
    """Lead in and rows dropped, for extraction and each map stage, counted back from what is left."""
    yield "extract", raw_rows, dropped["extract"]
    rows = documents + sum(dropped[bound.label] for bound in recipe.map_stages)
    for bound in recipe.map_stages:
        yield bound.label, rows, dropped[bound.label]
        rows -= dropped[bound.label]


def _run_stage(rows: Lead, bound: BoundStage, batch_rows: int) -> Lead:
    """Run one stage; gives the rows that stay."""
    seen, stage = rows.seen_by(bound.label, bound.reads), rows.of.stage + 1
    blocks = range(rows.num_blocks)
    if bound.stage.scope == "document":
        named, identity = rows.home.parameters(bound), fingerprint(bound.stage.identity(bound.parameters))
        what = {"stage": bound.stage.name, "parameters": named, "identity": identity, "batch_rows": batch_rows}
        receipts = seen.start(document_stage, "write", [{"block": number, **what} for number in blocks])
    else:
        made = bound.stage.build(**bound.parameters)(seen)
        if isinstance(made, Each):
            what = {"work": name_of(made.work), "names": list(made.names), "given": dict(made.given)}
            receipts = seen.start(corpus_stage, "write", [{"block": number, **what} for number in blocks])
        else:
            receipts = _given(seen, bound, [made] if isinstance(made, dict) else made)
    return _after(rows, bound, stage, receipts)


def _after(rows: Lead, bound: BoundStage, stage: int, receipts: Sequence[Mapping[str, Any]]) -> Lead:
    """The state after a stage, from what its tasks say."""
    before = rows.state
    wrote = [name for name in bound.writes if name not in DROPS]
    if len({tuple(sorted(receipt["types"].items())) for receipt in receipts}) > 1:
        raise MoissonError(f"stage {bound.label} gives a column of another type from batch to batch.")
    counts = tuple(had - receipt["dropped"] for had, receipt in zip(before.counts, receipts, strict=True))
    drops = before.drops if counts == before.counts else (*before.drops, stage)
    columns = {**before.columns, **dict.fromkeys(wrote, stage)}
    write_state(rows.folder, replace(before, stage=stage, counts=counts, drops=drops, columns=columns))
    for had, stay, receipt in zip(before.counts, counts, receipts, strict=True):
        check_kept(bound.label, had, stay, receipt["dropped"])
    return rows.after(stage)


def _given(seen: Lead, bound: BoundStage, made: Iterator[Columns] | list[Columns]) -> list[dict[str, Any]]:
    """Write the columns that a stage gives of all rows, in order, block by block."""
    pieces = _cut(bound, made, seen.state.counts)
    return [write_stage(block, seen.of.stage + 1, bound.label, of) for block, of in zip(seen.blocks(), pieces, strict=True)]


def _cut(bound: BoundStage, made: Iterator[Columns] | list[Columns], counts: Sequence[int]) -> Iterator[list[Columns]]:
    """Columns in batches of any size, cut at the ends of blocks. Raises ConservationError where they are not of all rows."""
    bounds, at = np.cumsum([0, *counts]).tolist(), 0
    waiting: list[Columns] = []
    block = 0
    for columns in made:
        sizes = {len(array) for array in columns.values()}
        if set(columns) != set(bound.writes) or len(sizes) > 1 or at + max(sizes, default=0) > bounds[-1]:
            raise _broken(bound, bounds[-1])
        begin, end = at, at + max(sizes, default=0)
        while block < len(counts) - 1 and end >= bounds[block + 1]:
            cut_at = bounds[block + 1] - begin
            waiting.append({name: array[:cut_at] for name, array in columns.items()})
            yield waiting
            columns = {name: array[cut_at:] for name, array in columns.items()}
            waiting, block, begin = [], block + 1, bounds[block + 1]
        waiting.append(columns)
        at = end
    if at != bounds[-1] or not waiting:
        raise _broken(bound, bounds[-1])
    yield waiting


def _broken(bound: BoundStage, rows: int) -> ConservationError:
    return ConservationError(f"stage {bound.label} must write {sorted(bound.writes)}, each of {rows} rows.")


def _write_decisions(made: Corpus, held: Sequence[tuple[Held, int]], workspace: Workspace) -> None:
    """Write what became of each document: stage and reason are null for what stays."""
    shards = _shards_by_stage(made.recipe)
    waiting = [{**row, "_shard": shard} for one, shard in held for row in one.decisions]
    name = made.rows.folder.name
    what = {"into": _named(workspace, workspace.decisions(made.recipe.name) / name), "shards": shards, "waiting": waiting}
    made.rows.start(decisions, "decisions", [{"block": number, **what} for number in range(made.rows.num_blocks)])
    point_decisions(workspace, made.recipe.name, name)


def _shards_by_stage(recipe: Recipe) -> dict[str, int | None]:
    """For a stage that dropped a document ("": it stayed), the number of the last segment whose shard still has it."""
    last = len(tuple(recipe.segments())) - 1
    cut_in = {bound.label: number - 1 for number, segment in enumerate(recipe.segments()) for bound in segment}
    return {"": last, "extract": None, **cut_in, HELD: last, **{bound.label: last for bound in recipe.corpus_stages}}


def nothing_left(made: Corpus) -> str:
    """Why a corpus has no documents: what its harvests refused and its stages dropped, by reason, the most frequent first."""
    gone: Counter[tuple[str, str]] = Counter()
    for ledger in made.ledger():
        gone.update(zip(ledger["reason"].to_pylist(), ledger["stage"].to_pylist(), strict=True))
    for snapshot in made.snapshots.values():
        for batch in snapshot.ledger_batches(["id", "reason"]):
            gone.update((reason, "harvest") for reason in batch["reason"].to_pylist() if reason != "same-id")
    by_count = sorted(gone.items(), key=lambda each: (-each[1], each[0]))
    why = ", ".join(f"{reason} {count:,} ({stage})" for (reason, stage), count in by_count) or "its sources offered none"
    return (
        f"no document of {made.recipe.name} is left, so there is no release and `latest` stays as it was: {why};"
        " `moisson show --dropped` shows them, with what to do where that is known."
    )
