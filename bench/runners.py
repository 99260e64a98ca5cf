"""What a runner costs beside the tasks that it runs.

    python bench/runners.py                                 # processes, joined processes, and a Ray that is started here
    python bench/runners.py --site SITE.toml                # and Slurm, where this is run from

Tasks sleep, so that the machine's other work does not count. The overhead is the time of a round beyond that of its tasks, had
they been laid end to end on as many cores: starting processes, announcing, queueing, receipts.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from naps import Nap, nap

from moisson.compute.local import Local
from moisson.compute.on_folder import Folder
from moisson.compute.on_ray import Ray
from moisson.compute.rounds import Place, Round, Runner
from moisson.compute.site import load_site
from moisson.compute.slurm import Slurm
from moisson.workspace.storage import Workspace


@contextmanager
def joined(workspace: Workspace) -> Iterator[None]:
    """One more process that does tasks of the build."""
    command = [sys.executable, "-m", "moisson", "join", "--out", str(workspace.root), "--workers", "1"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as helper:
        yield
    assert helper.returncode == 0


@contextmanager
def alone(workspace: Workspace) -> Iterator[None]:
    yield


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=10.0, help="of one task")
    parser.add_argument("--site", type=Path, help="a site file, for Slurm")
    parser.add_argument("--only", help="a runner: local, folder, ray or slurm")
    parser.add_argument("--slurm-cores", type=int, default=4, help="that Slurm has for this")
    asked = parser.parse_args()
    runners: dict[str, tuple[Callable[[], Runner], int]] = {
        "local, 2 workers": (lambda: Local(2), 2),
        "folder, 1 + 1 joined": (lambda: Folder(1), 2),
        "ray, started here": (lambda: Ray(2), 2),
    }
    if asked.site:
        runners["slurm"] = (lambda: Slurm(load_site(asked.site)), asked.slurm_cores)
    print(f"{asked.tasks} tasks of {asked.seconds:g} s\n")
    print(f"{'runner':24}{'cores':>6}{'s':>8}{'overhead':>10}{'a second round':>16}")
    for name, (make, cores) in runners.items():
        if asked.only and not name.startswith(asked.only):
            continue
        first, second = measured(make, asked.tasks, asked.seconds, joined if "joined" in name else alone)
        ideal = -(-asked.tasks // cores) * asked.seconds
        print(f"{name:24}{cores:>6}{first:>8.1f}{first / ideal - 1:>10.1%}{second / ideal - 1:>16.1%}", flush=True)


def measured(
    make: Callable[[], Runner], tasks: int, seconds: float, beside: Callable[[Workspace], object]
) -> tuple[float, float]:
    """Seconds of two rounds of one runner, the first with its start."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder) / "build")
        workspace.root.mkdir()
        place = Place(workspace, Path(folder), workspace.rounds("naps"))
        times = []
        helped = joined(workspace) if beside is joined else alone(workspace)
        with helped, workspace.locked():
            began = monotonic()
            with make() as runner:
                for name in ("first", "second"):
                    done = list(runner.run(Round(place, name, nap, [Nap(n, seconds) for n in range(tasks)])))
                    assert len(done) == tasks
                    times.append(monotonic() - began)
                    began = monotonic()
    return times[0], times[1]


if __name__ == "__main__":
    main()
