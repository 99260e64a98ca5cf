"""What a node of a cluster has of its own: a disk that is nearer than the shared folder."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

TOLD = ("MOISSON_SCRATCH", "SLURM_TMPDIR")  # of the environment: what a person says, what a job of Slurm is given
IN_USER_SPACE = {"fuse.ceph", "fuse.glusterfs", "fuse.sshfs"}
SHARED = {"9p", "afs", "beegfs", "ceph", "cifs", "gpfs", "lustre", "nfs", "nfs4", "panfs", "smb3", "wekafs"} | IN_USER_SPACE
MOUNTS = Path("/proc/self/mountinfo")


def scratch_of(workspace: Path) -> Path | None:
    """Where working files of this node go; None where that is the workspace itself."""
    if told := next((path for name in TOLD if (path := os.environ.get(name))), None):
        return Path(told)
    near = os.environ.get("TMPDIR")
    return Path(near) if near and _file_system(workspace) in SHARED else None


def sweep_scratch(folder: Path) -> None:
    """Delete what killed processes of this node have left there."""
    for left in folder.glob("moisson-*-*"):
        process = left.name.split("-")[1]
        if process.isdecimal() and not Path(f"/proc/{process}").exists() and Path("/proc/self").exists():
            with suppress(OSError):  # another user's
                shutil.rmtree(left)


def _file_system(path: Path) -> str:
    """The type of the file system that a path lies on, or will."""
    try:
        lines = MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    mounts = {Path(_plain(line.split()[4])): line.partition(" - ")[2].split()[0] for line in lines}
    path = path.resolve()
    return next((mounts[folder] for folder in (path, *path.parents) if folder in mounts), "")


def _plain(path: str) -> str:
    """A path of the mount table, in which spaces are written by their octal codes."""
    return path.replace("\\040", " ")
