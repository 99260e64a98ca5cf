"""The command `diff`."""

from pathlib import Path
from typing import Annotated

import typer

from moisson.commands.options import AsJson
from moisson.workspace.printing import say_json

A = typer.Argument(metavar="A", help="A release's folder: the earlier one.")
B = typer.Argument(metavar="B", help="A release's folder: the later one, such as build/releases/RECIPE/latest.")
EXAMPLES = typer.Option(min=0, help="The most examples of each reason, in JSON.")
IDS = typer.Option("--ids", help="List every id in JSON, instead of examples.")


def diff(
    a: Annotated[Path, A],
    b: Annotated[Path, B],
    examples: Annotated[int, EXAMPLES] = 3,
    ids: Annotated[bool, IDS] = False,
    as_json: AsJson = False,
) -> None:
    """Compare two releases: documents added, removed and changed, by source, language and reason; what a changed recipe did."""
    from moisson.stewardship.diff.releases import diff as compare

    found = compare(a, b, examples=None if ids else max(examples, 1) if not as_json else examples)
    if as_json:
        say_json(found)
        return
    from moisson.commands.messages.diff import print_diff

    print_diff(found)
