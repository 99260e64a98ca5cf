"""A snapshot is the index of one harvest: a row per document, with everything that may change while its words stay.

Rows are sorted by id; a vanished document keeps its row as a tombstone. The metadata records what the harvest depended on and
digests of live rows and tombstones, from which a release is named without reading rows.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from moisson.contracts.disk import damaged
from moisson.contracts.errors import StorageError
from moisson.contracts.identity import canonical_json
from moisson.contracts.schemas import FACTS, LEDGER, SNAPSHOT
from moisson.source.description import Source
from moisson.workspace.storage import Workspace, extent, opened_table, read_batches

KEY = b"moisson"
DIGEST_ROWS = 4096
IDENTITY = ["id", "version", *FACTS.names]  # what a release depends on: neither the time of fetching nor the state before


@dataclass(frozen=True)
class Snapshot:
    """A snapshot on disk."""

    path: Path
    withdrawn: frozenset[str] = frozenset()  # ids to skip as if they had never been harvested

    def without(self, withdrawn: Iterable[str]) -> "Snapshot":
        """The snapshot without these ids, the same whether or not a purge has removed them already."""
        prefix = f"{self.path.parent.parent.name}/"
        own = sorted(id for id in withdrawn if id.startswith(prefix))
        there = (id for path in (self.path, self.ledger_path) for batch in find_rows(path, own, ["id"]) for id in batch["id"])
        return replace(self, withdrawn=frozenset(id.as_py() for id in there)) if own else self

    @cached_property
    def about(self) -> dict[str, Any]:
        """The metadata (connector version, origin …), with counts and digests of the rows that are not skipped."""
        try:
            with opened_table(self.path) as file:
                about: dict[str, Any] = orjson.loads((file.metadata.metadata or {})[KEY])
        except orjson.JSONDecodeError as error:
            raise damaged(self.path, error) from None
        if not self.withdrawn:
            return about
        figures = Figures()
        for batch in self.batches():
            figures.add(batch)
        for batch in self.ledger_batches():
            figures.add_ledger(batch)
        return {**about, **figures.as_dict()}

    @property
    def taken(self) -> str:
        """When it was taken, as its file name."""
        return self.path.stem

    @property
    def month(self) -> str:
        """The month it was taken, YYYY-MM, as precise as releases state it."""
        return f"{self.taken[:4]}-{self.taken[4:6]}"

    def batches(
        self, columns: Iterable[str] = SNAPSHOT.names, *, vanished: str = "keep", begin: int = 0, end: int | None = None
    ) -> Iterator[pa.RecordBatch]:
        """The rows a recipe works on, in order of id, a row group at a time; no tombstones where `vanished` is `drop`.

        `begin` and `end` are positions among these rows. Raises StorageError.
        """
        names = list(columns)
        schema = pa.schema([SNAPSHOT.field(name) for name in names])
        place = 0
        with self._opened() as file:
            for group in range(file.num_row_groups):
                if end is not None and place >= end:
                    break
                kept = self._kept(file, group, vanished)
                count = file.metadata.row_group(group).num_rows if kept is None else kept.true_count
                first, last = max(begin - place, 0), count if end is None else min(end - place, count)
                place += count
                if first < last:
                    rows = file.read_row_group(group, names, use_threads=False).select(names).cast(schema)
                    rows = rows if kept is None else rows.filter(kept)
                    yield from rows.slice(first, last - first).combine_chunks().to_batches()

    def live_count(self, vanished: str) -> int:
        """How many rows `batches` gives."""
        return int(self.about["live"]) + (0 if vanished == "drop" else int(self.about["vanished"]))

    def id_at(self, position: int, vanished: str) -> str:
        """The id of the row at a position; raises IndexError past the last."""
        for batch in self.batches(["id"], vanished=vanished, begin=position, end=position + 1):
            return str(batch["id"][0])
        raise IndexError(f"{self.path} has no row {position}")

    def find(self, ids: Iterable[str], columns: Iterable[str] = SNAPSHOT.names) -> pa.Table:
        """The rows with these ids, tombstones too, read from the row groups that may have one."""
        names = list(columns)
        with self._opened() as file:
            found = list(_found(file, sorted(set(ids) - self.withdrawn), names))
        return pa.Table.from_batches(found, pa.schema([SNAPSHOT.field(name) for name in names]))

    @contextmanager
    def _opened(self) -> Iterator[pq.ParquetFile]:
        with opened_table(self.path) as file:
            if file.schema_arrow.names != SNAPSHOT.names:
                raise StorageError(
                    f"{self.path} is of another version of Moisson; name another folder with --out, or delete"
                    f" {self.path.parents[1]}."
                )
            yield file

    def _kept(self, file: pq.ParquetFile, group: int, vanished: str) -> pa.BooleanArray | None:
        """Which rows of a group are read; None for all, as its statistics mostly tell."""
        drops = vanished == "drop" and extent(file, group, "state")[1] >= "vanished"
        skipped = _within(self._skipped, extent(file, group, "id")) if self.withdrawn else ()
        if not drops and not skipped:
            return None
        rows = file.read_row_group(group, ["id", "state"], use_threads=False).combine_chunks()
        kept = pc.invert(pc.is_in(rows["id"], pa.array(skipped, pa.large_string())))
        return (pc.and_(kept, pc.not_equal(rows["state"], "vanished")) if drops else kept).combine_chunks()

    @cached_property
    def _skipped(self) -> list[str]:
        return sorted(self.withdrawn)

    def rows(self) -> pa.Table:
        """All rows at once; `batches` gives them piece by piece."""
        return pa.Table.from_batches(self.batches(), SNAPSHOT)

    def formats(self, vanished: str) -> frozenset[str]:
        """The formats of the rows a recipe works on; none where the source has its own reader."""
        return frozenset(self.about["live_formats"] + ([] if vanished == "drop" else self.about["vanished_formats"]))

    def live(self, vanished: str) -> pa.Table:
        """The rows a recipe works on, all at once."""
        return pa.Table.from_batches(self.batches(vanished=vanished), SNAPSHOT)

    @property
    def ledger_path(self) -> Path:
        return self.path.parent.parent / "ledger" / self.path.name

    def ledger_batches(self, columns: Iterable[str] = LEDGER.names) -> Iterator[pa.RecordBatch]:
        """The rows that the harvest refused, and same-id entries, a row group at a time; the columns must have the id's."""
        skipped = pa.array(self._skipped, pa.large_string())
        for batch in read_batches(self.ledger_path, columns):
            yield batch.filter(pc.invert(pc.is_in(batch["id"], skipped))) if self.withdrawn else batch

    def ledger(self) -> pa.Table:
        """The ledger all at once."""
        return pa.Table.from_batches(self.ledger_batches(), LEDGER)

    def parts(self, vanished: str = "keep") -> set[str]:
        """The parts that hold the documents a recipe works on."""
        return {part for batch in self.batches(["part"], vanished=vanished) for part in pc.unique(batch["part"]).to_pylist()}

    def live_parts(self, vanished: str) -> set[str]:
        """The parts that hold the rows a recipe works on."""
        return {part for batch in self.batches(["part"], vanished=vanished) for part in pc.unique(batch["part"]).to_pylist()}

    def is_of(self, source: Source, version: str | None) -> bool:
        """Whether it was made from this version by the source's current reader."""
        return self.about["definition"] == source.definition and version in (None, self.about["version"])


