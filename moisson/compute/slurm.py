"""Rounds on a cluster that Slurm schedules: an array of jobs for each, again for what they leave, until every receipt is there.

This process waits in the foreground, on a login node or in a small job of its own, and does no task but those of rounds that
the site file calls too small to queue for. A job may be killed,
requeued or lose its node: what counts is receipts, never what Slurm says of a job (`sacct` may be off). When this process is
killed, the same command goes on: it finds the receipts and waits for an array that still runs.
"""

import math
import shlex
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which
from types import TracebackType
from typing import Any, Self

from moisson.compute.announced import announce, failures, forget
from moisson.compute.local import Local
from moisson.compute.rounds import Job, Receipt, Round, Written
from moisson.compute.site import Site
from moisson.contracts.cores import cores
from moisson.contracts.disk import disk
from moisson.contracts.errors import EnvironmentFault, UserError, WorkerError
from moisson.workspace.printing import log

LOOK_S = 1.0  # between looks into the run folder, at most, …
OF_ITS_AGE = 0.02  # … and for a young round this share of its age: dozens of rounds take seconds
POLL_S = 15.0  # between questions to Slurm, which many ask
PATIENCE_S = 900.0  # how long the controller may be out of reach
TRIES = 3  # arrays that bring nothing
SHORT_S = 120  # before its time is up a job begins no further task
HELD = ("JobHeld", "launch failed", "DependencyNeverSatisfied", "BadConstraints", "InvalidAccount", "InvalidQOS")


