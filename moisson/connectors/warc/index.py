"""What lies where in a set of WARC files, in one SQLite file of the store: each file is read for it once, until it changes.

The captures of a crawl may be many millions, so the choice among those of one address is made on disk, too. A file's entries are
written whole or not at all; whoever deletes the index loses nothing but time.
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

from moisson.connectors.warc.captures import BODY, Reading, origin_of
from moisson.connectors.warc.records import Damage, records
from moisson.contracts.disk import disk
from moisson.contracts.errors import FetchError, StorageError
from moisson.readers.contract import Refused

NOWHERE = -1  # the place of what is refused
VERSION = 2  # of what is written; an index of another one is begun anew
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
    """One capture as the index has it; `more` holds what is special about its kind."""

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
    """A document to be made: where its body lies, what it is called, and what is known of its capture."""

    place: int
    number: int
    path: str
    said: dict[str, Any]


class Index:
    """The index of a set of files; a context manager. Raises StorageError where the disk fails, FetchError where it is broken."""

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
        """Read the files (name, token, where each lies) that are new or changed; what others the index has does not count."""
        there = list(files)
        for name, token, path in there:
            if next(self._rows("SELECT id FROM files WHERE name = ? AND token = ?", name, token), None) is None:
                self._ask(partial(self._read, name, token, path))
        self._rows("DELETE FROM places")
        for place, (name, _, _) in enumerate(there):
            self._rows("INSERT INTO places SELECT id, ? FROM files WHERE name = ?", place, name)

    def damage(self) -> Iterator[tuple[int, int, str]]:
        """Which files are damaged, in how many places, and how first."""
        where = "damage d JOIN places p ON p.file = d.file"
        query = f"SELECT p.place, COUNT(*), d.detail, MIN(d.rowid) FROM {where} GROUP BY p.place ORDER BY p.place"
        for place, count, detail, _ in self._rows(query):
            yield place, count, detail

    def rules(self, url: str) -> dict[str, tuple[str, str, str]]:
        """The newest captured robots.txt and tdmrep.json of an address's host: their dates, addresses and words."""
        rows = self._rows(
            "SELECT r.kind, r.at, r.url, r.said FROM rules r JOIN places p ON p.file = r.file WHERE r.origin = ? ORDER BY r.at",
            origin_of(url),
        )
        return {kind: (at, where, said) for kind, at, where, said in rows}

    def captures(self) -> Iterator[tuple[str, Iterator[Capture]]]:
        """The captures of each address, the newest first."""
        order = "ORDER BY c.path, c.at DESC, p.place DESC, c.number DESC"
        yield from groupby(self._captures(f"SELECT {COLUMNS} FROM {THERE} {order}"), key=lambda capture: capture.path)

    def body_of(self, revisit: Capture) -> Capture | None:
        """The earlier capture that holds what a revisit found again; None where it is not in these files."""
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
        """Remember what is to be made, for `made_in`, and what is refused, for `refused`."""
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
        """What was refused in the choice."""
        for each in self.made_in(NOWHERE):
            yield Refused(each.path, each.said["reason"], each.said["detail"])

    def made_in(self, place: int) -> Iterator[Chosen]:
        """What is to be made of one file, in the order of its records."""
        query = "SELECT place, number, path, said FROM chosen WHERE place = ? ORDER BY number, path"
        for at, number, path, said in self._rows(query, place):
            yield Chosen(at, number, path, orjson.loads(said))

    def _captures(self, query: str, *values: Any) -> Iterator[Capture]:
        for row in self._rows(query, *values):
            said = dict(zip(FIELDS, row, strict=True))
            yield Capture(**{**said, "more": orjson.loads(row[FIELDS.index("more")])})

    def _rows(self, query: str, *values: Any) -> Iterator[Any]:
        """Run a statement now, and give its rows one at a time."""
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
        """Take in one file, in one transaction."""
        self.database.execute("BEGIN")
        for (old,) in self.database.execute("SELECT id FROM files WHERE name = ?", (name,)).fetchall():
            for table in ("captures", "damage", "rules"):
                self.database.execute(f"DELETE FROM {table} WHERE file = ?", (old,))
            self.database.execute("DELETE FROM files WHERE id = ?", (old,))
        file = self.database.execute("INSERT INTO files (name, token) VALUES (?, ?)", (name, token)).lastrowid
        pending: Reading | None = None
        with disk(path):
            for each in records(path):
                damaged = isinstance(each, Damage)
                if pending is not None:
                    pending.write(self.database, file, followed_by_damage=damaged)
                pending = Reading(each) if not isinstance(each, Damage) else None
                if isinstance(each, Damage):
                    detail = f"{each.detail}, at byte {each.offset} or after it"
                    self.database.execute("INSERT INTO damage VALUES (?, ?)", (file, detail))
        if pending is not None:
            pending.write(self.database, file, followed_by_damage=False)
        self.database.execute("COMMIT")
