"""Carries a decision out through the withdrawal that there is: first what would go, then the act, kept with its outcome."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from moisson.commons.desk.grounds import GROUNDS
from moisson.commons.desk.outbox import tell
from moisson.commons.desk.tickets import chosen_for, grounds_of, request_of
from moisson.commons.desk.working import Work
from moisson.contracts.errors import UserError
from moisson.contracts.identity import canonical_json
from moisson.contracts.sign import Signer
from moisson.models.seen import models_of, trace_in_models
from moisson.models.take_back import take_back_from
from moisson.models.tokens.look_up import folders_in, places_in
from moisson.models.tokens.take_back import withdrawn_here
from moisson.stewardship.withdraw.act import Request, withdraw
from moisson.stewardship.withdraw.foresee import foresee
from moisson.workspace.storage import Workspace
from moisson.workspace.withdrawn_ids import suppression

GRANTS = ("granted", "partly")
# What is granted by taking a text out: a letter on these says what was taken out.
BY_WITHDRAWAL = frozenset({"rectification", "erasure", "restriction", "objection", "copyright"})


@dataclass(frozen=True)
class How:
    """What goes with the documents, and where else tokens and models made from them lie."""

    same_text: bool = False
    duplicates: bool = False
    purge: bool = False
    tokens: Sequence[Path] = ()
    models: Sequence[Path] = ()


def would_go(work: Work, workspace: Workspace, number: str, how: How, today: date) -> dict[str, Any]:
    """What carrying out would take, from which releases, tokens and models; nothing is written."""
    request = _request(work, number, how, today)
    seen = foresee(workspace, request)
    ids = [*seen.ids, *seen.already]
    folders = [*folders_in(workspace.root), *how.tokens]
    places = [place for id in ids for place in places_in(folders, id)]
    models = trace_in_models([*models_of(workspace), *how.models], ids) if ids else []
    return {
        **seen.as_dict(),
        "tokens": sorted({place["folder"] for place in places}),
        "models": [{"model": each["model"], "first_step": _first(each["seen"])} for each in models if each["seen"]],
        "purge": how.purge,
        "reason": request.reason,
        "authority": request.authority,
    }


def carry_out(work: Work, workspace: Workspace, number: str, how: How, today: date, signer: Signer) -> dict[str, Any]:
    """Withdraw the documents of a decision, keep what came of it for the answer, and tell the log.

    The withdrawal is published with the name of the commons, the articles and the number, and names nobody. Raises UserError
    where nothing is decided that a withdrawal carries out, NotFound where an id is in no harvest.
    """
    request = _request(work, number, how, today)
    with workspace.locked():
        outcome = withdraw(workspace, request, signer)
        gone, unread = withdrawn_here(workspace, [*folders_in(workspace.root), *how.tokens])
        entered, failed = take_back_from([*models_of(workspace), *how.models], workspace)
    acts = suppression(workspace).withdrawals
    concerned = {*(one.id for one in outcome.withdrawn), *outcome.already}
    act = next(act for act in reversed(acts) if any(one.id in concerned for one in act.documents))
    named = {one.id: one for each in acts for one in each.documents if one.id in concerned}
    found = {
        **outcome.as_dict(),
        "withdrawal": act.number,
        "names": [{"id": id, "name": one.name, "salt": one.salt} for id, one in sorted(named.items())],
        "tokens": sorted({str(each.tokens.manifest.name) for each in gone}),
        "tokens_unread": unread,
        "models": [
            {"model": taken.opened.model.name, "order": taken.opened.model.order, "first_step": taken.first_step}
            for taken in entered
            if taken.withdrawn
        ],
        "models_unread": failed,
    }
    row = (number, today.isoformat(), canonical_json(found).decode())
    work.connection.execute("INSERT INTO act (number, day, json) VALUES (?, ?, ?)", row)
    counts = {name: len(found[name]) for name in ("releases", "tokens", "models")}
    tell(work.connection, number, "carried-out", work.by, withdrawal=act.number, documents=len(named), **counts)
    return found


def _request(work: Work, number: str, how: How, today: date) -> Request:
    """The withdrawal that a decision asks for, in words that may be published."""
    connection = work.connection
    request = request_of(connection, number)
    if request["outcome"] not in GRANTS or request["state"] not in ("decided", "answered"):
        raise UserError(
            f"{number} is {request['state']}, {request['outcome'] or 'without outcome'}: there is nothing to carry out."
        )
    if not (ids := chosen_for(connection, number)):
        raise UserError(f"the decision on {number} names no document; `desk choose {number} ID…` says which.")
    grounds = (GROUNDS[code] for code in grounds_of(connection, number, request["round"]) if GROUNDS[code].grants)
    articles = ", ".join(filter(None, (ground.article("en") for ground in grounds)))
    reason = f"Request for {request['kind']}{f' ({articles})' if articles else ''}"
    authority = f"The desk of {work.state.name}, request {number}"
    return Request(ids, reason, authority, today.isoformat(), how.same_text, how.duplicates, how.purge)


def _first(rows: Iterable[dict[str, Any]]) -> int | None:
    """The first step that saw any of them; None where the order of the training is unknown."""
    steps = [row["first_step"] for row in rows]
    return None if None in steps or not steps else min(steps)
