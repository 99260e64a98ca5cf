"""Seconds of CPU of each stage, and of reading and writing the Parquet without any.

Stages run as they do in a build: batch by batch, their columns added, what they drop taken out and put in a ledger. CPU time
counts all threads of this process; of several rounds the best, since others use the machine. Kernels are compiled before.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.stages.texts import Texts
from moisson.contracts.stage import DROPS, stages
from moisson.corpus.document_stages import run_stages
from moisson.corpus.in_memory import InMemory
from moisson.workspace.storage import PARQUET

BATCH_ROWS = 1024
ROUNDS = 3
SHARDS = 8  # of two cores, in bytes about equal

Named = tuple[str, Mapping[str, Any]]  # a stage and its parameters

DOCUMENT_STAGES: tuple[Named, ...] = (
    ("normalize_text", {}),
    ("identify_language", {}),
    ("measure_signals", {}),
    ("measure_noise", {}),
    ("drop_low_quality", {}),
    ("mask_personal_data", {}),
    ("drop_contaminated", {}),
)
CORPUS_STAGES: tuple[Named, ...] = (
    ("remove_boilerplate", {}),
    ("sign_words", {"headings": False}),  # a document stage, after what changes the text
    ("drop_exact_duplicates", {"headings": False}),
    ("drop_near_duplicates", {"headings": False, "signed": True}),
    ("mix", {"by": "language", "temperature": 0.5}),
)


@dataclass(frozen=True)
class Cost:
    """Of one step: seconds of CPU, and megabytes of text that went in."""

    name: str
    seconds: float
    megabytes: float
    rows: int
    dropped: int

    @property
    def speed(self) -> float:
        return self.megabytes / max(self.seconds, 1e-9)


def floor(texts: Texts) -> Cost:
    """Read the Parquet and write it again, zstd 3, as shards are written."""
    with tempfile.TemporaryDirectory() as folder:
        path, again = Path(folder) / "texts.parquet", Path(folder) / "again.parquet"
        pq.write_table(texts.table, path, **PARQUET)

        def work() -> pa.Table:
            table = pq.read_table(path)
            pq.write_table(table, again, **PARQUET)
            return table

        seconds, _ = best(work)
    return Cost("read and write Parquet", seconds, texts.megabytes, texts.table.num_rows, 0)


def best(work: Callable[[], pa.Table], rounds: int = ROUNDS) -> tuple[float, Any]:
    """The least CPU time of several rounds, and what the last gave."""
    least = float("inf")
    made: Any = None
    for _ in range(rounds):
        begun = process_time()
        made = work()
        least = min(least, process_time() - begun)
    return least, made


def run(texts: Texts, named: Sequence[Named], rounds: int = ROUNDS) -> list[Cost]:
    """Every stage after the other, each over what the one before left."""
    table = texts.table
    warm(table, named)
    costs = []
    for name, parameters in named:
        megabytes = Texts("", "", table).megabytes
        seconds, left = best(partial(one, table, name, parameters), rounds)
        costs.append(Cost(name, seconds, megabytes, table.num_rows, table.num_rows - left.num_rows))
        table = left
    return costs


def warm(table: pa.Table, named: Sequence[Named]) -> None:
    """Compile and load what is needed, on a few documents."""
    few = table.slice(0, 64).combine_chunks()
    for name, parameters in named:
        few = one(few, name, parameters)


def one(table: pa.Table, name: str, parameters: Mapping[str, Any]) -> pa.Table:
    """One stage over all rows: its columns added, without the rows that it drops."""
    stage = stages()[name]
    bound = stage.bind(parameters)
    if stage.scope == "document":
        left, _, _ = run_stages(table, [(name, name, bound)], BATCH_ROWS, Path())
        return left
    whole = InMemory(table, threads=os.cpu_count() or 1).made(stage.build(**bound))
    for column, values in zip(whole.column_names, whole.columns, strict=True):
        if column not in DROPS:
            at = table.column_names.index(column) if column in table.column_names else table.num_columns
            table = (table.set_column if at < table.num_columns else table.add_column)(at, column, values)
    if "drop_reason" not in whole.column_names:
        return table
    reasons = whole["drop_reason"]
    return table if reasons.null_count == len(reasons) else table.filter(pc.is_null(reasons))


TWICE = """
import json, sys
from time import process_time
import pyarrow.parquet as pq
from bench.stages.speed import one
from moisson.kernels.letters import letters
from moisson.contracts.stage import stages

table, named, spent = pq.read_table(sys.argv[1]), json.loads(sys.argv[2]), {}
stages(), letters()
for sign in (1, -1):
    made = table
    for name, parameters in named:
        begun = process_time()
        made = one(made, name, parameters)
        spent[name] = spent.get(name, 0.0) + sign * (process_time() - begun)
print(json.dumps(spent))
"""


class Cores(NamedTuple):
    """The same stages over the same documents, with one process and with two."""

    by_clock: float  # how many times as fast two are
    by_cpu: float  # what is left of two times, by CPU time alone: others on the machine do not count


def two_cores(texts: Texts, named: Sequence[Named]) -> Cores:
    """How much faster two processes are than one; each takes the next of some shards, as in a build."""
    table = texts.table
    ends = np.cumsum(pc.binary_length(table["text"]).to_numpy())
    cuts = np.searchsorted(ends, np.linspace(0, ends[-1], SHARDS + 1)).tolist()
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, (begin, end) in enumerate(pairwise([*cuts[:-1], table.num_rows])):
            paths.append(str(Path(folder) / f"{number}.parquet"))
            pq.write_table(table.slice(begin, end - begin).combine_chunks(), paths[-1], **PARQUET)
        with ProcessPoolExecutor(2, get_context("spawn")) as pool:
            list(pool.map(_shard, paths, [tuple(named)] * 2))  # each process has compiled and loaded
            rounds = [(_timed(pool, paths, named, 1), _timed(pool, paths, named, 2)) for _ in range(ROUNDS)]
    clock = min(one[0] for one, _ in rounds) / min(two[0] for _, two in rounds)
    return Cores(clock, 2 * min(one[1] for one, _ in rounds) / min(two[1] for _, two in rounds))


def _timed(pool: ProcessPoolExecutor, paths: list[str], named: Sequence[Named], workers: int) -> tuple[float, float]:
    begun = perf_counter()
    if workers == 1:
        cpu = sum(pool.submit(_shard, path, tuple(named)).result() for path in paths)
    else:
        cpu = sum(pool.map(_shard, paths, [tuple(named)] * len(paths)))
    return perf_counter() - begun, cpu


def _shard(path: str, named: Sequence[Named]) -> float:
    """All stages over one file, one thread for Arrow; gives seconds of CPU."""
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    begun = process_time()
    table = pq.read_table(path)
    for name, parameters in named:
        table = one(table, name, parameters)
    pq.write_table(table, f"{path}.{os.getpid()}", **PARQUET)
    return process_time() - begun


def compile_seconds(texts: Texts, named: Sequence[Named]) -> dict[str, float]:
    """Seconds of CPU to compile and load what each stage is first to need, with an empty cache: a first run, less a second."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "few.parquet"
        pq.write_table(texts.table.slice(0, 32), path, **PARQUET)
        environment = {**os.environ, "NUMBA_CACHE_DIR": str(Path(folder) / "cache")}
        command = [sys.executable, "-c", TWICE, str(path), json.dumps(list(named))]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"the stages do not run: {done.stderr[-2000:]}")
    return {name: round(seconds, 2) for name, seconds in json.loads(done.stdout).items()}
