"""What work takes of a machine: core-seconds, memory, bytes, from the counters that the system keeps of a process anyway.

A few small files of `/proc` are read before and after a task: a millisecond at most. Where there is no `/proc`, bytes are unknown
and so is the time of processes that still run.
"""

import os
import resource
import socket
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

PROC = Path("/proc")
KILOBYTES = 1 if sys.platform == "darwin" else 1024  # in which the system gives the most memory


@dataclass
class Used:
    """What one or several tasks took."""

    tasks: int = 1
    core_seconds: float = 0.0  # of the process and of those that it started, as the process that reads documents
    wall_seconds: float = 0.0  # summed over tasks
    peak_memory_bytes: int = 0  # the most that a process which did one of them had held by then
    read_bytes: int = 0  # asked of the system by the process, pipes included and memory-mapped files not
    written_bytes: int = 0

    def __iadd__(self, other: "Used") -> "Used":
        self.tasks += other.tasks
        self.core_seconds += other.core_seconds
        self.wall_seconds += other.wall_seconds
        self.peak_memory_bytes = max(self.peak_memory_bytes, other.peak_memory_bytes)
        self.read_bytes += other.read_bytes
        self.written_bytes += other.written_bytes
        return self

    def as_dict(self) -> dict[str, Any]:
        """For JSON, rounded."""
        return {name: round(value, 3) if isinstance(value, float) else value for name, value in asdict(self).items()}


@dataclass
class Spent:
    """What was used, by phase or stage and by node."""

    by_label: dict[str, Used] = field(default_factory=lambda: defaultdict(lambda: Used(tasks=0)))
    by_node: dict[str, Used] = field(default_factory=lambda: defaultdict(lambda: Used(tasks=0)))

    def add(self, label: str, used: Used, node: str) -> None:
        self.by_label[label] += used
        self.by_node[node] += used

    def add_all(self, label: str, receipts: Iterable[Mapping[str, Any] | None]) -> None:
        """What lies beside receipts (`used_by`)."""
        for each in receipts:
            if each is not None:
                self.add(label, Used(**{name: value for name, value in each.items() if name != "node"}), each["node"])

    def merge(self, other: "Spent") -> None:
        for mine, theirs in ((self.by_label, other.by_label), (self.by_node, other.by_node)):
            for name, used in theirs.items():
                mine[name] += used


@contextmanager
def metered() -> Iterator[Used]:
    """Fill in what is used until the context ends."""
    global _own_s
    used, began = Used(), perf_counter()
    own, others, (read, written) = own_core_s(), _others_core_s(), _moved()
    try:
        yield used
    finally:
        took = own_core_s() - own
        _own_s += took
        now_read, now_written = _moved()
        used.core_seconds = took + max(0.0, _others_core_s() - others)
        used.wall_seconds = perf_counter() - began
        used.peak_memory_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KILOBYTES
        used.read_bytes, used.written_bytes = now_read - read, now_written - written


_own_s = 0.0


def metered_here() -> float:
    """The core-seconds of this process alone that were metered since it began."""
    return _own_s


def node() -> str:
    """The name of this machine."""
    return socket.gethostname()


def own_core_s() -> float:
    """The core-seconds of this process since it began, without those of the processes that it started."""
    mine = resource.getrusage(resource.RUSAGE_SELF)
    return mine.ru_utime + mine.ru_stime


def _others_core_s() -> float:
    """The core-seconds of the processes that this one started: of those that have ended, and of those that still run."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds, ticks = ended.ru_utime + ended.ru_stime, 0
    with suppress(OSError):  # a thread, or a process, that has just ended
        for thread in (PROC / "self" / "task").iterdir():
            for process in (thread / "children").read_text(encoding="ascii").split():
                fields = (PROC / process / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
                ticks += sum(map(int, fields[11:15]))  # user, system, and those of its own children that have ended
    return seconds + ticks / os.sysconf("SC_CLK_TCK")


def _moved() -> tuple[int, int]:
    """Bytes read and written by this process since it began; zero where the system does not say."""
    try:
        lines = (PROC / "self" / "io").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0, 0
    said = {name: int(value) for name, _, value in (line.partition(": ") for line in lines)}
    return said["rchar"], said["wchar"]
