"""Documenting many rows takes memory that does not grow with them: peak memory for two numbers of rows, side by side.

    python bench/documenting.py            # 1 million and 10 million rows: about a quarter of an hour on one core
    python bench/documenting.py --short    # 200,000 and 1 million, for CI

Made-up rows of a release, in the order of their ids, are counted (`Tally`), their leaves hashed into the Merkle tree, the figures
drawn and every document of the pack written, as `moisson build` does. Each number of rows has a process of its own. What may grow
with rows does: ids, hosts, codes that documents stand in, groups of duplicates, dates to the second.
Ends with 1 where the larger takes more than 1.2 times the smaller's memory and 32 MiB.
"""

import argparse
import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

import numpy as np
import pyarrow as pa

from moisson.contracts.merkle import Leaves
from moisson.contracts.schemas import LEDGER, RELEASE, STRING
from moisson.release.documents import documents
from moisson.release.facts import RecipeFacts, RunFacts, SourceFacts, StageFacts
from moisson.release.inputs import Pack
from moisson.release.parquet import FILE_ROWS, Table
from moisson.release.stats.stats import Tally
from moisson.workspace.storage import ROW_GROUP

LONG, SHORT = (1_000_000, 10_000_000), (200_000, 1_000_000)
RATIO, SLACK_MIB = 1.2, 32
SOURCES = ("aa_law", "bb_debates", "cc_decisions", "dd_guides", "ee_notices")
LANGUAGES = ("de", "el", "en", "fr", "it", "pl", None)
LICENSES = ("etalab-2.0", "CC-BY-4.0", "OGL-UK-3.0", "DL-DE-BY-2.0", None)
STATES = ("VIGUEUR", "ABROGE", "in force", "repealed", None)
VERSIONS = np.array([sha256(bytes([n % 256, n // 256])).hexdigest() for n in range(4_096)])
TEXTS = np.array([f"Article {n}. " + "Toute personne a droit au respect de sa vie. " * (1 + n % 9) for n in range(997)])


def batch(first: int, size: int, total: int) -> pa.RecordBatch:
    """Rows from `first` on; the same whatever the size of batches."""
    row = np.arange(first, first + size)
    mixed = (row * 2_654_435_761) % 4_294_967_291  # scattered, and the same on every machine
    days = np.datetime64("1900-01-01") + (mixed % 46_000).astype("timedelta64[D]")
    seconds = days.astype("datetime64[s]") + (mixed // 46_000 % 86_400).astype("timedelta64[s]")
    license = _pick(LICENSES, mixed // 7)
    columns: dict[str, Any] = {name: pa.nulls(size, RELEASE.field(name).type) for name in RELEASE.names}
    of = [SOURCES[n] for n in row * len(SOURCES) // total]
    rights = {**dict.fromkeys(("reason", "stated", "where", "seen_at", "copy")), "basis": "licence", "level": "asserted"}
    columns |= {
        "id": [f"{source}/{n:09d}" for source, n in zip(of, row.tolist(), strict=True)],
        "source": of,
        "version": VERSIONS[mixed % len(VERSIONS)],
        "text": TEXTS[mixed % len(TEXTS)],
        "title": [f"Document {n}" for n in row.tolist()],
        "language": _pick(LANGUAGES, mixed // 11),
        "language_score": (mixed % 1_000) / 1_000,
        "kind": _pick(("law", "debate", "decision", None), mixed // 13),
        "script": _pick(("Latn", "Grek"), mixed // 17),
        "license": license,
        "legal_state": _pick(STATES, mixed // 19),
        "url": [f"https://www.office-{n // 100:06d}.example/{n}" if n % 3 else None for n in row.tolist()],
        "created": np.where(row % 4 == 0, np.datetime_as_string(seconds), np.datetime_as_string(days)),
        "part_of": [[{"id": f"code-{n // 20}", "title": f"The code number {n // 20}"}] if n % 2 else [] for n in row.tolist()],
        "rights": [{**rights, "license": one} for one in license],
        "masked": [[{"kind": "email", "count": 1 + n % 3}] if n % 50 == 0 else [] for n in row.tolist()],
        "removed": [[{"line": 1, "text": "Imprimer"}] if n % 30 == 0 else [] for n in row.tolist()],
        "word_count": np.exp(mixed % 1_000 / 80).astype(np.int64) + mixed // 1_000 % 100,
        "cluster_id": [f"{source}/{n - n % 2:09d}" for source, n in zip(of, row.tolist(), strict=True)],
        "cluster_size": np.where(row // 2 % 3 == 0, 2 + row // 2 % 40, 1),
    }
    return pa.RecordBatch.from_arrays([pa.array(columns[field.name], field.type) for field in RELEASE], schema=RELEASE)


def _pick(values: tuple[str | None, ...], places: Any) -> list[str | None]:
    return [values[place] for place in (places % len(values)).tolist()]


def gone(rows: int) -> Iterator[pa.RecordBatch]:
    """The ledger: one row for each ten of the release."""
    for first in range(0, rows // 10, ROW_GROUP):
        names = [f"{SOURCES[n % 5]}/gone-{n}" for n in range(first, min(first + ROW_GROUP, rows // 10))]
        columns = [
            names,
            [""] * len(names),
            ["drop_short"] * len(names),
            ["too-short"] * len(names),
            [f"{len(n)} words" for n in names],
        ]
        yield pa.RecordBatch.from_arrays([pa.array(column, STRING) for column in columns], schema=LEDGER)


def facts(rows: int) -> RunFacts:
    """A recipe of five sources, which found what is released and what is in the ledger."""
    about = SourceFacts("", "A collection", "Made-up documents.", {"name": "An office", "url": "https://office.example"}, 0)
    found = [rows // len(SOURCES) + rows // 10 // len(SOURCES)] * len(SOURCES)
    sources = [replace(about, name=name, found=count, acquired="2026-11") for name, count in zip(SOURCES, found, strict=True)]
    stages = [StageFacts("drop_short", 1, {}, "map", ""), StageFacts("drop_near_duplicates", 1, {}, "corpus", "")]
    recipe = RecipeFacts("made-up", "1", "Made-up documents", "Rows for a benchmark.", "2026-11-25", "keep")
    return RunFacts("1-000000000000", recipe, sources, stages)


def measure(rows: int) -> dict[str, Any]:
    """Document so many rows; seconds, and the peak of memory in MiB."""
    begun, tally = monotonic(), Tally()
    with TemporaryDirectory() as folder, Leaves(Path(folder)) as leaves:
        for first in range(0, rows, ROW_GROUP):
            part = batch(first, min(ROW_GROUP, rows - first), rows)
            tally.add(part)
            leaves.add(zip(part["id"].to_pylist(), part["version"].to_pylist(), strict=True))
        root = leaves.root()
    for part in gone(rows):
        tally.ledger(part)
    stats = tally.stats(facts(rows))
    files = [f"data/fr/part-{number:05d}.parquet" for number in range(-(-rows // FILE_ROWS))]
    tables = [Table(path, 1, "0" * 64, FILE_ROWS) for path in [*files, "ledger/part-00000.parquet"]]
    written = documents(Pack(stats, RELEASE, tuple(tables)))
    counts = {name: stats[name][name] for name in ("clusters", "containers", "hosts")}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    return {"rows": rows, "seconds": round(monotonic() - begun, 1), "peak_mib": round(peak, 1), "root": root, **counts} | {
        "documents_mb": round(sum(map(len, written.values())) / 1e6, 2)
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true", help="200,000 and 1 million rows")
    parser.add_argument("--json", action="store_true", help="the table for programs")
    parser.add_argument("--rows", type=int, help=argparse.SUPPRESS)  # a process of its own
    given = parser.parse_args()
    if given.rows:
        print(json.dumps(measure(given.rows)))
        return
    found = []
    for rows in SHORT if given.short else LONG:
        done = subprocess.run([sys.executable, __file__, "--rows", str(rows)], check=True, capture_output=True, text=True)
        found.append(json.loads(done.stdout))
    small, large = (one["peak_mib"] for one in found)
    bound = RATIO * small + SLACK_MIB
    if given.json:
        print(json.dumps({"runs": found, "bound_mib": bound}))
    else:
        names = ("rows", "seconds", "peak_mib", "clusters", "containers", "hosts", "documents_mb")
        print("\n".join("  ".join(f"{one[name]:>12,}" for name in names) for one in found))
        print("  ".join(f"{name:>12}" for name in names))
        print(f"The larger may take {bound:.0f} MiB, and takes {large:.0f}.")
    sys.exit(large > bound)


if __name__ == "__main__":
    main()
