"""The parts of a source, which hold each document's content once, and what a harvest adds to them.

Which `(id, version)` is stored, in which part and by which format, is asked of a table in a file; so is whether this harvest has
met it, and its id.
"""

from collections.abc import Container
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from moisson.contracts.identity import merkle_root
from moisson.contracts.schemas import RAW, STRING
from moisson.readers.contract import Raw
from moisson.workspace.key_table import KeyTable
from moisson.workspace.sorted_runs import SortedRuns
from moisson.workspace.storage import Workspace, read_batches, read_table

FORMATS = pa.schema({"part": pa.int64(), "id": STRING, "version": STRING, "format": STRING})
FORMAT_BITS = 20
STORED, MET = 2, 1  # the lowest bits of a number: of every stored document, and of those that this harvest has met


class Parts:
    """What is stored of a source, and the documents that wait to be written; to be closed."""

    def __init__(self, workspace: Workspace, source: str, part_bytes: int, scratch: Path) -> None:
        self._workspace = workspace
        self._source = source
        self._part_bytes = part_bytes
        self._pending: list[dict[str, Any]] = []
        self._pending_bytes = 0
        self._formats: dict[str | None, int] = {}
        self._new_formats = SortedRuns(scratch, "formats", FORMATS, ["part", "id", "version"])
        paths = sorted(workspace.parts(source).glob("*.parquet"))
        self.names = [path.stem for path in paths]  # by number; of a part still to be written, the next
        self._numbers = KeyTable(scratch, "stored")
        for part, path in enumerate(paths):
            for batch in read_batches(path, ["id", "version", "format"]):
                for id, version, format in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    self._numbers.put(_pair(id, version), self._number(part, format))

    def holds(self, id: str, version: str) -> bool:
        """Whether this content is stored under this id, or waits to be."""
        return self._numbers.get(_pair(id, version)) > 0

    def met(self, id: str) -> bool:
        """Whether this harvest has met the id."""
        return self._numbers.get(id) > 0

    def met_as(self, id: str, version: str) -> bool:
        """Whether this harvest has met the id with this content."""
        return bool(self._numbers.get(_pair(id, version)) & MET)

    def take(self, id: str, raw: Raw, record: str | None, title: str | None) -> int:
        """Store a document that is met for the first time, unless it is stored; gives the number of its part."""
        self._numbers.put(id, MET)
        pair = _pair(id, raw.version)
        number = self._numbers.get(pair)
        part = _part_of(number) if number else len(self.names)
        if number and number & ~MET != self._number(part, raw.format):  # recognition of formats has changed since it was stored
            self._new_formats.append({"part": part, "id": id, "version": raw.version, "format": raw.format})
        self._numbers.put(pair, self._number(part, raw.format) | MET)
        if not number:
            self._store(id, raw, record, title)
        return part

    def held_elsewhere(self, versions: set[str], besides: Container[str]) -> set[str]:
        """Which of these contents lie in parts under ids that are not among `besides`."""
        sought = pa.array(sorted(versions), STRING)
        found = set[str]()
        for name in self.names if versions else ():
            for batch in read_batches(self._path(name), ["id", "version"]):
                rows = batch.filter(pc.is_in(batch["version"], sought)).to_pylist()
                found.update(row["version"] for row in rows if row["id"] not in besides)
        return found

    def _store(self, id: str, raw: Raw, record: str | None, title: str | None) -> None:
        self._pending.append(
            {
                "id": id,
                "version": raw.version,
                "source": self._source,
                "media_type": raw.media_type,
                "format": raw.format,
                "title": raw.title or title,
                "content": raw.body,
                "record": record,
            }
        )
        self._pending_bytes += len(raw.body)
        if self._pending_bytes >= self._part_bytes:
            self._flush()

    def finish(self) -> None:
        """Write what waits, and changed formats into existing parts."""
        self._flush()
        rows = (row for batch in self._new_formats.merged() for row in batch.to_pylist())
        for part, changed in groupby(rows, key=lambda row: row["part"]):
            formats = {(row["id"], row["version"]): row["format"] for row in changed}
            table = read_table(path := self._path(self.names[part]))
            now = zip(*(table[name].to_pylist() for name in ("id", "version", "format")), strict=True)
            column = pa.array([formats.get((id, version), format) for id, version, format in now], STRING)
            self._workspace.write_table(path, table.set_column(RAW.get_field_index("format"), RAW.field("format"), column))

    def _flush(self) -> None:
        """Write pending rows as a part named by its Merkle root."""
        if not self._pending:
            return
        self._pending.sort(key=lambda row: row["id"])
        name = merkle_root((row["id"], row["version"]) for row in self._pending)
        self._workspace.write_table(self._path(name), pa.Table.from_pylist(self._pending, schema=RAW))
        self.names.append(name)
        self._pending, self._pending_bytes = [], 0

    def _path(self, name: str) -> Path:
        return self._workspace.parts(self._source) / f"{name}.parquet"

    def _number(self, part: int, format: str | None) -> int:
        """A positive number for a part and a format."""
        return (part << FORMAT_BITS | self._formats.setdefault(format, len(self._formats))) << 2 | STORED

    def close(self) -> None:
        """Let go of the table."""
        self._numbers.close()


def _part_of(number: int) -> int:
    return number >> (FORMAT_BITS + 2)


def _pair(id: str, version: str) -> str:
    return f"{id}\n{version}"  # no id has a line break
