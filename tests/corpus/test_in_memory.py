"""A corpus in memory holds a stage to what it could do on many machines."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moisson.contracts.errors import MoissonError
from moisson.contracts.stage import Columns, Shared
from moisson.corpus.in_memory import InMemory

HOW_TO = Path(__file__).parents[2] / "docs/how-to/add-a-stage.md"
TABLE = pa.table({"text": pa.array(["a" * (7 * n % 20) for n in range(20)], pa.large_string())})


def _row(_shared: Shared, first: int, batch: pa.RecordBatch, **_given: Any) -> Columns:
    return {"row": pa.array(range(first, first + len(batch)), pa.int64())}


def _too_few(_shared: Shared, _first: int, batch: pa.RecordBatch) -> Columns:
    return {"row": batch["text"].slice(1)}


def _sum(shared: Shared, first: int, batches: Iterator[pa.RecordBatch]) -> dict[str, Any]:
    lengths = [len(batch) for batch in batches]
    return {"name": shared.keep(f"sum-{first}", np.array([sum(lengths), max(lengths)]))}


def _clash(shared: Shared, number: int) -> dict[str, Any]:
    return {"name": shared.keep("same", np.array([number]))}


@given(st.integers(1, 21), st.integers(1, 21), st.integers(0, 99))
def test_rows_come_to_tasks_in_any_order_and_back_in_their_own(batch_rows: int, span_rows: int, seed: int) -> None:
    corpus = InMemory(TABLE, batch_rows, span_rows, seed)
    assert corpus.each(_row, ("text",))["row"].to_pylist() == list(range(20))
    found = np.array([corpus.kept(each["name"]) for each in corpus.spans(_sum, ("text",))])
    assert found[:, 0].sum() == 20
    assert found[:, 1].max() == min(batch_rows, span_rows, 20)
    assert found[:, 0].tolist() == [min(span_rows, 20 - first) for first in range(0, 20, span_rows)]


def test_what_could_not_travel_is_refused() -> None:
    corpus = InMemory(TABLE, 7)
    with pytest.raises(MoissonError, match="must be a function of its module"):
        corpus.each(lambda _shared, first, batch: _row(_shared, first, batch), ("text",))
    with pytest.raises(TypeError, match="not JSON serializable"):
        corpus.each(_row, ("text",), rows=np.zeros(3))
    with pytest.raises(MoissonError, match="must give 7 values"):
        corpus.each(_too_few, ("text",))
    with pytest.raises(MoissonError, match="two different arrays were kept as same"):
        corpus.run(_clash, [{"number": 1}, {"number": 2}])
    with pytest.raises(MoissonError, match="must ascend"):
        corpus.select("some", ("text",), np.array([2, 1]))
    with pytest.raises(ValueError, match="read-only"):
        corpus.kept("same")[0] = 3


def test_the_stage_of_the_documentation_drops_the_longest_tenth(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_stages: None
) -> None:
    (code,) = (
        block for block in re.findall(r"```python\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL) if "Each" in block
    )
    (tmp_path / "longest.py").write_text(code, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    step = import_module("longest").drop_longest()
    whole = InMemory(TABLE).made(step)["drop_reason"].to_pylist()
    assert [n for n, reason in enumerate(whole) if reason] == [n for n in range(20) if 7 * n % 20 > 17]
    assert InMemory(TABLE, 3, seed=1).made(step)["drop_reason"].to_pylist() == whole
