"""Several under way at a time, and one where that is enough."""

import threading
import time
from collections.abc import Iterator
from itertools import count, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moisson.web import ahead
from moisson.web.ahead import FEWEST, MOST, MOST_AHEAD, TRIAL, Pace, in_order


def test_large_answers_wait_by_their_bytes_and_small_ones_by_their_number() -> None:
    begun, taken = [], 0
    lock = threading.Lock()

    def work(number: int) -> bytes:
        with lock:
            begun.append(number)
        return bytes(MOST_AHEAD // 2)

    results = in_order(work, range(40), 4, len)
    for _ in results:
        taken += 1
        time.sleep(0.01)
        with lock:
            assert len(begun) <= taken + 1 + 1 + 4, (
                "beyond the one to be taken next: what fills the bound, and what was under way"
            )
    assert sorted(begun) == list(range(40)) and taken == 40


def test_who_stops_taking_ends_the_work_that_waits() -> None:
    begun = []

    def work(number: int) -> bytes:
        begun.append(number)
        return bytes(MOST_AHEAD)

    results = in_order(work, range(40), 4, len)
    next(results)
    del results  # comes back though three threads wait for room
    assert len(begun) < 10


@given(st.lists(st.integers(0, 3), max_size=600), st.integers(1, 5))
def test_each_comes_once_and_in_its_order_however_the_pace_changes(flags: list[int], at_once: int) -> None:
    pace, changes = Pace(), iter(flags)

    def fickle(items: range) -> Iterator[int]:
        for item in items:
            pace.alone = next(changes, 0) == 1
            yield item

    assert list(in_order(lambda item: item * 2, fickle(range(len(flags))), at_once, pace=pace)) == [
        item * 2 for item in range(len(flags))
    ]


def by_thread(monkeypatch: pytest.MonkeyPatch, items: int, busy: float, awake: float, seconds: float = 0.0) -> list[bool]:
    """Of each item, whether it was done by who takes it."""
    monkeypatch.setattr(ahead, "BUSY", busy)
    monkeypatch.setattr(ahead, "AWAKE", awake)

    def work(_item: int) -> bool:
        time.sleep(seconds)
        return threading.current_thread() is threading.main_thread()

    return list(in_order(work, range(items), 4))


def test_where_a_processor_is_the_limit_one_at_a_time_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = by_thread(monkeypatch, 400, busy=0.0, awake=0.0)
    assert not any(alone[:FEWEST]) and all(alone[FEWEST + 20 :])


def test_one_at_a_time_that_waits_ends_after_its_trial_and_is_tried_ever_more_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = by_thread(monkeypatch, 3_000, busy=0.0, awake=2.0)
    trials = [number for number in range(1, len(alone)) if alone[number] and not alone[number - 1]]
    assert sum(alone) == TRIAL * len(trials)
    between = [later - earlier for earlier, later in pairwise(trials)]
    assert len(trials) > 3 and all(later > 1.5 * earlier for earlier, later in pairwise(between))


def test_who_waits_for_a_server_is_not_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not any(by_thread(monkeypatch, 3 * FEWEST, ahead.BUSY, ahead.AWAKE, seconds=0.004))


def test_trials_that_fail_never_stop_altogether(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "BUSY", 0.0)
    monkeypatch.setattr(ahead, "AWAKE", 2.0)
    pace, steps = Pace(), count()
    while next(steps) < 20:
        while not pace.alone:
            pace.together()
        while pace.alone:
            pace.one()
    assert pace._before_trial == MOST
