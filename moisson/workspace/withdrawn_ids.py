"""What has been withdrawn: the register that harvests and runs obey. `moisson withdraw` writes it.

The operator's register, `withdrawals/register.jsonl` in the workspace, alone knows ids: one line for each withdrawal, each with
the digest of the line before it and a signature, so that it can only grow. Everyone else knows a withdrawn document by hashes:

- its public name, SHA-256 of a salt of its own and its id. The salt is given to whoever asked for the withdrawal, and tells
  nobody else anything;
- its marks, SHA-256 of its id and one of its versions. Whoever holds the document can recognise it; whoever does not hold it
  cannot guess the version.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import orjson
import pyarrow as pa

from moisson.contracts.disk import disk
from moisson.contracts.errors import StorageError
from moisson.contracts.schemas import LEDGER
from moisson.workspace.storage import Workspace

REASON = "withdrawn"
Entry = TypeVar("Entry")
MARK = "moisson withdrawal"


def mark(id: str, version: str) -> str:
    """By what a withdrawn document is recognised by whoever holds it: `id` is that of the harvested row."""
    return sha256(f"{MARK}\n{id}\n{version}".encode()).hexdigest()


def rows_of(id: str) -> list[str]:
    """The ids of the rows that a document may have been read from: its own, or what stands before a `#`, the longest first."""
    return [id, *(id[:at] for at in range(len(id) - 1, 0, -1) if id[at] == "#")]


@dataclass(frozen=True)
class Sketch:
    """What is kept of a text (see `moisson.corpus.likeness`): how many words it has, and 16 bits of its hashes up to `below`."""

    words: int
    below: int
    hashes: tuple[int, ...]

    def as_dict(self) -> dict[str, Any]:
        return {"words": self.words, "below": self.below, "hashes": b"".join(each.to_bytes(2) for each in self.hashes).hex()}


def sketch_of(said: Mapping[str, Any]) -> Sketch:
    """A sketch as the register holds it."""
    data = bytes.fromhex(said["hashes"])
    return Sketch(said["words"], said["below"], tuple(int.from_bytes(data[at : at + 2]) for at in range(0, len(data), 2)))


@dataclass(frozen=True)
class Allowed:
    """A document that may come in though it is like those withdrawn by the acts `first` to `last`: someone has looked at it."""

    id: str
    version: str
    first: int
    last: int


@dataclass(frozen=True)
class Withdrawn:
    """One harvested row that may not come back: every document read from it goes with it."""

    id: str
    salt: str  # 32 hexadecimal digits
    versions: tuple[str, ...] = ()  # known when it was withdrawn
    same_text_as: str | None = None  # the id whose withdrawal took it along
    like: str | None = None  # the id whose withdrawal took it along as nearly the same
    sketches: tuple[Sketch, ...] = ()  # of the texts that were read from it

    @property
    def source(self) -> str:
        return self.id.partition("/")[0]

    @cached_property
    def name(self) -> str:
        """The public name: what a ledger calls it."""
        return self.name_for(self.id)

    def name_for(self, id: str) -> str:
        """The public name of another id with the same content."""
        return f"{id.partition('/')[0]}/{REASON}:{sha256(bytes.fromhex(self.salt) + id.encode()).hexdigest()}"

    @property
    def marks(self) -> list[str]:
        return [mark(self.id, version) for version in self.versions]


@dataclass(frozen=True)
class Withdrawal:
    """One act: what was withdrawn, why, at whose word, when."""

    number: int
    date: str
    reason: str
    authority: str
    documents: tuple[Withdrawn, ...]
    same_text: bool = False  # whether content of theirs is refused under other ids too


@dataclass(frozen=True)
class Suppression:
    """What may not come back, by id and, where the same text went too, by version."""

    withdrawals: tuple[Withdrawal, ...] = ()
    allowed: tuple[Allowed, ...] = ()

    @cached_property
    def salt(self) -> str:
        """That of the register: the first document's."""
        return next((document.salt for act in self.withdrawals for document in act.documents), "")

    @cached_property
    def by_id(self) -> dict[str, Withdrawn]:
        return {document.id: document for act in self.withdrawals for document in act.documents}

    @cached_property
    def by_version(self) -> dict[str, Withdrawn]:
        acts = (act for act in self.withdrawals if act.same_text)
        return {version: document for act in acts for document in act.documents for version in document.versions}

    def refuses(self, id: str, version: str) -> bool:
        return id in self.by_id or version in self.by_version

    def of(self, id: str) -> dict[str, Any] | None:
        """What the register says of a row, or of a document read from it; None where it was not withdrawn."""
        for act in self.withdrawals:
            for document in act.documents:
                if id == document.id or id.startswith(f"{document.id}#"):
                    said = {"number": act.number, "date": act.date, "reason": act.reason, "authority": act.authority}
                    return {**said, "name": document.name}
        return None

    def names(self, sources: Iterable[str]) -> list[str]:
        """The public names of what was withdrawn from these sources, sorted: part of a release's name."""
        wanted = set(sources)
        return sorted(document.name for document in self.by_id.values() if document.source in wanted)

    def allowed_from(self, sources: Iterable[str]) -> list[list[Any]]:
        """What was let in from these sources though it is like something withdrawn, sorted: part of a release's name."""
        wanted = set(sources)
        return sorted([one.id, one.version, one.first, one.last] for one in self.allowed if one.id.partition("/")[0] in wanted)

    def ledger(self, sources: Iterable[str]) -> pa.Table:
        """A row of LEDGER for each document withdrawn from these sources, under its public name, as the first act says."""
        wanted = set(sources)
        said: dict[str, str] = {}
        for act in self.withdrawals:
            for document in (each for each in act.documents if each.source in wanted):
                said.setdefault(document.name, f"{act.date}, {act.authority}: {act.reason}")
        rows = [
            {"id": name, "version": None, "stage": "harvest", "reason": REASON, "detail": detail} for name, detail in said.items()
        ]
        return pa.Table.from_pylist(rows, schema=LEDGER)


