"""A job elsewhere: it does its slice of what was announced, from wherever its machine sees the folder, and notes what ends it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from shutil import copytree

import far_tasks
import orjson
import pytest
from far_tasks import Number, notes

from moisson.compute.announced import announce, announced, failures
from moisson.compute.rounds import Place, Round, Slice
from moisson.contracts.errors import EnvironmentFault, NotFound, StorageError
from moisson.workspace.storage import Workspace


@pytest.fixture
def place(tmp_path: Path) -> Place:
    workspace = Workspace(tmp_path / "here" / "shared folder")
    (tmp_path / "here").mkdir()
    return Place(workspace, tmp_path / "here", workspace.rounds("test"))


def squares(place: Place, count: int, seconds: float = 0) -> Round[Number]:
    return Round(place, "square", far_tasks.square, [Number(n, seconds) for n in range(count)])


def start(run: Path, round: str, share: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "moisson.compute.work", str(run), round, share]
    paths = os.pathsep.join(map(str, (Path(__file__).parent, Path(__file__).parents[2])))
    environment = {**os.environ, "PYTHONPATH": paths, "MOISSON_CORES": "1"}
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)


def test_slices_of_what_was_announced_are_all_of_it(place: Place) -> None:
    round = squares(place, 5)
    announce(place, "square", round.left())
    for share in ("1/2", "0/2", "1/2"):
        assert start(place.run, "square", share).wait(60) == 0
    assert {key: each.receipt["square"] for key, each in round.written().items()} == {f"n{n}": n * n for n in range(5)}
    assert len(notes(place)) == 10, "nothing was done twice"


def test_a_machine_that_sees_the_folder_elsewhere_finds_all_of_it(place: Place, tmp_path: Path) -> None:
    announce(place, "square", squares(place, 3).left())
    copytree(tmp_path / "here", tmp_path / "there")
    there, jobs = announced(tmp_path / "there" / "shared folder" / "rounds" / "test", "square", Slice(0, 3))
    assert (there.recipe, there.workspace.root) == (tmp_path / "there", tmp_path / "there" / "shared folder")
    assert there.workspace.beside
    assert [(job.key, orjson.loads(job.task)) for job in jobs] == [("n0", {"n": 0, "seconds": 0})]


def test_a_machine_that_does_not_see_the_folder_or_has_other_code_says_so(place: Place) -> None:
    with pytest.raises(NotFound, match=r"does not see .*a folder of all its nodes"):
        announced(place.run, "square", Slice(0, 1))
    announce(place, "square", squares(place, 3).left())
    path = place.run / "square.tasks"
    path.write_bytes(path.read_bytes().replace(b'"numpy":"', b'"numpy":"1.'))
    with pytest.raises(EnvironmentFault, match=r"has numpy \S+, and the build is run by 1\.\S+; install the same on all nodes"):
        announced(place.run, "square", Slice(0, 1))


def test_what_ends_a_build_is_noted_for_the_driving_machine(place: Place) -> None:
    round = Round(place, "disk", far_tasks.fill_disk, [Number(0)])
    announce(place, "disk", round.left())
    worker = start(place.run, "disk", "0/1")
    _, said = worker.communicate(timeout=60)
    (error,) = failures(place.run, "disk")
    assert (worker.returncode, type(error), str(error)) == (4, StorageError, said.strip().removeprefix("moisson: "))


def test_told_that_time_is_short_it_finishes_what_has_begun(place: Place) -> None:
    round = squares(place, 4, seconds=1)
    announce(place, "square", round.left())
    worker = start(place.run, "square", "0/1")
    while not notes(place):
        time.sleep(0.05)
    worker.send_signal(signal.SIGUSR1)
    assert worker.wait(60) == 0
    assert [line.split()[0] for line in notes(place)] == ["begin", "end"]
    assert len(round.written()) == 1