def snapshots(workspace: Workspace, source: str) -> list[Snapshot]:
    """All snapshots of a source, oldest first."""
    return [Snapshot(path) for path in sorted(workspace.snapshots(source).glob("*.parquet"))]


def write_snapshot(
    workspace: Workspace,
    source: str,
    taken: str,
    rows: Iterable[pa.RecordBatch],
    ledger: Iterable[pa.RecordBatch],
    about: Callable[[], dict[str, Any]],
) -> Snapshot:
    """Write the ledger, then the snapshot, whose presence marks the harvest as complete. Both come sorted.

    `about` is asked after the last row, before either can be seen.
    """
    path = workspace.snapshots(source) / f"{taken}.parquet"
    if (history := snapshots(workspace, source)) and taken <= history[-1].taken:
        raise StorageError(f"{history[-1].path} is newer than now; set this machine's clock and run again.")
    return _write(workspace, path, rows, ledger, about)


def rewrite_snapshot(
    workspace: Workspace, snapshot: Snapshot, rows: Iterable[pa.RecordBatch], ledger: Iterable[pa.RecordBatch]
) -> Snapshot:
    """Replace a snapshot by one with fewer rows. Only a purge may."""
    about = snapshot.about
    return _write(workspace, snapshot.path, rows, ledger, lambda: about)


