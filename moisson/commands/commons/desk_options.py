"""What the commands of the desk share: the table, the log, who acts, and today."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import sqlite3

    from moisson.commons.desk.working import Work

Table = Annotated[
    Path,
    typer.Option(
        "--table",
        metavar="FILE",
        envvar="MOISSON_DESK",
        help="The desk's table, which lies outside the commons; else $MOISSON_DESK.",
    ),
]
Commons = Annotated[
    Path | None,
    typer.Option("--commons", metavar="DIR", envvar="MOISSON_COMMONS", help="The commons' folder; else $MOISSON_COMMONS."),
]
Key = Annotated[
    Path | None,
    typer.Option(
        "--key",
        metavar="FILE",
        help="The member's private key; a public key (….pub) stands for one of hardware or in an agent. Else $MOISSON_KEY.",
    ),
]
Number = Annotated[str, typer.Argument(metavar="NUMBER", help="The number of a request, such as 2026-000001.")]


def today() -> date:
    return datetime.now(UTC).date()


def day(said: str | None, option: str) -> date | None:
    """The day that an option says; raises UserError."""
    from moisson.contracts.errors import UserError

    try:
        return None if said is None else date.fromisoformat(said)
    except ValueError:
        raise UserError(f"{option} {said!r} is no day; write it as 2026-12-01.") from None


@contextmanager
def open_desk(table: Path, commons: Path | None, *, make: bool = False) -> "Iterator[sqlite3.Connection]":
    """The desk's table; see `moisson.commons.desk.table.desk`."""
    from moisson.commons.desk.table import desk

    with desk(table, make=make, commons=commons) as connection:
        yield connection


@contextmanager
def at_work(table: Path, commons: Path | None, key: Path | None) -> "Iterator[Work]":
    """The desk with its log, as the member whose key it is; see `moisson.commons.desk.working`."""
    from moisson.commons.desk.working import working
    from moisson.contracts.held_keys import signs_with

    with working(table, folder_of(commons), None, signs_with(key)) as work:
        yield work


def folder_of(commons: Path | None) -> Path:
    """The commons' folder; raises UserError where none is named."""
    from moisson.contracts.errors import UserError

    if commons is None:
        raise UserError("the log is told of each step; name the commons' folder with --commons or $MOISSON_COMMONS.")
    return commons
