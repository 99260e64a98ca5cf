"""The SQLite file of a store: written in large pieces, whole after a kill or a power cut, begun anew where it is damaged."""

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
KEYS = 500  # read at a time
MARKS = 1 << 20  # of a new file, a byte each: with a quarter of a million keys written, one in five others is looked for in vain
# With a write-ahead log a kill or a power cut costs the last pieces written, and never the file.
# Pages of a new file are large, as most bodies are, and the log is long before it is written back: both spare writing twice.
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
# What is there already is not written again.
REMEMBER = """
INSERT INTO known VALUES (?, ?, ?)
ON CONFLICT (key) DO UPDATE SET value = excluded.value, check_sum = excluded.check_sum
WHERE value IS NOT excluded.value OR check_sum IS NOT excluded.check_sum
"""
KEEP = "INSERT INTO bodies VALUES (?, ?) ON CONFLICT (sha256) DO UPDATE SET body = excluded.body WHERE body IS NOT excluded.body"
DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
FAULTS = (StorageError, sqlite3.Error, UnicodeDecodeError)  # the last where SQLite's own message holds damaged bytes
_inherited: list[sqlite3.Connection] = []  # by fork: to close one here would be felt in the parent
_all: "WeakSet[Rows]" = WeakSet()


class Rows:
    """Values and bodies by key. Several threads may use it; a process that was forked opens a connection of its own.

    Nobody else may write to a file while it is new to this process: what was not written here is not looked for in it.

    Raises StorageError. After that every call raises it again until `close`: nothing is written after what could not be.
    """

    def __init__(self, path: Path, begin: Callable[[], None]) -> None:
        self.path = path
        self._begin = begin  # called before a new file is made
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._failure: StorageError | None = None
        self._known: dict[str, bytes | None] = {}  # what waits to be written; None: to be forgotten
        self._bodies: dict[str, bytes | None] = {}
        self._waiting_bytes = 0
        self._since = 0.0
        self._marks: bytearray | None = None  # by the hashes of the keys that were written; None: others were there before
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
        """The row of a body; it holds None where the body is a file of its own."""
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
        """Make the file where there is none, before something is put beside it."""
        with self._lock:
            self._settle()
            try:
                self._connection or self._opened()
            except FAULTS as error:
                raise self._fault(error) from None

    def keys(self, start: str) -> Iterator[str]:
        """Every key that begins so, sorted."""
        return (key for key, *_ in self._scan("key", start))

    def items(self, start: str) -> Iterator[tuple[str, bytes]]:
        """The same, each with its value, as it was when some keys were last read."""
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
        """Forget all other bodies, by their SHA-256; says whether there were any."""
        return bool(self._write(self._without_others, bodies))

    def drop(self, bodies: Iterable[bytes]) -> None:
        """Forget these bodies, by their SHA-256."""
        self._write(
            lambda connection: connection.executemany("DELETE FROM bodies WHERE sha256 = ?", [(body,) for body in bodies])
        )

    def compact(self) -> None:
        """Write the file anew, so that nothing is left in it of what was forgotten or written over."""
        self._write(lambda connection: connection.execute("VACUUM"))
        self._write(lambda connection: connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone())

    def _write(self, work: Callable[..., Any], *given: Any) -> Any:
        """Do something with the file, after what waits; nothing where there is none."""
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
        """Write what waits. The file is opened again when it is needed."""
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
        """A value, if it is the one that was written."""
        if check_sum != _check_sum(key, value):
            with self._lock:
                raise self._damaged("a row is not what was written")
        return value

    def _settle(self) -> None:
        """Begin a call: raise what failed before."""
        if self._failure is not None:
            raise self._failure

    def _disown(self) -> None:
        """In a process that was forked: leave to the parent what is the parent's."""
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
        """A connection to the file, begun anew where it is damaged or of another version."""
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
        """What SQLite or the disk says, in one sentence that is said again until `close`."""
        if _is_damage(error):
            return self._damaged(str(error))
        self._drop()
        detail = f"{self.path} cannot be read or written ({error}); see that the disk has room and run again."
        self._failure = error if isinstance(error, StorageError) else StorageError(detail)
        return self._failure

    def _damaged(self, detail: str) -> StorageError:
        """Set the file aside, so that the next harvest asks for all of it again."""
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
        """Let the connection go, and what waits."""
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
        rows._marks = None  # the other process may write


os.register_at_fork(after_in_parent=_parted, after_in_child=_forked)
