"""The terminal: progress for whoever is looking, standard output, wide tables."""

import sys

from rich.table import Table

from moisson.workspace.drawn import Console, Terminal
from moisson.workspace.progress import Progress, Silent


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
