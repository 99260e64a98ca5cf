"""Measure a whole build from nothing: seconds, memory, speed; then a rerun with nothing to do, and one with a changed threshold.

    python bench/build.py                        # the five French collections, three runs
    python bench/build.py --recipe RECIPE --runs 1 --json

Downloads are left out: the packages are fetched once, into npm's cache. A first build, which compiles the kernels where they are
not compiled yet, stands apart. Each run starts in an empty workspace and calls `moisson build` three times: from nothing; again;
and with the last stage's `threshold` moved by 0.05, after which every part, snapshot, shard and receipt must still be the file
that it was.

Memory is that of the whole process tree, sampled four times a second, in shares (PSS), so that a page which two processes share
counts once; the largest single process stands beside it. CPU seconds vary less than seconds where others use the machine.
For Linux, since it reads /proc. Ends with 1 where a rerun did work that it need not have done.
"""

import argparse
import json
import os
import platform
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from processes import memory_bytes, watched

from moisson.corpus.recipe import Recipe, load_recipe
from moisson.readers.contract import File

SAMPLE_S = 0.25
THRESHOLD = re.compile(r"^(threshold = )([0-9.]+)$", re.M)

Stamps = dict[Path, tuple[int, int]]


@dataclass(frozen=True)
class Measured:
    """What one command took, and what it printed."""

    seconds: float
    cpu_seconds: float
    peak_tree_mib: float
    peak_process_mib: float
    said: dict[str, Any]


def measure(recipe: Path, out: Path) -> Measured:
    """Run `moisson build` and watch the memory of all its processes."""
    command = [sys.executable, "-m", "moisson", "build", str(recipe), "--out", str(out), "--json"]
    peaks: list[int] = [0]
    ran = watched(command, SAMPLE_S, lambda leader: peaks.append(memory_bytes(leader)))
    return Measured(ran.wall_s, ran.cpu_s, max(peaks) / 2**20, ran.largest_mib, ran.said)


def fetch(recipe: Recipe) -> int:
    """Fetch every package, so that it lies in npm's cache; gives the bytes of the publishers' own files."""
    total = 0
    for source in recipe.sources:
        files = source.connector.fetch(source.folder).files
        total += sum(len(file.data) for file in files if isinstance(file, File))
    return total


def moved_threshold(recipe: Path, scratch: Path) -> Path:
    """A copy of the recipe whose last threshold is another."""
    text = recipe.read_text()
    found = list(THRESHOLD.finditer(text))
    if not found:
        sys.exit(f"{recipe} sets no `threshold`, so no last stage can be changed.")
    last = found[-1]
    moved = round(float(last[2]) + (0.05 if float(last[2]) < 0.9 else -0.05), 4)
    copy = scratch / recipe.name
    copy.write_text(f"{text[: last.start()]}{last[1]}{moved}{text[last.end() :]}")
    return copy


def stamps(out: Path) -> Stamps:
    """Inode and time of writing of everything that holds harvested or extracted content."""
    paths = [*out.glob("harvest/*/*/*"), *out.glob("shards/*/*")]
    return {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in paths}


def one_run(recipe: Path, scratch: Path, container_bytes: int, problems: list[str]) -> dict[str, float]:
    """Build, build again, build with another threshold; gives the figures by name."""
    out = scratch / "build"
    built = measure(recipe, out)
    costs = json.loads((Path(built.said["release"]) / "costs.json").read_bytes())
    before = stamps(out)
    again = measure(recipe, out)
    if again.said["made"]:
        problems.append("a rerun with nothing to do made a release")
    other = measure(moved_threshold(recipe, scratch), out)
    if not other.said["made"]:
        problems.append("another threshold made no other release")
    if stamps(out) != before:
        problems.append("a rerun wrote parts, snapshots, shards or receipts")
    return {
        "build, s": built.seconds,
        "build, CPU s": built.cpu_seconds,
        "peak of all processes, MiB": built.peak_tree_mib,
        "peak of one process, MiB": built.peak_process_mib,
        "publishers' files, MB/s": container_bytes / built.seconds / 1e6,
        "extracted text, MB/s": costs["counts"]["text_bytes"] / built.seconds / 1e6,
        "nothing to do, s": again.seconds,
        "nothing to do, CPU s": again.cpu_seconds,
        "other threshold, s": other.seconds,
        "other threshold, CPU s": other.cpu_seconds,
        **{f"  {label}, s": seconds for label, seconds in costs["seconds"].items()},
    }


def table(figures: Mapping[str, Sequence[float]]) -> str:
    lines = [f"{'':36}{'min':>10}{'median':>10}{'max':>10}"]
    for name, values in figures.items():
        lines.append(f"{name:36}" + "".join(f"{value:10.2f}" for value in (min(values), median(values), max(values))))
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--recipe", type=Path, default=Path(__file__).parents[1] / "recipes" / "fr-droits-travail.toml")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    container_bytes = fetch(load_recipe(asked.recipe))
    with tempfile.TemporaryDirectory(prefix="moisson-build-") as scratch:
        first = measure(asked.recipe, Path(scratch) / "build").seconds
    figures: dict[str, list[float]] = defaultdict(list)
    problems: list[str] = []
    for _ in range(asked.runs):
        with tempfile.TemporaryDirectory(prefix="moisson-build-") as scratch:
            for name, value in one_run(asked.recipe, Path(scratch), container_bytes, problems).items():
                figures[name].append(value)
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    if asked.json:
        rounded = {name.strip(): [round(value, 3) for value in values] for name, values in figures.items()}
        found = {"machine": machine, "container_bytes": container_bytes, "first_build_s": round(first, 1), "figures": rounded}
        print(json.dumps({**found, "problems": problems}, indent=2))
    else:
        print(f"{asked.recipe.stem}: {container_bytes / 1e6:.0f} MB of publishers' files; {asked.runs} runs; {machine}")
        print(f"the first build, with kernels to compile where they were not: {first:.1f} s")
        print(table(figures))
        print("stages of the map phase are summed over the workers", *problems, sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
