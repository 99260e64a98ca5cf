"""Tasks for lm-evaluation-harness from a set of questions: a YAML and a JSON Lines file each, with nothing to fetch.

Small models cannot yet answer in words of their own, so both tasks are a choice of four, told by likelihood:

- `answers`: a question, after its passage where that is short; its answer, and answers to other questions.
- `passages`: a question; how the passage that answers it begins, and how others do.

Wrong choices are those of a length nearest to the right one's. Prompts hold no word of ours, so that they suit any language.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import yaml

from moisson.contracts.disk import disk
from moisson.contracts.errors import UserError
from moisson.corpus.evaluation_sets import Fields, entries_of, files_of

CHOICES = 4
CHANCE = 1 / CHOICES
LONGEST = 300  # characters of a choice
SHORT = 700  # characters of a passage that a question is asked after


@dataclass(frozen=True)
class Asked:
    """A question of a set with its answers and passage, each empty where the set has none."""

    question: str
    answers: tuple[str, ...]
    passage: str


def write_tasks(path: Path, folder: Path, apart: str = "") -> list[str]:
    """Write the tasks of a set (a file or a folder, as `hash-evaluation` reads it) and give their names, which end in `apart`.

    Raises NotFound or UserError where it has no questions, or too few for a choice.
    """
    asked = list(dict.fromkeys(_asked(path)))
    name = re.sub(r"\W+", "_", path.resolve().stem.lower()).strip("_") or "questions"
    answers = [(each, each.answers[0]) for each in asked if each.answers]
    passages = [(each, each.passage) for each in asked if each.passage]
    rows = {f"{name}_answers{apart}": _rows(answers, shown=True), f"{name}_passages{apart}": _rows(passages, shown=False)}
    if not any(rows.values()):
        raise UserError(f"{path} makes no task: it takes {CHOICES} questions with different answers or passages.")
    for task, items in rows.items():
        if items:
            _write(folder, task, items)
    return [task for task, items in rows.items() if items]


def _asked(path: Path) -> Iterator[Asked]:
    for file in files_of(path):
        passage = ""
        for entry in entries_of(file, Fields()):
            passage = entry.passage or (passage if not entry.answers or passage else "")
            if entry.question.strip():
                yield Asked(entry.question.strip(), tuple(dict.fromkeys(entry.answers)), entry.passage or passage)


def _rows(items: Sequence[tuple[Asked, str]], shown: bool) -> list[dict[str, Any]]:
    """The items of a task; none where there are fewer than CHOICES different choices."""
    every = {_canonical(told): _cut(told) for _, told in items}
    rows = []
    for asked, told in items:
        right = _cut(told)
        mine = {_canonical(each) for each in (told, *asked.answers, asked.passage)}
        others = [choice for key, choice in every.items() if key not in mine and choice != right]
        others.sort(key=lambda choice: (abs(len(choice) - len(right)), _number(asked.question + choice)))
        if len(others) >= CHOICES - 1:
            place = _number(asked.question + right) % CHOICES
            choices = [*others[:place], right, *others[place : CHOICES - 1]]
            before = f"{asked.passage}\n\n" if shown and 0 < len(asked.passage) <= SHORT else ""
            row = {"prompt": before + asked.question, "choices": choices, "right": place}
            rows.append({**row, "question": asked.question, "passage": asked.passage})
    return rows


def _canonical(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _cut(text: str) -> str:
    """The beginning of a text, to the end of a word."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[:LONGEST].rpartition(" ")[0]


def _number(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big")


def _write(folder: Path, task: str, rows: Iterable[dict[str, Any]]) -> None:
    data = folder / f"{task}.jsonl"
    said = {
        "task": task,
        "dataset_path": "json",
        "dataset_kwargs": {"data_files": {"test": str(data.resolve())}},
        "test_split": "test",
        "output_type": "multiple_choice",
        "doc_to_text": "{{prompt}}",
        "doc_to_choice": "choices",
        "doc_to_target": "right",
        "target_delimiter": "\n",
        "metric_list": [{"metric": metric, "aggregation": "mean", "higher_is_better": True} for metric in ("acc", "acc_norm")],
        "metadata": {"version": 1.0},
    }
    with disk(data):
        data.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
        (folder / f"{task}.yaml").write_text(yaml.safe_dump(said, sort_keys=False, allow_unicode=True), encoding="utf-8")
