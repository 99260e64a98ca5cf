"""Compares two releases: documents added, removed and changed, and why.

Documents are compared by `id`, `version` and `text_sha256`; no text is read. Files are sorted by id, so releases and ledgers are
merged a row group at a time: memory grows only with the ids asked for and those that no ledger explains.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from moisson.contracts.errors import NotFound
from moisson.stewardship.diff.recipe import recipe_changes
from moisson.stewardship.opened import Released, open_release, row_groups
from moisson.workspace.merging import side_by_side, string_table

DOCUMENT = ("id", "version", "text_sha256", "source", "language")
WHY = ("id", "stage", "reason")
# Why a document is missing on the other side, where no ledger says so.
NEW, NEW_SOURCE, SOURCE_GONE, NOT_HARVESTED = "new", "source-new", "source-left-out", "no-longer-harvested"
# How a document on both sides may differ.
VERSION, TEXT, LANGUAGE = "another-version", "same-version-other-text", "other-language-found"


class Reason(NamedTuple):
    """A ledger's stage and reason; `stage` is None where the ledger is silent."""

    stage: str | None
    reason: str


@dataclass
class Bucket:
    """Documents added, removed or changed, counted by source, language and reason, with examples of each reason."""

    limit: int | None  # examples of each reason; None: every id
    counts: Counter[tuple[str, str | None, Reason]] = field(default_factory=Counter)
    examples: dict[Reason, list[str]] = field(default_factory=dict)

    def add(self, rows: pa.Table, stages: Sequence[str | None], reasons: Sequence[str]) -> None:
        """Count rows of `DOCUMENT`, each with its reason."""
        keys = zip(*(rows[name].to_pylist() for name in ("id", "source", "language")), stages, reasons, strict=True)
        for id, source, language, stage, reason in keys:
            why = Reason(stage, reason)
            self.counts[source, language, why] += 1
            shown = self.examples.setdefault(why, [])
            if self.limit is None or len(shown) < self.limit:
                shown.append(id)

    def as_dict(self) -> dict[str, Any]:
        by: dict[str, Counter[Any]] = {"source": Counter(), "language": Counter(), "reason": Counter()}
        for (source, language, why), documents in self.counts.items():
            for name, value in (("source", source), ("language", language or "unknown"), ("reason", why)):
                by[name][value] += documents
        reasons = sorted(by["reason"].items(), key=lambda each: (-each[1], each[0].reason, each[0].stage or ""))
        named = "ids" if self.limit is None else "examples"
        return {
            "documents": self.counts.total(),
            "by_source": dict(sorted(by["source"].items())),
            "by_language": dict(sorted(by["language"].items())),
            "by_reason": [{**why._asdict(), "documents": count, named: self.examples[why]} for why, count in reasons],
        }


def diff(a: Path, b: Path, *, examples: int | None = 3) -> dict[str, Any]:
    """The differences from the release at `a` to that at `b`: documents, recipe and environment. `examples=None` lists all ids.

    Raises NotFound where there is no release, or only the stub of one that was taken back.
    """
    before, after = open_release(a), open_release(b)
    for each in (before, after):
        if not each.data:
            raise NotFound(f"{each.folder} holds no documents: it was taken back, or its files are missing; compare another.")
    compared = _Compared(before, after, examples)
    compared.run()
    return {
        "a": _about(before),
        "b": _about(after),
        "documents": {
            "unchanged": compared.unchanged,
            "added": compared.added.as_dict(),
            "removed": compared.removed.as_dict(),
            "changed": compared.changed.as_dict(),
        },
        "withdrawn": _withdrawn(after),
        "recipe": recipe_changes(before, after),
    }


