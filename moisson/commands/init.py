"""The command `init`."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from moisson.commands.options import AsJson, targets
from moisson.workspace.printing import remark, say, say_json

Kind = Literal["recipe", "source"]
WHAT = typer.Argument(metavar="recipe|source", help="What to start.")
PATH = typer.Argument(metavar="PATH", help="The recipe's file, or the source's folder; nothing is written over.")
SOURCE = typer.Option(
    "--source",
    help="Of a recipe: a ready-made source, or a folder's path from the recipe; may be repeated.",
    autocompletion=targets,
)
CONNECTOR = typer.Option("--connector", help="Of a source: how its files are fetched, such as folder, web, oai or dcat.")
READER = typer.Option("--reader", help="Of a source: with a read.py, for a format that Moisson does not know.")


def init(
    what: Annotated[Kind, WHAT],
    path: Annotated[Path, PATH],
    source: Annotated[list[str] | None, SOURCE] = None,
    connector: Annotated[str | None, CONNECTOR] = None,
    reader: Annotated[bool, READER] = False,
    as_json: AsJson = False,
) -> None:
    """Start a recipe or a source: commented files that `moisson check` accepts, and a schema by which editors complete them."""
    from moisson.contracts.errors import UserError
    from moisson.reference.starters import start_recipe, start_source

    if what == "recipe":
        if connector or reader:
            raise UserError("--connector and --reader are for `moisson init source`.")
        if path.suffix != ".toml":
            path = path / "recipe.toml" if path.is_dir() else path.with_name(f"{path.name}.toml")
        written = start_recipe(path, source or ())
    else:
        if source:
            raise UserError("--source is for `moisson init recipe`.")
        written = start_source(path, connector or "folder", own_reader=reader)
    if as_json:
        return say_json([str(each) for each in written])
    for each in written:
        say(f"Written: {each}")
    checked = path if what == "recipe" else f"{path}/" if path.is_absolute() else f"./{path}"
    return remark(f"Edit it, then: moisson check {checked}")
