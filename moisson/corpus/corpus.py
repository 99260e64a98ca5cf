"""The corpus phase: the live rows of all parts become one corpus. Always recomputed, therefore fast.

It works in scratch and leaves one table behind, `decisions.parquet`: what became of every live RAW row and document, and
which part holds it. `show` and `trace` read it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

import pyarrow as pa
import pyarrow.compute as pc

from moisson.compute.runners import runner
from moisson.contracts.errors import ConservationError
from moisson.contracts.schemas import FACTS, STATED
from moisson.contracts.stage import DROPS, Each
from moisson.corpus.decisions import DECISIONS
from moisson.corpus.held import HELD, Held, held_back
from moisson.corpus.live_rows import Frame, join
from moisson.corpus.map_phase import SHARD_LEDGER, Task, check_kept, ledger_path, ledger_rows, written
from moisson.corpus.plan import run_map
from moisson.corpus.recipe import BoundStage, Recipe
from moisson.corpus.seen import Seen
from moisson.corpus.stages.in_force import in_force, newest_date
from moisson.harvest.snapshot import Snapshot
from moisson.workspace.options import Costs, Options
from moisson.workspace.storage import Workspace, read_table
from moisson.workspace.withdrawn_ids import Suppression, suppression


@dataclass(frozen=True)
class Corpus:
    """The documents that stay, as a frame over scratch, and the ledger of all that do not."""

    recipe: Recipe
    snapshots: Mapping[str, Snapshot]  # which pass over what was withdrawn
    as_of: str | None
    frame: Frame
    ledger: pa.Table  # SHARD_LEDGER, of the live rows
    funnel: tuple[tuple[str, int, int], ...]  # stage label, rows in, rows dropped
    found: Mapping[str, int]  # live RAW rows by source
    withdrawn: Suppression
    held: tuple[Held, ...] = ()  # what waits for a person's yes, as if it had not been harvested yet


@contextmanager
def corpus(recipe: Recipe, snaps: Mapping[str, Snapshot], options: Options, costs: Costs) -> Iterator[Corpus]:
    """Make the corpus of a recipe; it lies in scratch and is gone when the context ends."""
    withdrawn = suppression(options.workspace)
    snaps = {name: snap.without(withdrawn.by_id) for name, snap in snaps.items()}
    with runner(options) as run:
        tasks = run_map(recipe, snaps, options, costs, run)
    with options.workspace.scratch() as scratch:
        facts, shards = _facts(recipe, snaps), [task.shards(options.workspace)[-1] for task in tasks]
        with costs.of("corpus/lookalikes"):
            held = held_back(facts, shards, withdrawn)
        waits = pc.is_in(facts["id"], pa.array([one.id for one in held], pa.large_string()))
        facts, all_facts = facts.filter(pc.invert(waits)), facts
        began = perf_counter()
        with costs.of("corpus/join"):
            frame = join(shards, facts, scratch)
            frame.put(STATED, _completed(frame))
            months = {name: snapshot.month for name, snapshot in snaps.items()}
            as_of = recipe.as_of or newest_date(frame.batches(["source", "created", "valid_from"]), months)
            frame.put(["force"], _force(frame, recipe, as_of))
            dropped = [_live_ledger(tasks, facts, options.workspace)]
        funnel = [(label, *counts) for label, counts in _map_funnel(recipe, facts.num_rows, frame.num_rows, dropped[0])]
        for bound in recipe.corpus_stages:
            before = frame.num_rows
            with costs.of(f"corpus/{bound.label}"):
                gone = _run_stage(frame, bound, options.batch_rows)
            check_kept(bound.label, before, frame.num_rows, gone.num_rows)
            dropped.append(gone)
            funnel.append((bound.label, before, gone.num_rows))
        ledger = pa.concat_tables(dropped).combine_chunks()
        found = Counter(facts["source"].to_pylist())
        made = Corpus(recipe, snaps, as_of, frame, ledger, tuple(funnel), found, withdrawn, held)
        check_corpus(made, facts["id"])
        _write_decisions(made, all_facts, tasks, options.workspace)
        costs.seconds["corpus"] += perf_counter() - began
        yield made


def _facts(recipe: Recipe, snaps: Mapping[str, Snapshot]) -> pa.Table:
    """What the snapshots say of the live rows, with the column that the recipe's policy adds."""
    tables = []
    for source in recipe.sources:
        rows = snaps[source.name].live(recipe.vanished)
        table = rows.select(["id", "version", "part", *FACTS.names])
        gone = pc.equal(rows["state"], "vanished")
        table = table.append_column("vanished", pa.nulls(len(gone), pa.bool_()) if recipe.vanished == "keep" else gone)
        tables.append(table.append_column("source", pa.array([source.name] * rows.num_rows, pa.large_string())))
    return pa.concat_tables(tables)


