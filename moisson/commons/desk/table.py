"""The desk's table: one SQLite file beside the log, which holds what the log must never hold.

Only its owner may read it (0600); what is deleted is overwritten (`secure_delete`), and leaves the write-ahead log, too. What
is to be told to the log is written in the same transaction as what it tells of, and marked once it is there: a kill between
the two loses nothing.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from moisson.contracts.disk import disk
from moisson.contracts.errors import StorageError, UserError

VERSION = 1
APPLICATION = 0x4D444B31  # `MDK1`: a file that is a desk's and nothing else
BUSY_S = 30.0

SCHEMA = """
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

-- What may stay when a person's data are gone: it is what the log says.
CREATE TABLE request (
  number TEXT PRIMARY KEY,
  year INTEGER NOT NULL, serial INTEGER NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'asked', 'decided', 'answered')),
  round INTEGER NOT NULL DEFAULT 1,           -- 2 after an appeal
  received TEXT NOT NULL, due TEXT NOT NULL,
  extended TEXT, asked TEXT, paused_days INTEGER NOT NULL DEFAULT 0,
  decided TEXT, decided_by TEXT, decided_by_name TEXT, outcome TEXT, answered TEXT, appealed TEXT,
  UNIQUE (year, serial)
) STRICT;
CREATE INDEX request_state_due ON request (state, due);
CREATE TABLE ground (
  number TEXT NOT NULL REFERENCES request, round INTEGER NOT NULL, code TEXT NOT NULL, PRIMARY KEY (number, round, code)
) STRICT;
CREATE TABLE told (
  id INTEGER PRIMARY KEY, number TEXT NOT NULL REFERENCES request, kind TEXT NOT NULL CHECK (kind IN ('request', 'contest')),
  body TEXT NOT NULL, by TEXT NOT NULL, about INTEGER REFERENCES told, event INTEGER UNIQUE
) STRICT;
CREATE INDEX told_waiting ON told (id) WHERE event IS NULL;
CREATE INDEX told_number ON told (number);

-- Personal data: gone when their time is over.
CREATE TABLE asker (
  number TEXT PRIMARY KEY REFERENCES request,
  name TEXT NOT NULL, mail TEXT NOT NULL, language TEXT NOT NULL CHECK (language IN ('en', 'fr', 'de'))
) STRICT;
CREATE INDEX asker_mail ON asker (mail);
CREATE TABLE message (
  id INTEGER PRIMARY KEY, number TEXT NOT NULL REFERENCES asker ON DELETE CASCADE,
  arrived TEXT NOT NULL, way TEXT NOT NULL CHECK (way IN ('mail', 'form')), subject TEXT NOT NULL, text TEXT NOT NULL,
  sha256 TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX message_number ON message (number);
CREATE TABLE attachment (
  id INTEGER PRIMARY KEY, message INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,
  name TEXT NOT NULL, bytes INTEGER NOT NULL, content BLOB, why TEXT  -- why it was not kept
) STRICT;
CREATE INDEX attachment_message ON attachment (message);
CREATE TABLE named (                            -- the documents that the asker names, as they name them
  number TEXT NOT NULL REFERENCES asker ON DELETE CASCADE,
  way TEXT NOT NULL CHECK (way IN ('id', 'address', 'passage')), said TEXT NOT NULL, PRIMARY KEY (number, way, said)
) STRICT;
CREATE TABLE found (                            -- what a search found for it, as JSON
  number TEXT PRIMARY KEY REFERENCES asker ON DELETE CASCADE, day TEXT NOT NULL, json TEXT NOT NULL
) STRICT;
CREATE TABLE chosen (number TEXT NOT NULL REFERENCES asker ON DELETE CASCADE, id TEXT NOT NULL, PRIMARY KEY (number, id)) STRICT;
CREATE TABLE act (                              -- a withdrawal that was carried out, as JSON
  id INTEGER PRIMARY KEY, number TEXT NOT NULL REFERENCES asker ON DELETE CASCADE, day TEXT NOT NULL, json TEXT NOT NULL
) STRICT;
CREATE INDEX act_number ON act (number);
CREATE TABLE letter (
  id INTEGER PRIMARY KEY, number TEXT NOT NULL REFERENCES asker ON DELETE CASCADE,
  day TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL
) STRICT;
CREATE INDEX letter_number ON letter (number);
"""
# Every table with personal data, as a purge and its test go through them.
PERSONAL = ("asker", "message", "attachment", "named", "found", "chosen", "act", "letter")


@contextmanager
def desk(path: Path, *, make: bool = False, commons: Path | None = None) -> Iterator[sqlite3.Connection]:
    """The table in a file, open to read and write; committed where nothing is raised, closed in any case.

    Raises UserError where there is none (unless `make`), where the file is no desk's, where others may read it, or where it
    lies in the commons' folder, whose files are published; StorageError where it cannot be read or is in use.
    """
    if commons is not None and _within(path, commons):
        raise UserError(f"{path} lies in {commons}, which is published; keep the desk's table outside it.")
    with disk(path):
        fresh = not path.exists()
        if fresh and not make:
            raise UserError(f"{path} does not exist; `moisson commons desk set --table {path} …` makes it.")
        if fresh:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600))
        elif path.is_symlink() or not path.is_file():
            raise UserError(f"{path} is not a file; name the desk's table.")
        elif path.stat().st_mode & 0o077:
            raise UserError(f"{path} can be read by other users; run `chmod 600 {path}`.")
    with _connected(path) as connection:
        if fresh:
            _make(connection)
        _check(connection, path)
        with connection:
            yield connection


@contextmanager
def _connected(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection whose files, those that SQLite makes beside it too, are its owner's alone."""
    before = os.umask(0o077)
    try:
        connection = sqlite3.connect(path, timeout=BUSY_S)
        connection.row_factory = sqlite3.Row
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA journal_mode = WAL")
            yield connection
        finally:
            with suppress(sqlite3.Error):  # what was to be said has been said or raised
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
    except sqlite3.OperationalError as error:
        raise StorageError(f"{path} cannot be used ({error}); close what else has it open, and run again.") from None
    except sqlite3.IntegrityError:
        raise  # a bug, and not the file's fault
    except sqlite3.DatabaseError as error:
        raise StorageError(f"{path} is no desk's table, or damaged ({error}); bring back a backup of it.") from None
    finally:
        os.umask(before)


def _make(connection: sqlite3.Connection) -> None:
    connection.executescript(f"BEGIN; PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION}; {SCHEMA} COMMIT;")


def _check(connection: sqlite3.Connection, path: Path) -> None:
    application, version = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
    if application != APPLICATION:
        raise UserError(f"{path} is no desk's table; name another file with --table.")
    if version != VERSION:
        raise UserError(f"{path} is a desk's table of version {version}, and this Moisson reads {VERSION}.")


def _within(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def outside(path: Path, commons: Path | None) -> Path:
    """The path; raises UserError where it lies in the commons' folder."""
    if commons is not None and _within(path, commons):
        raise UserError(f"{path} lies in {commons}, which is published; letters and copies of the table go elsewhere.")
    return path
