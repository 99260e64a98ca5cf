"""Build: the whole way from sources to a release, doing only what is not done yet."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from moisson.contracts.errors import UserError
from moisson.contracts.sign import signer
from moisson.corpus.corpus import Corpus, corpus
from moisson.corpus.plan import harvest_all
from moisson.corpus.recipe import Recipe
from moisson.harvest.snapshot import Snapshot
from moisson.release.name import release_name
from moisson.release.write import point_latest, write_release
from moisson.stewardship.feed import publish
from moisson.stewardship.withdraw.notices import name_replacement
from moisson.stewardship.withdraw.waiting import waiting
from moisson.workspace.options import Costs, Options
from moisson.workspace.withdrawn_ids import suppression


@dataclass(frozen=True)
class Built:
    """A release, and whether it had to be made."""

    path: Path
    made: bool
    held: tuple[str, ...] = ()  # ids of rows that wait for a person's yes, since their text is like one that was withdrawn


def build(recipe: Recipe, options: Options, *, accept_loss: bool = False) -> Built:
    """Harvest, run and release. Raises the errors of `moisson.contracts.errors`; what was finished before one is kept."""
    with options.workspace.locked():
        costs = Costs()
        with costs.of("harvest"):
            snaps = harvest_all(recipe, options, accept_loss=accept_loss)
        return release(recipe, snaps, options, costs)


def release(recipe: Recipe, snaps: Mapping[str, Snapshot], options: Options, costs: Costs) -> Built:
    """Make the release of what has been harvested, unless it is there. The workspace must be locked."""
    withdrawn = suppression(options.workspace)
    snaps = {name: snap.without(withdrawn.by_id) for name, snap in snaps.items()}
    name = release_name(recipe, snaps, withdrawn)
    path = options.workspace.releases(recipe.name) / name
    if (path / "MANIFEST.json").exists():
        point_latest(options.workspace, recipe.name, name)
        _tell(recipe, name, options)  # a kill may have fallen before it
        return Built(path, made=False, held=tuple(sorted(waiting(options.workspace, recipe.name))))
    signs = signer(options.key)  # before the work: a key that cannot be used must not cost an hour
    with corpus(recipe, snaps, options, costs) as made:
        if not made.frame.num_rows:
            raise UserError(nothing_left(made))
        path = write_release(made, name, options, costs, signs)
    _tell(recipe, name, options)
    return Built(path, made=True, held=tuple(one.id for one in made.held))


def _tell(recipe: Recipe, name: str, options: Options) -> None:
    """Tell those who have earlier releases which one replaces them, and that the feed of withdrawals is whole until today."""
    name_replacement(options.workspace, recipe.name, name, partial(signer, options.key))
    publish(options.workspace, partial(signer, options.key))


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
