"""Intervals are those of the papers, and say what they should of simple cases."""

import numpy as np
import pytest

from moisson.contracts.intervals import Interval, difference, kappa, mean, ratio, share, weighted_share


def test_a_share_has_wilsons_interval() -> None:
    # Newcombe 1998, Two-sided confidence intervals for the single proportion, table I, method 3.
    for hits, of, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        found = share(hits, of)
        assert found.value == hits / of
        assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


def test_a_difference_has_newcombes_interval() -> None:
    # Newcombe 1998, Interval estimation for the difference between independent proportions, table II, method 10.
    for one, other, low, high in (
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 10), 0.6075, 1),
    ):
        found = difference(share(*one), share(*other))
        assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


def test_a_ratio_is_of_sums_and_its_interval_of_documents() -> None:
    sizes = np.array([10.0, 1000.0])
    found = ratio(2 * sizes, sizes)
    assert found == Interval(2.0, 2.0, 2.0)  # all documents alike: nothing is uncertain
    apart = ratio(np.array([10.0, 3000.0]), sizes)
    assert (apart.low, apart.high) == (1.0, 3.0)
    assert apart.value == pytest.approx(3010 / 1010)
    assert ratio(np.array([3.0]), np.array([2.0])) == Interval(1.5, 1.5, 1.5)


def test_a_bootstrap_holds_the_truth_nineteen_times_in_twenty_and_repeats_itself() -> None:
    draw = np.random.default_rng(1)
    samples = [draw.normal(1.0, 0.5, 60) for _ in range(200)]
    found = [ratio(sample, np.ones(60)) for sample in samples]
    assert 180 <= sum(each.low <= 1.0 <= each.high for each in found) <= 198
    assert found[0] == ratio(samples[0], np.ones(60))


def test_a_mean_of_zeros_and_ones_is_a_share() -> None:
    assert mean(np.array([0.0, 1.0, 1.0])) == share(2, 3)
    assert mean(np.array([0.5, 0.5, 0.5])) == Interval(0.5, 0.5, 0.5)


def test_weights_make_fewer_rows_of_many() -> None:
    hits = np.array([True] * 8 + [False] * 2)
    assert weighted_share(hits, np.full(10, 7.0)) == pytest.approx(share(8, 10))
    found = weighted_share(np.array([True, False]), np.array([3.0, 1.0]))
    assert found == pytest.approx(share(0.75 * 1.6, 1.6))  # (3 + 1)² / (9 + 1)
    assert weighted_share(hits[:8], np.arange(1.0, 9.0)).high == 1.0


def test_kappa_is_cohens_and_is_not_certain_of_little() -> None:
    found = kappa(np.array([[20, 5], [10, 15]]))  # agreement 0.7, by chance 0.5
    assert found is not None
    assert found.value == pytest.approx(0.4)
    assert (found.low, found.high) == pytest.approx(tuple((each - 0.5) / 0.5 for each in share(35, 50)[1:]))
    perfect = kappa(np.array([[5, 0], [0, 5]]))
    assert perfect is not None
    assert perfect.value == perfect.high == 1.0
    assert perfect.low == pytest.approx(0.4449, abs=1e-3)  # Wilson's 10 of 10 is 0.7225
    assert kappa(np.array([[9, 0], [0, 0]])) is None
