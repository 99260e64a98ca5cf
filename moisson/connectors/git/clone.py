"""A bare clone in the store: missing objects are fetched, the rest is read. Nothing is ever checked out."""

import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from moisson.connectors.files.archive import DEFAULT_LIMITS
from moisson.connectors.git.client import SETTINGS, GitClient, GitFailure
from moisson.connectors.git.location import Location, ask_host, pinned_settings, trust_settings
from moisson.connectors.memory.store import Store
from moisson.connectors.web.manners import Manners
from moisson.connectors.web.optouts import Row
from moisson.connectors.web.safety import shown
from moisson.contracts.disk import disk
from moisson.contracts.errors import FetchError
from moisson.contracts.identity import fingerprint

ASKED_AT_ONCE = 20_000  # contents by id, per request
READ_BYTES = 1 << 20
FORMAT = "moisson-format"  # names the kind of object ids of a clone
MOST_PACKS = 50  # each harvest adds one or two
SILENCE_S = 300  # how long a server may prepare a pack
DAMAGED = re.compile(r"does not match index|missing object|corrupt|bad object|inflate|cannot be accessed|unable to read")
GONE = re.compile(r"not our ref|unadvertised object|remote ref|did not send all|single revision")
T = TypeVar("T")
LOCAL_S = 3_600.0


