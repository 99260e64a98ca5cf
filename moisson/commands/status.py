"""The command `status`."""

from pathlib import Path
from typing import Annotated

import typer

from moisson.commands.options import WORKSPACE, AsJson, Out
from moisson.workspace.printing import is_quiet, remark, say, say_json

RECIPES = typer.Argument(metavar="RECIPE", help="Recipe files: say whether a build of theirs would make another release.")


def status(recipes: Annotated[list[Path] | None, RECIPES] = None, out: Out = WORKSPACE, as_json: AsJson = False) -> None:
    """Say what a workspace holds, how large it is, and what of it is stale and why."""
    from moisson.contracts.errors import NotFound
    from moisson.stewardship.holdings import holdings, unneeded
    from moisson.stewardship.stale import stale
    from moisson.workspace.storage import Workspace

    if not out.is_dir():
        raise NotFound(f"there is no workspace at {out}; name one with --out, or make one by `moisson build`.")
    workspace = Workspace(out)
    found = holdings(workspace)
    found["stale"] = [each.as_dict() for each in stale(workspace, recipes or ())]
    found["unneeded_bytes"] = sum(thing.bytes for thing in unneeded(workspace))
    if as_json:
        return say_json(found)
    if not is_quiet():
        from moisson.commands.messages.holdings import print_holdings

        print_holdings(found)
    for each in found["stale"]:
        say(f"Stale: {each['what']}: {each['why']}. Do: {each['do']}")
    if not found["stale"]:
        say("Nothing is stale.")
    if found["unneeded_bytes"]:
        remark("`moisson gc --dry-run` says what nothing needs.")
    return None
