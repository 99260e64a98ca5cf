"""The ledger of a range of ids: what harvests refused, what was withdrawn or held back, and what stages dropped, sorted."""

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from moisson.contracts.disk import disk
from moisson.contracts.schemas import LEDGER
from moisson.release.blocks import Block
from moisson.workspace.storage import PARQUET, opened_table, row_count

GROUPS_AT_ONCE = 16  # row groups of one file that are in memory at once

ORDER = [(name, "ascending") for name in LEDGER.names]
SAID, PASSED_OVER = "said.parquet", "passed-over.json"


class Refusals:
    """What gave no document before any stage saw it: tables of LEDGER, each sorted by id, some of whose ids are passed over."""

    def __init__(self, folder: Path, paths: Sequence[str]) -> None:
        self._paths = [folder / path for path in paths]
        self._passed_over = pa.array(orjson.loads((folder / PASSED_OVER).read_bytes()), LEDGER.field("id").type)
        self.read = 0  # rows, passed over or not

    @property
    def num_rows(self) -> int:
        """All rows, passed over or not."""
        return sum(map(row_count, self._paths))

    def sorted_with(self, block: Block) -> Iterator[pa.Table]:
        """All ledger rows of a block's ids, in tables of consecutive rows."""
        own = block.ledger().select(LEDGER.names).cast(LEDGER)
        begins = {begin for path in self._paths for begin in _begins(path) if _inside(begin, block.low, block.high)}
        for low, high in pairwise([block.low, *sorted(begins), block.high]):
            tables = [self._between(path, low, high) for path in self._paths]
            yield pa.concat_tables([*tables, _within(own, low, high)]).sort_by(ORDER)

    def _between(self, path: Path, low: str | None, high: str | None) -> pa.Table:
        with opened_table(path) as file:
            groups = [group for group in range(file.num_row_groups) if _meets(_extent(file, group), low, high)]
            table = _within(file.read_row_groups(groups, LEDGER.names).cast(LEDGER), low, high)
        self.read += table.num_rows
        return table.filter(pc.invert(pc.is_in(table["id"], self._passed_over)))


def refusals(folder: Path, ledgers: Iterable[Path], passed_over: Iterable[str], said: pa.Table) -> list[str]:
    """The paths of `Refusals` from a folder that all machines see: harvests' ledgers, and what else is `said`.

    Ids are passed over which were withdrawn since the harvest.
    """
    with disk(folder):
        (folder / PASSED_OVER).write_bytes(orjson.dumps(sorted(passed_over)))
        pq.write_table(said.sort_by("id"), folder / SAID, **PARQUET)
    return [os.path.relpath(path.resolve(), folder.resolve()) for path in (*ledgers, folder / SAID)]


def _begins(path: Path) -> list[str]:
    """The first id of every so many row groups."""
    with opened_table(path) as file:
        extents = [_extent(file, group) for group in range(0, file.num_row_groups, GROUPS_AT_ONCE)]
    return [extent[0] for extent in extents if extent]


def _extent(file: pq.ParquetFile, group: int) -> tuple[str, str] | None:
    """The least and the greatest id of a row group, where its statistics have them."""
    statistics = file.metadata.row_group(group).column(LEDGER.get_field_index("id")).statistics
    return (statistics.min, statistics.max) if statistics is not None and statistics.has_min_max else None


def _inside(id: str, low: str | None, high: str | None) -> bool:
    return (low is None or low < id) and (high is None or id < high)


def _meets(extent: tuple[str, str] | None, low: str | None, high: str | None) -> bool:
    return extent is None or ((low is None or low <= extent[1]) and (high is None or extent[0] < high))


def _within(table: pa.Table, low: str | None, high: str | None) -> pa.Table:
    """The rows with low <= id < high."""
    for bound, test in ((low, pc.greater_equal), (high, pc.less)):
        table = table if bound is None else table.filter(test(table["id"], pa.scalar(bound, LEDGER.field("id").type)))
    return table
