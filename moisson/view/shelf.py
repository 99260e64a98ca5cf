"""What is shown: one release, or all that a workspace holds, as it is at this moment.

Releases are opened when they are asked for, and anew once another process has written them. What was withdrawn is a stub.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from moisson.contracts.errors import NotFound
from moisson.contracts.model_file import MODEL
from moisson.contracts.token_files import is_tokens
from moisson.corpus.judgements.record import FILE
from moisson.release.manifest import MANIFEST, SUPERSEDED
from moisson.stewardship.opened import Released, open_release, release_folder, releases_of, taken_back
from moisson.view.asked import Asked
from moisson.view.index import Hits, Index, sweep
from moisson.view.look import Look, Row, release_of
from moisson.view.marks import Marks
from moisson.workspace.progress import Progress, Silent
from moisson.workspace.storage import Workspace, read_json
from moisson.workspace.withdrawn_ids import Suppression, register_path, suppression

Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class Open:
    """A release that is open, with the index of its words."""

    look: Look
    index: Index
    stamp: Stamp


@dataclass(frozen=True)
class Listed:
    """A release as the list of a workspace shows it."""

    recipe: str
    name: str
    documents: int | None
    newest: bool
    taken_back: str | None


class Shelf:
    """The releases under a path: raises NotFound where it is neither a release nor a workspace with one."""

    def __init__(
        self,
        where: Path,
        state: Path,
        progress: Progress | None = None,
        *,
        show_masked: bool = False,
        index: bool = True,
        marks: Path | None = None,
    ) -> None:
        self.state, self.progress, self.show_masked = state, progress or Silent(), show_masked
        self.marks = Marks(marks or state / FILE)
        self._index = index  # whether words are to be found
        self.workspace = Workspace(where.resolve()) if is_workspace(where) else None
        self._lock = Lock()
        self._open: dict[tuple[str, str], Open] = {}
        self._withdrawn: tuple[Stamp | None, Suppression] = (None, Suppression())
        self._only: Released | None = None
        self._model = where.resolve() if is_model(where) else None
        if self._model is not None:
            pass
        elif self.workspace is None:
            self._only = release_of(open_release(where).folder)
        elif not self.names() and not self.models():
            raise NotFound(f"{where} holds no release yet; `moisson build RECIPE --out {where}` makes one.")
        if index:
            sweep(state, _is_there)

    @property
    def register(self) -> Workspace:
        """The workspace whose register of withdrawals holds: the one shown, or the one in which the release or the model lies."""
        if self.workspace is not None:
            return self.workspace
        folder = self._only.folder.parents[2] if self._only is not None else self._model.parents[1] if self._model else Path()
        return Workspace(folder)

    def _released(self) -> Iterator[Released]:
        if self._only is not None:
            yield Released(self._only.folder)
        elif self.workspace is not None:
            yield from (each for each in releases_of(self.workspace))

    def names(self) -> list[tuple[str, str]]:
        """Recipe and name of every release, as addresses have them."""
        return [(recipe, name) for each in self._released() for recipe, _, name in [each.name.partition("/")]]

    def models(self) -> list[tuple[str, Path]]:
        """Name and folder of every model: the one shown, or those of the workspace."""
        if self._model is not None:
            return [(self._model.name, self._model)]
        folders = sorted((self.workspace.root / "models").glob("*")) if self.workspace is not None else []
        return [(folder.name, folder) for folder in folders if is_model(folder)]

    def listed(self) -> list[Listed]:
        """All releases, for a person to choose one."""
        found = []
        for each in self._released():
            recipe, _, name = each.name.partition("/")
            pointer = each.folder.parent / "latest.json"
            newest = pointer.is_file() and read_json(pointer)["release"] == each.folder.name
            found.append(Listed(recipe, name, each.manifest.get("documents"), newest, taken_back(each.folder)))
        return found

    def open(self, recipe: str, name: str) -> Open:
        """A release with its index, which begins to be made where it is missing; raises NotFound where there is none."""
        released = next((each for each in self._released() if each.name == f"{recipe}/{name}"), None)
        if released is None:
            raise NotFound(f"there is no release {recipe}/{name} here any more.")
        stamp = _stamp(released.folder / MANIFEST)
        assert stamp is not None
        with self._lock:
            known = self._open.get((recipe, name))
            if known is None or known.stamp != stamp:
                look = Look(released)
                known = Open(look, Index(self.state, look, str(released.folder)), stamp)
                self._open[recipe, name] = known
                if self._index:
                    known.index.start(self.progress)
        return known

    def close(self) -> None:
        """Close every release."""
        with self._lock:
            for each in self._open.values():
                each.look.close()
            self._open.clear()

    @property
    def suppression(self) -> Suppression:
        """What has been withdrawn by now."""
        stamp = _stamp(register_path(self.register))
        if stamp is None:
            return Suppression()
        with self._lock:
            if self._withdrawn[0] != stamp:
                self._withdrawn = stamp, suppression(self.register)
            return self._withdrawn[1]

    def withdrawn(self, id: str) -> dict[str, Any] | None:
        """When and why a document was withdrawn; None where it was not."""
        return self.suppression.of(id)

    def searched(self, opened: Open, asked: Asked) -> Hits | None:
        """What a search by words finds; None where none is asked for, or the index cannot answer yet."""
        if not asked.kept or not asked.words or not opened.index.ready:
            return None
        return opened.index.find(asked.words)

    def shown(self, rows: list[Row]) -> list[Row]:
        """Rows for a list; of what was withdrawn only the id and that it was."""
        known = self.suppression
        if not known.withdrawals:
            return rows
        return [{"id": row["id"], "withdrawn": said} if (said := known.of(row["id"])) else row for row in rows]


def is_workspace(where: Path) -> bool:
    """Whether a folder is a workspace rather than a release or a model."""
    return (
        not (where / MANIFEST).exists()
        and not is_model(where)
        and any((where / name).is_dir() for name in ("releases", "harvest"))
    )


def is_model(where: Path) -> bool:
    """Whether a folder holds a model."""
    return (where / MODEL).is_file()


def is_files(where: Path) -> bool:
    """Whether a path holds files to be judged: it is there, and is no release, workspace, model or tokens, nor holds releases."""
    if not where.exists() or is_model(where) or is_workspace(where) or is_tokens(where):
        return False
    if where.is_file():
        return True
    own = any((release_folder(where) / name).is_file() for name in (MANIFEST, SUPERSEDED))
    return not own and not any(next(where.glob(f"{at}/{MANIFEST}"), None) for at in ("*", "*/*"))


def _stamp(path: Path) -> Stamp | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size


def _is_there(where: str, manifest: str) -> bool:
    from hashlib import sha256

    path = Path(where) / MANIFEST
    return path.is_file() and sha256(path.read_bytes()).hexdigest() == manifest
