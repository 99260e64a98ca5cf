"""What the desk decides of a request, from its sorting to an appeal; each step is told to the log."""

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import Any, Literal, get_args

from moisson.commons.desk.clock import due
from moisson.commons.desk.grounds import GDPR, check_decision, check_kind
from moisson.commons.desk.intake import go_on
from moisson.commons.desk.outbox import contest, tell
from moisson.commons.desk.panel import check_contest, check_panel
from moisson.commons.desk.tickets import asker_of, chosen_for, grounds_of, request_of
from moisson.commons.desk.working import Work
from moisson.contracts.errors import UserError
from moisson.contracts.validation_text import meant

About = Literal["identity", "document", "rights"]
Because = Literal["complexity", "number"]  # what Article 12(3) lets a longer period rest on
ABOUT: tuple[str, ...] = get_args(About)
BECAUSE: tuple[str, ...] = get_args(Because)


def check_because(because: str) -> None:
    """Raise UserError where the law lets no longer period rest on it."""
    if because not in BECAUSE:
        raise UserError(f"a period is not extended because of {because!r}; {meant(because, BECAUSE)}")


def sort(connection: sqlite3.Connection, number: str, kind: str, by: str) -> None:
    """Say what kind of request it is, where its form did not or was wrong; raises UserError once it is decided."""
    check_kind(kind)
    _undecided(connection, number)
    connection.execute("UPDATE request SET kind = ? WHERE number = ?", (kind, number))
    tell(connection, number, "sorted", by)


def ask(connection: sqlite3.Connection, number: str, about: str, today: date, by: str) -> None:
    """Ask the asker for what is needed; their time does not count. Raises UserError where it is asked already, or too late."""
    if about not in ABOUT:
        raise UserError(f"there is nothing to ask about {about!r}; {meant(about, ABOUT)}")
    request = _undecided(connection, number)
    asker_of(connection, number)
    if request["state"] == "asked":
        raise UserError(f"{number} waits for its asker since {request['asked']}; `desk continue` goes on without an answer.")
    if today.isoformat() > request["due"]:
        raise UserError(f"{number} was due on {request['due']}: a question now stops no clock; decide it.")
    connection.execute("UPDATE request SET state = 'asked', asked = ? WHERE number = ?", (today.isoformat(), number))
    tell(connection, number, "asked", by)


def extend(connection: sqlite3.Connection, number: str, today: date, by: str) -> str:
    """Extend the period by two further months; the day it ended before. Raises UserError where it may not be extended.

    The asker must be told within the first month (Article 12(3)), so it cannot be done after that.
    """
    request = _undecided(connection, number)
    first = str(request["due"])
    if request["extended"]:
        raise UserError(f"{number} was extended on {request['extended']} already; the law gives two further months, once.")
    if request["kind"] not in GDPR:
        raise UserError(f"{number} is a request for {request['kind']}, whose period the GDPR does not extend; answer by {first}.")
    if request["round"] > 1:
        raise UserError(f"{number} is under appeal, and an appeal is not extended; answer by {first}.")
    if today.isoformat() > first:
        raise UserError(f"{number} was due on {first}: an extension must be told to its asker before that day.")
    limit = due(date.fromisoformat(request["received"]), extended=True, paused_days=request["paused_days"]).isoformat()
    connection.execute("UPDATE request SET extended = ?, due = ? WHERE number = ?", (today.isoformat(), limit, number))
    tell(connection, number, "extended", by)
    return first


def decide(work: Work, number: str, outcome: str, codes: Sequence[str], ids: Sequence[str], today: date) -> None:
    """Decide a request, for the documents with these ids; raises UserError where outcome, grounds and kind do not agree.

    After an appeal the log's panel decides, and one of it says so here: see `panel`.
    """
    connection = work.connection
    request = _undecided(connection, number)
    asker_of(connection, number)
    if request["kind"] == "unsorted" and outcome != "moot":
        raise UserError(f"{number} is not sorted; `desk sort {number} KIND` says what it asks for.")
    check_decision(request["kind"], outcome, codes)
    check_panel(connection, work.state, number, outcome, work.by)
    connection.execute(
        "UPDATE request SET state = 'decided', asked = NULL, decided = ?, decided_by = ?, decided_by_name = ?, outcome = ?"
        " WHERE number = ?",
        (today.isoformat(), work.by, work.name, outcome, number),
    )
    grounds = list(dict.fromkeys(codes))
    connection.executemany("INSERT INTO ground VALUES (?, ?, ?)", [(number, request["round"], code) for code in grounds])
    choose(connection, number, ids)
    chosen = len(chosen_for(connection, number)) or None
    tell(connection, number, "decided", work.by, outcome=outcome, grounds=grounds, round=request["round"], documents=chosen)


def choose(connection: sqlite3.Connection, number: str, ids: Sequence[str]) -> None:
    """Say which documents a request is about, beside those chosen before."""
    asker_of(connection, number)
    connection.executemany("INSERT OR IGNORE INTO chosen VALUES (?, ?)", [(number, id) for id in ids])


def appeal(work: Work, number: str, today: date) -> None:
    """Open a request again because its asker does not agree; a month runs anew. Once, and only against an answer."""
    connection = work.connection
    request = request_of(connection, number)
    asker_of(connection, number)
    if request["state"] != "answered":
        raise UserError(f"{number} is {request['state']}; an appeal is against an answer.")
    if request["round"] > 1:
        raise UserError(f"{number} has been appealed already; what is left is the supervisory authority and the courts.")
    check_contest(work.state, number, work.by)
    limit = due(today, extended=False).isoformat()
    connection.execute(
        "UPDATE request SET state = 'open', round = 2, appealed = ?, due = ?, answered = NULL WHERE number = ?",
        (today.isoformat(), limit, number),
    )
    tell(connection, number, "appealed", work.by, round=2)
    contest(connection, number, work.by)


def go_on_without(connection: sqlite3.Connection, number: str, today: date, by: str) -> None:
    """Go on although the asker has not answered."""
    request = request_of(connection, number)
    if request["state"] != "asked":
        raise UserError(f"{number} is {request['state']}; it does not wait for its asker.")
    go_on(connection, request, today, by)


def _undecided(connection: sqlite3.Connection, number: str) -> dict[str, Any]:
    request = request_of(connection, number)
    if request["state"] not in ("open", "asked"):
        grounds = ", ".join(grounds_of(connection, number, request["round"])) or "no ground"
        raise UserError(f"{number} was decided on {request['decided']}: {request['outcome']}, on {grounds}.")
    return request
