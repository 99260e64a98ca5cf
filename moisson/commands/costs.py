"""The command `costs`."""

from typing import Annotated

import typer

from moisson.commands.options import AsJson, ReleasePath
from moisson.commands.plan import PartitionName, SiteName, costs_of_release
from moisson.workspace.printing import say_json


def costs(
    release: ReleasePath,
    site: SiteName = "own",
    partition: PartitionName = None,
    nodes: Annotated[str | None, typer.Option("--node", help="Only what was done on this node, as JSON names them.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say what a release took: core-seconds, memory, bytes and files as measured, and what they come to on a site.

    Quantities are on record in `costs.json`; energy is estimated, and money reckoned, by the site's file of today.
    """
    from moisson.compute.bill import taken
    from moisson.compute.machine import machine

    where = machine(site)
    told = taken(costs_of_release(release), where, *where.partition(partition), node=nodes)
    if as_json:
        return say_json(told)
    from moisson.commands.messages.plan import print_costs

    print_costs(told)
    return None
