"""An open release, local or remote, read by row groups without the workspace that made it."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from moisson.contracts.disk import damaged
from moisson.contracts.errors import FetchError, NotFound
from moisson.release.manifest import MANIFEST, SUPERSEDED
from moisson.workspace.storage import Workspace, read_json

STATS = "stats.json"


class FarTable(Protocol):
    """A table of a remote release, read by ranges."""

    def open(self) -> pa.NativeFile:
        """Open it; reading raises FetchError."""
        ...

    def damaged(self, error: Exception) -> FetchError:
        """The error where its bytes are not a table."""
        ...


Table = Path | FarTable


class Opened(ABC):
    """A release whose tables can be read, local or remote."""

    where: str

    @property
    @abstractmethod
    def manifest(self) -> dict[str, Any]:
        """The content of `MANIFEST.json`."""

    @property
    @abstractmethod
    def stats(self) -> dict[str, Any]:
        """The content of `stats.json`."""

    @property
    @abstractmethod
    def languages(self) -> Mapping[str, Sequence[Table]]:
        """The tables of documents by language, in row order; none where only a stub is left."""

    @property
    @abstractmethod
    def ledger(self) -> Sequence[Table]:
        """The tables of the ledger."""

    @abstractmethod
    def name_of(self, table: Table) -> str:
        """The path of a table within the release, with slashes."""

    @property
    def data(self) -> Sequence[Table]:
        """All tables of documents."""
        return [table for tables in self.languages.values() for table in tables]

    @property
    def name(self) -> str:
        """RECIPE/RELEASE, as in a workspace."""
        return f"{self.stats['recipe']['name']}/{self.manifest['release']}"

    def stage(self, label: str | None) -> dict[str, Any]:
        """The version and parameters of a stage by its label; empty where there is none."""
        found = next((each for each in self.stats.get("stages", ()) if each["name"] == label), None)
        return {"stage_version": found["version"], "parameters": found["parameters"]} if found else {}


class Released(Opened):
    """A local release."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.where = folder, str(folder)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        found: dict[str, Any] = read_json(self.folder / MANIFEST)
        return found

    @cached_property
    def stats(self) -> dict[str, Any]:
        found: dict[str, Any] = read_json(self.folder / STATS)
        return found

    @property
    def name(self) -> str:
        if not (self.folder / STATS).is_file():
            return f"{self.folder.parent.name}/{self.manifest['release']}"
        return super().name

    @cached_property
    def languages(self) -> dict[str, list[Path]]:
        found: dict[str, list[Path]] = {}
        for path in sorted(self.folder.glob("data/*/*.parquet")):
            found.setdefault(path.parent.name, []).append(path)
        return found

    @property
    def data(self) -> list[Path]:
        return [path for paths in self.languages.values() for path in paths]

    @property
    def ledger(self) -> list[Path]:
        return sorted(self.folder.glob("ledger/*.parquet"))

    def name_of(self, table: Table) -> str:
        assert isinstance(table, Path)
        return table.relative_to(self.folder).as_posix()


def release_folder(path: Path) -> Path:
    """The folder that a path names: a release's, or the newest one of a recipe's folder or of `latest` there."""
    if not path.is_dir() and path.name == "latest":
        path = path.parent
    return path / read_json(pointer)["release"] if (pointer := path / "latest.json").is_file() else path


def open_release(path: Path) -> Released:
    """The release at a path: its folder, its recipe's, or `latest` there; raises NotFound where there is none."""
    path = release_folder(path)
    if not (path / MANIFEST).is_file() and (path / SUPERSEDED).is_file():
        raise NotFound(f"{path} is no release any more: {taken_back(path)}")
    if not (path / MANIFEST).is_file():
        raise NotFound(f"{path} is no release: it has no {MANIFEST}; give a folder such as build/releases/RECIPE/latest.")
    return Released(path)


def taken_back(folder: Path) -> str | None:
    """Why a release was taken back, in a sentence with the remedy; None where it was not."""
    if not (folder / SUPERSEDED).is_file():
        return None
    notice = read_json(folder / SUPERSEDED)
    instead = notice.get("replaced_by") or "the release that replaces it, once it is built"
    return f"it was taken back on {notice.get('date')} ({notice.get('reason')}); use {instead}."


def releases_of(workspace: Workspace) -> Iterator[Released]:
    """All releases of a workspace, by recipe and name."""
    for manifest in sorted(workspace.root.glob(f"releases/*/*/{MANIFEST}")):
        if not manifest.parent.is_symlink():
            yield Released(manifest.parent)


def row_groups(tables: Iterable[Table], columns: Sequence[str]) -> Iterator[pa.Table]:
    """Yield the row groups of tables with some columns; raises StorageError where one is damaged, FetchError if it is remote."""
    for table in tables:
        with parquet_of(table) as file:
            for number in range(file.num_row_groups):
                yield file.read_row_group(number, columns=list(columns))


@contextmanager
def parquet_of(table: Table) -> Iterator[pq.ParquetFile]:
    """A table as Parquet. A remote one fetches the ranges of its columns together."""
    here = isinstance(table, Path)
    try:
        with pq.ParquetFile(table if here else table.open(), pre_buffer=not here) as file:
            yield file
    except (pa.ArrowException, OSError) as error:
        raise (damaged(table, error) if isinstance(table, Path) else table.damaged(error)) from None
