"""The one way to the terminal: what a document, a server or a path brings along is shown, and never obeyed.

A title may hold the escape sequence that clears a screen, renames a window or writes a verdict. Characters that steer a terminal
are printed as their escapes; what `--json` prints stays the same value for a program.
"""

import json
import re
import sys
from typing import Any

import typer

# C0 but tab and line feed, DEL, C1 (where U+009B begins a sequence by itself), and surrogates, which no terminal can be sent.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def visible(text: str) -> str:
    """Text without anything that steers a terminal: `\\x1b` is printed as four characters."""
    return CONTROL.sub(_escape, text.replace("\r\n", "\n"))


def _escape(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


def say(text: str) -> None:
    """Print for a person."""
    typer.echo(visible(text))


def say_json(value: Any, *, indent: int | None = 2) -> None:
    """Print for a program."""
    written = json.dumps(value, ensure_ascii=False, indent=indent)
    typer.echo(CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", written))


def complain(sentence: str) -> None:
    """Say on standard error why the command ends."""
    sys.stderr.write(f"moisson: {visible(sentence)}\n")
