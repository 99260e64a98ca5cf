"""lm-evaluation-harness on local tasks, offline, run by an interpreter that has it."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from moisson.contracts.errors import UserError
from moisson.models.evaluation import harness_driver
from moisson.models.language_model import LanguageModel

BATCH = 16
# Nothing is asked of a hub: tasks and model lie here.
OFFLINE = dict.fromkeys(("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY"), "1")
ERROR = re.compile(r"[\w.]+(Error|Exception|Interrupt)\b")  # the line that ends a traceback; behind it may stand a progress bar
REMEDY = "docs/how-to/evaluate.md has the two commands that make an environment with lm-eval"


@dataclass(frozen=True)
class Item:
    """An item of a task: its scores by metric, and its texts."""

    scores: Mapping[str, float]
    choices: int
    question: str
    gold: str
    passage: str


@dataclass(frozen=True)
class Ran:
    """What the harness gave: its version, and items by task."""

    version: str
    tasks: Mapping[str, Sequence[Item]]


def run_harness(python: str, model: LanguageModel, folders: Sequence[Path], limit: int | None) -> Ran:
    """Run all tasks that some folders define, at most `limit` items of each.

    Raises UserError where the interpreter is none or has no lm-eval, and where the harness fails, with its last line.
    """
    if (program := which(python)) is None:
        raise UserError(f"--harness {python}: there is no such interpreter; {REMEDY}.")
    with TemporaryDirectory() as work:
        request, answer = Path(work) / "request.json", Path(work) / "answer.json"
        asked: dict[str, Any] = {
            "model": str(model.folder.resolve()),
            "context": model.context,
            "device": str(model.network.device),
            "folders": [str(folder.resolve()) for folder in folders],
            "batch": BATCH,
            "limit": limit,
        }
        request.write_bytes(orjson.dumps(asked))
        environment = {**os.environ, **OFFLINE, "HF_DATASETS_CACHE": str(Path(work) / "datasets")}
        environment.pop("PYTHONPATH", None)  # it would put this environment's packages before the other's
        done = subprocess.run(
            [Path(program).absolute(), harness_driver.__file__, str(request), str(answer)],
            env=environment,
            cwd=work,
            text=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
        )
        if done.returncode or not answer.is_file():
            raise UserError(_failed(python, done.stderr))
        told = orjson.loads(answer.read_bytes())
    return Ran(told["version"], {name: [_item(each) for each in items] for name, items in told["tasks"].items()})


def _item(told: Mapping[str, Any]) -> Item:
    return Item(told["scores"], told["choices"], told["question"] or told["prompt"], told["gold"], told["passage"] or "")


def _failed(python: str, said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    last = next((line for line in reversed(lines) if ERROR.match(line)), lines[-1] if lines else "it gave no reason")
    if "No module named 'lm_eval'" in last:
        same = ", which is this one" if Path(python).resolve() == Path(sys.executable).resolve() else ""
        return f"--harness {python}: that interpreter{same} has no lm-eval; {REMEDY}."
    return f"lm-evaluation-harness failed: {last}"
