"""After an appeal the log's panel decides: its members contest and appeal there, and the desk follows what two of them say."""

import sqlite3
from datetime import UTC, datetime, timedelta

from moisson.contracts.commons.state import State
from moisson.contracts.errors import UserError

LEAST_COLLEGES = 2  # on a panel


def check_contest(state: State, number: str, by: str) -> None:
    """Raise UserError where the log would take no contest of a request's outcome: too late, or nobody is left to decide anew."""
    steps, days, now = state.requests.get(number, []), state.rules.contest_days, datetime.now(UTC)
    decided = next((step.at for step in reversed(steps) if step.body.step == "decided"), now)
    if now >= decided + timedelta(days=days):
        raise UserError(
            f"the outcome of {number} could be contested for {days} days, and those are over; what is left is the supervisory"
            " authority and the courts."
        )
    took_part = {step.by for step in steps} | {by}
    colleges = {member.college for member in state.active(now) if member.id not in took_part}
    if len(colleges) < LEAST_COLLEGES:
        raise UserError(f"too few members took no part in {number} for a panel of {LEAST_COLLEGES} colleges to decide anew.")


def check_panel(connection: sqlite3.Connection, state: State, number: str, outcome: str, by: str) -> None:
    """Raise UserError where a decision on an appeal is not that of its panel; nothing to check before an appeal."""
    request = connection.execute("SELECT round, outcome FROM request WHERE number = ?", (number,)).fetchone()
    if request is None or request["round"] == 1:
        return
    event = connection.execute("SELECT event FROM told WHERE number = ? AND kind = 'contest'", (number,)).fetchone()["event"]
    contest = state.contests.get(event)
    if contest is None:
        raise UserError(f"the log has not been told of the appeal of {number}; `moisson commons desk tell` tells it.")
    panel = ", ".join(sorted(contest.panel.values()))
    if by not in contest.panel.values():
        raise UserError(f"{by} is not on the panel for {number}; it is {panel}.")
    if contest.outcome is None:
        raise UserError(
            f"the panel for {number} ({panel}) has not decided; two of it say so with `moisson commons appeal COMMONS {event} …`."
        )
    if (contest.outcome == "upheld") != (outcome == request["outcome"]):
        raise UserError(f"the panel says that the outcome {request['outcome']} is {contest.outcome}; {outcome} does not follow.")
