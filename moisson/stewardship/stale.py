"""Finds what in a workspace no longer matches its recipes, sources and readers, with what to do."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from moisson.contracts.errors import MoissonError, NotFound
from moisson.corpus.decisions import decided, runs
from moisson.corpus.plan import harvested
from moisson.corpus.recipe import Recipe, load_recipe
from moisson.harvest.snapshot import snapshots
from moisson.release.name import release_name
from moisson.source.description import Source, built_in_sources, load_source
from moisson.stewardship.holdings import latest, sources_of
from moisson.workspace.storage import Workspace
from moisson.workspace.withdrawn_ids import suppression


class Stale(NamedTuple):
    """A thing, why it is stale, and what to do."""

    what: str
    why: str
    do: str

    def as_dict(self) -> dict[str, Any]:
        return self._asdict()


def stale(workspace: Workspace, recipes: Sequence[Path] = ()) -> Iterator[Stale]:
    """Everything that is stale.

    A recipe whose file is given compares its newest release with what a build would make; another compares the parts of its
    newest run with those of the newest harvests, which shows additions and changes but not all that vanished.
    """
    loaded = [load_recipe(path) for path in recipes]
    named = {source.name: source for recipe in loaded for source in recipe.sources}
    for name in sources_of(workspace):
        yield from _harvest(workspace, name, named.get(name))
    given = {recipe.name for recipe in loaded}
    for recipe in loaded:
        yield from _release(workspace, recipe)
    for name in runs(workspace):
        if name not in given:
            yield from _run(workspace, name)


def _harvest(workspace: Workspace, name: str, source: Source | None) -> Iterator[Stale]:
    if source is None and name in built_in_sources():
        source = load_source(name, Path())
    history = snapshots(workspace, name)
    if source is None or not history:
        return
    try:
        same = history[-1].is_of(source, None)
    except MoissonError as error:  # a connector whose library is missing
        yield Stale(f"harvest of {name}", str(error), "mend that first")
        return
    if not same:
        why = "the source's description, its connector or how its files are split changed since"
        yield Stale(f"harvest of {name}", why, f"moisson harvest {name if name in built_in_sources() else source.folder}")


def _release(workspace: Workspace, recipe: Recipe) -> Iterator[Stale]:
    do = f"moisson build {recipe.path}"
    newest = latest(workspace, recipe.name)
    if newest is None:
        yield Stale(f"recipe {recipe.name}", "it has no release here", do)
        return
    withdrawn = suppression(workspace)
    try:
        snaps = harvested(recipe, workspace)
    except NotFound as error:
        yield Stale(f"release {recipe.name}/{newest}", str(error), do)
        return
    now = release_name(recipe, {name: snap.without(withdrawn.by_id) for name, snap in snaps.items()}, withdrawn)
    if now != newest:
        why = f"harvests, recipe, stages, readers or withdrawals changed since: a build would make {now}"
        yield Stale(f"release {recipe.name}/{newest}", why, do)


def _run(workspace: Workspace, recipe: str) -> Iterator[Stale]:
    worked_on: dict[str, set[str]] = {}  # the parts of each source
    for rows in decided(workspace, recipe, ["source", "part"]):
        for row in rows.group_by(["source", "part"]).aggregate([]).to_pylist():
            if row["source"] is not None:
                worked_on.setdefault(row["source"], set()).update([row["part"]] if row["part"] else [])
    for source, parts in sorted(worked_on.items()):
        history = snapshots(workspace, source)
        if history and not history[-1].parts("drop") <= parts <= history[-1].parts():
            why = f"{source} was harvested again since, with other documents ({history[-1].taken})"
            yield Stale(f"run of {recipe}", why, f"moisson build RECIPE, the file of {recipe}")