@dataclass
class Clone:
    """The clone of one repository, in which `git` runs. `reservation` holds the opt-outs its host states for its address."""

    git: GitClient
    place: Location
    manners: Manners
    reservation: tuple[Row, ...] = ()

    @classmethod
    @contextmanager
    def opened(cls, place: Location, manners: Manners, timeout_s: float, memory: Store) -> Iterator["Clone"]:
        """The store's clone, created if missing; raises FetchError, or Failure if the host may not be asked."""
        # git runs in its own folder, where our relative paths mislead.
        folder = memory.folder.absolute() / "git" / f"{fingerprint(place.address)[:16]}.git"
        settings, rows = list(SETTINGS), tuple[Row, ...]()
        with TemporaryDirectory(prefix="moisson-git-") as temporary:
            home = Path(temporary).resolve()
            if place.url is not None:
                credential, rows = ask_host(place.url, manners)
                settings += [
                    ("http.userAgent", manners.identity),
                    ("http.lowSpeedTime", str(max(SILENCE_S, int(manners.timeout_s)))),
                ]
                settings += [(f"http.{place.address}.extraHeader", f"{name}: {value}") for name, value in credential.items()]
                settings += pinned_settings(place.url, manners) + trust_settings(manners, home)
            settings += [("remote.origin.url", place.address)]
            protocols = "file" if place.url is None else place.url.scheme
            name = shown(place.address)
            git = GitClient(folder, home, place.address, name, protocols, tuple(settings), timeout_s, manners.max_download_bytes)
            clone = cls(git, place, manners, rows)
            clone._sweep()
            yield clone

    @property
    def name(self) -> str:
        return self.git.name

    @property
    def url(self) -> str | None:
        """Its public address, if any."""
        return self.git.name if self.place.url else None

    @cached_property
    def shallow(self) -> bool:
        """Whether its history is cut off."""
        return (self.git.folder / "shallow").exists()

    def date(self, commit: str) -> str:
        """When a commit was written, in ISO 8601."""
        return self.asked(lambda git: git.run("log", "-1", "--no-show-signature", "--format=%aI", commit, "--")).decode().strip()

    def asked(self, question: Callable[[GitClient], T]) -> T:
        """git's answer from the clone; a damaged clone is deleted, with FetchError."""
        try:
            return question(self.git)
        except GitFailure as failure:
            raise self._damaged(failure) from None

    def resolved(self, ref: str) -> str:
        """The commit a branch or tag names now; a tag precedes a branch, as in git. Raises FetchError."""
        names = [ref] if ref == "HEAD" or ref.startswith("refs/") else [f"refs/tags/{ref}", f"refs/heads/{ref}"]
        patterns = [pattern for name in names for pattern in (f"{name}^{{}}", name)]
        try:
            lines = (
                self.git.run("ls-remote", "--quiet", self.place.address, *patterns, far=True)
                .decode("utf-8", "replace")
                .splitlines()
            )
            there = {name: commit for commit, _, name in (line.partition("\t") for line in lines)}
            if found := next((there[pattern] for pattern in patterns if pattern in there), None):
                return found
            some = self.git.tokens("ls-remote", "--quiet", "--heads", "--tags", self.place.address, far=True, end=b"\n")
            known = [
                line.partition(b"\trefs/")[2].decode("utf-8", "replace")[:80] for line, _ in zip(some, range(5), strict=False)
            ]
        except GitFailure as failure:
            raise self.git.explained(failure) from None
        if not known:
            raise FetchError(f"{self.name} is empty, or no git repository: it has no branch and no tag.")
        raise FetchError(f"{self.name} has no branch and no tag {ref}; it has, among others, {', '.join(known)}.")

    def bring_commit(self, commit: str, ref: str) -> None:
        """Fetch a commit with its history, unless it is here; raises FetchError."""
        mark = f"refs/moisson/{commit}"
        try:
            self._begin(commit)
            if self.git.run("for-each-ref", mark) and not self.shallow:
                return
            partial = ("--filter=blob:none",) if self.place.url else ()
            whole = ("--unshallow",) if self.shallow else ()
            self._fetch("--update-shallow", *whole, *partial, "origin", f"+{commit}:{mark}")
            self.git.run("rev-parse", "--verify", "--quiet", f"{mark}^{{commit}}")
        except GitFailure as failure:
            raise self._without(commit, ref, failure) from None
        vars(self).pop("shallow", None)
        self._tidy()

    def bring(self, objects: set[str]) -> None:
        """Fetch these contents, unless they are here; raises FetchError."""
        missing = sorted(objects - self.here(objects).keys())
        try:
            for start in range(0, len(missing), ASKED_AT_ONCE):
                lines = "".join(f"{object}\n" for object in missing[start : start + ASKED_AT_ONCE])
                self._fetch("--filter=blob:none", "--stdin", "origin", given=lines.encode(), negotiation="noop")
        except GitFailure as failure:
            raise self._without("", "", failure) from None

    def here(self, objects: set[str]) -> dict[str, int]:
        """The sizes of those of these contents that are in the clone."""

        def look(git: GitClient) -> dict[str, int]:
            found = {}
            listing = ("cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objectname) %(objectsize)")
            for line in git.tokens(*listing, end=b"\n"):
                object, _, size = line.decode("ascii").partition(" ")
                if object in objects:
                    found[object] = int(size)
            return found

        return self.asked(look)

    def contents(self, objects: Iterable[str]) -> Iterator[bytes | int]:
        """Each content in turn, or its size in bytes if it exceeds the limit of a file. Raises FetchError."""
        try:
            with self.git.started(("cat-file", "--batch"), False, True) as process:
                assert process.stdin is not None and process.stdout is not None
                for object in objects:
                    process.stdin.write(f"{object}\n".encode())
                    process.stdin.flush()
                    said = process.stdout.readline().split()
                    if len(said) != 3 or said[1] != b"blob":
                        raise GitFailure(f"{object} is missing")
                    size = left = int(said[2])
                    if size <= DEFAULT_LIMITS.max_member_bytes:
                        yield _exactly(process.stdout.read(size), size)
                        left = 0
                    while left:
                        left -= len(_exactly(process.stdout.read(piece := min(left, READ_BYTES)), piece))
                    if size > DEFAULT_LIMITS.max_member_bytes:
                        yield size
                    process.stdout.read(1)
        except (GitFailure, BrokenPipeError) as failure:
            raise self._damaged(failure) from None

    def _fetch(self, *arguments: str, given: bytes = b"", negotiation: str = "consecutive") -> None:
        quiet = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--no-auto-maintenance")
        self.git.run("-c", f"fetch.negotiationAlgorithm={negotiation}", "fetch", *quiet, *arguments, far=True, given=given)

    def _begin(self, commit: str) -> None:
        """Create the clone, unless one for ids of this length exists."""
        form = "sha256" if len(commit) == 64 else "sha1"
        note = self.git.folder / FORMAT
        with disk(self.git.folder):
            if note.exists() and note.read_text() == form:
                return
            shutil.rmtree(self.git.folder, ignore_errors=True)
            self.git.folder.parent.mkdir(parents=True, exist_ok=True)
            self.git.run("init", "--quiet", "--bare", "--template=", f"--object-format={form}", str(self.git.folder))
            note.write_text(form)

    def _tidy(self) -> None:
        """Repack many packs: every lookup searches each."""
        if sum(1 for _ in self.git.folder.glob("objects/pack/*.pack")) > MOST_PACKS:
            self.asked(lambda git: git.run("repack", "-a", "-d", "-q"))

    def _sweep(self) -> None:
        """Remove what a killed git left: stale locks and incomplete packs."""
        if self.git.folder.is_dir():
            with disk(self.git.folder):
                for left in [*self.git.folder.rglob("*.lock"), *self.git.folder.glob("objects/**/tmp_*")]:
                    if left.is_file():
                        left.unlink(missing_ok=True)

    def _without(self, commit: str, ref: str, failure: GitFailure) -> FetchError:
        if DAMAGED.search(str(failure)):
            return self._damaged(failure)
        if commit and GONE.search(str(failure)):
            named = "" if ref == commit else f", which {ref} named a moment ago"
            return FetchError(f"{self.name} has no commit {commit}{named}: it was removed or never existed; correct `ref`.")
        return self.git.explained(failure)

    def _damaged(self, failure: Exception) -> FetchError:
        """Delete the clone, so that the next harvest fetches it anew."""
        shutil.rmtree(self.git.folder, ignore_errors=True)
        return FetchError(f"the clone of {self.name} is damaged ({failure}); run again to fetch it anew.")


