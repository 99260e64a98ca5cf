"""Deletes what nothing in a workspace needs. The workspace must be locked."""

import shutil
from collections.abc import Sequence

from moisson.contracts.disk import disk
from moisson.contracts.errors import NotFound, UserError
from moisson.stewardship.holdings import Thing, latest, unneeded
from moisson.workspace.storage import Workspace


def deletable(workspace: Workspace, releases: Sequence[str] = ()) -> list[Thing]:
    """What `clean` would delete: what nothing needs, and releases named as RECIPE/RELEASE.

    Raises NotFound for a release that does not exist, UserError for the newest of its recipe.
    """
    return [*(_release(workspace, name) for name in dict.fromkeys(releases)), *unneeded(workspace)]


def _release(workspace: Workspace, name: str) -> Thing:
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
