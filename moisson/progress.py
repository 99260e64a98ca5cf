"""Progress: what a person sees while work goes on. Quiet when no one is looking."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


class Step(Protocol):
    """One running task."""

    def reach(self, done: int) -> None:
        """Say how much is done by now."""
        ...


class Progress(Protocol):
    """Shows tasks as they run."""

    def task(self, label: str, *, unit: str, total: int | None = None) -> AbstractContextManager[Step]:
        """Show a task until the context ends."""
        ...


class Silent:
    """No one is looking: programs, pipes, tests."""

    def reach(self, done: int) -> None:
        pass

    @contextmanager
    def task(self, label: str, *, unit: str, total: int | None = None) -> Iterator[Step]:
        del label, unit, total
        yield self
