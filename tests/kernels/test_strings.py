"""Kernels see the values that Arrow shows, whatever the array's type, slice or nulls."""

from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moisson.kernels.strings import Strings, string_array, strings


def values(found: Strings) -> list[str]:
    bounds = found.offsets.tolist()
    return [bytes(found.data[a:b]).decode() for a, b in pairwise(bounds)]


@given(st.lists(st.text(max_size=20) | st.none(), max_size=8), st.integers(0, 8), st.integers(0, 8))
def test_a_slice_gives_its_own_values_and_nulls_are_empty(items: list[str | None], start: int, length: int) -> None:
    array = pa.array(items, pa.large_string()).slice(start, length)
    assert values(strings(array)) == [item or "" for item in array.to_pylist()]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()])
def test_every_string_type_is_read(kind: pa.DataType) -> None:
    assert values(strings(pa.array(["é", "", "loi"], kind).slice(1))) == ["", "loi"]


def test_bytes_under_a_null_are_not_read() -> None:
    offsets = pa.py_buffer(b"".join(n.to_bytes(8, "little") for n in (0, 3, 6)))
    hidden = pa.LargeStringArray.from_buffers(2, offsets, pa.py_buffer(b"abcdef"), pa.py_buffer(b"\x02"))
    assert hidden.to_pylist() == [None, "def"]
    assert values(strings(hidden)) == ["", "def"]


def test_what_kernels_write_becomes_an_array_again() -> None:
    array = pa.array(["a", "", "ü"], pa.large_string())
    assert string_array(strings(array)).equals(array)
    assert string_array(strings(array), pa.array([True, False, True])).to_pylist() == ["a", None, "ü"]
