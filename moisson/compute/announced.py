"""A round's tasks in a file of the run folder, for processes of other machines that are started by somebody else."""

import os
import socket
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from shutil import rmtree
from typing import Any

import orjson

from moisson.compute.brought import Module
from moisson.compute.rounds import Job, Place, Slice
from moisson.contracts import errors
from moisson.contracts.errors import EnvironmentFault, MoissonError, NotFound
from moisson.contracts.identity import code_sha256, environment, reading
from moisson.workspace.storage import Workspace


def announce(place: Place, round: str, jobs: Sequence[Job]) -> None:
    """Write down what is to be done, where, and by which code."""
    head = told(place)
    with place.workspace.replacing(_path(place.run, round)) as temporary, temporary.open("wb") as file:
        file.write(orjson.dumps(head, option=orjson.OPT_APPEND_NEWLINE))
        for job in jobs:
            file.write(orjson.dumps([job.work, job.key, orjson.Fragment(job.task)], option=orjson.OPT_APPEND_NEWLINE))


def announced(run: Path, round: str, share: Slice) -> tuple[Place, list[Job]]:
    """What a slice of an announced round is, and where.

    Raises NotFound where this machine does not see the folder, EnvironmentFault where it has other code.
    """
    try:
        with _path(run, round).open("rb") as file:
            head = orjson.loads(file.readline())
            lines = [line for number, line in enumerate(file) if number % share.count == share.index]
    except FileNotFoundError:
        raise _unseen(run) from None
    jobs = [Job(round, work, key, orjson.dumps(task)) for work, key, task in map(orjson.loads, lines)]
    return found(run, head), jobs


def is_announced(run: Path, round: str) -> bool:
    """Whether a round goes on."""
    return _path(run, round).exists()


def told(place: Place) -> dict[str, Any]:
    """What a worker elsewhere is told beside its tasks: where things are, from the run folder, and by which code it works."""
    run = place.run.resolve()
    folders = {"workspace": place.workspace.root.resolve(), "recipe": place.recipe.resolve()}
    paths = {name: os.path.relpath(folder, run) for name, folder in folders.items()}
    return {**paths, "modules": [asdict(module) for module in place.modules], "by": _code()}


def found(run: Path, told: Mapping[str, Any]) -> Place:
    """The place as this machine sees it. Raises what `announced` raises."""
    for name, version in _code().items():
        if (wanted := told["by"].get(name)) != version:
            host = socket.gethostname()
            raise EnvironmentFault(
                f"{host} has {name} {version}, and the build is run by {wanted}; install the same on all nodes."
            )
    workspace = Workspace((run / told["workspace"]).resolve(), beside=True)
    if not workspace.root.is_dir():
        raise _unseen(run)
    return Place(workspace, (run / told["recipe"]).resolve(), run, tuple(Module(**module) for module in told["modules"]))


def _unseen(run: Path) -> NotFound:
    return NotFound(f"{socket.gethostname()} does not see {run}; a build's workspace must be a folder of all its nodes.")


def note_failure(run: Path, round: str, error: MoissonError) -> None:
    """Write down what ended a worker, for the driving machine."""
    path = _failures(run, round) / f"{socket.gethostname()}-{os.getpid()}.json"
    path.parent.mkdir(exist_ok=True)
    temporary = path.with_suffix(".part")
    temporary.write_bytes(orjson.dumps([type(error).__name__, str(error)]))
    temporary.replace(path)


def failures(run: Path, round: str) -> list[MoissonError]:
    """What ended slices of a round."""
    return [raised(*orjson.loads(path.read_bytes())) for path in sorted(_failures(run, round).glob("*.json"))]


def raised(name: str, message: str) -> MoissonError:
    """An error as it was raised elsewhere."""
    kind = getattr(errors, name, MoissonError)
    error: MoissonError = kind(message)
    return error


def forget(run: Path, round: str) -> None:
    """Delete what was announced, and what was noted."""
    rmtree(_failures(run, round), ignore_errors=True)
    _path(run, round).unlink(missing_ok=True)


def _failures(run: Path, round: str) -> Path:
    return run / f"{round}.failed"


def _path(run: Path, round: str) -> Path:
    return run / f"{round}.tasks"


@cache
def _code() -> dict[str, str | None]:
    """What a shard's bytes depend on beside its task."""
    return {"moisson": code_sha256()[:16], **environment(), **reading()}
