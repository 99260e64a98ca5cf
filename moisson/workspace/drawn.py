"""Progress as a person sees it: bars on a terminal or in a notebook, else lines; a console that obeys no document."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from time import monotonic

from rich.console import Console as RichConsole
from rich.console import ConsoleOptions, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, SpinnerColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.progress import Task as Bar
from rich.segment import Segment
from rich.text import Text

from moisson.workspace.printing import visible
from moisson.workspace.progress import Progress, Silent, Step

LINE_EVERY_S = 5.0


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

    def reach(self, done: int, note: str = "") -> None:
        self.bars.update(self.id, completed=done, note=note)


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
            TextColumn("{task.fields[note]}"),
        )
        with Bars(*columns, console=self.console) as bars:
            yield _Step(bars, bars.add_task(label, total=total, unit=unit, note=""))


def progress_for(wanted: bool) -> Progress:
    """Progress for a program that asks for it: bars on a terminal or in a notebook that can draw them, else lines."""
    if not wanted:
        return Silent()
    console = Console(stderr=True)
    drawn = find_spec("ipywidgets") is not None if console.is_jupyter else console.is_terminal
    return Terminal() if drawn else Lines()


class Lines:
    """Progress as lines on standard error: one every few seconds, and the last when a task is done."""

    @contextmanager
    def task(self, label: str, *, unit: str, total: int | None = None) -> Iterator[Step]:
        step = _Line(label, f" of {total:,} {unit}" if total else f" {unit}")
        try:
            yield step
        finally:
            step.say()


class _Line:
    def __init__(self, label: str, of: str) -> None:
        self.label, self.of = label, of
        self.done, self.note, self.next = 0, "", monotonic() + LINE_EVERY_S

    def reach(self, done: int, note: str = "") -> None:
        self.done, self.note = done, note
        if monotonic() >= self.next:
            self.next = monotonic() + LINE_EVERY_S
            self.say()

    def say(self) -> None:
        sys.stderr.write(visible(f"{self.label}: {self.done:,}{self.of}{f' ({self.note})' if self.note else ''}\n"))
        sys.stderr.flush()
