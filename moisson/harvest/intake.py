"""The intake of one harvest: documents are checked, then stored once, refused with a reason, or kept out as withdrawn.

A withdrawn document under a new id is kept out too: its content is known, and the publisher no longer lists the old id. That is
certain only after the last file, so such documents wait.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import pyarrow as pa

from moisson.connectors.licence_files import LicenceFiles, folder_of
from moisson.contracts.errors import DocumentError, SourceError
from moisson.contracts.identity import canonical_json, digest, merkle_root
from moisson.contracts.redacted import redacted, redacted_value
from moisson.contracts.schemas import RAW
from moisson.harvest.withdrawn.traces import Traces
from moisson.readers.contract import READER_FAULTS, About, File, Raw, Refused, check_strings
from moisson.rights.settle import settle
from moisson.source.description import Source
from moisson.workspace.storage import Workspace, read_table
from moisson.workspace.withdrawn_ids import REASON, Suppression, Withdrawn

NOTHING = About()
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
OPTIONAL = ("title", "format", "url", "legal_state", "valid_from", "valid_to", "created", "publisher_version")
ELSEWHERE = "its content was withdrawn under another id"


class Stored(NamedTuple):
    """The part a document lies in, and the format it is read by."""

    part: str
    format: str | None


Statements = tuple[Mapping[str, str], ...]  # of rights, the nearest first


def without_secrets(file: File | Refused) -> File | Refused:
    """A connector's file without the secrets in its addresses and its catalogue record."""
    if isinstance(file, Refused):
        return Refused(redacted(file.id), file.reason, redacted(file.detail))
    about = file.about
    if about is not None:
        about = replace(
            about,
            url=about.url and redacted(about.url),
            record=redacted_value(about.record),
            rights=redacted_value(about.rights),
            reservation=tuple(map(redacted_value, about.reservation)),
        )
    return replace(file, path=redacted(file.path), about=about)


def _raw_without_secrets(raw: Raw) -> Raw:
    """A document without the secrets in addresses that its reader took from the content."""
    before = (raw.id, raw.url, raw.record, raw.rights, raw.marked_rights)
    after = redacted_value(before)
    if after == list(before):
        return raw
    id, url, record, rights, marked = after
    return raw._replace(id=id, url=url, record=record, rights=rights, marked_rights=marked)


@dataclass(frozen=True)
class Waiting:
    """A document with the content of a withdrawn one whose id has not appeared; `alone` in its file, or beside others."""

    file: File
    raw: Raw
    record: str | None
    former: Withdrawn
    alone: bool = False


