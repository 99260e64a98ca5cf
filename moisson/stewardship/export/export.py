"""Exports a release in another project's records, laid out for the Hub, or both."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from moisson.contracts.errors import UserError
from moisson.release.private import REMEDY, private
from moisson.stewardship.export.hub import hub_files, lay_out
from moisson.stewardship.export.shape import Format
from moisson.stewardship.export.write import SHAPES
from moisson.stewardship.export.write import export as export_as
from moisson.stewardship.opened import open_release, taken_back


def export(
    path: Path, to: Path, shape: str | None, written_as: Format | None, languages: Sequence[str], *, for_hub: bool
) -> dict[str, Any]:
    """Write the release at `path` to the folder `to`; returns an account of it.

    Raises UserError for a release that must not be passed on, and for options that do not go together.
    """
    release = open_release(path)
    if said := taken_back(release.folder):
        raise UserError(f"{release.name} is not for passing on: {said}")
    if for_hub and private(release.stats):
        raise UserError(f'{release.name} cannot be laid out for the Hub: its recipe says unlicensed = "private". {REMEDY}')
    if shape is not None:
        return export_as(release, to, SHAPES[shape], written_as, languages, card=hub_files if for_hub else None)
    if not for_hub:
        raise UserError(f"export wants --as ({', '.join(SHAPES)}) or --for hub.")
    if written_as or languages:
        raise UserError("--format and --language go with --as: without it the release is laid out whole, as it was signed.")
    return lay_out(release, to)
