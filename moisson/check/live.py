"""`check --live`: whether a publisher answers now, with a document that can be read.

The probe takes about a minute, whatever the size of the source, and stores nothing.
"""

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

from moisson.connectors import Connector
from moisson.connectors.memory.store import Store
from moisson.connectors.web.failure import Failure
from moisson.connectors.web.manners import impatient
from moisson.connectors.web.remote import Remote
from moisson.contracts.errors import DocumentError
from moisson.contracts.redacted import redacted_value
from moisson.harvest.guard import Guard
from moisson.harvest.intake import without_secrets
from moisson.readers.contract import File, Raw, Refused, Text
from moisson.source.description import Source, load_source
from moisson.workspace.progress import answers_to

PROBE_S = 50.0
PROBE_BYTES = 64 << 20  # of one file
MOST_TRIED = 5  # unread documents before the answer is that none can be read
MOST_PASSED = 1_000  # refused entries of a file before its first document
SHOWN = 5  # of what was refused


class Enough(Exception):
    """The probe's time is over."""


@dataclass
class Deadline:
    """Counts a host's answers, and ends the probe when its time is over."""

    until: float
    answers: int = 0

    def reach(self, done: int, note: str = "") -> None:
        del note
        self.answers = done
        if monotonic() > self.until:
            raise Enough


@dataclass
class Probed:
    """The result of a probe; `status` is read, unread, nothing, endless or too-large."""

    status: str
    live: str  # the same as a sentence
    version: str | None = None
    file: str | None = None
    document: dict[str, Any] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """For printing."""
        head = {"live": self.live, "status": self.status, "version": self.version, "first file": self.file}
        found = head | self.document | {"refused before": self.refused}
        return {name: redacted_value(value) for name, value in found.items() if value is not None}


def probe(name: str, seconds: float = PROBE_S) -> Probed:
    """Fetch and read a source's first document.

    A list that goes on for longer than `seconds`, or a first file of more than `PROBE_BYTES`, is an answer too. Raises FetchError
    where there is none.
    """
    source = load_source(name, Path())
    step = Deadline(monotonic() + seconds)
    try:
        with TemporaryDirectory(prefix="moisson-live-") as folder, Guard() as guard, answers_to(step):
            return _first_document(source, _briefly(source.connector), Store(Path(folder)), guard)
    except Enough:
        said = f"it answers, {step.answers:,} times in {seconds:.0f} s; its list goes on, and no document was tried"
        return Probed("endless", said)
    except Failure as failure:
        if failure.reason != "too-large":
            raise
        return Probed("too-large", f"it answers: {failure.url} is there, and larger than a check takes; no document was tried")


def _briefly(connector: Connector) -> Connector:
    """The connector, limited to small files and few retries."""
    if not isinstance(connector, Remote):
        return connector
    brief = impatient(connector.manners)
    most = min(brief.max_download_bytes, PROBE_BYTES)
    return connector.model_copy(update={"manners": brief.model_copy(update={"max_download_bytes": most})})


def _first_document(source: Source, connector: Connector, store: Store, guard: Guard) -> Probed:
    """The first document that can be read."""
    began = monotonic()
    refused: list[str] = []
    unread: list[str] = []
    fetched = connector.fetch(source.folder, store)
    for file in source.gathered(map(without_secrets, fetched.files)):
        if isinstance(file, Refused):
            refused.append(_why(file.id, file.reason, file.detail))
            continue
        if file.beside:
            continue
        if file.about and file.about.reservation:
            row = file.about.reservation[0]
            refused.append(_why(file.path, f"reserved:{row['protocol']}", str(row["value"])))
            continue
        for raw in _documents(guard, source, file, refused, unread):
            texts = next(guard.read(source, [raw.body]))
            if isinstance(texts, DocumentError):
                unread.append(_why(raw.id, texts.reason, texts.detail))
            elif found := next((text for text in texts if text.text.split()), None):
                said, place = f"yes, in {monotonic() - began:.1f} s", f"{file.path}, {len(file.data):,} bytes"
                return Probed("read", said, fetched.version, place, _document(source, raw, found), [*refused, *unread][:SHOWN])
            else:
                unread.append(_why(raw.id, "empty", "there are no words in it"))
        if len(unread) >= MOST_TRIED:
            break
    if unread:
        said = f"it answers, but nothing could be read: {unread[0]}"
        return Probed("unread", said, fetched.version, refused=[*unread[1:], *refused][:SHOWN])
    first = f": {refused[0]}" if refused else ""
    return Probed("nothing", f"it answers, but gives no document{first}", fetched.version, refused=refused[1:SHOWN])


def _documents(guard: Guard, source: Source, file: File, refused: list[str], unread: list[str]) -> list[Raw]:
    """The first documents of a file; what comes before them and is refused is noted, and why the file cannot be split."""
    found: list[Raw] = []
    try:
        for passed, piece in enumerate(guard.split(source, file)):
            if isinstance(piece, Raw):
                found.append(piece)
            else:
                refused.append(_why(piece.id, piece.reason, piece.detail))
            if len(found) >= MOST_TRIED or passed >= MOST_PASSED:
                guard.close()  # it has more to say of this file, which would pass for the next answer
                break
    except DocumentError as error:
        unread.append(_why(file.path, error.reason, error.detail))
    return found


def _document(source: Source, raw: Raw, text: Text) -> dict[str, Any]:
    stated = source.description.language
    return {
        "first document": raw.id,
        "title": raw.title or text.title,
        "words": len(text.text.split()),
        "language": text.language or (f"{stated}, as the source says" if stated != "und" else "not stated"),
        "format": text.format,
    }


def _why(id: str, reason: str, detail: str) -> str:
    return f"{id}: {reason}" + (f" ({detail})" if detail else "")
