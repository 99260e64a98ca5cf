"""The command `export`."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from moisson.commands.options import AsJson, ReleasePath
from moisson.workspace.printing import say, say_json

As = Literal["common-corpus", "dolma", "datatrove", "luciole"]
WrittenAs = Literal["jsonl.zst", "parquet"]
For = Literal["hub"]
TO = typer.Option("--to", metavar="DIR", help="The folder to write; it must not be there yet, or be empty.")
SHAPE = typer.Option("--as", help="Whose records; with --for hub, the release's own where none is named.")
FORMAT = typer.Option("--format", help="The files' format; the usual one of the records where none is named.")
LANGUAGE = typer.Option("--language", help="Only documents in this language, as its folder in data/ is named; may be repeated.")
FOR = typer.Option("--for", help="Lay out a folder that is ready to be pushed to the Hugging Face Hub; sends nothing.")


def export(
    release: ReleasePath,
    to: Annotated[Path, TO],
    shape: Annotated[As | None, SHAPE] = None,
    written_as: Annotated[WrittenAs | None, FORMAT] = None,
    language: Annotated[list[str] | None, LANGUAGE] = None,
    laid_out_for: Annotated[For | None, FOR] = None,
    as_json: AsJson = False,
) -> None:
    """Write a release in the records of another project, so that its users read it with what they have; or for the Hub."""
    from moisson.stewardship.export.export import export as export_release

    account = export_release(release, to, shape, written_as, language or [], for_hub=laid_out_for is not None)
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
