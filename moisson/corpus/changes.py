"""Compare two harvests at three levels: stored content, extracted text, and the publisher's own versions.

The levels answer different questions. The publisher may give a document a new version without touching a word (a state, a link),
or touch its markup and not its words. Only changed content costs anything downstream; only changed text changes a corpus.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from moisson.contracts.errors import UserError
from moisson.corpus.map_phase import READ, read_rows
from moisson.corpus.recipe import load_recipe
from moisson.harvest.harvest import harvest
from moisson.harvest.snapshot import Snapshot, snapshots
from moisson.source.description import Source, load_source
from moisson.workspace.options import Options
from moisson.workspace.storage import Workspace, read_table

STATES = ("added", "changed", "unchanged", "vanished")


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
    ledger = now.ledger().select(["reason", "id", "detail"]).to_pylist()
    refused = Counter(row["reason"] for row in ledger)
    examples = {row["reason"]: f"{row['id']}: {row['detail']}" for row in reversed(ledger)}
    change = Change(source.name, now.about["version"], old.about["version"] if old else None, new, dict(refused), examples)
    return compare(source, options.workspace, old, now, change) if new else change


def compare(source: Source, workspace: Workspace, old: Snapshot | None, new: Snapshot, change: Change) -> Change:
    """Fill in the counts of the three levels; reads content only where it changed."""
    columns = ["id", "version", "part", "publisher_version"]
    was = {row["id"]: row for row in old.live("drop").select(columns).to_pylist()} if old else {}
    now = {row["id"]: row for row in new.live("drop").select(columns).to_pylist()}
    both = was.keys() & now.keys()
    ends = {"added": len(now) - len(both), "vanished": len(was) - len(both)}
    changed = [id for id in both if was[id]["version"] != now[id]["version"]]
    change.content = _level(ends, len(both), len(changed))
    before = _texts(source, workspace, (was[id] for id in changed))
    after = _texts(source, workspace, (now[id] for id in changed))
    change.text = _level(ends, len(both), sum(before[id] != after[id] for id in changed))
    if any(row["publisher_version"] for row in now.values()):
        renamed = sum(was[id]["publisher_version"] != now[id]["publisher_version"] for id in both)
        change.publisher = _level(ends, len(both), renamed)
    return change


def _level(ends: dict[str, int], both: int, changed: int) -> dict[str, int]:
    return {"added": ends["added"], "changed": changed, "unchanged": both - changed, "vanished": ends["vanished"]}


def _texts(source: Source, workspace: Workspace, rows: Iterable[dict[str, Any]]) -> dict[str, list[str]]:
    """The hashes of the texts of some documents, read from their parts; a reason where one cannot be read."""
    by_part: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_part.setdefault(row["part"], []).append(row)
    found: dict[str, list[str]] = {}
    for part, wanted in sorted(by_part.items()):
        path = workspace.parts(source.name) / f"{part}.parquet"
        keys = pa.array([row["id"] + "\n" + row["version"] for row in wanted], pa.large_string())
        table = read_table(path, READ)
        key = pc.binary_join_element_wise(table["id"], table["version"], pa.scalar("\n", pa.large_string()))
        live = table.filter(pc.is_in(key, value_set=keys)).to_pylist()
        for row, documents, refusal in read_rows(source, live):
            found[row["id"]] = [refusal.reason] if refusal else [document["text_sha256"] for document in documents]
    return found
