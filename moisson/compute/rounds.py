"""What runners run: rounds of tasks that meet through files, and nowhere else.

A task is names and parameters in JSON, with a key of its own in its round. `work(place, task)` reads files and writes files, and
gives a receipt of a few hundred bytes; what it writes depends on the task alone, so that a task done twice, even at once, leaves
the same bytes. The receipt is written last, as `<run>/<round>/<key>.json`: a task that has one is never done again. Beside the
receipt stands what the task took, which no other task reads.
"""

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib import import_module
from inspect import signature
from pathlib import Path
from shutil import rmtree
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar

from pydantic import TypeAdapter

from moisson.compute.brought import Module, load
from moisson.contracts.cores import cores
from moisson.contracts.errors import MoissonError, UserError
from moisson.workspace.progress import told_by_now
from moisson.workspace.storage import Workspace, read_json
from moisson.workspace.usage import metered, node

Receipt = dict[str, Any]
NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.=-]{0,150}")


class Keyed(Protocol):
    """A task: a dataclass or model that is written in JSON whole, with a name that no other task of its round has."""

    @property
    def key(self) -> str: ...


T = TypeVar("T", bound=Keyed)


@dataclass(frozen=True)
class Slice:
    """One of `count` shares of a round's tasks, counted from 0 as schedulers count."""

    index: int
    count: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `I/N`; raises UserError."""
        index, _, count = text.partition("/")
        if not (index.isascii() and index.isdigit() and count.isascii() and count.isdigit() and int(count)):
            raise UserError(f"--slice {text}: a slice is I/N, as in 3/64.")
        if int(index) >= int(count):
            raise UserError(f"--slice {text}: the slices of {int(count)} are 0/{int(count)} to {int(count) - 1}/{int(count)}.")
        return cls(int(index), int(count))

    def __str__(self) -> str:
        return f"{self.index}/{self.count}"


@dataclass(frozen=True)
class Place:
    """Where this machine has what tasks name. Tasks hold no path of one machine; they start from these."""

    workspace: Workspace
    recipe: Path  # the folder from which tasks name what a recipe brings: its own, or where that was brought
    run: Path  # where the receipts of this run's rounds lie, and what one round leaves for the next; in the workspace
    modules: tuple[Module, ...] = ()  # that were brought there: tasks may name their functions and stages

    @property
    def threads(self) -> int:
        """How many threads a task may use."""
        return cores()


@dataclass(frozen=True)
class Written:
    """A receipt as it is written."""

    receipt: Receipt
    share: int  # how much the task told of, see `workspace.progress`
    used: dict[str, Any] | None = None  # what it took, and on which node, see `workspace.usage`


@dataclass(frozen=True)
class Job:
    """A task as it travels: what to call, and the task in JSON."""

    round: str
    work: str  # module:function
    key: str
    task: bytes


@dataclass(frozen=True)
class Round(Generic[T]):
    """Tasks that may be done in any order, anywhere, and at once: none reads what another writes.

    `work` is a function of a module, found by its name wherever a task is done. `done` are keys of tasks that are known to be
    done by other marks than receipts: they are counted, and neither done nor answered.
    """

    place: Place
    name: str
    work: Callable[[Place, T], Mapping[str, Any]]
    tasks: Sequence[T]
    done: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        keys = {task.key for task in self.tasks}
        wrong = [name for name in (self.name, *sorted(keys)) if not NAME.fullmatch(name)]
        if wrong or len(keys) != len(self.tasks) or named(self._work) is not self.work:
            raise MoissonError(f"round {self.name}: {wrong or self._work} cannot be named, or two of its tasks have one key.")

    @property
    def _work(self) -> str:
        return name_of(self.work)

    def written(self, known: Container[str] = ()) -> dict[str, "Written"]:
        """The receipts that are there, by key, and are not among those that are known already."""
        folder, sealed = self.place.run / self.name, self.place.run / f"{self.name}.json"
        keys = {task.key for task in self.tasks} - self.done
        found: dict[str, Written] = {}
        if sealed.exists():
            found = {key: Written(**each) for key, each in read_json(sealed).items() if key in keys and key not in known}
        if folder.is_dir():
            for path in folder.glob("*.json"):
                if (key := path.stem) in keys and key not in known and key not in found:
                    found[key] = Written(**read_json(path))
        return found

    def seal(self) -> None:
        """Put all receipts into one file: where many tasks ran, a shared file system counts its files."""
        written = {key: asdict(each) for key, each in sorted(self.written().items())}
        self.place.workspace.write_json(self.place.run / f"{self.name}.json", written)
        rmtree(self.place.run / self.name, ignore_errors=True)

    def forget(self) -> None:
        """Take no receipt for true: for a round whose tasks leave better marks."""
        (self.place.run / f"{self.name}.json").unlink(missing_ok=True)
        for path in (self.place.run / self.name).glob("*.json"):
            path.unlink(missing_ok=True)

    def part(self, share: "Slice") -> "Round[T]":
        """A slice of the tasks. A task's number does not change as others are done, so every machine cuts alike."""
        return replace(self, tasks=self.tasks[share.index :: share.count])

    def left(self, written: Container[str] | None = None) -> list[Job]:
        """What has no receipt yet."""
        written = self.written() if written is None else written
        adapter = _task_type(self.work)
        todo = [task for task in self.tasks if task.key not in written and task.key not in self.done]
        return [Job(self.name, self._work, task.key, adapter.dump_json(task)) for task in todo]


class Runner(Protocol):
    """Does the tasks of rounds, somewhere. A context manager: what it started ends with it."""

    def run(self, round: Round[Any], reach: Callable[[int], None] | None = None) -> Iterator[Receipt]:
        """Yield a receipt for each task, in no order; `reach` is told how much of all the shares of tasks is done by now.

        Raises WorkerError when a worker is lost and cannot be replaced, and what the work itself raises; receipts that are
        written stand.
        """
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...


def receipt(place: Place, round: str, key: str) -> Path:
    """Where the receipt of a task lies until its round is sealed."""
    return place.run / round / f"{key}.json"


def carry_out(place: Place, job: Job) -> Written:
    """Do a task here, unless it is done, and write its receipt; gives it as it is written."""
    path = receipt(place, job.round, job.key)
    if not path.exists():
        load(place.recipe, place.modules)
        work, before = named(job.work), told_by_now()
        with metered() as used:
            given = work(place, _task_type(work).validate_json(job.task))
        took = {**used.as_dict(), "node": node()}
        place.workspace.write_json(path, {"receipt": given, "share": told_by_now() - before, "used": took})
    return Written(**read_json(path))


def name_of(work: Callable[..., Any]) -> str:
    """How a worker finds a function of a module."""
    return f"{work.__module__}:{work.__qualname__}"


def named(work: str) -> Callable[..., Any]:
    """The function that `name_of` named."""
    module, _, name = work.partition(":")
    known: Callable[..., Any] = getattr(import_module(module), name, None) or _lost
    return known


def _lost(place: Place, task: Any) -> Receipt:
    raise MoissonError(f"round at {place.run}: the work of {task} is no function of a module.")


@cache
def _task_type(work: Callable[[Place, Any], Mapping[str, Any]]) -> TypeAdapter[Any]:
    """How a task is written in JSON and read again: by the annotation of the work's second parameter."""
    _, task = signature(work, eval_str=True).parameters.values()
    return TypeAdapter(task.annotation)
