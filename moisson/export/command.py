"""The command `export`. It imports what it needs when it runs, as those of `moisson.cli`."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from moisson.printing import say, say_json


class As(StrEnum):
    """Whose records."""

    COMMON_CORPUS = "common-corpus"
    DOLMA = "dolma"
    DATATROVE = "datatrove"
    LUCIOLE = "luciole"


class WrittenAs(StrEnum):
    """In what files."""

    JSONL = "jsonl.zst"
    PARQUET = "parquet"


class For(StrEnum):
    """For whom a folder is laid out."""

    HUB = "hub"


RELEASE = typer.Argument(metavar="RELEASE", help="A release's folder, such as build/releases/RECIPE/latest.")
TO = typer.Option("--to", metavar="DIR", help="The folder to write; it must not be there yet, or be empty.")
SHAPE = typer.Option("--as", help="Whose records; with --for hub, the release's own where none is named.")
FORMAT = typer.Option("--format", help="The files' format; the usual one of the records where none is named.")
LANGUAGE = typer.Option("--language", help="Only documents in this language, as its folder in data/ is named; may be repeated.")
FOR = typer.Option("--for", help="Lay out a folder that is ready to be pushed to the Hugging Face Hub; sends nothing.")


def export(
    release: Annotated[Path, RELEASE],
    to: Annotated[Path, TO],
    shape: Annotated[As | None, SHAPE] = None,
    written_as: Annotated[WrittenAs | None, FORMAT] = None,
    language: Annotated[list[str] | None, LANGUAGE] = None,
    laid_out_for: Annotated[For | None, FOR] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Write a release in the records of another project, so that its users read it with what they have; or for the Hub."""
    account = _export(release, to, shape, written_as, language or [], laid_out_for)
    if as_json:
        say_json(account)
        return
    if notice := account.get("notice"):
        say(f"! {notice}")
    if account["as"] is None:
        say(f"{account['files']:,} files of {account['release']} are in {to}.")
    else:
        say(f"{account['documents']:,} documents of {account['release']} are in {to}, in {len(account['files'])} files.")
    if laid_out_for:
        say(f"Push it with: hf upload NAME {to} . --repo-type dataset")


def _export(
    path: Path, to: Path, shape: As | None, written_as: WrittenAs | None, languages: list[str], laid_out_for: For | None
) -> dict[str, Any]:
    from moisson.errors import UserError
    from moisson.export.hub import hub_files, lay_out
    from moisson.export.write import SHAPES
    from moisson.export.write import export as export_as
    from moisson.release.private import REMEDY, private
    from moisson.released import open_release, taken_back

    release = open_release(path)
    if said := taken_back(release.folder):
        raise UserError(f"{release.name} is not for passing on: {said}")
    if laid_out_for and private(release.stats):
        raise UserError(f'{release.name} cannot be laid out for the Hub: its recipe says unlicensed = "private". {REMEDY}')
    if shape is None and laid_out_for is None:
        raise UserError(f"export wants --as ({', '.join(SHAPES)}) or --for hub.")
    if shape is None:
        if written_as or languages:
            raise UserError("--format and --language go with --as: without it the release is laid out whole, as it was signed.")
        return lay_out(release, to)
    chosen = SHAPES[shape.value]
    return export_as(
        release, to, chosen, written_as.value if written_as else None, languages, card=hub_files if laid_out_for else None
    )
