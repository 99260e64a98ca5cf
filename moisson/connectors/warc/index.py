"""The index of a set of WARC files, in one SQLite file of the store: each file is read once, until it changes.

A crawl may have many millions of captures, so the choice among them is made on disk too. A file's entries are written whole or
not at all; deleting the index only costs time.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson

from moisson.connectors.warc.captures import BODY, RecordReading, origin_of
from moisson.connectors.warc.records import Damage, records
from moisson.contracts.disk import disk
from moisson.contracts.errors import FetchError, StorageError
from moisson.readers.contract import Refused

NOWHERE = -1  # the place of refusals
VERSION = 2  # of the tables; another version is rebuilt
CREATE = f"""
PRAGMA journal_mode = TRUNCATE;
PRAGMA synchronous = OFF;
PRAGMA temp_store = FILE;
PRAGMA user_version = {VERSION};
CREATE TABLE IF NOT EXISTS files (id INTEGER PRIMARY KEY, name TEXT UNIQUE, token TEXT);
CREATE TABLE IF NOT EXISTS captures (file INTEGER, number INTEGER, kind INTEGER, path TEXT, url TEXT, at TEXT, media TEXT,
  record TEXT, payload TEXT, size INTEGER, more TEXT);
CREATE TABLE IF NOT EXISTS damage (file INTEGER, detail TEXT);
CREATE TABLE IF NOT EXISTS rules (file INTEGER, origin TEXT, kind TEXT, at TEXT, url TEXT, said TEXT);
CREATE INDEX IF NOT EXISTS by_file ON captures (file);
CREATE INDEX IF NOT EXISTS by_path ON captures (path, at);
CREATE INDEX IF NOT EXISTS by_record ON captures (record);
CREATE INDEX IF NOT EXISTS by_payload ON captures (payload);
CREATE INDEX IF NOT EXISTS by_origin ON rules (origin, kind);
CREATE TEMP TABLE places (file INTEGER PRIMARY KEY, place INTEGER);
CREATE TEMP TABLE chosen (place INTEGER, number INTEGER, path TEXT, said TEXT);
"""
FIELDS = ("kind", "path", "url", "at", "media", "record", "payload", "size", "more", "place", "number")
COLUMNS = ", ".join(f"{'p' if field == 'place' else 'c'}.{field}" for field in FIELDS)
THERE = "captures c JOIN places p ON p.file = c.file"


@dataclass(frozen=True, slots=True)
class Capture:
    """A capture in the index; `more` depends on its kind."""

    kind: int
    path: str
    url: str
    at: str
    media: str
    record: str
    payload: str | None
    size: int
    more: dict[str, Any]
    place: int
    number: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """A document to make: where its body is, its name, and its capture's facts."""

    place: int
    number: int
    path: str
    said: dict[str, Any]


