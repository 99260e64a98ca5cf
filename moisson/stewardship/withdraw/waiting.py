"""Documents that resemble a withdrawn text and wait for a person's decision."""

from collections.abc import Iterable

import pyarrow.compute as pc

from moisson.contracts.errors import NotFound
from moisson.contracts.sign import Signer
from moisson.corpus.likeness import REASON
from moisson.stewardship.withdraw.register import allow
from moisson.workspace.storage import Workspace, read_table
from moisson.workspace.withdrawn_ids import Allowed, suppression


def waiting(workspace: Workspace, recipe: str = "*") -> dict[str, set[str]]:
    """The harvested rows that the newest builds of a recipe, or of all, held back, with their versions."""
    found: dict[str, set[str]] = {}
    for path in sorted((workspace.root / "runs").glob(f"{recipe}/decisions.parquet")):
        table = read_table(path, ["raw_id", "version", "reason"])
        table = table.filter(pc.fill_null(pc.equal(table["reason"], REASON), False))
        for id, version in zip(table["raw_id"].to_pylist(), table["version"].to_pylist(), strict=True):
            found.setdefault(id, set()).add(version)
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
