"""Writes an answer into a folder of its own."""

import shutil
from pathlib import Path

from moisson.contracts.disk import disk
from moisson.contracts.errors import UserError
from moisson.contracts.identity import pretty_json
from moisson.models.worth.compare import Compared
from moisson.models.worth.draw import plot, table


def write(compared: Compared, to: Path) -> None:
    """Write worth.json, worth.md and worth.svg; raises UserError where the folder has something in it."""
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise UserError(f"{to} exists and is not an empty folder; name another with --to.")
    folder = to.with_name(f".{to.name}.part")
    with disk(to):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "worth.json").write_bytes(pretty_json(compared.account))
        (folder / "worth.md").write_text(table(compared), encoding="utf-8")
        (folder / "worth.svg").write_text(plot(compared), encoding="utf-8")
        if to.exists():
            to.rmdir()
        folder.replace(to)
