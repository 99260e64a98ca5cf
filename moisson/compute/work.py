"""What a job elsewhere runs: `python -m moisson.compute.work RUN ROUND I/N`, a slice of a round that has been announced.

It does what has no receipt yet in as many processes as it has cores. When the scheduler says by SIGUSR1 that time is short, it
begins no further task. An error that would end a build is noted in the run folder, where the driving machine finds it.
"""

import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Event

from moisson.compute.announced import announced, note_failure
from moisson.compute.local import Local
from moisson.compute.rounds import Slice, receipt
from moisson.contracts.cores import cores
from moisson.contracts.errors import MoissonError, WorkerError
from moisson.workspace.printing import complain


def main(arguments: Sequence[str]) -> int:
    """Do a slice; gives the exit code. A worker that was killed is no error of the build: its tasks are given out again."""
    run, round, share = Path(arguments[0]), arguments[1], Slice.parse(arguments[2])
    short = Event()
    signal.signal(signal.SIGUSR1, lambda *_: short.set())
    try:
        place, jobs = announced(run, round, share)
        todo = [job for job in jobs if not receipt(place, round, job.key).exists()]
        with Local(min(cores(), max(1, len(todo)))) as runner:
            done = runner.do(place, todo)
            while not short.is_set() and next(done, None) is not None:
                pass
    except MoissonError as error:
        complain(str(error))
        if run.is_dir() and not isinstance(error, WorkerError):
            note_failure(run, round, error)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
