"""The one way to the terminal: what a document, a server or a path brings along is shown, and never obeyed.

A title may hold the escape sequence that clears a screen, renames a window or writes a verdict. Characters that steer a terminal
are printed as their escapes; what `--json` prints stays the same value for a program.

`quiet` leaves out what is said besides the result; `log_to` keeps every sentence in a file too, with its time.
"""

import json
import logging
import os
import re
import sys
import time
from pathlib import Path
from typing import Any

import typer

from moisson.contracts.disk import disk
from moisson.contracts.redacted import redacted

# C0 but tab and line feed, DEL, C1 (where U+009B begins a sequence by itself), and surrogates, which no terminal can be sent.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def visible(text: str) -> str:
    """Text without anything that steers a terminal: `\\x1b` is printed as four characters."""
    return CONTROL.sub(_escape, text.replace("\r\n", "\n"))


def _escape(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


LOG = logging.getLogger("moisson")
LOG.propagate = False
_quiet = False


def quiet(wanted: bool) -> None:
    """Print results and errors alone from now on, or all again."""
    global _quiet
    _quiet = wanted


def is_quiet() -> bool:
    """Whether nobody wants to hear more than results and errors."""
    return _quiet


def log_to(path: Path) -> None:
    """Add every sentence to a file from now on, with its time and without the secrets of addresses; raises StorageError.

    Only its owner may read a file that is made here: it may name documents that are withdrawn.
    """
    with disk(path):
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    handler = logging.StreamHandler(os.fdopen(handle, "a", encoding="utf-8"))
    formatter = logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)


def log(sentence: str, level: int = logging.INFO) -> None:
    """Put a sentence into the log alone; it is one line there."""
    if LOG.handlers:
        LOG.log(level, "%s", redacted(visible(sentence)).replace("\n", "\\n"))


def say(text: str) -> None:
    """Print a result for a person."""
    log(text)
    typer.echo(visible(text))


def remark(text: str) -> None:
    """Print what a person may like to know besides the result, unless they asked for quiet."""
    log(text)
    if not _quiet:
        typer.echo(visible(text))


def say_json(value: Any, *, indent: int | None = 2) -> None:
    """Print for a program."""
    written = json.dumps(value, ensure_ascii=False, indent=indent)
    typer.echo(CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", written))


def complain(sentence: str) -> None:
    """Say on standard error why the command ends."""
    log(sentence, logging.ERROR)
    sys.stderr.write(f"moisson: {visible(sentence)}\n")
