"""Rows come out in order, whatever is spilled and when."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moisson.contracts.errors import StorageError
from moisson.contracts.identity import canonical_json
from moisson.workspace import sorted_runs
from moisson.workspace.sorted_runs import SortedRuns

SCHEMA = pa.schema({"id": pa.large_string(), "number": pa.int64(), "part_of": pa.large_list(pa.large_string())})
KEYS = ["id", "number"]
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.none() | st.sampled_from(["", "a", "a#2", "b", "é", "zz", "\ue000", "\U0001f600"]),
            "number": st.none() | st.integers(0, 9),
            "part_of": st.lists(st.text(max_size=3), max_size=2),
        }
    ),
    max_size=60,
)


def merged(rows: list[dict[str, Any]], **sizes: int) -> list[dict[str, Any]]:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        for name, size in sizes.items():
            patch.setattr(sorted_runs, name, size)
        runs = SortedRuns(Path(folder), "rows", SCHEMA, KEYS)
        for row in rows:
            runs.append(row)
        return [row for batch in runs.merged() for row in batch.to_pylist()]


def in_order(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple((row[key] is None, row[key] or 0 if key == "number" else row[key] or "") for key in KEYS)


@given(ROWS, st.sampled_from([1, 3, 7]), st.sampled_from([1, 200, 10**6]), st.sampled_from([2, 3]))
def test_rows_come_in_the_order_of_their_keys(rows: list[dict[str, Any]], batch: int, most: int, fan: int) -> None:
    found = merged(rows, BATCH_ROWS=batch, MOST_BYTES=most, FAN_IN=fan)
    assert [in_order(row) for row in found] == sorted(map(in_order, rows))
    assert sorted(map(canonical_json, found)) == sorted(map(canonical_json, rows)), "none is lost and none is made up"


def test_runs_are_merged_before_there_are_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in {"BATCH_ROWS": 1, "MOST_BYTES": 1, "FAN_IN": 4}.items():
        monkeypatch.setattr(sorted_runs, name, size)
    runs = SortedRuns(tmp_path, "rows", SCHEMA, KEYS)
    for number in range(200)[::-1]:
        runs.append({"id": str(number), "number": number})
    assert len(list(tmp_path.iterdir())) <= 3 * 4
    assert [row["number"] for batch in runs.merged() for row in batch.to_pylist()] == sorted(range(200), key=str)


def test_a_scratch_that_takes_nothing_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorted_runs, "MOST_BYTES", 1)
    runs = SortedRuns(tmp_path / "gone", "rows", SCHEMA, KEYS)
    with pytest.raises(StorageError, match="no such file or folder"):
        runs.add(pa.RecordBatch.from_pylist([{"id": "a"}], schema=SCHEMA))


def test_spilled_rows_are_small_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorted_runs, "MOST_BYTES", 1 << 16)
    runs = SortedRuns(tmp_path, "rows", SCHEMA, KEYS)

    def some() -> Iterator[dict[str, Any]]:
        for number in range(20_000):
            yield {"id": f"fr_essai/{number:09}", "number": number, "part_of": ["LEGITEXT000006072050"]}

    for row in some():
        runs.append(row)
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 10 * 20_000
