"""Components are what shared keys link, whatever the order in which the keys come."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moisson.kernels.unionfind import Components, stars

KEYS = st.integers(0, 3) | st.integers(2**64 - 4, 2**64 - 1) | st.sampled_from([2**63, 2**63 + 1, 2**40])
BANDS = st.integers(0, 9).flatmap(lambda n: st.lists(st.lists(st.none() | KEYS, min_size=n, max_size=n), min_size=1, max_size=3))


def plain_roots(bands: Sequence[Sequence[int | None]]) -> list[int]:
    roots = list(range(len(bands[0])))
    changed = True
    while changed:
        changed = False
        for band in bands:
            for a in range(len(roots)):
                for b in range(a):
                    if band[a] is not None and band[a] == band[b] and roots[a] != roots[b]:
                        roots[a] = roots[b] = min(roots[a], roots[b])
                        changed = True
    return roots


def join(components: Components, band: Sequence[int | None]) -> None:
    rows = [row for row, key in enumerate(band) if key is not None]
    components.unite(stars(np.array([band[row] for row in rows], np.uint64), np.array(rows, np.uint32)))


@given(BANDS)
def test_components_are_what_shared_keys_link(bands: list[list[int | None]]) -> None:
    found = Components(len(bands[0]))
    for band in bands:
        join(found, band)
    assert found.roots().tolist() == plain_roots(bands)


@given(BANDS, st.randoms(use_true_random=False))
def test_neither_the_order_of_bands_nor_of_rows_matters(bands: list[list[int | None]], random: object) -> None:
    first, second = Components(len(bands[0])), Components(len(bands[0]))
    for band in bands:
        join(first, band)
    for band in reversed(bands):
        rows = np.array([row for row, key in enumerate(band) if key is not None][::-1], np.uint32)
        second.unite(stars(np.array([band[row] for row in rows.tolist()], np.uint64), rows))
    assert first.roots().tolist() == second.roots().tolist()


def test_keys_that_differ_in_their_last_bits_alone_are_not_equal() -> None:
    # A hundred keys need seven bits for their places, which the sort takes from the end of the key.
    keys = np.arange(100, dtype=np.uint64) // np.uint64(2)
    found = Components(100)
    found.unite(stars(keys, np.arange(100, dtype=np.uint32)))
    assert found.roots().tolist() == [row - row % 2 for row in range(100)]


def test_a_star_has_its_first_row_for_a_centre() -> None:
    found = stars(np.array([7, 5, 7, 5, 7, 6], np.uint64), np.arange(6, dtype=np.uint32))
    assert sorted(zip(*(column.tolist() for column in found), strict=True)) == [(2, 0), (3, 1), (4, 0)]


def test_a_million_rows_in_a_chain_are_one_component() -> None:
    size = 1_000_000
    found = Components(size)
    rows = np.arange(size, dtype=np.uint32)
    for shift in range(2):
        found.unite(stars((rows.astype(np.uint64) + np.uint64(shift)) >> np.uint64(1), rows))
    assert not found.roots().any()


def test_more_rows_than_32_bits_number_are_refused() -> None:
    with pytest.raises(ValueError, match="32 bits"):
        Components(2**32)
