"""Evaluates a model: bits per byte of held-out documents, and tasks with their contamination."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from moisson.contracts.errors import UserError
from moisson.contracts.intervals import Interval, mean, ratio
from moisson.models.evaluation.bits import Bits, bits_per_byte
from moisson.models.evaluation.contamination import Contamination, contamination
from moisson.models.evaluation.harness import Item, run_harness
from moisson.models.evaluation.questions import write_tasks
from moisson.models.evaluation.report import Evaluation, Score
from moisson.models.language_model import LONGEST, LanguageModel, open_model
from moisson.models.unseen import Unseen, opened_for_judging, share_of, unseen
from moisson.release.private import private as is_private
from moisson.stewardship.opened import Released
from moisson.workspace.progress import Progress, Silent

SILENT = Silent()


@dataclass(frozen=True)
class Asked:
    """What to evaluate on, and how."""

    releases: Sequence[Path] = ()
    held_out: float | None = None  # the share that training left out, if not the one the model's record names
    documents: int = 2000  # held-out documents that are scored at most
    context: int = LONGEST  # tokens of a window at most
    stride: int | None = None  # tokens by which a window advances; half the context if not said
    questions: Sequence[Path] = ()  # sets as `hash-evaluation` reads them
    tasks: Sequence[Path] = ()  # folders of lm-evaluation-harness
    harness: str | None = None  # the interpreter that has lm-eval
    items: int | None = None  # of each task at most
    private: bool = False


def evaluate(path: Path, asked: Asked, progress: Progress = SILENT) -> Evaluation:
    """Evaluate the model in a folder. Raises the errors of what it opens, and UserError where nothing is asked."""
    if not (asked.releases or asked.questions or asked.tasks):
        raise UserError("nothing to evaluate on; give --release for bits per byte, or --questions or --tasks with --harness.")
    if (asked.questions or asked.tasks) and asked.harness is None:
        raise UserError(
            "tasks are run by lm-evaluation-harness, which lives in an environment of its own; name its interpreter with"
            " --harness (docs/how-to/evaluate.md makes one in two commands)."
        )
    releases = opened_for_judging(asked.releases, asked.private)
    model = open_model(path, asked.context)
    stride = asked.stride or max(model.context // 2, 1)
    if stride > model.context:
        raise UserError(f"--stride {stride} leaves out tokens, as the model reads {model.context} at a time; give at most that.")
    share = share_of(model.file) if asked.held_out is None else asked.held_out
    documents = unseen(releases, share, asked.documents, model.file) if releases else None
    bits = bits_per_byte(model, documents.documents, stride, progress) if documents else None
    version, scores = _scores(model, asked, releases, progress)
    about: dict[str, Any] = {"context": model.context, "stride": stride, "lm_eval": version}
    if documents:
        about["held_out"] = {"share": share, "documents": documents.held_out, "seen": documents.seen}
    return Evaluation(
        _model(model),
        [{"name": release.name, "root": release.manifest["documents_merkle_root"]} for release in releases],
        about,
        bits,
        scores,
        list(_notes(model, releases, documents, bits, scores)),
        any(is_private(release.stats) for release in releases) or bool(model.file and model.file.model.private),
    )


def _model(model: LanguageModel) -> dict[str, Any]:
    parameters = sum(each.numel() for each in model.network.parameters())
    return {"name": model.name, "type": model.network.config.model_type, "parameters": parameters, "vocabulary": model.vocabulary}


def _scores(
    model: LanguageModel, asked: Asked, releases: Sequence[Released], progress: Progress
) -> tuple[str | None, list[Score]]:
    if asked.harness is None or not (asked.questions or asked.tasks):
        return None, []
    with TemporaryDirectory() as made:
        for number, path in enumerate(asked.questions):
            for task in write_tasks(path, Path(made), str(number) if number else ""):
                _fits(model, Path(made) / f"{task}.jsonl", path)
        folders = [Path(made)] if asked.questions else []
        with progress.task("Tasks, by lm-evaluation-harness", unit="tasks") as step:
            ran = run_harness(asked.harness, model, [*folders, *asked.tasks], asked.items)
            step.reach(len(ran.tasks))
    with progress.task("Tasks looked for in the release", unit="tasks") as step:
        found = contamination(ran.tasks, releases) if releases else {}
        step.reach(len(found))
    return ran.version, [score for name, items in ran.tasks.items() for score in _of_task(name, items, found.get(name))]


def _fits(model: LanguageModel, rows: Path, path: Path) -> None:
    """Raise UserError where a choice is longer than what the model reads: the harness would break off."""
    choices = {choice for line in rows.read_bytes().splitlines() for choice in orjson.loads(line)["choices"]}
    if (longest := max(map(len, model.encode(sorted(choices))))) >= model.context:
        raise UserError(f"{path}: a choice has {longest} tokens, and {model.name} reads {model.context} at a time.")


def _of_task(task: str, items: Sequence[Item], found: Contamination | None) -> list[Score]:
    chance = float(np.mean([1 / item.choices for item in items])) if items and all(item.choices > 1 for item in items) else None
    _, golds = np.unique([item.gold for item in items], return_inverse=True)
    told = []
    for metric in items[0].scores if items else ():
        values = np.array([item.scores[metric] for item in items])
        looked_for, hits, unfound = None, None, None
        if found is not None:
            looked_for, hits = int(found.looked_for.sum()), int(found.found.sum())
            unfound = _score(values[~found.found], golds[~found.found]) if 0 < hits < len(items) else None
        told.append(Score(task, metric, len(items), _score(values, golds), chance, looked_for, hits, unfound))
    return told


def _score(values: NDArray[np.float64], golds: NDArray[np.int64]) -> Interval:
    """The mean over items; those with the same answer stand or fall together, so they are drawn together."""
    if len(np.unique(golds)) == len(golds):
        return mean(values)
    return ratio(np.bincount(golds, values)[np.unique(golds)], np.bincount(golds)[np.unique(golds)])


def _notes(
    model: LanguageModel, releases: Sequence[Released], documents: Unseen | None, bits: Bits | None, scores: Sequence[Score]
) -> Any:
    """What must be known with the figures, a sentence each."""
    if documents and bits:
        yield (
            f"{bits.documents:,} of {documents.held_out:,} held-out documents were scored. They are whole clusters of near"
            " duplicates and of works, so that no version of a law stands on both sides."
        )
        if documents.seen:
            yield (
                f"The model saw {documents.seen:,} of the held-out documents in training, and they are not scored. It was not"
                " trained with this share held out: it may have seen near duplicates and other versions of those that are."
            )
        if model.file is None:
            yield "Nothing says what the model was trained on (it has no `model.json`): it may have seen these documents."
        elif other := {each.release.name for each in model.file.model.tokens} - {release.name for release in releases}:
            yield f"The model was trained on {', '.join(sorted(other))}, too, where the same texts may stand."
        if bits.given_back < bits.documents:
            yield (
                f"The tokenizer does not give back {bits.documents - bits.given_back:,} of {bits.documents:,} documents as they"
                " were: what it lost cost the model nothing."
            )
        if model.start is None:
            yield "The model has no token that begins a document: its first token counts as one drawn from all alike."
    if scores and not releases:
        yield "No release was given, so no task was looked for in what the model was trained on."
    if any(score.chance is not None and score.score.low <= score.chance <= score.score.high for score in scores):
        yield "Where chance lies within the interval, the score is no evidence that the model can do the task."
