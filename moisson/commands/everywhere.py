"""What every command takes beside its own options: `--quiet` and `--log-file`."""

import inspect
import shlex
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from moisson.workspace.printing import log, log_to, quiet


def _log_to(path: Path | None) -> Path | None:
    if path is not None:
        from moisson import __version__

        log_to(path)
        log(f"moisson {__version__}: {shlex.join(sys.argv[1:])}")
    return path


def _quiet(wanted: bool) -> bool:
    quiet(wanted)
    return wanted


EVERYWHERE = {
    "quiet": Annotated[bool, typer.Option("--quiet", is_eager=True, callback=_quiet, help="Print errors and the result alone.")],
    "log_file": Annotated[
        Path | None,
        typer.Option(
            "--log-file",
            metavar="FILE",
            is_eager=True,
            callback=_log_to,
            help="Add all messages to this file, with their times and without secrets.",
        ),
    ],
}
DEFAULTS = {"quiet": False, "log_file": None}


def command(function: Callable[..., None]) -> Callable[..., None]:
    """The function as a command with the options that all have; they are heard before it runs."""

    @wraps(function)
    def run(**given: Any) -> None:
        function(**{name: value for name, value in given.items() if name not in EVERYWHERE})

    own = inspect.signature(function, eval_str=True).parameters.values()
    added = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=DEFAULTS[name], annotation=annotation)
        for name, annotation in EVERYWHERE.items()
    ]
    run.__annotations__ = {**{each.name: each.annotation for each in own}, **EVERYWHERE, "return": None}
    run.__dict__["__signature__"] = inspect.Signature([*own, *added])
    return run
