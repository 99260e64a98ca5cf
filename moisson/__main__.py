"""The command `moisson`: runs the command line and turns what goes wrong into one sentence and an exit code."""

import errno
import os
import resource
import sys

from moisson.contracts.errors import EnvironmentFault, MoissonError

# Of addresses that a process may have (`ulimit -v`): the libraries reserve more than they use, and end the process without a word
# where they get none.
LEAST_BYTES = 3 << 29
STOPPED = "stopped; what is finished is kept: run the same command again to go on."
SHORT = (
    "memory ran out; what is finished is kept: run again with more of it (`ulimit -v` says what this shell allows), or with"
    " --workers 1."
)


def main() -> None:
    """Run the command line; the exit codes are those of `moisson.contracts.errors`, and 130 after Ctrl-C."""
    # Nothing here multiplies matrices, and each of its threads reserves memory: where it gets none, it sends a Ctrl-C.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from moisson.workspace.printing import complain, log

    try:
        _has_room()
        from moisson.commands.app import app

        app()
    except MoissonError as error:
        complain(str(error))
        sys.exit(error.exit_code)
    except (MemoryError, OSError, RuntimeError, ImportError) as error:
        if not _is_short(error):
            raise
        complain(SHORT)
        sys.exit(EnvironmentFault.exit_code)
    except KeyboardInterrupt:
        complain(STOPPED)
        sys.exit(130)
    except SystemExit as end:
        log(f"ends with exit code {end.code or 0}")
        if end.code == 130:  # Ctrl-C, as the command line's library tells it
            complain(STOPPED)
        if isinstance(end.__context__, BrokenPipeError):  # the reader has gone, as with `| head`: not a failure
            sys.exit(0)
        raise


def _has_room() -> None:
    """Raise EnvironmentFault where this process may have fewer addresses than the libraries reserve; help needs none."""
    allowed, _ = resource.getrlimit(resource.RLIMIT_AS)
    if allowed != resource.RLIM_INFINITY and allowed < LEAST_BYTES and not {"--help", "--version"} & {*sys.argv}:
        raise EnvironmentFault(
            f"this shell allows a process {allowed >> 20:,} MiB (`ulimit -v`), and moisson needs {LEAST_BYTES >> 20:,}: raise it,"
            f" as in `ulimit -v {LEAST_BYTES >> 10}`."
        )


def _is_short(error: Exception) -> bool:
    """Whether an error means that memory, or what threads and libraries need of it, ran out."""
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    said = str(error)
    return isinstance(error, MemoryError) or "can't start new thread" in said or "failed to map segment" in said


if __name__ == "__main__":
    main()
