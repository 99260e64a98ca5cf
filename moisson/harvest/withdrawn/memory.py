"""Removes withdrawn documents from a connector's memory. All else stays.

A memory holds facts available nowhere else: entries of past feeds, deltas that the publisher no longer lists. Removed are:
rows that name the document by its id, or by the path or address of a file that held nothing else; its entry in rows that name
many things; contents that hold it beside others or that no row refers to any more; answers of lists, which are fetched again;
and large files that hold it or cannot be inspected.

A harvest learns which contents hold a document. In case the next one is cut short, a complete harvest leaves marks: hashes with a
salt that only the register has.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from shutil import rmtree
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from moisson.connectors.files.archive import HEAD_BYTES, sniff
from moisson.connectors.memory.store import WITHDRAWN, Store
from moisson.contracts.disk import disk
from moisson.harvest.snapshot import find_rows, snapshots
from moisson.harvest.withdrawn.large_files import forget_downloads, holds
from moisson.harvest.withdrawn.traces import Traces, comparable, local
from moisson.workspace.storage import Workspace, read_batches
from moisson.workspace.withdrawn_ids import Suppression, Withdrawn

CLONES = "git"
ANSWER = "answer "  # prefix of the keys of answers of lists and pages
SCOPE = re.compile(r"[a-z0-9]+:[0-9a-f]{16}:")  # prefix of most keys
DIGEST = re.compile(r"[0-9a-f]{64}")
HOSTS = "heard"  # the field with an address at each host
BY_NAME = ("paths", "gone")  # fields that map names to entries
NAMES = ("ids", "keys", "data_sets", "deleted")  # fields that list names
GONE = object()


def forget(store: Store, traces: Traces, evidence: Iterable[str] = (), *, inspect: bool | None = None) -> None:
    """Remove these documents from a memory and every byte of them from its files, and close it.

    `evidence` lists digests of contents that stay though no row refers to them. `inspect` opens large files; by default only
    after a complete harvest. Raises StorageError.
    """
    store.close()
    with disk(store.folder):
        if not store.folder.exists() and not (traces.whole and traces.ids):
            return
    before = traces.before = store.known(WITHDRAWN) or ({"acts": traces.acts} if traces.begun else {})
    if traces.ids or traces.names or before.get("marks"):
        before = _without(store, traces, evidence, traces.whole if inspect is None else inspect)
    if traces.whole:
        before = {**before, "read": traces.sign}
    store.remember(WITHDRAWN, before) if before else store.forget(WITHDRAWN)
    store.close()


def _without(store: Store, traces: Traces, evidence: Iterable[str], inspect: bool) -> dict[str, Any]:
    """Remove the documents; returns what the next harvest has to know."""
    before = dict(traces.before)
    store.remember(WITHDRAWN, {**before, "unfinished": True})
    sieve = Sieve(store, traces)
    sieve.run()
    files = forget_downloads(store, traces, inspect)
    _clean_folders(store.folder, traces)
    if store.keep_only((sieve.held - sieve.holding) | set(evidence)) or sieve.dropped or "unfinished" in before:
        store.compact()
    if traces.whole:
        marks = sorted({traces.mark(name) for name in (*traces.names, *traces.ids)})
        versions = {traces.mark(version): document.name for version, document in traces.versions.items()}
        versions |= before.get("versions", {})
        objects = sorted({traces.mark(object) for object in traces.objects}.union(before.get("objects", ())))
        before = {"marks": marks, "holding": sorted(sieve.holding), "versions": versions, "objects": objects, **files}
    before.pop("unfinished", None)
    return {**before, "acts": traces.acts} if traces.acts else before


def _clean_folders(folder: Path, traces: Traces) -> None:
    """Delete indexes and a damaged store, which are rebuilt; remove the documents from clones."""
    with disk(folder):
        for path in folder.iterdir():
            if path.name == CLONES and _is_known(traces):
                for clone in path.glob("*.git"):
                    _clean_clone(clone, traces)
            elif path.name not in ("bodies", "downloads") and not path.name.startswith("store.sqlite"):
                rmtree(path) if path.is_dir() else path.unlink()


def _is_known(traces: Traces) -> bool:
    """Whether all contents in a clone that hold a document are known."""
    here = traces.whole or traces.was_read
    return here and traces.before.get("acts") == traces.acts and not any("!" in path for path in traces.paths)


def _clean_clone(clone: Path, traces: Traces) -> None:
    from moisson.connectors.git.clone import keep_contents_only  # needs an extra

    marks = set(traces.before.get("objects", ()))

    def gone(id: str) -> bool:
        return id in traces.objects or traces.mark(id) in marks

    keep_contents_only(clone, traces.version.partition(" ")[0], gone)


def purge_memory(workspace: Workspace, withdrawn: Suppression, source: str, documents: Iterable[Withdrawn]) -> None:
    """Remove purged documents from a memory; delete the memory if any may remain, since a purge has read no file.

    The workspace must be locked. Call it before snapshots are purged: they have the addresses.
    """
    store = Store(workspace.harvest(source) / "store")
    with disk(store.folder):
        if not store.folder.exists():
            return
    traces = Traces.of(withdrawn, source)
    marks = set((store.known(WITHDRAWN) or {}).get("marks", ()))
    known = {one.id: {local(one), *one.versions} for one in documents}
    for id, address in _addresses(workspace, source, list(known)):
        known[id].add(comparable(address))
    traces.names.update(*known.values())
    traces.contents.update(*(one.versions for one in documents))
    forget(store, traces, evidence(workspace, source), inspect=True)
    if not all(names & traces.hit or traces.mark(id.partition("/")[2]) in marks for id, names in known.items()):
        with disk(store.folder):
            rmtree(store.folder)


def evidence(workspace: Workspace, source: str) -> set[str]:
    """The digests of stored pages that harvested rows cite for their rights."""
    found: set[str] = set()
    for snapshot in snapshots(workspace, source):
        for batch in read_batches(snapshot.path, ["rights"]):
            found.update(pc.unique(pc.struct_field(batch["rights"], "copy")).drop_null().to_pylist())
    return found - {""}


def _addresses(workspace: Workspace, source: str, ids: list[str]) -> Iterator[tuple[str, str]]:
    """Ids and addresses of documents, except addresses that other documents share."""
    pairs: set[tuple[str, str]] = set()
    others: set[str] = set()
    sought = pa.array(ids, pa.large_string())
    for snapshot in snapshots(workspace, source):
        ours = (row for batch in find_rows(snapshot.path, sorted(ids), ["id", "url"]) for row in batch.to_pylist())
        pairs.update((row["id"], row["url"]) for row in ours if row["url"] is not None)
        addresses = pa.array([address for _, address in pairs], pa.large_string())
        for batch in read_batches(snapshot.path, ["id", "url"]):
            theirs = pc.and_(pc.invert(pc.is_in(batch["id"], sought)), pc.is_in(batch["url"], addresses))
            others.update(batch.filter(theirs)["url"].to_pylist())
    return ((id, address) for id, address in pairs if address not in others)


@dataclass
class Sieve:
    """One pass over the rows. `held` collects what the remaining rows refer to."""

    store: Store
    traces: Traces
    held: set[str] = field(default_factory=set)  # digests
    holding: set[str] = field(default_factory=set)  # of contents that hold a document beside others
    dropped: bool = False
    matched: list[str] = field(default_factory=list)  # names, in the current row

    def run(self) -> None:
        """Clean every row."""
        traces = self.traces
        self.holding |= traces.shared | set(() if traces.whole else traces.before.get("holding", ()))
        marks = set(() if traces.whole else traces.before.get("marks", ()))
        archives = {path.partition("!")[0] for path in traces.paths if "!" in path}

        def named(text: str) -> bool:
            found = traces.match(text, marks)
            if found:
                self.matched.append(found)
            return bool(found)

        for key, value in self.store.items():
            if key != WITHDRAWN:
                self._row(key, value, named, archives)

    def _row(self, key: str, value: dict[str, Any], named: Callable[[str], bool], archives: set[str]) -> None:
        self.matched.clear()
        left: Any = GONE if any(named(name) for name in names_in(key)) else _left(value, named)
        said = set(strings(value))
        digests = {each for each in said if DIGEST.fullmatch(each)}
        if left is GONE:
            self.store.forget(key)
            self.dropped = True
            if any(self.store.body(each) is not None for each in digests):
                self.traces.hit.update(self.matched)
            return
        if left != value:
            self.store.remember(key, left)
            self.dropped = True
        if not key.startswith(ANSWER):
            self.held |= digests
        if archives and not archives.isdisjoint({*names_in(key), *said}):
            for each in digests:
                data = self.store.body(each) or b""
                if sniff(data[:HEAD_BYTES]) and holds(BytesIO(data), self.traces):
                    self.holding.add(each)


def names_in(key: str) -> Iterator[str]:
    """The names a key may hold: what follows its kind, or its address."""
    hit = SCOPE.match(key)
    said = re.split("[: ]", key[hit.end() :] if hit else key, maxsplit=1)[-1]
    for name in (said, *(said[at + 1 :] for at in range(len(said)) if said[at] == " ")):
        yield name
        if DIGEST.fullmatch(name[-64:]) and name[-65:-64] == " ":  # a redacted address: see `known_as`
            yield name[:-65]


def _left(value: Any, named: Callable[[str], bool], field: str = "") -> Any:
    """A value without the entries that name a document; GONE where it describes the document itself."""
    if isinstance(value, str):
        return GONE if named(value) else value
    if isinstance(value, list):
        # An entry among others may be a list itself, such as an address and its date.
        alone = GONE in [_left(each, named) for each in value if isinstance(each, str)] and field not in NAMES
        left = [_left(each, named) for each in value]
        return GONE if alone else [each for each in left if each is not GONE]
    if not isinstance(value, dict):
        return value
    entries = {name: _left(each, named, name) for name, each in value.items() if field not in BY_NAME or not named(name)}
    if field == HOSTS:  # any address of a host serves to check its reservations
        return {origin: [f"{origin}/", *value[origin][1:]] if each is GONE else each for origin, each in entries.items()}
    if GONE in entries.values() and field not in BY_NAME:
        return GONE
    return {name: each for name, each in entries.items() if each is not GONE}


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from strings(each)
