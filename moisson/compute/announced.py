"""A round's tasks in a file of the run folder, for processes of other machines that are started by somebody else."""

import os
import socket
from collections.abc import Sequence
from pathlib import Path
from shutil import rmtree

import orjson

from moisson.compute.rounds import Job, Place, Slice
from moisson.contracts import errors
from moisson.contracts.errors import EnvironmentFault, MoissonError, NotFound
from moisson.contracts.identity import code_sha256, environment, reading
from moisson.workspace.storage import Workspace


def announce(place: Place, round: str, jobs: Sequence[Job]) -> None:
    """Write down what is to be done, where, and by which code; paths start from the run folder."""
    head = {
        "workspace": os.path.relpath(place.workspace.root.resolve(), place.run.resolve()),
        "recipe": os.path.relpath(place.recipe.resolve(), place.run.resolve()),
        "by": _code(),
    }
    with place.workspace.replacing(_path(place.run, round)) as temporary, temporary.open("wb") as file:
        file.write(orjson.dumps(head, option=orjson.OPT_APPEND_NEWLINE))
        for job in jobs:
            file.write(orjson.dumps([job.work, job.key, orjson.Fragment(job.task)], option=orjson.OPT_APPEND_NEWLINE))


def announced(run: Path, round: str, share: Slice) -> tuple[Place, list[Job]]:
    """What a slice of an announced round is, and where.

    Raises NotFound where this machine does not see the folder, EnvironmentFault where it has other code.
    """
    host = socket.gethostname()
    try:
        with _path(run, round).open("rb") as file:
            head = orjson.loads(file.readline())
            lines = [line for number, line in enumerate(file) if number % share.count == share.index]
    except FileNotFoundError:
        raise NotFound(f"{host} does not see {run}; a build's workspace must be a folder of all its nodes.") from None
    for name, version in _code().items():
        if (wanted := head["by"].get(name)) != version:
            raise EnvironmentFault(
                f"{host} has {name} {version}, and the build is run by {wanted}; install the same on all nodes."
            )
    workspace = Workspace((run / head["workspace"]).resolve(), beside=True)
    place = Place(workspace, (run / head["recipe"]).resolve(), run)
    jobs = [Job(round, work, key, orjson.dumps(task)) for work, key, task in map(orjson.loads, lines)]
    return place, jobs


def note_failure(run: Path, round: str, share: Slice, error: MoissonError) -> None:
    """Write down what ended a slice, for the driving machine."""
    path = _failures(run, round) / f"{share.index}.json"
    path.parent.mkdir(exist_ok=True)
    temporary = path.with_suffix(f".{os.getpid()}")
    temporary.write_bytes(orjson.dumps([type(error).__name__, str(error)]))
    temporary.replace(path)


def failures(run: Path, round: str) -> list[MoissonError]:
    """What ended slices of a round."""
    noted = [orjson.loads(path.read_bytes()) for path in sorted(_failures(run, round).glob("*.json"))]
    return [getattr(errors, name, MoissonError)(message) for name, message in noted]


def forget(run: Path, round: str) -> None:
    """Delete what was announced, and what was noted."""
    rmtree(_failures(run, round), ignore_errors=True)
    _path(run, round).unlink(missing_ok=True)


def _failures(run: Path, round: str) -> Path:
    return run / f"{round}.failed"


def _path(run: Path, round: str) -> Path:
    return run / f"{round}.tasks"


def _code() -> dict[str, str | None]:
    """What a shard's bytes depend on beside its task."""
    return {"moisson": code_sha256()[:16], **environment(), **reading()}
