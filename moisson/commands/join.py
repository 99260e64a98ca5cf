"""The command `join`."""

import signal
from typing import Annotated

import typer

from moisson.commands.options import CORES, WORKSPACE, Out, Workers
from moisson.workspace.printing import say

WAIT = typer.Option("--wait", metavar="MINUTES", min=0, help="How long to wait for a build to begin.")


def join(out: Out = WORKSPACE, workers: Workers = CORES, wait: Annotated[float, WAIT] = 10) -> None:
    """Do tasks of the build that goes on in a workspace (`moisson build --on folder`), until it is over.

    Start it on as many machines as see the workspace, at any time, by any scheduler. SIGTERM and SIGUSR1 let it finish what
    it has begun, and end.
    """
    from threading import Event

    from moisson.compute.on_folder import join as join_build
    from moisson.contracts.errors import NotFound
    from moisson.workspace.storage import Workspace

    if not out.is_dir():
        raise NotFound(f"there is no workspace at {out}; name the folder that all machines see with --out.")
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGUSR1):
        signal.signal(number, lambda *_: stop.set())
    done = join_build(Workspace(out, beside=True), workers, wait * 60, stop)
    say(f"{done:,} tasks were done here.")
