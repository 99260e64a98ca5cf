"""How many cores this process may use: fewer than the machine has where a scheduler, a container or a pool says so."""

import os
from pathlib import Path

SHARE = "MOISSON_CORES"  # of the environment: what whoever started this process leaves to it, and to what it starts
LIBRARIES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS")  # read once, by each library as it is imported
GROUPS, OWN_GROUP = Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")


def cores() -> int:
    """The cores of this process, at least one: those it may run on, its container's quota, what it was told by `leave`."""
    try:
        allowed = len(os.sched_getaffinity(0))
    except AttributeError:  # macOS has none
        allowed = os.cpu_count() or 1
    said = os.environ.get(SHARE, "")
    share = int(said) if said.isdecimal() and int(said) else allowed
    return max(1, min(allowed, share, _quota() or allowed))


def leave(count: int) -> None:
    """Leave so many cores to this process and to what it starts; libraries that are imported from now on keep to it."""
    os.environ[SHARE] = str(count)
    for name in LIBRARIES:
        os.environ[name] = str(count)


def _quota() -> int | None:
    """The least quota of this process's control groups, in whole cores; None where there is none."""
    try:
        own = OWN_GROUP.read_text(encoding="ascii")
    except OSError:
        return None
    group = next((line.removeprefix("0::/") for line in own.splitlines() if line.startswith("0::/")), None)
    if group is None:
        return None
    found = []
    for folder in (GROUPS / group, *(GROUPS / group).parents):
        if not folder.is_relative_to(GROUPS):
            break
        try:
            quota, _, period = (folder / "cpu.max").read_text(encoding="ascii").partition(" ")
        except OSError:
            continue
        if quota != "max":
            found.append(-(-int(quota) // int(period)))
    return max(1, min(found)) if found else None
