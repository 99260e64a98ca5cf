"""A real Ray of three nodes on loopback: the same receipts, whatever is killed."""

import os
import signal
import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path

import far_tasks
import pytest
from command import call, sentence
from far_tasks import Number, begun, notes, numbers, place_in, squares
from ray_here import PATHS, Cluster
from small_source import World

from moisson.compute.on_ray import Ray
from moisson.compute.rounds import Place, Round
from moisson.contracts.errors import StorageError, UserError, WorkerError

pytestmark = pytest.mark.long


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return place_in(tmp_path)


def run(ray_cluster: Cluster, round: Round[Number], reach: Callable[[int], None] | None = None) -> list[tuple[int, int]]:
    with Ray(1, ray_cluster.address) as runner:
        return sorted((each["n"], each["square"]) for each in runner.run(round, reach))


def test_every_task_has_its_receipt_and_is_not_done_again(place: Place, ray_cluster: Cluster) -> None:
    round = numbers(place, far_tasks.square, 20)
    reached: list[int] = []
    assert run(ray_cluster, round, reached.append) == squares(20)
    assert reached == sorted(reached)
    assert reached[-1] == 200
    assert [path.name for path in place.run.iterdir()] == ["square.json"]
    assert run(ray_cluster, round) == squares(20)
    assert begun(place) == 20


def test_a_worker_and_a_node_that_are_killed_cost_time_and_nothing_else(place: Place, ray_cluster: Cluster) -> None:
    def kill() -> None:
        while begun(place) < 3:
            time.sleep(0.05)
        os.kill(last_begun(place), signal.SIGKILL)
        ray_cluster.kill_node()

    killing = threading.Thread(target=kill)
    killing.start()
    try:
        assert run(ray_cluster, numbers(place, far_tasks.square, 12, seconds=1)) == squares(12)
    finally:
        killing.join()
        ray_cluster.add_node()
    assert begun(place) > 12, "something was done again"


def last_begun(place: Place) -> int:
    return int([line for line in notes(place) if line.startswith("begin")][-1].split()[-1])


def test_few_tasks_are_in_flight_and_who_stops_listening_stops_the_rest(place: Place, ray_cluster: Cluster) -> None:
    with Ray(1, ray_cluster.address) as runner:
        answers = runner.run(numbers(place, far_tasks.square, 50, seconds=0.3))
        next(answers)
        assert isinstance(answers, Generator)
        answers.close()
        time.sleep(1.5)
        stopped = begun(place)
        time.sleep(1)
    assert begun(place) == stopped <= 2 * 2 * 3


def test_an_error_of_the_work_comes_through_as_it_was_raised(place: Place, ray_cluster: Cluster) -> None:
    with pytest.raises(StorageError, match="your quota is used up"):
        run(ray_cluster, numbers(place, far_tasks.fill_disk, 2))


def test_a_task_that_kills_its_worker_each_time_is_one_sentence(place: Place, ray_cluster: Cluster) -> None:
    round = numbers(place, far_tasks.die, 4)
    with (
        pytest.raises(WorkerError, match="the worker of task n3 in round die was lost 4 times") as caught,
        Ray(1, ray_cluster.address) as runner,
    ):
        list(runner.run(round))
    assert "\n" not in str(caught.value)
    assert "n3" not in round.written()


def test_without_an_address_a_cluster_is_started_here_and_ends_with_the_runner(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", PATHS)
    with Ray(2) as runner:
        assert sorted(each["n"] for each in runner.run(numbers(place, far_tasks.square, 6))) == list(range(6))


def test_an_address_that_is_none_is_one_sentence_before_any_work(world: World) -> None:
    for none in ("ray://head:10001", "head", "head:", ":6379"):
        with pytest.raises(UserError, match="name HOST:PORT or `auto`"):
            Ray(1, none)
    said = sentence(call(world, "build", "essai.toml", "--on", "ray", "--address", "127.0.0.1:9"), 4)
    assert "--address 127.0.0.1:9: no cluster answers there" in said
    assert not (world.root / "build").exists()
