"""The cores that a process may use are those it is given, not those the machine has."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from moisson.contracts import cores as module
from moisson.contracts.cores import cores

ASK = "from moisson.contracts.cores import cores, leave; {}print(cores())"


def ask(before: str = "", **environment: str) -> int:
    command = [sys.executable, "-c", ASK.format(before)]
    return int(subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=True).stdout)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system binds no process to cores")
def test_a_process_that_is_bound_to_one_core_uses_one() -> None:
    assert ask("import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); ") == 1


def test_what_is_left_to_a_process_is_what_it_and_its_children_use(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask(MOISSON_CORES="1") == 1
    assert ask(MOISSON_CORES="1000") == ask(MOISSON_CORES="many") == ask(MOISSON_CORES="0") == ask() == cores()
    child = "import subprocess, sys, os; leave(1); sys.exit(print(os.environ['NUMBA_NUM_THREADS'])); "
    assert ask(child) == 1


@pytest.mark.parametrize(
    ("quotas", "most"),
    [
        ({"a/b": "150000 100000", "": "max 100000"}, 2),
        ({"a/b": "max 100000", "a": "100000 100000"}, 1),
        ({"a/b": "50000 100000"}, 1),
        ({"a/b": "max 100000"}, None),
        ({}, None),
    ],
)
def test_a_containers_quota_is_kept(
    quotas: dict[str, str], most: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for group, quota in quotas.items():
        (tmp_path / "groups" / group).mkdir(parents=True, exist_ok=True)
        (tmp_path / "groups" / group / "cpu.max").write_text(f"{quota}\n")
    monkeypatch.setattr(module, "GROUPS", tmp_path / "groups")
    own = tmp_path / "own"
    own.write_text("2:cpu:/old\n0::/a/b\n")
    monkeypatch.setattr(module, "OWN_GROUP", own)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    assert cores() == (most or 8)
