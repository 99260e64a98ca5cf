"""The workspace on disk: where things lie, and how they are written so that a kill leaves a whole file or none.

Everything is written to a temporary file in the workspace, flushed to disk and renamed into its place. What a killed run
leaves in `.tmp` is swept by the next. Failures of the disk become one sentence that says how to go on.
"""

import fcntl
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from moisson.contracts.disk import damaged, disk, flush
from moisson.contracts.errors import NotFound, StorageError
from moisson.contracts.identity import pretty_json
from moisson.contracts.schemas import stamped
from moisson.workspace.lease import leased
from moisson.workspace.node import scratch_of, sweep_scratch

WORKER_S = 24 * 3600  # what a worker elsewhere has not touched for so long is left of one that was killed
LAST = chr(0x10FFFF)  # sorts after every id
ROW_GROUP = 4096  # rows; fixed, so that the same rows give the same bytes however they were batched


@dataclass(frozen=True)
class Workspace:
    """The folder that `moisson build --out` fills; see the design's layout."""

    root: Path
    beside: bool = False  # of a worker beside whoever has locked it: what it is writing is not swept with the rest

    def harvest(self, source: str) -> Path:
        return self.root / "harvest" / source

    def parts(self, source: str) -> Path:
        return self.harvest(source) / "parts"

    def snapshots(self, source: str) -> Path:
        return self.harvest(source) / "snapshots"

    def shards(self, fingerprint: str) -> Path:
        """Where the shards of one fingerprint lie, whichever recipe asked for them first."""
        return self.root / "shards" / fingerprint[:16]

    def decisions(self, recipe: str) -> Path:
        """The folder of what runs of a recipe decided; `decisions.json` in it names the newest run's own."""
        return self.root / "runs" / recipe

    def releases(self, recipe: str) -> Path:
        return self.root / "releases" / recipe

    def rounds(self, run: str) -> Path:
        """Where a run's rounds leave their receipts, and files for one another, until the run is over."""
        return self.root / "rounds" / run

    @property
    def temporary(self) -> Path:
        return self.root / (".tmp-workers" if self.beside else ".tmp")

    @contextmanager
    def locked(self, option: str = "--out") -> Iterator[None]:
        """Hold the workspace alone; sweep what a killed run left. `option` is the one that names another.

        Raises StorageError when another process holds it, on this machine or on another that sees the same folder. Workers
        of a build elsewhere are not second users: they do not lock it.
        """
        with disk(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
        with disk(self.root / ".lock"):
            handle = os.fdopen(os.open(self.root / ".lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666), "r+")
        with handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                handle.seek(0)
                holder = handle.read(100).strip()
                raise StorageError(
                    f"{self.root} is in use by another moisson{f' ({holder})' if holder else ''}; wait until it ends, or name"
                    f" another folder with {option}."
                ) from None
            with disk(self.root):
                handle.truncate(0)  # never what was asked for: it may name what is withdrawn
                handle.write(f"process {os.getpid()}, since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC\n")
                handle.flush()
            with leased(self.root, self.root / ".lock"):
                with disk(self.root):
                    self._sweep()
                yield

    def _sweep(self) -> None:
        """Empty the folder for what is written; where a link stands in its place, the link goes and not what it leads to."""
        if self.temporary.is_symlink():
            self.temporary.unlink()
        shutil.rmtree(self.temporary, ignore_errors=True)
        self.temporary.mkdir(exist_ok=True)
        for left in (self.root / ".tmp-workers").glob("*"):
            if time.time() - left.lstat().st_mtime > WORKER_S:
                left.unlink() if left.is_symlink() or left.is_file() else shutil.rmtree(left, ignore_errors=True)

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """A folder in the workspace for one phase's working files, gone afterwards, or renamed into its place."""
        with _folder(self.temporary / uuid4().hex) as folder:
            yield folder

    @contextmanager
    def node_scratch(self) -> Iterator[Path]:
        """A folder for working files of this process alone: on this node's own disk where the workspace is far from it."""
        if near := scratch_of(self.root):
            sweep_scratch(near)
        with _folder((near or self.temporary) / f"moisson-{os.getpid()}-{uuid4().hex}") as folder:
            yield folder

    @contextmanager
    def replacing(self, path: Path) -> Iterator[Path]:
        """Give a temporary path to write to; once written, flush it to disk and rename it to `path`."""
        temporary = self.temporary / uuid4().hex
        with disk(path):
            self.temporary.mkdir(parents=True, exist_ok=True)
            path.parent.mkdir(parents=True, exist_ok=True)
            yield temporary
            flush(temporary)
            temporary.replace(path)
            flush(path.parent)

    def write_table(self, path: Path, table: pa.Table, row_group: int = ROW_GROUP) -> int:
        """Write a table as Parquet; gives its size in bytes."""
        with self.replacing(path) as temporary:
            table = table.replace_schema_metadata(stamped(table.schema).metadata)
            pq.write_table(table, temporary, **{**PARQUET, "row_group_size": row_group})
            return temporary.stat().st_size

    def write_batches(
        self,
        path: Path,
        schema: pa.Schema,
        batches: Iterable[pa.RecordBatch],
        about: Callable[[], Mapping[bytes, bytes]] = dict,
    ) -> int:
        """Write rows as they come, in the same row groups as `write_table`; `about` gives metadata after the last row."""
        with self.replacing(path) as temporary:
            options = {name: value for name, value in PARQUET.items() if name != "row_group_size"}
            with pq.ParquetWriter(temporary, stamped(schema), **options) as writer:
                for group in in_groups(batches):
                    writer.write_table(group, ROW_GROUP)
                writer.add_key_value_metadata(dict(about()))
            return temporary.stat().st_size

    def write_json(self, path: Path, value: Any) -> None:
        with self.replacing(path) as temporary:
            temporary.write_bytes(pretty_json(value))


@contextmanager
def _folder(path: Path) -> Iterator[Path]:
    with disk(path):
        path.mkdir(parents=True)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


PARQUET: dict[str, Any] = {"compression": "zstd", "compression_level": 3, "row_group_size": ROW_GROUP, "write_statistics": True}


def in_groups(batches: Iterable[pa.RecordBatch], rows: int = ROW_GROUP) -> Iterator[pa.Table]:
    """The rows of some batches in tables of this many; the last may have fewer."""
    held: list[pa.RecordBatch] = []
    count = 0
    for batch in batches:
        while count + batch.num_rows >= rows:
            yield pa.Table.from_batches([*held, batch.slice(0, rows - count)])
            batch, held, count = batch.slice(rows - count), [], 0
        if batch.num_rows:
            held.append(batch)
            count += batch.num_rows
    if held:
        yield pa.Table.from_batches(held)


@contextmanager
def opened_table(path: Path) -> Iterator[pq.ParquetFile]:
    """A table that Moisson wrote, to read piece by piece; raises StorageError when it is damaged, NotFound when it is absent."""
    try:
        with pq.ParquetFile(path) as file:  # `pq.read_table` imports all that reads data sets, and pandas where it is installed
            yield file
    except FileNotFoundError:
        raise NotFound(f"{path} does not exist.") from None
    except (pa.ArrowException, OSError, KeyError) as error:
        raise damaged(path, error) from None


def read_table(path: Path, columns: Iterable[str] | None = None) -> pa.Table:
    """Read a table that Moisson wrote; raises StorageError when the file is damaged, NotFound when it is absent."""
    names = None if columns is None else list(columns)
    with opened_table(path) as file:
        table = file.read(names)
        return table if names is None else table.select(names)


def read_batches(path: Path, columns: Iterable[str]) -> Iterator[pa.RecordBatch]:
    """Read a table that Moisson wrote, a row group at a time; raises as `read_table` does."""
    names = list(columns)
    with opened_table(path) as file:
        for group in range(file.num_row_groups):
            yield from file.read_row_group(group, names, use_threads=False).select(names).to_batches()


def extent(file: pq.ParquetFile, group: int, column: str) -> tuple[str, str]:
    """The least and greatest value in a row group (of a column before the nested ones), or of all there can be."""
    of = file.metadata.row_group(group).column(file.schema_arrow.get_field_index(column)).statistics
    return (of.min, of.max) if of is not None and of.has_min_max else ("", LAST)


def row_count(path: Path) -> int:
    """How many rows a table has, from its footer."""
    try:
        return int(pq.read_metadata(path).num_rows)
    except (pa.ArrowException, OSError) as error:
        raise damaged(path, error) from None


def read_json(path: Path) -> Any:
    """Read a JSON file that Moisson wrote; raises StorageError when it is damaged, NotFound when it is absent."""
    try:
        return orjson.loads(path.read_bytes())
    except FileNotFoundError:
        raise NotFound(f"{path} does not exist.") from None
    except (orjson.JSONDecodeError, OSError) as error:
        raise damaged(path, error) from None
