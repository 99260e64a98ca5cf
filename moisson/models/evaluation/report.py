"""What an evaluation found: as JSON, a page of Markdown and plots."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moisson.contracts.disk import beside, disk
from moisson.contracts.identity import pretty_json
from moisson.contracts.intervals import Interval
from moisson.contracts.version import __version__
from moisson.models.evaluation.bits import Bits
from moisson.models.interval_plot import interval_plot
from moisson.release.pack.markdown import escaped, prose, table

FORMAT = "moisson-evaluation-1"
JSON, PAGE, BITS_PLOT, TASKS_PLOT = "evaluation.json", "evaluation.md", "bits-per-byte.svg", "tasks.svg"


@dataclass(frozen=True)
class Score:
    """A task's score by one metric, with what of its items stands in the releases."""

    task: str
    metric: str
    items: int
    score: Interval
    chance: float | None  # what guessing gives, where items are a choice
    looked_for: int | None  # items long enough to be looked for in the releases; None where no release was given
    found: int | None  # of those, items whose question or passage stands there
    unfound: Interval | None  # the score of the items that were not found

    def as_dict(self) -> dict[str, Any]:
        told = {name: getattr(self, name) for name in ("task", "metric", "items", "chance", "looked_for", "found")}
        return {**told, **self.score.as_dict(), "without_found": self.unfound.as_dict() if self.unfound else None}


@dataclass(frozen=True)
class Evaluation:
    """A model's evaluation. `about` says how it was made."""

    model: Mapping[str, Any]
    releases: Sequence[Mapping[str, str]]
    about: Mapping[str, Any]
    bits: Bits | None
    scores: Sequence[Score]
    notes: Sequence[str]
    private: bool

    def as_dict(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "moisson": __version__,
            "model": self.model,
            "private": self.private,
            "releases": list(self.releases),
            "about": self.about,
            "bits_per_byte": [group.as_dict() for group in self.bits.groups] if self.bits else [],
            "tasks": [score.as_dict() for score in self.scores],
            "notes": list(self.notes),
        }

    def write(self, folder: Path) -> None:
        """Write all its files; raises StorageError."""
        with disk(folder):
            folder.mkdir(parents=True, exist_ok=True)
        files = {PAGE: self._page().encode(), JSON: pretty_json(self.as_dict())}
        if self.bits:
            rows = [(f"{group.by} {group.value}".strip(), group.bits_per_byte) for group in self.bits.groups]
            files = {BITS_PLOT: interval_plot(rows, "Bits per byte, with 95% intervals").encode(), **files}
        if self.scores:
            scores = [(f"{score.task} ({score.metric})", score.score) for score in self.scores]
            chances = {score.chance for score in self.scores}
            mark = chances.pop() if len(chances) == 1 else None
            files = {TASKS_PLOT: interval_plot(scores, "Tasks, with 95% intervals", mark).encode(), **files}
        for name, data in files.items():
            with beside(folder / name) as temporary:
                temporary.write_bytes(data)

    def _page(self) -> str:
        parts = [f"# {escaped(self.model['name'])}, evaluated"]
        if self.private:
            parts.append("It stands on a private release: do not pass this page on.")
        if self.bits:
            parts += ["## Bits per byte of held-out documents", f"![Bits per byte by language and source]({BITS_PLOT})"]
            parts.append(table(BITS_HEAD, [[escaped(cell) for cell in row] for row in bits_rows(self.bits)], range(2, 6)))
        if self.scores:
            parts += ["## Tasks", f"![Scores by task]({TASKS_PLOT})"]
            parts.append(table(TASKS_HEAD, [[escaped(cell) for cell in row] for row in task_rows(self.scores)], range(2, 7)))
        parts += ["## To be known with these figures", "\n".join(f"- {prose(note)}" for note in self.notes)]
        return "\n\n".join(parts) + "\n"


BITS_HEAD = ("by", "value", "documents", "bytes", "bits per byte", "95% interval")
TASKS_HEAD = ("task", "metric", "items", "score", "95% interval", "by chance", "found in the release", "score without these")


def bits_rows(bits: Bits) -> list[list[str]]:
    """The table of bits per byte, without its head."""
    return [
        [
            group.by,
            group.value,
            f"{group.documents:,}",
            f"{group.bytes:,}",
            f"{group.bits_per_byte.value:.3f}",
            _range(group.bits_per_byte),
        ]
        for group in bits.groups
    ]


def task_rows(scores: Sequence[Score]) -> list[list[str]]:
    """The table of tasks, without its head."""
    return [
        [
            score.task,
            score.metric,
            f"{score.items:,}",
            f"{score.score.value:.3f}",
            _range(score.score),
            "" if score.chance is None else f"{score.chance:.3f}",
            "not looked for" if score.looked_for is None else f"{score.found:,} of {score.looked_for:,}",
            f"{score.unfound.value:.3f} ({_range(score.unfound)})" if score.unfound else "",
        ]
        for score in scores
    ]


def _range(interval: Interval) -> str:
    return f"{interval.low:.3f} to {interval.high:.3f}"
