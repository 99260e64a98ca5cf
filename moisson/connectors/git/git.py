"""Git repositories: the files of a commit, or everything they have held, as public bodies publish law in git.

A bare clone stays in the store. Commits and folders are fetched first; then contents by id, only those that a glob names and that
are missing, if the server supports partial clone, else everything new.

**History.** With `history`, each content a path has held is a document named `commit:path`, after the commit that first brought
it, so names are stable when newer wordings come. `created` is that commit's day, by which stages tell older from newer; the
periods of validity (from, until) are in the file's record, since `About` has no field for them and may not overrule what a reader
finds. A format that names its documents itself gives all wordings one name: the newest is taken, the others are refused as
`id-taken`.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from pydantic import Field, field_validator

from moisson.connectors import Fetched, Offered
from moisson.connectors.fetching import closing_after, store_or_temporary
from moisson.connectors.files.archive import DEFAULT_LIMITS, members, refused, unsafe_name
from moisson.connectors.files.glob import Selection
from moisson.connectors.git.clone import Clone
from moisson.connectors.git.history import DAY, history, last_touched
from moisson.connectors.git.location import location_of
from moisson.connectors.licence_files import is_licence_file, with_licence_files
from moisson.connectors.memory.store import Store
from moisson.connectors.rights import rights_of, said
from moisson.connectors.stored_optouts import kinds
from moisson.connectors.web.optouts import Row
from moisson.connectors.web.remote import Remote
from moisson.contracts.errors import FetchError
from moisson.contracts.identity import digest, fingerprint
from moisson.readers.contract import About, File, Refused
from moisson.rights.licences import licence
from moisson.rights.resolve import resolve

COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
REF = re.compile(r"(?!-|/)(?!.*(?:\.\.|@\{|//|\.lock(?:/|$)|[/.]$))[^\x00-\x20\x7f~^:?*\[\\]{1,200}")
ARCHIVE = re.compile(r"\.(?:zip|tar|tgz|tbz2?|txz|tzst|gz|gzip|bz2|xz|zst|zstd)$", re.IGNORECASE)
LFS = b"version https://git-lfs.github.com/spec/"
LFS_BYTES = 1024  # no pointer is larger
LICENCE = re.compile(rb"(?:LICEN[CS]E|COPYING)(?:\.(?:md|txt|rst))?", re.IGNORECASE)
WHOLE_LICENCE_BYTES = 2_000  # longer files are a licence's text, named by its title
LONGEST_NAME_BYTES = 4_096
NOT_FILES = {
    "120000": ("git:link", "is a symbolic link, which is not followed"),
    "160000": ("git:submodule", "is another repository (a submodule), which is a source of its own"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """An entry of a commit: `path` as git has it, its content's id, and its metadata."""

    path: bytes
    mode: str
    object: str
    about: About
    commit: str = ""  # in a history: the commit in its name


