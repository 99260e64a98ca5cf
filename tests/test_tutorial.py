"""Each command of docs/tutorial.md is run, in order, in one shell; each line that the page shows is in what came out."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INSTALL = re.compile(r"^(python3 -m venv|environment/bin/pip|export PATH).*\n", re.MULTILINE)


@pytest.mark.long
def test_the_tutorial_does_and_shows_what_it_says(tmp_path: Path) -> None:
    blocks = BLOCK.findall((REPOSITORY / "docs/tutorial.md").read_text(encoding="utf-8"))
    commands, lines_of_install = INSTALL.subn("", "".join(text for kind, text in blocks if kind == "sh"))
    assert lines_of_install == 3  # tests/test_packages.py installs into empty environments
    (tmp_path / "examples").symlink_to(REPOSITORY / "examples")
    moisson = tmp_path / "bin" / "moisson"
    moisson.parent.mkdir()
    moisson.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m moisson "$@"\n')
    moisson.chmod(0o755)
    environment = os.environ | {"PATH": f"{moisson.parent}:{os.environ['PATH']}", "COLUMNS": "200", "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(
        ["sh", "-eux"], input=commands, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    shown = [line for kind, text in blocks if kind == "text" for line in text.splitlines()]
    assert len(shown) > 12
    assert [line for line in shown if line not in done.stdout] == []
    assert (tmp_path / "kilbrannan" / "ready.html").stat().st_size > 10_000
