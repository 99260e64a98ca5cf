"""Time and memory of near-duplicate detection by size, and of one component of a hundred thousand documents.

    python -m bench.stages.duplicates_scale                          # 10 thousand to 10 million; 1.2 GB of disk, some minutes
    python -m bench.stages.duplicates_scale --sizes 10000 100000 --json
    python -m bench.stages.duplicates_scale --svg docs/stages/duplicates-scale.svg

Candidates: band keys of real documents (laws beside the checkout), perturbed. Seven documents in ten share nothing with
others; three in ten are copies with a similarity between 0.5 and 1, which keeps each band with its eighth power, one in ten of
them in clusters that grow with the corpus. Keys lie in one file a band, in batches, as in the corpus phase; each size
runs in a process of its own. Peak memory is of the whole process, pages of mapped files included.

One component: texts that chance has linked, at their worst, decided by exact similarity.
"""

import argparse
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bench.stages.texts import FRENCH_LAWS, GERMAN_LAWS, laws
from moisson.contracts.schemas import STRING
from moisson.corpus.stages.candidates import MOST_RANGES, RANGE_ROWS, Band, band_of, confirm_all, link, stars_of
from moisson.kernels.minhash import band_keys
from moisson.kernels.strings import strings
from moisson.kernels.words import mix
from moisson.workspace.storage import ROW_GROUP

SIZES = (10_000, 31_623, 100_000, 316_228, 1_000_000, 3_162_278, 10_000_000)
BANDS, ROWS = 14, 8
BIG_CLUSTERS = 1000
COMPONENT = 100_000
CASES = ("copies", "mould", "just below", "fields")
STEP = np.uint64(0x9E3779B97F4A7C15)

Keys = NDArray[np.uint64]


def drawn(rows: Keys, salt: int) -> NDArray[np.float64]:
    """A number from 0 to 1 for each row, always the same."""
    return hashed(rows, salt).astype(np.float64) / 2.0**64


def hashed(rows: Keys, salt: int) -> Keys:
    with np.errstate(over="ignore"):
        return np.asarray(mix.py_func(rows * STEP + np.uint64(salt)), np.uint64)


def perturbed(real: Keys, rows: Keys, band: int, size: int) -> Keys:
    """The keys of documents in one band."""
    copy, big = drawn(rows, 1) < 0.3, drawn(rows, 2) < 0.1
    of = (drawn(rows, 3) * np.where(big, min(BIG_CLUSTERS, size), size)).astype(np.uint64)
    similarity = np.where(copy, 0.5 + drawn(rows, 4) / 2, 0.3)
    base = np.where(copy, of, rows)
    key = hashed(real[band][base % np.uint64(real.shape[1])], 0) ^ hashed(base, 5)
    keeps = ~copy | (drawn(rows, 100 + band) < similarity**ROWS)
    return np.where(keeps, key, hashed(rows, 1000 + band))


def write_bands(folder: Path, size: int) -> None:
    """One file of keys a band."""
    found = [of.table["text"].combine_chunks() for of in (laws(FRENCH_LAWS, "fr"), laws(GERMAN_LAWS, "de")) if of is not None]
    texts = pa.concat_arrays([chunk for of in found for chunk in (of.chunks if isinstance(of, pa.ChunkedArray) else [of])])
    real, counts = band_keys(strings(texts), BANDS, ROWS)
    real = np.ascontiguousarray(real[:, counts >= 5])
    for band in range(BANDS):
        with (
            pa.OSFile(str(folder / f"{band}.arrow"), "wb") as sink,
            pa.ipc.new_file(sink, pa.schema({"key": pa.uint64()})) as out,
        ):
            for begin in range(0, size, 1 << 18):
                keys = perturbed(real, np.arange(begin, min(size, begin + (1 << 18)), dtype=np.uint64), band, size)
                for batch in pa.table({"key": pa.array(keys)}).to_batches(max_chunksize=ROW_GROUP):
                    out.write_batch(batch)


def mapped(folder: Path) -> Iterator[pa.ChunkedArray]:
    for band in range(BANDS):
        with pa.memory_map(str(folder / f"{band}.arrow")) as file:
            yield pa.ipc.open_file(file).read_all().column(0)


