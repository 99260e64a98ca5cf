"""A recipe that a commons governs: only what is accepted there is built, and the release says by which decisions."""

from dataclasses import dataclass
from datetime import UTC, datetime

from moisson.commons.artefacts import artefacts
from moisson.commons.mirror import local_copy
from moisson.contracts.commons.check import check
from moisson.contracts.commons.log import Log
from moisson.contracts.commons.rests_on import witnesses_of, write_rests
from moisson.contracts.commons.state import State
from moisson.contracts.errors import UserError
from moisson.corpus.recipe import Recipe
from moisson.workspace.storage import Workspace

MOST = 5  # named in a message


@dataclass(frozen=True)
class Governed:
    """A commons that accepts a recipe with all its parts, and the file by which its release shows so."""

    log: Log
    state: State
    rests: bytes


def governed(recipe: Recipe, workspace: Workspace) -> Governed | None:
    """Check a recipe against its commons, as of now; None where it has none.

    Raises UserError where something in it is not accepted, or the checkpoint is older than a decision; Unverified where the log
    does not hold; FetchError where it cannot be fetched.
    """
    if recipe.commons is None:
        return None
    log = Log.open(local_copy(recipe.commons, recipe.path.parent, workspace))
    witnesses = witnesses_of(recipe.witnesses) if recipe.witnesses else None
    checked = check(log, at=datetime.now(UTC), witnesses=witnesses)
    if checked.checkpoint is None:
        raise UserError(f"{recipe.commons} has no checkpoint; `moisson commons checkpoint` makes one, and witnesses cosign it.")
    wanted = list(artefacts(recipe))
    found = [checked.state.accepted(each.kind, each.sha256) for each in wanted]
    missing = [
        f"{each.kind} {each.name} ({_why(checked.state, each.sha256)})"
        for each, proposal in zip(wanted, found, strict=True)
        if proposal is None
    ]
    if missing:
        more = f" and {len(missing) - MOST} more" if len(missing) > MOST else ""
        raise UserError(
            f"{recipe.path}: {checked.state.name} has not accepted {', '.join(missing[:MOST])}{more}; a member proposes it with"
            f" `moisson commons propose COMMONS all {recipe.path}`, and a build follows the decision."
        )
    proposals = [proposal for proposal in found if proposal is not None]
    return Governed(log, checked.state, write_rests(log, checked.state, checked.checkpoint, proposals))


def _why(state: State, sha256: str) -> str:
    """What became of something that is not accepted as it is now."""
    proposals = state.subjects.get(sha256, [])
    return f"proposal {proposals[-1].number} is {proposals[-1].status}" if proposals else "never proposed as it is now"
