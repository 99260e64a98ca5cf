"""A local copy of a hub data set, left by `snapshot_download` or `git clone`.

Each layout records what each file should contain: the cache by the blob a link leads to, a folder (`local_dir`) by notes beside
the files, a clone by git. Files of other commits do not belong to the data set.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from moisson.connectors.files.archive import refused
from moisson.connectors.git.client import SETTINGS, GitClient, GitFailure
from moisson.connectors.objects.hub_api import COMMIT
from moisson.connectors.objects.objects import digest_matches
from moisson.contracts.disk import disk
from moisson.contracts.errors import SourceError
from moisson.readers.contract import Refused

NOTES = Path(".cache") / "huggingface" / "download"
POINTER = re.compile(rb"version https://git-lfs\.github\.com/spec/v1\n(?:[^\n]*\n)*?oid sha256:([0-9a-f]{64})\n")
POINTER_BYTES = 1024
TIMEOUT_S = 600
MOST_BYTES = 1 << 30  # git is asked to write nothing


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file: path in the data set, location, and expected digest, if the layout records one."""

    path: str
    file: Path
    size: int
    mtime_ns: int
    digest: str | None


@dataclass(frozen=True)
class LocalCopy:
    commit: str
    files: list[LocalFile | Refused]


def local_copy(folder: Path, revision: str) -> LocalCopy:
    """The data set in a folder at a revision, sorted by path. Raises SourceError if it is none, or another revision."""
    if not folder.is_dir():
        raise SourceError(f"{folder} is not a folder; correct `path` of the connector hub.")
    if (folder / "snapshots").is_dir():
        commit = _referred(folder, revision)
        found = LocalCopy(commit, list(_cached(folder / "snapshots" / commit, folder)))
    elif folder.parent.name == "snapshots" and COMMIT.fullmatch(folder.name):
        found = LocalCopy(folder.name, list(_cached(folder, folder.parent.parent)))
    elif (folder / NOTES).is_dir():
        found = _noted(folder, revision)
    elif (folder / ".git").exists():
        with TemporaryDirectory(prefix="moisson-") as home:
            git = GitClient(folder / ".git", Path(home), "", str(folder), "none", SETTINGS, TIMEOUT_S, MOST_BYTES)
            try:
                found = _cloned(git, folder, revision)
            except GitFailure as failure:
                raise git.explained(failure) from None
    else:
        raise SourceError(
            f'{folder} names no commit: it is neither a clone nor left by snapshot_download; for plain files, use = "folder".'
        )
    if COMMIT.fullmatch(revision) and found.commit != revision:
        raise SourceError(f"{folder} holds the commit {found.commit}, and `revision` is {revision}; correct one of them.")
    return LocalCopy(found.commit, sorted(found.files, key=lambda each: each.path if isinstance(each, LocalFile) else each.id))


def _referred(folder: Path, revision: str) -> str:
    """The commit of a revision in a cache."""
    if COMMIT.fullmatch(revision):
        commit = revision
    else:
        note = folder / "refs" / revision
        with disk(note):
            known = note.resolve().is_relative_to(folder.resolve()) and note.is_file()
            commit = note.read_text("utf-8", "replace").strip() if known else ""
    if not COMMIT.fullmatch(commit) or not (folder / "snapshots" / commit).is_dir():
        here = ", ".join(sorted(each.name for each in (folder / "snapshots").iterdir())[:5]) or "none"
        raise SourceError(f"{folder} holds no snapshot of the revision {revision}; its snapshots are: {here}.")
    return commit


def _cached(snapshot: Path, home: Path) -> Iterator[LocalFile | Refused]:
    """A snapshot's files in a cache: links to blobs named by digest, or copies."""
    blobs = (home / "blobs").resolve()
    for path, file in _walk(snapshot):
        if not file.is_symlink():
            yield _lying(path, file, None)
            continue
        target = Path(os.path.realpath(file))
        if target.parent != blobs or not target.is_file():
            yield refused(path, "file:link-outside", "is a link that leads to no blob of this cache")
        else:
            yield _lying(path, target, _digest(target.name))


