"""How long the desk keeps what, and copies of its table.

What is deleted, and when (decision 67): proof, which is all attachments, `keep_proof_days` after the answer; everything else
about a person, `keep_days` after it. What then stays of a request is what the log says: number, days, kind, outcome and
grounds. A request that is not answered keeps everything. A copy is purged when it is brought back, so that nothing that was
deleted returns.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

from moisson.commons.desk.settings import said
from moisson.commons.desk.table import desk, outside
from moisson.contracts.disk import beside, disk, flush
from moisson.contracts.errors import StorageError, UserError


@dataclass(frozen=True)
class Purged:
    """What a purge deleted."""

    proofs: int
    persons: int

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


def purge(connection: sqlite3.Connection, today: date) -> Purged:
    """Delete what has been kept for its time; what is deleted is overwritten on the disk."""
    of = said(connection)
    proof, keep = (str(today - timedelta(days=int(of[name]))) for name in ("keep_proof_days", "keep_days"))
    old = "SELECT number FROM request WHERE state = 'answered' AND answered <= ?"
    proofs = connection.execute(
        f"UPDATE attachment SET content = NULL, why = 'deleted after its time', name = 'attachment'"
        f" WHERE content IS NOT NULL AND message IN (SELECT id FROM message WHERE number IN ({old}))",
        (proof,),
    ).rowcount
    persons = connection.execute(f"DELETE FROM asker WHERE number IN ({old})", (keep,)).rowcount
    return Purged(proofs, persons)


def due_for_purge(connection: sqlite3.Connection, today: date) -> Purged:
    """What a purge would delete today."""
    of = said(connection)
    proof, keep = (str(today - timedelta(days=int(of[name]))) for name in ("keep_proof_days", "keep_days"))
    proofs = (
        "SELECT count(*) FROM attachment JOIN message ON message.id = attachment.message JOIN request USING (number)"
        " WHERE content IS NOT NULL AND state = 'answered' AND answered <= ?"
    )
    persons = "SELECT count(*) FROM asker JOIN request USING (number) WHERE state = 'answered' AND answered <= ?"
    counts = (int(connection.execute(query, (day,)).fetchone()[0]) for query, day in ((proofs, proof), (persons, keep)))
    return Purged(*counts)


def backup(table: Path, to: Path, commons: Path | None) -> int:
    """Copy the table, while others may use it, by SQLite's own backup; gives the bytes. Only its owner may read the copy."""
    outside(to, commons)
    if to.exists():
        raise UserError(f"{to} exists; name a new file, so that no earlier copy is lost.")
    with desk(table, commons=commons) as connection, beside(to) as temporary, _private(temporary):
        with closing(sqlite3.connect(temporary)) as copy:
            connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it
            _check(copy, table)
        flush(temporary)
    return to.stat().st_size


def restore(copy: Path, table: Path, today: date, commons: Path | None) -> Purged:
    """Bring a copy back as the table, and delete what its time is over for. Raises UserError where a table is there already."""
    outside(table, commons)
    for path in (table, table.with_name(f"{table.name}-wal")):
        if path.exists():
            raise UserError(f"{path} exists; move it away first, so that nothing is written over.")
    with disk(copy):
        if not copy.is_file():
            raise UserError(f"{copy} does not exist; name a file that `desk backup` wrote.")
    address = copy.resolve().as_uri() + "?mode=ro"
    with beside(table) as temporary, _private(temporary):
        try:
            with closing(sqlite3.connect(address, uri=True)) as source, closing(sqlite3.connect(temporary)) as made:
                source.backup(made)
                _check(made, copy)
        except sqlite3.DatabaseError as error:
            raise StorageError(f"{copy} is no desk's table, or damaged ({error}); bring back another copy.") from None
        flush(temporary)
    with desk(table, commons=commons) as connection:
        return purge(connection, today)


@contextmanager
def _private(path: Path) -> Iterator[None]:
    """A file that only its owner may read, gone where what fills it fails."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    whole = False
    try:
        yield
        whole = True
    finally:
        if not whole:
            path.unlink(missing_ok=True)


def _check(connection: sqlite3.Connection, path: Path) -> None:
    """Raise StorageError where a copy is damaged or does not hang together."""
    found = connection.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok" or connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise StorageError(f"{path} is damaged ({found}); bring back another copy.")