class Index:
    """The index of a set of files; a context manager. Raises StorageError if the disk fails, FetchError if it is broken."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> Self:
        with disk(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
        self._open()
        if next(self._rows("PRAGMA user_version"))[0] not in (0, VERSION):
            self.database.close()
            self.path.unlink(missing_ok=True)
            self._open()
        self._ask(lambda: self.database.executescript(CREATE))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.database.close()

    def _open(self) -> None:
        self.database = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)

    def bring_up_to_date(self, files: Iterable[tuple[str, str, Path]]) -> None:
        """Read new and changed files (name, token, path); others in the index are ignored."""
        there = list(files)
        for name, token, path in there:
            if next(self._rows("SELECT id FROM files WHERE name = ? AND token = ?", name, token), None) is None:
                self._ask(partial(self._read, name, token, path))
        self._rows("DELETE FROM places")
        for place, (name, _, _) in enumerate(there):
            self._rows("INSERT INTO places SELECT id, ? FROM files WHERE name = ?", place, name)

    def damage(self) -> Iterator[tuple[int, int, str]]:
        """Damaged files, in how many places, and the first damage."""
        where = "damage d JOIN places p ON p.file = d.file"
        query = f"SELECT p.place, COUNT(*), d.detail, MIN(d.rowid) FROM {where} GROUP BY p.place ORDER BY p.place"
        for place, count, detail, _ in self._rows(query):
            yield place, count, detail

    def rules(self, url: str) -> dict[str, tuple[str, str, str]]:
        """The newest captured robots.txt and tdmrep.json of an address's host: dates, addresses, text."""
        rows = self._rows(
            "SELECT r.kind, r.at, r.url, r.said FROM rules r JOIN places p ON p.file = r.file WHERE r.origin = ? ORDER BY r.at",
            origin_of(url),
        )
        return {kind: (at, where, said) for kind, at, where, said in rows}

    def captures(self) -> Iterator[tuple[str, Iterator[Capture]]]:
        """The captures of each address, newest first."""
        order = "ORDER BY c.path, c.at DESC, p.place DESC, c.number DESC"
        yield from groupby(self._captures(f"SELECT {COLUMNS} FROM {THERE} {order}"), key=lambda capture: capture.path)

    def body_of(self, revisit: Capture) -> Capture | None:
        """The earlier capture with a revisit's body; None if it is not in these files."""
        refers = revisit.more.get("refers", {})
        asked: list[tuple[str, tuple[Any, ...]]] = []
        if refers.get("id"):
            asked.append(("c.record = ?", (refers["id"],)))
        if refers.get("path") and refers.get("at"):
            asked.append(("c.path = ? AND c.at = ?", (refers["path"], refers["at"])))
        if revisit.payload:
            asked.append(("c.payload = ? AND c.path = ?", (revisit.payload, refers.get("path") or revisit.path)))
            asked.append(("c.payload = ?", (revisit.payload,)))
        elif not refers.get("id") and revisit.more.get("same"):
            asked.append(("c.path = ? AND c.at <= ?", (revisit.path, revisit.at)))
        for where, values in asked:
            query = (
                f"SELECT {COLUMNS} FROM {THERE} WHERE c.kind = {BODY} AND {where} ORDER BY c.at DESC, p.place, c.number LIMIT 1"
            )
            if found := next(self._captures(query, *values), None):
                return found
        return None

    def choose(self, chosen: Iterable[Chosen | Refused]) -> None:
        """Store what to make, for `made_in`, and refusals, for `refused`."""
        self._rows("DELETE FROM chosen")
        self._rows("BEGIN")
        for each in chosen:
            if isinstance(each, Refused):
                row = (NOWHERE, 0, each.id, {"reason": each.reason, "detail": each.detail})
            else:
                row = (each.place, each.number, each.path, each.said)
            self._rows("INSERT INTO chosen VALUES (?, ?, ?, ?)", *row[:3], orjson.dumps(row[3]).decode())
        self._rows("COMMIT")

    def refused(self) -> Iterator[Refused]:
        for each in self.made_in(NOWHERE):
            yield Refused(each.path, each.said["reason"], each.said["detail"])

    def made_in(self, place: int) -> Iterator[Chosen]:
        """What to make from one file, in record order."""
        query = "SELECT place, number, path, said FROM chosen WHERE place = ? ORDER BY number, path"
        for at, number, path, said in self._rows(query, place):
            yield Chosen(at, number, path, orjson.loads(said))

    def _captures(self, query: str, *values: Any) -> Iterator[Capture]:
        for row in self._rows(query, *values):
            said = dict(zip(FIELDS, row, strict=True))
            yield Capture(**{**said, "more": orjson.loads(row[FIELDS.index("more")])})

    def _rows(self, query: str, *values: Any) -> Iterator[Any]:
        """Run a statement at once; yield its rows one at a time."""
        cursor = self._ask(lambda: self.database.execute(query, values))
        return iter(lambda: self._ask(cursor.fetchone), None)

    def _ask(self, work: Callable[[], Any]) -> Any:
        try:
            return work()
        except sqlite3.OperationalError as error:
            raise StorageError(
                f"{self.path} cannot be read or written ({error}); see that the disk has room and run again."
            ) from None
        except sqlite3.DatabaseError as error:
            self.database.close()
            with disk(self.path):
                self.path.unlink(missing_ok=True)
            raise FetchError(f"the index {self.path} was damaged ({error}); run again to make it anew.") from None

    def _read(self, name: str, token: str, path: Path) -> None:
        self.database.execute("BEGIN")
        for (old,) in self.database.execute("SELECT id FROM files WHERE name = ?", (name,)).fetchall():
            for table in ("captures", "damage", "rules"):
                self.database.execute(f"DELETE FROM {table} WHERE file = ?", (old,))
            self.database.execute("DELETE FROM files WHERE id = ?", (old,))
        file = self.database.execute("INSERT INTO files (name, token) VALUES (?, ?)", (name, token)).lastrowid
        pending: RecordReading | None = None
        with disk(path):
            for each in records(path):
                damaged = isinstance(each, Damage)
                if pending is not None:
                    pending.write(self.database, file, followed_by_damage=damaged)
                pending = RecordReading(each) if not isinstance(each, Damage) else None
                if isinstance(each, Damage):
                    detail = f"{each.detail}, at byte {each.offset} or after it"
                    self.database.execute("INSERT INTO damage VALUES (?, ?)", (file, detail))
        if pending is not None:
            pending.write(self.database, file, followed_by_damage=False)
        self.database.execute("COMMIT")
