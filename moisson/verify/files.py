"""Files against the manifest: every one there, byte for byte, and none beside them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from moisson.release.manifest import COSTS, OUTSIDE, costs_hold, files
from moisson.storage import disk
from moisson.verify.fault import Fault


def of_files(folder: Path, manifest: dict[str, Any]) -> Iterator[Fault]:
    """Files that are missing, changed or too many. `costs.json` is held to the digest in it; it may be left out."""
    with disk(folder):
        found = files(folder)
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
