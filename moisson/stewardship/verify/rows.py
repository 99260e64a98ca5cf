"""Checks rows against the contracts in one streaming pass over documents and ledger, in bounded memory."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from hashlib import sha256
from itertools import islice, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from moisson.contracts.disk import damaged
from moisson.contracts.errors import Unverified
from moisson.contracts.merkle import Leaves
from moisson.contracts.schemas import LEDGER, RELEASE, SCHEMA_VERSION
from moisson.release.parquet import rows
from moisson.release.stats.stats import Tally
from moisson.stewardship.verify.fault import Fault

SHA_256 = re.compile("[0-9a-f]{64}")
MOST_NAMED = 5  # rows with one fault; the others are counted
NO_VERSION = "0" * 64
NEVER_NULL = {"data": ("id", "source", "text"), "ledger": ("id", "stage", "reason"), "signatures": ("id",)}


class Pass:
    """One pass over a release's tables: its faults, and the counts for its figures."""

    def __init__(self, folder: Path, manifest: dict[str, Any]) -> None:
        self.folder, self.manifest = folder, manifest
        self.tally = Tally()
        self.whole = True  # whether every table was readable and complete; else figures mean nothing

    def faults(self) -> Iterator[Fault]:
        """Yield the faults of the tables while counting them."""
        yield from self._of_schemas()
        if not self.whole:
            return
        with ExitStack() as stack:
            working = Path(stack.enter_context(TemporaryDirectory(prefix="moisson-verify-")))
            kept, gone, signed = (stack.enter_context(Leaves(working / name)) for name in ("kept", "gone", "signed"))
            yield from self._of_documents(kept)
            self._count_ledger(gone)
            yield from self._of_tree(kept)
            yield from _of_both(kept, gone)
            yield from self._of_signatures(kept, signed)

    def _of_schemas(self) -> Iterator[Fault]:
        """Check the columns of every table and its schema version."""
        published: pa.Schema | None = None
        for path in sorted((self.folder / "data").rglob("*.parquet")) + sorted((self.folder / "ledger").rglob("*.parquet")):
            where = path.relative_to(self.folder).as_posix()
            try:
                schema = pq.read_schema(path)
            except (pa.ArrowException, OSError) as error:
                self.whole = False
                yield Fault("schema", where, f"cannot be read: {damaged(path, error)}")
                continue
            version = (schema.metadata or {}).get(b"schema_version", b"none").decode(errors="replace")
            if version != str(SCHEMA_VERSION):
                yield Fault("schema", where, f"is of the contracts' version {version}; this Moisson checks {SCHEMA_VERSION}")
            contract = LEDGER if where.startswith("ledger/") else RELEASE
            wrong = [
                field.name for field in contract if field.name not in schema.names or schema.field(field.name).type != field.type
            ]
            if wrong:
                self.whole = False
                yield Fault("schema", where, f"lacks or gives another type to: {', '.join(wrong)}")
            if contract is RELEASE:
                published = published or schema
                if not schema.equals(published):
                    yield Fault("schema", where, "has other columns than the tables before it")
        if published is None:
            self.whole = False
            yield Fault("schema", "data/", "holds no table of documents")

    def _of_documents(self, kept: Leaves) -> Iterator[Fault]:
        counts: dict[tuple[str, str], int] = {}
        for language in sorted(path.name for path in (self.folder / "data").iterdir() if path.is_dir()):
            last = ""
            for batch in _filled(rows(self.folder, f"data/{language}"), "data", language):
                self.tally.add(batch)
                ids = batch["id"].to_pylist()
                kept.add(zip(ids, map(_hash, batch["version"].to_pylist()), strict=True))
                if ids and (ids != sorted(ids) or ids[0] < last):
                    yield Fault("order", f"data/{language}/", f"is not in the order of ids, near {ids[0]}")
                last = ids[-1] if ids else last
                yield from _named(_of_batch(batch, language, self.manifest.get("unlicensed") == "private"), counts)
        for (check, what), count in counts.items():
            if count > MOST_NAMED:
                yield Fault(check, "data/", f"{count - MOST_NAMED:,} more documents: {what}")

    def _count_ledger(self, gone: Leaves) -> None:
        """Count the ledger and note what the run dropped. What the harvest refused may be in data/ through another entry."""
        for batch in _filled(rows(self.folder, "ledger"), "ledger"):
            self.tally.ledger(batch)
            taken = batch.filter(pc.not_equal(batch["stage"], "harvest"))
            gone.add((id, NO_VERSION) for id in taken["id"].to_pylist())

    def _of_tree(self, kept: Leaves) -> Iterator[Fault]:
        said, root = self.manifest.get("documents_merkle_root"), kept.root()
        if kept.count != self.manifest.get("documents"):
            yield Fault("tree", "MANIFEST.json", f"says {self.manifest.get('documents')} documents; data/ holds {kept.count}")
        if root != said:
            yield Fault("tree", "MANIFEST.json", f"names the root {str(said)[:12]}…; the documents give {root[:12]}…")

    def _of_signatures(self, kept: Leaves, signed: Leaves) -> Iterator[Fault]:
        """Yield documents in `signatures/` that data/ no longer has."""
        if not (self.folder / "signatures").is_dir():
            return
        for batch in _filled(rows(self.folder, "signatures", ["id"]), "signatures"):
            signed.add((id, NO_VERSION) for id in batch["id"].to_pylist())
        lost = set(islice(_only(signed, kept), MOST_NAMED))
        for batch in rows(self.folder, "signatures", ["id"]) if lost else ():
            for id in batch["id"].to_pylist():
                if sha256(id.encode()).digest() in lost:
                    yield Fault("conservation", id, "is in signatures/ but no longer in data/")


