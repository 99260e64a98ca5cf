"""The rows of what a harvest takes in: spilled as they come, then read in order of id, each with all that was said of it.

A document may be met several times, and a licence file may come after the documents it speaks of. So a row's facts and rights are
decided when it is read.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import pyarrow as pa

from moisson.connectors.licence_files import LicenceFile, LicenceFiles
from moisson.contracts.identity import canonical_json
from moisson.contracts.schemas import PART_OF, RESERVATION, STRING
from moisson.readers.contract import About, Raw
from moisson.rights.settle import settle
from moisson.workspace.sorted_runs import SortedRuns

OF_FILE = ("folder", "statements", "reservation")
FACTS = ("url", "legal_state", "valid_from", "valid_to", "created", "publisher_version")
TAKEN = pa.schema(
    {
        "id": STRING,
        "number": pa.int64(),  # in the order of arrival
        "version": STRING,  # null where a reservation kept the content out
        "part": pa.int64(),
        "format": STRING,
        **dict.fromkeys(FACTS, STRING),
        "part_of": PART_OF,
        "reservation": RESERVATION,
        "folder": STRING,
        "statements": pa.large_binary(),  # of rights, the nearest first, as JSON
    }
)
Row = dict[str, Any]


class Met(NamedTuple):
    """What a harvest has to say of an id: its row, where it was taken in, or the reservation that kept it out."""

    id: str
    row: Row | None
    reservation: list[Row] | None


class Taken:
    """What has been taken in, in any number. `said` is what the source's description says of rights."""

    def __init__(self, scratch: Path, said: Mapping[str, str | None] | None) -> None:
        self._runs = SortedRuns(scratch, "taken", TAKEN, ["id", "number"])
        self._met = 0
        self._said = said
        self._settled = lru_cache(maxsize=4096)(self._settle)

    def add(self, id: str, part: int, raw: Raw, about: About, folder: str) -> None:
        """A document as it was met, with the facts about it: its own statements, else those of its file's catalogue."""
        statements = [dict(each) for each in (raw.marked_rights, raw.rights, about.rights) if each]
        self._append(
            {
                "id": id,
                "version": raw.version,
                "part": part,
                "format": raw.format,
                "url": raw.url or about.url,
                "legal_state": raw.legal_state,
                "valid_from": raw.valid_from,
                "valid_to": raw.valid_to,
                "created": raw.created or about.created,
                "publisher_version": raw.publisher_version,
                "part_of": [container._asdict() for container in raw.part_of],
                "reservation": about.reservation,
                "folder": folder,
                "statements": canonical_json(statements) if statements else None,
            }
        )

    def reserve(self, id: str, reservation: list[dict[str, str | None]]) -> None:
        """The reservation of what was not taken in."""
        self._append({"id": id, "reservation": reservation})

    def _append(self, row: Row) -> None:
        self._runs.append({**row, "number": self._met})
        self._met += 1

    def rows(self, beside: LicenceFiles) -> Iterator[Met]:
        """What was met, in order of id."""
        nearest = lru_cache(maxsize=4096)(beside.nearest)
        every = (row for batch in self._runs.merged() for row in batch.to_pylist())
        for id, group in groupby(every, key=lambda row: row["id"]):
            document, reservation = None, None
            for row in group:
                if row["version"] is None:
                    reservation = row["reservation"]
                else:
                    document = row if document is None else self._joined(document, row)
            yield Met(id, self._decided(document, nearest(document["folder"])) if document else None, reservation)

    def _joined(self, row: Row, again: Row) -> Row:
        """A document that was met twice: where its facts differ, the choice must not depend on their order."""
        part_of = row["part_of"] + [container for container in again["part_of"] if container not in row["part_of"]]
        chosen = min(again, row, key=lambda one: canonical_json(self._said_of(one)))
        return row | {name: chosen[name] for name in (*FACTS, *OF_FILE)} | {"part_of": part_of}

    def _said_of(self, row: Row) -> Row:
        return {name: row[name] for name in (*FACTS, "reservation")} | self._settled(row["statements"], None)

    def _decided(self, row: Row, spoken: LicenceFile | None) -> Row:
        """The row as a snapshot has it, but for its state, and with the number of its part."""
        kept = {name: row[name] for name in ("id", "version", "part", "format", *FACTS, "reservation")}
        part_of = sorted(row["part_of"], key=lambda container: (container["id"], container["title"]))
        return kept | {"part_of": part_of} | self._settled(row["statements"], spoken)

    def _settle(self, statements: bytes | None, spoken: LicenceFile | None) -> Row:
        """The rights under which a document may be used, and all other statements."""
        stated = orjson.loads(statements) if statements else []
        settled = settle(self._said, [*stated, spoken.row()] if spoken else stated)
        return {"rights": settled.rights, "other_rights": list(settled.others)}
