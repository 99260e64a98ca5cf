"""A snapshot is the index of one harvest: a row per document, with everything that may change while its words stay.

Rows are sorted by id; a vanished document keeps its row as a tombstone. The metadata records what the harvest depended on and
digests of live rows and tombstones, from which a release is named without reading rows.
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
    withdrawn: frozenset[str] = frozenset()  # ids to skip as if they had never been harvested

    def without(self, withdrawn: Iterable[str]) -> "Snapshot":
        """The snapshot without these ids, the same whether or not a purge has removed them already."""
        prefix = f"{self.path.parent.parent.name}/"
        own = sorted(id for id in withdrawn if id.startswith(prefix))
        if not own:
            return self  # read no row where nothing was withdrawn
        ids = pa.array(own, pa.large_string())
        paths = (self.path, self.ledger_path)
        there = {id for path in paths for id in _with_ids(read_table(path, ["id"]), ids)["id"].to_pylist()}
        return replace(self, withdrawn=frozenset(there))

    @cached_property
    def about(self) -> dict[str, Any]:
        """The metadata (connector version, origin …), with counts and digests of the rows that are not skipped."""
        try:
            metadata = pq.read_schema(self.path).metadata or {}
            about: dict[str, Any] = orjson.loads(metadata[KEY])
        except (OSError, pa.ArrowException, KeyError, orjson.JSONDecodeError) as error:
            raise damaged(self.path, error) from None
        return {**about, **_figures(self.rows(), self.ledger())} if self.withdrawn else about

    @property
    def taken(self) -> str:
        """When it was taken, as its file name."""
        return self.path.stem

    @property
    def month(self) -> str:
        """The month it was taken, YYYY-MM, as precise as releases state it."""
        return f"{self.taken[:4]}-{self.taken[4:6]}"

    def rows(self) -> pa.Table:
        rows = read_table(self.path)
        if rows.column_names != SNAPSHOT.names:
            raise StorageError(
                f"{self.path} is of another version of Moisson; name another folder with --out, or delete {self.path.parents[1]}."
            )
        return self._kept(rows.cast(SNAPSHOT))

    def _kept(self, rows: pa.Table) -> pa.Table:
        return _with_ids(rows, pa.array(sorted(self.withdrawn), pa.large_string()), invert=True) if self.withdrawn else rows

    def formats(self, vanished: str) -> frozenset[str]:
        """The formats of the rows a recipe works on; none where the source has its own reader."""
        return frozenset(self.about["live_formats"] + ([] if vanished == "drop" else self.about["vanished_formats"]))

    def live(self, vanished: str) -> pa.Table:
        """The rows a recipe works on: live ones, and tombstones where it keeps or flags them."""
        rows = self.rows()
        return rows.filter(pc.not_equal(rows["state"], "vanished")) if vanished == "drop" else rows

    @property
    def ledger_path(self) -> Path:
        return self.path.parent.parent / "ledger" / self.path.name

    def ledger(self) -> pa.Table:
        """The rows that the harvest refused, and same-id entries."""
        return self._kept(read_table(self.ledger_path))

    def parts(self) -> set[str]:
        """The parts that hold its documents."""
        return set(pc.unique(read_table(self.path, ["part"])["part"]).to_pylist())

    def is_of(self, source: Source, version: str | None) -> bool:
        """Whether it was made from this version by the source's current reader."""
        return self.about["definition"] == source.definition and version in (None, self.about["version"])


def snapshots(workspace: Workspace, source: str) -> list[Snapshot]:
    """All snapshots of a source, oldest first."""
    return [Snapshot(path) for path in sorted(workspace.snapshots(source).glob("*.parquet"))]


def write_snapshot(
    workspace: Workspace, source: str, taken: str, rows: pa.Table, ledger: pa.Table, about: dict[str, Any]
) -> Snapshot:
    """Write the ledger, then the snapshot, whose presence marks the harvest as complete."""
    path = workspace.snapshots(source) / f"{taken}.parquet"
    if (history := snapshots(workspace, source)) and taken <= history[-1].taken:
        raise StorageError(f"{history[-1].path} is newer than now; set this machine's clock and run again.")
    ledger = ledger.sort_by([(name, "ascending") for name in LEDGER.names])
    return _write(workspace, path, rows, ledger, about)


def rewrite_snapshot(workspace: Workspace, snapshot: Snapshot, rows: pa.Table, ledger: pa.Table) -> Snapshot:
    """Replace a snapshot by one with fewer rows. Only a purge may."""
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
    identity = ["id", "version", *FACTS.names]  # what a release depends on: neither the time of fetching nor the state before
    digests = {"live_sha256": rows_digest(live.select(identity)), "vanished_sha256": rows_digest(gone.select(identity))}
    formats = {
        f"{name}_formats": sorted(pc.unique(of["format"]).drop_null().to_pylist())
        for name, of in (("live", live), ("vanished", gone))
    }
    return {**counts, **digests, **formats, "ledger_sha256": rows_digest(ledger)}


def _with_ids(rows: pa.Table, ids: pa.Array, *, invert: bool = False) -> pa.Table:
    """The rows with one of these ids, or with `invert` all others."""
    among = pc.is_in(rows["id"], ids)
    return rows.filter(pc.invert(among) if invert else among)


def rows_digest(rows: pa.Table) -> str:
    """The SHA-256 of rows in order, one line of canonical JSON each. Memory holds a batch at a time."""
    hashed = sha256()
    for batch in rows.to_batches(max_chunksize=DIGEST_ROWS):
        for row in batch.to_pylist():
            hashed.update(canonical_json(row) + b"\n")
    return hashed.hexdigest()
