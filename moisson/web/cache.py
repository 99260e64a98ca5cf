"""What was fetched before, kept in the connector's store: asked for again each time, and sent again only where it changed.

Nothing is served without asking, however fresh the server called it: rights may change while the words stay. When the server
answers 304, what it says with that answer takes the place of what it said then. A server that leaves out of a 304 what it said
of rights then (some leave out most headers) is asked for the headers alone.
"""

import sqlite3
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import orjson

from moisson.connectors.store import Store
from moisson.errors import StorageError
from moisson.identity import digest
from moisson.storage import disk
from moisson.web.shown import shown

# Headers that say what may be done with an answer.
RIGHTS = ("link", "tdm-reservation", "tdm-policy", "content-usage", "content-signal", "x-robots-tag")
VALIDATORS = ("etag", "last-modified")
KEPT = (*RIGHTS, *VALIDATORS, "content-type", "content-language", "content-disposition", "content-location")
SMALL_BYTES = 1 << 20  # a body of more lies in the store
MOST_PENDING, MOST_PENDING_BYTES = 64, 4 << 20
# Killed in the middle of a write, the file is whole again; after a power cut it may not be, and then it is begun anew.
CREATE = """
PRAGMA journal_mode = TRUNCATE;
PRAGMA synchronous = OFF;
CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, url TEXT, headers TEXT, sha256 TEXT, body BLOB);
"""
Row = tuple[str, str, str, str, bytes | None]


@dataclass(frozen=True)
class Remembered:
    """An answer from before: where it came from in the end, and its headers that were kept."""

    url: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def conditions(self) -> dict[str, str]:
        """The headers that ask whether it changed."""
        given = {"If-None-Match": self.headers.get("etag"), "If-Modified-Since": self.headers.get("last-modified")}
        return {name: value for name, value in given.items() if value}

    def silent(self, head: Mapping[str, str]) -> bool:
        """Whether this head leaves out what the answer said of rights."""
        return any(name in self.headers and name not in head for name in RIGHTS)

    def renewed(self, head: Mapping[str, str], whole: bool) -> dict[str, str]:
        """The headers as they are now (RFC 9111, 3.2); a `whole` head is all there is to say of rights."""
        kept = {name: value for name, value in self.headers.items() if not (whole and name in RIGHTS)}
        return kept | {name: value for name, value in head.items() if name not in ("content-length", "content-encoding")}


def lasting(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that are kept."""
    return {name: headers[name] for name in KEPT if name in headers}


class Cache:
    """Answers by address and the kind that was asked for, in one file of the store.

    They are written some at a time, since a file for each costs more than the request that it spares. What a kill loses of them
    is asked for again; a file that is damaged is begun anew; each body is checked by its digest. Large bodies lie in the store.
    """

    def __init__(self, store: Store | None) -> None:
        self.store = store
        self._lock = threading.Lock()
        self._database: sqlite3.Connection | None = None
        self._pending: dict[str, Row] = {}
        self._pending_bytes = 0

    def recall(self, url: str, accept: str) -> Remembered | None:
        if self.store is None:
            return None
        key = _key(url, accept)
        with self._lock:
            row = self._pending.get(key) or self._read(self.store, key)
        if row is None:
            return None
        _, answered, headers, sha256, small = row
        body = self.store.body(sha256) if small is None else small if digest(small) == sha256 else None
        return None if body is None else Remembered(answered, orjson.loads(headers), body)

    def remember(self, url: str, accept: str, answered: str, headers: Mapping[str, str], body: bytes) -> None:
        """Keep an answer that can be asked for again, by its ETag or date."""
        if self.store is None or not any(name in headers for name in VALIDATORS):
            return
        large = len(body) > SMALL_BYTES
        sha256 = self.store.keep(body) if large else digest(body)
        key = _key(url, accept)
        row = (key, shown(answered), orjson.dumps(lasting(headers)).decode(), sha256, None if large else body)
        with self._lock:
            self._pending[key] = row
            self._pending_bytes += 0 if large else len(body)
            if len(self._pending) >= MOST_PENDING or self._pending_bytes >= MOST_PENDING_BYTES:
                self._flush(self.store)

    def close(self) -> None:
        """Write what is not yet written."""
        with self._lock:
            if self.store is not None and self._pending:
                self._flush(self.store)
            if self._database is not None:
                self._database.close()
                self._database = None

    def _read(self, store: Store, key: str) -> Row | None:
        try:
            row: Row | None = self._open(store).execute("SELECT * FROM answers WHERE key = ?", (key,)).fetchone()
        except sqlite3.OperationalError as error:
            raise _fault(store, error) from None
        except sqlite3.DatabaseError:
            self._begin_anew(store)
            return None
        return row

    def _flush(self, store: Store) -> None:
        rows, self._pending, self._pending_bytes = list(self._pending.values()), {}, 0
        try:
            with self._open(store) as database:
                database.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)", rows)
        except sqlite3.OperationalError as error:
            raise _fault(store, error) from None
        except sqlite3.DatabaseError:
            self._begin_anew(store)

    def _open(self, store: Store) -> sqlite3.Connection:
        if self._database is None:
            path = _path(store)
            with disk(path):
                path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, timeout=60, check_same_thread=False)
            self._database.executescript(CREATE)
        return self._database

    def _begin_anew(self, store: Store) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None
        with disk(_path(store)):
            _path(store).unlink(missing_ok=True)


def _path(store: Store) -> Path:
    return store.folder / "web.sqlite"


def _fault(store: Store, error: sqlite3.Error) -> StorageError:
    return StorageError(f"{_path(store)} cannot be read or written ({error}); see that the disk has room and run again.")


def _key(url: str, accept: str) -> str:
    return f"{accept} {shown(url)}"