def _completed(frame: Frame) -> Iterator[dict[str, pa.Array]]:
    """What the snapshot says, completed by what the content itself states."""
    for batch in frame.batches([*STATED, *(f"stated_{name}" for name in STATED)]):
        yield {name: pc.coalesce(batch[name], batch[f"stated_{name}"]) for name in STATED}


def _force(frame: Frame, recipe: Recipe, as_of: str | None) -> Iterator[dict[str, pa.Array]]:
    """What is in force, each source by the words that it declares."""
    for batch in frame.batches(["source", "legal_state", "valid_from", "valid_to"]):
        rows, force = pa.table(batch), pa.nulls(len(batch), pa.large_string())
        for source in recipe.sources:
            if pc.any(of := pc.equal(batch["source"], source.name)).as_py():
                force = pc.if_else(of, in_force(rows, source.description.legal_states, as_of).combine_chunks(), force)
        yield {"force": force}


def _live_ledger(tasks: list[Task], facts: pa.Table, workspace: Workspace) -> pa.Table:
    """The map phase's ledger rows whose RAW row is live."""
    tables = [read_table(ledger_path(shard)) for task in tasks for shard in task.shards(workspace)]
    ledger = pa.concat_tables([SHARD_LEDGER.empty_table(), *tables]).combine_chunks()
    at = pc.index_in(ledger["raw_id"], value_set=facts["id"].combine_chunks())
    return ledger.filter(pc.fill_null(pc.equal(facts["version"].combine_chunks().take(at), ledger["version"]), False))


def _map_funnel(recipe: Recipe, raw_rows: int, documents: int, ledger: pa.Table) -> Iterator[tuple[str, tuple[int, int]]]:
    """Rows in and rows dropped, for extraction and each map stage, counted back from what is left."""
    dropped = Counter(ledger["stage"].to_pylist())
    yield "extract", (raw_rows, dropped["extract"])
    rows = documents + sum(dropped[bound.label] for bound in recipe.map_stages)
    for bound in recipe.map_stages:
        yield bound.label, (rows, dropped[bound.label])
        rows -= dropped[bound.label]


def _run_stage(frame: Frame, bound: BoundStage, batch_rows: int) -> pa.Table:
    """Run one stage over the frame, drop what it drops; gives the ledger rows."""
    names = [name for name in bound.writes if name not in DROPS]
    key = ("id", "version", "raw_id")
    decided: list[pa.Table] = []

    def noted() -> Iterator[Mapping[str, pa.Array]]:
        begin = 0
        for made in _columns(frame, bound, batch_rows):
            if "drop_reason" in made:
                rows = len(made["drop_reason"])
                keys = {name: frame.column(name).slice(begin, rows).combine_chunks() for name in key}
                decided.append(ledger_rows(pa.record_batch(keys), made, bound.label))
                begin += rows
            yield made

    if names:
        frame.put(names, noted())
    else:
        for _ in noted():
            pass
    if not decided:
        return SHARD_LEDGER.empty_table()
    ledger = pa.concat_tables(decided)
    gone = pc.is_valid(ledger["reason"])
    frame.drop(gone)
    return ledger.filter(gone)


