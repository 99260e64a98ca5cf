"""Work at the desk: the log held, the member checked, the table open; what was done is told to the log before the desk closes."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from moisson.commons.desk.outbox import flush
from moisson.commons.desk.table import desk
from moisson.commons.write import writing
from moisson.contracts.commons.state import State
from moisson.contracts.errors import UserError
from moisson.contracts.sign import Signs


@dataclass(frozen=True)
class Work:
    """An open table, and the commons as its log has it."""

    connection: sqlite3.Connection
    state: State
    by: str

    @property
    def name(self) -> str:
        """The name of the member that works."""
        return self.state.members[self.by].name


@contextmanager
def working(table: Path, commons: Path, by: str, signer: Signs) -> Iterator[Work]:
    """Work on the table as a member. Nothing is written where the log would not hear it from this member and key.

    The table is committed first, then the log is told; what a kill leaves untold is told by whoever works next. Raises UserError
    where the member may not sign, StorageError where another works.
    """
    with writing(commons) as writer:
        _may_sign(writer.state, by, signer)
        with desk(table, commons=commons) as connection:
            flush(connection, writer, signer, by)
            yield Work(connection, writer.state, by)
        with desk(table, commons=commons) as connection:
            flush(connection, writer, signer, by)


def _may_sign(state: State, by: str, signer: Signs) -> None:
    now = datetime.now(UTC)
    member = state.members.get(by)
    if member is None or not member.active(now):
        known = ", ".join(sorted(each.id for each in state.active(now)))
        raise UserError(f"{by!r} is no member of {state.name} now; there are {known}.")
    until = member.keys.get(signer.public)
    if until is None or now.date() >= until:
        raise UserError(f"the key {signer.public.fingerprint} is none of {by}'s now; name theirs with --key.")
