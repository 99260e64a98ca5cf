"""The log as a folder of files, which any transport may carry: events with their signatures, objects, the checkpoint.

::

    events/2026/00000012-ballot-0a1b2c3d4e5f.json       one event, canonical JSON
    events/2026/00000012-ballot-0a1b2c3d4e5f.json.sig   its OpenSSH signature, namespace moisson-commons
    objects/0a1b…                                       what events are about, by SHA-256
    checkpoint                                          a signed note over the tree of all events up to it
    events.jsonl                                        the same events and signatures in one file, for readers over the web

Reading checks form and signatures; `replay` judges the rest.
"""

import multiprocessing
import re
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import orjson

from moisson.contracts.commons.event import Event, read_event
from moisson.contracts.commons.tree import Tree
from moisson.contracts.cores import cores
from moisson.contracts.disk import beside, disk
from moisson.contracts.errors import NotFound, Unverified
from moisson.contracts.identity import canonical_json, digest

NAME = re.compile(r"(\d{8})-([a-z-]+)-([0-9a-f]{12})\.json")
PACK = "events.jsonl"
AT_ONCE = 2_000  # events a process reads at a time; fewer are read here


@dataclass(frozen=True)
class Log:
    """The events of a commons in their order, and its objects."""

    folder: Path
    events: tuple[Event, ...]

    @classmethod
    def open(cls, folder: Path, *, workers: int | None = None) -> "Log":
        """Read a log; raises Unverified for the first event whose form or signature is wrong, NotFound where there is none.

        Where there is no folder of events, `events.jsonl` is read: that of a copy fetched over the web.
        """
        if not (folder / "events").is_dir() and (folder / PACK).is_file():
            with disk(folder / PACK), (folder / PACK).open("rb") as file:
                return cls(folder, tuple(_packed(number, line) for number, line in enumerate(file)))
        paths = _paths(folder)
        parts = [paths[at : at + AT_ONCE] for at in range(0, len(paths), AT_ONCE)]
        workers = min(workers or cores(), len(parts))
        if workers < 2:
            return cls(folder, tuple(map(_read, paths)))
        with ProcessPoolExecutor(workers, multiprocessing.get_context("forkserver")) as pool:
            return cls(folder, tuple(event for part in pool.map(_read_all, parts) for event in part))

    @cached_property
    def tree(self) -> Tree:
        """The tree over the events' bytes."""
        return Tree([event.data for event in self.events])

    def root(self, size: int | None = None) -> bytes:
        """The root over the first `size` events, or over all."""
        return self.tree.root(len(self.events) if size is None else size)

    def proof(self, number: int, size: int | None = None) -> list[bytes]:
        """The path from an event to the root over the first `size` events, or over all."""
        return self.tree.inclusion(number, len(self.events) if size is None else size)

    def object(self, sha256: str) -> bytes:
        """An object's bytes; raises NotFound where it is not here, Unverified where it is not what its name says."""
        return read_object(self.folder, sha256)

    @property
    def checkpoint(self) -> str | None:
        """The newest checkpoint's text; None where there is none."""
        path = self.folder / "checkpoint"
        with disk(path):
            return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else None


def read_object(folder: Path, sha256: str) -> bytes:
    """See `Log.object`."""
    path = folder / "objects" / sha256
    if not re.fullmatch(r"[0-9a-f]{64}", sha256) or not path.is_file():
        raise NotFound(f"the object {sha256} is not in {path.parent}; get it from another copy of the commons.")
    with disk(path):
        data = path.read_bytes()
    if digest(data) != sha256:
        raise Unverified(f"the object {sha256} in {path.parent} was changed; get it from another copy of the commons.")
    return data


def write_object(folder: Path, data: bytes) -> str:
    """Add an object; its digest."""
    path = folder / "objects" / (sha256 := digest(data))
    with disk(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        with beside(path) as temporary:
            temporary.write_bytes(data)
    return sha256


def write_event(folder: Path, event: Event) -> None:
    """Write an event; its signature comes first, so that no reader meets an event without one."""
    path = folder / "events" / event.path
    with disk(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    for to, data in ((path.with_name(f"{path.name}.sig"), event.signature.encode()), (path, event.data)):
        with beside(to) as temporary:
            temporary.write_bytes(data)


def _paths(folder: Path) -> list[Path]:
    """The files of the events, by number; raises Unverified where one has a strange name or a number is there twice."""
    if not (folder / "events").is_dir():
        raise NotFound(f"{folder} is no commons: there is no folder `events` in it; `moisson commons init` founds one.")
    with disk(folder):
        found = [path for year in sorted((folder / "events").iterdir()) for path in _in(year)]
    found.sort(key=lambda path: path.name)
    for number, path in enumerate(found):
        if not NAME.fullmatch(path.name):
            raise Unverified(f"{path} is no event: its name is not NUMBER-KIND-HASH.json; move it away.")
        if number and found[number - 1].name[:8] == path.name[:8]:
            raise Unverified(f"{found[number - 1].name} and {path.name} have one number: make the later of the two anew.")
    return found


def _in(year: Path) -> list[Path]:
    return [path for path in year.iterdir() if path.suffix != ".sig" and not path.name.startswith(".")]


def write_pack(log: Log) -> None:
    """Write all events and signatures into one file, so that a reader over the web fetches one."""
    with beside(log.folder / PACK) as temporary, temporary.open("wb") as file:
        for event in log.events:
            file.write(canonical_json({"event": event.data.decode(), "signature": event.signature}) + b"\n")


def _packed(number: int, line: bytes) -> Event:
    try:
        said = orjson.loads(line)
        return read_event(said["event"].encode(), said["signature"])
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        raise Unverified(f"{PACK}, line {number + 1}, is no event with its signature.") from None
    except Unverified as error:
        raise Unverified(f"{PACK}, line {number + 1}, does not hold: {error}.") from None


def _read_all(paths: Sequence[Path]) -> list[Event]:
    return [_read(path) for path in paths]


def _read(path: Path) -> Event:
    said = b""
    with disk(path):
        data = path.read_bytes()
        with suppress(FileNotFoundError):  # an event without one is refused below
            said = Path(f"{path}.sig").read_bytes()
    try:
        event = read_event(data, said.decode("ascii", "replace"))
    except Unverified as error:
        raise Unverified(f"{path.name} does not hold: {error}.") from None
    if event.path != f"{path.parent.name}/{path.name}":
        raise Unverified(f"{path.name} does not hold: by its content it is {event.path}.")
    return event
