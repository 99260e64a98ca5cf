"""Harvest: bring home what a source publishes, split into documents, and store what is new.

Immutable. Parts hold content, each `(id, version)` once and for ever; the snapshot says which of them are live now. What vanished
upstream becomes a tombstone. A harvest that would lose too much, or that falls outside the expected counts, stops before
the snapshot is written.
"""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from moisson.connectors.store import Store
from moisson.errors import DocumentError, SafetyCatch, SourceError
from moisson.guard import Guard
from moisson.identity import canonical_json, digest, merkle_root
from moisson.options import Options
from moisson.progress import answers_to
from moisson.reader import READER_FAULTS, About, File, Raw, Refused, check_strings
from moisson.schemas import LEDGER, RAW, SNAPSHOT
from moisson.snapshot import Snapshot, snapshots, write_snapshot
from moisson.source import Source, rights_row
from moisson.storage import Workspace, read_table
from moisson.suppression import REASON, Suppression, suppression
from moisson.withdraw.memory import Traces, evidence, forget

MOST_LOST = 0.05
NOTHING = About()
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
OPTIONAL = ("title", "url", "legal_state", "valid_from", "valid_to", "created", "publisher_version")


@dataclass
class _Intake:
    """What one harvest has taken in so far."""

    source: Source
    workspace: Workspace
    part_bytes: int
    known: dict[tuple[str, str], str]  # every (id, version) ever stored, and its part
    withdrawn: Suppression
    traces: Traces  # of what was withdrawn
    withheld: list[Raw] = field(default_factory=list)  # documents of the file at hand that were withdrawn
    kept_out: set[str] = field(default_factory=set)  # ids met that were withdrawn: the register's rows speak of them
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    ledger: list[dict[str, str | None]] = field(default_factory=list)
    pending: list[dict[str, Any]] = field(default_factory=list)
    pending_bytes: int = 0

    def refuse(self, id: str, version: str | None, reason: str, detail: str) -> None:
        """Note what was not taken in; `version` is the content's hash, where there was content to hash."""
        if id in self.withdrawn.by_id:
            return self.kept_out.add(id)
        self.ledger.append({"id": id, "version": version, "stage": "harvest", "reason": reason, "detail": detail or None})
        return None

    def take(self, file: File | Refused, pieces: Iterator[Raw | Refused]) -> None:
        """Take in the documents of one file; what cannot be split is refused with a reason."""
        prefix = self.source.name
        if isinstance(file, Refused):
            return self.refuse(f"{prefix}/{file.id}", None, file.reason, file.detail)
        version = digest(file.data)
        count = 0
        try:
            for piece in pieces:
                count += 1
                if isinstance(piece, Refused):
                    self.refuse(f"{prefix}/{piece.id}", version, f"split:{piece.reason}", piece.detail)
                else:
                    self._try_document(file, piece)
        except DocumentError as error:
            self.refuse(f"{prefix}/{file.path}", version, f"split:{error.reason}", error.detail)
        if self.withheld:
            self.traces.meet(file, self.withheld, alone=len(self.withheld) == count)
            self.withheld = []
        return None

    def _try_document(self, file: File, raw: Raw) -> None:
        """Take in one document; one that breaks the contract is refused, and the file goes on."""
        try:
            check_strings(raw, ("id", "media_type"), OPTIONAL)
            for container in raw.part_of:
                check_strings(container, ("id", "title"), ())
            if raw.rights and (wrong := [name for name, value in raw.rights.items() if not isinstance(value, str)]):
                raise TypeError(f"rights.{wrong[0]} is not a string")
            version = raw.version
            said = raw.record if raw.record is not None or file.about is None else file.about.record
            record = None if said is None else canonical_json(said).decode()
        except READER_FAULTS as error:
            return self.refuse(f"{self.source.name}/{file.path}", digest(file.data), "split:not-a-document", _fault(error))
        return self._take_document(file, raw, version, record)

    def _take_document(self, file: File, raw: Raw, version: str, record: str | None) -> None:
        id = f"{self.source.name}/{raw.id}"
        if not raw.id or UNPRINTABLE.search(raw.id):
            detail = f"an id must be printable, and this one is {raw.id!r}"
            return self.refuse(f"{self.source.name}/{file.path}", digest(file.data), "split:id-unprintable", detail)
        row = {"id": id, "version": version, "part_of": [container._asdict() for container in raw.part_of]}
        if id in self.withdrawn.by_id:
            self.withheld.append(raw)
            return self.refuse(id, version, REASON, "")
        if same := self.withdrawn.by_version.get(version):
            self.withheld.append(raw)
            return self.refuse(same.name_for(id), None, REASON, "its content was withdrawn under another id")
        facts = self._facts(raw, file.about or NOTHING)
        if (met := self.rows.get(id)) is None:
            self.rows[id] = row | facts
            if (id, version) not in self.known:
                self._store(id, raw, record, (file.about or NOTHING).title)
            return None
        if met["version"] != version:
            if not self.source.has_own_reader:  # whoever put these files together cannot mend a reader
                detail = f"another document has this id: the one in {file.path} differs from one met before it"
                return self.refuse(id, version, "id-taken", detail)
            raise SourceError(
                f"source {self.source.name} gives the id {id} twice with different content, the second time in {file.path};"
                " qualify the id in its read.py."
            )
        met["part_of"].extend(container for container in row["part_of"] if container not in met["part_of"])
        # Of two entries that say different things around the same words, the choice must not depend on which came first.
        met.update(min(facts, {name: met[name] for name in facts}, key=canonical_json))
        return self.refuse(id, version, "same-id", "met again")

    def _facts(self, raw: Raw, about: About) -> dict[str, Any]:
        """What is known around the words: as the document says it, else as its file's catalogue does."""
        return {
            "url": raw.url or about.url,
            "legal_state": raw.legal_state,
            "valid_from": raw.valid_from,
            "valid_to": raw.valid_to,
            "created": raw.created or about.created,
            "publisher_version": raw.publisher_version,
            "rights": rights_row(self.source.description.rights, raw.rights or about.rights),
            "reservation": [dict(row) for row in about.reservation],
        }

    def _store(self, id: str, raw: Raw, record: str | None, title: str | None) -> None:
        self.pending.append(
            {
                "id": id,
                "version": raw.version,
                "source": self.source.name,
                "media_type": raw.media_type,
                "title": raw.title or title,
                "content": raw.body,
                "record": record,
            }
        )
        self.pending_bytes += len(raw.body)
        if self.pending_bytes >= self.part_bytes:
            self.flush()

    def flush(self) -> None:
        """Write what is pending as a part named by its Merkle root."""
        if not self.pending:
            return
        self.pending.sort(key=lambda row: row["id"])
        pairs = [(row["id"], row["version"]) for row in self.pending]
        name = merkle_root(pairs)
        self.workspace.write_table(
            self.workspace.parts(self.source.name) / f"{name}.parquet", pa.Table.from_pylist(self.pending, schema=RAW)
        )
        self.known.update(dict.fromkeys(pairs, name))
        self.pending, self.pending_bytes = [], 0


