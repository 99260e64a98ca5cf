"""The Parquet files of a release: rows in order, cut into row groups and files by number of rows alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from moisson.contracts.disk import damaged
from moisson.contracts.schemas import stamped
from moisson.workspace.storage import PARQUET, ROW_GROUP

FILE_ROWS = 64 * ROW_GROUP
PAGE_ROWS = 1024  # after so many the writer looks whether a page is full: columns cut there give the bytes of whole ones
SIGNED = ("id", "version", "text_sha256")  # of signatures: the others are hashes, and a dictionary of them is a second copy


class Partition:
    """Parquet files of one folder, cut by number of rows alone: from the file `number` on, all full but the last.

    `dictionary` names the columns whose values are written once in each row group, where not all are.
    """

    def __init__(self, folder: Path, schema: pa.Schema, number: int = 0, dictionary: bool | Sequence[str] = True) -> None:
        self.folder, self.schema, self.number, self.dictionary = folder, stamped(schema), number, dictionary
        self.waiting: list[pa.RecordBatch] = []
        self.group: list[pa.Table] = []
        self.waiting_rows = self.group_rows = self.written = 0
        self.writer: pq.ParquetWriter | None = None
        folder.mkdir(parents=True)

    def add(self, batch: pa.RecordBatch) -> None:
        self.waiting.append(batch)
        self.waiting_rows += batch.num_rows
        while self.waiting_rows >= (page := min(PAGE_ROWS, ROW_GROUP)):
            self._gather(page)
            if self.group_rows == ROW_GROUP:
                self._write_group()

    def _gather(self, rows: int) -> None:
        """Put rows into the group, one array a column; the batches that they came in are done with."""
        table = pa.Table.from_batches(self.waiting, schema=self.waiting[0].schema)
        self.group.append(table.slice(0, rows).combine_chunks().cast(self.schema))
        rest = table.slice(rows)
        self.waiting, self.waiting_rows = rest.to_batches(), rest.num_rows
        self.group_rows += self.group[-1].num_rows

    def _write_group(self) -> None:
        if self.writer is None:
            path = self.folder / f"part-{self.number + self.written // FILE_ROWS:05d}.parquet"
            options = {name: value for name, value in PARQUET.items() if name != "row_group_size"}
            dictionary = self.dictionary if isinstance(self.dictionary, bool) else list(self.dictionary)
            self.writer = pq.ParquetWriter(path, self.schema, use_dictionary=dictionary, write_batch_size=PAGE_ROWS, **options)
        table = pa.concat_tables(self.group)
        # Texts stay cut: joined, they would be in memory twice.
        columns = [each if pa.types.is_large_string(each.type) else each.combine_chunks() for each in table.columns]
        self.writer.write_table(pa.table(columns, schema=self.schema), row_group_size=ROW_GROUP)
        self.written += self.group_rows
        self.group, self.group_rows = [], 0
        if self.written % FILE_ROWS == 0:
            self._end_file()

    def _end_file(self) -> None:
        if self.writer:
            self.writer.close()
        self.writer = None

    def close(self) -> None:
        if self.waiting_rows or not (self.written or self.group_rows):
            self.waiting = self.waiting or [pa.RecordBatch.from_pylist([], schema=self.schema)]
            self._gather(ROW_GROUP)
        if self.group:
            self._write_group()
        self._end_file()


@dataclass(frozen=True)
class Table:
    """A Parquet file of a release."""

    path: str  # from the release's folder, with slashes
    bytes: int
    sha256: str
    rows: int

    @property
    def part(self) -> str:
        """data, ledger or signatures."""
        return self.path.partition("/")[0]

    @property
    def language(self) -> str:
        """The language of its folder; empty where there is none."""
        return self.path.split("/")[1] if self.part == "data" else ""


def tables(folder: Path) -> tuple[Table, ...]:
    """The Parquet files of a release's folder, in order of their paths; raises StorageError where one is damaged."""
    return tuple(table_of(path, folder) for path in sorted(folder.rglob("*.parquet")))


def table_of(path: Path, folder: Path) -> Table:
    """A Parquet file of a release's folder; raises StorageError where it is damaged."""
    try:
        rows = pq.read_metadata(path).num_rows
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
    except (pa.ArrowException, OSError) as error:
        raise damaged(path, error) from None
    return Table(path.relative_to(folder).as_posix(), path.stat().st_size, digest, rows)


def rows(folder: Path, part: str, columns: list[str] | None = None, batch_rows: int = ROW_GROUP) -> Iterator[pa.RecordBatch]:
    """The rows of one part of a release (`data`, `ledger`), file by file, a row group at a time."""
    for path in sorted((folder / part).rglob("*.parquet")):
        try:
            with pq.ParquetFile(path, pre_buffer=False) as file:  # else what has been read of a file stays in memory
                yield from file.iter_batches(batch_rows, columns=columns)
        except (pa.ArrowException, OSError) as error:
            raise damaged(path, error) from None
