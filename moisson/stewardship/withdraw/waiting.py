"""Documents that resemble a withdrawn text and wait for a person's decision."""

from collections.abc import Iterable

import pyarrow.compute as pc

from moisson.contracts.errors import NotFound
from moisson.contracts.sign import Signer
from moisson.corpus.decisions import decided, runs
from moisson.corpus.likeness import REASON
from moisson.stewardship.withdraw.register import allow
from moisson.workspace.storage import Workspace
from moisson.workspace.withdrawn_ids import Allowed, suppression


def waiting(workspace: Workspace, recipe: str | None = None) -> dict[str, set[str]]:
    """The harvested rows that the newest builds of a recipe, or of all, held back, with their versions."""
    found: dict[str, set[str]] = {}
    for name in runs(workspace) if recipe is None else {recipe} & set(runs(workspace)):
        for rows in decided(workspace, name, ["raw_id", "version", "reason"], reason=REASON):
            for row in rows.filter(pc.equal(rows["reason"], REASON)).to_pylist():
                found.setdefault(row["raw_id"], set()).add(row["version"])
    return found


def let_in(workspace: Workspace, ids: Iterable[str], signer: Signer) -> list[str]:
    """Accept waiting rows despite all withdrawals so far; raises NotFound where one does not wait."""
    held, known = waiting(workspace), suppression(workspace)
    asked = list(ids)
    for id in asked:
        if id not in held:
            raise NotFound(f"{id} does not wait for a yes; `moisson show --reason {REASON}` shows what does.")
    said = [Allowed(id, version, 1, len(known.withdrawals)) for id in asked for version in sorted(held[id])]
    allow(workspace, [one for one in said if one not in known.allowed], signer)
    return asked
