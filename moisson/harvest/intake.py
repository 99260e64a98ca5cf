"""The intake of one harvest: documents are checked, then stored once, refused with a reason, or kept out as withdrawn.

A withdrawn document under a new id is kept out too: its content is known, and the publisher no longer lists the old id. That is
certain only after the last file, so such documents wait.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

from moisson.connectors.licence_files import LicenceFiles, folder_of
from moisson.contracts.errors import DocumentError, SourceError
from moisson.contracts.identity import canonical_json, digest
from moisson.contracts.redacted import redacted, redacted_value
from moisson.contracts.schemas import LEDGER
from moisson.harvest.parts import Parts
from moisson.harvest.taken import Taken
from moisson.harvest.withdrawn.traces import Traces
from moisson.readers.contract import READER_FAULTS, About, File, Raw, Refused, check_strings
from moisson.source.description import Source
from moisson.workspace.options import Options
from moisson.workspace.sorted_runs import SortedRuns
from moisson.workspace.withdrawn_ids import REASON, Suppression, Withdrawn

NOTHING = About()
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
OPTIONAL = ("title", "format", "url", "legal_state", "valid_from", "valid_to", "created", "publisher_version")
ELSEWHERE = "its content was withdrawn under another id"


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
    """A document without the secrets in addresses that its reader took from the content; its record is seen to by `_record`."""
    id, url = redacted(raw.id), raw.url and redacted(raw.url)
    rights, marked = raw.rights and redacted_value(raw.rights), raw.marked_rights and redacted_value(raw.marked_rights)
    if (id, url, rights, marked) == (raw.id, raw.url, raw.rights, raw.marked_rights):
        return raw
    return raw._replace(id=id, url=url, rights=rights, marked_rights=marked)


def _record(raw: Raw, about: About) -> str | None:
    """The publisher's own entry as canonical JSON, without secrets in addresses: none has neither `=` nor `@`."""
    value = about.record if raw.record is None else raw.record
    if value is None:
        return None
    written = canonical_json(value)
    return (canonical_json(redacted_value(value)) if b"=" in written or b"@" in written else written).decode()


@dataclass(frozen=True)
class Waiting:
    """A document with the content of a withdrawn one whose id has not appeared; `alone` in its file, or beside others."""

    file: File
    raw: Raw
    record: str | None
    former: Withdrawn
    alone: bool = False


