"""A release for programs: its rows and figures, trace and verify."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa

from moisson.connectors.web.manners import Manners
from moisson.contracts.errors import UserError
from moisson.contracts.schemas import LEDGER
from moisson.contracts.sign import public_key
from moisson.stewardship.far import FarRelease
from moisson.stewardship.far_open import is_far, open_far
from moisson.stewardship.opened import Opened, Released, Table, open_release, parquet_of
from moisson.stewardship.trace.document import trace_in_release
from moisson.stewardship.trace.passage import Passage
from moisson.stewardship.trace.text import trace_text_in_release
from moisson.stewardship.verify.trust import trusted
from moisson.stewardship.verify.verdict import Verdict, verify
from moisson.workspace.drawn import progress_for


class Rows:
    """Rows of a release, read on demand, a row group of at most 4,096 at a time.

    Iterating yields dicts. DuckDB, Polars, pandas and Arrow read it through `__arrow_c_stream__`.
    """

    def __init__(self, tables: Sequence[Table], schema: pa.Schema, columns: Sequence[str] | None, what: str) -> None:
        wanted = list(dict.fromkeys(schema.names if columns is None else columns))
        if unknown := [name for name in wanted if name not in schema.names]:
            raise UserError(f"{what} has no column `{unknown[0]}`; it has {', '.join(schema.names)}.")
        self._tables = tables
        self.schema = pa.schema([schema.field(name) for name in wanted])

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for batch in self.batches():
            yield from batch.to_pylist()

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Arrow batches with the requested columns in order. Raises StorageError; FetchError if the release is remote."""
        names = self.schema.names
        for table in self._tables:
            with parquet_of(table) as file:
                for number in range(file.num_row_groups):
                    yield from file.read_row_group(number, columns=names).select(names).cast(self.schema).to_batches()

    def table(self) -> pa.Table:
        """All rows in memory."""
        return pa.Table.from_batches(self.batches(), schema=self.schema)

    def __len__(self) -> int:
        """The number of rows, from the tables' footers."""
        count = 0
        for table in self._tables:
            with parquet_of(table) as file:
                count += file.metadata.num_rows
        return count

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return pa.RecordBatchReader.from_batches(self.schema, self.batches()).__arrow_c_stream__(requested_schema)


@dataclass(frozen=True, repr=False)
class Release:
    """A release from `moisson.open_release` or `moisson.build`. Use a remote one as a context manager.

    Reading a remote release does not check it against its manifest; `verify` checks all of it.
    """

    opened: Opened
    made: bool = False  # whether the call made it
    held: tuple[str, ...] = ()  # documents that resemble a withdrawn text and wait for a person's decision

    @classmethod
    def at(cls, where: str | Path, manners: Manners | None = None, s3: Mapping[str, str | bool] | None = None) -> Self:
        """Open a release: see `moisson.open_release`."""
        return cls(open_far(str(where), manners, s3) if is_far(where) else open_release(Path(where)))

    def __repr__(self) -> str:
        return f"Release({self.where!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections of a remote release."""
        if isinstance(self.opened, FarRelease):
            self.opened.far.close()

    @property
    def where(self) -> str:
        """Its folder or address."""
        return self.opened.where

    @property
    def name(self) -> str:
        """RECIPE/RELEASE, as in `fr-droits-travail/2026-03-27-0f3c…`."""
        return self.opened.name

    @property
    def manifest(self) -> dict[str, Any]:
        """`MANIFEST.json`: versions, the Merkle root, bytes and SHA-256 of each file."""
        return self.opened.manifest

    @property
    def figures(self) -> dict[str, Any]:
        """`stats.json`: documents and words by source, language and licence, what each stage dropped and why."""
        return self.opened.stats

    @property
    def languages(self) -> list[str]:
        """The languages of its documents, as their folders are named; `und` where none was identified."""
        return list(self.opened.languages)

    @cached_property
    def schema(self) -> pa.Schema:
        """The columns of its documents, as `moisson.contracts.schemas.RELEASE` explains them."""
        with parquet_of(self.opened.data[0]) as file:
            return file.schema_arrow

    def documents(self, columns: Sequence[str] | None = None, *, language: str | None = None) -> Rows:
        """Its documents by language and id, with all columns or some, in all languages or one.

        Raises UserError for an unknown column or language.
        """
        if language is not None and language not in self.opened.languages:
            raise UserError(f"{self.name} has no documents in `{language}`; it has {', '.join(self.languages)}.")
        tables = self.opened.data if language is None else self.opened.languages[language]
        return Rows(tables, self.schema, columns, f"{self.name}, documents,")

    def ledger(self, columns: Sequence[str] | None = None) -> Rows:
        """What was left out, and why: `id`, `version`, `stage`, `reason`, `detail`. Raises UserError for another column."""
        return Rows(self.opened.ledger, LEDGER, columns, f"{self.name}, ledger,")

    def trace(self, id: str) -> dict[str, Any]:
        """What the release has about a document or its harvested entry, as `moisson trace --json` prints it.

        `releases` has the document's row without text and file (`holds`), or the stage, reason and parameters that dropped it;
        `stands_for` has its duplicates. Raises NotFound where the release does not name the id.
        """
        return trace_in_release(self.opened, id)

    def find(self, passage: str, limit: int = 20) -> dict[str, Any]:
        """The documents that hold a passage, at most `limit`, or those nearest to it: as `moisson trace --text --json` gives it.

        Every text is read. Raises UserError for a passage without words.
        """
        return trace_text_in_release(Passage(passage), self.opened, limit)

    def verify(self, *, key: str | None = None, feed: str | Path | None = None, progress: bool = False) -> Verdict:
        """Check it against its manifest and signature and recount every figure, as `moisson verify` does.

        `key` is the maker's public key; without it, signers known to `moisson trust` count. `feed` is the maker's feed of
        withdrawals. A remote release is downloaded to a temporary folder. `Verdict.holds` is the answer; `faults` and
        `not_checked` explain it. Raises Unverified where another signed the feed, UserError for an invalid key.
        """
        signer, withdrawals = public_key(key) if key else None, None if feed is None else Path(feed)
        with ExitStack() as stack:
            if isinstance(self.opened, FarRelease):
                folder = stack.enter_context(self.opened.downloaded(progress_for(progress)))
                return self.opened.limited(verify(folder, signer, trusted(), withdrawals))
            assert isinstance(self.opened, Released)
            return verify(self.opened.folder, signer, trusted(), withdrawals)
