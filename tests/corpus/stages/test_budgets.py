"""Budgets are filled as near as documents allow, and parts of them are exact."""

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from moisson.corpus.stages.budgets import fill, targets_of


def test_documents_are_exchanged_where_few_and_great_ones_leave_much_of_a_budget() -> None:
    lengths = np.array([60, 70, 30, 95])
    order, groups = np.arange(4), np.zeros(4, np.int64)
    assert lengths[fill(order, groups, lengths, np.array([100]))].sum() == 90  # 60 and 30
    assert lengths[fill(order, groups, lengths, np.array([100]), swap=True)].sum() == 100


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 40)), max_size=12), st.lists(st.integers(0, 90), min_size=3, max_size=3)
)
def test_a_budget_is_never_exceeded_and_exchanges_only_come_nearer(rows: list[tuple[int, int]], budgets: list[int]) -> None:
    groups, lengths = (np.array([row[k] for row in rows], np.int64) for k in (0, 1))
    order, limits = np.argsort(lengths * 7 % 11, kind="stable"), np.array(budgets)
    plain, near = (fill(order, groups, lengths, limits, swap) for swap in (False, True))
    small = fill(order.astype(np.uint32), groups.astype(np.int32), lengths.astype(np.uint32), limits, swap=True)
    assert small.tolist() == near.tolist()
    for group, budget in enumerate(budgets):
        of = groups == group
        less, more = int(lengths[plain & of].sum()), int(lengths[near & of].sum())
        assert less <= more <= budget
        out = lengths[of & ~near]
        assert not len(out) or budget - more < out.min()


WEIGHTS = st.lists(st.fractions(0, 5), min_size=1, max_size=5)


@given(WEIGHTS, st.data(), st.none() | st.integers(0, 200), st.sampled_from(["shrink", "fill", "leave"]))
def test_targets_keep_to_the_room_the_budget_and_the_proportions(
    weights: list[Fraction], data: st.DataObject, budget: int | None, short: str
) -> None:
    room = data.draw(st.lists(st.integers(0, 100), min_size=len(weights), max_size=len(weights)))
    if budget is None:
        short = "shrink"
    targets = targets_of(weights, room, budget, short).tolist()
    asked = [k for k, weight in enumerate(weights) if weight]
    assert all(target == 0 for k, target in enumerate(targets) if k not in asked)
    assert all(0 <= target <= most for target, most in zip(targets, room, strict=True))
    if budget is not None:
        assert sum(targets) <= budget
    if short == "shrink":
        full = budget is not None and sum(targets) > budget - len(weights)
        assert full or not asked or any(targets[k] == room[k] for k in asked)
        for a in asked:
            for b in asked:
                assert abs(targets[a] / weights[a] - targets[b] / weights[b]) <= max(1 / weights[a], 1 / weights[b])
    if short == "fill" and budget is not None and asked:
        assert sum(targets) > min(budget, sum(room[k] for k in asked)) - len(weights)
