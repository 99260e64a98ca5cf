"""Run: what a recipe works on, what its release will be called, and the map phase over all parts.

Names come before work: the hash of everything that a release depends on is known from the snapshots' digests, so a rerun with
nothing to do reads no data.
"""

from collections.abc import Mapping
from functools import lru_cache, partial
from hashlib import sha256

from moisson.compute import local
from moisson.contracts.errors import NotFound
from moisson.contracts.identity import digest, environment, fingerprint
from moisson.contracts.schemas import SCHEMA_VERSION
from moisson.corpus.map_phase import Roots, Task, plan, steps, work
from moisson.corpus.recipe import Recipe
from moisson.harvest.harvest import harvest
from moisson.harvest.snapshot import Snapshot, snapshots
from moisson.source.description import PACKAGE
from moisson.workspace.options import Costs, Options
from moisson.workspace.storage import Workspace, row_count
from moisson.workspace.withdrawn_ids import Suppression

# What a person sees, and how work is shared out: they change no byte of a release.
NOT_IN_A_RELEASE = {
    "__main__.py",
    "terminal.py",
    "progress.py",
    "look.py",
    "check.py",
    "survey.py",
    "audit.py",
    "evaluation.py",
    "compare.py",
    "released.py",
    "options.py",
}


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


@lru_cache(maxsize=1)
def code_sha256() -> str:
    """The digest of the code that makes a release from harvested content, and of the tables and models that come with it."""
    folders = (
        "",
        "contracts",
        "corpus",
        "corpus/stages",
        "harvest",
        "readers",
        "kernels",
        "privacy",
        "rights",
        "release",
        "source",
        "connectors/web",
    )
    found = (
        path
        for folder in folders
        for path in (PACKAGE / folder).glob("**/*" if folder else "*")
        if path.is_file() and path.suffix != ".pyc"
    )
    own = sorted(path for path in found if path.name not in NOT_IN_A_RELEASE)
    return sha256(b"".join(sha256(path.read_bytes()).digest() for path in own)).hexdigest()


def release_name(recipe: Recipe, snaps: Mapping[str, Snapshot], withdrawn: Suppression) -> str:
    """The recipe's version and 12 digits of the hash of all that a release depends on."""
    identity = {
        "schema_version": SCHEMA_VERSION,
        "code": code_sha256(),
        "environment": environment(),
        "recipe": digest(recipe.toml),
        "stages": [bound.identity for bound in (*recipe.map_stages, *recipe.corpus_stages)],
        "withdrawn": withdrawn.names(source.name for source in recipe.sources),
        **({"allowed": allowed} if (allowed := withdrawn.allowed_from(source.name for source in recipe.sources)) else {}),
        "sources": {
            source.name: [
                source.definition,
                dict(snaps[source.name].about["origin"]),
                snaps[source.name].month,
                snaps[source.name].about["live_sha256"],
                snaps[source.name].about["ledger_sha256"],
                None if recipe.vanished == "drop" else snaps[source.name].about["vanished_sha256"],
            ]
            for source in recipe.sources
        },
    }
    return f"{recipe.version}-{fingerprint(identity)[:12]}"


def run_map(recipe: Recipe, snaps: Mapping[str, Snapshot], options: Options, costs: Costs) -> list[Task]:
    """Do what is not done yet, part by part; gives all tasks, done."""
    workspace, folder = options.workspace, recipe.path.parent.resolve()
    tasks = []
    for source in recipe.sources:
        segments, name = plan(recipe, source), source.named_from(folder)
        for part in sorted(set(snaps[source.name].live(recipe.vanished)["part"].to_pylist())):
            tasks.append(Task(name, part, segments, options.batch_rows))
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