@dataclass
class Intake:
    """What one harvest has taken in so far: rows, ledger, and contents to be written."""

    source: Source
    workspace: Workspace
    part_bytes: int
    known: dict[tuple[str, str], Stored]  # every (id, version) ever stored
    withdrawn: Suppression
    traces: Traces  # of withdrawn documents
    kept_before: frozenset[str] = frozenset()  # public names that the previous harvest kept out
    withheld: list[Raw] = field(default_factory=list)  # withdrawn documents of the current file
    waiting: list[Waiting] = field(default_factory=list)  # possibly withdrawn, under new ids
    kept_out: set[str] = field(default_factory=set)  # withdrawn ids that appeared: the register has their rows
    reserved: dict[str, list[dict[str, str | None]]] = field(default_factory=dict)  # opt-outs, by ids of what was not taken in
    beside: LicenceFiles = field(default_factory=LicenceFiles)
    stated: dict[str, tuple[str, Statements]] = field(default_factory=dict)  # by id: its folder and its statements of rights
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    ledger: list[dict[str, str | None]] = field(default_factory=list)
    pending: list[dict[str, Any]] = field(default_factory=list)
    pending_bytes: int = 0
    new_formats: dict[str, dict[tuple[str, str], str | None]] = field(default_factory=dict)  # by part, where they have changed

    def refuse(self, id: str, version: str | None, reason: str, detail: str) -> None:
        """Add a row to the ledger; `version` is the content's hash, where there was content to hash."""
        if id in self.withdrawn.by_id:
            return self.kept_out.add(id)
        row = {"id": redacted(id), "version": version, "stage": "harvest", "reason": reason, "detail": redacted(detail) or None}
        return self.ledger.append(row)

    def reserve(self, file: File) -> None:
        """Record a reservation: its evidence, and nothing of the content."""
        rows = file.about.reservation if file.about else ()
        evidence = "; ".join(f"{row['value']} ({row['where']}, {row['seen_at']})" for row in rows)
        id = f"{self.source.name}/{redacted(file.path)}"
        self.reserved[id] = [dict(row) for row in rows]
        self.refuse(id, None, f"reserved:{rows[0]['protocol']}", evidence)

    def documents_only(self, files: Iterator[File | Refused]) -> Iterator[File | Refused]:
        """The files that hold documents. Files beside them are read for statements of rights only."""
        for file in files:
            if isinstance(file, File):
                self.beside.add(file)
            if not (isinstance(file, File) and file.beside):
                yield file

    def take(self, file: File | Refused, pieces: Iterator[Raw | Refused]) -> None:
        """Take in the documents of one file. What cannot be split is refused with a reason."""
        prefix = self.source.name
        if isinstance(file, Refused):
            return self.refuse(f"{prefix}/{file.id}", None, file.reason, file.detail)
        version = digest(file.data)
        count, waited = 0, len(self.waiting)
        try:
            for piece in pieces:
                count += 1
                if isinstance(piece, Refused):
                    self.refuse(f"{prefix}/{piece.id}", version, f"split:{piece.reason}", piece.detail)
                else:
                    self._try_document(file, piece)
        except DocumentError as error:
            self.refuse(f"{prefix}/{file.path}", version, f"split:{error.reason}", error.detail)
        waiting = self.waiting[waited:]
        alone = len(self.withheld) + len(waiting) == count
        if self.withheld:
            self.traces.add_file(file, self.withheld, alone)
        self.waiting[waited:] = [replace(each, alone=alone) for each in waiting]
        self.withheld = []
        return None

    def settle(self) -> None:
        """Decide on what waits, and apply licence files, once all files have come.

        A waiting document is a withdrawn one under a new id, or a copy of one that is still listed.
        """
        held = {version for id, version in self.known if id not in self.withdrawn.by_id} if self.waiting else set()
        for each in self.waiting:
            id, version = f"{self.source.name}/{each.raw.id}", each.raw.version
            if each.former.id in self.kept_out or version in held:  # other documents share the content: not a new name
                self._store_or_refuse(each.file, each.raw, version, each.record)
            else:
                self.traces.add_file(each.file, [each.raw], each.alone)
                self.refuse(each.former.name_for(id), None, REASON, f"{ELSEWHERE}, which is listed no longer")
        for id, (folder, statements) in self.stated.items():
            if spoken := self.beside.nearest(folder):
                self.rows[id] |= self._settled((*statements, spoken.row()))

    def _try_document(self, file: File, raw: Raw) -> None:
        """Take in one document; refuse it where it breaks the contract."""
        try:
            check_strings(raw, ("id", "media_type"), OPTIONAL)
            for container in raw.part_of:
                check_strings(container, ("id", "title"), ())
            if raw.rights and (wrong := [name for name, value in raw.rights.items() if not isinstance(value, str)]):
                raise TypeError(f"rights.{wrong[0]} is not a string")
            raw = _raw_without_secrets(raw)
            version = raw.version
            value = raw.record if raw.record is not None or file.about is None else file.about.record
            record = None if value is None else canonical_json(value).decode()
        except READER_FAULTS as error:
            return self.refuse(f"{self.source.name}/{file.path}", digest(file.data), "split:not-a-document", _fault(error))
        return self._take_document(file, raw, version, record)

    def _take_document(self, file: File, raw: Raw, version: str, record: str | None) -> None:
        id = f"{self.source.name}/{raw.id}"
        if not raw.id or UNPRINTABLE.search(raw.id):
            detail = f"an id must be printable, and this one is {raw.id!r}"
            return self.refuse(f"{self.source.name}/{file.path}", digest(file.data), "split:id-unprintable", detail)
        if id in self.withdrawn.by_id:
            self.withheld.append(raw)
            self.traces.versions[version] = self.withdrawn.by_id[id]
            return self.refuse(id, version, REASON, "")
        if same := self.withdrawn.by_version.get(version):
            self.withheld.append(raw)
            return self.refuse(same.name_for(id), None, REASON, ELSEWHERE)
        if (former := self.traces.former(version)) and (id, version) not in self.known:
            if former.name_for(id) in self.kept_before:
                self.withheld.append(raw)
                return self.refuse(former.name_for(id), None, REASON, ELSEWHERE)
            return self.waiting.append(Waiting(file, raw, record, former))
        return self._store_or_refuse(file, raw, version, record)

    def _store_or_refuse(self, file: File, raw: Raw, version: str, record: str | None) -> None:
        id = f"{self.source.name}/{raw.id}"
        row: dict[str, Any] = {
            "id": id,
            "version": version,
            "part_of": [container._asdict() for container in raw.part_of],
            "format": raw.format,
        }
        about = file.about or NOTHING
        statements = tuple(each for each in (raw.marked_rights, raw.rights, about.rights) if each)
        facts = self._facts(raw, about) | self._settled(statements)
        if (met := self.rows.get(id)) is None:
            self.rows[id] = row | facts
            self.stated[id] = (folder_of(file.path), statements)
            if (stored := self.known.get((id, version))) is None:
                self._store(id, raw, record, (file.about or NOTHING).title)
            elif stored.format != raw.format:  # recognition of formats has changed since it was stored
                self.new_formats.setdefault(stored.part, {})[id, version] = raw.format
            return None
        if met["version"] != version:
            if not self.source.has_own_reader:  # there is no reader that the user could correct
                detail = f"another document has this id: the one in {file.path} differs from one met before it"
                return self.refuse(id, version, "id-taken", detail)
            raise SourceError(
                f"source {self.source.name} gives the id {id} twice with different content, the second time in {file.path};"
                " qualify the id in its read.py."
            )
        met["part_of"].extend(container for container in row["part_of"] if container not in met["part_of"])
        # Where entries give different facts for the same words, the choice must not depend on their order.
        chosen = min(facts, {name: met[name] for name in facts}, key=canonical_json)
        if chosen is facts:
            self.stated[id] = (folder_of(file.path), statements)
        met.update(chosen)
        return self.refuse(id, version, "same-id", "met again")

    def _facts(self, raw: Raw, about: About) -> dict[str, Any]:
        """The facts about a document: its own statements, else those of its file's catalogue."""
        return {
            "url": raw.url or about.url,
            "legal_state": raw.legal_state,
            "valid_from": raw.valid_from,
            "valid_to": raw.valid_to,
            "created": raw.created or about.created,
            "publisher_version": raw.publisher_version,
            "reservation": [dict(row) for row in about.reservation],
        }

    def _settled(self, statements: Statements) -> dict[str, Any]:
        """The rights under which a document may be used, and all other statements."""
        said = self.source.description.rights
        settled = settle(said.row() if said else None, statements)
        return {"rights": settled.rights, "other_rights": list(settled.others)}

    def _store(self, id: str, raw: Raw, record: str | None, title: str | None) -> None:
        self.pending.append(
            {
                "id": id,
                "version": raw.version,
                "source": self.source.name,
                "media_type": raw.media_type,
                "format": raw.format,
                "title": raw.title or title,
                "content": raw.body,
                "record": record,
            }
        )
        self.pending_bytes += len(raw.body)
        if self.pending_bytes >= self.part_bytes:
            self.flush()

    def flush(self) -> None:
        """Write pending rows as a part named by its Merkle root, and changed formats into existing parts."""
        for part, formats in self.new_formats.items():
            path = self.workspace.parts(self.source.name) / f"{part}.parquet"
            rows = read_table(path).to_pylist()
            again = [{**row, "format": formats.get((row["id"], row["version"]), row["format"])} for row in rows]
            self.workspace.write_table(path, pa.Table.from_pylist(again, schema=RAW))
        self.new_formats = {}
        if not self.pending:
            return
        self.pending.sort(key=lambda row: row["id"])
        pairs = [(row["id"], row["version"]) for row in self.pending]
        name = merkle_root(pairs)
        self.workspace.write_table(
            self.workspace.parts(self.source.name) / f"{name}.parquet", pa.Table.from_pylist(self.pending, schema=RAW)
        )
        self.known.update({(row["id"], row["version"]): Stored(name, row["format"]) for row in self.pending})
        self.pending, self.pending_bytes = [], 0


def _fault(error: Exception) -> str:
    return f"the reader did not expect this: {type(error).__name__}: {error}"
