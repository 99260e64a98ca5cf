"""Rounds on a cluster of Ray, an existing one or one that is started here: its core tasks, and nothing else of it.

Names go in and receipts come out; no data passes through the object store. Twice as many tasks as there are cores are in flight,
so that a long round neither fills the scheduler nor leaves a core idle. Ray gives the tasks of a lost worker or node to another.
"""

import logging
import os
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import ray
from ray.exceptions import RayError, RayTaskError

from moisson.compute.announced import found, raised, told
from moisson.compute.rounds import Job, Receipt, Round, Written, carry_out
from moisson.contracts.cores import leave
from moisson.contracts.disk import disk
from moisson.contracts.errors import EnvironmentFault, MoissonError, UserError, WorkerError

POLL_S = 1.0
REACH_S = 10.0
PATIENCE_S = 600.0  # how long a cluster may be without a core
RETRIES = 3  # of a task whose worker or node was lost
STORE_BYTES = 100 * 2**20  # the least that Ray takes; a receipt has a few hundred bytes
# Before Ray is started here: no usage report to its makers, and nothing on the network that others reach.
ALONE = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}


class Ray:
    """Runs rounds as Ray tasks, each on one core."""

    def __init__(self, workers: int, address: str | None = None) -> None:
        if address and address != "auto":
            _reach(address)
        self._workers, self._address = workers, address

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        ray.shutdown()

    def run(self, round: Round[Any], reach: Callable[[int], None] | None = None) -> Iterator[Receipt]:
        """Yield the receipts as they come, see `Runner`."""
        written = round.written()
        for each in written.values():
            yield each.receipt
        if left := round.left(written):
            self._start()
            reached = 0
            for done in self._do(round, left):
                reached += done.share
                if reach:
                    reach(reached)
                yield done.receipt
        round.seal()

    def _start(self) -> None:
        if ray.is_initialized():
            return
        quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
        try:
            if self._address:
                ray.init(address=self._address, **quiet)
            else:
                os.environ.update({name: os.environ.get(name, value) for name, value in ALONE.items()})
                # `local`: a cluster that this machine may know of is not meant
                ray.init("local", num_cpus=self._workers, include_dashboard=False, object_store_memory=STORE_BYTES, **quiet)
        except (ConnectionError, RuntimeError, ValueError) as error:
            raise EnvironmentFault(
                f"--on ray: there is no cluster {self._address or 'here'} ({str(error).splitlines()[0]})."
            ) from None

    def _do(self, round: Round[Any], left: list[Job]) -> Iterator[Written]:
        task = ray.remote(num_cpus=1, max_retries=RETRIES)(_do)
        with disk(round.place.run):
            round.place.run.mkdir(parents=True, exist_ok=True)
        run, head = str(round.place.run.resolve()), told(round.place)
        waiting, running = left[::-1], dict[Any, Job]()
        with_cores = time.monotonic()
        try:
            while waiting or running:
                if cores := int(ray.cluster_resources().get("CPU", 0)):
                    with_cores = time.monotonic()
                elif time.monotonic() - with_cores > PATIENCE_S:
                    raise WorkerError("the Ray cluster has no core left; what is finished is kept: run again when it has.")
                while waiting and len(running) < 2 * cores:
                    job = waiting.pop()
                    running[task.remote(run, head, job.round, job.work, job.key, job.task)] = job
                done, _ = ray.wait(list(running), timeout=POLL_S) if running else ([], [])
                for each in done:
                    yield _answer(each, running.pop(each))
                if not cores:
                    time.sleep(POLL_S)
        finally:
            for each in running if ray.is_initialized() else ():  # to cancel where all is over would start a cluster
                with suppress(RayError):
                    ray.cancel(each)


def _reach(address: str) -> None:
    """Raise UserError for what is no address, EnvironmentFault where nobody answers: Ray would wait for minutes."""
    host, _, port = address.rpartition(":")
    if not host or "/" in host or not port.isdecimal():
        raise UserError(f"--address {address}: name HOST:PORT or `auto`, on a node of the cluster; Ray's client is not used.")
    try:
        socket.create_connection((host, int(port)), REACH_S).close()
    except (OSError, OverflowError) as error:
        raise EnvironmentFault(
            f"--address {address}: no cluster answers there ({error}); is it up, and this one of its nodes?"
        ) from None


def _answer(reference: Any, job: Job) -> Written:
    try:
        answer = ray.get(reference)
    except RayTaskError:
        raise  # a mistake in the work, with its traceback
    except RayError:
        raise WorkerError(
            f"the worker of task {job.key} in round {job.round} was lost {RETRIES + 1} times, by hand or for want of memory;"
            " what is finished is kept: run again where there is more."
        ) from None
    if error := answer.get("error"):
        raise raised(*error)
    return Written(answer["receipt"], answer["share"])


def _do(run: str, head: Mapping[str, Any], round: str, work: str, key: str, task: bytes) -> dict[str, Any]:
    """A task on a node: it gives its receipt, or the error that ends the build."""
    leave(1)
    pa.set_cpu_count(1)
    try:
        done = carry_out(found(Path(run), head), Job(round, work, key, task))
    except MoissonError as error:
        return {"error": [type(error).__name__, str(error)]}
    return {"receipt": done.receipt, "share": done.share}