class Intake:
    """What one harvest has taken in so far: rows, ledger, and contents to be written. Use it as a context manager."""

    def __init__(
        self, source: Source, options: Options, scratch: Path, withdrawn: Suppression, traces: Traces, kept_before: frozenset[str]
    ) -> None:
        self.source = source
        self.workspace = options.workspace
        self.withdrawn = withdrawn
        self.traces = traces  # of withdrawn documents
        self.beside = LicenceFiles(source.connector.tree)
        self.parts = Parts(options.workspace, source.name, options.part_bytes, scratch)
        rights = source.description.rights
        self.taken = Taken(scratch, rights.row() if rights else None)
        self.documents = 0  # taken in, each counted once
        self.ledger = SortedRuns(scratch, "ledger", LEDGER, LEDGER.names)
        self.first_refusal = ""  # by id
        self.refusals = 0  # besides same-id entries
        self.kept_out: set[str] = set()  # withdrawn ids that appeared: the register has their rows
        self._kept_before = kept_before  # public names that the previous harvest kept out
        self._withheld: list[Raw] = []  # withdrawn documents of the current file
        self._waiting: list[Waiting] = []  # possibly withdrawn, under new ids

    def refuse(self, id: str, version: str | None, reason: str, detail: str) -> None:
        """Add a row to the ledger; `version` is the content's hash, where there was content to hash."""
        if id in self.withdrawn.by_id:
            return self.kept_out.add(id)
        row = {"id": redacted(id), "version": version, "stage": "harvest", "reason": reason, "detail": redacted(detail) or None}
        if reason != "same-id":
            note = f"{row['id']}, {reason}"
            self.first_refusal = min(self.first_refusal or note, note)
            self.refusals += 1
        return self.ledger.append(row)

    def reserve(self, file: File) -> None:
        """Record a reservation: its evidence, and nothing of the content."""
        rows = file.about.reservation if file.about else ()
        evidence = "; ".join(f"{row['value']} ({row['where']}, {row['seen_at']})" for row in rows)
        id = f"{self.source.name}/{redacted(file.path)}"
        self.taken.reserve(id, [dict(row) for row in rows])
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
        count, waited = 0, len(self._waiting)
        try:
            for piece in pieces:
                count += 1
                if isinstance(piece, Refused):
                    self.refuse(f"{prefix}/{piece.id}", version, f"split:{piece.reason}", piece.detail)
                else:
                    self._try_document(file, piece)
        except DocumentError as error:
            self.refuse(f"{prefix}/{file.path}", version, f"split:{error.reason}", error.detail)
        waiting = self._waiting[waited:]
        alone = len(self._withheld) + len(waiting) == count
        if self._withheld:
            self.traces.add_file(file, self._withheld, alone)
        self._waiting[waited:] = [replace(each, alone=alone) for each in waiting]
        self._withheld = []
        return None

    def settle(self) -> None:
        """Decide on what waits, once all files have come.

        A waiting document is a withdrawn one under a new id, or a copy of one that is still listed.
        """
        held = self.parts.held_elsewhere({each.raw.version for each in self._waiting}, self.withdrawn.by_id)
        for each in self._waiting:
            id, version = f"{self.source.name}/{each.raw.id}", each.raw.version
            if each.former.id in self.kept_out or version in held:  # other documents share the content: not a new name
                self._store_or_refuse(each.file, each.raw, each.record)
            else:
                self.traces.add_file(each.file, [each.raw], each.alone)
                self.refuse(each.former.name_for(id), None, REASON, f"{ELSEWHERE}, which is listed no longer")

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
            record = _record(raw, file.about or NOTHING)
        except READER_FAULTS as error:
            return self.refuse(f"{self.source.name}/{file.path}", digest(file.data), "split:not-a-document", _fault(error))
        return self._take_document(file, raw, version, record)

    def _take_document(self, file: File, raw: Raw, version: str, record: str | None) -> None:
        id = f"{self.source.name}/{raw.id}"
        if not raw.id or UNPRINTABLE.search(raw.id):
            detail = f"an id must be printable, and this one is {raw.id!r}"
            return self.refuse(f"{self.source.name}/{file.path}", digest(file.data), "split:id-unprintable", detail)
        if id in self.withdrawn.by_id:
            self._withheld.append(raw)
            self.traces.versions[version] = self.withdrawn.by_id[id]
            return self.refuse(id, version, REASON, "")
        if same := self.withdrawn.by_version.get(version):
            self._withheld.append(raw)
            return self.refuse(same.name_for(id), None, REASON, ELSEWHERE)
        if (former := self.traces.former(version)) and not self.parts.holds(id, version):
            if former.name_for(id) in self._kept_before:
                self._withheld.append(raw)
                return self.refuse(former.name_for(id), None, REASON, ELSEWHERE)
            return self._waiting.append(Waiting(file, raw, record, former))
        return self._store_or_refuse(file, raw, record)

    def _store_or_refuse(self, file: File, raw: Raw, record: str | None) -> None:
        id, version, about = f"{self.source.name}/{raw.id}", raw.version, file.about or NOTHING
        if not self.parts.met(id):
            self.documents += 1
            part = self.parts.take(id, raw, record, about.title)
            return self.taken.add(id, part, raw, about, folder_of(file.path))
        if self.parts.met_as(id, version):
            self.taken.add(id, -1, raw, about, folder_of(file.path))
            return self.refuse(id, version, "same-id", "met again")
        if not self.source.has_own_reader:  # there is no reader that the user could correct
            detail = f"another document has this id: the one in {file.path} differs from one met before it"
            return self.refuse(id, version, "id-taken", detail)
        raise SourceError(
            f"source {self.source.name} gives the id {id} twice with different content, the second time in {file.path};"
            " qualify the id in its read.py."
        )

    def __enter__(self) -> "Intake":
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, where: TracebackType | None) -> None:
        self.parts.close()


def _fault(error: Exception) -> str:
    return f"the reader did not expect this: {type(error).__name__}: {error}"
