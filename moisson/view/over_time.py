"""A source over time, harvest by harvest, as a workspace remembers it."""

from typing import NamedTuple

import pyarrow.compute as pc

from moisson.harvest.snapshot import snapshots
from moisson.workspace.storage import Workspace

STATES = ("added", "changed", "unchanged", "vanished")


class Taken(NamedTuple):
    """One harvest: its day, the source's version, and how many documents were in each state."""

    day: str
    version: str | None
    counts: dict[str, int]


def over_time(workspace: Workspace, source: str) -> list[Taken]:
    """The harvests of a source, the oldest first."""
    found = []
    for snapshot in snapshots(workspace, source):
        counts = dict.fromkeys(STATES, 0)
        for batch in snapshot.batches(["state"]):
            for each in pc.value_counts(batch["state"]).to_pylist():
                counts[each["values"]] = counts.get(each["values"], 0) + each["counts"]
        day = f"{snapshot.taken[:4]}-{snapshot.taken[4:6]}-{snapshot.taken[6:8]}"
        found.append(Taken(day, snapshot.about.get("version"), counts))
    return found
