"""Run: what a recipe works on, and the map phase over all parts."""

from collections.abc import Mapping
from functools import cache, partial

from moisson.compute import local
from moisson.contracts.errors import NotFound
from moisson.corpus.map_phase import Roots, Task, formats_of, plan, steps, work
from moisson.corpus.recipe import Recipe
from moisson.harvest.harvest import harvest
from moisson.harvest.snapshot import Snapshot, snapshots
from moisson.workspace.options import Costs, Options
from moisson.workspace.storage import Workspace, row_count


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


def run_map(recipe: Recipe, snaps: Mapping[str, Snapshot], options: Options, costs: Costs) -> list[Task]:
    """Do what is not done yet, part by part; gives all tasks, done."""
    workspace, folder = options.workspace, recipe.path.parent.resolve()
    tasks = []
    for source in recipe.sources:
        name, planned = source.named_from(folder), cache(partial(plan, recipe, source))
        for part in sorted(set(snaps[source.name].live(recipe.vanished)["part"].to_pylist())):
            formats = formats_of(workspace.parts(source.name) / f"{part}.parquet")
            tasks.append(Task(name, part, planned(formats), options.batch_rows))
    tasks_left = [task for task in tasks if task.finished(workspace) < len(task.segments)]
    # The largest first, so that no worker ends alone.
    tasks_left.sort(key=lambda task: -task.path(workspace).stat().st_size)
    rows = sum(row_count(task.path(workspace)) for task in tasks_left)
    often = steps(tasks_left[0].segments) if tasks_left else 1
    do = partial(work, Roots(workspace, folder))
    with costs.of("map"), options.progress.task("map", unit="documents", total=rows) as step:
        for receipt in local.run(do, tasks_left, options.workers, lambda done: step.reach(done // often)):
            costs.counts["text_bytes"] += receipt["text_bytes"]
            for label, seconds in receipt["seconds"].items():
                costs.seconds[f"map/{label}"] += seconds
    return tasks
