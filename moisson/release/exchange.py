"""Rows on their way from the tasks that make them to the tasks that write a release's files.

A task writes one Arrow file, in which rows lie in pieces, each of one group: the documents of a language. Its receipt names the
pieces; whoever writes a file of that language takes them from all tasks in order. Where pieces are cut changes nothing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from moisson.contracts.disk import beside, damaged
from moisson.workspace.storage import ROW_GROUP

PIECE_BYTES = 2**23  # of a piece; more only where one batch has more
MOST_WAITING = 2**25  # bytes of batches held before they are written
OPTIONS = pa.ipc.IpcWriteOptions(compression="zstd")

Pieces = dict[str, list[list[int]]]  # of each group: the number of a piece, its rows


class Piece(NamedTuple):
    """Consecutive rows of one group: of which file, in which piece, from which row on, how many."""

    file: str
    number: int
    begin: int
    rows: int


class Exchange:
    """Writes rows by group into an open file, each group in the order in which it comes."""

    def __init__(self, file: pa.ipc.RecordBatchFileWriter, schema: pa.Schema) -> None:
        self._file, self._schema = file, schema
        self.pieces: Pieces = {}
        self._written = 0
        self._waiting: dict[str, list[pa.RecordBatch]] = {}
        self._bytes: Counter[str] = Counter()

    def add(self, group: str, batch: pa.RecordBatch) -> None:
        """Add rows of a group, of the file's schema."""
        waiting = self._waiting.setdefault(group, [])
        waiting.append(batch)
        self._bytes[group] += batch.nbytes
        if self._bytes[group] >= PIECE_BYTES or sum(each.num_rows for each in waiting) >= ROW_GROUP:
            self._write(group)
        while self._bytes.total() >= MOST_WAITING:
            self._write(self._bytes.most_common(1)[0][0])

    def _write(self, group: str) -> None:
        table = pa.Table.from_batches(self._waiting.pop(group), self._schema).combine_chunks()
        del self._bytes[group]
        for batch in table.to_batches():
            self._file.write_batch(batch)
            self.pieces.setdefault(group, []).append([self._written, batch.num_rows])
            self._written += 1

    def end(self) -> None:
        """Write what waits."""
        for group in list(self._waiting):
            self._write(group)


@contextmanager
def exchange(path: Path, schema: pa.Schema) -> Iterator[Exchange]:
    """Give an exchange to add rows to; its file is there when the context ends. Raises StorageError."""
    with beside(path) as new, pa.OSFile(str(new), "wb") as sink, pa.ipc.new_file(sink, schema, options=OPTIONS) as file:
        made = Exchange(file, schema)
        yield made
        made.end()


def schema_of(path: Path) -> pa.Schema:
    """The schema of the rows in a file; raises StorageError."""
    try:
        with pa.memory_map(str(path)) as file:
            return pa.ipc.open_file(file).schema
    except (pa.ArrowException, OSError) as error:
        raise damaged(path, error) from None


def cut(found: Iterable[tuple[str, list[list[int]]]], rows: int) -> list[list[Piece]]:
    """The pieces of a group in files (name, pieces), in order, cut into lists of so many rows; the last may have fewer."""
    files: list[list[Piece]] = []
    room = 0
    for file, pieces in found:
        for number, count in pieces:
            begin = 0
            while begin < count:
                if not room:
                    files.append([])
                    room = rows
                some = min(count - begin, room)
                files[-1].append(Piece(file, number, begin, some))
                begin, room = begin + some, room - some
    return files


def read(folder: Path, pieces: Sequence[Piece]) -> Iterator[pa.RecordBatch]:
    """The rows of pieces, one after the other; raises StorageError."""
    for name, some in groupby(pieces, lambda piece: piece.file):
        try:
            with pa.memory_map(str(folder / name)) as file:
                batches = pa.ipc.open_file(file)
                for piece in some:
                    yield batches.get_batch(piece.number).slice(piece.begin, piece.rows)
        except (pa.ArrowException, OSError) as error:
            raise damaged(folder / name, error) from None
