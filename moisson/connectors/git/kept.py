"""A clone made anew of contents alone: what does not change need not come again, and commits and folders come without them."""

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from moisson.connectors.git.client import SETTINGS, Git, GitFailure
from moisson.connectors.git.clone import FORMAT
from moisson.contracts.disk import disk

LOCAL_S = 3_600.0


def keep_contents_only(folder: Path, commit: str, gone: Callable[[str], bool]) -> None:
    """Reduce a clone to the contents a commit names, except those that are `gone`; nothing else is left.

    If that fails, the clone is deleted.
    """
    fresh = folder.with_name(f"{folder.name}.new")
    with disk(folder), TemporaryDirectory(prefix="moisson-git-") as home:

        def at(place: Path) -> Git:
            return Git(place.absolute(), Path(home).resolve(), "", folder.name, "none", SETTINGS, LOCAL_S, 0)

        shutil.rmtree(fresh, ignore_errors=True)
        try:
            form = (folder / FORMAT).read_text(encoding="ascii")
            old, new = at(folder), at(fresh)
            named = {
                line.split(b"\t")[0].split()[2].decode() for line in old.tokens("ls-tree", "-r", "-z", "--full-tree", commit)
            }
            listed = old.tokens("cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objectname)", end=b"\n")
            kept = [object for object in map(bytes.decode, listed) if object in named and not gone(object)]
            fresh.mkdir()
            new.run("init", "--quiet", "--bare", "--template=", f"--object-format={form}", str(fresh.absolute()))
            pack = fresh.absolute() / "objects" / "pack" / "pack"
            if kept:
                old.run("pack-objects", "--quiet", str(pack), given="".join(f"{object}\n" for object in kept).encode())
            (fresh / FORMAT).write_text(form, encoding="ascii")
        except (GitFailure, FileNotFoundError):
            shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
        if fresh.exists():
            fresh.replace(folder)