def _columns(frame: Frame, bound: BoundStage, batch_rows: int) -> Iterator[Mapping[str, pa.Array]]:
    """What the stage writes, batch by batch, held to its declaration: the columns, and as many values as there are rows."""
    step = bound.stage.build(**bound.parameters)
    if bound.stage.scope == "document":
        for batch in frame.batches(list(dict.fromkeys(bound.reads)) or ["id"], batch_rows):
            yield written(bound.stage, bound.parameters, bound.label, step, batch)
        return
    seen = Seen(frame, bound)
    made = step(seen)
    if isinstance(made, Each):
        made = seen.pieces(made.work, made.names, **made.given)
    rows = 0
    for columns in [made] if isinstance(made, dict) else made:
        sizes = {len(array) for array in columns.values()}
        rows += max(sizes, default=0)
        if set(columns) != set(bound.writes) or len(sizes) > 1 or rows > frame.num_rows:
            raise _broken(bound, frame)
        yield columns
    if rows != frame.num_rows:
        raise _broken(bound, frame)


def _broken(bound: BoundStage, frame: Frame) -> ConservationError:
    return ConservationError(f"stage {bound.label} must write {sorted(bound.writes)}, each of {frame.num_rows} rows.")


def check_corpus(made: Corpus, live_ids: pa.ChunkedArray) -> None:
    """Each live RAW row is kept in some document or has its ledger row; nothing else is there."""
    kept = made.frame.column("raw_id")
    seen = pc.unique(pa.chunked_array([*kept.chunks, *made.ledger["raw_id"].chunks], pa.large_string()))
    if len(seen) != len(live_ids):
        raise ConservationError(f"{len(live_ids):,} live rows went in, {len(seen):,} came out as documents or ledger rows.")


def _write_decisions(made: Corpus, facts: pa.Table, tasks: list[Task], workspace: Workspace) -> None:
    """Write what became of each document: stage and reason are null for what stays."""
    rows = made.frame.num_rows
    none = pa.nulls(rows, pa.large_string())
    kept = pa.table(
        {name: made.frame.column(name) if name in ("id", "version", "raw_id") else none for name in SHARD_LEDGER.names},
        schema=SHARD_LEDGER,
    )
    waiting = pa.Table.from_pylist([row for one in made.held for row in one.decisions], schema=SHARD_LEDGER)
    table = pa.concat_tables([kept, made.ledger, waiting]).combine_chunks()
    at = pc.index_in(table["raw_id"], value_set=facts["id"].combine_chunks())
    for name in ("source", "part"):
        table = table.append_column(name, facts[name].combine_chunks().take(at.combine_chunks()))
    shards = _shards_by_stage(made.recipe, tasks, workspace)
    at_stage = zip(table["stage"].to_pylist(), table["part"].to_pylist(), strict=True)
    table = table.append_column("shard", pa.array([shards[key] for key in at_stage], pa.large_string()))
    table = table.sort_by([("id", "ascending"), ("stage", "ascending")]).cast(DECISIONS)
    workspace.write_table(workspace.decisions(made.recipe.name), table)


def _shards_by_stage(recipe: Recipe, tasks: list[Task], workspace: Workspace) -> dict[tuple[str | None, str], str | None]:
    """For a stage that dropped a document of a part (null: it stayed), the last shard that still has it."""
    cut_in = {bound.label: number for number, segment in enumerate(recipe.segments()) for bound in segment}
    found: dict[tuple[str | None, str], str | None] = {}
    for task in tasks:
        paths = [str(path.relative_to(workspace.root)) for path in task.shards(workspace)]
        found[None, task.part] = paths[-1]
        found["extract", task.part] = None
        found |= {(label, task.part): paths[number - 1] for label, number in cut_in.items()}
        found |= {(label, task.part): paths[-1] for label in (HELD, *(bound.label for bound in recipe.corpus_stages))}
    return found


def nothing_left(made: Corpus) -> str:
    """Why a corpus has no documents: what its harvests refused and its stages dropped, by reason, the most frequent first."""
    gone = Counter(zip(made.ledger["reason"].to_pylist(), made.ledger["stage"].to_pylist(), strict=True))
    for snapshot in made.snapshots.values():
        gone.update((reason, "harvest") for reason in snapshot.ledger()["reason"].to_pylist() if reason != "same-id")
    by_count = sorted(gone.items(), key=lambda each: (-each[1], each[0]))
    why = ", ".join(f"{reason} {count:,} ({stage})" for (reason, stage), count in by_count) or "its sources offered none"
    return (
        f"no document of {made.recipe.name} is left, so there is no release and `latest` stays as it was: {why};"
        " `moisson show --dropped` shows them, with what to do where that is known."
    )
