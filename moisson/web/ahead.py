"""Several answers under way at a time, given in their order, few ahead of who takes them.

Threads hide the time that a server takes. One that takes none, on this machine or beside it, leaves nothing to hide, and then
threads only hand Python's lock to each other, which took half the time of a harvest from loopback. So the pace is measured: where
a processor is the limit, one item at a time is tried, in the thread of who takes it, and kept to while that does not wait. The
next item is begun before the last result is given, so that a server may work while its taker does.
"""

import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, islice
from threading import Condition, Event
from typing import Generic, TypeVar

from moisson.web.waiting import go_on, work_until

T = TypeVar("T")
R = TypeVar("R")
AHEAD = 4  # answers waiting to be taken, for each that is under way
MOST_AHEAD = 64 << 20  # bytes of them
BUSY = 0.7  # of a processor, of all threads: from here on, it is the limit
AWAKE = 0.4  # of a processor, of the one thread that is left: below, it mostly waits
TRIAL, STRETCH = 4, 16  # items by which a trial is judged first, and then again and again
FEWEST, MOST = 64, 4_096  # items of threads before a trial, and before the next one where trials fail


class Pace:
    """Whether one at a time is enough. It belongs to one client and is told by the thread that takes the results."""

    def __init__(self) -> None:
        self.alone = False
        self._before_trial = FEWEST
        self.begin()

    def begin(self) -> None:
        """Count from here, in threads or alone."""
        self._items, self._stretch = 0, TRIAL
        self._mark()

    def _mark(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.thread_time() if self.alone else time.process_time()

    def _busy(self) -> float:
        """The share of a processor since the mark."""
        cpu = time.thread_time() if self.alone else time.process_time()
        return (cpu - self._cpu) / max(time.perf_counter() - self._wall, 1e-9)

    def together(self) -> None:
        """Threads have done one more item: are they worth a trial without them?"""
        self._items += 1
        if self._items == self._before_trial:
            self.alone = self._busy() >= BUSY
            self.begin()

    def one(self) -> None:
        """One item more was done alone: was that waiting?"""
        self._items += 1
        if self._items < self._stretch:
            return
        if self._busy() < AWAKE:
            self._before_trial = FEWEST if self._items >= FEWEST else min(2 * self._before_trial, MOST)
            self.alone = False
        self._stretch = self._items + STRETCH
        self._mark()


def in_order(
    work: Callable[[T], R],
    items: Iterable[T],
    at_once: int,
    size: Callable[[R], int] = lambda _: 0,
    pace: Pace | None = None,
    begin: Callable[[T], T] = lambda item: item,
) -> Iterator[R]:
    """Do work on several items at a time and give the results in the items' order, few ahead of who takes them.

    Who stops taking them ends the work: threads that wait are woken, and one that reads goes no further than its next piece.
    Of results with a size, no more than `MOST_AHEAD` bytes wait to be taken, and what was under way when they became so many.
    One at a time, `begin` makes of the next item one that is under way, without waiting.
    """
    pace = pace or Pace()
    left: Iterator[T] | None = iter(items)
    while left is not None:
        pace.begin()
        left = yield from (_alone(work, left, pace, begin) if pace.alone else _together(work, left, at_once, size, pace))


def _alone(
    work: Callable[[T], R], left: Iterator[T], pace: Pace, begin: Callable[[T], T]
) -> Generator[R, None, Iterator[T] | None]:
    """One item at a time, as long as that does not wait; gives those that are left."""
    ready = [begin(item) for item in islice(left, 1)]
    while ready:
        result = work(ready.pop())
        ready += [begin(item) for item in islice(left, 1)]
        yield result
        pace.one()
        if not pace.alone:
            return chain(ready, left)
    return None


def _together(
    work: Callable[[T], R], left: Iterator[T], at_once: int, size: Callable[[R], int], pace: Pace
) -> Generator[R, None, Iterator[T] | None]:
    """Several at a time, as long as that is of use; gives those that are left."""
    ahead = _Ahead(work, size)
    threads = ThreadPoolExecutor(at_once, "moisson-web", work_until, (ahead.left,))
    waiting: deque[Future[R]] = deque()
    try:
        for number, item in enumerate(left):
            waiting.append(threads.submit(ahead.do, number, item))
            if len(waiting) > at_once * AHEAD:
                yield ahead.take(waiting.popleft())
                pace.together()
            if pace.alone:
                break
        while waiting:
            yield ahead.take(waiting.popleft())
        return left if pace.alone else None
    finally:
        ahead.end()
        threads.shutdown(wait=True, cancel_futures=True)


class _Ahead(Generic[T, R]):
    """Results that nobody has taken yet: where they are too many bytes, no work begins but that for the next to be taken."""

    def __init__(self, work: Callable[[T], R], size: Callable[[R], int]) -> None:
        self.work = work
        self.size = size
        self.next = self.bytes = 0
        self.left = Event()
        self.changed = Condition()

    def do(self, number: int, item: T) -> R:
        with self.changed:
            self.changed.wait_for(lambda: self.left.is_set() or number == self.next or self.bytes < MOST_AHEAD)
        go_on()
        result = self.work(item)
        with self.changed:
            self.bytes += self.size(result)
        return result

    def take(self, future: Future[R]) -> R:
        result = future.result()
        with self.changed:
            self.bytes -= self.size(result)
            self.next += 1
            self.changed.notify_all()
        return result

    def end(self) -> None:
        with self.changed:
            self.left.set()
            self.changed.notify_all()
