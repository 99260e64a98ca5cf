"""Checks files against the manifest: each present and identical, and no others.

A file may be a link, as in the caches of download tools; its target counts. Names that begin with a point belong to tools
(`.git/`, `.gitattributes`), not to the release.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from moisson.contracts.disk import disk
from moisson.release.manifest import COSTS, OUTSIDE, costs_hold, files, hidden
from moisson.stewardship.verify.fault import Fault


def of_files(folder: Path, manifest: dict[str, Any]) -> Iterator[Fault]:
    """Yield missing, changed and additional files. `costs.json` is optional, and checked against its own digest."""
    with disk(folder):
        found = files(folder)
        yield from _no_files(folder)
    for name, said in manifest["files"].items():
        here = found.pop(name, None)
        if here is None:
            yield Fault("files", name, "is missing")
        elif here["bytes"] != said["bytes"]:
            yield Fault("files", name, f"has {here['bytes']:,} bytes; the manifest says {said['bytes']:,}")
        elif here["sha256"] != said["sha256"]:
            yield Fault("files", name, f"has the SHA-256 {here['sha256'][:12]}…; the manifest says {said['sha256'][:12]}…")
    for name in found.keys() - OUTSIDE:
        yield Fault("files", name, "is not in the manifest")
    if (folder / COSTS).is_file() and not costs_hold(folder / COSTS):
        yield Fault("files", COSTS, "is not as it was written: its digest does not fit")


def _no_files(folder: Path) -> Iterator[Fault]:
    """Yield what is neither a file nor a folder: its content may change, or lie outside the release."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() or hidden(name):
            continue
        if path.is_symlink():
            yield Fault("files", name, f"is a link to {'a folder' if path.is_dir() else 'nothing'}")
        elif not path.is_dir():
            yield Fault("files", name, "is no file")
