"""Words of a release's texts: an index of SQLite's FTS5, beside the release and named by its manifest.

It holds no text, only which words stand where (contentless): in the order of places, accents folded. It is made once, in a thread
of its own, written beside and renamed. An index whose release has gone is deleted: it would know words of what was withdrawn.
"""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple, Protocol

import pyarrow as pa

from moisson.contracts.disk import beside, disk
from moisson.contracts.errors import StorageError
from moisson.workspace.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT = 1
WORD = re.compile(r"\w+")
QUOTED = re.compile(r"[\"“”„«]([^\"“”„«»]+)[\"“”»]?")
MOST_RANKED = 5_000  # hits that are ranked; of more, each word is too frequent to tell texts apart


class Hits(NamedTuple):
    """What a search found: the columns `place` and `score`, the best lowest."""

    table: pa.Table

    def __len__(self) -> int:
        return int(self.table.num_rows)


class Indexed(Protocol):
    """What an index is made of."""

    sha256: str

    @property
    def documents(self) -> int:
        """How many there are."""
        ...

    def batches(self) -> "Iterator[pa.Table]":
        """Title and text of every document, in order of place."""
        ...


class Index:
    """The words of one release. `ready` says whether it can be asked; until then `done` counts its documents."""

    def __init__(self, state: Path, look: Indexed, where: str) -> None:
        self.path = state / f"{look.sha256[:32]}.words.sqlite"
        self.total = look.documents
        self.done = 0
        self.fault: str | None = None
        self._look, self._where = look, where
        self._thread: Thread | None = None

    @property
    def ready(self) -> bool:
        return self.path.is_file()

    def start(self, progress: Progress) -> None:
        """Make it in a thread where it is not there, and show how far it has come."""
        if self.ready or self._thread is not None:
            return
        self._thread = Thread(target=self._made, args=[progress], name="index", daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Until it is made, or cannot be; raises StorageError then."""
        if self._thread is not None:
            self._thread.join()
        if self.fault is not None:
            raise StorageError(self.fault)

    def _made(self, progress: Progress) -> None:
        try:
            with progress.task("index of words", unit="documents", total=self.total) as step:
                self.make(step.reach)
        except StorageError as error:
            self.fault = str(error)

    def make(self, reached: Callable[[int], None]) -> None:
        """Write it; raises StorageError where the disk or the release fails."""
        with disk(self.path):
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with beside(self.path) as temporary:
            temporary.touch(mode=0o600)  # whoever reads it learns which words a text has
            try:
                with closing(sqlite3.connect(temporary)) as database:
                    self._fill(database, reached)
            except sqlite3.Error as error:
                raise StorageError(f"{self.path}: {error}; free some space, or name another folder with --state.") from None

    def _fill(self, database: sqlite3.Connection, reached: Callable[[int], None]) -> None:
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.execute("PRAGMA cache_size = -65536")
        database.execute("CREATE TABLE about (format INTEGER, location TEXT, manifest TEXT)")
        database.execute("INSERT INTO about VALUES (?, ?, ?)", (FORMAT, self._where, self._look.sha256))
        database.execute(
            "CREATE VIRTUAL TABLE words USING fts5(title, text, content = '', tokenize = 'unicode61 remove_diacritics 2')"
        )
        for table in self._look.batches():
            first = self.done
            rows = zip(
                range(first, first + table.num_rows), *(table[name].to_pylist() for name in ("title", "text")), strict=True
            )
            database.executemany("INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", rows)
            self.done += table.num_rows
            reached(self.done)
        database.commit()

    def find(self, asked: str) -> Hits | None:
        """The documents in which all these words stand, and all passages in quotation marks word for word; None without words."""
        query = query_of(asked)
        if query is None:
            return None
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as database:
            places = [row[0] for row in database.execute("SELECT rowid FROM words WHERE words MATCH ?", [query])]
            scores: dict[int, float] = {}
            if len(places) <= MOST_RANKED:
                scores = dict(database.execute("SELECT rowid, bm25(words, 4.0, 1.0) FROM words WHERE words MATCH ?", [query]))
        columns = {"place": pa.array(places, pa.int64()), "score": pa.array([scores.get(at, 0.0) for at in places], pa.float64())}
        return Hits(pa.table(columns))


def query_of(asked: str) -> str | None:
    """What FTS5 is asked: every word and every passage as a string of its own, so that nothing of it is an operator."""
    phrases = [found for found in QUOTED.findall(asked) if WORD.search(found)]
    rest = QUOTED.sub(" ", asked)
    parts = [" ".join(WORD.findall(phrase)) for phrase in phrases] + WORD.findall(rest)
    return " AND ".join(f'"{part}"' for part in parts) if parts else None


def sought(asked: str) -> list[str]:
    """The words and passages that a text is marked by."""
    phrases = [found.strip() for found in QUOTED.findall(asked) if WORD.search(found)]
    return [*phrases, *WORD.findall(QUOTED.sub(" ", asked))]


def sweep(state: Path, is_there: Callable[[str, str], bool]) -> None:
    """Delete every index whose release has gone or is another now; `is_there` is asked with its place and manifest."""
    for path in state.glob("*.words.sqlite") if state.is_dir() else ():
        try:
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
                format, where, manifest = database.execute("SELECT format, location, manifest FROM about").fetchone()
            stale = format != FORMAT or not is_there(where, manifest)
        except (sqlite3.Error, TypeError):
            stale = True
        if stale:
            with disk(path):
                path.unlink(missing_ok=True)
