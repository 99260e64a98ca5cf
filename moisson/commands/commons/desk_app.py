"""The commands `commons desk …`, in the order in which help lists them."""

from collections.abc import Callable

import typer

from moisson.commands.commons import desk, desk_keeping, desk_work
from moisson.commands.everywhere import command

desk_app = typer.Typer(
    name="desk",
    no_args_is_help=True,
    help="Answer whoever asks about a text: intake, deadlines, search, decision, withdrawal, letters, appeal, retention.",
)
COMMANDS: dict[str, Callable[..., None]] = {
    "set": desk.set_,
    "page": desk.page,
    "take": desk.take,
    "enter": desk.enter,
    "list": desk.list_,
    "due": desk.due,
    "show": desk.show,
    "grounds": desk.grounds,
    "sort": desk_work.sort,
    "search": desk_work.search,
    "ask": desk_work.ask,
    "continue": desk_work.continue_,
    "extend": desk_work.extend,
    "suspend": desk_work.suspend,
    "choose": desk_work.choose,
    "decide": desk_work.decide,
    "carry-out": desk_work.carry_out,
    "letter": desk_work.letter,
    "answered": desk_work.answered,
    "appeal": desk_work.appeal,
    "attachment": desk_keeping.attachment,
    "purge": desk_keeping.purge,
    "backup": desk_keeping.backup,
    "restore": desk_keeping.restore,
    "tell": desk_keeping.tell,
}
for _name, _command in COMMANDS.items():
    desk_app.command(_name)(command(_command))
