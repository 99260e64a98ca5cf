"""The terminal: progress for whoever is looking, standard output, wide tables."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic

from rich.table import Table

from moisson.workspace.drawn import Console, Terminal
from moisson.workspace.printing import LOG, is_quiet, log
from moisson.workspace.progress import Progress, Silent, Step


@dataclass(frozen=True)
class Logged:
    """Progress that is noted in the log, too: when a task began, how far it came and how long it took."""

    shown: Progress

    @contextmanager
    def task(self, label: str, *, unit: str, total: int | None = None) -> Iterator[Step]:
        log(f"{label}: begins" + ("" if total is None else f", {total:,} {unit}"))
        began = monotonic()
        with self.shown.task(label, unit=unit, total=total) as step:
            counted = Counted(step)
            try:
                yield counted
            finally:
                log(f"{label}: {counted.done:,} {unit} in {monotonic() - began:.1f} s")


@dataclass
class Counted:
    """A step that remembers how far it came."""

    step: Step
    done: int = 0

    def reach(self, done: int, note: str = "") -> None:
        self.done = done
        self.step.reach(done, note)


def progress(quiet: bool) -> Progress:
    """Progress for whoever is looking: no one, when standard error is not a terminal. A log has each task's begin and end."""
    shown = Silent() if quiet or is_quiet() or not sys.stderr.isatty() else Terminal()
    return Logged(shown) if LOG.handlers else shown


def out() -> Console:
    """Standard output, without colours where it is not a terminal."""
    return Console(highlight=False, soft_wrap=True)


def print_whole(console: Console, table: Table) -> None:
    """A table as wide as its cells, so that no name in it is cut; a narrower terminal breaks its lines."""
    narrow = console.width
    console.width = max(narrow, console.measure(table, options=console.options.update(max_width=1 << 16)).maximum)
    console.print(table)
    console.width = narrow


def heading(console: Console, id: str) -> None:
    """A rule, and below it an id as it is, however long: it is there to be copied."""
    console.rule()
    console.print(id, style="bold", markup=False)
