"""Counting a release in one pass: sums by key, and the few rows that stand for a group.

Both are independent of where batches are cut, so the figures of a release are the same however it came about.
"""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

FOLD_AT = 16_384  # rows of unfolded sums; above, they are folded into one table


class Margin:
    """Sums by key: a small table for each batch, folded into one when they pile up. Memory grows with distinct keys only."""

    def __init__(self, *keys: str) -> None:
        self.keys = keys
        self._tables: list[pa.Table] = []
        self._unfolded = 0

    def add(self, columns: Mapping[str, Any]) -> None:
        """Add a batch: the key columns, and columns of numbers to be summed."""
        table = self._fold(pa.table(dict(columns)))
        self._tables.append(table)
        self._unfolded += table.num_rows
        if self._unfolded > max(FOLD_AT, 2 * self._tables[0].num_rows):
            self._tables = [self._fold(pa.concat_tables(self._tables))]
            self._unfolded = 0

    def _fold(self, table: pa.Table) -> pa.Table:
        sums = [name for name in table.column_names if name not in self.keys]
        folded = table.group_by(list(self.keys), use_threads=False).aggregate([(name, "sum") for name in sums])
        return folded.select([*self.keys, *(f"{name}_sum" for name in sums)]).rename_columns([*self.keys, *sums])

    def rows(self) -> list[dict[str, Any]]:
        """One dict for each key, in the order of the keys, nulls first."""
        if not self._tables:
            return []
        rows: list[dict[str, Any]] = self._fold(pa.concat_tables(self._tables)).to_pylist()
        return sorted(rows, key=lambda row: [(row[key] is not None, row[key]) for key in self.keys])


class Sample:
    """For each group, the `size` rows whose ids hash lowest: scattered over the group, and the same on every machine."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._kept: dict[str, list[tuple[bytes, str, dict[str, Any]]]] = {}

    def add(self, groups: pa.Array, ids: pa.Array, row: Callable[[int], dict[str, Any]]) -> None:
        """Consider a batch; `row(i)` is asked only for rows that come into question."""
        if not len(ids):
            return
        names = ids.to_pylist()
        hashes = [sha256(name.encode()).digest() for name in names]
        leading = np.frombuffer(b"".join(hashes), dtype=">u8")[::4]
        coded = pc.dictionary_encode(groups)
        codes = coded.indices.to_numpy(zero_copy_only=False)
        for code, group in enumerate(coded.dictionary.to_pylist()):
            rows = np.flatnonzero(codes == code)
            nearest = rows[np.argsort(leading[rows], kind="stable")]
            self._merge(group, self._first_distinct(nearest, names), hashes, names, row)

    def _first_distinct(self, order: Any, names: list[str]) -> list[int]:
        """The first rows of `size` different ids; a ledger may name one id twice, and it counts once."""
        chosen: list[int] = []
        seen: set[str] = set()
        for i in order:
            if names[i] not in seen and len(seen) == self.size:
                break
            seen.add(names[i])
            chosen.append(int(i))
        return chosen

    def _merge(
        self, group: str, chosen: list[int], hashes: list[bytes], names: list[str], row: Callable[[int], dict[str, Any]]
    ) -> None:
        kept = self._kept.get(group, [])
        worst = kept[-1][0] if len(kept) == self.size else None
        new = [(hashes[i], names[i], row(i)) for i in chosen if worst is None or hashes[i] <= worst]
        best: dict[str, tuple[bytes, str, dict[str, Any]]] = {}
        for entry in sorted([*kept, *new], key=lambda entry: (entry[0], repr(entry[2]))):
            best.setdefault(entry[1], entry)
        self._kept[group] = list(best.values())[: self.size]

    def rows(self, group: str) -> list[dict[str, Any]]:
        """The rows kept for a group, lowest hash first."""
        return [row for _, _, row in self._kept.get(group, [])]

    def groups(self) -> list[str]:
        return sorted(self._kept)


def list_items(column: pa.Array) -> tuple[pa.Array, pa.Array]:
    """The items of a column of lists, and for each the index of the row it stands in."""
    return pc.list_flatten(column), pc.list_parent_indices(column)


def filled(column: pa.Array) -> pa.Array:
    """For each row, whether its list has items; a null list has none."""
    return pc.fill_null(pc.greater(pc.list_value_length(column), 0), False)
