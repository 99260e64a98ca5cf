"""Several under way at a time, in their order."""

import threading
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from moisson.connectors.web.threads import MOST_AHEAD, in_order


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


@given(st.lists(st.integers(0, 2), max_size=60), st.integers(1, 5))
@settings(max_examples=30)
def test_each_comes_once_and_in_its_order_however_long_others_take(waits: list[int], at_once: int) -> None:
    def work(item: tuple[int, int]) -> int:
        number, milliseconds = item
        time.sleep(milliseconds / 1000)
        return number

    assert list(in_order(work, enumerate(waits), at_once)) == list(range(len(waits)))


def test_at_most_so_many_are_under_way() -> None:
    lock, under_way, most = threading.Lock(), 0, 0

    def work(_item: int) -> None:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        time.sleep(0.002)
        with lock:
            under_way -= 1

    assert len(list(in_order(work, range(60), 3))) == 60
    assert most == 3
