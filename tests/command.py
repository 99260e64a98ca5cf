"""The command as a process of its own, and what programs and people read of it."""

import json
import os
import subprocess
import sys
from typing import Any

from small_source import World

FEW_WORKERS = ("--workers", "1")


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONUNBUFFERED": "", "COLUMNS": "100", **more}


def call(world: World, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command in the world's folder."""
    command = [sys.executable, "-m", "moisson", *arguments]
    return subprocess.run(command, cwd=world.root, capture_output=True, text=True, timeout=120, env=environment(**more))


def answer(done: subprocess.CompletedProcess[str]) -> Any:
    """What a program reads: JSON on standard output, and nothing else anywhere."""
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout)


def sentence(done: subprocess.CompletedProcess[str], code: int) -> str:
    """What a person reads after a failure: one line on standard error."""
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("moisson: ")
    return line