class Git(Remote):
    """A repository's files at one commit, or with `history` everything up to it."""

    tree = True
    repository: str  # an https address, or a local repository or bundle (absolute, or from the source's folder)
    ref: str = "HEAD"  # a branch, a tag (which wins over a branch of its name) or a full commit id, which pins the source
    include: list[str] = Field(default=["**"])  # globs over paths in the repository and members of archives
    exclude: list[str] = Field(default=[])  # globs of what to leave out
    history: str | None = None  # `all`, or a day (`2020-01-31`) or commit: what existed then and since
    timeout_s: int = Field(default=3_600, ge=1)  # for each git command that contacts the repository

    @field_validator("ref")
    @classmethod
    def _is_ref(cls, ref: str) -> str:
        if not REF.fullmatch(ref):
            raise ValueError(f"{ref[:80]!r} is not a branch, a tag or a full commit id")
        return ref

    @field_validator("history")
    @classmethod
    def _is_history(cls, history: str | None) -> str | None:
        if history not in (None, "all") and not re.fullmatch(rf"{DAY.pattern}|[0-9a-f]{{7,64}}", history or ""):
            raise ValueError(f'{str(history)[:80]!r} is neither "all", nor a day such as 2020-01-31, nor a commit id')
        return history

    def pinned(self, base: Path) -> str | None:
        """The version, if `ref` is a full commit id."""
        return self._version(self.ref) if COMMIT.fullmatch(self.ref) else None

    def fetch(self, base: Path, store: Store | None = None) -> Fetched:
        """Fetch the commit; contents are fetched and files read as they are consumed."""
        with ExitStack() as stack:
            clone, commit = self._clone(base, store, stack)
            if clone.reservation:
                files = [File(clone.name, b"", About(clone.url, reservation=clone.reservation))]
                origin = {"connector": "git", "ref": self.ref}
                return Fetched(self._version("reserved", clone.reservation), origin, closing_after(stack.pop_all(), files))
            origin = {"connector": "git", "ref": self.ref, "commit": commit, "date": clone.date(commit)}
            return Fetched(self._version(commit), origin, closing_after(stack.pop_all(), self._files(clone, commit)))

    def offered(self, base: Path, store: Store | None = None) -> Iterator[Offered | Refused]:
        """The files the commit names; sizes are known for contents that are here."""
        with ExitStack() as stack:
            clone, commit = self._clone(base, store, stack)
            if clone.reservation:
                kinds_of = ", ".join(str(row["protocol"]) for row in clone.reservation)
                yield Refused(clone.name, f"reserved:{clone.reservation[0]['protocol']}", f"the host reserves it ({kinds_of}).")
                return
            rights = self._rights(clone, commit)
            selection = Selection(self.include, self.exclude)
            pieces = self._wanted(clone, commit, selection)
            here = clone.here({piece.object for piece in pieces})
            for piece in pieces:
                if _only_beside(piece, selection):
                    continue
                if (refused := _unfit(piece)) is not None:
                    yield refused
                else:
                    yield Offered(_name(piece), clone.url, here.get(piece.object), rights, piece.object in here)

    def _clone(self, base: Path, store: Store | None, stack: ExitStack) -> tuple[Clone, str]:
        memory = stack.enter_context(store_or_temporary(store))
        location = location_of(self.repository, base, self.manners)
        clone = stack.enter_context(Clone.opened(location, self.manners, self.timeout_s, memory))
        if clone.reservation:
            memory.is_reserved_file(clone.git.folder)
            return clone, ""
        commit = self.ref if COMMIT.fullmatch(self.ref) else clone.resolved(self.ref)
        clone.bring_commit(commit, self.ref)
        return clone, commit

    def _version(self, commit: str, reservation: tuple[Row, ...] = ()) -> str:
        return f"{commit} {fingerprint([self.include, self.exclude, self.history, *kinds(reservation)])[:12]}"

    def _may_hold(self, selection: Selection, name: str) -> bool:
        """Whether a glob names a file, or may name a member of it, judging archives by name."""
        path = name.partition(":")[2] if self.history else name
        return selection(path) or is_licence_file(path) or (bool(ARCHIVE.search(path)) and not selection.excludes(path))

    def _pieces(self, clone: Clone, commit: str) -> Iterator[Piece]:
        """The entries of the commit or of its history, sorted by path."""
        if self.history is None:
            for line in clone.git.tokens("ls-tree", "-r", "-z", "--full-tree", commit):
                said, _, path = line.partition(b"\t")
                mode, _, object = said.decode("ascii").split(" ")
                yield Piece(path, mode, object, About(url=clone.url))
            return
        if clone.shallow:
            raise FetchError(f"{clone.name} is shallow and has no history; leave out `history`, or name a whole repository.")
        past = history(clone.git, commit)
        since = self.history
        if since != "all" and not DAY.fullmatch(since) and not any(name.startswith(since) for name, _ in past.commits):
            raise FetchError(f"{clone.name} has no commit {since} among the first parents of {self.ref}; correct `history`.")
        for each in past.wordings:
            if since == "all" or past.lasted(each, since):
                spans = past.spans(each)
                record = {"commit": each.commit, "date": spans[0]["from"], "spans": spans}
                about = About(clone.url, None, _day(spans[0]["from"]), record)
                yield Piece(each.path, each.mode, each.object, about, each.commit)

    def _wanted(self, clone: Clone, commit: str, selection: Selection) -> list[Piece]:
        return clone.asked(lambda _: [each for each in self._pieces(clone, commit) if self._may_hold(selection, _name(each))])

    def _files(self, clone: Clone, commit: str) -> Iterator[File | Refused]:
        selection = Selection(self.include, self.exclude)
        rights = self._rights(clone, commit)
        wanted = self._wanted(clone, commit, selection)
        if selection.unmatched and not any(ARCHIVE.search(_name(piece)) for piece in wanted):
            raise self._unmatched(clone, selection)
        fit = [piece for piece in wanted if _unfit(piece) is None]
        clone.bring({piece.object for piece in fit})
        touched = {}
        if self.history is None and not clone.shallow:
            touched = clone.asked(lambda git: last_touched(git, commit, (piece.path for piece in fit)))
        contents = clone.contents(piece.object for piece in fit)
        for piece in wanted:
            if (refused := _unfit(piece)) is not None:
                if not _only_beside(piece, selection):
                    yield refused
                continue
            about = replace(piece.about, rights=rights)
            if (change := touched.get(piece.path)) is not None:
                record = {"commit": change.commit, "date": change.date}
                about = replace(about, created=_day(change.date), record=record)
            yield from _read(piece, next(contents), about, selection)
        if selection.unmatched:
            raise self._unmatched(clone, selection)

    def _unmatched(self, clone: Clone, selection: Selection) -> FetchError:
        return FetchError(f"{clone.name} has no file at {self.ref} that `{selection.unmatched[0]}` names; correct `include`.")

    def _rights(self, clone: Clone, commit: str) -> dict[str, str] | None:
        """The data licence that licence files at the root name; software licences say nothing of texts."""
        lines = clone.asked(lambda git: list(git.tokens("ls-tree", "-z", "--full-tree", commit)))
        statements = []
        for line in lines:
            about, _, path = line.partition(b"\t")
            mode, kind, object = about.decode("ascii").split(" ")
            if kind != "blob" or mode in NOT_FILES or not LICENCE.fullmatch(path):
                continue
            clone.bring({object})
            data = next(clone.contents([object]))
            text = data.decode("utf-8", "replace") if isinstance(data, bytes) else ""
            title = next((words for each in text.splitlines() if (words := each.strip(" \t#*=-_"))), "")
            stated = text if len(text) <= WHOLE_LICENCE_BYTES else title
            found = licence(resolve(stated).license)
            if found is not None and found.of == "data" and found.settled and isinstance(data, bytes):
                where = f"{clone.url}: {path.decode()}" if clone.url else path.decode()
                statements += [replace(each, copy=digest(data)) for each in said("data-set", [stated], where)]
        return rights_of(statements, seen_at=datetime.now(UTC).date().isoformat())


