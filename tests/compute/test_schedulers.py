"""The examples for other schedulers, as they lie in the repository: each gives the release of one worker."""

import os
import subprocess
import sys
import time
from pathlib import Path
from shutil import which

import condor_here
import pytest
import yaml
from command import environment
from slurm_here import Cluster, queued
from small_source import World, digests, mixed, touched

pytestmark = pytest.mark.long
REPOSITORY = Path(__file__).parents[2]
EXAMPLES = REPOSITORY / "examples" / "machines"

# Both nodes are this machine. Ray stays on loopback, but not at 127.0.0.1, in place of which it puts the machine's address.
HEAD, OTHER = "127.0.0.2", "127.0.0.3"
ON_LOOPBACK = """#!/bin/sh
case "$*" in *--address=*) set -- "$@" --node-ip-address={other} ;; esac
exec {ray} "$@"
"""


@pytest.fixture
def commands(tmp_path: Path) -> dict[str, str]:
    """An environment whose PATH has `moisson`, as an installation would."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "moisson").write_text(f'#!/bin/sh\nPYTHONPATH={REPOSITORY} exec {sys.executable} -m moisson "$@"\n')
    (folder / "moisson").chmod(0o755)
    path = os.pathsep.join([str(folder), str(Path(sys.executable).parent), os.environ["PATH"]])
    return environment(PATH=path, PYTHONPATH=str(REPOSITORY), HOME=str(tmp_path))


@pytest.fixture
def published(world: World) -> World:
    """Several files, harvested in parts of a few rows."""
    world.publish(*(mixed()[n::5] for n in range(5)))
    world.harvest("shared", part_bytes=300, accept_loss=True)
    return world


def latest(world: World) -> dict[str, str]:
    return digests((world.root / "shared" / "releases" / "essai" / "latest").resolve())


def test_gnu_parallel(published: World, commands: dict[str, str]) -> None:
    if which("parallel") is None:
        pytest.skip("parallel is not installed (apt-get install parallel)")
    command = [str(EXAMPLES / "slices.sh"), "essai.toml", "shared", "3", "--jobs", "2"]
    done = subprocess.run(command, cwd=published.root, env=commands, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("tasks are done") == 3
    assert latest(published) == digests(published.build("alone", part_bytes=300).path)


def test_the_job_of_kubernetes_asks_for_slices_that_there_are(published: World, commands: dict[str, str]) -> None:
    """What its container is told; that Kubernetes takes the file was tried by hand (docs/how-to/several-machines.md)."""
    job = yaml.safe_load((EXAMPLES / "slices.yaml").read_text())["spec"]
    (container,) = job["template"]["spec"]["containers"]
    given = " ".join(container["args"])
    for there, here in {"$(JOB_COMPLETION_INDEX)": "63", "/shared/mine": "essai", "/shared/build": "shared"}.items():
        given = given.replace(there, here)
    done = subprocess.run(
        ["moisson", *given.split()], cwd=published.root, env=commands, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"slice 63/{job['completions']}: all its ")


def test_htcondor(published: World, commands: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> None:
    if why := condor_here.missing():
        pytest.skip(why)
    root, moisson = published.root, which("moisson", path=commands["PATH"])
    given = [f"recipe={root}/essai.toml", f"out={root}/shared", "slices=3", f"moisson={moisson}"]
    with condor_here.pool(tmp_path_factory.mktemp("condor")) as pool:
        for command in (["condor_submit", *given, str(EXAMPLES / "slices.sub")], ["condor_wait", "-wait", "240", "map.log"]):
            command = [*condor_here.AS_USER, *command]
            done = subprocess.run(command, cwd=root, env=commands | pool, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
    for number in range(3):
        assert f"slice {number}/3: all its" in (root / f"map.{number}.out").read_text(), (root / f"map.{number}.err").read_text()
    before = touched(root / "shared" / "shards")
    built = published.build("shared", part_bytes=300)
    assert touched(root / "shared" / "shards") == before, "nothing was left to map"
    assert digests(built.path) == digests(published.build("alone", part_bytes=300).path)


def test_ray_in_an_allocation_of_slurm(published: World, commands: dict[str, str], slurm_cluster: Cluster) -> None:
    asked = ["--nodes=2", "--cpus-per-task=2", f"--output={published.root}/said"]
    build = [str(published.root / "essai.toml"), str(published.root / "shared"), "--accept-loss"]
    ray = Path(commands["HOME"]) / "bin" / "ray"
    ray.write_text(ON_LOOPBACK.format(ray=Path(sys.executable).parent / "ray", other=OTHER))
    ray.chmod(0o755)
    command = ["sbatch", "--wait", *asked, str(EXAMPLES / "ray.sbatch"), *build]
    done = subprocess.run(
        command,
        env=commands | {"RAY_HEAD": HEAD, "RAY_worker_niceness": "0"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    said = (published.root / "said").read_text()
    assert done.returncode == 0, said
    assert latest(published) == digests(published.build("alone", part_bytes=300).path)
    deadline = time.monotonic() + 30
    while queued() or any(any(slurm_cluster.processes_of(node)) for node in ("n1", "n2")):
        assert time.monotonic() < deadline, "something was left running"
        time.sleep(0.2)
