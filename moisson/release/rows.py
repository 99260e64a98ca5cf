"""The rows of a release, made block by block: each task leaves documents, signatures, ledger, leaves and figures in files."""

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from moisson.contracts.disk import beside
from moisson.contracts.merkle import leaf
from moisson.contracts.schemas import LEDGER, RELEASE, STRING
from moisson.corpus.stages.signatures import Signing, signature_rows, signature_schema
from moisson.kernels.strings import strings
from moisson.kernels.words import count_words
from moisson.release.blocks import Block, Rows
from moisson.release.clusters import ClusterSizes
from moisson.release.exchange import exchange
from moisson.release.ledger import Refusals
from moisson.release.stats.stats import Tally
from moisson.workspace.storage import ROW_GROUP

FOLDER = "release"  # in the run's folder
BATCH_ROWS = 1024
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")  # BCP 47
COMPUTED = ("license", "text_sha256", "word_count")


def make_rows(
    rows: Rows, number: int, columns: Sequence[str], signing: Sequence[Any] | None, refused: Sequence[str]
) -> dict[str, Any]:
    """Make what a block gives the release; the receipt says what lies where, and how much was read.

    `columns` are those that the recipe publishes, `refused` what `refusals` gives.
    """
    block, folder, tally = rows.block(number), rows.folder / FOLDER, Tally()
    schemas = {"data": release_schema(rows, columns), "ledger": LEDGER}
    if signing:
        schemas["signatures"] = signature_schema(Signing(*signing))
    leaves: list[bytes] = []
    with ExitStack() as stack:
        to = {part: stack.enter_context(exchange(folder / exchange_of(part, number), of)) for part, of in schemas.items()}
        for batch in release_batches(rows, block, schemas["data"]):
            tally.add(batch)
            leaves += map(leaf, batch["id"].to_pylist(), batch["version"].to_pylist())
            for language, own in _by_language(batch):
                to["data"].add(language, own)
            if signing:
                to["signatures"].add("", signature_rows(batch, Signing(*signing)))
        ledger = Refusals(rows.folder, refused)
        for table in ledger.sorted_with(block):
            for batch in table.combine_chunks().to_batches(max_chunksize=ROW_GROUP):
                tally.ledger(batch)
                to["ledger"].add("", batch)
    with beside(leaves_of(folder, number)) as path:
        path.write_bytes(b"".join(sorted(leaves)))
    with beside(figures_of(folder, number)) as path:
        tally.save(path)
    return {"documents": len(leaves), "refused": ledger.read, "pieces": {part: made.pieces for part, made in to.items()}}


def exchange_of(part: str, number: int) -> str:
    """The file in which a block's rows for one part of the release wait."""
    return f"{part}-{number}.arrow"


def leaves_of(folder: Path, number: int) -> Path:
    return folder / f"leaves-{number}"


def figures_of(folder: Path, number: int) -> Path:
    return folder / f"figures-{number}"


def release_schema(rows: Rows, columns: Sequence[str]) -> pa.Schema:
    """RELEASE with the further columns that the recipe publishes."""
    return pa.schema([*RELEASE, *((name, rows.type(name)) for name in columns if name not in RELEASE.names)])


def release_batches(rows: Rows, block: Block, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """The rows of a block with the release's columns only."""
    names = [name for name in schema.names if name not in COMPUTED and rows.has(name)]
    sizes = ClusterSizes(rows, block)
    first = 0
    for batch in block.batches(names, BATCH_ROWS):
        made: dict[str, pa.Array] = dict(zip(batch.schema.names, batch.columns, strict=True))
        made["license"] = pc.struct_field(batch["rights"], "license")
        made["text_sha256"] = pa.array([sha256(text.as_buffer()).hexdigest() for text in batch["text"]], STRING)
        made["word_count"] = pa.array(count_words(strings(batch["text"])))
        made.setdefault("cluster_id", batch["id"])
        seen = sizes.of(first, made["cluster_id"])
        made["cluster_size"] = pc.max_element_wise(made.get("cluster_size", seen), seen)
        first += batch.num_rows
        filled = [made.get(field.name, pa.nulls(batch.num_rows, field.type)) for field in schema]
        yield pa.RecordBatch.from_arrays(filled, schema=schema)


def _by_language(batch: pa.RecordBatch) -> Iterator[tuple[str, pa.RecordBatch]]:
    """The rows of each language's folder."""
    languages = pc.fill_null(batch["language"], "")
    folders: dict[str, list[str]] = {}
    for language in pc.unique(languages).to_pylist():
        folders.setdefault(language_folder(language), []).append(language)
    for folder, own in folders.items():
        yield folder, batch if len(folders) == 1 else batch.filter(pc.is_in(languages, pa.array(own, STRING)))


def language_folder(language: str) -> str:
    """The folder of a language: its tag if valid, so that no document's value leads out of the release."""
    return language if LANGUAGE_TAG.fullmatch(language) else "und"
