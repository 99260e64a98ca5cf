"""The documents of a corpus as stages and the release's writer see them: blocks in order of id, and tasks over them.

The process that decides and the workers hold the same thing: the names of a run's folder, of a state, and of an area in it for
what one stage keeps. Only the first has a runner, and may start tasks.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moisson.compute.rounds import Place, Round, Runner
from moisson.contracts.errors import MoissonError
from moisson.contracts.identity import digest
from moisson.contracts.stage import Work
from moisson.corpus.block import Block
from moisson.corpus.block_rows import hashes_of
from moisson.corpus.run_files import Plan, State, mapped, read_array, read_plan, read_state, write_array
from moisson.corpus.shards import Rows as Numbers
from moisson.workspace.storage import Workspace

Task = Mapping[str, Any]


@dataclass(frozen=True)
class View:
    """At which state a run is looked at, for whom, and what may be seen."""

    stage: int = 0  # how many stages have run
    area: str = "rows"  # where under the run's folder files are kept meanwhile
    label: str = ""  # of the stage that looks
    reads: tuple[str, ...] | None = None  # the columns that it declares; None: all


@dataclass(frozen=True)
class Asked:
    """A task of a round over a corpus, as it travels."""

    key: str
    of: View
    what: dict[str, Any]


@dataclass(frozen=True)
class Rows:
    """The documents that stay, at one state of a run (`moisson.contracts.stage.Corpus`)."""

    root: Path  # the workspace
    folder: Path  # the run's
    of: View
    threads: int = 1
    runner: Runner | None = None
    recipe: Path = Path()  # its folder
    _numbers: Iterator[int] = field(default_factory=count, compare=False)

    @property
    def plan(self) -> Plan:
        return read_plan(self.folder)

    @property
    def state(self) -> State:
        return read_state(self.folder, self.of.stage)

    @property
    def num_rows(self) -> int:
        """How many documents stay."""
        return sum(self.state.counts)

    @property
    def num_places(self) -> int:
        """How many documents there were before any was dropped."""
        return sum(self.state.places)

    @property
    def num_blocks(self) -> int:
        return len(self.plan.cuts)

    @property
    def files(self) -> Path:
        """Where this stage's files are."""
        return self.folder / self.of.area

    def block(self, number: int) -> Block:
        return Block(self.root, self.folder, self.plan, self.state, number)

    def blocks(self) -> Iterator[Block]:
        return map(self.block, range(self.num_blocks))

    def has(self, name: str) -> bool:
        return self.block(0).has(name)

    def type(self, name: str) -> pa.DataType:
        return self.block(0).type(name)

    def column(self, name: str) -> pa.ChunkedArray:
        self._declared([name])
        paths = [self.files / "column" / name / f"{number}.arrow" for number in range(self.num_blocks)]
        if not all(path.exists() for path in paths):
            round = f"column-{digest(name.encode())[:16]}"
            self.start("spool", round, [{"block": number, "name": name} for number in range(self.num_blocks)])
        return mapped(paths).column(0)

    def each(self, work: Work, names: Sequence[str], **given: Any) -> Mapping[str, pa.ChunkedArray]:
        self._declared(names)
        into = f"each-{next(self._numbers)}"
        what = {"work": name_of(work), "names": list(names), "given": given, "into": into}
        self.start("each", into, [{"block": number, **what} for number in range(self.num_blocks)])
        table = mapped([self.files / into / f"{number}.arrow" for number in range(self.num_blocks)])
        return dict(zip(table.column_names, table.columns, strict=True))

    def spans(self, work: Work, names: Sequence[str], **given: Any) -> list[dict[str, Any]]:
        self._declared(names)
        what = {"work": name_of(work), "names": list(names), "given": given}
        name = f"spans-{next(self._numbers)}"
        return self.start("spans", name, [{"block": number, **what} for number in range(self.num_blocks)])

    def select(self, name: str, columns: Sequence[str], rows: Numbers) -> None:
        self._declared(columns)
        self.keep(f"{name}-rows", rows)
        firsts = np.cumsum([0, *self.state.counts])
        bounds = np.searchsorted(rows, firsts)
        wanted = [number for number in range(self.num_blocks) if bounds[number] < bounds[number + 1]] or [0]
        what = {"name": name, "columns": list(columns)}
        ranges = [{"begin": int(bounds[number]), "end": int(bounds[number + 1])} for number in wanted]
        self.start("select", name, [{"block": at, **what, **of} for at, of in zip(wanted, ranges, strict=True)])
        self.keep(f"{name}-blocks", np.array(wanted))

    def selected(self, name: str) -> pa.Table:
        return mapped([self.files / name / f"{number}.arrow" for number in self.kept(f"{name}-blocks").tolist()])

    def keep(self, name: str, array: NDArray[Any]) -> str:
        write_array(self.files / f"{name}.npy", array)
        return name

    def kept(self, name: str) -> NDArray[Any]:
        return read_array(self.files / f"{name}.npy")

    def run(self, work: Work, tasks: Sequence[Task]) -> list[dict[str, Any]]:
        name = f"run-{next(self._numbers)}"
        return self.start("call", name, [{"work": name_of(work), "task": dict(task)} for task in tasks])

    def find(self, ids: pa.Array) -> Numbers:
        """The places of documents by their ids, among all of the run; -1 where there is none."""
        found = np.full(len(ids), -1, np.int64)
        if not len(ids):
            return found
        lows = pa.array([cut.low for cut in self.plan.cuts[1:]], ids.type)
        both = pa.concat_arrays([lows, ids])
        order = pc.array_sort_indices(both).to_numpy().astype(np.int64)  # stable: a low comes before an id that equals it
        is_low = order < len(lows)
        rows, block = order[~is_low] - len(lows), np.cumsum(is_low)[~is_low]
        hashes = hashes_of(ids)
        for number in np.unique(block).tolist():
            mine = rows[block == number]
            at = self.block(number).find(hashes[mine])
            found[mine] = np.where(at < 0, -1, at + self.block(number).place)
        return found

    def seen_by(self, label: str, reads: Sequence[str]) -> "Rows":
        """The same documents, as the next stage may see them."""
        view = View(self.of.stage, f"stages/{self.of.stage + 1}", label, tuple(reads))
        return replace(self, of=view, _numbers=count())

    def after(self, stage: int) -> "Rows":
        """The documents that stay after a stage."""
        return replace(self, of=View(stage, f"after/{stage}"), _numbers=count())

    def start(self, what: str, name: str, tasks: Sequence[Task]) -> list[dict[str, Any]]:
        """Do a function of `moisson.corpus.tasks` for each task, where there is room; their receipts, in order of the tasks."""
        if self.runner is None:
            raise MoissonError(f"{self.of.label or 'a task'} cannot start tasks of its own.")
        work = getattr(import_module("moisson.corpus.tasks"), what)
        asked = [Asked(f"{number:06}", self.of, dict(task)) for number, task in enumerate(tasks)]
        place = Place(Workspace(self.root), self.recipe, self.folder)
        round = Round(place, f"{self.of.area}-{name}".replace("/", "-"), work, asked)
        deque(self.runner.run(round), maxlen=0)
        written = round.written()
        return [written[task.key].receipt for task in asked]

    def _declared(self, names: Sequence[str]) -> None:
        reads = self.of.reads
        if reads is not None and (strange := [name for name in names if name not in reads]):
            raise MoissonError(f"stage {self.of.label} reads column `{strange[0]}`, which it does not declare.")


def name_of(work: Work) -> str:
    """How a worker finds a function."""
    return f"{work.__module__}:{work.__qualname__}"
