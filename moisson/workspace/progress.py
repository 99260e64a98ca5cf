"""Progress: what a person sees while work goes on. Quiet when no one is looking."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Protocol, TypeVar

T = TypeVar("T")


class Step(Protocol):
    """One running task."""

    def reach(self, done: int, note: str = "") -> None:
        """Say how much is done by now, and how it stands in a few words."""
        ...


class Progress(Protocol):
    """Shows tasks as they run."""

    def task(self, label: str, *, unit: str, total: int | None = None) -> AbstractContextManager[Step]:
        """Show a task until the context ends."""
        ...


class Tally:
    """Counts for a step, from any thread."""

    def __init__(self, step: Step) -> None:
        self._step = step
        self._done = 0
        self._lock = Lock()

    def one(self) -> None:
        """One more."""
        with self._lock:
            self._done += 1
            self._step.reach(self._done)


_answers: ContextVar[Tally | None] = ContextVar("answers", default=None)


@contextmanager
def answers_to(step: Step) -> Iterator[None]:
    """Let clients of far hosts that are made in this context count their answers there: a long listing is no silence."""
    token = _answers.set(Tally(step))
    try:
        yield
    finally:
        _answers.reset(token)


def answers() -> Tally:
    """Where a client counts its answers."""
    return _answers.get() or Tally(Silent())


class Share:
    """The share of a task that is done, told from wherever the work goes on: in this process or in one of several workers."""

    def __init__(self, total: int) -> None:
        self._left = total

    def add(self, done: int) -> None:
        """So much more is done; what is more than the whole does not count."""
        global _by_now
        done = min(done, self._left)
        self._left -= done
        _by_now += done
        _told(done)

    def end(self) -> None:
        """All of it is done."""
        self.add(self._left)


def _tell_nobody(done: int) -> None:
    del done


_told: Callable[[int], None] = _tell_nobody
_by_now = 0


def told_by_now() -> int:
    """How much the shares of this process have told of since it began."""
    return _by_now


def tell(told: Callable[[int], None] | None) -> None:
    """Let the shares of this process be told there, or to nobody."""
    global _told
    _told = told or _tell_nobody


class Silent:
    """No one is looking: programs, pipes, tests."""

    def reach(self, done: int, note: str = "") -> None:
        pass

    @contextmanager
    def task(self, label: str, *, unit: str, total: int | None = None) -> Iterator[Step]:
        del label, unit, total
        yield self


def counted(things: Iterable[T], progress: Progress, label: str, unit: str) -> Iterator[T]:
    """The same things, one after another, while their number is shown."""
    with progress.task(label, unit=unit) as step:
        for done, each in enumerate(things, 1):
            step.reach(done)
            yield each
