"""What a withdrawal takes out of a connector's memory: what names the document, and what holds it. All else stays.

A memory holds facts that can be had nowhere else: what a feed has named, deltas that the publisher no longer lists. So of its
rows go those that name the document by its id, or by the path or address of a file that held nothing else; from rows that name
many things its entry goes. Of its contents go those that hold the document beside others, those that no row refers to any more,
and the answers of lists, which are asked for whole again. Of large files go those that hold it, or cannot be looked into.

What holds a document is known when a harvest has met it there. For the day on which a harvest is cut short, the whole one before
leaves marks: hashes with a salt that the register alone knows.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from shutil import rmtree
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from moisson.connectors.files.archive import HEAD_BYTES, members, sniff
from moisson.connectors.store import Store
from moisson.identity import digest, fingerprint
from moisson.reader import File, Raw, Refused
from moisson.snapshot import snapshots
from moisson.storage import Workspace, disk, read_table
from moisson.suppression import Suppression, Withdrawn
from moisson.web.shown import bare

LEFT = "withdrawn"  # the key of what a whole harvest leaves for the next one
ANSWER = "answer "  # begins the keys of what lists and pages answered
SCOPE = re.compile(r"[a-z]+:[0-9a-f]{16}:")  # begins most keys
DIGEST = re.compile(r"[0-9a-f]{64}")
HOSTS = "heard"  # the field with an address at each host
BY_NAME = ("paths", "gone")  # fields with an entry for each of many things, under its name
NAMES = ("ids", "keys", "data_sets", "deleted")  # fields with the names of many things
LONG = 12  # letters of an id that is the name of a file wherever it stands
LOOKED_INTO = "it"  # what an archive is called while it is looked into
GONE = object()


@dataclass
class Traces:
    """What the withdrawn documents of one source are known by in its memory."""

    salt: str = ""  # of the register
    ids: set[str] = field(default_factory=set)  # without the source's name
    names: set[str] = field(default_factory=set)  # paths and bare addresses of files that held nothing else
    paths: set[str] = field(default_factory=set)  # of all files that held one
    contents: set[str] = field(default_factory=set)  # digests of the same
    shared: set[str] = field(default_factory=set)  # those of them that held others too
    sought: bool = False  # whether a harvest has to look for any
    whole: bool = False  # whether it read each file of the source
    hit: set[str] = field(default_factory=set)  # what of these was found, with a content

    @classmethod
    def of(cls, withdrawn: Suppression, source: str) -> "Traces":
        """What is known before a harvest has met any."""
        salts = (document.salt for act in withdrawn.withdrawals for document in act.documents)
        ids = {_local(document) for document in withdrawn.by_id.values() if document.source == source}
        return cls(next(salts, ""), ids, sought=bool(ids or withdrawn.by_version))

    def meet(self, file: File, documents: Iterable[Raw], alone: bool) -> None:
        """A file held withdrawn documents; `alone` says that it held nothing else."""
        found = list(documents)
        self.ids.update(raw.id for raw in found)
        self.paths.add(file.path)
        self.contents.add(content := digest(file.data))
        if not alone:
            self.shared.add(content)
            return
        address = file.about.url if file.about and "!" not in file.path else None  # else it is that of the archive
        self.names.update(bare(name) for name in (file.path, address, *(raw.url for raw in found)) if name)

    def mark(self, name: str) -> str:
        """What a memory may hold in place of a name."""
        return sha256(f"{self.salt}\n{name}".encode("utf-8", "surrogateescape")).hexdigest()[:32]


def forget(store: Store, traces: Traces, evidence: Iterable[str] = (), *, look: bool | None = None) -> None:
    """Take out of a memory what these documents are, leave no byte of it in its files, and close it.

    `evidence` are digests of contents that stay though no row refers to them. `look` into large files: where it is not said,
    after a whole harvest. Raises StorageError.
    """
    store.close()
    with disk(store.folder):
        if not store.folder.exists():
            return
        for path in store.folder.iterdir():  # clones, indexes, a damaged store: made anew, and not to be looked into
            if path.name not in ("bodies", "downloads") and not path.name.startswith("store.sqlite"):
                rmtree(path) if path.is_dir() else path.unlink()
    before = store.known(LEFT) or {}
    store.remember(LEFT, {**before, "unfinished": True})
    sieve = Sieve(store, traces, before)
    sieve.look()
    files = _downloads(store, traces, before, traces.whole if look is None else look)
    if store.keep_only((sieve.held - sieve.holding) | set(evidence)) or sieve.dropped or "unfinished" in before:
        store.compact()
    if traces.whole:
        marks = sorted({traces.mark(name) for name in (*traces.names, *traces.ids)})
        before = {"marks": marks, "holding": sorted(sieve.holding), **files}
    before.pop("unfinished", None)
    store.remember(LEFT, before) if before else store.forget(LEFT)
    store.close()


def purge_memory(workspace: Workspace, withdrawn: Suppression, source: str, documents: Iterable[Withdrawn]) -> None:
    """The same for a purge, which has read no file: where it is not sure that it found each document, the whole memory goes.

    The workspace must be locked, and its snapshots not purged yet: they tell the addresses.
    """
    store = Store(workspace.harvest(source) / "store")
    with disk(store.folder):
        if not store.folder.exists():
            return
    traces = Traces.of(withdrawn, source)
    marks = set((store.known(LEFT) or {}).get("marks", ()))
    known = {one.id: {_local(one), *one.versions} for one in documents}
    for id, address in _addresses(workspace, source, list(known)):
        known[id].add(bare(address))
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


@dataclass
class Sieve:
    """A pass over the rows of a memory: what names the documents goes, and what the others refer to is `held`."""

    store: Store
    traces: Traces
    before: Mapping[str, Any]  # what the last whole harvest left
    held: set[str] = field(default_factory=set)  # digests
    holding: set[str] = field(default_factory=set)  # of contents that hold a document beside others
    dropped: bool = False
    met: list[str] = field(default_factory=list)  # names, in the row that is looked at

    def look(self) -> None:
        """Look at every row."""
        traces = self.traces
        self.holding |= traces.shared | set(() if traces.whole else self.before.get("holding", ()))
        marks = set(() if traces.whole else self.before.get("marks", ()))
        archives = {path.partition("!")[0] for path in traces.paths if "!" in path}

        def named(said: str) -> bool:
            found = _called(said, traces, marks)
            if found:
                self.met.append(found)
            return bool(found)

        for key, value in self.store.items():
            if key != LEFT:
                self._row(key, value, named, archives)

    def _row(self, key: str, value: dict[str, Any], named: Callable[[str], bool], archives: set[str]) -> None:
        self.met.clear()
        left: Any = GONE if any(named(name) for name in _names(key)) else _left(value, named)
        said = set(_strings(value))
        digests = {each for each in said if DIGEST.fullmatch(each)}
        if left is GONE:
            self.store.forget(key)
            self.dropped = True
            if any(self.store.body(each) is not None for each in digests):
                self.traces.hit.update(self.met)
            return
        if left != value:
            self.store.remember(key, left)
            self.dropped = True
        if not key.startswith(ANSWER):
            self.held |= digests
        if archives and not archives.isdisjoint({*_names(key), *said}):
            for each in digests:
                data = self.store.body(each) or b""
                if sniff(data[:HEAD_BYTES]) and _holds(BytesIO(data), self.traces):
                    self.holding.add(each)


def _called(said: str, traces: Traces, marks: set[str]) -> str:
    """The name of a withdrawn document that some words are; empty where they are none."""
    name = bare(said)
    if name in traces.names or name in traces.ids or (marks and traces.mark(name) in marks):
        return name
    return _stem(name, traces) if "/" in name else ""


def _stem(path: str, traces: Traces) -> str:
    """The id after which a file is called, wherever it lies."""
    stem = re.split("[!/]", path)[-1].partition(".")[0]
    return stem if len(stem) >= LONG and stem in traces.ids else ""


def _names(key: str) -> Iterator[str]:
    """What a key may name: what follows its kind, or the address in it."""
    hit = SCOPE.match(key)
    said = re.split("[: ]", key[hit.end() :] if hit else key, maxsplit=1)[-1]
    for name in (said, *(said[at + 1 :] for at in range(len(said)) if said[at] == " ")):
        yield name
        if DIGEST.fullmatch(name[-64:]) and name[-65:-64] == " ":  # an address that hides something
            yield name[:-65]


def _left(value: Any, named: Callable[[str], bool], field: str = "") -> Any:
    """A value without the entries that name a document; GONE where it speaks of the document itself."""
    if isinstance(value, str):
        return GONE if named(value) else value
    if isinstance(value, list):
        # An entry among others may be a list, as of an address and its date.
        alone = GONE in [_left(each, named) for each in value if isinstance(each, str)] and field not in NAMES
        left = [_left(each, named) for each in value]
        return GONE if alone else [each for each in left if each is not GONE]
    if not isinstance(value, dict):
        return value
    entries = {name: _left(each, named, name) for name, each in value.items() if field not in BY_NAME or not named(name)}
    if field == HOSTS:  # any address of a host is as good, to hear what it reserves
        return {origin: [f"{origin}/", *value[origin][1:]] if each is GONE else each for origin, each in entries.items()}
    if GONE in entries.values() and field not in BY_NAME:
        return GONE
    return {name: each for name, each in entries.items() if each is not GONE}


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings(each)


def _downloads(store: Store, traces: Traces, before: Mapping[str, Any], look: bool) -> dict[str, Any]:
    """Take away large files that hold a document; gives what has to be remembered of them."""
    known = [sorted(names) for names in (traces.names, traces.ids, traces.paths, traces.contents)]
    sign = traces.mark(fingerprint(known))
    sound, gone = dict[str, Any](), list[str]()
    with disk(store.folder):
        for path in sorted((store.folder / "downloads").glob("*")):
            if path.suffix == ".json":
                continue
            status = path.stat()
            state = [status.st_size, status.st_mtime_ns, sign]
            clean = before.get("looked", {}).get(path.name) == state if look else path.name not in before.get("downloads", ())
            if clean or (look and not _holds(path, traces)):
                sound[path.name] = state
            else:
                gone.append(path.name)
                path.unlink()
                path.with_name(f"{path.name}.json").unlink(missing_ok=True)
    return {"looked": sound, "downloads": gone}


def _holds(data: Path | BytesIO, traces: Traces) -> bool:
    """Whether an archive or a file of captures holds a document, as far as it can be looked into."""
    inside = {path.partition("!")[2] or path for path in traces.paths}
    for found in members(LOOKED_INTO, data):
        if isinstance(found, Refused):
            if found.id == LOOKED_INTO:
                return True
            continue
        name = found.path.partition("!")[2]
        ends = {name[at.end() :] for at in re.finditer(r"\A|[!/]", name)}
        hit = {digest(found.data)} & traces.contents or inside & ends or {_stem(name, traces)} - {""}
        if not hit and found.data.startswith(b"WARC/"):
            hit = {one for one in (*traces.names, *traces.ids) if one.encode("utf-8", "surrogateescape") in found.data}
        if hit:
            traces.hit |= hit
            return True
    return False


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


def _local(document: Withdrawn) -> str:
    return document.id.partition("/")[2]
