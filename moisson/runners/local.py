"""The default runner: a pool of processes on this machine."""

import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import connection, get_context, parent_process
from typing import TypeVar

from moisson.errors import WorkerError

T = TypeVar("T")
R = TypeVar("R")


def run(work: Callable[[T], R], tasks: Iterable[T], workers: int) -> Iterator[R]:
    """Yield the answers of `work` as they come, in no order.

    Raises WorkerError when a worker is killed; the answers already given stand, for work is written down when it is done.
    """
    todo = list(tasks)
    if workers <= 1 or len(todo) <= 1:
        yield from map(work, todo)
        return
    # Spawned, not forked: Arrow and Numba hold threads that a forked child would find locked.
    with ProcessPoolExecutor(min(workers, len(todo)), mp_context=get_context("spawn"), initializer=_ready) as pool:
        running: set[Future[R]] = set()
        try:
            for task in todo:
                with _undisturbed():  # a process is started with each of the first, and takes after this one
                    running.add(pool.submit(work, task))
            while running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
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


def _ready() -> None:
    """From now on Ctrl-C ends this worker without a word: the process that started it says what there is to say."""
    _die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


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
