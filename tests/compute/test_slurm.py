"""A real Slurm with two nodes: the same receipts, whatever is killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import far_tasks
import pytest
from command import call, environment, sentence
from far_tasks import Number, begun, notes, numbers, place_in, squares
from slurm_here import LARGEST_ARRAY, Cluster, hurry, queued
from small_source import World

from moisson.compute.rounds import Job, Place, Round
from moisson.compute.site import Site
from moisson.compute.slurm import Slurm
from moisson.contracts.errors import EnvironmentFault, StorageError, WorkerError

pytestmark = pytest.mark.long
PATHS = f"export PYTHONPATH={Path(__file__).parent}:{Path(__file__).parents[2]}"


@pytest.fixture
def place(tmp_path: Path, slurm_cluster: Cluster) -> Place:
    return place_in(tmp_path)


class Noting(Slurm):
    """Notes the arrays that it submits."""

    def __init__(self, site: Site) -> None:
        super().__init__(site, poll_s=0.3)
        self.submitted: list[str] = []

    def _submit(self, round: Round[Any], left: list[Job]) -> str:
        self.submitted.append(super()._submit(round, left))
        return self.submitted[-1]


def slurm(**site: object) -> Noting:
    return Noting(Site.model_validate({"cpus": 1, "tasks_per_job": 1, "setup": [PATHS], **site}))


def run(runner: Slurm, round: Round[Number]) -> list[tuple[int, int]]:
    return sorted((each["n"], each["square"]) for each in runner.run(round))


def test_more_tasks_than_an_array_may_have_are_all_done_and_leave_two_files(place: Place) -> None:
    round = numbers(place, far_tasks.square, 3 * LARGEST_ARRAY)
    reached: list[int] = []
    found = sorted((each["n"], each["square"]) for each in slurm().run(round, reached.append))
    assert found == squares(3 * LARGEST_ARRAY)
    assert reached == sorted(reached)
    assert reached[-1] == 10 * 3 * LARGEST_ARRAY
    assert [path.name for path in place.run.iterdir()] == ["square.json"]
    assert run(slurm(), round) == found
    assert len(notes(place)) == 2 * len(found), "answered from receipts, and nothing done again"


def test_a_round_that_is_too_small_to_queue_for_is_done_here(place: Place) -> None:
    runner = slurm(tasks_here=3)
    with runner:
        assert run(runner, numbers(place, far_tasks.square, 3)) == squares(3)
        assert runner.submitted == []
        assert run(runner, numbers(place, far_tasks.square, 7)) == squares(7)
    assert len(runner.submitted) == 1, "four were left"


def test_a_node_and_a_job_that_are_killed_cost_time_and_nothing_else(place: Place, slurm_cluster: Cluster) -> None:
    killed = in_the_middle(place, lambda: kill(slurm_cluster))
    over = threading.Event()
    threading.Thread(target=hurry, args=[over]).start()
    try:
        assert run(slurm(), numbers(place, far_tasks.square, 12, seconds=1.5)) == squares(12)
    finally:
        over.set()
        killed.join()
        slurm_cluster.start_node("n2")
    assert begun(place) > 12, "something was done again"


def kill(slurm_cluster: Cluster) -> None:
    """End a job on one node, and the other node."""
    (job, *_) = [process for process in slurm_cluster.processes_of("n1") if b"compute.work" in command_line(process)]
    os.kill(job, signal.SIGKILL)
    slurm_cluster.kill_node("n2")


def command_line(process: int) -> bytes:
    return Path(f"/proc/{process}/cmdline").read_bytes()


def in_the_middle(place: Place, do: Callable[[], object], count: int = 3) -> threading.Thread:
    """Do something once so many tasks have begun."""

    def wait() -> None:
        while begun(place) < count:
            time.sleep(0.05)
        do()

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


def test_a_job_that_is_told_that_its_time_is_short_begins_nothing_more_and_the_rest_is_given_out_again(place: Place) -> None:
    def tell() -> None:
        subprocess.run(["scancel", "--batch", "--signal=USR1", "--name=moisson-square", "--user=root"], check=True)

    told = in_the_middle(place, tell, count=1)
    runner = slurm(tasks_per_job=100)
    assert run(runner, numbers(place, far_tasks.square, 4, seconds=1)) == squares(4)
    told.join()
    assert len(runner.submitted) == 2
    assert begun(place) == 4, "what had begun was finished"


def test_an_error_of_the_work_ends_the_round_as_it_was_raised(place: Place) -> None:
    with pytest.raises(StorageError, match="your quota is used up"):
        list(slurm().run(numbers(place, far_tasks.fill_disk, 2)))
    wait_until_nothing_is_queued()


def test_a_task_that_kills_its_job_each_time_ends_the_round_with_a_remedy_and_the_others_are_done(place: Place) -> None:
    round = numbers(place, far_tasks.die, 5)
    with pytest.raises(WorkerError) as caught:
        list(slurm().run(round))
    message = str(caught.value)
    assert "1 tasks of round die were not done by 3 arrays in a row" in message
    assert "`time` or `memory`" in message
    assert len(round.written()) == 4


def wait_until_nothing_is_queued() -> None:
    deadline = time.monotonic() + 30
    while queued():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_what_slurm_refuses_is_one_sentence(place: Place) -> None:
    with pytest.raises(EnvironmentFault, match=r"Slurm refuses the jobs of round square \(.*invalid partition.*change the site"):
        list(slurm(partition="nowhere").run(numbers(place, far_tasks.square, 1)))


DRIVE = """
import sys
from pathlib import Path
from test_slurm import slurm
import far_tasks
list(slurm().run(far_tasks.numbers(far_tasks.place_in(Path(sys.argv[1])), far_tasks.square, 6, 2)))
"""


def test_after_the_driving_process_was_killed_the_same_round_waits_for_the_array_that_runs(place: Place) -> None:
    path = os.pathsep.join(map(str, (Path(__file__).parent, Path(__file__).parents[1], Path(__file__).parents[2])))
    driver = subprocess.Popen([sys.executable, "-c", DRIVE, str(place.recipe)], env=environment(PYTHONPATH=path))
    in_the_middle(place, driver.kill, count=2).join()
    driver.wait()
    runner = slurm()
    assert run(runner, numbers(place, far_tasks.square, 6, 2)) == squares(6)
    assert runner.submitted == []
    assert begun(place) == 6


def test_who_stops_listening_takes_its_jobs_back(place: Place) -> None:
    answers = slurm().run(numbers(place, far_tasks.square, 8, seconds=1))
    next(answers)
    assert isinstance(answers, Generator)
    answers.close()
    wait_until_nothing_is_queued()
    assert begun(place) < 8


def test_mistakes_come_before_any_work(world: World, slurm_cluster: Cluster) -> None:
    asked = ("build", "essai.toml", "--on", "slurm")
    assert "name with --site what the cluster asks of a job" in sentence(call(world, *asked), 2)
    (world.root / "site.toml").write_text('partion = "cpu"\n')
    assert "there is no `partion` (did you mean `partition`?)" in sentence(call(world, *asked, "--site", "site.toml"), 2)
    assert not (world.root / "build").exists()
