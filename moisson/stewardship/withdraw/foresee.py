"""What a withdrawal would take, before anything is written."""

from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from moisson.stewardship.withdraw.act import SALT_BYTES, Request
from moisson.stewardship.withdraw.find import Holder, Row, found, holders, same_text
from moisson.stewardship.withdraw.near import near, sketches_of
from moisson.workspace.storage import Workspace
from moisson.workspace.withdrawn_ids import suppression


@dataclass(frozen=True)
class Foreseen:
    """What would be withdrawn, what would stay although it says the same, and which releases would be marked as taken back."""

    ids: tuple[str, ...]
    already: tuple[str, ...]
    same_text: tuple[Row, ...]
    near: tuple[Row, ...]
    holders: tuple[Holder, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "would_withdraw": list(self.ids),
            "already_withdrawn": list(self.already),
            "same_text_would_stay": [row.id for row in self.same_text],
            "near_duplicates_would_stay": [row.id for row in self.near],
            "releases": [{"release": one.name, "documents": list(one.held), "ledger": list(one.named)} for one in self.holders],
        }


def foresee(workspace: Workspace, request: Request) -> Foreseen:
    """What `withdraw` would do with the same request. Raises NotFound where an id is in no harvest."""
    known = suppression(workspace)
    concerned = found(workspace, request.ids, known, unseen=request.unseen)
    others = same_text(workspace, concerned)
    if request.same_text:
        concerned, others = {**concerned, **others}, {}
    new = [id for id in sorted(concerned) if id not in known.by_id]
    salt = known.salt or token_hex(SALT_BYTES)
    alike = {id: row for id, row in near(workspace, sketches_of(workspace, new, salt), salt).items() if id not in concerned}
    alike = {id: row for id, row in alike.items() if id not in known.by_id}
    if request.duplicates:
        concerned, alike = {**concerned, **alike}, {}
        new = [id for id in sorted(concerned) if id not in known.by_id]
    stays = tuple(row for id, row in sorted(others.items()) if id not in known.by_id)
    nearly = tuple(row for id, row in sorted(alike.items()) if id not in others)
    already = tuple(id for id in sorted(concerned) if id in known.by_id)
    return Foreseen(tuple(new), already, stays, nearly, tuple(holders(workspace, concerned)))