def _read(piece: Piece, data: bytes | int, about: About, selection: Selection) -> Iterator[File | Refused]:
    name = _name(piece)
    if isinstance(data, int):
        yield refused(name, "file:too-large", f"holds {data} bytes, more than {DEFAULT_LIMITS.max_member_bytes}")
    elif len(data) <= LFS_BYTES and data.startswith(LFS):
        yield refused(name, "git:lfs-pointer", "only points to its content, which lies elsewhere (Git LFS)")
    else:
        before = len(piece.commit[:12]) + bool(piece.commit)

        def wanted(path: str) -> bool:
            return selection(path[before:])

        everything = members(name, BytesIO(data), wanted=lambda path: wanted(path) or is_licence_file(path[before:]))
        for found in with_licence_files(everything, wanted):
            yield replace(found, about=about) if isinstance(found, File) else found


def _name(piece: Piece) -> str:
    """A file's name: its path, after its commit in a history."""
    path = piece.path.decode("utf-8", "surrogateescape")
    return f"{piece.commit[:12]}:{path}" if piece.commit else path


def _only_beside(piece: Piece, selection: Selection) -> bool:
    """Whether no glob names it, and it only may state a licence for the documents beside it."""
    path = piece.path.decode("utf-8", "surrogateescape")
    return is_licence_file(path) and not selection(path)


def _unfit(piece: Piece) -> Refused | None:
    """Why an entry cannot be read; None if it can."""
    name = _name(piece)
    if piece.mode in NOT_FILES:
        return refused(name, *NOT_FILES[piece.mode])
    if len(piece.path) > LONGEST_NAME_BYTES:
        return refused(name, "file:unsafe-name", f"has a name of more than {LONGEST_NAME_BYTES} bytes")
    unsafe = unsafe_name(piece.path.decode("utf-8", "surrogateescape"))
    return refused(name, "file:unsafe-name", unsafe) if unsafe else None


def _day(date: Any) -> str | None:
    return date[:10] if isinstance(date, str) else None
