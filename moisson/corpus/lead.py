"""The documents of a corpus as the process sees them that leads a run: it alone has a runner, and starts tasks over blocks."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import numpy as np
import pyarrow as pa

from moisson.compute.rounds import Place, Round, Runner, name_of
from moisson.contracts.errors import MoissonError
from moisson.contracts.identity import digest
from moisson.contracts.stage import Work
from moisson.corpus import tasks
from moisson.corpus.home import Home
from moisson.corpus.rows import Asked, Rows, View
from moisson.corpus.run_files import mapped
from moisson.corpus.shards import Rows as Numbers
from moisson.workspace.storage import Workspace
from moisson.workspace.usage import Spent

LABELS = {"blocks": "corpus/join", "decisions": "corpus/decisions"}  # of rounds that belong to no stage
Task = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Lead(Rows):
    """The documents that stay, at one state of a run (`moisson.contracts.stage.Corpus`)."""

    runner: Runner
    home: Home  # from which tasks name what a recipe brings
    spent: Spent = field(default_factory=Spent, compare=False)  # by the tasks that were started from here
    _numbers: Iterator[int] = field(default_factory=count, compare=False)

    def column(self, name: str) -> pa.ChunkedArray:
        self._declared([name])
        paths = [self.files / "column" / name / f"{number}.arrow" for number in range(self.num_blocks)]
        if not all(path.exists() for path in paths):
            round = f"column-{digest(name.encode())[:16]}"
            self.start(tasks.spool, round, [{"block": number, "name": name} for number in range(self.num_blocks)])
        return mapped(paths).column(0)

    def each(self, work: Work, names: Sequence[str], **given: Any) -> Mapping[str, pa.ChunkedArray]:
        self._declared(names)
        into = f"each-{next(self._numbers)}"
        what = {"work": name_of(work), "names": list(names), "given": given, "into": into}
        self.start(tasks.each, into, [{"block": number, **what} for number in range(self.num_blocks)])
        table = mapped([self.files / into / f"{number}.arrow" for number in range(self.num_blocks)])
        return dict(zip(table.column_names, table.columns, strict=True))

    def spans(self, work: Work, names: Sequence[str], **given: Any) -> list[dict[str, Any]]:
        self._declared(names)
        what = {"work": name_of(work), "names": list(names), "given": given}
        name = f"spans-{next(self._numbers)}"
        return self.start(tasks.spans, name, [{"block": number, **what} for number in range(self.num_blocks)])

    def select(self, name: str, columns: Sequence[str], rows: Numbers) -> None:
        self._declared(columns)
        self.keep(f"{name}-rows", rows)
        firsts = np.cumsum([0, *self.state.counts])
        bounds = np.searchsorted(rows, firsts)
        wanted = [number for number in range(self.num_blocks) if bounds[number] < bounds[number + 1]] or [0]
        what = {"name": name, "columns": list(columns)}
        ranges = [{"begin": int(bounds[number]), "end": int(bounds[number + 1])} for number in wanted]
        self.start(tasks.select, name, [{"block": at, **what, **of} for at, of in zip(wanted, ranges, strict=True)])
        self.keep(f"{name}-blocks", np.array(wanted))

    def run(self, work: Work, of: Sequence[Task]) -> list[dict[str, Any]]:
        name = f"run-{next(self._numbers)}"
        return self.start(tasks.call, name, [{"work": name_of(work), "task": dict(task)} for task in of])

    def seen_by(self, label: str, reads: Sequence[str]) -> "Lead":
        """The same documents, as the next stage may see them."""
        view = View(self.of.stage, f"stages/{self.of.stage + 1}", label, tuple(reads))
        return replace(self, of=view, _numbers=count())

    def after(self, stage: int) -> "Lead":
        """The documents that stay after a stage."""
        return replace(self, of=View(stage, f"after/{stage}"), _numbers=count())

    def start(self, work: Callable[[Place, Asked], Mapping[str, Any]], name: str, of: Sequence[Task]) -> list[dict[str, Any]]:
        """Do a function of `tasks` for each task, where there is room; gives their receipts, in order of the tasks."""
        asked = [Asked(f"{number:06}", self.of, dict(task)) for number, task in enumerate(of)]
        place = self.home.place(Workspace(self.root), self.folder)
        round = Round(place, f"{self.of.area}-{name}".replace("/", "-"), work, asked)
        deque(self.runner.run(round), maxlen=0)
        written = round.written()
        label = f"corpus/{self.of.label}" if self.of.label else LABELS.get(name, "write")
        self.spent.add_all(label, (each.used for each in written.values()))
        return [written[task.key].receipt for task in asked]

    def _declared(self, names: Sequence[str]) -> None:
        reads = self.of.reads
        if reads is not None and (strange := [name for name in names if name not in reads]):
            raise MoissonError(f"stage {self.of.label} reads column `{strange[0]}`, which it does not declare.")
