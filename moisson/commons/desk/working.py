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
def working(table: Path, commons: Path, by: str | None, signer: Signs) -> Iterator[Work]:
    """Work on the table as a member, the one whose key it is where none is named.

    Nothing is written where the log would not hear it from this member and key.
    The table is committed first, then the log is told; what a kill leaves untold is told by whoever works next. Raises UserError
    where the member may not sign, StorageError where another works.
    """
    with writing(commons) as writer:
        by = _member(writer.state, by, signer)
        with desk(table, commons=commons) as connection:
            flush(connection, writer, signer, by)
            yield Work(connection, writer.state, by)
        with desk(table, commons=commons) as connection:
            flush(connection, writer, signer, by)


def _member(state: State, by: str | None, signer: Signs) -> str:
    """The member that works; raises UserError where it may not sign now with this key."""
    now, key = datetime.now(UTC), signer.public
    active = {member.id: member for member in state.active(now)}
    owner = next((member.id for member in active.values() if key in member.keys and now.date() < member.keys[key]), None)
    if by is not None and by not in active:
        raise UserError(f"{by!r} is no member of {state.name} now; there are {', '.join(sorted(active))}.")
    if owner is None or owner != (by or owner):
        raise UserError(f"the key {key.fingerprint} is none of {by or 'any member'}'s now; name theirs with --key.")
    return owner
