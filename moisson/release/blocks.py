"""What a release is written from: the rows of a corpus, cut into blocks, and the machines that work on them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Work = Callable[..., dict[str, Any]]  # a function that a worker can import, by its module and name


class Block(Protocol):
    """Consecutive documents in order of id, of which those that stay have rows. Each id lies in the range of one block."""

    @property
    def number(self) -> int: ...

    @property
    def num_rows(self) -> int:
        """The documents that stay."""
        ...

    @property
    def low(self) -> str | None:
        """The least id of its range; None: no bound."""
        ...

    @property
    def high(self) -> str | None:
        """Greater than each id of its range; None: no bound."""
        ...

    def batches(self, names: Sequence[str], batch_rows: int = 4096) -> Iterator[pa.RecordBatch]:
        """Columns of those that stay."""
        ...

    def places(self) -> NDArray[np.int64]:
        """The place of each that stays among all documents of the corpus phase, dropped ones too; ascending."""
        ...

    def ledger(self) -> pa.Table:
        """What was dropped of its ids: `shards.SHARD_LEDGER`, sorted by the columns of LEDGER."""
        ...


class Rows(Protocol):
    """All blocks. It travels by name: a task opens its block wherever it runs."""

    @property
    def num_rows(self) -> int:
        """The documents that stay."""
        ...

    @property
    def num_blocks(self) -> int:
        """At least one."""
        ...

    @property
    def num_places(self) -> int:
        """The documents of the corpus phase, dropped ones too."""
        ...

    @property
    def folder(self) -> Path:
        """The run's, seen by all machines."""
        ...

    def block(self, number: int) -> Block: ...

    def has(self, name: str) -> bool:
        """Whether there is such a column."""
        ...

    def type(self, name: str) -> pa.DataType: ...

    def find(self, ids: pa.Array) -> NDArray[np.int64]:
        """The places of these ids, -1 where there is no such document."""
        ...

    def run(self, work: Work, tasks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """What `work(rows, **task)` gives for each task, in their order: small, as JSON has it. They run in no order."""
        ...

    def keep(self, name: str, array: NDArray[Any]) -> str:
        """Put an array where every task can read it with `kept`."""
        ...

    def kept(self, name: str) -> NDArray[Any]:
        """An array that was kept, memory-mapped."""
        ...
