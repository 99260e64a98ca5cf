"""Counts a release in one pass: sums by key, and a few example rows per group.

Neither depends on where batches are cut, so a release has the same figures however it was made. What one task counted is saved,
and added to what another did, in any order.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from hashlib import sha256
from itertools import chain, pairwise
from os import SEEK_END
from tempfile import TemporaryFile
from typing import Any
from zlib import crc32

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc

FOLD_AT = 16_384  # rows of unfolded sums; above, they are folded into one table
SPILL_AT = 65_536  # rows of folded sums; above, they go to disk
PARTS = 256
ROWS_AT_ONCE = 4_096
SAVED = pa.ipc.IpcWriteOptions(compression="zstd")
ENTRIES = pa.schema({"group": pa.large_string(), "hash": pa.binary(32), "id": pa.large_string(), "row": pa.large_binary()})

Entry = tuple[bytes, str, dict[str, Any]]  # hash of the id, id, row


class Margin:
    """Sums by key: a small table for each batch, folded into one when they pile up, and put on disk when that grows large.

    So memory does not grow with the keys, however many there are: what is on disk lies in parts by the hash of the first key that
    is not the source, and one part is read at a time.
    """

    def __init__(self, *keys: str) -> None:
        self.keys = keys
        self._tables: list[pa.Table] = []
        self._unfolded = 0
        self._disk: Spill | None = None

    def add(self, columns: Mapping[str, Any]) -> None:
        """Add a batch: the key columns, and columns of numbers to be summed."""
        table = self._fold(pa.table(dict(columns)))
        self._tables.append(table)
        self._unfolded += table.num_rows
        if self._unfolded > max(FOLD_AT, 2 * self._tables[0].num_rows):
            self._tables = [self._fold(pa.concat_tables(self._tables))]
            self._unfolded = 0
            if self._tables[0].num_rows > SPILL_AT:
                self._disk = self._disk or Spill(next((key for key in self.keys if key != "source"), "source"))
                self._disk.add(self._tables.pop())

    def _fold(self, table: pa.Table) -> pa.Table:
        sums = [name for name in table.column_names if name not in self.keys]
        folded = table.group_by(list(self.keys), use_threads=False).aggregate([(name, "sum") for name in sums])
        return folded.select([*self.keys, *(f"{name}_sum" for name in sums)]).rename_columns([*self.keys, *sums])

    def tables(self) -> Iterator[pa.Table]:
        """The sums, in tables that have no key in common; in no order."""
        if self._disk is None:
            yield from [self._fold(pa.concat_tables(self._tables))] if self._tables else []
            return
        if self._tables:
            self._disk.add(self._fold(pa.concat_tables(self._tables)))
            self._tables, self._unfolded = [], 0
        for part in self._disk.parts():
            yield self._fold(part)

    def each(self) -> Iterator[dict[str, Any]]:
        """One dict for each key, in no order, few of them in memory at a time."""
        for table in self.tables():
            for batch in table.to_batches(max_chunksize=ROWS_AT_ONCE):
                yield from batch.to_pylist()

    def rows(self) -> list[dict[str, Any]]:
        """One dict for each key, in the order of the keys, nulls first."""
        return sorted(self.each(), key=lambda row: [(row[key] is not None, row[key]) for key in self.keys])

    def save(self, sink: pa.NativeFile) -> None:
        """Append the sums to a file; `merge` reads them."""
        tables = self.tables()
        first = next(tables, pa.table({}))
        with pa.ipc.new_stream(sink, first.schema, options=SAVED) as writer:
            for table in chain([first], tables):
                writer.write_table(table, max_chunksize=SPILL_AT)

    def merge(self, source: pa.NativeFile) -> None:
        """Add the next sums in a file."""
        with pa.ipc.open_stream(source) as batches:
            for batch in batches:
                self.add(dict(zip(batch.schema.names, batch.columns, strict=True)))


class Spill:
    """Tables on disk, cut into parts by the hash of a column of strings, in one file that has no name and goes when we do."""

    def __init__(self, by: str) -> None:
        self.by = by
        with ExitStack() as opened:
            self._file = opened.enter_context(TemporaryFile())
            opened.pop_all()
        self._places: list[list[tuple[int, int]]] = [[] for _ in range(PARTS)]

    def add(self, table: pa.Table) -> None:
        values = pc.fill_null(pc.cast(table[self.by], pa.large_string()), "").to_pylist()
        part = np.array([crc32(value.encode()) % PARTS for value in values])
        order = np.argsort(part, kind="stable")
        table, bounds = table.take(pa.array(order)), np.searchsorted(part[order], np.arange(PARTS + 1))
        for number, (start, end) in enumerate(pairwise(bounds.tolist())):
            if start < end:
                sink = pa.BufferOutputStream()
                with pa.ipc.new_stream(sink, table.schema) as writer:
                    writer.write_table(table.slice(start, end - start).combine_chunks())
                data = sink.getvalue()
                self._places[number].append((self._file.seek(0, SEEK_END), data.size))
                self._file.write(data)

    def parts(self) -> Iterator[pa.Table]:
        for places in self._places:
            if places:
                yield pa.concat_tables([self._read(*place) for place in places])

    def _read(self, start: int, size: int) -> pa.Table:
        self._file.seek(start)
        with pa.ipc.open_stream(self._file.read(size)) as stream:
            return stream.read_all()


class Sample:
    """For each group, the `size` rows whose ids hash lowest: scattered over the group, and the same on every machine."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._kept: dict[str, list[Entry]] = {}

    def add(self, groups: pa.Array, ids: pa.Array, row: Callable[[int], dict[str, Any]]) -> None:
        """Consider a batch; `row(i)` is asked only for rows that come into question."""
        if not len(ids):
            return
        names = ids.to_pylist()
        hashes = [sha256(name.encode()).digest() for name in names]
        leading = np.frombuffer(b"".join(hashes), dtype=">u8")[::4]
        coded = pc.dictionary_encode(groups)
        codes = coded.indices.to_numpy(zero_copy_only=False)
        for code, group in enumerate(coded.dictionary.to_pylist()):
            rows = np.flatnonzero(codes == code)
            nearest = rows[np.argsort(leading[rows], kind="stable")]
            kept = self._kept.get(group, [])
            worst = kept[-1][0] if len(kept) == self.size else None
            chosen = self._first_distinct(nearest, names)
            self._keep(group, [(hashes[i], names[i], row(i)) for i in chosen if worst is None or hashes[i] <= worst])

    def _first_distinct(self, order: Any, names: list[str]) -> list[int]:
        """The first rows of `size` different ids; a ledger may name one id twice, and it counts once."""
        chosen: list[int] = []
        seen: set[str] = set()
        for i in order:
            if names[i] not in seen and len(seen) == self.size:
                break
            seen.add(names[i])
            chosen.append(int(i))
        return chosen

    def _keep(self, group: str, new: list[Entry]) -> None:
        best: dict[str, Entry] = {}
        for entry in sorted([*self._kept.get(group, []), *new], key=lambda entry: (entry[0], repr(entry[2]))):
            best.setdefault(entry[1], entry)
        self._kept[group] = list(best.values())[: self.size]

    def rows(self, group: str) -> list[dict[str, Any]]:
        """The rows kept for a group, lowest hash first."""
        return [row for _, _, row in self._kept.get(group, [])]

    def groups(self) -> list[str]:
        return sorted(self._kept)

    def save(self, sink: pa.NativeFile) -> None:
        """Append the rows kept to a file; `merge` reads them."""
        entries = [(group, *entry) for group in self.groups() for entry in self._kept[group]]
        rows = [{"group": group, "hash": hash, "id": id, "row": orjson.dumps(row)} for group, hash, id, row in entries]
        with pa.ipc.new_stream(sink, ENTRIES, options=SAVED) as writer:
            writer.write_table(pa.Table.from_pylist(rows, schema=ENTRIES))

    def merge(self, source: pa.NativeFile) -> None:
        """Consider the next rows in a file."""
        with pa.ipc.open_stream(source) as batches:
            for entry in batches.read_all().to_pylist():
                self._keep(entry["group"], [(entry["hash"], entry["id"], orjson.loads(entry["row"]))])


def list_items(column: pa.Array) -> tuple[pa.Array, pa.Array]:
    """The items of a column of lists, and for each the index of the row it stands in."""
    return pc.list_flatten(column), pc.list_parent_indices(column)


def filled(column: pa.Array) -> pa.Array:
    """For each row, whether its list has items; a null list has none."""
    return pc.fill_null(pc.greater(pc.list_value_length(column), 0), False)
