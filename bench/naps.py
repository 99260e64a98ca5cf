"""The task of `bench/runners.py`, in a module of its own: a worker imports this, and no runner."""

from dataclasses import dataclass
from time import sleep

from moisson.compute.rounds import Place, Receipt


@dataclass(frozen=True)
class Nap:
    """A task that takes its time."""

    n: int
    seconds: float

    @property
    def key(self) -> str:
        return f"nap{self.n}"


def nap(place: Place, task: Nap) -> Receipt:
    sleep(task.seconds)
    return {"n": task.n}
