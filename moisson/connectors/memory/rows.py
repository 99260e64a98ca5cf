"""The store's SQLite file: written in large pieces, intact after a kill or power cut, replaced if damaged."""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from time import monotonic
from typing import Any
from weakref import WeakSet
from zlib import crc32

from moisson.contracts.disk import disk
from moisson.contracts.errors import StorageError

VERSION = 1  # of the tables
MOST_WAITING, MOST_WAITING_BYTES, LONGEST_WAIT_S = 4_096, 4 << 20, 1.0
KEYS = 500  # read at once
MARKS = 1 << 20  # a byte each, for a new file: at 250,000 keys, one in five absent keys still costs a lookup
# With a write-ahead log a kill or power cut costs the last pieces, never the file. Large pages (for large bodies) and a long log
# save writing twice.
SETTINGS = """
PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000;
"""
TABLES = f"""
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS known (key TEXT PRIMARY KEY, value BLOB NOT NULL, check_sum INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS bodies (sha256 BLOB PRIMARY KEY, body BLOB);
PRAGMA user_version = {VERSION};
COMMIT;
"""
# Unchanged rows are not rewritten.
REMEMBER = """
INSERT INTO known VALUES (?, ?, ?)
ON CONFLICT (key) DO UPDATE SET value = excluded.value, check_sum = excluded.check_sum
WHERE value IS NOT excluded.value OR check_sum IS NOT excluded.check_sum
"""
KEEP = "INSERT INTO bodies VALUES (?, ?) ON CONFLICT (sha256) DO UPDATE SET body = excluded.body WHERE body IS NOT excluded.body"
DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
FAULTS = (StorageError, sqlite3.Error, UnicodeDecodeError)  # the last if SQLite's own message holds damaged bytes
_inherited: list[sqlite3.Connection] = []  # inherited by fork: closing one here would break the parent's
_all: "WeakSet[Rows]" = WeakSet()


