"""From the table to the log: what is to be told is written beside what it tells of, then appended to the log, each once."""

import sqlite3
from typing import Any

import orjson

from moisson.commons.desk.tickets import request_of
from moisson.commons.desk.told import Step, body
from moisson.commons.write import Writer
from moisson.contracts.commons.state import State
from moisson.contracts.identity import canonical_json
from moisson.contracts.sign import Signs

AT_ONCE = 200  # events between two commits; those of a commit that a kill prevents are found in the log again
CONTESTED = "Whoever asked does not accept the outcome."


def tell(connection: sqlite3.Connection, number: str, step: Step, by: str, **more: Any) -> None:
    """Put into the table what the log is to be told of a request as it stands now."""
    said = canonical_json(body(step, request_of(connection, number), **more)).decode()
    connection.execute("INSERT INTO told (number, kind, body, by) VALUES (?, 'request', ?, ?)", (number, said, by))


def contest(connection: sqlite3.Connection, number: str, by: str) -> None:
    """Put into the table that the outcome of a request is contested: the log names a panel for it."""
    query = "SELECT max(id) FROM told WHERE number = ? AND kind = 'request' AND json_extract(body, '$.step') = 'decided'"
    about = connection.execute(query, (number,)).fetchone()[0]
    said = canonical_json({"reason": CONTESTED}).decode()
    row = (number, said, by, about)
    connection.execute("INSERT INTO told (number, kind, body, by, about) VALUES (?, 'contest', ?, ?, ?)", row)


def waiting(connection: sqlite3.Connection) -> int:
    """How much the log has not been told yet."""
    return int(connection.execute("SELECT count(*) FROM told WHERE event IS NULL").fetchone()[0])


def flush(connection: sqlite3.Connection, writer: Writer, signer: Signs, by: str) -> int:
    """Tell the log what it has not been told, in a member's name; gives how many events. Raises UserError where one fails.

    A kill may leave an event in the log that the table does not know of: it is found there, and not told again.
    """
    query = "SELECT * FROM told WHERE event IS NULL ORDER BY id"
    rows = connection.execute(query).fetchall()
    if not rows:
        return 0
    for done, row in enumerate(rows, 1):
        number = _there(connection, writer.state, row)
        if number is None:
            number = _append(connection, writer, row, signer, by)
        connection.execute("UPDATE told SET event = ? WHERE id = ?", (number, row["id"]))
        if done % AT_ONCE == 0:
            connection.commit()
    connection.commit()
    return len(rows)


def _append(connection: sqlite3.Connection, writer: Writer, row: sqlite3.Row, signer: Signs, by: str) -> int:
    return writer.append(row["kind"], orjson.loads(row["body"]), _about(connection, row), signer=signer, by=by).number


def _there(connection: sqlite3.Connection, state: State, row: sqlite3.Row) -> int | None:
    """The event of the log that tells this already, and that the table does not know; None where there is none."""
    known = {each["event"] for each in connection.execute("SELECT event FROM told WHERE number = ?", (row["number"],))}
    if row["kind"] == "contest":
        about = _about(connection, row)
        return next((each.number for each in state.contests.values() if each.about == about and each.number not in known), None)
    told = orjson.loads(row["body"])
    for step in state.requests.get(row["number"], ()):
        if step.number not in known and step.body.model_dump(mode="json", exclude_defaults=True) == told:
            return step.number
    return None


def _about(connection: sqlite3.Connection, row: sqlite3.Row) -> int | None:
    """The event that a contest is about."""
    if row["about"] is None:
        return None
    return int(connection.execute("SELECT event FROM told WHERE id = ?", (row["about"],)).fetchone()[0])
