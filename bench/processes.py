"""The processes of one command, by its session: who lives, and how much memory they hold together. For Linux: it reads /proc."""

from collections.abc import Iterator
from pathlib import Path

SHARED_OUT = ("Pss:",)  # of smaps_rollup: each page shared out among the processes that map it, so that none counts twice
ANONYMOUS = ("Pss_Anon:", "Pss_Shmem:", "SwapPss:")  # of these, what no file backs: what the kernel cannot drop and read again


def session(leader: int) -> Iterator[tuple[int, bytes]]:
    """The living processes of the session that `leader` began, with their command lines; zombies do not count."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                state, _, _, of = (folder / "stat").read_text().rpartition(")")[2].split()[:4]
                if int(of) == leader and state != "Z":
                    yield int(folder.name), (folder / "cmdline").read_bytes()
            except (FileNotFoundError, ProcessLookupError):
                continue


def memory_of_each(leader: int, kinds: tuple[str, ...] = SHARED_OUT) -> dict[int, int]:
    """What each of a session's processes holds, in bytes of these kinds."""
    found = {}
    for pid, _ in session(leader):
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        found[pid] = sum(int(line.split()[1]) * 1024 for line in rollup.splitlines() if line.startswith(kinds))
    return found


def memory_bytes(leader: int) -> int:
    """What a session's processes hold together."""
    return sum(memory_of_each(leader).values())