def _exactly(data: bytes, size: int) -> bytes:
    if len(data) != size:
        raise GitFailure("a content is cut short")
    return data


def keep_contents_only(folder: Path, commit: str, gone: Callable[[str], bool]) -> None:
    """Reduce a clone to the contents a commit names, except those that are `gone`; nothing else is left.

    If that fails, the clone is deleted.
    """
    fresh = folder.with_name(f"{folder.name}.new")
    with disk(folder), TemporaryDirectory(prefix="moisson-git-") as home:

        def at(place: Path) -> GitClient:
            return GitClient(place.absolute(), Path(home).resolve(), "", folder.name, "none", SETTINGS, LOCAL_S, 0)

        shutil.rmtree(fresh, ignore_errors=True)
        try:
            form = (folder / FORMAT).read_text(encoding="ascii")
            old, new = at(folder), at(fresh)
            named = {
                line.split(b"\t")[0].split()[2].decode() for line in old.tokens("ls-tree", "-r", "-z", "--full-tree", commit)
            }
            listed = old.tokens("cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objectname)", end=b"\n")
            kept = [object for object in map(bytes.decode, listed) if object in named and not gone(object)]
            fresh.mkdir()
            new.run("init", "--quiet", "--bare", "--template=", f"--object-format={form}", str(fresh.absolute()))
            pack = fresh.absolute() / "objects" / "pack" / "pack"
            if kept:
                old.run("pack-objects", "--quiet", str(pack), given="".join(f"{object}\n" for object in kept).encode())
            (fresh / FORMAT).write_text(form, encoding="ascii")
        except (GitFailure, FileNotFoundError):
            shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
        if fresh.exists():
            fresh.replace(folder)