def _fault(error: Exception) -> str:
    return f"the reader did not expect this: {type(error).__name__}: {error}"


def harvest(source: Source, options: Options, *, accept_loss: bool = False) -> Snapshot:
    """Bring a source up to date; gives the snapshot that holds what was asked for, new or already there.

    Raises SafetyCatch before anything becomes visible, FetchError when the far side fails, SourceError when the reader breaks its
    contract.
    """
    workspace = options.workspace
    history = snapshots(workspace, source.name)
    parts = {path.stem for path in workspace.parts(source.name).glob("*.parquet")}
    if (pinned := source.connector.pinned(source.folder)) and (found := _found(history, source, pinned, parts)):
        return found
    withdrawn = suppression(workspace)
    with memory(workspace, source, withdrawn, accept_loss=accept_loss) as (store, traces):
        with options.progress.task(f"ask {source.name}", unit="answers") as step, answers_to(step):
            fetched = source.connector.fetch(source.folder, store)
        found = _found(history[-1:], source, fetched.version, parts)
        if found and not traces.sought:
            return found
        # Where the listing has not told how many files there will be, the documents of the last time are what is known.
        before = history[-1].about["live"] if history else None
        unit, total = ("documents", before) if fetched.total is None else ("files", fetched.total)
        with Guard() as guard, options.progress.task(f"harvest {source.name}", unit=unit, total=total) as step:
            stored = _stored(workspace, source.name)
            intake = _Intake(source, workspace, options.part_bytes, stored, withdrawn, traces)
            for count, (file, pieces) in enumerate(guard.split_each(source, source.gathered(fetched.files)), 1):
                intake.take(file, pieces)
                step.reach(len(intake.rows) if fetched.total is None else count)
        traces.whole = True
        if found:
            return found
        intake.flush()
        return _conclude(intake, history, fetched.version, dict(fetched.origin), accept_loss)


