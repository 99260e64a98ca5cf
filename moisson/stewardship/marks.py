"""The marks of a feed: hashes that identify a withdrawn document to whoever holds it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from moisson.workspace.withdrawn_ids import mark, rows_of


@dataclass
class Marks:
    """The marks of a feed, and the rows of a release they were found on."""

    entries: dict[str, dict[str, Any]]  # by mark: name and detail of the act
    last: int
    ids: dict[str, str] = field(default_factory=dict)  # id of the harvested row, its public name
    acts: dict[str, dict[str, Any]] = field(default_factory=dict)  # by public name

    def found(self, id: str, version: str | None) -> bool:
        """Whether a document is withdrawn, by the id of its harvested row."""
        return self.of(id, version) is not None

    def of(self, id: str, version: str | None) -> str | None:
        """The public name of a withdrawn document; None where it is not withdrawn."""
        for row in rows_of(id):
            if version and (entry := self.entries.get(mark(row, version))):
                self.ids[row] = entry["name"]
                self.acts[entry["name"]] = entry
                return str(entry["name"])
        return None

    def mask(self, batch: pa.RecordBatch | pa.Table) -> pa.Array:
        return pa.array(map(self.found, batch["id"].to_pylist(), batch["version"].to_pylist()), pa.bool_())


def marks_of(acts: Iterable[dict[str, Any]]) -> Marks:
    """The marks of a feed's acts."""
    entries: dict[str, dict[str, Any]] = {}
    last = 0
    for act in acts:
        last = act["number"]
        for name, marks in act["documents"]:
            said = {"name": name, "detail": f"{act['date']}, {act['authority']}: {act['reason']}"}
            entries |= dict.fromkeys(marks, said)
    return Marks(entries, last)
