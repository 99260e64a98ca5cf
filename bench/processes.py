"""The processes of one command, by its session: who lives, and how much memory they hold together. For Linux: it reads /proc."""

from collections.abc import Iterator
from pathlib import Path


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


def memory_bytes(leader: int) -> int:
    """What a session's processes hold: each page is shared out among those that map it (PSS), so that none counts twice."""
    total = 0
    for pid, _ in session(leader):
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += sum(int(line.split()[1]) * 1024 for line in rollup.splitlines() if line.startswith("Pss:"))
    return total
