"""`moisson tokens` beside datatrove's tokenizer step: the same release, the same tokenizer, one process each, in turn.

    python bench/tokens.py RELEASE TOKENIZER [--runs 3]

The whole command is measured, which writes a row for each document, and the whole of datatrove's pipeline: ParquetReader, then
MegatronDocumentTokenizer, or DocumentTokenizer without its shuffle. Each is a program of its own with one thread; CPU time is
with its children. Who comes first changes with each run. Both write the same tokens, unless a text spells out a control token:
see the counts.

`moisson tokens` verifies the release before it begins, as no step of datatrove's does: what `moisson verify` takes beyond its
start is measured, too, and taken off for the last lines.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter

from moisson.contracts.token_files import TokenFiles

REPOSITORY = Path(__file__).parents[1]
END = "<|endoftext|>"
PIPELINE = """
import sys
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import ParquetReader
from datatrove.pipeline.tokens import DocumentTokenizer, MegatronDocumentTokenizer

kind, data, tokenizer, end, to = sys.argv[1:]
reader = ParquetReader(data, text_key="text", id_key="id", read_metadata=False)
if kind == "megatron":
    step = MegatronDocumentTokenizer(to, tokenizer_name_or_path=tokenizer, eos_token=end)
else:
    step = DocumentTokenizer(to, tokenizer_name_or_path=tokenizer, eos_token=end, shuffle_documents=False)
LocalPipelineExecutor([reader, step], tasks=1, workers=1, logging_dir=to + "/log").run()
"""
THEIRS = ("datatrove, for Megatron", "datatrove, its own files")
ONE_THREAD = dict.fromkeys(("RAYON_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")


def measured(command: list[str]) -> tuple[float, float, float]:
    """The CPU and the clock's seconds of a command, and its memory at most, in MB."""
    environment = {**os.environ, **ONE_THREAD, "MOISSON_CORES": "1", "PYTHONPATH": str(REPOSITORY)}
    began = perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env=environment)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            sys.exit(said.read().decode(errors="replace"))
    return used.ru_utime + used.ru_stime, perf_counter() - began, used.ru_maxrss / 1024


def commands(release: Path, tokenizer: Path, to: Path) -> Mapping[str, list[str]]:
    """What is run, by name."""
    moisson = [sys.executable, "-m", "moisson"]
    ours = [*moisson, "tokens", str(release), "--tokenizer", str(tokenizer), "--private", "--workers", "1"]
    theirs = [sys.executable, "-c", PIPELINE]
    given = [str(release.resolve() / "data"), str(tokenizer), END]
    return {
        "moisson tokens": [*ours, "--out", str(to / "work"), "--to", str(to / "moisson"), "--end-of-text", END],
        "datatrove, for Megatron": [*theirs, "megatron", *given, str(to / "megatron")],
        "datatrove, its own files": [*theirs, "own", *given, str(to / "own")],
        "moisson verify": [*moisson, "verify", str(release)],
        "moisson's start": [*moisson, "--version"],
    }


def main() -> None:
    """Print medians, and how many times datatrove's time ours is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("release", type=Path)
    parser.add_argument("tokenizer", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    found: dict[str, list[tuple[float, float, float]]] = {}
    for run in range(asked.runs):
        with tempfile.TemporaryDirectory() as folder:
            to = Path(folder)
            turn = [*commands(asked.release, asked.tokenizer, to).items()]
            for name, command in turn[run % len(turn) :] + turn[: run % len(turn)]:
                found.setdefault(name, []).append(measured(command))
            ours = TokenFiles.open(to / "moisson").manifest.tokens
            theirs = sum(path.stat().st_size for path in (to / "megatron").glob("*.bin")) // 2
    print(f"{ours:,} tokens; datatrove wrote {theirs:,}")
    medians = {name: [statistics.median(each) for each in zip(*runs, strict=True)] for name, runs in found.items()}
    for name, (cpu, clock, memory) in medians.items():
        print(f"{name:26} {cpu:7.1f} s of CPU time {clock:7.1f} s {memory:7.0f} MB")
    whole = medians["moisson tokens"]
    step = [
        of_all - verify + start
        for of_all, verify, start in zip(whole, medians["moisson verify"], medians["moisson's start"], strict=True)
    ]
    for what, (cpu, clock, _) in (("", whole), (", the step alone", step)):
        for name in THEIRS:
            print(f"to {name + what:42} {cpu / medians[name][0]:6.2f} {clock / medians[name][1]:8.2f}")


if __name__ == "__main__":
    main()
