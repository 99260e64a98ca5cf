"""The ids, paths, addresses and digests by which a source's withdrawn documents are recognised."""

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

LONG = 12  # letters of an id that identifies a file by its name alone
COMMIT = re.compile(r"/resolve/[0-9a-f]{40}/")  # in addresses of a hub, where it changes though the file does not


@dataclass
class Traces:
    """Traces known before a harvest, and those it adds."""

    salt: str = ""  # of the register
    ids: set[str] = field(default_factory=set)  # without the source's name
    names: set[str] = field(default_factory=set)  # paths and bare addresses of files that held nothing else
    paths: set[str] = field(default_factory=set)  # of all files that held one
    mixed: set[str] = field(default_factory=set)  # those of `paths` that held others too
    contents: set[str] = field(default_factory=set)  # digests of all files that held one
    shared: set[str] = field(default_factory=set)  # those of `contents` that held others too
    objects: set[str] = field(default_factory=set)  # git's ids of `contents`
    own: dict[str, Withdrawn] = field(default_factory=dict)  # by public name
    versions: dict[str, Withdrawn] = field(default_factory=dict)  # at withdrawal, or in this harvest
    before: Mapping[str, Any] = field(default_factory=dict)  # left by the last complete harvest
    acts: str = ""  # a digest of all withdrawals
    begun: bool = False  # whether the memory is new, so that it holds only what this harvest brings
    version: str = ""  # of the source
    sought: bool = False  # whether a harvest has to look for any
    whole: bool = False  # whether it read each file of the source
    hit: set[str] = field(default_factory=set)  # traces found together with a content

    @classmethod
    def of(cls, withdrawn: Suppression, source: str) -> "Traces":
        """The traces in the register."""
        salts = (document.salt for act in withdrawn.withdrawals for document in act.documents)
        own = [document for document in withdrawn.by_id.values() if document.source == source]
        acts = fingerprint([sorted(document.id for document in own), sorted(withdrawn.by_version)])
        versions = {version: document for document in own for version in document.versions}
        ids = {local(document) for document in own}
        named = {document.name: document for document in own}
        sought = bool(own or withdrawn.by_version)
        return cls(next(salts, ""), ids, own=named, versions=versions, acts=acts, sought=sought)

    def add_file(self, file: File, documents: Iterable[Raw], alone: bool) -> None:
        """Add a file that held withdrawn documents, and with `alone` nothing else."""
        found = list(documents)
        self.ids.update(raw.id for raw in found)
        self.paths.add(file.path)
        self.contents.add(content := digest(file.data))
        self.objects.update(objects(file.data))
        if not alone:
            self.mixed.add(file.path)
            self.shared.add(content)
            return
        address = file.about.url if file.about and "!" not in file.path else None  # a member has the archive's address
        self.names.update(comparable(name) for name in (file.path, address, *(raw.url for raw in found)) if name)

    def former(self, version: str) -> Withdrawn | None:
        """The withdrawn document of this source that had this version at its withdrawal or since."""
        later = self.before.get("versions")
        return self.versions.get(version) or (self.own.get(later.get(self.mark(version), "")) if later else None)

    @property
    def was_read(self) -> bool:
        """Whether the last complete harvest read this version and looked for the same documents."""
        return self.before.get("read") == self.sign

    @property
    def sign(self) -> str:
        """The mark of this version and these withdrawals."""
        return self.mark(f"{self.acts} {self.version}")

    def mark(self, name: str) -> str:
        """The salted hash that a memory may hold in place of a name."""
        return sha256(f"{self.salt}\n{name}".encode("utf-8", "surrogateescape")).hexdigest()[:32]

    def match(self, text: str, marks: set[str]) -> str:
        """The name of a withdrawn document, if the text is one; else an empty string."""
        name = comparable(text)
        if name in self.names or name in self.ids or (marks and self.mark(name) in marks):
            return name
        return self.stem(name) if "/" in name else ""

    def stem(self, path: str) -> str:
        """The withdrawn id that is the file's name, in whatever folder; else an empty string."""
        stem = re.split("[!/]", path)[-1].partition(".")[0]
        return stem if len(stem) >= LONG and stem in self.ids else ""


def recall(store: Store, withdrawn: Suppression, source: str) -> Traces:
    """The traces in the register, and those that the last complete harvest left."""
    traces = Traces.of(withdrawn, source)
    with disk(store.folder):
        traces.begun = not store.folder.exists()
    if traces.sought and not traces.begun:
        traces.before = store.known(WITHDRAWN) or {}
    return traces


def objects(data: bytes) -> Iterator[str]:
    """Git's object ids of a content, SHA-1 and SHA-256."""
    for algorithm in (sha1, sha256):
        found = algorithm(b"blob %d\0" % len(data), usedforsecurity=False)
        found.update(data)
        yield found.hexdigest()


def comparable(name: str) -> str:
    """A path or address in the form in which names are compared."""
    return COMMIT.sub("/resolve/commit/", bare(name))


def local(document: Withdrawn) -> str:
    """The id without the source's name."""
    return document.id.partition("/")[2]