class _Compared:
    """Both releases, read side by side."""

    def __init__(self, before: Released, after: Released, examples: int | None) -> None:
        self.before, self.after = before, after
        self.unchanged = 0
        self.added, self.removed, self.changed = (Bucket(examples) for _ in range(3))

    def run(self) -> None:
        both = (self.before, self.after)
        documents = [(DOCUMENT, [row_groups(paths, DOCUMENT) for paths in each.languages.values()]) for each in both]
        ledgers = [(WHY, [row_groups(each.ledger, WHY)]) for each in both]
        silent: dict[str, list[pa.Table]] = {name: [string_table(DOCUMENT, [])] for name in ("added", "removed")}
        for old, new, old_ledger, new_ledger in side_by_side(*documents, *ledgers):
            gone = old.filter(pc.invert(pc.is_in(old["id"], new["id"].combine_chunks())))
            come = new.filter(pc.invert(pc.is_in(new["id"], old["id"].combine_chunks())))
            silent["removed"].append(_explain(self.removed, gone, new_ledger))
            silent["added"].append(_explain(self.added, come, old_ledger))
            self._stayed(old, new)
        of_a, of_b = ({each["name"] for each in side.stats["sources"]} for side in (self.before, self.after))
        for name, bucket, ledger, other, no_source, plain in (
            ("added", self.added, self.before.ledger, of_a, NEW_SOURCE, NEW),
            ("removed", self.removed, self.after.ledger, of_b, SOURCE_GONE, NOT_HARVESTED),
        ):
            rows = _explain_by_entry(bucket, pa.concat_tables(silent[name]), ledger)
            bucket.add(rows, [None] * len(rows), [plain if each in other else no_source for each in rows["source"].to_pylist()])

    def _stayed(self, old: pa.Table, new: pa.Table) -> None:
        at = pc.index_in(new["id"], old["id"].combine_chunks()).combine_chunks()
        new, old = new.filter(pc.is_valid(at)), old.take(at.drop_null())
        differs = {name: _differ(old[name], new[name]) for name in ("version", "text_sha256", "language")}
        kind = pc.case_when(
            pc.make_struct(*(each.combine_chunks() for each in differs.values()), field_names=list(differs)),
            *(pa.scalar(name) for name in (VERSION, TEXT, LANGUAGE)),
        )
        changed = pc.is_valid(kind)
        reasons = kind.filter(changed).to_pylist()
        self.changed.add(new.filter(changed), [None] * len(reasons), reasons)
        self.unchanged += new.num_rows - len(reasons)


def _differ(one: pa.ChunkedArray, other: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.not_equal(pc.fill_null(one, ""), pc.fill_null(other, ""))


def _explain(bucket: Bucket, rows: pa.Table, ledger: pa.Table) -> pa.Table:
    """Count the rows that the ledger names; returns the others. A `same-id` entry explains nothing: its document is there."""
    ledger = ledger.filter(pc.not_equal(ledger["reason"], "same-id"))
    at = pc.index_in(rows["id"], ledger["id"].combine_chunks()).combine_chunks()
    known, where = rows.filter(pc.is_valid(at)), at.drop_null()
    bucket.add(known, ledger["stage"].take(where).to_pylist(), ledger["reason"].take(where).to_pylist())
    return rows.filter(pc.is_null(at))


def _explain_by_entry(bucket: Bucket, rows: pa.Table, ledger: list[Path]) -> pa.Table:
    """Count the documents whose whole entry was refused: the ledger has `x` where the document was `x#1`. Returns the others."""
    entry = pc.replace_substring_regex(rows["id"], pattern=r"(?s)#[^#]*$", replacement="")
    for group in row_groups(ledger, WHY):
        cut = pc.not_equal(entry, rows["id"])
        at = pc.if_else(cut, pc.index_in(entry, group["id"].combine_chunks()), None).combine_chunks()
        known, where = pc.is_valid(at), at.drop_null()
        bucket.add(rows.filter(known), group["stage"].take(where).to_pylist(), group["reason"].take(where).to_pylist())
        rows, entry = rows.filter(pc.invert(known)), entry.filter(pc.invert(known))
    return rows


def _about(side: Released) -> dict[str, Any]:
    stats, manifest = side.stats, side.manifest
    return {
        "release": side.name,
        "folder": str(side.folder),
        "as_of": stats["recipe"]["as_of"],
        "totals": {name: stats["totals"][name] for name in ("found", "documents", "ledger", "words", "bytes")},
        "sources": {each["name"]: each["documents"] for each in stats["sources"]},
        **{name: manifest.get(name) for name in ("schema_version", "environment")},
    }


def _withdrawn(after: Released) -> int:
    """The number of withdrawn documents in the later ledger, which names them by hashes that match no id."""
    rows = (group["reason"] for group in row_groups(after.ledger, ["reason"]))
    return sum(pc.sum(pc.starts_with(reasons, "withdrawn")).as_py() or 0 for reasons in rows)
