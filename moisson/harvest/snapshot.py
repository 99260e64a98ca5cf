"""Snapshot: the index of one harvest. One row per document, with everything that may change while its words stay.

Rows are sorted by id. A vanished document keeps its row as a tombstone. The metadata says what the harvest depended on, and
holds digests of the live rows and of the tombstones, so that the name of a release is known without reading the rows.
"""

from collections.abc import Iterable
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
from moisson.workspace.storage import Workspace, read_table

KEY = b"moisson"
DIGEST_ROWS = 4096


@dataclass(frozen=True)
class Snapshot:
    """A snapshot on disk."""

    path: Path
    withdrawn: frozenset[str] = frozenset()  # ids that it passes over, as if they had never been harvested

    def without(self, withdrawn: Iterable[str]) -> "Snapshot":
        """The snapshot as it would be without these ids: whether a purge has taken them out already makes no difference."""
        prefix = f"{self.path.parent.parent.name}/"
        own = sorted(id for id in withdrawn if id.startswith(prefix))
        if not own:
            return self  # no row is read where nothing was withdrawn
        ids = pa.array(own, pa.large_string())
        there = {id for path in (self.path, self.ledger_path) for id in _among(read_table(path, ["id"]), ids)["id"].to_pylist()}
        return replace(self, withdrawn=frozenset(there))

    @cached_property
    def about(self) -> dict[str, Any]:
        """What was recorded beside the rows (connector version, origin …), and counts and digests of what is not passed over."""
        try:
            metadata = pq.read_schema(self.path).metadata or {}
            about: dict[str, Any] = orjson.loads(metadata[KEY])
        except (OSError, pa.ArrowException, KeyError, orjson.JSONDecodeError) as error:
            raise damaged(self.path, error) from None
        return {**about, **_figures(self.rows(), self.ledger())} if self.withdrawn else about

    @property
    def taken(self) -> str:
        """When it was taken: the name of its file."""
        return self.path.stem

    @property
    def month(self) -> str:
        """The month it was taken in, YYYY-MM: as exactly as a release says it."""
        return f"{self.taken[:4]}-{self.taken[4:6]}"

    def rows(self) -> pa.Table:
        rows = read_table(self.path)
        if rows.column_names != SNAPSHOT.names:
            raise StorageError(
                f"{self.path} is of another version of Moisson; name another folder with --out, or delete {self.path.parents[1]}."
            )
        return self._left(rows.cast(SNAPSHOT))

    def _left(self, rows: pa.Table) -> pa.Table:
        return _among(rows, pa.array(sorted(self.withdrawn), pa.large_string()), other=True) if self.withdrawn else rows

    def formats(self, vanished: str) -> frozenset[str]:
        """The formats of what a recipe works on; none where the source has a reader of its own."""
        return frozenset(self.about["live_formats"] + ([] if vanished == "drop" else self.about["vanished_formats"]))

    def live(self, vanished: str) -> pa.Table:
        """What a recipe works on: the live rows, and the tombstones too where it keeps or flags what vanished."""
        rows = self.rows()
        return rows.filter(pc.not_equal(rows["state"], "vanished")) if vanished == "drop" else rows

    @property
    def ledger_path(self) -> Path:
        return self.path.parent.parent / "ledger" / self.path.name

    def ledger(self) -> pa.Table:
        """What the harvest refused, and same-id entries."""
        return self._left(read_table(self.ledger_path))

    def parts(self) -> set[str]:
        """The parts that hold its documents."""
        return set(pc.unique(read_table(self.path, ["part"])["part"]).to_pylist())

    def is_of(self, source: Source, version: str | None) -> bool:
        """Whether it was made from this version by this very reader."""
        return self.about["definition"] == source.definition and version in (None, self.about["version"])


def snapshots(workspace: Workspace, source: str) -> list[Snapshot]:
    """All snapshots of a source, oldest first."""
    return [Snapshot(path) for path in sorted(workspace.snapshots(source).glob("*.parquet"))]


def write_snapshot(
    workspace: Workspace, source: str, taken: str, rows: pa.Table, ledger: pa.Table, about: dict[str, Any]
) -> Snapshot:
    """Write the ledger, then the snapshot: its presence says that the harvest is whole."""
    path = workspace.snapshots(source) / f"{taken}.parquet"
    if (history := snapshots(workspace, source)) and taken <= history[-1].taken:
        raise StorageError(f"{history[-1].path} is newer than now; set this machine's clock and run again.")
    ledger = ledger.sort_by([(name, "ascending") for name in LEDGER.names])  # whatever order the entries were met in
    return _write(workspace, path, rows, ledger, about)


def rewrite_snapshot(workspace: Workspace, snapshot: Snapshot, rows: pa.Table, ledger: pa.Table) -> Snapshot:
    """Put fewer rows in a snapshot's place: for a purge alone."""
    return _write(workspace, snapshot.path, rows, ledger, snapshot.about)


def _write(workspace: Workspace, path: Path, rows: pa.Table, ledger: pa.Table, about: dict[str, Any]) -> Snapshot:
    about = {**about, **_figures(rows, ledger)}
    written = Snapshot(path)
    workspace.write_table(written.ledger_path, ledger)
    workspace.write_table(path, rows.replace_schema_metadata({KEY: orjson.dumps(about, option=orjson.OPT_SORT_KEYS)}))
    return written


def _figures(rows: pa.Table, ledger: pa.Table) -> dict[str, Any]:
    """The counts and digests of rows and ledger."""
    live = rows.filter(pc.not_equal(rows["state"], "vanished"))
    gone = rows.filter(pc.equal(rows["state"], "vanished"))
    counts = {"live": live.num_rows, "vanished": gone.num_rows}
    identity = ["id", "version", *FACTS.names]  # what a release can depend on: not when it was fetched, nor what it was before
    digests = {"live_sha256": rows_digest(live.select(identity)), "vanished_sha256": rows_digest(gone.select(identity))}
    formats = {
        f"{name}_formats": sorted(pc.unique(of["format"]).drop_null().to_pylist())
        for name, of in (("live", live), ("vanished", gone))
    }
    return {**counts, **digests, **formats, "ledger_sha256": rows_digest(ledger)}


def _among(rows: pa.Table, ids: pa.Array, *, other: bool = False) -> pa.Table:
    """The rows that have one of these ids, or the `other` ones."""
    among = pc.is_in(rows["id"], ids)
    return rows.filter(pc.invert(among) if other else among)


def rows_digest(rows: pa.Table) -> str:
    """The SHA-256 of rows in order, each as canonical JSON on a line of its own; only a batch at a time is held as objects."""
    hashed = sha256()
    for batch in rows.to_batches(max_chunksize=DIGEST_ROWS):
        for row in batch.to_pylist():
            hashed.update(canonical_json(row) + b"\n")
    return hashed.hexdigest()
