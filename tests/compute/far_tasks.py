"""Tasks for runners that do them elsewhere: what a task did is noted in the recipe's folder."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from moisson.compute.rounds import Place, Receipt, Round
from moisson.contracts.errors import StorageError
from moisson.workspace.progress import Share
from moisson.workspace.storage import Workspace


@dataclass(frozen=True)
class Number:
    n: int
    seconds: float = 0

    @property
    def key(self) -> str:
        return f"n{self.n}"


def place_in(folder: Path) -> Place:
    """A workspace in a folder, which is the recipe's too."""
    workspace = Workspace(folder / "shared folder")
    return Place(workspace, folder, workspace.rounds("test"))


def numbers(place: Place, work: Callable[[Place, Number], Receipt], count: int, seconds: float = 0) -> Round[Number]:
    return Round(place, work.__name__, work, [Number(n, seconds) for n in range(count)])


def squares(count: int) -> list[tuple[int, int]]:
    return [(n, n * n) for n in range(count)]


def begun(place: Place) -> int:
    """How often a task was begun."""
    return sum(line.startswith("begin") for line in notes(place))


def note(place: Place, line: str) -> None:
    handle = os.open(place.recipe / "notes", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(handle, f"{line}\n".encode())
    os.close(handle)


def notes(place: Place) -> list[str]:
    path = place.recipe / "notes"
    return path.read_text().splitlines() if path.exists() else []


def square(place: Place, task: Number) -> Receipt:
    share = Share(10)
    note(place, f"begin {task.n} {os.getpid()}")
    time.sleep(task.seconds)
    share.end()
    note(place, f"end {task.n}")
    return {"n": task.n, "square": task.n**2}


def fill_disk(place: Place, task: Number) -> Receipt:
    raise StorageError("/scratch: your quota is used up; make room and run again: what is finished is kept.")


def die(place: Place, task: Number) -> Receipt:
    if task.n == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return {"n": task.n}


def fill_disk_elsewhere(place: Place, task: Number) -> Receipt:
    """Fails where a process has joined, and not in the one that drives."""
    time.sleep(task.seconds)
    if "join" in Path(f"/proc/{os.getpid()}/cmdline").read_text().split("\0"):
        return fill_disk(place, task)
    return {"n": task.n, "square": task.n**2}
