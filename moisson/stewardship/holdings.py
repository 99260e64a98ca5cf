"""The contents of a workspace: harvests, shards, runs and releases, their sizes, and which of them nothing needs.

Needed are the shards of the newest run of each recipe with a release (`show`, `trace` and `audit` read their texts, and a changed
late stage starts from them or from the shards before them), and a shard that alone has the text of a part (a withdrawal
recognises changed copies by it). Harvests and snapshots always stay: releases and traces rest on them. Parts that no snapshot
names come from a killed harvest, and are not needed after a later complete one.
"""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from moisson.contracts.disk import disk
from moisson.contracts.errors import NotFound, UserError
from moisson.corpus.decisions import decision_files, run_shards, runs
from moisson.corpus.shards import ledger_path, receipt_path
from moisson.harvest.snapshot import snapshots
from moisson.stewardship.opened import Released, releases_of, taken_back
from moisson.workspace.storage import Workspace, read_json, row_count


@dataclass(frozen=True)
class Thing:
    """Something in a workspace that can be deleted, and why."""

    kind: str  # shards, run, rounds, part, release
    name: str
    why: str
    paths: tuple[Path, ...]

    @property
    def bytes(self) -> int:
        return sum(size(path) for path in self.paths)

    def as_dict(self) -> dict[str, Any]:
        return {"kind": self.kind, "name": self.name, "why": self.why, "bytes": self.bytes}


@dataclass
class Shards:
    """The shards of a workspace, and those that something needs."""

    all: dict[Path, str] = field(default_factory=dict)  # the part of each
    needed: set[Path] = field(default_factory=set)

    def unneeded(self) -> list[Path]:
        return sorted(set(self.all) - self.needed)


def size(path: Path) -> int:
    """The bytes of a file, or of all files under a folder; links are not followed."""
    if path.is_symlink() or not path.exists():
        return 0
    files = path.rglob("*") if path.is_dir() else (path,)
    return sum(each.lstat().st_size for each in files if each.is_file() and not each.is_symlink())


def shard_files(shard: Path) -> tuple[Path, ...]:
    """A shard with its ledger and its receipt."""
    return (shard, ledger_path(shard), receipt_path(shard))


def shards_of(workspace: Workspace) -> Shards:
    """All shards, and which are needed."""
    found = Shards()
    for path in sorted((workspace.root / "shards").glob("*/*.parquet")):
        if not path.name.endswith(".ledger.parquet"):
            found.all[path] = path.stem
    before = {path: _before(workspace, path) for path in found.all}

    def keep(path: Path | None) -> None:
        while path is not None and path in found.all and path not in found.needed:
            found.needed.add(path)
            path = before[path]

    for recipe in released_recipes(workspace):
        for shard in run_shards(workspace, recipe):
            keep(workspace.root / shard)
    covered = {found.all[path] for path in found.needed}
    known = {part for source in sources_of(workspace) for part in _named_parts(workspace, source)}
    for path in sorted(set(found.all) - found.needed, key=lambda path: (-path.stat().st_mtime_ns, path)):
        if (part := found.all[path]) in known and part not in covered:
            covered.add(part)
            keep(path)
    return found


def _before(workspace: Workspace, shard: Path) -> Path | None:
    """The shard that this one was made from, by its receipt."""
    receipt = receipt_path(shard)
    said = read_json(receipt).get("after") if receipt.exists() else None
    return workspace.shards(said) / shard.name if said else None


def sources_of(workspace: Workspace) -> list[str]:
    """The sources that have been harvested here."""
    return sorted(path.name for path in (workspace.root / "harvest").glob("*") if (path / "snapshots").is_dir())


def released_recipes(workspace: Workspace) -> list[str]:
    """The recipes that have a run and a release here."""
    with_release = {release.folder.parent.name for release in releases_of(workspace)}
    return [recipe for recipe in runs(workspace) if recipe in with_release]


def _named_parts(workspace: Workspace, source: str) -> set[str]:
    return {part for snapshot in snapshots(workspace, source) for part in snapshot.parts()}


