"""The command `schema`."""

from typing import Annotated, Literal

import typer

from moisson.workspace.printing import say_json

Kind = Literal["recipe", "source"]


def schema(what: Annotated[Kind, typer.Argument(metavar="recipe|source", help="Of which file.")]) -> None:
    """Print the JSON Schema of recipe.toml or source.toml, with the stages and connectors that are installed."""
    from moisson.reference.schemas import SCHEMAS

    say_json(SCHEMAS[what]())
