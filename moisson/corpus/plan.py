"""Run: what a recipe works on, and the map phase over all parts."""

import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, partial

from moisson.compute.rounds import Place, Round, Runner, Slice
from moisson.contracts.errors import NotFound
from moisson.contracts.identity import fingerprint
from moisson.corpus.home import Home, home
from moisson.corpus.map_phase import Task, formats_of, plan, steps, work
from moisson.corpus.recipe import Recipe
from moisson.harvest.harvest import harvest
from moisson.harvest.snapshot import Snapshot, snapshots
from moisson.workspace.options import Costs, Options
from moisson.workspace.storage import Workspace, read_json, row_count
from moisson.workspace.withdrawn_ids import suppression

SLICES = ".slices"  # among the rounds: what each took


def harvest_all(recipe: Recipe, options: Options, *, accept_loss: bool) -> dict[str, Snapshot]:
    """Bring every source of a recipe up to date."""
    return {source.name: harvest(source, options, accept_loss=accept_loss) for source in recipe.sources}


def harvested(recipe: Recipe, workspace: Workspace) -> dict[str, Snapshot]:
    """The snapshots that a recipe would work on, without fetching; raises NotFound where there is none."""
    found = {}
    for source in recipe.sources:
        pinned = source.connector.pinned(source.folder)
        fitting = [snapshot for snapshot in snapshots(workspace, source.name) if snapshot.is_of(source, pinned)]
        if not fitting:
            what = f"{source.name} {pinned or ''}".strip()
            raise NotFound(f"{what}, as now described, has not been harvested: run `moisson harvest {recipe.path}` first.")
        found[source.name] = fitting[-1]
    return found


def map_tasks(recipe: Recipe, snaps: Mapping[str, Snapshot], options: Options, home: Home) -> list[Task]:
    """What the map phase consists of: a task for each live part, source by source."""
    workspace, tasks = options.workspace, []
    for source in recipe.sources:
        name, planned = home.source(source), cache(partial(plan, recipe, source, home=home))
        for part in sorted(snaps[source.name].live_parts(recipe.vanished)):
            formats = formats_of(workspace.parts(source.name) / f"{part}.parquet")
            tasks.append(Task(name, part, planned(formats), options.batch_rows))
    return tasks


def map_round(tasks: Sequence[Task], place: Place) -> Round[Task]:
    """The map phase as a round; what is done is told by the shards, which outlive runs."""
    workspace = place.workspace
    sizes = {task.key: task.path(workspace).stat().st_size for task in tasks}
    # The largest first, so that no worker ends alone.
    ordered = sorted(tasks, key=lambda task: (-sizes[task.key], task.key))
    done = frozenset(task.key for task in ordered if task.finished(workspace) == len(task.segments))
    round = Round(place, "map", work, ordered, done)
    round.forget()  # receipts that have outlived their shards, which somebody deleted
    return round


def run_map(
    recipe: Recipe, snaps: Mapping[str, Snapshot], options: Options, costs: Costs, runner: Runner, home: Home
) -> list[Task]:
    """Do what is not done yet, part by part; gives all tasks, done."""
    tasks = map_tasks(recipe, snaps, options, home)
    place = home.place(options.workspace, options.workspace.rounds(".map"))
    round = map_round(tasks, place)
    _run(round, options, costs, runner)
    costs.spent.add_all("map", (each.used for each in round.written().values()))
    _add_slices(options.workspace, round, costs)
    shutil.rmtree(place.run, ignore_errors=True)  # the shards tell it from now on
    return tasks


@dataclass(frozen=True)
class Share:
    """What became of one slice of the map phase."""

    tasks: int  # of the slice, done
    left: int  # of the other slices, not done yet
    all: int


def map_slice(recipe: Recipe, snaps: Mapping[str, Snapshot], options: Options, share: Slice, runner: Runner) -> Share:
    """Do a slice of the map phase, beside others that do theirs; the workspace is not locked."""
    workspace = replace(options.workspace, beside=True)
    withdrawn = suppression(workspace)
    at = home(recipe, options)
    tasks = map_tasks(recipe, {name: snap.without(withdrawn.by_id) for name, snap in snaps.items()}, options, at)
    with workspace.scratch() as run:
        mine = map_round(tasks, at.place(workspace, run)).part(share)
        _run(mine, options, Costs(), runner)
        _note(mine, workspace)
    left = sum(task.finished(workspace) < len(task.segments) for task in tasks)
    return Share(len(mine.tasks), left, len(tasks))


def _note(slice: Round[Task], workspace: Workspace) -> None:
    """Leave what a slice took to the build that finds its shards."""
    rows = {task.key: row_count(task.path(workspace)) for task in slice.tasks}
    took = {
        key: {"rows": rows[key], "text_bytes": each.receipt["text_bytes"], "used": each.used}
        for key, each in slice.written().items()
    }
    if took:
        workspace.write_json(workspace.rounds(SLICES) / f"{fingerprint(sorted(took))[:16]}.json", took)


def _add_slices(workspace: Workspace, round: Round[Task], costs: Costs) -> None:
    """Take over what slices of a round took; those of another recipe wait for its build."""
    for path in sorted(workspace.rounds(SLICES).glob("*.json")):
        if taken := [each for key, each in read_json(path).items() if key in round.done]:
            costs.spent.add_all("map", (each["used"] for each in taken))
            rows, text_bytes = (sum(each[what] for each in taken) for what in ("rows", "text_bytes"))
            costs.counts.update(rows_mapped=rows, rows_mapped_by_slices=rows, text_bytes=text_bytes)
            path.unlink()
    with suppress(OSError):  # there is none, or it holds others'
        workspace.rounds(SLICES).rmdir()


def _run(round: Round[Task], options: Options, costs: Costs, runner: Runner) -> None:
    todo = [task for task in round.tasks if task.key not in round.done]
    rows = sum(row_count(task.path(options.workspace)) for task in todo)
    costs.counts["rows_mapped"] += rows
    often = steps(todo[0].segments) if todo else 1
    with costs.of("map"), options.progress.task("map", unit="documents", total=rows) as step:
        for answer in runner.run(round, lambda done: step.reach(done // often)):
            costs.counts["text_bytes"] += answer["text_bytes"]
            for label, seconds in answer["seconds"].items():
                costs.seconds[f"map/{label}"] += seconds
