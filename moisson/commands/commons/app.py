"""The commands `moisson commons …`, in the order in which help lists them."""

import typer

from moisson.commands.commons.catalogue import catalogue
from moisson.commands.commons.deciding import decide, propose, retract, vote
from moisson.commands.commons.desk_app import desk_app
from moisson.commands.commons.founding import init, join
from moisson.commands.commons.gdpr import gdpr
from moisson.commands.commons.giving import deliver, pledge, reuse
from moisson.commands.commons.letter import letter
from moisson.commands.commons.reading import log, status, verify
from moisson.commands.commons.recourse import appeal, contest, suspend
from moisson.commands.commons.site import site
from moisson.commands.commons.witnessing import checkpoint, witness
from moisson.commands.everywhere import command

app = typer.Typer(
    name="commons",
    no_args_is_help=True,
    help="A commons that public bodies, civil society and companies steward together: its log, its desk, its site.",
)

COMMANDS = (
    *(init, join, propose, vote, retract, decide),
    *(pledge, deliver, reuse),
    *(suspend, contest, appeal),
    *(checkpoint, witness, log, verify, status),
    *(site, catalogue, letter, gdpr),
)
for _command in COMMANDS:
    app.command(_command.__name__.replace("_", "-"))(command(_command))
app.add_typer(desk_app)