def unneeded(workspace: Workspace) -> Iterator[Thing]:
    """Everything that nothing needs; shards by folder."""
    shards = shards_of(workspace)
    by_folder: dict[Path, list[Path]] = {}
    for path in shards.unneeded():
        by_folder.setdefault(path.parent, []).append(path)
    for folder, paths in sorted(by_folder.items()):
        files = tuple(file for path in paths for file in shard_files(path))
        why = f"{len(paths):,} shards of no recipe's newest run; a recipe that asks for them makes them again"
        yield Thing("shards", folder.name, why, files)
    for recipe in runs(workspace):
        if recipe not in released_recipes(workspace):
            why = "its recipe has no release here; `moisson run` or `build` makes it again"
            yield Thing("run", recipe, why, (workspace.decisions(recipe),))
    for folder in sorted((workspace.root / "rounds").glob("*")):  # whoever asks holds the workspace, so no build goes on
        yield Thing("rounds", folder.name, "a build that was not finished left them; it makes them again", (folder,))
    for source in sources_of(workspace):
        yield from _left_parts(workspace, source)


def _left_parts(workspace: Workspace, source: str) -> Iterator[Thing]:
    """Parts left by a killed harvest, where a later harvest is complete."""
    newest = snapshots(workspace, source)[-1:]
    named = _named_parts(workspace, source)
    for path in sorted(workspace.parts(source).glob("*.parquet")):
        if newest and path.stem not in named and path.stat().st_mtime_ns < newest[0].path.stat().st_mtime_ns:
            yield Thing("part", f"{source}/{path.stem[:16]}", "no harvest names it; a killed one left it behind", (path,))


def holdings(workspace: Workspace) -> dict[str, Any]:
    """Harvests, shards, runs and releases with their sizes; `latest` marks a recipe's newest release."""
    shards = shards_of(workspace)
    releases = list(releases_of(workspace))
    return {
        "workspace": str(workspace.root),
        "bytes": size(workspace.root),
        "harvests": [_harvest(workspace, source) for source in sources_of(workspace)],
        "shards": {
            "shards": len(shards.all),
            "needed": len(shards.needed),
            "bytes": _bytes(shards.all),
            "bytes_needed": _bytes(shards.needed),
        },
        "runs": [
            {"recipe": recipe, "bytes": sum(map(size, paths)), "rows": sum(map(row_count, paths))}
            for recipe in runs(workspace)
            for paths in [decision_files(workspace, recipe)]
        ],
        "releases": [_release(release, latest(workspace, release.folder.parent.name)) for release in releases],
    }


def latest(workspace: Workspace, recipe: str) -> str | None:
    """The name of a recipe's newest release."""
    pointer = workspace.releases(recipe) / "latest.json"
    return str(read_json(pointer)["release"]) if pointer.is_file() else None


def _bytes(shards: Iterable[Path] | Mapping[Path, str]) -> int:
    return sum(size(file) for shard in shards for file in shard_files(shard))


def _harvest(workspace: Workspace, source: str) -> dict[str, Any]:
    history = snapshots(workspace, source)
    newest = history[-1].about if history else {}
    return {
        "source": source,
        "harvests": len(history),
        "newest": history[-1].taken if history else None,
        "version": newest.get("version"),
        "documents": newest.get("live", 0),
        "bytes": size(workspace.harvest(source)),
    }


def _release(release: Released, newest: str | None) -> dict[str, Any]:
    return {
        "release": f"{release.folder.parent.name}/{release.folder.name}",
        "latest": release.folder.name == newest,
        "documents": release.manifest.get("documents"),
        "bytes": size(release.folder),
        "taken_back": taken_back(release.folder),
    }


def deletable(workspace: Workspace, releases: Sequence[str] = ()) -> list[Thing]:
    """What `clean` would delete: what nothing needs, and releases named as RECIPE/RELEASE.

    Raises NotFound for a release that does not exist, UserError for the newest of its recipe.
    """
    return [*(_named_release(workspace, name) for name in dict.fromkeys(releases)), *unneeded(workspace)]


def _named_release(workspace: Workspace, name: str) -> Thing:
    recipe, _, release = name.partition("/")
    folder = workspace.releases(recipe) / release
    if not release or "/" in release or release in (".", "..") or folder.is_symlink() or not folder.is_dir():
        raise NotFound(f"there is no release {name} in {workspace.root}; `moisson status` lists them, as RECIPE/RELEASE.")
    if release == latest(workspace, recipe):
        raise UserError(f"{name} is the newest release of {recipe}, and stays; `moisson withdraw --purge` takes documents out.")
    return Thing("release", name, "you named it; a withdrawal will not find what it held", (folder,))


def clean(things: Sequence[Thing]) -> int:
    """Delete these; returns the bytes freed. A call that was killed can be repeated."""
    freed = 0
    for thing in things:
        freed += thing.bytes
        for path in reversed(thing.paths):  # a shard's receipt goes first: without it the shard is rebuilt
            with disk(path):
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink(missing_ok=True)
        for folder in {path.parent for path in thing.paths}:
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
    return freed
