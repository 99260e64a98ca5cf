"""How a folder of tokens takes the place of another: whole, or not at all."""

import shutil
from pathlib import Path


def put(files: Path, to: Path) -> None:
    """Let new tokens take their place, and those that were there go."""
    to = to.resolve()
    to.parent.mkdir(parents=True, exist_ok=True)
    new, old = to.with_name(f".{to.name}.new"), _old(to)
    shutil.rmtree(new, ignore_errors=True)
    shutil.move(files, new)
    if to.exists():
        to.replace(old)
    new.replace(to)
    shutil.rmtree(old, ignore_errors=True)


def finish(to: Path) -> None:
    """Put back what a kill left aside, or delete it where the new ones are in place."""
    old = _old(to.resolve())
    if old.exists() and not to.exists():
        old.replace(to)
    shutil.rmtree(old, ignore_errors=True)


def _old(to: Path) -> Path:
    return to.with_name(f".{to.name}.old")
