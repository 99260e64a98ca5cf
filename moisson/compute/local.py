"""The default runner: a pool of processes on this machine."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing import connection, get_context, parent_process
from multiprocessing.sharedctypes import Synchronized
from types import ModuleType
from typing import TypeVar

from moisson.contracts.errors import WorkerError
from moisson.workspace.progress import tell

T = TypeVar("T")
R = TypeVar("R")


POLL_S = 0.2


def run(work: Callable[[T], R], tasks: Iterable[T], workers: int, reach: Callable[[int], None] | None = None) -> Iterator[R]:
    """Yield the answers of `work` as they come, in no order; `reach` is told how much of all the shares is done by now.

    Raises WorkerError when a worker is killed; the answers already given stand, for work is written down when it is done.
    """
    todo = list(tasks)
    if workers <= 1 or len(todo) <= 1:
        yield from _here(work, todo, reach)
        return
    # Spawned, not forked: Arrow and Numba hold threads that a forked child would find locked.
    context = get_context("spawn")
    done_by_now: Synchronized[int] = context.Value("q")
    start = partial(_start_worker, done_by_now)
    with ProcessPoolExecutor(min(workers, len(todo)), mp_context=context, initializer=start) as pool:
        running: set[Future[R]] = set()
        try:
            for task in todo:
                with _undisturbed(), _nameless():  # a process is started with each of the first, and takes after this one
                    running.add(pool.submit(work, task))
            while running:
                done, running = wait(running, POLL_S if reach else None, FIRST_COMPLETED)
                if reach:
                    reach(done_by_now.get_obj().value)  # past the lock, which a worker that was killed may hold
                for future in done:
                    yield future.result()
        except BrokenProcessPool:
            raise WorkerError(
                "a worker process was killed, by hand or for want of memory; what is finished is kept: run again, with"
                " --workers 1 where memory is short."
            ) from None
        finally:
            for future in running:
                future.cancel()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let Ctrl-C wait: a process that is only being started would answer it with a traceback."""
    if threading.current_thread() is not threading.main_thread():  # to which signals do not come
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _nameless() -> Iterator[None]:
    """Let processes start without importing the program that asks: work is never a part of it, and it may have no guard.

    A script that calls `moisson.build` outside `if __name__ == "__main__"` would run again in each of its workers.
    """
    program = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = program


def _ready() -> None:
    """From now on Ctrl-C ends this worker without a word: the process that started it says what there is to say."""
    _die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _here(work: Callable[[T], R], tasks: list[T], reach: Callable[[int], None] | None) -> Iterator[R]:
    """In this process, one task after the other."""
    by_now = 0

    def told(done: int) -> None:
        nonlocal by_now
        by_now += done
        if reach:
            reach(by_now)

    tell(told)
    try:
        yield from map(work, tasks)
    finally:
        tell(None)


def _start_worker(done_by_now: "Synchronized[int]") -> None:
    def told(done: int) -> None:
        with done_by_now.get_lock():
            done_by_now.value += done

    tell(told)
    _ready()


def _die_with_parent() -> None:
    """End this worker when its parent is killed: a pool's own processes would wait for work for ever."""
    parent = parent_process()
    if parent is None:
        return
    sentinel = parent.sentinel

    def watch() -> None:
        connection.wait([sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
