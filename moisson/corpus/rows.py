"""The documents of a corpus as every process sees them: blocks in order of id, and what a stage has put where all can read it.

It is no more than names: of a run's folder, of a state, and of an area in it for what one stage keeps.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moisson.corpus.block import Block
from moisson.corpus.block_rows import hashes_of
from moisson.corpus.run_files import Plan, State, mapped, read_array, read_plan, read_state, write_array
from moisson.corpus.shards import Rows as Numbers


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
    """The documents that stay, at one state of a run (`moisson.contracts.stage.Shared`)."""

    root: Path  # the workspace
    folder: Path  # the run's
    of: View
    threads: int = 1  # that a task may use

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

    def selected(self, name: str) -> pa.Table:
        return mapped([self.files / name / f"{number}.arrow" for number in self.kept(f"{name}-blocks").tolist()])

    def keep(self, name: str, array: NDArray[Any]) -> str:
        write_array(self.files / f"{name}.npy", array)
        return name

    def kept(self, name: str) -> NDArray[Any]:
        return read_array(self.files / f"{name}.npy")

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
