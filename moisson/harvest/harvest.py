"""A harvest fetches what a source publishes, splits it into documents, and stores what is new.

Parts are immutable and hold each `(id, version)` once; the snapshot lists the live ones. A document that vanished upstream
becomes a tombstone. A harvest that would lose too many documents, or falls outside the expected counts, stops before its snapshot
is written.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow.compute as pc

from moisson.connectors.memory.store import Store
from moisson.contracts.identity import digest
from moisson.harvest.conclude import conclude
from moisson.harvest.guards import Guards
from moisson.harvest.intake import Intake, without_secrets
from moisson.harvest.snapshot import Snapshot, snapshots
from moisson.harvest.withdrawn.memory import evidence, forget
from moisson.harvest.withdrawn.traces import Traces, recall
from moisson.readers.contract import File, Refused
from moisson.source.description import Source
from moisson.workspace.options import Options
from moisson.workspace.progress import answers_to
from moisson.workspace.storage import Workspace
from moisson.workspace.withdrawn_ids import REASON, Suppression, suppression


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
        live = history[-1].about["live"] if history else None
        unit, total = ("documents", live) if fetched.total is None else ("files", fetched.total)
        kept_before = _kept_out(history[-1:]) if traces.ids else frozenset()
        with workspace.node_scratch() as scratch, Intake(source, options, scratch, withdrawn, traces, kept_before) as intake:
            with (
                Guards(options.workers) as guards,
                options.progress.task(f"harvest {source.name}", unit=unit, total=total) as step,
            ):
                files = source.gathered(intake.documents_only(_unreserved(fetched.files, intake, store)))
                for count, (file, pieces) in enumerate(guards.split_each(source, files), 1):
                    intake.take(file, pieces)
                    step.reach(intake.documents if fetched.total is None else count)
            intake.settle()
            traces.whole = True
            if found:
                return found
            intake.parts.finish()
            before = history[-1] if history else None
            return conclude(intake, before, fetched.version, dict(fetched.origin), accept_loss)


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
    ledgers = (batch for snapshot in history for batch in snapshot.ledger_batches(["id", "reason"]))
    return frozenset(id for batch in ledgers for id in batch.filter(pc.equal(batch["reason"], REASON))["id"].to_pylist())
