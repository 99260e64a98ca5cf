"""How to work, and what it cost: everything that must never change what comes out."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from moisson.workspace.energy import POWERCAP, Energy
from moisson.workspace.progress import Progress, Silent
from moisson.workspace.storage import Workspace
from moisson.workspace.usage import Spent, metered_here, own_core_s

BATCH_ROWS = 1024
BLOCK_ROWS, MOST_BLOCK_ROWS = 1 << 16, 6 << 16
SHARD_GROUP = 1024  # rows of a row group of a shard: blocks read few rows of many shards
PART_BYTES = 16 * 2**20


@dataclass(frozen=True)
class Where:
    """Where the tasks of a build run."""

    on: str = "local"
    site: Path | None = None  # what a cluster asks of a job, for Slurm
    address: str | None = None  # of a cluster that runs, for Ray


@dataclass(frozen=True)
class Options:
    """How to work, never what comes out."""

    workspace: Workspace
    progress: Progress = field(default_factory=Silent)
    workers: int = 1
    batch_rows: int = BATCH_ROWS  # that a stage sees at a time
    block_rows: int | None = None  # of a corpus that one task works on; None: `rows_of_block`
    part_bytes: int = PART_BYTES  # of content: what one worker holds in memory at once
    where: Where = Where()
    counters: Path = POWERCAP  # of energy, where the system shows them
    key: Path | None = None  # with which releases are signed; None: `moisson.contracts.sign.default_key`


def rows_of_block(parts: int) -> int:
    """How many documents a block has, where the largest source is stored in so many parts.

    A block takes its documents from every part. Were it not to grow with their number, it would decode a whole row group of each
    part for ever fewer rows: ten million documents would be decoded nine times. What one task holds has its limit, too.
    """
    return min(max(BLOCK_ROWS, parts * SHARD_GROUP), MOST_BLOCK_ROWS)


@dataclass
class Costs:
    """What depends on the machine: seconds by phase and by stage, what tasks took. Never in a release's name or manifest."""

    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    counts: Counter[str] = field(default_factory=Counter)
    spent: Spent = field(default_factory=Spent)
    energy: Energy = field(default_factory=Energy)
    _before: float = field(default_factory=lambda: own_core_s() - metered_here())

    @contextmanager
    def of(self, what: str) -> Iterator[None]:
        began = perf_counter()
        try:
            yield
        finally:
            self.seconds[what] += perf_counter() - began

    @property
    def driver_core_seconds(self) -> float:
        """The core-seconds of the driving process itself, without those of the tasks that it did."""
        return max(0.0, own_core_s() - metered_here() - self._before)
