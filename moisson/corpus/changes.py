"""Compare two harvests at three levels: stored content, extracted text, and the publisher's own versions.

The levels answer different questions. The publisher may give a document a new version without touching a word (a state, a link),
or touch its markup and not its words. Only changed content costs anything downstream; only changed text changes a corpus.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from moisson.contracts.errors import UserError
from moisson.contracts.identity import fingerprint
from moisson.contracts.schemas import STRING
from moisson.corpus.extraction import READ, read_rows
from moisson.corpus.recipe import load_recipe
from moisson.harvest.harvest import harvest
from moisson.harvest.snapshot import Snapshot, snapshots
from moisson.source.description import Source, load_source
from moisson.workspace.options import Options
from moisson.workspace.sorted_runs import SortedRuns, paired
from moisson.workspace.storage import Workspace, read_table

STATES = ("added", "changed", "unchanged", "vanished")
CHANGED = pa.schema({"part": STRING, "id": STRING, "version": STRING})
TEXTS = pa.schema({"id": STRING, "text": STRING})


@dataclass
class Change:
    """What a harvest changed, in documents; `publisher` is empty where the publisher has no versions of its own."""

    source: str
    version: str
    before: str | None  # the version of the harvest before, null for the first
    new: bool  # whether this run made a snapshot
    refused: dict[str, int]  # entries that became ledger rows, by reason
    examples: dict[str, str] = field(default_factory=dict)  # by reason, the first of them and what is said of it
    content: dict[str, int] = field(default_factory=dict)
    text: dict[str, int] = field(default_factory=dict)
    publisher: dict[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """For programs, as `moisson harvest --json` prints it."""
        return asdict(self)

    def __str__(self) -> str:
        head = f"{self.source} {self.version}: "
        if not self.new:
            return head + "already harvested, nothing to do"
        lines = [head + (f"after {self.before}" if self.before else "first harvest")]
        for name in ("content", "text", "publisher"):
            counts = getattr(self, name)
            if counts:
                lines.append(f"  {name:10}" + "".join(f"{counts[state]:>10,} {state}" for state in STATES))
        for reason, count in sorted(self.refused.items()):
            several = "entry" if count == 1 else "entries, the first"
            lines.append(f"  {count:,} {several}: {reason}, {self.examples[reason]}")
        return "\n".join(lines)


def harvest_all(
    target: str | Path, options: Options, instead: Sequence[str] = (), version: str | None = None, *, accept_loss: bool
) -> list[Change]:
    """Harvest the sources of a recipe file, or the one source that `target` names, and say what changed of each."""
    sources = sources_of(target, instead, version)
    with options.workspace.locked():
        return [harvest_and_compare(source, options, accept_loss=accept_loss) for source in sources]


def sources_of(target: str | Path, instead: Sequence[str] = (), version: str | None = None) -> tuple[Source, ...]:
    """The sources of a recipe file, or those `instead`; or the source of this name or folder, in the publisher's `version`.

    Raises RecipeError or SourceError, UserError for a version of a whole recipe.
    """
    if not str(target).endswith(".toml"):
        return (load_source(str(target), Path(), {"version": version} if version else None),)
    if version:
        raise UserError(f"--version goes with one source; set `version` under its [[sources]] in {target}.")
    return tuple(load_recipe(Path(target), instead).sources)


def harvest_and_compare(source: Source, options: Options, *, accept_loss: bool) -> Change:
    """Harvest a source and say what changed since the harvest before."""
    before = snapshots(options.workspace, source.name)
    now = harvest(source, options, accept_loss=accept_loss)
    new = now.path not in {snapshot.path for snapshot in before}
    old = before[-1] if new and before else None
    change = Change(source.name, now.about["version"], old.about["version"] if old else None, new, {})
    for batch in now.ledger_batches(["reason", "id", "detail"]):
        for row in batch.to_pylist():
            change.refused[row["reason"]] = change.refused.get(row["reason"], 0) + 1
            change.examples.setdefault(row["reason"], f"{row['id']}: {row['detail']}")
    return compare(source, options.workspace, old, now, change) if new else change


def compare(source: Source, workspace: Workspace, old: Snapshot | None, new: Snapshot, change: Change) -> Change:
    """Fill in the counts of the three levels; reads content only where it changed."""
    counts: Counter[str] = Counter()
    versioned = False
    with workspace.node_scratch() as scratch:
        changed = SortedRuns(scratch, "changed", CHANGED, ["part", "id", "version"])
        for was, now in paired(_rows(old) if old else iter(()), _rows(new)):
            versioned = versioned or bool(now and now.publisher_version)
            if was is None or now is None:
                counts["added" if was is None else "vanished"] += 1
                continue
            counts["both"] += 1
            counts["renamed"] += was.publisher_version != now.publisher_version
            if was.version != now.version:
                counts["changed"] += 1
                for row in (was, now):
                    changed.append({"part": row.part, "id": row.id, "version": row.version})
        rewritten = _other_texts(source, workspace, scratch, changed)
    change.content = _level(counts, counts["changed"])
    change.text = _level(counts, rewritten)
    if versioned:
        change.publisher = _level(counts, counts["renamed"])
    return change


class Line(NamedTuple):
    """What is compared of a snapshot's row."""

    id: str
    version: str
    part: str
    publisher_version: str | None


def _rows(snapshot: Snapshot) -> Iterator[Line]:
    for batch in snapshot.batches(Line._fields, vanished="drop"):
        yield from map(Line, *(column.to_pylist() for column in batch.columns))


def _level(counts: Mapping[str, int], changed: int) -> dict[str, int]:
    unchanged = counts["both"] - changed
    return {"added": counts["added"], "changed": changed, "unchanged": unchanged, "vanished": counts["vanished"]}


def _other_texts(source: Source, workspace: Workspace, scratch: Path, changed: SortedRuns) -> int:
    """Of how many documents the texts of two versions differ; parts are read one by one."""
    texts = SortedRuns(scratch, "texts", TEXTS, ["id"])
    rows = (row for batch in changed.merged() for row in batch.to_pylist())
    for part, wanted in groupby(rows, key=lambda row: str(row["part"])):
        for id, text in _texts(source, workspace.parts(source.name) / f"{part}.parquet", wanted):
            texts.append({"id": id, "text": text})
    read = (row for batch in texts.merged() for row in batch.to_pylist())
    return sum(len({row["text"] for row in both}) > 1 for _, both in groupby(read, key=lambda row: str(row["id"])))


def _texts(source: Source, part: Path, wanted: Iterable[Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    """Ids, each with a digest of the texts that are read from its content, or of the reason why none is."""
    keys = pa.array([row["id"] + "\n" + row["version"] for row in wanted], pa.large_string())
    table = read_table(part, READ)
    key = pc.binary_join_element_wise(table["id"], table["version"], pa.scalar("\n", pa.large_string()))
    for row, documents, refusal in read_rows(source, table.filter(pc.is_in(key, value_set=keys)).to_pylist()):
        yield row["id"], fingerprint(refusal.reason if refusal else [document["text_sha256"] for document in documents])
