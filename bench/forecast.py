"""Hold a forecast to a build: two samples and a corpus ten times the larger are built in turn, and medians compared.

    python bench/forecast.py                         # 5,000 and 20,000 documents forecast 200,000, three times each
    python bench/forecast.py 1000 4000 --rounds 1    # other sizes, once each: of so few, what starts hides what grows

Beside other work the same build takes more or less CPU time from minute to minute: samples and corpora take turns, so that all
meet the same load. The documents are those of `bench/scale.py`. Ends with 1 where core-seconds or disk differ by more than 15%.
For Linux.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from shutil import rmtree
from statistics import median
from typing import Any

import scale
import scale_documents

from moisson.compute.forecast import forecast
from moisson.compute.machine import machine

WITHIN = 0.15


def costs_of_build(folder: Path, documents: int, pool: dict[str, Any], workers: int) -> dict[str, Any]:
    """Build a corpus of so many documents in a workspace of its own, which goes; gives its `costs.json`."""
    folder.mkdir()
    scale.make_documents(folder, documents, pool)
    command = [sys.executable, "-m", "moisson", "build", str(folder / "scale.toml"), "--out", str(folder / "build"), "--json"]
    done = subprocess.run([*command, "--workers", str(workers)], stdout=subprocess.PIPE, check=True)
    costs: dict[str, Any] = json.loads((Path(json.loads(done.stdout)["release"]) / "costs.json").read_bytes())
    rmtree(folder)
    print(f"{documents:>9,} documents: {sum(_core_s(costs).values()):9.1f} core-seconds", flush=True)
    return costs


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("documents", type=int, nargs="*", help="of the samples")
    parser.add_argument("--times", type=int, default=10, help="how many times the larger sample")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is built")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, help="where workspaces are made and deleted")
    parser.add_argument("--keep", type=Path, help="a file for all the costs, in JSON")
    asked = parser.parse_args()
    if not scale_documents.DATA.is_dir():
        print(f"{scale_documents.DATA} is absent: there are no real sentences to make documents from.")
        return 0
    sizes = sorted(asked.documents) or [5_000, 20_000]
    sizes.append(sizes[-1] * asked.times)
    made: dict[int, list[dict[str, Any]]] = {size: [] for size in sizes}
    with tempfile.TemporaryDirectory(prefix="moisson-forecast-", dir=asked.out) as scratch:
        os.environ.update(MOISSON_KEY=f"{scratch}/key", MOISSON_TRUST=f"{scratch}/trusted.json")
        pool = scale_documents.sentences()
        costs_of_build(Path(scratch) / "first", 300, pool, asked.workers)  # which compiles the kernels
        for _ in range(asked.rounds):
            for size in sizes:
                made[size].append(costs_of_build(Path(scratch) / str(size), size, pool, asked.workers))
    if asked.keep:
        asked.keep.write_text(json.dumps(made))
    return compared(made)


def compared(made: dict[int, list[dict[str, Any]]]) -> int:
    """Print what was forecast of the largest from all others, and what it took; gives 1 where a sum is too far off."""
    *sizes, largest = sorted(made)
    took, where = made[largest], machine("own")
    samples = [costs for size in sizes for costs in made[size]]
    said = forecast(samples, took[0]["counts"]["rows"], where, *where.partition(None))
    pairs = {
        f"core-seconds, {label}": (hours * 3600, median(_core_s(each).get(label, 0.0) for each in took))
        for label, hours in said.core_hours.items()
    }
    pairs["core-seconds"] = (sum(said.core_hours.values()) * 3600, median(sum(_core_s(each).values()) for each in took))
    for name, gb in said.disk_gb.items():
        pairs[f"MB, {name}"] = (gb * 1000, median(each["disk"][name]["bytes"] for each in took) / 1e6)
    for name, files in said.files.items():
        pairs[f"files, {name}"] = (files, median(each["disk"][name]["files"] for each in took))
    disks = [pair for name, pair in pairs.items() if name.startswith("MB")]
    pairs["MB"] = sum(said for said, _ in disks), sum(measured for _, measured in disks)
    print(f"{'':44}{'forecast':>12}{'took':>12}{'off by':>9}")
    for name, (forecasted, measured) in pairs.items():
        off = f"{forecasted / measured - 1:+.0%}" if measured else ""
        print(f"{name:44}{forecasted:12,.1f}{measured:12,.1f}{off:>9}")
    wrong = [name for name in ("core-seconds", "MB") if abs(pairs[name][0] / pairs[name][1] - 1) > WITHIN]
    print(f"more than {WITHIN:.0%} off: {', '.join(wrong)}" if wrong else f"all within {WITHIN:.0%}")
    return bool(wrong)


def _core_s(costs: dict[str, Any]) -> dict[str, float]:
    tasks = {label: float(used["core_seconds"]) for label, used in costs["used"].items()}
    return {**tasks, "driving process": float(costs["driver_core_seconds"])}


if __name__ == "__main__":
    sys.exit(main())
