"""The command line: all commands, in the order in which help lists them."""

from typing import Annotated

import typer

from moisson.commands.allow import allow
from moisson.commands.apply_withdrawals import apply_withdrawals
from moisson.commands.audit import audit
from moisson.commands.bind import bind
from moisson.commands.build import build
from moisson.commands.check import check
from moisson.commands.commons.app import app as commons
from moisson.commands.costs import costs
from moisson.commands.diff import diff
from moisson.commands.evaluate import evaluate
from moisson.commands.everywhere import command
from moisson.commands.export import export
from moisson.commands.gc import gc
from moisson.commands.harvest import harvest
from moisson.commands.hash_evaluation import hash_evaluation
from moisson.commands.init import init
from moisson.commands.join import join
from moisson.commands.map import map as map_recipe
from moisson.commands.memorised import memorised
from moisson.commands.plan import plan
from moisson.commands.publish import publish
from moisson.commands.read import read
from moisson.commands.release import release
from moisson.commands.run import run
from moisson.commands.schema import schema
from moisson.commands.show import show
from moisson.commands.sources import sources
from moisson.commands.stages import stages
from moisson.commands.status import status
from moisson.commands.summary import summary
from moisson.commands.tokenizer import tokenizer
from moisson.commands.tokens import tokens
from moisson.commands.trace import trace
from moisson.commands.train import train
from moisson.commands.trust import trust
from moisson.commands.verify import verify
from moisson.commands.view import view
from moisson.commands.withdraw import withdraw
from moisson.commands.worth import worth
from moisson.workspace.printing import say

app = typer.Typer(
    name="moisson",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help=(
        "From what Europe's public bodies publish to openly licensed, traceable, AI-ready corpora.\n\n"
        "Start with `moisson build recipes/fr-droits-travail.toml`, then look: `moisson show --limit 3`, `moisson trace ID`.\n\n"
        "Exit codes: 0 done, 2 a mistake in what was asked, 3 a safety catch waits for your yes, 4 the machine or the network"
        " (run again: nothing is lost), 5 rows went missing (a bug), 6 a release does not hold."
    ),
)

COMMANDS = (
    *(build, harvest, map_recipe, join, run, release, plan, costs, read, show, view),
    *(init, sources, stages, schema, status, gc),
    *(audit, hash_evaluation, check, trace, diff, export, publish),
    *(verify, trust, withdraw, allow, apply_withdrawals),
    *(tokenizer, tokens, train, bind, summary),
    *(evaluate, memorised, worth),
)
for _command in COMMANDS:
    app.command(_command.__name__.replace("_", "-"))(command(_command))
app.add_typer(commons)


def _version(asked: bool) -> None:
    if asked:
        from moisson.contracts.version import __version__

        say(f"moisson {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    del version
