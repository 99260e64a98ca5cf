"""The command `stages`."""

from typing import Annotated

import typer

from moisson.commands.options import AsJson, stage_names
from moisson.workspace.printing import remark, say, say_json

NAME = typer.Argument(metavar="NAME", help="A stage's name: show this one whole.", autocompletion=stage_names)


def stages(name: Annotated[str | None, NAME] = None, as_json: AsJson = False) -> None:
    """List the stages with their versions, parameters and defaults; or show one with all that it says of itself."""
    from moisson.reference.tables import as_dict, stage_entries, stage_entry

    found = [stage_entry(name)] if name else stage_entries()
    if as_json:
        return say_json(as_dict(found[0]) if name else [as_dict(entry) for entry in found])
    for entry in found:
        say(f"{entry.name} {entry.version} ({entry.scope})")
        for line in (entry.about if name else entry.sentence).splitlines():
            say(f"    {line}".rstrip())
        for each in entry.parameters:
            default = "must be given" if each.required else f"default {each.default}" if each.default is not None else "optional"
            say(f"    {each.name}: {each.type}; {default}" + (f"; {each.about}" if each.about and name else ""))
    return None if name else remark("`moisson stages NAME` shows one whole.")
