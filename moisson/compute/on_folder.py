"""Rounds whose tasks anybody does who sees the workspace: `moisson join`, started by any scheduler, on as many machines as come.

A round is announced in the run folder. Who does a task claims it, so that few are done twice, and none is lost: a claim is void
soon after its process has ended. The process that drives the build does tasks as well, and waits for the others' receipts.
"""

import os
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import rmtree
from threading import Event
from types import TracebackType
from typing import Any, Self

from moisson.compute.announced import announce, announced, failures, forget, is_announced, note_failure
from moisson.compute.local import Local
from moisson.compute.rounds import Job, Place, Receipt, Round, Slice, Written, carry_out, receipt
from moisson.contracts.errors import MoissonError, NotFound, WorkerError
from moisson.workspace.lease import claimed, free, held
from moisson.workspace.storage import Workspace, read_json

POLL_S = 1.0
ALL = Slice(0, 1)


class Folder:
    """Runs rounds with all who have joined."""

    def __init__(self, workers: int, poll_s: float = POLL_S) -> None:
        self._local, self._poll_s = Local(workers), poll_s

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._local.__exit__(kind, error, trace)

    def run(self, round: Round[Any], reach: Callable[[int], None] | None = None) -> Iterator[Receipt]:
        """Yield the receipts as they come, see `Runner`; raises what ended the work of one who joined."""
        found: dict[str, Written] = {}
        place = round.place
        forget(place.run, round.name)
        if left := round.left():
            announce(place, round.name, left)
            place.workspace.write_json(_now(place.workspace), [os.path.relpath(place.run, place.workspace.root), round.name])
        try:
            for _ in self._doing(round):
                for key, written in round.written(found).items():
                    found[key] = written
                    if reach:
                        reach(sum(each.share for each in found.values()))
                    yield written.receipt
                if noted := failures(place.run, round.name):
                    raise noted[0]
        finally:
            _now(place.workspace).unlink(missing_ok=True)
            forget(place.run, round.name)
            rmtree(_claims(place.run, round.name), ignore_errors=True)
        round.seal()

    def _doing(self, round: Round[Any]) -> Iterator[None]:
        """Do what nobody else does until nothing is left; yields when it is time to look at receipts."""
        looked = 0.0
        while left := round.left():
            todo = unclaimed(round.place, left)
            for _ in self._local.do(round.place, todo, how=carry_out_claimed):
                if time.monotonic() - looked > self._poll_s:
                    yield
                    looked = time.monotonic()
            yield
            if not todo:
                time.sleep(self._poll_s)
        yield


def join(workspace: Workspace, workers: int, patience_s: float, stop: Event) -> int:
    """Do tasks of the build that goes on in a workspace until it is over, or `stop` is set; gives how many were done here.

    Waits so long for a build to begin. Raises what the work raises, and notes it for the build.
    """
    done, since = 0, time.monotonic()
    with Local(workers) as local:
        while not stop.is_set() and (held(workspace.root) or time.monotonic() - since < patience_s):
            if held(workspace.root):
                since = time.monotonic() - patience_s  # it has begun: when it is over, so is this
            before = done
            if now := going_on(workspace):
                done += _help(local, *now, stop)
            if done == before:
                stop.wait(POLL_S)
    return done


def going_on(workspace: Workspace) -> tuple[Path, str] | None:
    """The run folder and the round that a build is at."""
    try:
        run, round = read_json(_now(workspace))
    except NotFound:
        return None
    return workspace.root / run, round


def _help(local: Local, run: Path, round: str, stop: Event) -> int:
    """Do what nobody else does of one round; gives how many tasks were done."""
    done = 0
    try:
        place, jobs = announced(run, round, ALL)
        todo = unclaimed(place, [job for job in jobs if not receipt(place, round, job.key).exists()])
        random.shuffle(todo)  # so that those who begin at once seldom want the same; what comes out does not depend on it
        for _ in local.do(place, todo, how=carry_out_claimed):
            done += 1
            if stop.is_set():
                break
    except (MoissonError, OSError) as error:
        if not is_announced(run, round):
            return done  # the others have finished it, and its files are gone
        if isinstance(error, MoissonError) and not isinstance(error, WorkerError):
            note_failure(run, round, error)
        raise
    return done


def carry_out_claimed(place: Place, job: Job) -> Written | None:
    """Do a task unless somebody else does."""
    with claimed(_claims(place.run, job.round) / job.key) as mine:
        return carry_out(place, job) if mine else None


def unclaimed(place: Place, jobs: list[Job]) -> list[Job]:
    """Those that nobody does."""
    return [job for job in jobs if free(_claims(place.run, job.round) / job.key)]


def _now(workspace: Workspace) -> Path:
    return workspace.rounds(".now.json")  # no recipe has such a name


def _claims(run: Path, round: str) -> Path:
    return run / f"{round}.claims"