def register_path(workspace: Workspace) -> Path:
    return workspace.root / "withdrawals" / "register.jsonl"


def allowed_path(workspace: Workspace) -> Path:
    return workspace.root / "withdrawals" / "allowed.jsonl"


def register_lines(workspace: Workspace) -> list[dict[str, Any]]:
    """The register's lines as they stand; raises StorageError where one is no JSON."""
    return signed_lines(register_path(workspace))


def signed_lines(path: Path) -> list[dict[str, Any]]:
    """The lines of a file that only grows; none where there is no file."""
    if not path.exists():
        return []
    with disk(path):
        data = path.read_bytes()
    try:
        return [orjson.loads(line) for line in data.splitlines()]
    except orjson.JSONDecodeError as error:
        raise _broken(path, error) from None


def suppression(workspace: Workspace) -> Suppression:
    """What a workspace's register says; nothing where there is none. Raises StorageError where it is damaged."""
    acts = _entries(register_path(workspace), _withdrawal)
    allowed = _entries(allowed_path(workspace), lambda said: Allowed(said["id"], said["version"], said["first"], said["last"]))
    return Suppression(acts, allowed)


def _entries(path: Path, read: Callable[[Mapping[str, Any]], Entry]) -> tuple[Entry, ...]:
    """The entries of a file's lines; raises StorageError where one is damaged."""
    found = []
    for line in signed_lines(path):
        try:
            found.append(read(line["entry"]))
        except (KeyError, TypeError, ValueError) as error:
            raise _broken(path, error) from None
    return tuple(found)


def _withdrawal(entry: Mapping[str, Any]) -> Withdrawal:
    documents = tuple(
        Withdrawn(
            one["id"],
            one["salt"],
            tuple(one["versions"]),
            one["same_text_as"],
            one.get("like"),  # registers of before have none, nor sketches
            tuple(map(sketch_of, one.get("sketches", ()))),
        )
        for one in entry["documents"]
    )
    return Withdrawal(
        entry["number"], entry["date"], entry["reason"], entry["authority"], documents, same_text=bool(entry["same_text"])
    )


def _broken(path: Path, error: Exception) -> StorageError:
    # Going on without it would bring back what was taken back.
    return StorageError(f"{path} is damaged ({error!r}); restore it from a copy: nothing is harvested or released without it.")
