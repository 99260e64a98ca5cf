"""Options that the commands share by which a commons shows itself: what is shown, where, and whom to write to."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from moisson.commons.catalogue.listed import Place

CommonsPath = Annotated[Path, typer.Argument(metavar="COMMONS", help="The folder of the commons' log.")]
Releases = Annotated[list[Path] | None, typer.Option("--release", metavar="DIR", help="A release to show; may be repeated.")]
Models = Annotated[list[Path] | None, typer.Option("--model", metavar="DIR", help="A model to show; may be repeated.")]
At = Annotated[str, typer.Option("--at", metavar="URL", help="The address at which the files will lie.")]
Contact = Annotated[str, typer.Option("--contact", metavar="MAIL", help="The mail address that the files name.")]
To = Annotated[Path, typer.Option("--to", metavar="DIR", help="The folder to write to; it is empty or not there yet.")]
Known = Annotated[
    list[Path] | None,
    typer.Option(
        "--already-in", metavar="CORPUS", help="Say how much of each publisher this release already has; may be repeated."
    ),
]
Day = Annotated[str | None, typer.Option("--date", metavar="DAY", help="The day that the files bear; else today.")]


def place(name: str, at: str, contact: str, day: str | None) -> "Place":
    """Where and whose; raises UserError where an address or the day is none."""
    from moisson.commons.catalogue.listed import Place
    from moisson.contracts.errors import UserError

    try:
        day = datetime.fromisoformat(day).date().isoformat() if day else datetime.now(UTC).date().isoformat()
    except ValueError:
        raise UserError(f"--date {day} is no day; write it as 2026-12-01.") from None
    return Place(name, at, contact, day)


def empty(to: Path) -> Path:
    """A folder to write to; raises UserError where it holds something."""
    from moisson.contracts.disk import disk
    from moisson.contracts.errors import UserError

    with disk(to):
        if to.exists() and any(to.iterdir()):
            raise UserError(f"--to {to}: the folder holds something; name one that is empty or not there.")
    return to


def needs_view() -> None:
    """Raise UserError where what renders pages is not installed."""
    from importlib.util import find_spec

    from moisson.contracts.errors import UserError

    if missing := [name for name in ("jinja2", "markdown_it", "duckdb", "starlette") if find_spec(name) is None]:
        raise UserError(f"the pages of a commons need {missing[0]}; install it by `pip install 'moisson[view]'`.")
