"""Working files go to a node's own disk where the workspace is on one that many nodes share."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from moisson.workspace import node
from moisson.workspace.storage import Workspace


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    for name in (*node.TOLD, "TMPDIR"):
        monkeypatch.delenv(name, raising=False)
    return Workspace(tmp_path / "all nodes" / "shared")


def mount(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mount table as Linux writes it, of a cluster whose nodes share a folder."""
    shared = str(tmp_path / "all nodes").replace(" ", "\\040")
    table = tmp_path / "mountinfo"
    table.write_text(
        f"27 1 0:24 / / rw - overlay overlay rw\n36 27 0:31 /x {shared} rw,noatime shared:7 - {kind} server:/export rw,vers=4\n"
    )
    monkeypatch.setattr(node, "MOUNTS", table)


def used(workspace: Workspace) -> Path:
    with workspace.node_scratch() as folder:
        assert folder.is_dir()
    assert not folder.exists()
    return folder.parent


@pytest.mark.parametrize(("kind", "near"), [("nfs4", True), ("lustre", True), ("ext4", False)])
def test_the_nodes_disk_is_used_where_the_workspace_is_shared(
    kind: str, near: bool, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mount(tmp_path, kind, monkeypatch)
    assert used(workspace) == workspace.temporary
    monkeypatch.setenv("TMPDIR", str(tmp_path / "node"))
    assert used(workspace) == (tmp_path / "node" if near else workspace.temporary)


@pytest.mark.parametrize("name", node.TOLD)
def test_it_is_used_where_the_job_or_a_person_says_so(
    name: str, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, str(tmp_path / "job"))
    assert used(workspace) == tmp_path / "job"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="this system does not show its processes under /proc")
def test_what_killed_processes_left_there_is_swept_and_no_more(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOISSON_SCRATCH", str(tmp_path / "job"))
    code = "import os, sys, signal; from pathlib import Path; from moisson.workspace.storage import Workspace\n"
    code += "with Workspace(Path(sys.argv[1])).node_scratch(): os.kill(os.getpid(), signal.SIGKILL)"
    subprocess.run([sys.executable, "-c", code, str(workspace.root)], check=False, env=dict(os.environ))
    (tmp_path / "job" / "thesis").mkdir()
    assert len(list((tmp_path / "job").iterdir())) == 2
    with workspace.node_scratch() as folder, workspace.node_scratch() as second:
        assert sorted((tmp_path / "job").iterdir()) == sorted([tmp_path / "job" / "thesis", folder, second])
