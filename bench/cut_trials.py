"""One harvest in a process of its own, and what is compared afterwards: snapshots, documents' bytes, the ledger, requests."""

import json
import multiprocessing
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest.mock import patch

import orjson
from cut_papers import Kind
from cut_wire import Cut, Exchange, Wire

from moisson.connectors.memory import rows
from moisson.connectors.web.manners import Manners
from moisson.connectors.web.threads import AHEAD
from moisson.contracts.errors import FetchError, SafetyCatch
from moisson.contracts.identity import digest
from moisson.harvest.harvest import harvest
from moisson.harvest.snapshot import Snapshot
from moisson.readers.contract import File, Raw, Refused
from moisson.source.description import Source, load_source
from moisson.workspace.options import Options
from moisson.workspace.storage import Workspace, read_table

SOURCE = "xx_bench_papers"
PART_BYTES = 20_000  # so that a harvest stores several parts, some before it is cut
WRITE_S = (
    0.05  # how long the store may wait before it writes: a second, as a rule, in which a hundred documents come and are lost
)
LATELY_S = 0.25  # before a kill: what came then may be neither read nor written, on a busy machine
LONGEST_S = 120.0
DESCRIPTION = """title = "Papiers"
about = "What a benchmark serves."
language = "fr"
publisher = {{ name = "Nobody" }}

[connector]
use = "{use}"
{fields}

[connector.manners]
allow_hosts = ["127.0.0.1"]
requests_per_second = 0.0
retries = {retries}
"""
Row = dict[str, Any]


def describe(root: Path, kind: Kind, wire: Wire, retries: int) -> None:
    """Write the source's description."""
    fields = "\n".join(f"{name} = {json.dumps(value)}" for name, value in kind.fields(wire).items())
    (root / SOURCE).mkdir(parents=True, exist_ok=True)
    words = DESCRIPTION.format(use=kind.use, fields=fields, retries=retries)
    (root / SOURCE / "source.toml").write_text(words, encoding="utf-8")


class Unguarded(AbstractContextManager["Unguarded"]):
    """Reads documents in the harvest's own process: to start another takes longer than all else in a trial."""

    def __init__(self, _workers: int) -> None:
        """Nothing is started."""

    def split_each(
        self, source: Source, files: Iterable[File | Refused]
    ) -> Iterator[tuple[File | Refused, Iterator[Raw | Refused]]]:
        return ((file, iter(source.reader.split(file) if isinstance(file, File) else ())) for file in files)

    def __exit__(self, *_error: object) -> None:
        """There is nothing to end."""


def work(root: str, told: Connection) -> None:
    """A harvest, in a process that may be killed at any moment; tells how it ended."""
    rows.LONGEST_WAIT_S = WRITE_S
    how: tuple[str, str] | None = None
    try:
        with patch("moisson.harvest.harvest.Guards", Unguarded):
            snapshot = harvest(load_source(f"./{SOURCE}", Path(root)), Options(workspace(Path(root)), part_bytes=PART_BYTES))
        how = "ended", snapshot.taken
    except (FetchError, SafetyCatch) as error:
        how = "stopped", f"{type(error).__name__}: {error}"
    finally:
        told.send(how or ("crashed", traceback.format_exc()))


def workspace(root: Path) -> Workspace:
    return Workspace(root / "build")


@dataclass(frozen=True, slots=True)
class Run:
    """How one harvest ended (`ended`, `stopped`, `killed`, `crashed`), with what words, and what was exchanged."""

    end: str
    said: str
    struck: bool
    exchanges: tuple[Exchange, ...]


def run(root: Path, wire: Wire, cut: Cut | None = None) -> Run:
    """Harvest once, with a cut or without."""
    context = multiprocessing.get_context("forkserver")
    hear, told = context.Pipe(duplex=False)
    wire.watch(cut)
    process = context.Process(target=work, args=(str(root), told))
    process.start()
    told.close()
    wire.victim = process.pid or 0
    wire.known.set()
    end, said = "killed", ""
    try:
        if hear.poll(LONGEST_S):
            end, said = hear.recv()
        else:
            end, said = "crashed", f"no end after {LONGEST_S:g} s"
            process.kill()
    except EOFError:
        pass
    process.join()
    hear.close()
    shot = wire.struck and cut is not None and cut.how == "kill"
    if end == "ended" and process.exitcode and shot:
        end = "killed"  # as it was about to end
    elif end == "killed" and not shot:
        end, said = "crashed", f"by itself, with {process.exitcode}"
    return Run(end, said, wire.struck, tuple(wire.exchanges))


def taken(root: Path) -> list[Snapshot]:
    """The snapshots that there are."""
    return [Snapshot(path) for path in sorted(workspace(root).snapshots(SOURCE).glob("*.parquet"))]


