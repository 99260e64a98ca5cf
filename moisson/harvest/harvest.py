"""A harvest fetches what a source publishes, splits it into documents, and stores what is new.

Parts are immutable and hold each `(id, version)` once; the snapshot lists the live ones. A document that vanished upstream
becomes a tombstone. A harvest that would lose too many documents, or falls outside the expected counts, stops before its snapshot
is written.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.compute as pc

from moisson.connectors.licence_files import LicenceFiles
from moisson.connectors.memory.store import Store
from moisson.contracts.errors import SafetyCatch
from moisson.contracts.identity import digest
from moisson.contracts.schemas import LEDGER, SNAPSHOT
from moisson.harvest.guard import Guard
from moisson.harvest.intake import Intake, Stored, without_secrets
from moisson.harvest.snapshot import Snapshot, snapshots, write_snapshot
from moisson.harvest.withdrawn.memory import evidence, forget
from moisson.harvest.withdrawn.traces import Traces, recall
from moisson.readers.contract import File, Refused
from moisson.source.description import Source
from moisson.workspace.options import Options
from moisson.workspace.progress import answers_to
from moisson.workspace.storage import Workspace, read_table
from moisson.workspace.withdrawn_ids import REASON, Suppression, suppression

MOST_LOST = 0.05


def harvest(source: Source, options: Options, *, accept_loss: bool = False) -> Snapshot:
    """Bring a source up to date and return its snapshot, new or existing.

    Raises SafetyCatch before anything becomes visible, FetchError when the server fails, SourceError when the reader breaks its
    contract.
    """
    workspace = options.workspace
    history = snapshots(workspace, source.name)
    parts = {path.stem for path in workspace.parts(source.name).glob("*.parquet")}
    if (pinned := source.connector.pinned(source.folder)) and (found := _existing(history, source, pinned, parts)):
        return found
    withdrawn = suppression(workspace)
    with memory(workspace, source, withdrawn, accept_loss=accept_loss) as (store, traces):
        with options.progress.task(f"ask {source.name}", unit="answers") as step, answers_to(step):
            fetched = source.connector.fetch(source.folder, store)
        traces.version = fetched.version
        found = _existing(history[-1:], source, fetched.version, parts)
        if found and (traces.was_read or not traces.sought):
            return found
        # Where the listing gives no number of files, progress counts documents against the last harvest's.
        before = history[-1].about["live"] if history else None
        unit, total = ("documents", before) if fetched.total is None else ("files", fetched.total)
        with Guard() as guard, options.progress.task(f"harvest {source.name}", unit=unit, total=total) as step:
            stored = _stored(workspace, source.name)
            kept_before = _kept_out(history[-1:]) if traces.ids else frozenset()
            intake = Intake(source, workspace, options.part_bytes, stored, withdrawn, traces, kept_before)
            intake.beside = LicenceFiles(source.connector.tree)
            for count, (file, pieces) in enumerate(
                guard.split_each(source, source.gathered(intake.documents_only(_unreserved(fetched.files, intake, store)))), 1
            ):
                intake.take(file, pieces)
                step.reach(len(intake.rows) if fetched.total is None else count)
        intake.settle()
        traces.whole = True
        if found:
            return found
        intake.flush()
        return _conclude(intake, history, fetched.version, dict(fetched.origin), accept_loss)


@contextmanager
def memory(
    workspace: Workspace, source: Source, withdrawn: Suppression, *, accept_loss: bool = False
) -> Iterator[tuple[Store, Traces]]:
    """The connector's memory and the traces of withdrawn documents, which it forgets when the harvest ends."""
    history = snapshots(workspace, source.name)
    before = history[-1].about["origin"] if history else None
    store = Store(workspace.harvest(source.name) / "store", before, accept_loss=accept_loss)
    traces = recall(store, withdrawn, source.name)
    try:
        yield store, traces
    finally:
        try:
            store.drop_reserved()
            store.close()
        finally:
            if traces.sought:
                forget(store, traces, evidence(workspace, source.name))


def _unreserved(files: Iterator[File | Refused], intake: Intake, store: Store) -> Iterator[File | Refused]:
    """The files without a reservation; the others are neither read nor stored."""
    for file in map(without_secrets, files):
        if isinstance(file, File) and file.about and file.about.reservation:
            store.is_reserved(digest(file.data))
            if not file.beside:
                intake.reserve(file)
        else:
            yield file


