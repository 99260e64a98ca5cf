"""The validators of those who wrote the standards, run over a folder by `bench/pack/validate.py`."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "bench" / "pack" / "validate.py"


def verdict(folder: Path, check: str) -> str:
    """What one check says of a release; skips the test where its validator is missing, or the shapes in ../shared."""
    command = [sys.executable, str(SCRIPT), str(folder), "--only", check]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode in (0, 1), done.stderr
    line = done.stdout.splitlines()[-1]
    word, _, said = line.partition(" ")
    if word == "skipped":
        pytest.skip(said.split(maxsplit=1)[1])
    assert (word == "ok") == (done.returncode == 0)
    return f"{word} {said.split(maxsplit=1)[1]}"
