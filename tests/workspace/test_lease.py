"""One workspace and two machines: the second is told who has it, and takes it only when the first is down."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from moisson.contracts.errors import StorageError
from moisson.workspace import lease
from moisson.workspace.storage import Workspace

# Another machine, whose file locks do not reach this one: it holds the workspace until it is told to end.
ELSEWHERE = """
import fcntl, socket, sys
from pathlib import Path
from moisson.workspace import lease
from moisson.workspace.storage import Workspace
fcntl.flock = lambda *_: None
socket.gethostname = lambda: "node-7"
lease._system = lambda: "another start"
lease.RENEW_S = 0.1
with Workspace(Path(sys.argv[1])).locked():
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "shared")


@contextmanager
def held_elsewhere(workspace: Workspace) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", ELSEWHERE, str(workspace.root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        if process.poll() is None:
            process.communicate("\n")


def test_a_second_machine_is_told_who_has_the_workspace_and_gets_it_afterwards(workspace: Workspace) -> None:
    with held_elsewhere(workspace) as process, pytest.raises(StorageError) as refused, workspace.locked():
        pass
    message = str(refused.value)
    assert "\n" not in message
    assert f"{workspace.root} is in use by another moisson (process {process.pid} on node-7, since 20" in message
    assert "name another folder with --out" in message
    assert "is free in 10 minutes" in message
    with workspace.locked():
        assert (workspace.root / ".lease").exists()
    assert not (workspace.root / ".lease").exists()


def test_a_lease_is_renewed_while_it_is_held(workspace: Workspace) -> None:
    with held_elsewhere(workspace):
        first = (workspace.root / ".lease").stat().st_mtime_ns
        time.sleep(0.5)
        assert (workspace.root / ".lease").stat().st_mtime_ns > first


def test_what_a_machine_that_is_down_has_left_is_taken_over_in_time(workspace: Workspace) -> None:
    with held_elsewhere(workspace) as process:
        process.kill()
        process.wait()
    path = workspace.root / ".lease"
    with pytest.raises(StorageError, match="node-7"), workspace.locked():
        pass
    before = time.time() - lease.STALE_S - 1
    os.utime(path, (before, before))
    with workspace.locked():
        pass


def test_a_process_killed_on_this_machine_leaves_nothing_to_wait_for(workspace: Workspace) -> None:
    code = ELSEWHERE.replace('lease._system = lambda: "another start"\n', "")  # a container has a host name of its own
    killed = subprocess.Popen([sys.executable, "-c", code, str(workspace.root)], stdout=subprocess.PIPE, stdin=subprocess.PIPE)
    assert killed.stdout is not None
    killed.stdout.readline()
    killed.kill()
    killed.communicate()
    assert (workspace.root / ".lease").exists()
    with workspace.locked():
        pass


def test_who_lost_a_lease_does_not_take_it_from_the_next(workspace: Workspace) -> None:
    path = workspace.root / ".lease"
    with held_elsewhere(workspace) as first:
        path.unlink()  # the first was out of reach for so long that another took its place
        with held_elsewhere(workspace):
            first.communicate("\n")
            assert path.exists()


@pytest.mark.parametrize("left", ["", "{", '{"host": 3}', "[]"])
def test_a_lease_that_says_nothing_is_anothers_until_it_is_stale(workspace: Workspace, left: str) -> None:
    workspace.root.mkdir()
    path = workspace.root / ".lease"
    path.write_text(left)
    with pytest.raises(StorageError, match="in use by another moisson"), workspace.locked():
        pass
    os.utime(path, (1, 1))
    with workspace.locked():
        pass


def test_a_lease_that_is_a_link_is_not_followed(workspace: Workspace, tmp_path: Path) -> None:
    precious = tmp_path / "thesis.txt"
    precious.write_text("years of work")
    workspace.root.mkdir()
    (workspace.root / ".lease").symlink_to(precious)
    with workspace.locked():
        pass
    assert precious.read_text() == "years of work"