def _filled(batches: Iterator[pa.RecordBatch], part: str, *within: str) -> Iterator[pa.RecordBatch]:
    """Pass batches on; raises Unverified at a row that lacks a required column."""
    for batch in batches:
        for name in NEVER_NULL[part]:
            if batch[name].null_count:
                raise Unverified(f"{'/'.join((part, *within))}/ has rows without `{name}`")
        yield batch


def _hash(version: str | None) -> str:
    """The version if it is a SHA-256; else one that no document has, so that the root differs."""
    return version if version is not None and SHA_256.fullmatch(version) else NO_VERSION


def _only(some: Leaves, others: Leaves) -> Iterator[bytes]:
    """The keys of the first that the second lacks, by merging two sorted streams."""
    beside = (data[:32] for data in others)
    other = next(beside, None)
    for data in some:
        while other is not None and other < data[:32]:
            other = next(beside, None)
        if other != data[:32]:
            yield data[:32]


def _named(found: Iterator[Fault], counts: dict[tuple[str, str], int]) -> Iterator[Fault]:
    """Yield the first few faults of each kind; count the others."""
    for fault in found:
        count = counts[fault.check, fault.what] = counts.get((fault.check, fault.what), 0) + 1
        if count <= MOST_NAMED:
            yield fault


def _of_batch(batch: pa.RecordBatch, language: str, private: bool) -> Iterator[Fault]:
    """Check each row's columns against one another. A `private` release may hold rows without a right."""
    rights = batch["rights"]
    basis, license = (pc.struct_field(rights, name) for name in ("basis", "license"))
    if not private:
        without = pc.fill_null(pc.equal(basis, ""), True)
        yield from _rows(batch, without, Fault("rights", "", "has no basis: nothing says by what right it is here"))
    unnamed = pc.and_(pc.fill_null(pc.equal(basis, "licence"), False), pc.is_null(license))
    yield from _rows(batch, unnamed, Fault("rights", "", "is here by a licence that is not named"))
    other = pc.not_equal(pc.fill_null(license, ""), pc.fill_null(batch["license"], ""))
    yield from _rows(batch, other, Fault("rights", "", "has another licence in `license` than in `rights`"))
    hashes = pa.array([sha256(text.as_buffer()).hexdigest() for text in batch["text"]], pa.large_string())
    changed = pc.fill_null(pc.not_equal(hashes, batch["text_sha256"]), True)
    yield from _rows(batch, changed, Fault("rows", "", "has another text than `text_sha256` says"))
    if language != "und":
        elsewhere = pc.fill_null(pc.not_equal(batch["language"], language), True)
        yield from _rows(batch, elsewhere, Fault("order", "", f"lies in data/{language}/, whose language it is not in"))


def _rows(batch: pa.RecordBatch, wrong: pa.Array, fault: Fault) -> Iterator[Fault]:
    for id in batch["id"].filter(wrong).to_pylist():
        yield Fault(fault.check, id, fault.what)


def _of_both(kept: Leaves, gone: Leaves) -> Iterator[Fault]:
    """Yield ids that are in the release twice, or also in the run's ledger."""
    for one, other in pairwise(data[:32] for data in kept):
        if one == other:
            yield Fault("conservation", "data/", f"holds an id twice (its SHA-256 is {one.hex()[:16]}…)")
    missing = kept.count - sum(1 for _ in _only(kept, gone))
    if missing:
        yield Fault("conservation", "ledger/", f"names {missing:,} documents that are in data/ as well")
