"""The command `moisson`: runs the command line and turns what goes wrong into one sentence and an exit code."""

import sys

from moisson.errors import MoissonError


def main() -> None:
    """Run the command line; the exit codes are those of `moisson.errors`, and 130 after Ctrl-C."""
    from moisson.cli import app
    from moisson.printing import complain

    try:
        app()
    except MoissonError as error:
        complain(str(error))
        sys.exit(error.exit_code)
    except SystemExit as end:
        if end.code == 130:  # Ctrl-C, as the command line's library tells it
            complain("stopped; what is finished is kept: run the same command again to go on.")
        if isinstance(end.__context__, BrokenPipeError):  # the reader has gone, as with `| head`: not a failure
            sys.exit(0)
        raise


if __name__ == "__main__":
    main()
