"""Withdraws documents: finds them, enters them in the register, takes releases back, and purges on request."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from moisson.contracts.errors import UserError
from moisson.contracts.sign import Signer
from moisson.stewardship.feed import publish
from moisson.stewardship.withdraw.find import Holder, Row, found, holders, same_text
from moisson.stewardship.withdraw.near import MOST_ALIKE, near, sketches_of
from moisson.stewardship.withdraw.notices import finish_stubs, name_replacement, supersede
from moisson.stewardship.withdraw.purge import purge
from moisson.stewardship.withdraw.register import allow, append
from moisson.workspace.storage import Workspace
from moisson.workspace.withdrawn_ids import Allowed, Suppression, Withdrawal, Withdrawn, suppression

SALT_BYTES = 16


@dataclass(frozen=True)
class Request:
    """A request to withdraw. `reason` and `authority` are published, so they must name nobody."""

    ids: Sequence[str]
    reason: str
    authority: str
    date: str
    same_text: bool = False
    duplicates: bool = False
    purge: bool = False
    unseen: bool = False


@dataclass(frozen=True)
class Outcome:
    """The result of a withdrawal."""

    withdrawn: tuple[Withdrawn, ...]
    already: tuple[str, ...]  # ids that had been withdrawn before
    same_text: tuple[Row, ...]  # rows under other ids with the same text that stay
    near: tuple[Row, ...]  # rows with nearly the same text that stay
    unread: tuple[str, ...]  # withdrawn rows without a sketch of their text: a changed copy would not be recognised
    holders: tuple[Holder, ...]
    purged: bool
    rewritten: int = 0

    def as_dict(self) -> dict[str, Any]:
        return {
            "withdrawn": [
                {"id": one.id, "salt": one.salt, "name": one.name, "same_text_as": one.same_text_as, "like": one.like}
                for one in self.withdrawn
            ],
            "already_withdrawn": list(self.already),
            "same_text_stays": [{"id": row.id, "same_text_as": row.same_text_as} for row in self.same_text],
            "near_duplicates_stay": [
                {"id": row.id, "like": row.like, "similarity": row.similarity, "takes_its_place": row.instead}
                for row in self.near
            ],
            "changed_copies_unknown": list(self.unread),
            "releases": [{"release": one.name, "documents": list(one.held), "ledger": list(one.named)} for one in self.holders],
            "purged": self.purged,
            "files_rewritten": self.rewritten,
        }


def withdraw(workspace: Workspace, request: Request, signer: Signer) -> Outcome:
    """Withdraw documents. The workspace must be locked. Repeat the call with `purge` to purge documents withdrawn before.

    Raises NotFound where an id is in no harvest, UserError where the published words name a document or are empty.
    """
    _check(request)
    known = suppression(workspace)
    finish_stubs(workspace)
    concerned = found(workspace, request.ids, known, unseen=request.unseen)
    others = same_text(workspace, concerned)
    if request.same_text:
        concerned, others = {**concerned, **others}, {}
    if any(id in said for id in concerned for said in (request.reason, request.authority)):
        raise UserError("--reason and --authority are published: they must not name the documents.")
    concerned, documents, alike = _documents(workspace, concerned, known, with_duplicates=request.duplicates)
    old = tuple(known.by_id[id] for id in sorted(concerned) if id in known.by_id)
    # A document withdrawn earlier without its text is entered again with it, so that harvests know its versions.
    alone = tuple(one for one in old if request.same_text and not known.by_version.keys() >= set(one.versions))
    holding = holders(workspace, concerned)
    if documents or alone:
        number = len(known.withdrawals) + 1
        named = (*documents, *alone)
        act = Withdrawal(number, request.date, request.reason, request.authority, named, same_text=request.same_text)
        append(workspace, act, [holder.name for holder in holding], signer)
        known_again = {document.id for document in documents if document.sketches}
        rows = [row for row in {**others, **alike}.values() if {row.same_text_as, row.like} & known_again]
        stay = sorted((row.id, version) for row in rows for version in row.versions)  # the outcome lists them
        allow(workspace, [Allowed(id, version, number, number) for id, version in stay], signer)
    else:
        act = next(act for act in known.withdrawals if any(one.id in concerned for one in act.documents))
        publish(workspace, lambda: signer)
    for holder in holding:
        supersede(workspace, holder.folder, act, signer, purge=request.purge)
    for recipe in sorted({holder.folder.parent.name for holder in holding}):
        name_replacement(workspace, recipe, None, lambda: signer)  # the release named so far may be among those taken back
    rewritten = purge(workspace, (*documents, *old)) if request.purge else 0
    stays = tuple(row for id, row in sorted(others.items()) if id not in known.by_id)
    nearly = tuple(row for id, row in sorted(alike.items()) if id not in others)
    unread = tuple(one.id for one in documents if not one.sketches)
    return Outcome(documents, tuple(one.id for one in old), stays, nearly, unread, tuple(holding), request.purge, rewritten)


def _documents(
    workspace: Workspace, concerned: dict[str, Row], known: Suppression, *, with_duplicates: bool
) -> tuple[dict[str, Row], tuple[Withdrawn, ...], dict[str, Row]]:
    """The rows to withdraw, the register's entries for the new ones, and similar rows that stay.

    Where very many rows resemble one, its sketch is not kept: every later such row would wait for a decision.
    """
    salts = {id: token_hex(SALT_BYTES) for id in sorted(concerned) if id not in known.by_id}
    salt = known.salt or next(iter(salts.values()), "")
    sketches = sketches_of(workspace, salts, salt)
    before = {id: known.by_id[id].sketches for id in concerned if id in known.by_id} if with_duplicates else {}
    told = {*concerned, *known.by_id}
    alike = {id: row for id, row in near(workspace, {**sketches, **before}, salt).items() if id not in told}
    if with_duplicates:
        concerned = {**concerned, **alike}
        salts |= {id: token_hex(SALT_BYTES) for id in sorted(alike)}
        sketches |= sketches_of(workspace, alike, salt)
        alike = {}
    many = {like for like, count in Counter(row.like for row in alike.values()).items() if count > MOST_ALIKE}
    documents = [
        Withdrawn(id, said, tuple(sorted(row.versions)), row.same_text_as, row.like, () if id in many else sketches[id])
        for id, said in salts.items()
        for row in [concerned[id]]
    ]
    return concerned, tuple(documents), alike


def _check(request: Request) -> None:
    """Raise UserError where there is nothing to withdraw, or the published words are empty or more than a line."""
    if not request.ids:
        raise UserError("There is no id to withdraw; give ids, or files with one id a line.")
    for name, said in (("--reason", request.reason), ("--authority", request.authority)):
        if not said.strip() or not said.isprintable():
            raise UserError(f"{name} {said!r} is published with the withdrawal: say it in one line of words.")
