"""How a corpus is cut for memory and cores changes no decision."""

import json

import numpy as np
import pyarrow as pa
import pytest
from duplicate_rows import Rows, decide
from hypothesis import given
from hypothesis import strategies as st

from moisson.corpus.stages import candidates
from moisson.corpus.stages.candidates import band_of, find, gather, gather_any, gather_rows, link, stars_of

KEYS = st.integers(0, 3) | st.integers(2**64 - 3, 2**64 - 1) | st.sampled_from([2**63 - 1, 2**63, 2**62])
BAND = st.lists(st.none() | KEYS, min_size=9, max_size=9)


@given(st.lists(BAND, min_size=1, max_size=3), st.integers(1, 9), st.integers(1, 9), st.integers(1, 4), st.integers(0, 99))
def test_ranges_of_keys_and_their_order_change_nothing(
    bands: list[list[int | None]], range_rows: int, most: int, chunk: int, seed: int
) -> None:
    columns = [pa.array(band, pa.uint64()) for band in bands]
    whole = link(9, [stars_of(band_of("band", pa.chunked_array([column]))) for column in columns])
    cut = [pa.chunked_array([column.slice(at, chunk) for at in range(0, 9, chunk)]) for column in columns]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "RANGE_ROWS", range_rows)
        patch.setattr(candidates, "MOST_RANGES", most)
        parts = find(Rows([{"text": ""}] * 9, seed=seed), 9, [band_of(f"band-{n}", column) for n, column in enumerate(cut)])
    assert whole.rows.tolist() == parts.rows.tolist()
    assert whole.component.tolist() == parts.component.tolist()
    alike = {row for band in bands for row in range(9) if band[row] is not None and band.count(band[row]) > 1}
    assert set(whole.rows.tolist()) == alike


@given(st.lists(st.integers(0, 8), max_size=9, unique=True), st.integers(1, 9))
def test_values_are_gathered_from_chunks_as_from_one_array(rows: list[int], chunk: int) -> None:
    values = pa.array([None if n == 4 else str(n) for n in range(9)], pa.large_string())
    column = pa.chunked_array([values.slice(at, chunk) for at in range(0, 9, chunk)])
    assert gather_any(column, np.array(rows, np.int64)).to_pylist() == [values[row].as_py() for row in rows]
    ascending = np.array(sorted(rows), np.int64)
    assert gather(column, ascending).to_pylist() == [values[row].as_py() for row in sorted(rows)]
    table = pa.table({"number": range(9), "value": column})
    assert gather_rows(table, ascending).equals(table.take(pa.array(ascending)))


def test_components_may_be_confirmed_in_any_number_of_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [" ".join(f"{base}x{n}" for n in range(40 + extra)) for base in range(6) for extra in range(4)]
    rows = [{"text": text} for text in [*texts, None, ""]]
    whole = decide("drop_near_duplicates", Rows(rows))
    assert sum(map(bool, whole["drop_reason"])) == 18
    for limit in (1, 500, 2000):
        monkeypatch.setattr(candidates, "BATCH_BYTES", limit)
        assert decide("drop_near_duplicates", Rows(rows, 5, seed=limit)) == whole
    for limit in (1, 7):
        monkeypatch.setattr(candidates, "BATCH_ROWS", limit)
        assert decide("drop_near_duplicates", Rows(rows, 5, seed=limit)) == whole
    assert json.loads(whole["drop_detail"][0])["kept"] == "s/3"  # the longest