class Slurm:
    """Runs rounds as job arrays."""

    def __init__(self, site: Site, poll_s: float = POLL_S) -> None:
        if which("sbatch") is None:
            raise UserError("--on slurm: there is no `sbatch` here; run this where jobs are submitted from.")
        self._site, self._poll_s, self._largest = site, poll_s, 0
        self._local = Local(cores())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._local.__exit__(kind, error, trace)

    def run(self, round: Round[Any], reach: Callable[[int], None] | None = None) -> Iterator[Receipt]:
        """Yield the receipts as they come, see `Runner`.

        Raises WorkerError where arrays bring nothing more, EnvironmentFault where Slurm refuses, and what ended a job.
        """
        found: dict[str, Written] = {}
        tries = 0
        running = self._still_running(round)
        if not running and len(round.left()) <= self._site.tasks_here:
            yield from self._local.run(round, reach)
            return
        while running or (left := round.left(found)):
            before = len(found)
            running = running or self._submit(round, left)
            for written in self._until_over(round, running, found):
                if reach:
                    reach(sum(each.share for each in found.values()))
                yield written.receipt
            running = ""
            tries = 0 if len(found) > before else tries + 1
            if tries == TRIES:
                raise self._nothing_more(round, len(round.left(found)))
        self._job_file(round).unlink(missing_ok=True)
        forget(round.place.run, round.name)
        round.seal()
        for path in self._logs(round):
            path.unlink(missing_ok=True)

    def _submit(self, round: Round[Any], left: list[Job]) -> str:
        """Submit an array for what is left; gives the job's id."""
        place, site = round.place, self._site
        count = min(-(-len(left) // site.tasks_per_job), self._most())
        forget(place.run, round.name)
        announce(place, round.name, left)
        run = place.run.resolve()
        output = str(run / f"{round.name}-%A_%a.log").replace("%", "%%").replace("%%A_%%a", "%A_%a")
        command = f"-m moisson.compute.work {shlex.quote(str(run))} {round.name}" + f' "$SLURM_ARRAY_TASK_ID"/{count}'
        options = [f"--job-name=moisson-{round.name}", f"--array=0-{count - 1}", f"--output={output}", "--open-mode=append"]
        options += ["--parsable", "--requeue", f"--signal=B:USR1@{SHORT_S}", *site.asked()]
        done = _call(["sbatch", *options], site.script(command))
        if done.returncode:
            raise EnvironmentFault(f"Slurm refuses the jobs of round {round.name} ({_said(done)}); change the site file.")
        job = done.stdout.strip().partition(";")[0]
        self._job_file(round).write_text(job, encoding="ascii")
        log(f"{round.name}: {len(left):,} tasks in {count:,} jobs of array {job}.")
        return job

    def _most(self) -> int:
        """The most jobs in an array here."""
        if not self._largest:
            done = _call(["scontrol", "show", "config"])
            said = [line.split("=")[1].strip() for line in done.stdout.splitlines() if line.startswith("MaxArraySize")]
            if done.returncode or not said or not said[0].isdecimal() or int(said[0]) < 2:
                raise EnvironmentFault(f"Slurm does not say how large an array may be ({_said(done)}); is it up? Run again then.")
            self._largest = int(said[0]) - 1
        return self._largest

    def _until_over(self, round: Round[Any], job: str, found: dict[str, Written]) -> Iterator[Written]:
        """Yield receipts as they come, until the array has ended or every receipt is there; adds them to `found`."""
        wanted = len(round.tasks) - len(round.done)
        going, asked, since = True, -math.inf, time.monotonic()
        try:
            while going and len(found) < wanted:
                if time.monotonic() - asked >= self._poll_s:
                    going = self._going(job)  # asked first: what its last job wrote is seen below
                    asked = time.monotonic()
                for key, written in round.written(found).items():
                    found[key] = written
                    yield written
                if noted := failures(round.place.run, round.name):
                    raise noted[0]
                if going and len(found) < wanted:
                    time.sleep(min(LOOK_S, self._poll_s, max(0.05, OF_ITS_AGE * (time.monotonic() - since))))
        finally:
            _call(["scancel", "--quiet", job])

    def _going(self, job: str) -> bool:
        """Whether any job of an array waits or runs. Raises EnvironmentFault where Slurm holds all that are left for ever."""
        since = time.monotonic()
        while True:
            done = _call(["squeue", "--noheader", "--array", f"--jobs={job}", "--format=%T|%r"])
            if not done.returncode:
                break
            if "Invalid job id" in done.stderr:  # ended some minutes ago
                return False
            if time.monotonic() - since > PATIENCE_S:
                raise EnvironmentFault(
                    f"Slurm does not answer ({_said(done)}); run again when it does: its jobs go on meanwhile."
                )
            time.sleep(self._poll_s)
        states = [line.partition("|") for line in done.stdout.splitlines()]
        if states and all(state == "PENDING" and why.startswith(HELD) for state, _, why in states):
            raise EnvironmentFault(
                f"Slurm holds array {job} ({states[0][2]}); change the site file, or ask the site, and run again."
            )
        return bool(states)

    def _still_running(self, round: Round[Any]) -> str:
        """The array that an earlier call submitted, where it still runs."""
        path = self._job_file(round)
        job = path.read_text(encoding="ascii") if path.exists() else ""
        return job if job and self._going(job) else ""

    def _nothing_more(self, round: Round[Any], left: int) -> WorkerError:
        lines = [line for path in self._logs(round) for line in path.read_text(errors="replace").splitlines()[-1:]]
        last = f"the last line of a log is: {lines[-1]}" if lines else f"jobs left no log: do the nodes see {round.place.run}?"
        return WorkerError(
            f"{left:,} tasks of round {round.name} were not done by {TRIES} arrays in a row; what is finished is kept: give jobs"
            f" more `time` or `memory` in the site file, and run again; {last}"
        )

    def _logs(self, round: Round[Any]) -> list[Path]:
        return sorted(round.place.run.glob(f"{round.name}-*.log"), key=lambda path: path.stat().st_mtime)

    def _job_file(self, round: Round[Any]) -> Path:
        with disk(round.place.run):
            round.place.run.mkdir(parents=True, exist_ok=True)
        return round.place.run / f"{round.name}.job"


def _call(command: list[str], script: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, input=script, capture_output=True, text=True, check=False)


def _said(done: subprocess.CompletedProcess[str]) -> str:
    return " ".join(done.stderr.split()) or f"exit code {done.returncode}"
