"""Measure what a second worker brings to each phase of a build: the seconds with one against those with two, in turns.

    python bench/workers.py --out DIR                      # 300,000 documents made from real sentences, three turns
    python bench/workers.py --documents 100000 --turns 1 --out DIR

Each turn builds everything anew, with one worker on one core and then with two on two: the process that reads documents runs
beside its worker. What cannot be divided (starting, the models that each worker loads, what the leading process does) shows as a
ratio under two, the more the fewer documents there are. Where others work on the machine, the second worker goes short.
Bound: the map of 300,000 documents at least 1.7 times as fast.
"""

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median

import scale_documents
from processes import watched
from scale import make_documents

AT_LEAST = 1.7
PHASES = ("harvest", "map", "corpus", "write")
SELDOM_S = 60.0  # between looks at the processes, of which nothing is wanted here


def seconds_of(recipe: Path, workspace: Path, workers: int) -> dict[str, float]:
    """The wall seconds of each phase of a build from nothing."""
    shutil.rmtree(workspace, ignore_errors=True)
    core = ["taskset", "-c", "0"] if workers == 1 else []
    build = [sys.executable, "-m", "moisson", "build", str(recipe), "--out", str(workspace), "--workers", str(workers), "--json"]
    release = Path(watched([*core, *build], SELDOM_S, lambda _: None).said["release"])
    seconds: dict[str, float] = json.loads((release / "costs.json").read_bytes())["seconds"]
    return {phase: seconds[phase] for phase in PHASES}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--documents", type=int, default=300_000)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--out", type=Path, help="where workspaces are made and deleted")
    asked = parser.parse_args()
    if not scale_documents.DATA.is_dir():
        print(f"{scale_documents.DATA} is absent: there are no real sentences to make documents from.")
        return 0
    with tempfile.TemporaryDirectory(prefix="moisson-workers-", dir=asked.out) as scratch:
        make_documents(Path(scratch), asked.documents, scale_documents.sentences())
        recipe, workspace = Path(scratch) / "scale.toml", Path(scratch) / "build"
        seconds_of(recipe, workspace, 2)  # which compiles the kernels
        turns = [[seconds_of(recipe, workspace, workers) for workers in (1, 2)] for _ in range(asked.turns)]
    print(
        f"{f'{asked.documents:,} documents, {asked.turns} turns':30}{'one, s':>10}{'two, s':>10}{'ratio':>8}{'from':>8}{'to':>8}"
    )
    for phase in PHASES:
        one, two = ([turn[at][phase] for turn in turns] for at in (0, 1))
        ratios = [first / second for first, second in zip(one, two, strict=True)]
        numbers = f"{median(one):10.1f}{median(two):10.1f}{median(ratios):8.2f}{min(ratios):8.2f}{max(ratios):8.2f}"
        print(f"{phase:30}{numbers}")
    slow = median(one["map"] / two["map"] for one, two in turns) < AT_LEAST
    if slow:
        print(f"The map is not {AT_LEAST} times as fast with two workers.")
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
