"""The commands `commons desk …`: what the table keeps, for how long, and copies of it."""

import os
from pathlib import Path
from typing import Annotated

import typer

from moisson.commands.commons.desk_options import Commons, Key, Table, at_work, folder_of, open_desk, today
from moisson.commands.options import AsJson
from moisson.workspace.printing import say, say_json


def purge(
    table: Table,
    commons: Commons = None,
    yes: Annotated[bool, typer.Option("--yes", help="Delete; without it, only say what would go.")] = False,
    as_json: AsJson = False,
) -> None:
    """Delete what has been kept for its time: proof first, then everything about a person; what the log says stays."""
    from moisson.commons.desk.keep import due_for_purge
    from moisson.commons.desk.keep import purge as delete

    with open_desk(table, commons) as connection:
        gone = (delete if yes else due_for_purge)(connection, today())
    if as_json:
        return say_json(gone.as_dict())
    return say(f"{'Deleted' if yes else 'To be deleted with --yes'}: proof {gone.proofs:,}, persons {gone.persons:,}.")


def backup(
    table: Table, to: Annotated[Path, typer.Option("--to", metavar="FILE", help="A new file.")], commons: Commons = None
) -> None:
    """Copy the table into one file, while others may work with it."""
    from moisson.commons.desk.keep import backup as copy

    size = copy(table, to, commons)
    say(f"{to}: {size:,} bytes; keep it as safe as the table, and delete it when the next is made.")


def restore(
    copy: Annotated[Path, typer.Argument(metavar="FILE", help="A file that `desk backup` wrote.")],
    table: Table,
    commons: Commons = None,
) -> None:
    """Bring a copy back as the table; what its time is over for is deleted at once."""
    from moisson.commons.desk.keep import restore as bring_back

    gone = bring_back(copy, table, today(), commons)
    say(f"{table} is back; deleted, as their time is over: proof {gone.proofs:,}, persons {gone.persons:,}.")


def attachment(
    id: Annotated[int, typer.Argument(metavar="ID", help="The attachment's number, as `desk show` gives it.")],
    table: Table,
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="A new file.")],
    commons: Commons = None,
) -> None:
    """Write an attachment into a file as it came, unopened; look at it as at any file of a stranger."""
    from moisson.commons.desk.tickets import attachment_of

    with open_desk(table, commons) as connection:
        data = attachment_of(connection, id)
    write_private(to, data, commons)


def tell(table: Table, commons: Commons, key: Key = None) -> None:
    """Tell the log what a killed command left untold; every other command does it, too."""
    with at_work(table, commons, key):
        say(f"{folder_of(commons)} knows all.")


def write_private(to: Path, data: bytes, commons: Path | None) -> None:
    """Write a file that only its owner may read, outside what is published."""
    from moisson.commons.desk.table import outside
    from moisson.contracts.disk import beside

    with beside(outside(to, commons)) as temporary:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
    say(f"Written: {to}")
