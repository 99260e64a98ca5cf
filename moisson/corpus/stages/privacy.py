"""Personal data out of the text: by policy, or every identifier; each value under its own placeholder."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from moisson.contracts.schemas import MASKED, STRING
from moisson.contracts.stage import Columns, DataFile, Step, stage
from moisson.privacy.models import model_reader
from moisson.privacy.placeholders import Placeholders, resolve
from moisson.privacy.search import BETWEEN, Document, Search
from moisson.privacy.spans import Context, Finder, NumberFinder, Reader, Span

if TYPE_CHECKING:
    from moisson.privacy.policy import Table

Identifier = Literal["email", "phone", "iban", "card", "ip", "national_id"]
Kind = Literal["email", "phone", "iban", "card", "ip", "national_id", "birth_date", "address", "person"]
# Of two spans that overlap, the kind that comes first here stays.
ORDER: tuple[Kind, ...] = ("email", "iban", "card", "national_id", "phone", "ip", "birth_date", "address", "person")
READS = ("title", "text", "language", "kind", "jurisdiction")
WRITES = ("title", "text", "masked")

Masks = Callable[[Span, Context], bool]


@stage(version=4, reads=READS, writes=WRITES)
def mask_personal_data(
    kinds: Sequence[Kind] = ORDER,  # what is looked for at all
    # a table of rules: by jurisdiction, kind of document, kind of data and role, mask or keep, and why
    policy: DataFile | None = None,
    model: str | None = None,  # `spacy:NAME@VERSION`, an installed pipeline; or `spacy` or `gliner`, with `model_files`
    model_files: DataFile | None = None,  # the model's folder; its content's hash bears identity
) -> Step:
    """Replace what the policy masks by placeholders such as `[PERSON_1]`; one value has one number within a document,
    its title and its text.

    - `kinds`: what is looked for at all.
    - `policy`: a table that says what goes and what stays, and why, by jurisdiction, kind of document, kind of data and role;
      without one, the table built in (`moisson/privacy/policy.toml`).
    - `model`, `model_files`: a model that finds further names, `spacy:NAME@VERSION`, or `spacy` or `gliner` with its folder.

    Pseudonyms and placeholders that the text has stay, and masking twice changes nothing. `masked` says how many were replaced,
    by kind, and never which.
    """

    @lru_cache(maxsize=1)
    def table() -> "Table":
        from moisson.privacy.policy import load_policy

        return load_policy(policy)

    if policy:
        table()  # a mistake in it is told before any work
    readers = [model_reader(model or "", model_files)] if model or model_files else []
    return _step(kinds, lambda span, context: table().masks(span.kind, span.role, context), readers)


@stage(version=4, reads=READS, writes=WRITES)
def mask_identifiers(
    kinds: Sequence[Identifier] = ("email", "phone", "iban", "card", "ip", "national_id"),  # what is masked
) -> Step:
    """Replace addresses and numbers that lead to someone by placeholders such as `[EMAIL_1]`, whoever's they are and whatever the
    document is; names stay.

    Telephone numbers of services (short, free, shared-cost) stay. `masked` says how many were replaced, by kind, and never which.
    """
    return _step(kinds, lambda span, _: span.role != "service", [])


class Changed(NamedTuple):
    """A row that has placeholders now."""

    row: int
    title: str
    text: str
    counts: Mapping[str, int]


def _step(kinds: Sequence[Kind], masks: Masks, readers: Sequence[Reader]) -> Step:
    @lru_cache(maxsize=1)
    def search() -> Search:
        return Search(*_finders(frozenset(kinds)), readers) if readers else _search(frozenset(kinds))

    def change(document: Document) -> Changed:
        found = resolve((span for span in document.spans if span.kind in kinds), ORDER) if document.spans else []
        chosen = [span for span in found if masks(span, document.context)]
        if not chosen:
            return Changed(document.row, "", "", {})
        end, start = document.title, document.title + len(BETWEEN)
        placeholders = Placeholders(document.whole)
        title = placeholders.set(document.whole[:end], [span for span in chosen if span.end <= end])
        text = placeholders.set(document.whole[start:], [span for span in chosen if span.start >= start], start)
        return Changed(document.row, title, text, placeholders.counts)

    def step(batch: pa.RecordBatch) -> Columns:
        rows = [changed for changed in map(change, search().documents(batch)) if changed.counts]
        return {
            "title": _with(batch.column("title"), rows, [changed.title for changed in rows]),
            "text": _with(batch.column("text"), rows, [changed.text for changed in rows]),
            "masked": _counts(batch.num_rows, rows),
        }

    return step


def _finders(kinds: frozenset[Kind]) -> tuple[list[Finder], list[NumberFinder]]:
    """Their modules read tables and build patterns when they are imported, which a build with nothing to do needs none of."""
    from moisson.privacy.accounts import Addresses, Cards, Ibans
    from moisson.privacy.addresses import Homes
    from moisson.privacy.births import Births
    from moisson.privacy.contacts import Mail
    from moisson.privacy.national_ids import NationalIds
    from moisson.privacy.persons import Persons
    from moisson.privacy.phones import Phones

    finders: tuple[Finder, ...] = (Mail(), Births(), Homes(), Persons())
    numbers: tuple[NumberFinder, ...] = (Ibans(), Cards(), NationalIds(), Phones(), Addresses())
    return [one for one in finders if kinds.intersection(one.kinds)], [one for one in numbers if kinds.intersection(one.kinds)]


@lru_cache
def _search(kinds: frozenset[Kind]) -> Search:
    """The search for these kinds, made once per process: it takes longer than to mask a few documents."""
    return Search(*_finders(kinds))


def _with(column: pa.Array, rows: Sequence[Changed], values: Sequence[str]) -> pa.Array:
    """The column with new values in the rows that changed; nulls stay null."""
    column = column.cast(STRING)
    if not rows:
        return column
    chosen = np.zeros(len(column), np.bool_)
    chosen[[changed.row for changed in rows]] = True
    new = pc.replace_with_mask(column, pa.array(chosen), pa.array(values, STRING))
    return pc.if_else(column.is_valid(), new, pa.scalar(None, STRING)) if column.null_count else new


def _counts(size: int, rows: Sequence[Changed]) -> pa.Array:
    """The column `masked`: kinds in alphabetical order, an empty list where nothing was replaced."""
    lengths = np.zeros(size + 1, np.int64)
    lengths[[changed.row + 1 for changed in rows]] = [len(changed.counts) for changed in rows]
    items = [{"kind": kind, "count": changed.counts[kind]} for changed in rows for kind in sorted(changed.counts)]
    return pa.LargeListArray.from_arrays(np.cumsum(lengths), pa.array(items, MASKED.value_type), type=MASKED)
