"""The commands `moisson commons …`, in the order in which help lists them."""

import typer

from moisson.commands.commons.catalogue import catalogue
from moisson.commands.commons.letter import letter
from moisson.commands.commons.site import site
from moisson.commands.everywhere import command

app = typer.Typer(
    name="commons",
    no_args_is_help=True,
    help="A commons that public bodies, civil society and companies steward together: its log, its desk, its site.",
)

COMMANDS = (site, catalogue, letter)
for _command in COMMANDS:
    app.command(_command.__name__.replace("_", "-"))(command(_command))
