"""One suite over all runners: a harvest that is released on any of them is the release of one worker, to the byte."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
from command import environment
from slurm_here import hurry
from small_source import World, digests, make_world, mixed

pytestmark = pytest.mark.long
REPOSITORY = Path(__file__).parents[2]
EVERYTHING = REPOSITORY / "bench" / "everything.toml"
SITE = f"cpus = 1\ntasks_per_job = 1\nsetup = ['export PYTHONPATH={REPOSITORY}']\n"


@dataclass(frozen=True)
class Case:
    """A recipe that has been harvested in the workspace `out`, and what one worker made of it in `alone`."""

    recipe: Path
    harvested: Path
    alone: Path

    def released(self, out: Path) -> dict[str, str]:
        (latest,) = out.glob("releases/*/latest")
        return digests(latest.resolve())


def moisson(*arguments: str | Path) -> str:
    command = [sys.executable, "-m", "moisson", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, env=environment())
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def copy(workspace: Path, to: Path) -> Path:
    """The same harvest in a workspace of its own; its files never change."""
    copytree(workspace, to, copy_function=os.link, ignore=ignore_patterns(".*"))
    return to


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Case:
    world: World = make_world(tmp_path_factory.mktemp("small"))
    world.publish(*(mixed()[n::5] for n in range(5)))
    world.harvest("harvested", part_bytes=300, accept_loss=True)
    return released_alone(world.root / "essai.toml", world.root / "harvested")


@pytest.fixture(scope="session")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Case:
    harvested = tmp_path_factory.mktemp("everything") / "harvested"
    moisson("harvest", EVERYTHING, "--out", harvested)
    return released_alone(EVERYTHING, harvested)


def released_alone(recipe: Path, harvested: Path) -> Case:
    alone = copy(harvested, harvested.with_name("alone"))
    moisson("release", recipe, "--out", alone, "--workers", "1")
    return Case(recipe, harvested, alone)


Place = Callable[[Case, Path], object]


@pytest.fixture(params=["processes", "slices", "folder", "slurm", "ray"])
def runner(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Releases a case in a workspace."""

    def release(*options: str | Path) -> Place:
        return lambda case, out: moisson("release", case.recipe, "--out", out, "--workers", "2", *options)

    def in_slices(case: Case, out: Path) -> None:
        for number in (2, 0, 1):
            moisson("map", case.recipe, "--out", out, "--workers", "1", "--slice", f"{number}/3")
        moisson("release", case.recipe, "--out", out, "--workers", "1")

    def with_two_who_join(case: Case, out: Path) -> None:
        command = [sys.executable, "-m", "moisson", "join", "--out", str(out), "--workers", "1"]
        helpers = [subprocess.Popen(command, env=environment(), stdout=subprocess.DEVNULL) for _ in range(2)]
        moisson("release", case.recipe, "--out", out, "--workers", "1", "--on", "folder")
        assert [helper.wait(60) for helper in helpers] == [0, 0]

    if request.param == "slices":
        return in_slices
    if request.param == "folder":
        return with_two_who_join
    if request.param == "slurm":
        request.getfixturevalue("slurm_cluster")
        (tmp_path / "site.toml").write_text(SITE)
        return release("--on", "slurm", "--site", tmp_path / "site.toml")
    if request.param == "ray":
        return release("--on", "ray", "--address", request.getfixturevalue("ray_cluster").address)
    return release()


@pytest.mark.parametrize("corpus", ["small", pytest.param("everything", marks=pytest.mark.shared)])
def test_every_runner_gives_the_release_of_one_worker(
    corpus: str, runner: Place, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    case: Case = request.getfixturevalue(corpus)
    out = copy(case.harvested, tmp_path / "out")
    runner(case, out)
    assert case.released(out) == case.released(case.alone)
    assert [path for path in (out / "rounds").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("where", ["slurm", "ray"])
def test_a_node_that_is_killed_in_the_middle_of_a_build_changes_no_byte(
    where: str, small: Case, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    cluster = request.getfixturevalue(f"{where}_cluster")
    out = copy(small.harvested, tmp_path / "out")
    (tmp_path / "site.toml").write_text(SITE)
    options = ["--site", str(tmp_path / "site.toml")] if where == "slurm" else ["--address", cluster.address]
    command = [sys.executable, "-m", "moisson", "release", str(small.recipe), "--out", str(out), "--workers", "1", "--on", where]
    with subprocess.Popen([*command, *options], env=environment()) as build:
        while not list(out.glob("rounds/.map/map/*.json")):
            assert build.poll() is None, "it ended before a node could be killed"
            time.sleep(0.02)
        over = threading.Event()
        if where == "slurm":
            cluster.kill_node("n2")
            threading.Thread(target=hurry, args=[over]).start()
        else:
            cluster.kill_node()
        try:
            assert build.wait(300) == 0
        finally:
            over.set()
            cluster.start_node("n2") if where == "slurm" else cluster.add_node()
    assert small.released(out) == small.released(small.alone)
