"""Reads files before there is a source: every document with its text, or why it has none.

Readers and guarded processes are those of a harvest and a run; nothing is stored.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from moisson.connectors.files.folder import Folder
from moisson.contracts.errors import DocumentError, NotFound
from moisson.contracts.schemas import STATED
from moisson.harvest.guard import Guard
from moisson.harvest.guard_process import Answer
from moisson.harvest.guards import Guards
from moisson.readers.contract import File, Identifier, Raw, Refused, Share, Text
from moisson.readers.sniff import sniff
from moisson.rights.settle import settle
from moisson.source.description import PACKAGE, Body, Description, Source, load_source

BATCH = 32  # documents that a process gets at a time
Piece = tuple[str, Raw]  # path of the file, document
FileHook = Callable[[File], None]
FIELDS = ("title", "language", "created", "url", "legal_state", "valid_from", "valid_to", "confidence", "missing")
EXAMPLES = 3  # unread documents listed per reason


@dataclass(frozen=True, slots=True)
class Outcome:
    """One document, or the reason why it could not be read."""

    id: str
    path: str  # of its file, relative to the given path
    format: str
    text: Text | None = None
    reason: str = ""
    detail: str = ""
    raw: Raw | None = None  # its content, where the file could be split

    def as_dict(self) -> dict[str, Any]:
        """The fields of the document, or the reason, for printing."""
        head = {"id": self.id, "path": self.path, "format": self.format}
        if self.text is None:
            return {**head, "reason": self.reason, "detail": self.detail}
        fields = {name: getattr(self.text, name) for name in FIELDS}
        if self.raw is not None:  # as in a run, facts from the harvest come first
            fields |= {name: value for name in STATED if (value := getattr(self.raw, name))}
            fields["title"] = fields["title"] or self.raw.title
        fields["identifiers"] = [identifier._asdict() for identifier in self.text.identifiers]
        fields["languages"] = [share._asdict() for share in self.text.languages]
        return {**head, **fields, "text": self.text.text}


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document as a build reads it, before any stage. Fields that nothing states are None or empty."""

    id: str  # the path of its file, with `#part` where that holds several, or the identifier of its row or entry
    path: str  # of its file, relative to the given path; `!` separates an archive from its member
    format: str  # `pdf`, `docx`, `akn` …: docs/formats.md lists them
    text: str  # light Markdown
    title: str | None
    language: str | None  # ISO 639-1 where there is a code, else 639-3, as the document states it
    kind: str | None  # law, debate, decision …
    created: str | None  # dates are ISO 8601, as precise as stated
    url: str | None
    legal_state: str | None  # the publisher's word
    valid_from: str | None
    valid_to: str | None
    publisher_version: str | None
    identifiers: tuple[Identifier, ...]  # scheme and value: `celex`, `eli`, `ecli` …
    languages: tuple[Share, ...]  # words in each language it marks
    rights: dict[str, str | None] | None  # `schemas.RIGHTS`, as the document states them; `check` reads licence files too
    confidence: float | None  # of OCR: mean, 0 to 1
    missing: str | None  # parts that could not be read, in words


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a file, or a document in it, has no text: a `reason` for programs and a `detail` for people."""

    id: str
    path: str
    format: str
    reason: str  # `extract:pdf-malformed`, `split:json-malformed`, `archive:corrupt` …
    detail: str


def public_form(found: Outcome) -> Document | Refusal:
    """The public form of an outcome. Facts from the harvest come first, as in a run."""
    text, raw = found.text, found.raw
    if text is None:
        return Refusal(id=found.id, path=found.path, format=found.format, reason=found.reason, detail=found.detail)
    stated = {name: (getattr(raw, name) if raw else None) or getattr(text, name) for name in STATED}
    return Document(
        id=found.id,
        path=found.path,
        format=found.format,
        text=text.text,
        title=text.title or (raw.title if raw else None),
        language=text.language,
        kind=text.kind,
        identifiers=text.identifiers,
        languages=text.languages,
        rights=settle(None, [raw.marked_rights, raw.rights]).rights if raw else None,
        confidence=text.confidence,
        missing=text.missing,
        **stated,
    )


def read_files(path: Path, workers: int = 1, look: FileHook | None = None, count: bool = False) -> Iterator[Outcome]:
    """Yield every document under a folder, file or archive, in order of path; raises NotFound where there is none.

    `look` gets each file, archive members included, before its documents. With `count`, texts have the account of their words.
    """
    if not path.exists():
        raise NotFound(f"there is no file or folder `{path}`.")
    source = _source(path)
    guards: list[Guard] = []

    def read(batch: list[Piece]) -> list[Outcome]:
        guard = guards.pop()
        try:
            answers = list(guard.read(source, [raw.body for _, raw in batch]))
        finally:
            guards.append(guard)
        answers = _counted(batch, answers) if count else answers
        return [found for (path, raw), answer in zip(batch, answers, strict=True) for found in _found(path, raw, answer)]

    with ThreadPoolExecutor(workers) as pool, Guards() as splitter:
        guards.extend(Guard() for _ in range(workers))
        try:
            yield from _in_order(_pieces(source, splitter, look), pool, read, workers)
        finally:
            for guard in guards:
                guard.close()


def _counted(batch: list[Piece], answers: list[Answer]) -> list[Answer]:
    from moisson.readers.conserve import conserve, is_sound  # kernels, which reading alone needs not

    read = zip(batch, answers, strict=True)
    texts = iter(conserve([(raw.body, sniff(raw.body).name, answer) for (_, raw), answer in read if is_sound(answer)]))
    return [next(texts) if is_sound(answer) else answer for answer in answers]


def _source(path: Path) -> Source:
    """The source that the folder describes, if it reads a folder; else a source made for the path."""
    if (path / "source.toml").is_file():
        found = load_source(str(path.absolute()), Path())
        if isinstance(found.connector, Folder):
            return found
    description = Description(
        title=path.name,
        about="files looked at before there is a source",
        publisher=Body(name="unknown"),
        language="und",
        connector={"use": "folder", "path": str(path.absolute())},
    )
    return Source(PACKAGE / "sources" / "files", description)


def _documents_only(files: Iterator[File | Refused], look: FileHook | None) -> Iterator[File | Refused]:
    for file in files:
        if look and isinstance(file, File):
            look(file)
        if not (isinstance(file, File) and file.beside):
            yield file


def _pieces(source: Source, splitter: Guards, look: FileHook | None) -> Iterator[Piece | Outcome]:
    connector = source.connector
    assert isinstance(connector, Folder)
    for file, pieces in splitter.split_each(source, source.gathered(_documents_only(connector.fetch(source.folder).files, look))):
        if isinstance(file, Refused):
            yield Outcome(file.id, file.id, "file", reason=file.reason, detail=file.detail)
            continue
        try:
            for piece in pieces:
                yield _refused(file, piece.reason, piece.detail, piece.id) if isinstance(piece, Refused) else (file.path, piece)
        except DocumentError as error:
            yield _refused(file, error.reason, error.detail, file.path)


def _refused(file: File, reason: str, detail: str, id: str) -> Outcome:
    return Outcome(id, file.path, sniff(file.data).name, reason=f"split:{reason}", detail=detail)


def _found(path: str, raw: Raw, answer: list[Text] | DocumentError) -> Iterator[Outcome]:
    format = sniff(raw.body).name
    if isinstance(answer, DocumentError):
        yield Outcome(raw.id, path, format, reason=f"extract:{answer.reason}", detail=answer.detail, raw=raw)
        return
    for text in answer:
        yield Outcome(f"{raw.id}#{text.part}" if text.part else raw.id, path, format, text, raw=raw)


@dataclass
class _Waiting:
    """Batches in progress, and refusals between them, in order."""

    batches: list[Future[list[Outcome]] | Outcome] = field(default_factory=list)

    def ready(self, most: int) -> Iterator[Outcome]:
        """Yield finished outcomes in order; waits while more than `most` are in progress."""
        while self.batches:
            first = self.batches[0]
            if isinstance(first, Outcome):
                yield first
            elif first.done() or len(self.batches) > most:
                yield from first.result()
            else:
                return
            self.batches.pop(0)


def _in_order(pieces: Iterator[Piece | Outcome], pool: ThreadPoolExecutor, read: Any, workers: int) -> Iterator[Outcome]:
    waiting = _Waiting()
    batch: list[Piece] = []
    for piece in pieces:
        if not isinstance(piece, Outcome):
            batch.append(piece)
        if batch and (len(batch) == BATCH or isinstance(piece, Outcome) or sum(len(raw.body) for _, raw in batch) > 2**20):
            waiting.batches.append(pool.submit(read, batch))
            batch = []
        if isinstance(piece, Outcome):
            waiting.batches.append(piece)
        yield from waiting.ready(4 * workers)
    if batch:
        waiting.batches.append(pool.submit(read, batch))
    yield from waiting.ready(0)


@dataclass
class Summary:
    """Counts over all documents and per format, with reasons for those not read."""

    documents: int = 0
    documents_read: int = 0
    words: int = 0
    formats: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, found: Outcome) -> None:
        of = self.formats.setdefault(found.format, {"documents": 0, "documents_read": 0, "words": 0, "reasons": {}})
        if found.text is not None and found.text.words_held is not None:
            account = of.setdefault("conservation", {"words_held": 0, "words_given": 0, "left_out": {}})
            account["words_held"] += found.text.words_held
            account["words_given"] += found.text.words_given
            for kind, number in found.text.left_out or ():
                account["left_out"][kind] = account["left_out"].get(kind, 0) + number
        self.documents += 1
        of["documents"] += 1
        if found.text is not None:
            words = len(found.text.text.split())
            self.documents_read += 1
            self.words += words
            of["documents_read"] += 1
            of["words"] += words
            return
        reason = of["reasons"].setdefault(found.reason, {"documents": 0, "examples": []})
        reason["documents"] += 1
        if len(reason["examples"]) < EXAMPLES:
            reason["examples"].append({"id": found.id, "detail": found.detail})

    def as_dict(self) -> dict[str, Any]:
        return {
            "documents": self.documents,
            "documents_read": self.documents_read,
            "words": self.words,
            "formats": dict(sorted(self.formats.items())),
        }