@contextmanager
def memory(
    workspace: Workspace, source: Source, withdrawn: Suppression, *, accept_loss: bool = False
) -> Iterator[tuple[Store, Traces]]:
    """What the connector remembers, and what is found of withdrawn documents, which it forgets when the harvest ends."""
    history = snapshots(workspace, source.name)
    before = history[-1].about["origin"] if history else None
    store = Store(workspace.harvest(source.name) / "store", before, accept_loss=accept_loss)
    traces = Traces.of(withdrawn, source.name)
    try:
        yield store, traces
    finally:
        try:
            store.close()
        finally:
            if traces.ids:
                forget(store, traces, evidence(workspace, source.name))


def _found(history: list[Snapshot], source: Source, version: str, parts: set[str]) -> Snapshot | None:
    """The newest snapshot of this version by this very reader, if all the parts it names are there."""
    fitting = (snapshot for snapshot in reversed(history) if snapshot.is_of(source, version))
    return next((snapshot for snapshot in fitting if snapshot.parts() <= parts), None)


def _stored(workspace: Workspace, source: str) -> dict[tuple[str, str], str]:
    """Every `(id, version)` in the parts of a source, whether a snapshot names it or not."""
    stored: dict[tuple[str, str], str] = {}
    for path in sorted(workspace.parts(source).glob("*.parquet")):
        table = read_table(path, ["id", "version"])
        stored.update(dict.fromkeys(zip(table["id"].to_pylist(), table["version"].to_pylist(), strict=True), path.stem))
    return stored


def _conclude(intake: _Intake, history: list[Snapshot], version: str, origin: dict[str, str], accept_loss: bool) -> Snapshot:
    """Compare with the newest snapshot, ask the safety catches, write the new one."""
    rows_before = history[-1].rows().to_pylist() if history else []
    before = {row["id"]: row for row in rows_before if not intake.withdrawn.refuses(row["id"], row["version"])}
    now = datetime.now(UTC)
    for id, row in intake.rows.items():
        old = before.get(id)
        if old is None or old["state"] == "vanished":
            row["state"] = "added"
        else:
            row["state"] = "unchanged" if old["version"] == row["version"] else "changed"
        row["part"] = intake.known[id, row["version"]]
        row["part_of"].sort(key=lambda container: (container["id"], container["title"]))
        row["fetched_at"] = now.isoformat(timespec="seconds")
    tombstones = [{**old, "state": "vanished"} for id, old in before.items() if id not in intake.rows]
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


def _ask_catches(intake: _Intake, lost: int, alive: int, version: str) -> None:
    """Raise SafetyCatch when the harvest looks wrong."""
    source, found = intake.source, len(intake.rows)
    expected = source.description.expected
    refused = [row for row in intake.ledger if row["reason"] != "same-id"]
    note = f" (refused: {refused[0]['id']}, {refused[0]['reason']}, and {len(refused) - 1} more)" if refused else ""
    if alive and lost > MOST_LOST * alive:
        raise SafetyCatch(
            f"harvesting {source.name} {version} would lose {lost:,} of {alive:,} documents ({lost / alive:.1%}, over"
            f" {MOST_LOST:.0%}){note}; if the publisher meant it, run again with --accept-loss."
        )
    if expected and not expected.documents[0] <= found <= expected.documents[1]:
        least, most = expected.documents
        raise SafetyCatch(
            f"harvesting {source.name} {version} found {found:,} documents, expected are {least:,} to {most:,}{note}; look at"
            " what was fetched, then run again with --accept-loss or mend [expected] in its source.toml."
        )
