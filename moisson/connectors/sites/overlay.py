"""What newer archives of a dump leave of an older one: each document's newest file, unless a list deletes it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryFile

from moisson.connectors.files.archive import DEFAULT_LIMITS, HEAD_BYTES, SUFFIXES, sniff, unsafe_name
from moisson.connectors.files.bounds import Allowance
from moisson.connectors.files.glob import Selection
from moisson.connectors.files.inflate import Inflated
from moisson.connectors.files.tar import TarStream

OUTER = re.compile(r"(?<!\./)(?:\./)*\d{8}-\d{6}/")  # the dated folder around a delta
SIGN = re.compile(r"(?<!\s)\s+[A-Z]$")  # a letter after paths in some lists
LONG = 12  # length of a name that is an identifier: it is unique


@dataclass
class Overlay:
    """Documents met and paths deleted, as digests. Archives are read newest first.

    `same_below` are folders: paths equal from the last of them on are files of one document.
    """

    selection: Selection
    lists: re.Pattern[str]  # names of deletion lists
    same_below: tuple[str, ...] = ()
    met: set[bytes] = field(default_factory=set)
    here: set[bytes] = field(default_factory=set)  # of the current archive
    older: set[str] = field(default_factory=set)  # its paths with a newer file beside them
    gone: dict[int, set[bytes]] = field(default_factory=dict)  # by number of `/` in the path
    named: int = 0  # paths in lists
    hit: bool = False  # whether a deleted path was a file

    def take_away(self, paths: Iterable[str]) -> None:
        """Delete paths (files, or folders with contents) from this archive and older ones."""
        for path in paths:
            bare = _bare(SIGN.sub("", path))
            # A `/` is sometimes missing.
            self.gone.setdefault(bare.count("/"), set()).update((_mark(bare), _mark(bare.replace("/", ""))))
            self.named += 1

    def open(self, several: Iterable[list[str]]) -> None:
        """Start an archive. `several` are the paths of documents with several files in it, newest first."""
        self.older = {path for paths in several for path in [path for path in paths if not self._is_gone(path)][1:]}

    def wanted(self, name: str) -> bool:
        """Whether a member of the current archive belongs to today's state."""
        path = plain(name)
        if path == SUFFIXES.sub("", name.partition("!")[0]):
            return False  # the empty tar itself: a day without a change
        if self.lists.fullmatch(last(name)) or not self.selection(path):
            return False
        if self._is_gone(path):
            self.hit = True
            return False
        digest = _mark(_bare(document(path, self.same_below)))
        self.here.add(digest)
        return digest not in self.met and path not in self.older

    def close(self) -> None:
        """The archive has been read; its files override older ones."""
        self.met |= self.here
        self.here.clear()

    def _is_gone(self, path: str) -> bool:
        """Whether a list names the path or a folder above it."""
        parts = _bare(path).split("/")
        for slashes, marks in self.gone.items():
            whole, more = parts[: slashes + 1], parts[: slashes + 2]
            if len(whole) > slashes and _mark("/".join(whole)) in marks:
                return True
            if len(more) > slashes + 1 and len(more[-1]) >= LONG and _mark("".join(more)) in marks:
                return True
        return False


def several_files(archive: Path, selection: Selection, same_below: tuple[str, ...]) -> list[list[str]]:
    """Documents with several files in a tar: their paths, newest first. Raises Unreadable."""
    once: set[int] = set()
    twice: set[int] = set()
    with TemporaryFile("w+", encoding="utf-8") as listed:  # a million paths do not fit in memory
        for path, when in _written(archive, selection):
            key = hash(document(path, same_below))
            (twice if key in once else once).add(key)
            listed.write(f"{when:.0f} {path}\n")
        listed.seek(0)
        found: dict[str, list[tuple[int, str]]] = {}
        for line in listed if twice else ():
            seconds, _, path = line.rstrip("\n").partition(" ")
            if hash(name := document(path, same_below)) in twice:
                found.setdefault(name, []).append((-int(seconds), path))
    return [[path for _, path in sorted(files)] for _, files in sorted(found.items()) if len(files) > 1]


def _written(archive: Path, selection: Selection) -> Iterator[tuple[str, float]]:
    """A tar's files with modification times, in seconds since 1970."""
    allowance = Allowance(DEFAULT_LIMITS)
    with archive.open("rb") as stream:
        kind = sniff(stream.read(HEAD_BYTES))
        stream.seek(0)
        if kind is None or kind == "zip":
            return
        for entry in TarStream(stream if kind == "tar" else Inflated(stream, kind, allowance)):
            allowance.entry()
            if entry.kind == "file" and not unsafe_name(entry.name) and selection(path := plain(entry.name)):
                yield path, entry.mtime


def document(path: str, same_below: tuple[str, ...]) -> str:
    """The part of the path that a document's files share."""
    start = max((f"/{path}".rfind(f"/{folder}/") for folder in same_below), default=-1)
    return path[max(start, 0) :]


def plain(name: str) -> str:
    """A member's path without its archive and dated folder."""
    return OUTER.sub("", name.partition("!")[2] or name, count=1)


def last(name: str) -> str:
    """A member's file name."""
    return re.split("[!/]", name)[-1]


def _bare(path: str) -> str:
    """A path for comparison between files and lists, which omit the extension."""
    return OUTER.sub("", path, count=1).removeprefix("./").strip("/").removesuffix(".xml")


def _mark(path: str) -> bytes:
    return blake2b(path.encode("utf-8", "surrogateescape"), digest_size=16).digest()
