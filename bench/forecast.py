"""Hold a forecast to a build: two samples are built, then a corpus ten times the larger, and what it took is compared.

    python bench/forecast.py                          # 1,000 and 4,000 documents forecast 40,000
    python bench/forecast.py 5000 20000 --times 10    # other sizes

The documents are those of `bench/scale.py`. Ends with 1 where core-seconds or disk differ by more than 15%. For Linux.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import scale
import scale_documents

from moisson.compute.forecast import forecast
from moisson.compute.machine import machine

WITHIN = 0.15


def costs_of_build(folder: Path, documents: int, pool: dict[str, Any], workers: int) -> dict[str, Any]:
    """Build a corpus of so many documents in a workspace of its own; gives its `costs.json`."""
    folder.mkdir()
    scale.make_documents(folder, documents, pool)
    command = [sys.executable, "-m", "moisson", "build", str(folder / "scale.toml"), "--out", str(folder / "build"), "--json"]
    done = subprocess.run([*command, "--workers", str(workers)], stdout=subprocess.PIPE, check=True)
    costs: dict[str, Any] = json.loads((Path(json.loads(done.stdout)["release"]) / "costs.json").read_bytes())
    return costs


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("documents", type=int, nargs="*", help="of the samples")
    parser.add_argument("--times", type=int, default=10, help="how many times the larger sample")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, help="where workspaces are made and deleted")
    asked = parser.parse_args()
    if not scale_documents.DATA.is_dir():
        print(f"{scale_documents.DATA} is absent: there are no real sentences to make documents from.")
        return 0
    sizes = sorted(asked.documents) or [1_000, 4_000]
    with tempfile.TemporaryDirectory(prefix="moisson-forecast-", dir=asked.out) as scratch:
        os.environ.update(MOISSON_KEY=f"{scratch}/key", MOISSON_TRUST=f"{scratch}/trusted.json")
        pool = scale_documents.sentences()
        costs_of_build(Path(scratch) / "first", 300, pool, asked.workers)  # which compiles the kernels
        samples = [costs_of_build(Path(scratch) / str(size), size, pool, asked.workers) for size in sizes]
        took = costs_of_build(Path(scratch) / "all", sizes[-1] * asked.times, pool, asked.workers)
    where = machine("own")
    said = forecast(samples, took["counts"]["rows"], where, *where.partition(None))
    pairs = {
        **{f"core-seconds, {label}": (hours * 3600, _core_s(took, label)) for label, hours in said.core_hours.items()},
        **{f"MB, {name}": (gb * 1000, took["disk"][name]["bytes"] / 1e6) for name, gb in said.disk_gb.items()},
    }
    sums = {
        "core-seconds": tuple(sum(pair[at] for name, pair in pairs.items() if name.startswith("core")) for at in (0, 1)),
        "MB": tuple(sum(pair[at] for name, pair in pairs.items() if name.startswith("MB")) for at in (0, 1)),
    }
    print(f"{'':44}{'forecast':>12}{'took':>12}{'off by':>9}")
    for name, (forecasted, measured) in [*pairs.items(), *sums.items()]:
        off = f"{forecasted / measured - 1:+.0%}" if measured else ""
        print(f"{name:44}{forecasted:12,.1f}{measured:12,.1f}{off:>9}")
    wrong = [name for name, (forecasted, measured) in sums.items() if abs(forecasted / measured - 1) > WITHIN]
    print(f"more than {WITHIN:.0%} off: {', '.join(wrong)}" if wrong else f"all within {WITHIN:.0%}")
    return bool(wrong)


def _core_s(costs: dict[str, Any], label: str) -> float:
    used = costs["used"].get(label)
    return float(used["core_seconds"] if used else costs["driver_core_seconds"])


if __name__ == "__main__":
    sys.exit(main())
