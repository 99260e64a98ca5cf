"""The command `gc`."""

from typing import Annotated

import typer

from moisson.commands.options import WORKSPACE, AsJson, Out
from moisson.workspace.printing import remark, say, say_json

RELEASE = typer.Option("--release", metavar="RECIPE/RELEASE", help="Delete this release, too; never a recipe's newest.")


def gc(
    out: Out = WORKSPACE,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be deleted.")] = False,
    release: Annotated[list[str] | None, RELEASE] = None,
    as_json: AsJson = False,
) -> None:
    """Delete what nothing in a workspace needs: shards and runs of no newest release, what killed harvests left behind."""
    from rich.filesize import decimal

    from moisson.contracts.errors import NotFound
    from moisson.stewardship.holdings import clean, deletable
    from moisson.workspace.storage import Workspace

    if not out.is_dir():
        raise NotFound(f"there is no workspace at {out}; name one with --out.")
    workspace = Workspace(out)
    with workspace.locked():
        things = deletable(workspace, release or ())
        found = [thing.as_dict() for thing in things]
        total = sum(thing.bytes for thing in things) if dry_run else clean(things)
    if as_json:
        return say_json({"deleted": not dry_run, "bytes": total, "things": found})
    for each in found:
        remark(f"{each['kind']} {each['name']} ({decimal(each['bytes'])}): {each['why']}")
    if not found:
        return say("There is nothing to delete.")
    return say(f"{decimal(total)} {'would be' if dry_run else 'were'} deleted.")