def _write(
    workspace: Workspace,
    path: Path,
    rows: Iterable[pa.RecordBatch],
    ledger: Iterable[pa.RecordBatch],
    about: Callable[[], dict[str, Any]],
) -> Snapshot:
    figures, written = Figures(), Snapshot(path)

    def metadata() -> dict[bytes, bytes]:
        said = about()
        workspace.write_batches(written.ledger_path, LEDGER, passing(figures.add_ledger, ledger))
        return {KEY: orjson.dumps({**said, **figures.as_dict()}, option=orjson.OPT_SORT_KEYS)}

    workspace.write_batches(path, SNAPSHOT, passing(figures.add, rows), metadata)
    return written


def passing(look: Callable[[pa.RecordBatch], None], batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The batches, each looked at on its way."""
    for batch in batches:
        look(batch)
        yield batch


class Figures:
    """The counts and digests of rows and ledger, of which it is given one batch after the other."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._digests = {name: sha256() for name in ("live", "vanished", "ledger")}
        self._formats: dict[str, set[str]] = {"live": set(), "vanished": set()}

    def add(self, rows: pa.RecordBatch) -> None:
        gone = pc.equal(rows["state"], "vanished")
        for name, some in (("live", rows.filter(pc.invert(gone))), ("vanished", rows.filter(gone))):
            self._counts[name] += some.num_rows
            self._formats[name].update(pc.unique(some["format"]).drop_null().to_pylist())
            self._hash(name, some.select(IDENTITY))

    def add_ledger(self, rows: pa.RecordBatch) -> None:
        self._hash("ledger", rows)

    def _hash(self, name: str, rows: pa.RecordBatch) -> None:
        for line in _lines(rows):
            self._digests[name].update(line)

    def as_dict(self) -> dict[str, Any]:
        formats = {f"{name}_formats": sorted(found) for name, found in self._formats.items()}
        digests = {f"{name}_sha256": hashed.hexdigest() for name, hashed in self._digests.items()}
        return {"live": self._counts["live"], "vanished": self._counts["vanished"], **formats, **digests}


def rows_digest(rows: pa.Table) -> str:
    """The SHA-256 of rows in order, one line of canonical JSON each. Memory holds a batch at a time."""
    hashed = sha256()
    for batch in rows.to_batches():
        for line in _lines(batch):
            hashed.update(line)
    return hashed.hexdigest()


def _lines(rows: pa.RecordBatch) -> Iterator[bytes]:
    for first in range(0, rows.num_rows, DIGEST_ROWS):
        for row in rows.slice(first, DIGEST_ROWS).to_pylist():
            yield canonical_json(row) + b"\n"


def find_rows(path: Path, ids: Sequence[str], columns: Iterable[str]) -> Iterator[pa.RecordBatch]:
    """The rows of a table sorted by id that have one of these ids, which are sorted too; few row groups are read."""
    with opened_table(path) as file:
        yield from _found(file, ids, list(columns))


def _found(file: pq.ParquetFile, ids: Sequence[str], columns: list[str]) -> Iterator[pa.RecordBatch]:
    for group in range(file.num_row_groups):
        if sought := _within(ids, extent(file, group, "id")):
            there = pc.is_in(file.read_row_group(group, ["id"], use_threads=False)["id"], pa.array(sought, pa.large_string()))
            if pc.any(there).as_py():
                yield from file.read_row_group(group, columns, use_threads=False).select(columns).filter(there).to_batches()


def _within(ids: Sequence[str], extent: tuple[str, str]) -> Sequence[str]:
    """Those of some sorted ids that lie in an extent."""
    return ids[bisect_left(ids, extent[0]) : bisect_right(ids, extent[1])]
