"""The whole way from sources to a release. Finished steps are reused; only what a build needs is imported."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from moisson.contracts.errors import UserError
from moisson.contracts.sign import signer
from moisson.corpus.plan import harvest_all
from moisson.corpus.recipe import Recipe
from moisson.harvest.snapshot import Snapshot
from moisson.release.name import point_latest, release_name
from moisson.stewardship.feed import publish
from moisson.stewardship.withdraw.notices import name_replacement
from moisson.workspace.energy import counted
from moisson.workspace.options import Costs, Options
from moisson.workspace.usage import metered, node
from moisson.workspace.withdrawn_ids import suppression

if TYPE_CHECKING:
    from moisson.commons.govern import Governed


@dataclass(frozen=True)
class Built:
    """A release, and whether this call made it."""

    path: Path
    made: bool
    held: tuple[str, ...] = ()  # ids of rows that resemble a withdrawn text and wait for a person's decision


def build(recipe: Recipe, options: Options, *, accept_loss: bool = False) -> Built:
    """Harvest, run and release. Raises the errors of `moisson.contracts.errors`; finished work is kept."""
    with options.workspace.locked(), counted(options.counters) as energy:
        costs = Costs(energy=energy)
        allowed = _governed(recipe, options)  # before anything is fetched
        with costs.of("harvest"), metered() as used:
            snaps = harvest_all(recipe, options, accept_loss=accept_loss)
        costs.spent.add("harvest", used, node())
        return _release(recipe, snaps, options, costs, allowed)


def release(recipe: Recipe, snaps: Mapping[str, Snapshot], options: Options, costs: Costs) -> Built:
    """Release what has been harvested, unless that release exists. The workspace must be locked."""
    return _release(recipe, snaps, options, costs, _governed(recipe, options))


def _release(recipe: Recipe, snaps: Mapping[str, Snapshot], options: Options, costs: Costs, allowed: "Governed | None") -> Built:
    if allowed is not None:
        from moisson.commons.withdrawals import carry_out

        carry_out(allowed, snaps, options)
    withdrawn = suppression(options.workspace)
    snaps = {name: snap.without(withdrawn.by_id) for name, snap in snaps.items()}
    name = release_name(recipe, snaps, withdrawn)
    path = options.workspace.releases(recipe.name) / name
    if (path / "MANIFEST.json").exists():
        point_latest(options.workspace, recipe.name, name)
        _announce(recipe, name, options)  # an earlier run may have been killed before this line
        return Built(path, made=False, held=_held(recipe, options) if withdrawn.withdrawals else ())
    from moisson.corpus.corpus import corpus, nothing_left
    from moisson.release.write import write_release

    signs = signer(options.key)  # fail on a bad key before an hour of work, not after
    with corpus(recipe, snaps, options, costs) as made:
        if not made.rows.num_rows:
            raise UserError(nothing_left(made))
        path = write_release(made, name, options, costs, signs, None if allowed is None else allowed.rests)
    _announce(recipe, name, options)
    return Built(path, made=True, held=tuple(one.id for one in made.held))


def _governed(recipe: Recipe, options: Options) -> "Governed | None":
    """What the recipe's commons says of it; raises UserError where it has not accepted all of it."""
    if recipe.commons is None:
        return None
    from moisson.commons.govern import governed

    return governed(recipe, options.workspace)


def _held(recipe: Recipe, options: Options) -> tuple[str, ...]:
    """The rows that the newest build of a recipe held back."""
    from moisson.stewardship.withdraw.waiting import waiting

    return tuple(sorted(waiting(options.workspace, recipe.name)))


def _announce(recipe: Recipe, name: str, options: Options) -> None:
    """Name this release as the replacement of earlier ones, and date the feed of withdrawals today."""
    name_replacement(options.workspace, recipe.name, name, partial(signer, options.key))
    publish(options.workspace, partial(signer, options.key))
