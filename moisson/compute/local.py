"""The default runner: a pool of processes on this machine, which lives as long as the runner."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing import connection, get_context, parent_process
from multiprocessing.sharedctypes import Synchronized
from types import ModuleType, TracebackType
from typing import Any, Self

import pyarrow as pa

from moisson.compute.rounds import Job, Place, Receipt, Round, Written, carry_out
from moisson.contracts.cores import cores, leave
from moisson.contracts.errors import WorkerError
from moisson.workspace.progress import tell

POLL_S = 0.2
How = Callable[[Place, Job], Written | None]


class Local:
    """Runs rounds in `workers` processes; in this one where there is one worker, or one task."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        # Spawned, not forked: Arrow and Numba hold threads that a forked child would find locked.
        self._context = get_context("spawn")
        self._pool: ProcessPoolExecutor | None = None
        self._done_by_now: Synchronized[int] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._close()

    def run(self, round: Round[Any], reach: Callable[[int], None] | None = None) -> Iterator[Receipt]:
        """Yield the receipts as they come, see `Runner`. Raises WorkerError when a worker is killed."""
        written = round.written()
        for each in written.values():
            yield each.receipt
        yield from self.do(round.place, round.left(written), reach)

    def do(
        self, place: Place, jobs: list[Job], reach: Callable[[int], None] | None = None, how: How = carry_out
    ) -> Iterator[Receipt]:
        """Do these tasks, which have no receipt yet; a task that `how` leaves to somebody else has no answer."""
        here = self._workers <= 1 or len(jobs) <= 1
        return _here(place, jobs, reach, how) if here else self._in_pool(place, jobs, reach, how)

    def _in_pool(self, place: Place, jobs: list[Job], reach: Callable[[int], None] | None, how: How) -> Iterator[Receipt]:
        pool, done_by_now = self._started()
        before = done_by_now.get_obj().value
        running: set[Future[Written | None]] = set()
        try:
            for job in jobs:
                with _undisturbed(), _nameless():  # a process is started with each of the first, and takes after this one
                    running.add(pool.submit(how, place, job))
            while running:
                done, running = wait(running, POLL_S if reach else None, FIRST_COMPLETED)
                if reach:
                    reach(done_by_now.get_obj().value - before)  # past the lock, which a worker that was killed may hold
                for future in done:
                    if written := future.result():
                        yield written.receipt
        except BrokenProcessPool:
            self._close()
            raise WorkerError(
                "a worker process was killed, by hand or for want of memory; what is finished is kept: run again, with"
                " --workers 1 where memory is short."
            ) from None
        finally:
            wait([future for future in running if not future.cancel()])  # nobody works on after the round

    def _started(self) -> "tuple[ProcessPoolExecutor, Synchronized[int]]":
        if self._pool is None or self._done_by_now is None:
            self._done_by_now = self._context.Value("q")
            start = partial(_start_worker, self._done_by_now, max(1, cores() // self._workers))
            self._pool = ProcessPoolExecutor(self._workers, mp_context=self._context, initializer=start)
        return self._pool, self._done_by_now

    def _close(self) -> None:
        pool, self._pool, self._done_by_now = self._pool, None, None
        if pool is not None:
            pool.shutdown(cancel_futures=True)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let Ctrl-C wait: a process that is only being started would answer it with a traceback.

    The mask is for that process, which inherits it. This one needs the handler too: a signal that its main thread does not take
    goes to any other (the libraries have theirs), and Python then interrupts the main thread all the same.
    """
    if threading.current_thread() is not threading.main_thread():  # to which signals do not come
        yield
        return
    came: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, handler or signal.SIG_DFL)
        if came:
            signal.raise_signal(signal.SIGINT)


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


def _here(place: Place, jobs: list[Job], reach: Callable[[int], None] | None, how: How) -> Iterator[Receipt]:
    """In this process, one task after the other."""
    by_now = 0

    def told(done: int) -> None:
        nonlocal by_now
        by_now += done
        if reach:
            reach(by_now)

    for job in jobs:
        tell(told)
        try:
            done = how(place, job)
        finally:
            tell(None)
        if done:
            yield done.receipt


def _start_worker(done_by_now: "Synchronized[int]", share: int) -> None:
    """Make a new process a worker that uses its share of the cores, and that Ctrl-C ends without a word.

    The process that started it says what there is to say.
    """
    leave(share)
    pa.set_cpu_count(share)

    def told(done: int) -> None:
        with done_by_now.get_lock():
            done_by_now.value += done

    tell(told)
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