def find(folder: Path, size: int) -> dict[str, Any]:
    """Link the rows of a folder's keys."""
    before = peak()
    wall, cpu = perf_counter(), process_time()
    ranges = min(-(-size // RANGE_ROWS), MOST_RANGES)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        bands = (band_of("band", column) for column in mapped(folder))
        stars = (star for band in bands for star in pool.map(lambda n, band=band: stars_of(band, n, ranges), range(ranges)))
        found = link(size, stars)
    wall, cpu = perf_counter() - wall, process_time() - cpu
    sizes = np.unique(found.component, return_counts=True)[1]
    return {
        "documents": size,
        "seconds": wall,
        "cpu_seconds": cpu,
        "peak_bytes": peak(),
        "before_bytes": before,
        "candidates": len(found.rows),
        "components": len(sizes),
        "largest": int(sizes.max(initial=0)),
    }


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def component(case: str, size: int) -> list[str]:
    """`size` texts of 150 words that one mould gave.

    `copies`: one word is another. `mould`: a third of the words are the text's own. `just below`: just too few words are shared.
    `fields`: ten words take one of twenty forms each.
    """
    mould = [f"mot{n}" for n in range(150)]
    rng = np.random.default_rng(7)
    own = {"copies": 1, "mould": 50, "just below": 0, "fields": 0}[case]
    texts = []
    for row in range(size):
        words = list(mould)
        if case == "fields":
            for field, form in enumerate(rng.integers(0, 20, 10).tolist()):
                words[15 * field + 7] = f"forme{form}"
        elif case == "just below":
            words += [f"{row}x{n}" for n in range(14)]  # 146 of 174 n-grams shared: 0.839
        else:
            for at in rng.choice(150, own, replace=False).tolist():
                words[at] = f"{row}x{at}"
        texts.append(" ".join(words))
    return texts


def confirm(case: str, size: int) -> dict[str, Any]:
    """Decide one component."""
    texts = pa.array(component(case, size), STRING)
    rows = np.arange(size)
    before, wall, cpu = peak(), perf_counter(), process_time()
    found = confirm_all(texts, np.zeros(size, np.int64), rows, 0.85, 5, True)
    wall, cpu = perf_counter() - wall, process_time() - cpu
    return {
        "case": case,
        "documents": size,
        "seconds": wall,
        "cpu_seconds": cpu,
        "peak_bytes": peak(),
        "before_bytes": before,
        "dropped": int((found.kept != rows).sum()),
    }


def alone(*arguments: str) -> dict[str, Any]:
    """What this program says when run with these arguments in a process of its own."""
    command = [sys.executable, "-m", "bench.stages.duplicates_scale", *arguments]
    found: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout or "{}")
    return found


def plot(rows: Sequence[dict[str, Any]]) -> str:
    """Seconds and bytes by number of documents, both axes logarithmic, as SVG."""
    width, height, left, top = 640, 320, 60, 20
    first, last = (math.floor(math.log10(rows[0]["documents"])), math.ceil(math.log10(rows[-1]["documents"])))
    series = (
        ("CPU seconds", "#0b5394", [row["cpu_seconds"] for row in rows]),
        ("peak memory, GB", "#b45f06", [row["peak_bytes"] / 1e9 for row in rows]),
    )
    low, high = -3, 3

    def x(value: float) -> float:
        return round(left + (width - left - 20) * (math.log10(value) - first) / (last - first), 1)

    def y(value: float) -> float:
        return round(top + (height - 2 * top - 20) * (high - math.log10(max(value, 10.0**low))) / (high - low), 1)

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" font-family="sans-serif"'
        ' font-size="12">',
        "<title>Near-duplicate candidates: time and peak memory by number of documents, both axes logarithmic</title>",
    ]
    for power in range(low, high + 1):
        at = y(10.0**power)
        lines.append(f'<line x1="{left}" x2="{width - 20}" y1="{at}" y2="{at}" stroke="#ddd"/>')
        lines.append(f'<text x="{left - 6}" y="{at}" dy="0.32em" text-anchor="end">{10.0**power:g}</text>')
    for power in range(first, last + 1):
        at = x(10.0**power)
        lines.append(f'<line x1="{at}" x2="{at}" y1="{top}" y2="{y(10.0**low)}" stroke="#ddd"/>')
        lines.append(f'<text x="{at}" y="{height - 8}" text-anchor="middle">{10**power:,}</text>')
    for order, (name, colour, values) in enumerate(series):
        points = [(x(row["documents"]), y(value)) for row, value in zip(rows, values, strict=True)]
        path = " ".join(f"{a},{b}" for a, b in points)
        lines.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        lines += [f'<circle cx="{a}" cy="{b}" r="3" fill="{colour}"/>' for a, b in points]
        lines.append(f'<text x="{left + 12}" y="{top + 14 + 16 * order}" fill="{colour}">{name}</text>')
    return "\n".join([*lines, "</svg>", ""])


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--component", type=int, default=COMPONENT, help="documents of the one component; 0 for none")
    parser.add_argument("--svg", type=Path, help="draw the plot into this file")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--step", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        return step(*options.step)
    sizes, cases = [], []
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            alone("--step", "write", folder, str(size))
            sizes.append(alone("--step", "find", folder, str(size)))
        _tell(options.json, _SIZE, sizes[-1], size == options.sizes[0])
    for case in CASES if options.component else ():
        cases.append(alone("--step", "confirm", case, str(options.component)))
        _tell(options.json, _CASE, cases[-1], case == CASES[0])
    if options.json:
        print(json.dumps({"sizes": sizes, "component": cases}, indent=2))
    if options.svg:
        options.svg.write_text(plot(sizes), encoding="utf-8")
    return 0


def step(what: str, which: str, size: str) -> int:
    """One part of the work, in a process of its own; what it found goes to standard output."""
    if what == "write":
        write_bands(Path(which), int(size))
        return 0
    link(3, [stars_of(Band("band", np.arange(3, dtype=np.uint64)))])  # the kernels are compiled, or loaded, before the clock runs
    print(json.dumps(find(Path(which), int(size)) if what == "find" else confirm(which, int(size))))
    return 0


_SIZE = ("documents", "seconds", "cpu_seconds", "peak_bytes", "before_bytes", "candidates", "components", "largest")
_CASE = ("case", "documents", "seconds", "cpu_seconds", "peak_bytes", "before_bytes", "dropped")


def _tell(silent: bool, names: Sequence[str], row: dict[str, Any], first: bool) -> None:
    if silent:
        return
    if first:
        print(" ".join(f"{name:>14}" for name in names))
    print(" ".join(f"{row[name]:>14,.2f}" if isinstance(row[name], float) else f"{row[name]:>14}" for name in names), flush=True)


if __name__ == "__main__":
    sys.exit(main())
