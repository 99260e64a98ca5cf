"""Documents out of RAW rows: each row yields at least one document, or exactly one ledger row that says why there is none."""

from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa

from moisson.contracts.errors import ConservationError, DocumentError
from moisson.contracts.schemas import EXTRACTED, STATED
from moisson.corpus.shards import SHARD_LEDGER
from moisson.harvest.guard import Guard
from moisson.harvest.guard_process import Answer
from moisson.readers.conserve import conserve, is_sound
from moisson.readers.contract import READER_FAULTS, Text, check_strings
from moisson.readers.facts.plain_title import plain_title
from moisson.readers.kinds import kind_of
from moisson.source.description import Source
from moisson.workspace.progress import Share
from moisson.workspace.storage import read_table

READ = ["id", "version", "format", "title", "content"]  # of a part, what reading its documents takes
COUNTED_ROWS, COUNTED_BYTES = 256, 1 << 20  # of which words are counted at a time
Row = tuple[dict[str, Any], list[dict[str, Any]], DocumentError | None]  # a RAW row, its documents, why there are none


def extract_part(source: Source, part: Path, batch_rows: int, share: Share | None = None) -> tuple[pa.Table, pa.Table, int]:
    """Read every RAW row of a part's file; gives the documents sorted by id, the ledger, and the number of RAW rows."""
    raw = read_table(part, READ)
    tables, yielded = [EXTRACTED.empty_table()], 0
    ledger: list[dict[str, str | None]] = []
    for batch in raw.to_batches(max_chunksize=batch_rows):
        documents: list[dict[str, Any]] = []
        for row, found, refusal in read_rows(source, batch.to_pylist()):
            documents += found
            yielded += bool(found)
            if share:
                share.add(1)
            if refusal is not None:
                ledger.append(
                    {
                        "id": row["id"],
                        "version": row["version"],
                        "stage": "extract",
                        "reason": f"extract:{refusal.reason}",
                        "detail": refusal.detail or None,
                        "raw_id": row["id"],
                    }
                )
        tables.append(pa.Table.from_pylist(documents, schema=EXTRACTED))
    if yielded + len(ledger) != raw.num_rows:
        raise ConservationError(
            f"part {part.stem[:12]}: {raw.num_rows} rows gave {yielded} with documents and {len(ledger)} without."
        )
    return pa.concat_tables(tables).sort_by("id"), pa.Table.from_pylist(ledger, schema=SHARD_LEDGER), raw.num_rows


@lru_cache(maxsize=1)
def guard() -> Guard:
    """The process in which this worker's documents are read; it ends when this one does."""
    return Guard()


def read_rows(source: Source, rows: list[dict[str, Any]]) -> Iterator[Row]:
    """Each RAW row with its documents, or with the reason why there are none."""
    waiting: list[tuple[dict[str, Any], Answer]] = []
    size = 0
    for row, answer in zip(rows, guard().read(source, [row["content"] for row in rows]), strict=True):
        waiting.append((row, answer))
        size += len(row["content"])
        if size >= COUNTED_BYTES or len(waiting) == COUNTED_ROWS:
            yield from _counted(source, waiting)
            waiting, size = [], 0
    yield from _counted(source, waiting)


def _counted(source: Source, rows: list[tuple[dict[str, Any], Answer]]) -> Iterator[Row]:
    """Rows with their documents and the account of their words."""
    texts = iter(conserve([(row["content"], row["format"], answer) for row, answer in rows if is_sound(answer)]))
    for row, answer in rows:
        yield row, *_documents(source, row, next(texts) if is_sound(answer) else answer)


def _documents(source: Source, row: dict[str, Any], answer: Answer) -> tuple[list[dict[str, Any]], DocumentError | None]:
    if isinstance(answer, DocumentError):
        return [], answer
    try:
        found = [_document(source, row, text) for text in answer]
    except READER_FAULTS as error:
        return [], DocumentError("unexpected-structure", f"{type(error).__name__}: {error}")
    return found, None if found else DocumentError("nothing", "the reader found no document in it")


def _document(source: Source, row: dict[str, Any], text: Text) -> dict[str, Any]:
    check_strings(text, ("text", "format", "part"), ("title", "language", "missing", "kind", *STATED))
    return {
        "id": f"{row['id']}#{text.part}" if text.part else row["id"],
        "version": row["version"],
        "raw_id": row["id"],
        "source": source.name,
        "publisher": source.description.publisher.name,
        "title": text.title or plain_title(row["title"]),
        "language": text.language or source.description.language,
        **{f"stated_{name}": getattr(text, name) for name in STATED},
        "identifiers": [identifier._asdict() for identifier in text.identifiers],
        "languages": [share._asdict() for share in text.languages],
        "confidence": text.confidence,
        "missing": text.missing,
        "words_held": text.words_held,
        "words_given": text.words_given,
        "left_out": None if text.left_out is None else [each._asdict() for each in text.left_out],
        "speakers": None if text.speakers is None else [each._asdict() for each in text.speakers],
        "votes": None if text.votes is None else [each._asdict() for each in text.votes],
        "kind": text.kind or source.description.kind or kind_of(text.format),
        "jurisdiction": source.jurisdiction,
        "format": text.format,
        "extractor": source.extractor(row["format"]),
        "text": text.text,
        "text_sha256": sha256(text.text.encode()).hexdigest(),
    }
