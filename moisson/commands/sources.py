"""The command `sources`."""

from typing import Annotated

import typer

from moisson.commands.options import AsJson, source_names
from moisson.workspace.printing import remark, say, say_json

NAME = typer.Argument(metavar="NAME", help="A source's name, or its folder's path: show this one.", autocompletion=source_names)


def sources(name: Annotated[str | None, NAME] = None, as_json: AsJson = False) -> None:
    """List the ready-made sources with title, country, licence and connector; or show one."""
    from moisson.reference.tables import as_dict, source_entries, source_entry

    if name is not None:
        found = as_dict(source_entry(name))
        if as_json:
            return say_json(found)
        for key, value in found.items():
            if value:
                say(f"{key:10} {value}")
        return remark(f'In a recipe: [[sources]] use = "{name}". `moisson check {name}` checks it, `--live` asks its publisher.')
    entries = source_entries()
    if as_json:
        return say_json([as_dict(entry) for entry in entries])
    from rich.table import Table

    from moisson.commands.terminal import out, print_whole

    table = Table("name", "title", "country", "licence", "connector")
    for entry in entries:
        table.add_row(entry.name, entry.title, entry.country, entry.licence, entry.connector)
    print_whole(out(), table)
    return remark("`moisson sources NAME` shows one; `moisson init source FOLDER` starts your own.")
