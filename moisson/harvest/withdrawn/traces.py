"""What the withdrawn documents of one source are known by, in its harvest and in its connector's memory."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha1, sha256
from typing import Any

from moisson.connectors.memory.store import WITHDRAWN, Store
from moisson.contracts.addresses import bare
from moisson.contracts.disk import disk
from moisson.contracts.identity import digest, fingerprint
from moisson.readers.contract import File, Raw
from moisson.workspace.withdrawn_ids import Suppression, Withdrawn

LONG = 12  # letters of an id that is the name of a file wherever it stands
COMMIT = re.compile(r"/resolve/[0-9a-f]{40}/")  # in addresses of a hub: a file that stays has another one with each commit


@dataclass
class Traces:
    """What is known before a harvest has met any, and what it meets."""

    salt: str = ""  # of the register
    ids: set[str] = field(default_factory=set)  # without the source's name
    names: set[str] = field(default_factory=set)  # paths and bare addresses of files that held nothing else
    paths: set[str] = field(default_factory=set)  # of all files that held one
    mixed: set[str] = field(default_factory=set)  # those of `paths` that held others too
    contents: set[str] = field(default_factory=set)  # digests of all files that held one
    shared: set[str] = field(default_factory=set)  # those of `contents` that held others too
    objects: set[str] = field(default_factory=set)  # what git calls `contents`
    own: dict[str, Withdrawn] = field(default_factory=dict)  # by their public names
    versions: dict[str, Withdrawn] = field(default_factory=dict)  # that they had when they were withdrawn, or are met with
    before: Mapping[str, Any] = field(default_factory=dict)  # what the last whole harvest left
    acts: str = ""  # a digest of all that was withdrawn
    begun: bool = False  # whether the memory is begun now: nothing comes into it but what this harvest brings
    version: str = ""  # of the whole that is harvested
    sought: bool = False  # whether a harvest has to look for any
    whole: bool = False  # whether it read each file of the source
    hit: set[str] = field(default_factory=set)  # what of these was found, with a content

    @classmethod
    def of(cls, withdrawn: Suppression, source: str) -> "Traces":
        """What the register tells."""
        salts = (document.salt for act in withdrawn.withdrawals for document in act.documents)
        own = [document for document in withdrawn.by_id.values() if document.source == source]
        acts = fingerprint([sorted(document.id for document in own), sorted(withdrawn.by_version)])
        versions = {version: document for document in own for version in document.versions}
        ids = {local(document) for document in own}
        named = {document.name: document for document in own}
        sought = bool(own or withdrawn.by_version)
        return cls(next(salts, ""), ids, own=named, versions=versions, acts=acts, sought=sought)

    def meet(self, file: File, documents: Iterable[Raw], alone: bool) -> None:
        """A file held withdrawn documents; `alone` says that it held nothing else."""
        found = list(documents)
        self.ids.update(raw.id for raw in found)
        self.paths.add(file.path)
        self.contents.add(content := digest(file.data))
        self.objects.update(objects(file.data))
        if not alone:
            self.mixed.add(file.path)
            self.shared.add(content)
            return
        address = file.about.url if file.about and "!" not in file.path else None  # else it is that of the archive
        self.names.update(plain(name) for name in (file.path, address, *(raw.url for raw in found)) if name)

    def once(self, version: str) -> Withdrawn | None:
        """The document of this source that had this version when it was withdrawn, or has had it since."""
        later = self.before.get("versions")
        return self.versions.get(version) or (self.own.get(later.get(self.mark(version), "")) if later else None)

    @property
    def was_read(self) -> bool:
        """Whether the last whole harvest read all that there is now, and sought all that is sought now."""
        return self.before.get("read") == self.sign

    @property
    def sign(self) -> str:
        """What tells one such harvest from others."""
        return self.mark(f"{self.acts} {self.version}")

    def mark(self, name: str) -> str:
        """What a memory may hold in place of a name."""
        return sha256(f"{self.salt}\n{name}".encode("utf-8", "surrogateescape")).hexdigest()[:32]

    def called(self, said: str, marks: set[str]) -> str:
        """The name of a withdrawn document that some words are; empty where they are none."""
        name = plain(said)
        if name in self.names or name in self.ids or (marks and self.mark(name) in marks):
            return name
        return self.stem(name) if "/" in name else ""

    def stem(self, path: str) -> str:
        """The id after which a file is called, wherever it lies."""
        stem = re.split("[!/]", path)[-1].partition(".")[0]
        return stem if len(stem) >= LONG and stem in self.ids else ""


def recall(store: Store, withdrawn: Suppression, source: str) -> Traces:
    """What the register tells, and what the last whole harvest left."""
    traces = Traces.of(withdrawn, source)
    with disk(store.folder):
        traces.begun = not store.folder.exists()
    if traces.sought and not traces.begun:
        traces.before = store.known(WITHDRAWN) or {}
    return traces


def objects(data: bytes) -> Iterator[str]:
    """What git calls a content, in repositories of either kind."""
    for algorithm in (sha1, sha256):
        found = algorithm(b"blob %d\0" % len(data), usedforsecurity=False)
        found.update(data)
        yield found.hexdigest()


def plain(name: str) -> str:
    """A path or an address as names are compared."""
    return COMMIT.sub("/resolve/commit/", bare(name))


def local(document: Withdrawn) -> str:
    """The id of a document without its source's name."""
    return document.id.partition("/")[2]
