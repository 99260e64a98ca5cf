"""Requests as they stand: one, a list of them, and those that are due."""

import sqlite3
from datetime import date
from typing import Any

from moisson.contracts.errors import NotFound, UserError

STATES = ("open", "asked", "decided", "answered")
PUBLIC = "number, kind, state, round, received, due, extended, asked, decided, decided_by, outcome, answered, appealed"


def request_of(connection: sqlite3.Connection, number: str) -> dict[str, Any]:
    """A request without anything personal; raises NotFound."""
    row = connection.execute("SELECT * FROM request WHERE number = ?", (number,)).fetchone()
    if row is None:
        raise NotFound(f"there is no request {number!r}; `moisson commons desk list` shows them.")
    return dict(row)


def asker_of(connection: sqlite3.Connection, number: str) -> dict[str, Any]:
    """Who asked; raises UserError where their data have been deleted, NotFound where there is no such request."""
    request_of(connection, number)
    row = connection.execute("SELECT * FROM asker WHERE number = ?", (number,)).fetchone()
    if row is None:
        raise UserError(f"{number} is closed, and what was known of its asker has been deleted.")
    return dict(row)


def grounds_of(connection: sqlite3.Connection, number: str, round: int) -> list[str]:
    """The codes of the grounds of a decision."""
    query = "SELECT code FROM ground WHERE number = ? AND round = ? ORDER BY rowid"
    return [row["code"] for row in connection.execute(query, (number, round))]


def named_by(connection: sqlite3.Connection, number: str) -> list[tuple[str, str]]:
    """The documents that the asker names, as they name them."""
    query = "SELECT way, said FROM named WHERE number = ? ORDER BY rowid"
    return [(row["way"], row["said"]) for row in connection.execute(query, (number,))]


def chosen_for(connection: sqlite3.Connection, number: str) -> list[str]:
    """The ids that the decision is about."""
    query = "SELECT id FROM chosen WHERE number = ? ORDER BY rowid"
    return [row["id"] for row in connection.execute(query, (number,))]


def listed(connection: sqlite3.Connection, state: str | None = None, limit: int = 50) -> list[dict[str, Any]]:
    """Requests, the newest first, without anything personal."""
    if state is not None and state not in STATES:
        raise UserError(f"there is no state {state!r}; there are {', '.join(STATES)}.")
    where = "WHERE state = ?" if state else ""
    query = f"SELECT {PUBLIC} FROM request {where} ORDER BY year DESC, serial DESC LIMIT ?"
    return [dict(row) for row in connection.execute(query, (*((state,) if state else ()), limit))]


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many requests there are in each state."""
    found = dict(connection.execute("SELECT state, count(*) FROM request GROUP BY state").fetchall())
    return {state: int(found.get(state, 0)) for state in STATES}


def to_answer(connection: sqlite3.Connection, today: date, within_days: int | None = None) -> list[dict[str, Any]]:
    """What is not answered, the most urgent first, with the days that are left; fewer than none where it is late.

    What waits for its asker comes last: its clock stands still.
    """
    query = f"SELECT {PUBLIC} FROM request WHERE state <> 'answered' ORDER BY state = 'asked', due, year, serial"
    rows = [{**dict(row), "days_left": (date.fromisoformat(row["due"]) - today).days} for row in connection.execute(query)]
    return [row for row in rows if within_days is None or row["days_left"] <= within_days]


def shown(connection: sqlite3.Connection, number: str) -> dict[str, Any]:
    """Everything about a request, for whoever works at the desk; a purged one has only what the log has."""
    request = request_of(connection, number)
    found = {name: request[name] for name in PUBLIC.split(", ")}
    found["grounds"] = grounds_of(connection, number, request["round"])
    found["told"] = [
        {"event": row["event"], "body": row["body"]}
        for row in connection.execute("SELECT event, body FROM told WHERE number = ? ORDER BY id", (number,))
    ]
    asker = connection.execute("SELECT name, mail, language FROM asker WHERE number = ?", (number,)).fetchone()
    found["asker"] = dict(asker) if asker else None
    found["named"] = [{"way": way, "said": said} for way, said in named_by(connection, number)]
    found["chosen"] = chosen_for(connection, number)
    found["messages"] = [
        {**dict(row), "attachments": _attachments(connection, row["id"])}
        for row in connection.execute(
            "SELECT id, arrived, way, subject, text FROM message WHERE number = ? ORDER BY id", (number,)
        )
    ]
    found["letters"] = [
        dict(row) for row in connection.execute("SELECT id, day, kind FROM letter WHERE number = ? ORDER BY id", (number,))
    ]
    return found


def attachment_of(connection: sqlite3.Connection, id: int) -> bytes:
    """An attachment's bytes; raises NotFound where there is none, or it was left out or deleted."""
    row = connection.execute("SELECT content, why FROM attachment WHERE id = ?", (id,)).fetchone()
    if row is None or row["content"] is None:
        why = "there is none" if row is None else row["why"]
        raise NotFound(f"attachment {id} is not in the table: {why}.")
    return bytes(row["content"])


def _attachments(connection: sqlite3.Connection, message: int) -> list[dict[str, Any]]:
    query = "SELECT id, name, bytes, content IS NOT NULL AS kept, why FROM attachment WHERE message = ? ORDER BY id"
    return [{**dict(row), "kept": bool(row["kept"])} for row in connection.execute(query, (message,))]