@dataclass(frozen=True)
class Content:
    """All that a workspace holds after a harvest, without times: rows by id with what their part holds, and the refusals."""

    rows: Mapping[str, Row]
    refused: tuple[tuple[str, str], ...]
    twice: tuple[str, ...]  # ids twice in the snapshot, or the same version stored twice

    def alive(self) -> set[str]:
        return {id for id, row in self.rows.items() if row["state"] != "vanished"}


def content(root: Path, snapshot: Snapshot) -> Content:
    """Read a snapshot, and of each row the document in the part that it names."""
    stored: dict[tuple[str, str, str], Row] = {}
    times: Counter[tuple[str, str]] = Counter()
    for path in workspace(root).parts(SOURCE).glob("*.parquet"):
        for row in read_table(path).to_pylist():
            times[row["id"], row["version"]] += 1
            said = {name: row[name] for name in ("media_type", "title", "record")}
            stored[path.stem, row["id"], row["version"]] = {"content": digest(row["content"]), **said}
    listed = snapshot.rows().to_pylist()
    rows = {}
    for row in listed:
        held = stored[row.pop("part"), row["id"], row["version"]]
        row.pop("fetched_at")
        for stated in (row["rights"] or {}, *row["reservation"]):
            stated.pop("seen_at", None)
        rows[row["id"]] = {**row, "held": held}
    twice = [id for id, count in Counter(row["id"] for row in listed).items() if count > 1]
    twice += [f"{id} {version[:8]}" for (id, version), count in times.items() if count > 1]
    ledger = sorted((row["id"], row["reason"]) for row in snapshot.ledger().to_pylist())
    return Content(rows, tuple(ledger), tuple(twice))


def differences(found: Content, whole: Content, states: bool) -> list[str]:
    """Where a harvest that was cut ends otherwise than one that was not; without `states`, only living and vanished differ."""
    said = [f"{id} came twice" for id in found.twice[:3]]
    if gaps := sorted(whole.rows.keys() - found.rows.keys()):
        said.append(f"a gap: {', '.join(gaps[:3])} of {len(gaps)}")
    if more := sorted(found.rows.keys() - whole.rows.keys()):
        said.append(f"not in the whole harvest: {', '.join(more[:3])} of {len(more)}")
    for id in sorted(found.rows.keys() & whole.rows.keys()):
        one, other = (_comparable(rows[id], states) for rows in (found.rows, whole.rows))
        if one != other:
            fields = [name for name in one if one[name] != other[name]]
            said.append(
                f"{id} differs in {', '.join(fields)}: {orjson.dumps({name: one[name] for name in fields}).decode()[:200]}"
            )
            break
    if found.refused != whole.refused:
        said.append(f"the ledger differs: {sorted(set(found.refused) ^ set(whole.refused))[:3]}")
    return said


def _comparable(row: Row, states: bool) -> Row:
    return row if states else {**row, "state": row["state"] if row["state"] == "vanished" else "alive"}


def unsaid(found: Content, whole: Content, before: Content | None) -> list[str]:
    """What is wrong with a snapshot that was written although the harvest was cut; what it lacks, its ledger must say."""
    said = [f"{id} came twice" for id in found.twice[:3]]
    lacking = whole.alive() - found.alive()
    refused = {id for id, _ in found.refused}  # documents, or what holds them
    if missing := sorted(id for id in lacking if id not in refused and not any(id.startswith(f"{each}/") for each in refused)):
        said.append(f"a gap that nothing says: {', '.join(missing[:3])} of {len(missing)}")
    both = found.alive() & whole.alive()
    if other := sorted(id for id in both if found.rows[id]["rights"] != whole.rows[id]["rights"]):
        said.append(f"other rights: {', '.join(other[:3])} of {len(other)}")
    if before and (lost := sorted(lacking & before.alive())):
        said.append(f"a tombstone for what is still there: {', '.join(lost[:3])} of {len(lost)}")
    return said


@dataclass
class Asked:
    """What a trial asked in all its runs."""

    requests: int = 0
    brought: Counter[str] = field(default_factory=Counter)  # documents whose answer came whole, by path

    def add(self, exchanges: Sequence[Exchange], documents: str) -> None:
        self.requests += len(exchanges)
        self.brought.update(each.path for each in exchanges if is_document(each, documents))

    @property
    def again(self) -> int:
        """How many documents came whole that had come before."""
        return sum(count - 1 for count in self.brought.values())


def is_document(each: Exchange, documents: str) -> bool:
    """Whether a document came whole."""
    return each.whole and each.status in (200, 206) and each.path.startswith(documents) and each.path != documents


def under_way(done: Run, documents: str) -> int:
    """How many documents a cut may cost that had come whole: those ahead of who takes them; where it was killed, the newest."""
    last = done.exchanges[-1].at if done.exchanges else 0.0
    newest = [each for each in done.exchanges if is_document(each, documents) and each.at > last - LATELY_S]
    return AHEAD * (1 + Manners().concurrency) + (len(newest) if done.end == "killed" else 0)
