"""The terminal: progress with counts, rate and time left; a console that obeys no document; wide tables."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console as RichConsole
from rich.console import ConsoleOptions, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, SpinnerColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.progress import Task as Bar
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from moisson.workspace.printing import visible
from moisson.workspace.progress import Progress, Silent, Step


class Console(RichConsole):
    """A console that prints what steers a terminal as `printing.visible` does, but for the styles and movements of its own."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=visible(segment.text))


class _Rate(ProgressColumn):
    def render(self, task: Bar) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:,.0f} {task.fields['unit']}/s", style="dim")


@dataclass
class _Step:
    bars: Bars
    id: TaskID

    def reach(self, done: int) -> None:
        self.bars.update(self.id, completed=done)


class Terminal:
    """Progress on a terminal, on standard error."""

    def __init__(self) -> None:
        self.console = Console(stderr=True)

    @contextmanager
    def task(self, label: str, *, unit: str, total: int | None = None) -> Iterator[Step]:
        if total == 0:
            yield Silent()
            return
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            _Rate(),
            TimeRemainingColumn(elapsed_when_finished=True),
        )
        with Bars(*columns, console=self.console) as bars:
            yield _Step(bars, bars.add_task(label, total=total, unit=unit))


def progress(quiet: bool) -> Progress:
    """Progress for whoever is looking: no one, when standard error is not a terminal."""
    return Silent() if quiet or not sys.stderr.isatty() else Terminal()


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
