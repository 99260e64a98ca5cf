"""The command `harvest`."""

from typing import Annotated

import typer

from moisson.commands.options import WORKSPACE, AcceptLoss, AsJson, Out, Proxy, options, targets
from moisson.workspace.printing import say, say_json

TARGET = typer.Argument(
    metavar="RECIPE|SOURCE", help="A recipe file, a source's name, or its folder's path.", autocompletion=targets
)


def harvest(
    target: Annotated[str, TARGET],
    version: Annotated[str | None, typer.Option(help="The publisher's version to fetch, for a source of one package.")] = None,
    out: Out = WORKSPACE,
    accept_loss: AcceptLoss = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what would come, with sizes and rights.")] = False,
    proxy: Proxy = None,
    as_json: AsJson = False,
) -> None:
    """Bring sources up to date and say what changed: in content, in extracted text, in the publisher's versions."""
    from moisson.corpus.changes import harvest_and_compare, sources_of
    from moisson.harvest.dry_run import forecast

    del proxy  # heard before
    asked = options(out, 1, 1024, as_json)
    changes = []
    sources = sources_of(target, version=version)
    with asked.workspace.locked():
        for source in sources:
            found = forecast(source, asked) if dry_run else harvest_and_compare(source, asked, accept_loss=accept_loss)
            changes.append(found.as_dict())
            if not as_json:
                say(str(found))
    if as_json:
        say_json(changes)
