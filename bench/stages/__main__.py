"""How fast the stages are, beside reading and writing the Parquet, and beside datatrove doing the same steps.

    python -m bench.stages                                  # all of it: a quarter of an hour, most of it datatrove's
    python -m bench.stages --data release.parquet --datatrove OTHER/bin/python --json
    python -m bench.stages --short                          # a megabyte of each text, one round, one minute

French text is what `--data` names, else the last release of the demo's recipe in `build`, else the laws beside the checkout;
German laws lie beside the checkout. datatrove is run where it is installed; where it is not, pip brings it into an environment
of its own in `build` (the short form goes without). Ends with 1 where a ratio is twice its target.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.stages import beside, speed
from bench.stages.beside import Compared
from bench.stages.speed import CORPUS_STAGES, DOCUMENT_STAGES, Cost, Named
from bench.stages.texts import GERMAN_LAWS, SHARED, Texts, french, laws, sample
from moisson.corpus.evaluation_sets import hash_evaluation

FLOOR_TIMES, DATATROVE_TIMES, CORES_TIMES, COMPILE_S = 8.0, 100.0, 1.9, 20.0  # the targets
SHORT_MB, COMPARED_MB = 1.0, 12.0
EVALUATION = SHARED / "gold-fr-qa-dila" / "data"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, help="a Parquet of documents with `id` and `text`, such as a release's")
    parser.add_argument("--datatrove", type=Path, metavar="PYTHON", help="one that has datatrove; else this, or one made for it")
    parser.add_argument("--megabytes", type=float, default=COMPARED_MB, help="of French text for the comparison with datatrove")
    parser.add_argument("--short", action="store_true", help="a megabyte of each text, one round, nothing about cores")
    parser.add_argument("--warm", action="store_true", help="do not measure how long the kernels take to compile")
    parser.add_argument("--json", action="store_true", dest="as_json")
    asked = parser.parse_args()
    found = [texts for texts in (french(asked.data), laws(GERMAN_LAWS, "de")) if texts is not None]
    if not found:
        print(f"There is no text: name a Parquet with --data, build the demo, or put laws in {SHARED}.")
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        said = measure([sample(texts, SHORT_MB) for texts in found] if asked.short else found, asked, Path(scratch))
    if asked.as_json:
        print(json.dumps(said, indent=2))
    slower = said["floor_ratio"] > 2 * FLOOR_TIMES
    return int(slower or (said["datatrove_ratio"] or DATATROVE_TIMES) < DATATROVE_TIMES / 2)


def measure(found: list[Texts], asked: argparse.Namespace, scratch: Path) -> dict[str, Any]:
    """Everything, printed as it is found unless JSON is asked for."""
    tell = _silent if asked.as_json else _aloud
    document, rounds = document_stages(scratch), 1 if asked.short else speed.ROUNDS
    said: dict[str, Any] = {"texts": {}}
    if not asked.warm:
        spent = speed.compile_seconds(found[0], (*document, *CORPUS_STAGES))
        said["compile_seconds"], said["compile_by_stage"] = round(sum(spent.values()), 1), spent
        parts = ", ".join(f"{name} {seconds:.1f}" for name, seconds in spent.items() if seconds >= 0.1)
        whole = f"{said['compile_seconds']} s of CPU with an empty cache (target: {COMPILE_S:.0f})"
        tell(f"Kernels compile once, in {whole}: {parts}.\n")
    for texts in found:
        least = speed.floor(texts)
        costs = speed.run(texts, (*document, *CORPUS_STAGES), rounds)
        ratio = sum(cost.seconds for cost in costs) / least.seconds
        tell(table_of(texts, least, costs, ratio))
        said["texts"][texts.name] = {
            "floor": asdict(least),
            "stages": [asdict(cost) for cost in costs],
            "floor_ratio": round(ratio, 2),
        }
    said["floor_ratio"] = max(each["floor_ratio"] for each in said["texts"].values())
    if not asked.short:
        cores = speed.two_cores(sample(found[0], 30.0), document)
        said["cores"] = cores._asdict()
        times = f"{cores.by_clock:.2f} times one by the clock, {cores.by_cpu:.2f} by CPU time"
        tell(f"Two cores are {times} (target: {CORES_TIMES}).\n")
    said |= beside_datatrove(found, asked, tell)
    return said


def document_stages(scratch: Path) -> tuple[Named, ...]:
    """With an evaluation set to look for, where one lies beside the checkout."""
    if not EVALUATION.is_dir():
        return DOCUMENT_STAGES
    hashed = scratch / "evaluation.parquet"
    hash_evaluation(EVALUATION, hashed, "gold-fr-qa-dila")
    sets = {"drop_contaminated": {"sets": (str(hashed),)}}
    return tuple((name, sets.get(name, parameters)) for name, parameters in DOCUMENT_STAGES)


def table_of(texts: Texts, least: Cost, costs: Sequence[Cost], ratio: float) -> str:
    """Stages with their speed, their share, and how many times the floor they take."""
    whole = sum(cost.seconds for cost in costs)
    lines = [
        f"{texts.name}: {texts.table.num_rows:,} documents, {texts.megabytes:.1f} MB of text",
        f"  {'':28} {'CPU s':>8} {'MB/s':>8} {'share':>7} {'× floor':>8} {'dropped':>8}",
        f"  {least.name:28} {least.seconds:8.3f} {least.speed:8.1f} {'':>7} {1:8.2f}",
    ]
    for cost in costs:
        times = cost.seconds / least.seconds
        lines.append(
            f"  {cost.name:28} {cost.seconds:8.3f} {cost.speed:8.1f} {cost.seconds / whole:7.1%} {times:8.2f} {cost.dropped:8,}"
        )
    lines.append(
        f"  {'all stages':28} {whole:8.3f} {texts.megabytes / whole:8.1f} {'':>7} {ratio:8.2f}  (target: {FLOOR_TIMES:.0f})\n"
    )
    return "\n".join(lines)


def beside_datatrove(found: list[Texts], asked: argparse.Namespace, tell: Any) -> dict[str, Any]:
    """Both sides on every text, where datatrove is there; and language beside the library whose model we run."""
    language = beside.language(found[0], 100 if asked.short else 2000)
    times = language.theirs / language.ours
    same = f"{language.same:,} of {language.documents:,} documents agree"
    tell(f"Language, whole documents: py3langid takes {times:.0f} times our CPU time; {same}.\n")
    said: dict[str, Any] = {"language_ratio": round(times, 1), "language": asdict(language), "datatrove_ratio": None}
    program = beside.interpreter(asked.datatrove, install=not asked.short)
    if program is None:
        tell("datatrove is not here: name a Python that has it with --datatrove.")
        return said
    compared = []
    for texts in found:
        compared.append(beside.compare(sample(texts, SHORT_MB if asked.short else asked.megabytes), program))
        tell(beside_table(compared[-1]))
    said["datatrove"] = [{**asdict(each), "ratio": round(each.ratio, 1)} for each in compared]
    said["datatrove_ratio"] = round(min(each.ratio for each in compared), 1)
    return said


def beside_table(each: Compared) -> str:
    """CPU time of both by step, then decisions."""
    versions = ", ".join(f"{name} {version}" for name, version in each.versions.items())
    lines = [
        f"{each.texts}, {each.documents:,} documents, {each.megabytes:.1f} MB: datatrove's CPU time and ours ({versions})",
        f"  {'':28} {'theirs s':>9} {'ours s':>9} {'times':>7}",
    ]
    for step, seconds in each.theirs.items():
        lines.append(f"  {step:28} {seconds:9.2f} {each.ours[step]:9.4f} {seconds / each.ours[step]:7.0f}")
    theirs, ours = sum(each.theirs.values()), sum(each.ours.values())
    lines.append(f"  {'all':28} {theirs:9.2f} {ours:9.4f} {each.ratio:7.0f}  (target: {DATATROVE_TIMES:.0f})")
    lines.append(f"  (datatrove's process took {each.whole_process:.1f} s of CPU, its start and what is done twice among them)\n")
    lines.append(f"  {'documents that go':48} {'theirs':>7} {'ours':>7} {'both':>7}")
    for family, reason, their, our, both in each.decisions:
        lines.append(f"  {family + ': ' + reason:48} {their:7,} {our:7,} {both:7,}")
    return "\n".join(lines) + "\n"


def _aloud(words: str) -> None:
    print(words, flush=True)


def _silent(words: str) -> None:
    """JSON says it all."""


if __name__ == "__main__":
    sys.exit(main())
