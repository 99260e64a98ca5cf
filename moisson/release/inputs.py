"""The pack: the only input of a release's documents.

Each document (card, report, catalogue records …) is a function of the figures, counted in one pass over the rows, and of the
Parquet files on disk. So anyone with a release can rewrite its documents and compare them byte for byte, as `moisson verify`
does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from moisson.contracts.disk import damaged
from moisson.contracts.errors import StorageError
from moisson.release.parquet import Table, tables


@dataclass(frozen=True)
class Pack:
    """Figures, schema and tables of a release."""

    stats: Mapping[str, Any]  # stats.json
    schema: pa.Schema  # of data/*/*.parquet
    tables: tuple[Table, ...]  # every Parquet file, in order of its path

    @property
    def paths(self) -> list[str]:
        return [table.path for table in self.tables]

    def part(self, name: str) -> tuple[Table, ...]:
        """The tables of one part: data, ledger or signatures."""
        return tuple(table for table in self.tables if table.part == name)


def pack_of(folder: Path, stats: Mapping[str, Any], found: tuple[Table, ...] = ()) -> Pack:
    """The pack of a release's folder and figures; raises StorageError where a table is damaged or there is none.

    The tables are read and hashed, unless they are `found` already, all of them in order of their paths.
    """
    found = found or tables(folder)
    data = next((table for table in found if table.part == "data"), None)
    if data is None:
        raise StorageError(f"{folder} holds no table of documents: there is no data/*/*.parquet.")
    try:
        schema = pq.read_schema(folder / data.path)
    except (pa.ArrowException, OSError) as error:
        raise damaged(folder / data.path, error) from None
    return Pack(stats, schema.remove_metadata(), found)
