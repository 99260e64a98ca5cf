"""The processes of one command, by its session: who lives, and how much memory they hold together. For Linux: it reads /proc."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from time import perf_counter
from typing import Any

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


@dataclass(frozen=True)
class Ran:
    """What a command took, and what it printed."""

    wall_s: float
    cpu_s: float  # of it and of all processes that it waited for
    largest_mib: float  # the most that one process had resident
    said: Any


def watched(command: Sequence[str], every_s: float, look: Callable[[int], None]) -> Ran:
    """Run a command that prints JSON, in a session of its own; meanwhile look at it, every so often, by its process's number."""
    over = Event()

    def watch() -> None:
        while not over.wait(every_s):
            look(process.pid)

    began = perf_counter()
    with tempfile.TemporaryFile() as answer:
        process = subprocess.Popen(command, stdout=answer, start_new_session=True)
        watcher = Thread(target=watch)
        watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall_s = perf_counter() - began
        over.set()
        watcher.join()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"`{' '.join(command)}` ended with {process.returncode}")
        answer.seek(0)
        said = json.loads(answer.read())
    return Ran(wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 2**10, said)
