"""Prepares an emergency suspension: which proposals a request concerns, and what members of two colleges sign."""

import sqlite3
from typing import Any

import orjson

from moisson.commons.desk.outbox import tell
from moisson.commons.desk.tickets import chosen_for, request_of
from moisson.commons.desk.working import Work
from moisson.contracts.commons.recourse import SUSPENDED
from moisson.contracts.commons.state import Proposal, State
from moisson.contracts.errors import UserError
from moisson.contracts.identity import pretty_json


def concerned(connection: sqlite3.Connection, state: State, number: str) -> list[Proposal]:
    """The accepted sources and releases that hold what a request is about, by what was chosen or found for it."""
    row = connection.execute("SELECT json FROM found WHERE number = ?", (number,)).fetchone()
    documents = orjson.loads(row["json"])["documents"] if row else []
    ids = [*chosen_for(connection, number), *(each["id"] for each in documents)]
    releases = {release for each in documents for release in each["releases"]}
    names = {id.partition("/")[0] for id in ids} | releases | {release.partition("/")[0] for release in releases}
    return [
        each for each in state.proposals.values() if each.status == "accepted" and each.kind in SUSPENDED and each.name in names
    ]


def prepare(work: Work, number: str, proposal: int | None) -> list[dict[str, Any]]:
    """The suspension events that members of two colleges would sign, and who could; told to the log as a step of the request.

    Their reason is public and names the request by its number alone. Raises UserError where there is nothing to suspend.
    """
    request = request_of(work.connection, number)
    if request["state"] in ("decided", "answered"):
        raise UserError(f"{number} is {request['state']}; a suspension holds something back until a decision.")
    found = concerned(work.connection, work.state, number) if proposal is None else [_accepted(work.state, proposal)]
    if not found:
        raise UserError(
            f"no accepted proposal is known to hold what {number} is about; run `desk search {number}`, or name it with --of."
        )
    tell(work.connection, number, "suspended", work.by)
    reason = f"The request {number} ({request['kind']}) is being examined."
    colleges: dict[str, list[str]] = {}
    for member in work.state.active(work.state.at):
        colleges.setdefault(member.college, []).append(member.id)
    return [
        {
            "kind": "suspension",
            "about": each.number,
            "body": {"reason": reason},
            "suspends": {"kind": each.kind, "name": each.name, "title": each.title},
            "days": work.state.rules.suspension_days,
            "needs": "members of two colleges",
            "members": colleges,
        }
        for each in found
    ]


def written(prepared: list[dict[str, Any]]) -> bytes:
    """What was prepared, as a file for the members."""
    return pretty_json({"format": "moisson-suspension-1", "prepared": prepared})


def _accepted(state: State, number: int) -> Proposal:
    found = state.proposals.get(number)
    if found is None or found.status != "accepted" or found.kind not in SUSPENDED:
        raise UserError(f"proposal {number} is none that was accepted and can be suspended ({', '.join(SUSPENDED)}).")
    return found
