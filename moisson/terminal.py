"""What a person sees: progress with counts, rate and time left; one sentence for an error; tables."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from rich.console import Console as RichConsole
from rich.console import ConsoleOptions, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, SpinnerColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.progress import Task as Bar
from rich.segment import Segment
from rich.table import Column, Table
from rich.text import Text

from moisson.printing import visible
from moisson.progress import Progress, Silent, Step
from moisson.release.wording import detail


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


def funnel_table(stats: dict[str, Any]) -> Table:
    """The funnel of a release, from its stats."""
    table = Table("step", Column("taken out", justify="right"), Column("left", justify="right"), "reasons")
    for step in stats["funnel"]:
        reasons = ", ".join(f"{each['reason']} {each['documents']:,}" for each in step["reasons"])
        table.add_row(step["step"], f"{step['dropped']:,}", f"{step['documents']:,}", reasons)
    return table


def heading(console: Console, id: str) -> None:
    """A rule, and below it an id as it is, however long: it is there to be copied."""
    console.rule()
    console.print(id, style="bold", markup=False)


def print_found(document: dict[str, Any]) -> None:
    """One document that a survey found, for reading."""
    console = out()
    heading(console, document["id"])
    for name, value in document.items():
        if name not in ("id", "text", "path") and value not in (None, "", []):
            shown = "; ".join(" ".join(map(str, each.values())) for each in value) if isinstance(value, list) else value
            console.print(f"{name:12} {shown}", style="red" if name == "reason" else "dim", markup=False)
    if "text" in document:
        console.print(f"\n{document['text']}\n", markup=False)


def print_document(document: dict[str, Any]) -> None:
    """One document with its decision, for reading."""
    console = out()
    verdict = "kept" if document["reason"] is None else f"dropped by {document['stage']}: {document['reason']}"
    heading(console, document["id"])
    console.print(f"{verdict} {detail(document['detail'])}", style="green" if document["reason"] is None else "red", markup=False)
    if document["remedy"]:
        console.print(f"\n{document['remedy']}\n", markup=False)
    if document["text"] is not None:
        console.print(document["text"], markup=False)


def print_audit(found: dict[str, Any]) -> None:
    """What a rule would reject, the worst first, for reading."""
    console = out()
    for document in found["worst"]:
        heading(console, document["id"])
        about = [document["path"] or "", document["title"] or "", document["kind"] or "", document["language"] or ""]
        console.print(" · ".join(filter(None, about)), style="dim", markup=False)
        for name, of in document["signals"].items():
            console.print(f"{name} {of['value']:.4g}, limit {of['limit']:g} ({of['for']})", style="red", markup=False)
        console.print(f"{document['excerpt']}\n", markup=False)
    table = Table("", Column("documents", justify="right"), Column("rejected", justify="right"), Column("share", justify="right"))
    for each in ("by_kind", "by_language"):
        for name, counts in found[each].items():
            share = counts["rejected"] / counts["documents"]
            table.add_row(
                f"{each.removeprefix('by_')} {name}", f"{counts['documents']:,}", f"{counts['rejected']:,}", f"{share:.2%}"
            )
        table.add_section()
    table.add_row("all", f"{found['documents']:,}", f"{found['rejected']:,}", f"{found['share']:.2%}")
    console.print(table)
    console.print(f"{found['rule']}: {found['why']}", markup=False)
    if found["unmeasured"]:
        console.print(f"{found['unmeasured']:,} could not be measured, and are not rejected.", markup=False)
