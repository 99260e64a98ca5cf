"""The command `commons gdpr`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from moisson.commands.commons.desk_options import Commons, folder_of, today
from moisson.commands.options import AsJson
from moisson.workspace.printing import say, say_json

RELEASES = typer.Argument(metavar="RELEASE…", help="Folders of releases, such as build/releases/fr-droits-travail/latest.")
TO = typer.Option(
    "--to", metavar="DIR", help="Where the file is written, with controller.toml for what only the controller can say."
)


def gdpr(releases: Annotated[list[Path], RELEASES], commons: Commons, to: Annotated[Path, TO], as_json: AsJson = False) -> None:
    """Write the GDPR file from releases and log: record (Article 30), notice (14), input for the assessment (35), objections.

    What neither of them says is left open as a question: answer it in `controller.toml` and run this again.
    """
    from moisson.commons.gdpr.controller import CONTROLLER
    from moisson.commons.gdpr.file import write_file
    from moisson.contracts.commons import Log, replay

    state = replay(Log.open(folder_of(commons)), at=datetime.now(UTC))
    written = write_file(releases, state, to, today())
    if as_json:
        return say_json({"files": [str(path) for path in written.files], "open": list(written.open)})
    for path in written.files:
        say(f"Written: {path}")
    if written.open:
        say(f"{len(written.open)} questions are open: only the controller can answer them, in {to / CONTROLLER}.")
    return None