def _existing(history: list[Snapshot], source: Source, version: str, parts: set[str]) -> Snapshot | None:
    """The newest snapshot of this version by the same reader, if all its parts exist."""
    fitting = (snapshot for snapshot in reversed(history) if snapshot.is_of(source, version))
    return next((snapshot for snapshot in fitting if snapshot.parts() <= parts), None)


def _kept_out(history: list[Snapshot]) -> frozenset[str]:
    """The public names of the documents that the newest harvest kept out."""
    ledgers = [snapshot.ledger() for snapshot in history]
    return frozenset(id for ledger in ledgers for id in ledger.filter(pc.equal(ledger["reason"], REASON))["id"].to_pylist())


def _stored(workspace: Workspace, source: str) -> dict[tuple[str, str], Stored]:
    """Every `(id, version)` in the parts of a source, in a snapshot or not."""
    stored: dict[tuple[str, str], Stored] = {}
    for path in sorted(workspace.parts(source).glob("*.parquet")):
        table = read_table(path, ["id", "version", "format"])
        at = {format: Stored(path.stem, format) for format in pc.unique(table["format"]).to_pylist()}
        for id, version, format in zip(*(column.to_pylist() for column in table.columns), strict=True):
            stored[id, version] = at[format]
    return stored


def _conclude(intake: Intake, history: list[Snapshot], version: str, origin: dict[str, str], accept_loss: bool) -> Snapshot:
    """Compare with the newest snapshot, check the safety catches, write the new snapshot."""
    rows_before = history[-1].rows().to_pylist() if history else []
    before = {row["id"]: row for row in rows_before if not intake.withdrawn.refuses(row["id"], row["version"])}
    now = datetime.now(UTC)
    for id, row in intake.rows.items():
        old = before.get(id)
        if old is None or old["state"] == "vanished":
            row["state"] = "added"
        else:
            row["state"] = "unchanged" if old["version"] == row["version"] else "changed"
        row["part"] = intake.known[id, row["version"]].part
        row["part_of"].sort(key=lambda container: (container["id"], container["title"]))
        row["fetched_at"] = now.isoformat(timespec="seconds")
    tombstones = [
        {**old, "state": "vanished", "reservation": intake.reserved.get(id, old["reservation"])}
        for id, old in before.items()
        if id not in intake.rows
    ]
    lost = sum(before[row["id"]]["state"] != "vanished" for row in tombstones)
    alive = sum(row["state"] != "vanished" for row in before.values())
    name = intake.source.name
    if not accept_loss:
        _ask_catches(intake, lost, alive, version)
    rows = sorted([*intake.rows.values(), *tombstones], key=lambda row: row["id"])
    counts = Counter(row["state"] for row in intake.rows.values())
    about = {
        "version": version,
        "origin": origin,
        "definition": intake.source.definition,
        "counts": {**{state: counts[state] for state in ("added", "changed", "unchanged")}, "vanished": lost},
        "withdrawn": len(intake.kept_out),
    }
    return write_snapshot(
        intake.workspace,
        name,
        now.strftime("%Y%m%dT%H%M%S.%fZ"),
        pa.Table.from_pylist(rows, schema=SNAPSHOT),
        pa.Table.from_pylist(intake.ledger, schema=LEDGER),
        about,
    )


def _ask_catches(intake: Intake, lost: int, alive: int, version: str) -> None:
    """Raise SafetyCatch when the harvest looks wrong."""
    source, found = intake.source, len(intake.rows)
    expected = source.description.expected
    refused = [row for row in intake.ledger if row["reason"] != "same-id"]
    note = f" (refused: {refused[0]['id']}, {refused[0]['reason']}, and {len(refused) - 1} more)" if refused else ""
    if alive and lost > MOST_LOST * alive:
        raise SafetyCatch(
            f"harvesting {source.name} {version} would lose {lost:,} of {alive:,} documents ({lost / alive:.1%}, over"
            f" {MOST_LOST:.0%}){note}; if the publisher removed them, run again with --accept-loss."
        )
    if expected and not expected.documents[0] <= found <= expected.documents[1]:
        least, most = expected.documents
        raise SafetyCatch(
            f"harvesting {source.name} {version} found {found:,} documents, expected are {least:,} to {most:,}{note}; look at"
            " what was fetched, then run again with --accept-loss or correct [expected] in its source.toml."
        )
