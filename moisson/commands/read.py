"""The command `read`."""

from pathlib import Path
from typing import Annotated

import typer

from moisson.commands.options import CORES, Workers
from moisson.workspace.printing import say_json

PATH = typer.Argument(metavar="PATH", help="A file, a folder or an archive; or a source's folder that takes files from one.")


def read(
    path: Annotated[Path, PATH],
    limit: Annotated[int | None, typer.Option(min=1, help="The most documents to print.")] = None,
    workers: Workers = CORES,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per document and line.")] = False,
) -> None:
    """Print the text of every document under PATH, as a build would extract it, or the reason why it cannot be read."""
    from itertools import islice

    from moisson.harvest.preview import read_files

    for found in islice(read_files(path, workers), limit):
        if as_json:
            say_json(found.as_dict(), indent=None)
        else:
            from moisson.commands.messages.documents import print_found

            print_found(found.as_dict())
