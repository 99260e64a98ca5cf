"""A build with nothing to do: what the command takes, beside what its libraries take to be imported.

    python bench/nothing_to_do.py          # in build/, where scripts/demo has built
    python bench/nothing_to_do.py FOLDER   # in another workspace in which the demo's release is whole

Medians of five runs after one that is not counted. CPU time is that of the process and its children.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

REPOSITORY = Path(__file__).parents[1]
RECIPE = REPOSITORY / "recipes" / "fr-droits-travail.toml"
LIBRARIES = "import pyarrow.compute, pyarrow.parquet, pydantic, typer, rich.table"
RUNS = 5


def seconds(command: list[str]) -> tuple[float, float]:
    """The CPU and the clock's seconds of a command, in the middle of several runs."""
    found = []
    with tempfile.TemporaryDirectory() as compiled:  # as an installed package has its bytecode
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled, "PYTHONPATH": str(REPOSITORY)}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for _ in range(1 + RUNS):
            before, began = os.times(), perf_counter()
            said = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
            after = os.times()
            cpu = sum(after[2:4]) - sum(before[2:4])
            found.append((cpu, perf_counter() - began))
            if "moisson" in command and "Nothing to do" not in said:
                sys.exit(f"there was something to do:\n{said}")
    return statistics.median(cpu for cpu, _ in found[1:]), statistics.median(clock for _, clock in found[1:])


def main() -> None:
    """Print both, and how many times the libraries' time the command takes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspace", nargs="?", type=Path, default=REPOSITORY / "build")
    workspace = parser.parse_args().workspace
    build = [sys.executable, "-m", "moisson", "build", str(RECIPE), "--out", str(workspace)]
    libraries, command = seconds([sys.executable, "-c", LIBRARIES]), seconds(build)
    for name, (cpu, clock) in (("its libraries", libraries), ("the command", command)):
        print(f"{name:14} {cpu:5.2f} s of CPU time {clock:6.2f} s")
    print(f"{'to libraries':14} {command[0] / libraries[0]:5.2f}")


if __name__ == "__main__":
    main()
