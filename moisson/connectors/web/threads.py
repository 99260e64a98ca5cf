"""Work on several items at a time in threads, results in order, a few ahead of the consumer.

Threads must stop when the consumer leaves, by Ctrl-C or an error: a server may ask for minutes of patience, and a large file
takes hours. Each such thread knows an event that its consumer sets. Other threads have none.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from threading import Condition, Event
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")
AHEAD = 4  # results queued per thread
MOST_AHEAD = 64 << 20  # bytes of queued results


def in_order(work: Callable[[T], R], items: Iterable[T], at_once: int, size: Callable[[R], int] = lambda _: 0) -> Iterator[R]:
    """Work on several items at a time; yield the results in the items' order, a few ahead.

    A consumer that stops ends the work: waiting threads wake, and a reading one stops at its next piece. With `size`, no work
    starts while `MOST_AHEAD` bytes of results are queued.
    """
    ahead = _Ahead(work, size)
    threads = ThreadPoolExecutor(at_once, "moisson-web", cancel_on, (ahead.left,))
    waiting: deque[Future[R]] = deque()
    try:
        for number, item in enumerate(items):
            waiting.append(threads.submit(ahead.do, number, item))
            if len(waiting) > at_once * AHEAD:
                yield ahead.take(waiting.popleft())
        while waiting:
            yield ahead.take(waiting.popleft())
    finally:
        ahead.end()
        threads.shutdown(wait=True, cancel_futures=True)


class _Ahead(Generic[T, R]):
    """Results not yet consumed. While they are too large, only the next one in order is worked on."""

    def __init__(self, work: Callable[[T], R], size: Callable[[R], int]) -> None:
        self.work = work
        self.size = size
        self.next = self.bytes = 0
        self.left = Event()
        self.changed = Condition()

    def do(self, number: int, item: T) -> R:
        with self.changed:
            self.changed.wait_for(lambda: self.left.is_set() or number == self.next or self.bytes < MOST_AHEAD)
        raise_if_cancelled()
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


class _Thread(threading.local):
    left: threading.Event | None = None  # set when the consumer leaves


_THREAD = _Thread()


def cancel_on(left: threading.Event) -> None:
    """This thread works from now on for a consumer who has left when `left` is set."""
    _THREAD.left = left


def raise_if_cancelled() -> None:
    """Raise CancelledError if this thread's consumer has left."""
    if _THREAD.left is not None and _THREAD.left.is_set():
        raise CancelledError


def sleep(seconds: float) -> None:
    """Sleep; raises CancelledError as soon as this thread's consumer leaves."""
    if _THREAD.left is None:
        time.sleep(seconds)
    elif _THREAD.left.wait(seconds):
        raise CancelledError
