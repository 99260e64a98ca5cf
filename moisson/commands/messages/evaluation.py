"""What `evaluate` and `memorised` found, for a person."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.markup import escape
from rich.table import Column, Table

from moisson.commands.terminal import out, print_whole
from moisson.models.evaluation.report import BITS_HEAD, TASKS_HEAD, Evaluation, bits_rows, task_rows
from moisson.models.memorisation.memorised import Memorised
from moisson.models.memorisation.report import HEAD, memorised_rows
from moisson.workspace.drawn import Console


def print_evaluation(found: Evaluation, folder: Path) -> None:
    """The tables, what must be known with them, and where the files lie."""
    console = out()
    if found.bits:
        _print(console, BITS_HEAD, bits_rows(found.bits))
    if found.scores:
        _print(console, TASKS_HEAD, task_rows(found.scores))
    _print_notes(console, found.notes)
    console.print(f"Written to {folder}.", markup=False)


def _print(console: Console, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table whose first two columns are words."""
    table = Table(*head[:2], *(Column(name, justify="right") for name in head[2:]))
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    print_whole(console, table)


def _print_notes(console: Console, notes: Iterable[str]) -> None:
    for note in notes:
        console.print(f"- {note}", markup=False)


def print_memorised(found: Memorised, folder: Path) -> None:
    """The table, the likest documents, and where the files lie."""
    console = out()
    _print(console, HEAD, memorised_rows(found))
    for group in found.groups:
        for said in group.worst:
            console.print(f"  {said.likeness:.2f}  {said.id}  ({group.name})", markup=False)
    _print_notes(console, found.notes)
    console.print(f"Written to {folder}.", markup=False)
