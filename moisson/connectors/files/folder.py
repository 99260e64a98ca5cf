"""Files on this machine: a folder, a file or a glob, and archives among them.

Links that leave the folder are not followed, and no file's time reaches a document. Hidden files and folders (a leading dot) are
skipped.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from moisson.connectors import Connector, Fetched, Offered
from moisson.connectors.files.archive import hidden, members, printable, refused, unsafe_name
from moisson.connectors.files.glob import Selection, pattern
from moisson.connectors.licence_files import is_licence_file, with_licence_files
from moisson.connectors.memory.store import Store
from moisson.contracts.errors import SourceError
from moisson.contracts.identity import fingerprint
from moisson.readers.contract import File, Refused


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file to read, or a ledger row if it must not or cannot be read."""

    path: str  # from the folder, with `/`
    size: int = 0
    mtime_ns: int = 0
    obstacle: Refused | None = None
    hides: bool = False  # wanted files may be below it, unseen


class Folder(Connector):
    """Files beside the source's description, or anywhere on this machine."""

    tree = True
    path: str  # a folder, a file or a glob; absolute, or from the source's folder
    include: list[str] = Field(default=["**/*"])  # globs over paths in the folder and members of archives
    exclude: list[str] = Field(default=[])  # globs of what to leave out

    def pinned(self, base: Path) -> str:
        """A token of the files (names, sizes, times) and the selection."""
        return self._token(self.listed(base)[1])

    def fetch(self, base: Path, store: Store | None = None) -> Fetched:
        """List the files; they are read as they are consumed."""
        root, found = self.listed(base)
        return Fetched(self._token(found), {"connector": "folder"}, self._files(root, found))

    def offered(self, base: Path, store: Store | None = None) -> Iterator[Offered | Refused]:
        """The files themselves, which are read to be counted."""
        root, found = self.listed(base)
        for each in self._files(root, found):
            if isinstance(each, Refused):
                yield each
            elif not each.beside:
                yield Offered(each.path, size=len(each.data))

    def listed(self, base: Path) -> tuple[Path, list[ListedFile]]:
        """The root folder, and the files that `path` names, sorted; raises SourceError."""
        path = base / self.path
        if path.is_dir():
            return path, _walk(path)
        if path.exists():
            return path.parent, [_file(path.name, path.stat())]
        parts = self.path.replace(os.sep, "/").split("/")
        fixed = next((i for i, part in enumerate(parts) if set("*?[") & set(part)), None)
        if fixed is None:
            raise SourceError(f"{path} does not exist; `path` of the connector folder is relative to {base}.")
        root = base / "/".join([*parts[:fixed], ""])
        if not root.is_dir():
            raise SourceError(f"{root} is not a folder; correct `path` = {self.path!r} of the connector folder.")
        glob = pattern("/".join(parts[fixed:]))
        found = [file for file in _walk(root) if file.hides or glob.fullmatch(file.path)]
        if all(file.hides for file in found):
            raise SourceError(f"no file matches `path` = {self.path!r} of the connector folder (hidden ones do not count).")
        return root, found

    def _token(self, found: list[ListedFile]) -> str:
        files = [(printable(file.path), file.size, file.mtime_ns, bool(file.obstacle)) for file in found]
        return fingerprint({"files": files, "include": self.include, "exclude": self.exclude})

    def _files(self, root: Path, found: list[ListedFile]) -> Iterator[File | Refused]:
        selection = Selection(self.include, self.exclude)
        refused = False  # an archive that cannot be opened may hold what is missing
        for file in found:
            if file.obstacle is None:
                for one in _read(root, file.path, selection):
                    refused = refused or isinstance(one, Refused)
                    yield one
            elif selection(file.path) or (file.hides and not selection.excludes(file.path)):
                yield file.obstacle
        if selection.unmatched and not refused:
            raise SourceError(f"{root} holds no file that `{selection.unmatched[0]}` names; correct `include` or `path`.")


def _read(root: Path, path: str, selection: Selection) -> Iterator[File | Refused]:
    try:
        yield from with_licence_files(
            members(path, root / path, wanted=lambda name: selection(name) or is_licence_file(name)), selection
        )
    except PermissionError:
        yield refused(path, "file:permission", "may not be read by this user")
    except OSError as error:
        yield refused(path, "file:unreadable", f"cannot be read: {error.strerror}")


def _walk(root: Path) -> list[ListedFile]:
    """Everything in a folder that is not hidden, sorted by path."""
    home = root.resolve()
    found: list[ListedFile] = []
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        try:
            entries = [entry for entry in os.scandir(root / folder) if not hidden(entry.name)]
        except OSError as error:
            reason = "file:permission" if isinstance(error, PermissionError) else "file:unreadable"
            found.append(_obstacle(folder.rstrip("/") or ".", reason, "is a folder that cannot be listed", hides=True))
            continue
        for entry in entries:
            path = folder + entry.name
            if entry.is_symlink():
                found.append(_linked(path, Path(entry.path), home))
            elif entry.is_dir():
                waiting.append(path + "/")
            else:
                found.append(_looked_at(path, entry))
    return sorted(found, key=lambda file: file.path)


def _looked_at(path: str, entry: os.DirEntry[str]) -> ListedFile:
    try:
        return _file(path, entry.stat())
    except OSError as error:
        return _obstacle(path, "file:unreadable", f"cannot be read: {error.strerror}")


def _linked(path: str, link: Path, home: Path) -> ListedFile:
    """A link to a file in the same folder counts as that file; other links are not followed."""
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):  # RuntimeError: a loop of links, up to Python 3.12
        return _obstacle(path, "file:link-broken", "is a link that leads nowhere")
    if not target.is_relative_to(home):
        return _obstacle(path, "file:link-outside", "is a link that leads out of the folder", hides=target.is_dir())
    if target.is_dir():
        return _obstacle(path, "file:link-folder", "is a link to a folder whose files are taken where they lie", hides=True)
    return _file(path, target.stat())


def _file(path: str, status: os.stat_result) -> ListedFile:
    if not stat.S_ISREG(status.st_mode):
        return _obstacle(path, "file:not-a-file", "is a device, a pipe or a socket")
    if unsafe := unsafe_name(path):
        return _obstacle(path, "file:unsafe-name", unsafe)
    return ListedFile(path, status.st_size, status.st_mtime_ns)


def _obstacle(path: str, reason: str, detail: str, hides: bool = False) -> ListedFile:
    return ListedFile(path, obstacle=refused(path, reason, detail), hides=hides)
