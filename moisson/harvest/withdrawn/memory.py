"""What a withdrawal takes out of a connector's memory: what names the document, and what holds it. All else stays.

A memory holds facts that can be had nowhere else: what a feed has named, deltas that the publisher no longer lists. So of its
rows go those that name the document by its id, or by the path or address of a file that held nothing else; from rows that name
many things its entry goes. Of its contents go those that hold the document beside others, those that no row refers to any more,
and the answers of lists, which are asked for whole again. Of large files go those that hold it, or cannot be looked into.

What holds a document is known when a harvest has met it there. For the day on which a harvest is cut short, the whole one before
leaves marks: hashes with a salt that the register alone knows.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from shutil import rmtree
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from moisson.connectors.memory.store import WITHDRAWN, Store
from moisson.contracts.disk import disk
from moisson.harvest.snapshot import snapshots
from moisson.harvest.withdrawn.large_files import downloads
from moisson.harvest.withdrawn.sieve import Sieve
from moisson.harvest.withdrawn.traces import Traces, local, plain
from moisson.workspace.storage import Workspace, read_table
from moisson.workspace.withdrawn_ids import Suppression, Withdrawn

CLONES = "git"


def forget(store: Store, traces: Traces, evidence: Iterable[str] = (), *, look: bool | None = None) -> None:
    """Take out of a memory what these documents are, leave no byte of it in its files, and close it.

    `evidence` are digests of contents that stay though no row refers to them. `look` into large files: where it is not said,
    after a whole harvest. Raises StorageError.
    """
    store.close()
    with disk(store.folder):
        if not store.folder.exists() and not (traces.whole and traces.ids):
            return
    before = traces.before = store.known(WITHDRAWN) or ({"acts": traces.acts} if traces.begun else {})
    if traces.ids or traces.names or before.get("marks"):
        before = _without(store, traces, evidence, traces.whole if look is None else look)
    if traces.whole:
        before = {**before, "read": traces.sign}
    store.remember(WITHDRAWN, before) if before else store.forget(WITHDRAWN)
    store.close()


def _without(store: Store, traces: Traces, evidence: Iterable[str], look: bool) -> dict[str, Any]:
    """The same; gives what the next harvest has to know."""
    before = dict(traces.before)
    store.remember(WITHDRAWN, {**before, "unfinished": True})
    sieve = Sieve(store, traces)
    sieve.look()
    files = downloads(store, traces, look)
    _others(store.folder, traces)
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


def _others(folder: Path, traces: Traces) -> None:
    """Indexes and a damaged store go: they are made anew, and not to be looked into. Of clones the contents of others stay."""
    with disk(folder):
        for path in folder.iterdir():
            if path.name == CLONES and _is_known(traces):
                for clone in path.glob("*.git"):
                    _contents_of_others(clone, traces)
            elif path.name not in ("bodies", "downloads") and not path.name.startswith("store.sqlite"):
                rmtree(path) if path.is_dir() else path.unlink()


def _is_known(traces: Traces) -> bool:
    """Whether all contents in a clone that hold a document are known: a harvest before this has begun it without them."""
    here = traces.whole or traces.was_read
    return here and traces.before.get("acts") == traces.acts and not any("!" in path for path in traces.paths)


def _contents_of_others(clone: Path, traces: Traces) -> None:
    from moisson.connectors.git.kept import keep_contents_only  # it needs what git's connector needs

    marks = set(traces.before.get("objects", ()))

    def gone(id: str) -> bool:
        return id in traces.objects or traces.mark(id) in marks

    keep_contents_only(clone, traces.version.partition(" ")[0], gone)


def purge_memory(workspace: Workspace, withdrawn: Suppression, source: str, documents: Iterable[Withdrawn]) -> None:
    """The same for a purge, which has read no file: where it is not sure that it found each document, the whole memory goes.

    The workspace must be locked, and its snapshots not purged yet: they tell the addresses.
    """
    store = Store(workspace.harvest(source) / "store")
    with disk(store.folder):
        if not store.folder.exists():
            return
    traces = Traces.of(withdrawn, source)
    marks = set((store.known(WITHDRAWN) or {}).get("marks", ()))
    known = {one.id: {local(one), *one.versions} for one in documents}
    for id, address in _addresses(workspace, source, list(known)):
        known[id].add(plain(address))
    traces.names.update(*known.values())
    traces.contents.update(*(one.versions for one in documents))
    forget(store, traces, evidence(workspace, source), look=True)
    if not all(names & traces.hit or traces.mark(id.partition("/")[2]) in marks for id, names in known.items()):
        with disk(store.folder):
            rmtree(store.folder)


def evidence(workspace: Workspace, source: str) -> set[str]:
    """The digests of stored pages that harvested rows name as what their rights were read from."""
    found: set[str] = set()
    for snapshot in snapshots(workspace, source):
        copies = pc.struct_field(read_table(snapshot.path, ["rights"])["rights"], "copy")
        found.update(copy for copy in pc.unique(copies).to_pylist() if copy)
    return found


def _addresses(workspace: Workspace, source: str, ids: list[str]) -> Iterator[tuple[str, str]]:
    """The addresses of documents, but for those that other documents have as well."""
    told: set[tuple[str, str]] = set()
    others: set[str] = set()
    wanted = pa.array(ids, pa.large_string())
    for snapshot in snapshots(workspace, source):
        rows = read_table(snapshot.path, ["id", "url"])
        rows = rows.filter(pc.is_valid(rows["url"]))
        ours = pc.is_in(rows["id"], wanted)
        told.update(zip(*(rows.filter(ours)[name].to_pylist() for name in ("id", "url")), strict=True))
        addresses = pa.array([address for _, address in told], pa.large_string())
        theirs = rows.filter(pc.and_(pc.invert(ours), pc.is_in(rows["url"], addresses)))
        others.update(theirs["url"].to_pylist())
    return ((id, address) for id, address in told if address not in others)
