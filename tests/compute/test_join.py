"""A build whose tasks are done by whoever joins: nothing is lost by those who leave, little is done twice."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import far_tasks
import pytest
from command import call, sentence
from far_tasks import Number, begun, notes, numbers, place_in, squares
from small_source import World

from moisson.compute.on_folder import Folder
from moisson.compute.rounds import Place, Round
from moisson.contracts.errors import StorageError
from moisson.workspace import lease
from moisson.workspace.lease import claimed, free, held


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return place_in(tmp_path)


def run(round: Round[Number], reach: Callable[[int], None] | None = None) -> list[tuple[int, int]]:
    with round.place.workspace.locked(), Folder(1, poll_s=0.1) as runner:
        return sorted((each["n"], each["square"]) for each in runner.run(round, reach))


@contextmanager
def joined(place: Place, count: int = 1) -> Iterator[list[subprocess.Popen[str]]]:
    """So many processes that join the build and are waited for."""
    paths = os.pathsep.join(map(str, (Path(__file__).parent, Path(__file__).parents[2])))
    place.workspace.root.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "moisson", "join", "--out", str(place.workspace.root), "--workers", "1", "--wait", "1"]
    environment = {**os.environ, "PYTHONPATH": paths}
    started = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(count)]
    try:
        yield started
    finally:
        for process in started:
            process.wait(60)
            assert process.stdout is not None
            process.stdout.close()


def done_by(place: Place) -> set[int]:
    """The processes that began a task."""
    return {int(line.split()[2]) for line in notes(place) if line.startswith("begin")}


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_alone_the_driving_process_does_every_task_and_leaves_one_file(place: Place) -> None:
    round = numbers(place, far_tasks.square, 5)
    reached: list[int] = []
    assert run(round, reached.append) == squares(5)
    assert reached[-1] == 50
    assert [path.name for path in place.run.iterdir()] == ["square.json"]
    assert run(round) == squares(5)
    assert begun(place) == 5


@pytest.mark.long
def test_those_who_join_do_their_share_once_and_end_with_the_build(place: Place) -> None:
    with joined(place, 2) as helpers:
        assert run(numbers(place, far_tasks.square, 40, seconds=0.5)) == squares(40)
    assert [helper.returncode for helper in helpers] == [0, 0]
    assert done_by(place) == {os.getpid(), *(helper.pid for helper in helpers)}
    assert begun(place) == 40, "nothing was done twice"


@pytest.mark.long
def test_who_is_killed_or_leaves_loses_nothing(place: Place) -> None:
    with joined(place, 2) as (killed, leaving):

        def disturb() -> None:
            until(lambda: {killed.pid, leaving.pid} <= done_by(place))
            killed.kill()
            killed.wait()
            leaving.send_signal(signal.SIGTERM)

        thread = threading.Thread(target=disturb)
        thread.start()
        assert run(numbers(place, far_tasks.square, 40, seconds=0.5)) == squares(40)
        thread.join()
    assert leaving.returncode == 0
    assert begun(place) <= 41, "only what the killed one had begun was done again"


def test_what_ends_the_work_of_one_ends_the_build_with_the_same_sentence(place: Place) -> None:
    with joined(place) as (helper,), pytest.raises(StorageError, match="your quota is used up"):
        run(numbers(place, far_tasks.fill_disk_elsewhere, 40, seconds=0.5))
    assert helper.returncode == 4


def test_a_claim_is_one_process_and_void_after_its_end(tmp_path: Path) -> None:
    path = tmp_path / "claims" / "n1"
    with claimed(path) as first, claimed(path) as second:
        assert (first, second, free(path)) == (True, False, False)
    assert free(path)
    code = (
        "import os, signal, sys; from pathlib import Path; from moisson.workspace.lease import claimed\n"
        "with claimed(Path(sys.argv[1])): os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert path.exists()
    assert free(path)
    with claimed(path) as mine:
        assert mine


@pytest.mark.parametrize("left", ["", '{"host": "node-7", "system": "another", "process": 1, "since": "today"}'])
def test_a_claim_of_another_machine_is_void_in_time(tmp_path: Path, left: str) -> None:
    path = tmp_path / "n1"
    path.write_text(left)
    with claimed(path) as mine:
        assert not mine
    before = time.time() - lease.CLAIM_STALE_S - 1
    os.utime(path, (before, before))
    with claimed(path) as mine:
        assert mine


def test_a_folder_is_held_as_long_as_its_process_lives(place: Place) -> None:
    root = place.workspace.root
    assert not held(root)
    with place.workspace.locked():
        assert held(root)
    assert not held(root)


def test_mistakes_are_one_sentence(world: World) -> None:
    assert "there is no workspace at elsewhere" in sentence(call(world, "join", "--out", "elsewhere"), 2)
    (world.root / "build").mkdir()
    done = call(world, "join", "--wait", "0")
    assert (done.returncode, done.stdout) == (0, "0 tasks were done here.\n")
    why = "--on clouds: there is no such runner; known are local, folder, slurm, ray"
    assert why in sentence(call(world, "build", "essai.toml", "--on", "clouds"), 2)
