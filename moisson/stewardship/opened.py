"""A release as it lies in its folder: found by its path, read by row groups, without the workspace that made it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from moisson.contracts.disk import damaged
from moisson.contracts.errors import NotFound
from moisson.release.manifest import MANIFEST, SUPERSEDED
from moisson.workspace.storage import Workspace, read_json

STATS = "stats.json"


@dataclass(frozen=True)
class Released:
    """A release's folder."""

    folder: Path

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
        """The recipe's name and the release's, as its place in a workspace has them."""
        recipe = self.stats["recipe"]["name"] if (self.folder / STATS).is_file() else self.folder.parent.name
        return f"{recipe}/{self.manifest['release']}"

    @cached_property
    def languages(self) -> dict[str, list[Path]]:
        """The files of documents by their language's folder, in the order of their rows; none where only a stub is left."""
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

    def stage(self, label: str | None) -> dict[str, Any]:
        """The version and parameters of a stage of its recipe, by its label; nothing where no stage has it."""
        found = next((each for each in self.stats.get("stages", ()) if each["name"] == label), None)
        return {"stage_version": found["version"], "parameters": found["parameters"]} if found else {}


def open_release(path: Path) -> Released:
    """The release at a path: its folder, or that of its recipe, or `latest` beside it; raises NotFound where there is none."""
    if not path.is_dir() and path.name == "latest":
        path = path.parent
    if (pointer := path / "latest.json").is_file():
        path = path / read_json(pointer)["release"]
    if not (path / MANIFEST).is_file() and (path / SUPERSEDED).is_file():
        raise NotFound(f"{path} is no release any more: {taken_back(path)}")
    if not (path / MANIFEST).is_file():
        raise NotFound(f"{path} is no release: it has no {MANIFEST}; give a folder such as build/releases/RECIPE/latest.")
    return Released(path)


def taken_back(folder: Path) -> str | None:
    """What the maker said when a release was taken back, in one sentence with the remedy; None where it was not."""
    if not (folder / SUPERSEDED).is_file():
        return None
    notice = read_json(folder / SUPERSEDED)
    instead = notice.get("replaced_by") or "the release that replaces it, once it is built"
    return f"it was taken back on {notice.get('date')} ({notice.get('reason')}); use {instead}."


def releases_of(workspace: Workspace) -> Iterator[Released]:
    """All releases of a workspace, in the order of their recipes' names and their own."""
    for manifest in sorted(workspace.root.glob(f"releases/*/*/{MANIFEST}")):
        if not manifest.parent.is_symlink():
            yield Released(manifest.parent)


def row_groups(paths: Iterable[Path], columns: Sequence[str]) -> Iterator[pa.Table]:
    """The row groups of tables, one after another, with some of their columns; raises StorageError where one is damaged."""
    for path in paths:
        try:
            with pq.ParquetFile(path) as file:
                for number in range(file.num_row_groups):
                    yield file.read_row_group(number, columns=list(columns))
        except (pa.ArrowException, OSError) as error:
            raise damaged(path, error) from None