class Rows:
    """Values and bodies by key, safe for threads; a forked process opens its own connection.

    Nobody else may write to the file while it is new here: keys this process did not write are not looked up.

    Raises StorageError; then every call raises it again until `close`, so that nothing is written after a lost piece.
    """

    def __init__(self, path: Path, begin: Callable[[], None]) -> None:
        self.path = path
        self._begin = begin  # called before a new file is created
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._failure: StorageError | None = None
        self._known: dict[str, bytes | None] = {}  # pending writes; None: to delete
        self._bodies: dict[str, bytes | None] = {}
        self._waiting_bytes = 0
        self._since = 0.0
        self._marks: bytearray | None = None  # marks by hash of written keys; None: the file is not new
        _all.add(self)

    def known(self, key: str) -> bytes | None:
        with self._lock:
            self._settle()
            if key in self._known:
                return self._known[key]
            if self._marks is not None and not self._marks[hash(key) % MARKS]:
                return None
            row = self._read("SELECT value, check_sum FROM known WHERE key = ?", key)
            return self._sound(key, *row[0]) if row else None

    def remember(self, key: str, value: bytes | None) -> None:
        with self._lock:
            self._settle()
            self._known[key] = value
            self._wait(value)

    def body(self, sha256: str) -> tuple[bytes | None] | None:
        """The row of a body; it holds None if the body is a separate file."""
        with self._lock:
            self._settle()
            if sha256 in self._bodies:
                return (self._bodies[sha256],)
            row = self._read("SELECT body FROM bodies WHERE sha256 = ?", bytes.fromhex(sha256))
            return (row[0][0],) if row else None

    def keep(self, sha256: str, body: bytes | None) -> None:
        with self._lock:
            self._settle()
            if sha256 not in self._bodies:
                self._bodies[sha256] = body
                self._wait(body)

    def ready(self) -> None:
        """Create the file if missing, before anything is put beside it."""
        with self._lock:
            self._settle()
            try:
                self._connection or self._opened()
            except FAULTS as error:
                raise self._fault(error) from None

    def keys(self, start: str) -> Iterator[str]:
        """Every key with this prefix, sorted."""
        return (key for key, *_ in self._scan("key", start))

    def items(self, start: str) -> Iterator[tuple[str, bytes]]:
        """The same with values, as of when their batch was read."""
        return ((key, self._sound(key, *row)) for key, *row in self._scan("key, value, check_sum", start))

    def _scan(self, columns: str, start: str) -> Iterator[tuple[Any, ...]]:
        after, more = start, ">="
        while True:
            with self._lock:
                self._settle()
                self._flush()
                rows = self._read(f"SELECT {columns} FROM known WHERE key {more} ? ORDER BY key LIMIT {KEYS}", after)
                found = [(self._text(key), *rest) for key, *rest in rows]
            for row in found:
                if not row[0].startswith(start):
                    return
                yield row
            if len(found) < KEYS:
                return
            after, more = found[-1][0], ">"

    def keep_only(self, bodies: Iterable[bytes]) -> bool:
        """Delete all other bodies, by SHA-256; returns whether there were any."""
        return bool(self._write(self._without_others, bodies))

    def drop(self, bodies: Iterable[bytes]) -> None:
        """Delete these bodies, by SHA-256."""
        rows = [(body,) for body in bodies]
        self._write(lambda connection: connection.executemany("DELETE FROM bodies WHERE sha256 = ?", rows))

    def compact(self) -> None:
        """Rewrite the file, so that no deleted or overwritten data is left in it."""
        self._write(lambda connection: connection.execute("VACUUM"))
        self._write(lambda connection: connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone())

    def _write(self, work: Callable[..., Any], *given: Any) -> Any:
        """Work on the file after pending writes; nothing if there is no file."""
        with self._lock:
            self._settle()
            self._flush()
            try:
                with disk(self.path):
                    if not self.path.exists():
                        return None
                return work(self._connection or self._opened(), *given)
            except FAULTS as error:
                raise self._fault(error) from None

    def _without_others(self, connection: sqlite3.Connection, bodies: Iterable[bytes]) -> int:
        connection.execute("CREATE TEMP TABLE IF NOT EXISTS kept (sha256 BLOB PRIMARY KEY) WITHOUT ROWID")
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT OR IGNORE INTO kept VALUES (?)", ((body,) for body in bodies))
        count = connection.execute("DELETE FROM bodies WHERE sha256 NOT IN (SELECT sha256 FROM kept)").rowcount
        connection.execute("COMMIT")
        connection.execute("DROP TABLE kept")
        return count

    def close(self) -> None:
        """Write what is pending. The file is reopened when needed."""
        with self._lock:
            try:
                if self._failure is None:
                    self._flush()
            finally:
                self._failure = None
                self._drop()

    def _text(self, key: bytes) -> str:
        try:
            return key.decode()
        except UnicodeDecodeError:
            raise self._damaged("a key is not what was written") from None

    def _sound(self, key: str, value: bytes, check_sum: int) -> bytes:
        """The value, if it is what was written."""
        if check_sum != _check_sum(key, value):
            with self._lock:
                raise self._damaged("a row is not what was written")
        return value

    def _settle(self) -> None:
        if self._failure is not None:
            raise self._failure

    def _disown(self) -> None:
        """After a fork, in the child: leave the parent's things to the parent."""
        self._lock = threading.RLock()
        if self._connection is not None:
            _inherited.append(self._connection)
        self._connection = None
        self._known, self._bodies, self._waiting_bytes, self._marks = {}, {}, 0, None

    def _wait(self, data: bytes | None) -> None:
        waiting = len(self._known) + len(self._bodies)
        if waiting == 1:
            self._since = monotonic()
        self._waiting_bytes += len(data or b"")
        if waiting >= MOST_WAITING or self._waiting_bytes >= MOST_WAITING_BYTES or monotonic() - self._since >= LONGEST_WAIT_S:
            self._flush()

    def _flush(self) -> None:
        if not self._known and not self._bodies:
            return
        gone = [(key,) for key, value in self._known.items() if value is None]
        known = [(key, value, _check_sum(key, value)) for key, value in self._known.items() if value is not None]
        bodies = [(bytes.fromhex(sha256), body) for sha256, body in self._bodies.items()]
        self._known, self._bodies, self._waiting_bytes = {}, {}, 0
        try:
            connection = self._connection or self._opened()
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("DELETE FROM known WHERE key = ?", gone)
            connection.executemany(REMEMBER, known)
            connection.executemany(KEEP, bodies)
            connection.execute("COMMIT")
        except FAULTS as error:
            raise self._fault(error) from None
        if self._marks is not None:
            for key, *_ in known:
                self._marks[hash(key) % MARKS] = 1

    def _read(self, query: str, value: str | bytes) -> list[Any]:
        try:
            if self._connection is None:
                with disk(self.path):
                    if not self.path.exists():
                        return []
            return (self._connection or self._opened()).execute(query, (value,)).fetchall()
        except FAULTS as error:
            raise self._fault(error) from None

    def _opened(self) -> sqlite3.Connection:
        """A connection to the file, created anew if damaged or of another version."""
        for _ in range(2):
            with disk(self.path):
                if not self.path.exists():
                    self.path.parent.mkdir(parents=True, exist_ok=True)
                    self._begin()
            connection = sqlite3.connect(self.path, timeout=60, isolation_level=None, check_same_thread=False)
            connection.text_factory = bytes
            self._connection = connection
            try:
                connection.executescript(SETTINGS)
                (version,) = connection.execute("PRAGMA user_version").fetchone()
                (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
                if not version and not tables:
                    connection.executescript(TABLES)
                    self._marks = bytearray(MARKS)
                    return connection
                if version == VERSION:
                    return connection
            except FAULTS as error:
                if not _is_damage(error):
                    raise
            self._set_aside()
        raise sqlite3.OperationalError("it is damaged as soon as it is made")

    def _fault(self, error: StorageError | sqlite3.Error | UnicodeDecodeError) -> StorageError:
        """The error as a StorageError, which is raised again until `close`."""
        if _is_damage(error):
            return self._damaged(str(error))
        self._drop()
        detail = f"{self.path} cannot be read or written ({error}); see that the disk has room and run again."
        self._failure = error if isinstance(error, StorageError) else StorageError(detail)
        return self._failure

    def _damaged(self, detail: str) -> StorageError:
        """Set the file aside, so that the next harvest requests everything again."""
        self._set_aside()
        self._failure = StorageError(f"{self.path} was damaged ({detail}) and has been set aside; run again: it is made anew.")
        return self._failure

    def _set_aside(self) -> None:
        self._drop()
        with disk(self.path):
            for ending in ("-wal", "-shm"):
                self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
            self.path.replace(self.path.with_suffix(".damaged"))

    def _drop(self) -> None:
        self._known, self._bodies, self._waiting_bytes, self._marks = {}, {}, 0, None
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _is_damage(error: Exception) -> bool:
    return isinstance(error, UnicodeDecodeError) or (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF in DAMAGE


def _check_sum(key: str, value: bytes) -> int:
    return crc32(value, crc32(key.encode()))


def _forked() -> None:
    for rows in _all:
        rows._disown()


def _parted() -> None:
    for rows in _all:
        rows._marks = None  # the child may write


os.register_at_fork(after_in_parent=_parted, after_in_child=_forked)
