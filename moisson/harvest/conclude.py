"""The end of a harvest: what it took in is compared with the newest snapshot, id by id, and becomes the next one.

Both are read in order of id, so neither is in memory. Safety catches are asked after the last row, before any can be seen.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

import pyarrow as pa

from moisson.contracts.errors import SafetyCatch
from moisson.contracts.schemas import SNAPSHOT
from moisson.harvest.intake import Intake
from moisson.harvest.snapshot import Snapshot, write_snapshot
from moisson.harvest.taken import Row
from moisson.workspace.sorted_runs import paired
from moisson.workspace.storage import ROW_GROUP
from moisson.workspace.withdrawn_ids import Suppression

MOST_LOST = 0.05


class Conclusion:
    """The rows of the snapshot to come, and how many of each state there are once all have been read."""

    def __init__(self, intake: Intake, before: Snapshot | None) -> None:
        self.counts: Counter[str] = Counter()
        self.lost = 0
        self.alive = 0  # in the snapshot before
        self.at = datetime.now(UTC)
        self._intake = intake
        self._before = before

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows in order of id."""
        rows = self._rows()
        while some := list(islice(rows, ROW_GROUP)):
            yield pa.RecordBatch.from_pylist(some, schema=SNAPSHOT)

    def _rows(self) -> Iterator[Row]:
        before = _rows_before(self._before, self._intake.withdrawn)
        for old, new in paired(before, self._intake.taken.rows(self._intake.beside)):
            if new is not None and new.row is not None:
                yield self._live(new.row, old)
            elif old is not None:
                yield self._tombstone(old, new.reservation if new else None)

    def _live(self, row: Row, old: "Old | None") -> Row:
        if old is None or old.state == "vanished":
            row["state"] = "added"
        else:
            row["state"] = "unchanged" if old.version == row["version"] else "changed"
        self.counts[row["state"]] += 1
        self.alive += old is not None and old.state != "vanished"
        row["part"] = self._intake.parts.names[row["part"]]
        row["fetched_at"] = self.at.isoformat(timespec="seconds")
        return row

    def _tombstone(self, old: "Old", reservation: list[Row] | None = None) -> Row:
        self.lost += old.state != "vanished"
        self.alive += old.state != "vanished"
        return {**old.batch()[old.place], "state": "vanished", **({} if reservation is None else {"reservation": reservation})}


class Old(NamedTuple):
    """A row of the snapshot before; its other columns become objects only where a row of its batch is asked for."""

    id: str
    version: str
    state: str
    batch: Callable[[], list[Row]]
    place: int


def _rows_before(before: Snapshot | None, withdrawn: Suppression) -> Iterator[Old]:
    for batch in before.batches() if before else ():
        objects = cache(batch.to_pylist)
        columns = (batch[name].to_pylist() for name in ("id", "version", "state"))
        for place, (id, version, state) in enumerate(zip(*columns, strict=True)):
            if not withdrawn.refuses(id, version):
                yield Old(id, version, state, objects, place)


def conclude(intake: Intake, before: Snapshot | None, version: str, origin: dict[str, str], accept_loss: bool) -> Snapshot:
    """Compare with the newest snapshot, check the safety catches, write the new snapshot."""
    found = Conclusion(intake, before)

    def about() -> dict[str, Any]:
        if not accept_loss:
            _ask_catches(intake, found, version)
        return {
            "version": version,
            "origin": origin,
            "definition": intake.source.definition,
            "counts": {**{state: found.counts[state] for state in ("added", "changed", "unchanged")}, "vanished": found.lost},
            "withdrawn": len(intake.kept_out),
        }

    taken = found.at.strftime("%Y%m%dT%H%M%S.%fZ")
    return write_snapshot(intake.workspace, intake.source.name, taken, found.batches(), intake.ledger.merged(), about)


def _ask_catches(intake: Intake, found: Conclusion, version: str) -> None:
    """Raise SafetyCatch when the harvest looks wrong."""
    source, documents = intake.source, intake.documents
    expected = source.description.expected
    note = f" (refused: {intake.first_refusal}, and {intake.refusals - 1} more)" if intake.refusals else ""
    if found.alive and found.lost > MOST_LOST * found.alive:
        raise SafetyCatch(
            f"harvesting {source.name} {version} would lose {found.lost:,} of {found.alive:,} documents"
            f" ({found.lost / found.alive:.1%}, over {MOST_LOST:.0%}){note}; if the publisher removed them, run again with"
            " --accept-loss."
        )
    if expected and not expected.documents[0] <= documents <= expected.documents[1]:
        least, most = expected.documents
        raise SafetyCatch(
            f"harvesting {source.name} {version} found {documents:,} documents, expected are {least:,} to {most:,}{note}; look at"
            " what was fetched, then run again with --accept-loss or correct [expected] in its source.toml."
        )