def _noted(folder: Path, revision: str) -> LocalCopy:
    """A folder's files with notes (commit, digest, time): those of the commit asked for, or of the newest note."""
    notes: dict[str, tuple[str, str, float]] = {}
    for path, file in _walk(folder / NOTES):
        if path.endswith(".metadata"):
            with disk(file):
                lines = file.read_text("utf-8", "replace").split("\n")
            if len(lines) >= 3 and COMMIT.fullmatch(lines[0]) and re.fullmatch(r"\d+(?:\.\d+)?", lines[2]):
                notes[path.removesuffix(".metadata")] = (lines[0], lines[1], float(lines[2]))
    if not notes:
        raise SourceError(f"{folder / NOTES} holds no note of a commit; download the data set again.")
    newest = max(notes.values(), key=lambda note: (note[2], note[0]))[0]
    commit = revision if COMMIT.fullmatch(revision) and any(note[0] == revision for note in notes.values()) else newest
    return LocalCopy(commit, list(_of_commit(folder, commit, notes)))


def _of_commit(folder: Path, commit: str, notes: dict[str, tuple[str, str, float]]) -> Iterator[LocalFile | Refused]:
    for path, file in _walk(folder, skip=(".cache", ".git")):
        note = notes.get(path)
        if note is None or note[0] != commit:
            why = "there is no note of it" if note is None else f"its note says {note[0]}"
            yield refused(path, "hub:other-commit", f"is no file of the commit {commit}: {why}")
        elif file.is_symlink():
            yield refused(path, "file:link-outside", "is a link")
        else:
            yield _lying(path, file, _digest(note[1]))


def _cloned(git: GitClient, folder: Path, revision: str) -> LocalCopy:
    """The files of a clone's checked-out commit, in its working tree. Raises GitFailure."""
    commit = git.run("rev-parse", "--verify", "HEAD^{commit}").decode().strip()
    meant = {f"refs/{kind}/{revision}" for kind in ("tags", "heads", "remotes/origin")}
    ids: set[str] = set()
    for line in git.tokens("for-each-ref", "--format=%(objectname) %(*objectname) %(refname)", end=b"\n"):
        *named, name = line.decode("utf-8", "replace").split(" ")
        ids.update(id for id in named if id and name in meant)
    if ids and commit not in ids:
        raise SourceError(f"{folder} has {commit} checked out, and `revision` is {revision}; correct one of them.")
    files: list[LocalFile | Refused] = []
    for row in git.tokens("ls-tree", "-r", "-z", "HEAD"):
        head, _, raw = row.partition(b"\t")
        mode, _, oid = head.decode().split()
        path = os.fsdecode(raw)
        file = folder / path
        if mode not in ("100644", "100755"):
            files.append(refused(path, "file:not-a-file", "is a link, or another repository, in git"))
        elif any(each.is_symlink() for each in (file, *file.parents) if each.is_relative_to(folder) and each != folder):
            files.append(refused(path, "file:link-outside", "lies behind a link"))
        elif not file.is_file():
            files.append(refused(path, "hub:missing", "is in the commit, and not in the working tree"))
        else:
            files.append(_checked_out(git, path, file, oid))
    return LocalCopy(commit, files)


def _checked_out(git: GitClient, path: str, file: Path, oid: str) -> LocalFile | Refused:
    """A clone's file: large ones are pointers in git, and real on disk if git-lfs fetched them."""
    if digest_matches(file, f"git:{oid}"):
        with disk(file), file.open("rb") as stream:
            if POINTER.match(stream.read(POINTER_BYTES)):
                return refused(path, "hub:lfs-pointer", "is the pointer to a large file; run `git lfs pull` in the clone")
        return _lying(path, file, f"git:{oid}")
    small = int(git.run("cat-file", "-s", oid)) <= POINTER_BYTES
    pointer = POINTER.match(git.run("cat-file", "blob", oid)) if small else None
    if pointer is None:
        return refused(path, "hub:other-commit", "is not what its commit holds: it was changed in the working tree")
    return _lying(path, file, f"sha256:{pointer[1].decode()}")


def _walk(root: Path, skip: tuple[str, ...] = ()) -> Iterator[tuple[str, Path]]:
    """Every file and link in a folder, by path; linked folders are not entered."""
    with disk(root):
        for folder, folders, names in os.walk(root):
            here = Path(folder)
            if here == root:
                folders[:] = [name for name in folders if name not in skip]
            links = [name for name in folders if (here / name).is_symlink()]
            for name in [*names, *links]:
                yield (here / name).relative_to(root).as_posix(), here / name


def _digest(name: str) -> str | None:
    """The digest in the hub's ETag: a git blob's id, or a large file's SHA-256."""
    kinds = {40: "git", 64: "sha256"}
    return f"{kinds[len(name)]}:{name}" if len(name) in kinds and re.fullmatch("[0-9a-f]+", name) else None


def _lying(path: str, file: Path, digest: str | None) -> LocalFile:
    with disk(file):
        status = file.stat()
    return LocalFile(path, file, status.st_size, status.st_mtime_ns, digest)
