"""The command `summary`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from moisson.commands.options import WORKSPACE, AsJson, Key, Out
from moisson.workspace.printing import say, say_json

MODEL = typer.Argument(metavar="MODEL", help="The folder of a model, with its model.json.")
RELEASE = typer.Option("--release", metavar="DIR", help="A release that it was trained on, where it is not in the workspace.")
DATE = typer.Option("--date", metavar="DAY", help="The day of this version, 2026-12-01; without it, today.")


def summary(
    model: Annotated[Path, MODEL],
    release: Annotated[list[Path] | None, RELEASE] = None,
    date: Annotated[str | None, DATE] = None,
    out: Out = WORKSPACE,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Write a model's public summary of training content, as the AI Act asks for it, from its releases' contributions.

    What only the provider can say stays blank: fill in `provider.toml` beside it and run this again.
    """
    from moisson.contracts.model_file import ModelFile
    from moisson.contracts.sign import signer
    from moisson.models.summary.document import write_summary
    from moisson.workspace.storage import Workspace

    opened = ModelFile.open(model, weights=False)
    written = write_summary(opened, release or [], Workspace(out), _day(date), signer(key))
    if as_json:
        return say_json(
            {"folder": str(written.folder), "version": written.version, "blanks": list(written.blanks), "new": written.new}
        )
    said = f"Version {written.version} of {written.folder / 'training-summary.md'}"
    say(f"{said} is written." if written.new else f"{said} stands: no answer has changed.")
    if written.blanks:
        say(f"{len(written.blanks)} fields are blank: only the provider can answer them, in {written.folder / 'provider.toml'}.")
    return None


def _day(date: str | None) -> str:
    from moisson.contracts.errors import UserError

    if date is None:
        return datetime.now(UTC).date().isoformat()
    try:
        return datetime.strptime(date, "%Y-%m-%d").date().isoformat()
    except ValueError:
        raise UserError(f"--date {date!r} is no day; write it as 2026-12-01.") from None
