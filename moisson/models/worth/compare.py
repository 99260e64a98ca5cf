"""Compares two sides: the same learners, the same bytes, several samples; bits per byte with intervals."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moisson.contracts.errors import UserError
from moisson.models.worth.frame import Frame, held_out, quotas, sample
from moisson.models.worth.neural import PRESET, Lesson, needs_torch, one_tokenizer, teach
from moisson.models.worth.ngrams import learn
from moisson.models.worth.passages import Passages, check, from_elsewhere, in_common
from moisson.models.worth.scores import INTERVAL, RESAMPLES, Scores, by_group
from moisson.models.worth.texts import Side, read_side
from moisson.workspace.progress import Progress, Silent

SHARE = 0.03  # of the groups, held out
MOST_BYTES = 24_000_000
NEURAL_BYTES = 6_000_000  # over all epochs: twenty minutes on two cores
N_GRAMS, NEURAL = "n-grams", "neural"


@dataclass(frozen=True)
class Asked:
    """How two sides are compared."""

    most_bytes: int | None = None  # that either learns from, after normalisation; else what the learners have time for
    order: int = 7  # of the n-grams
    seeds: int = 3
    share: float = SHARE
    elsewhere: Sequence[Path] = ()
    one_source: bool = False
    private: bool = False
    names: tuple[str, str] = ("A", "B")
    neural: bool = False  # ask a neural model, too
    epochs: int = 1  # how often the neural model sees a text
    workers: int = 1  # that train neural models

    @property
    def bytes(self) -> int:
        return self.most_bytes or (NEURAL_BYTES // self.epochs if self.neural else MOST_BYTES)


@dataclass(frozen=True)
class Compared:
    """The answer, with the frame that it holds in."""

    account: dict[str, Any] = field(default_factory=dict)

    @property
    def sets(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.account["sets"]
        return found


def compare(a: Path, b: Path, asked: Asked, progress: Progress | None = None) -> Compared:
    """Compare the corpora at two paths. The same corpora and wishes give the same figures.

    Raises UserError where the comparison would not be fair, before anything is learnt.
    """
    if not (asked.seeds >= 1 and 2 <= asked.order <= 8 and 0 < asked.share <= 0.5):
        raise UserError("worth wants at least one seed, an order of 2 to 8, and a held-out share of more than 0 and at most 0.5.")
    if asked.epochs < 1 or (asked.epochs > 1 and not asked.neural):
        raise UserError(f"--epochs {asked.epochs} is how often the neural model sees a text: one or more, and with --neural.")
    if asked.neural:
        needs_torch()
    progress = progress or Silent()
    with progress.task("Reading", unit="sides", total=2) as step:
        first = read_side(a, asked.names[0], private=asked.private, one_source=asked.one_source)
        step.reach(1)
        second = read_side(b, asked.names[1], private=asked.private, one_source=asked.one_source)
        step.reach(2)
    frame = held_out(first, second, asked.share)
    quota = quotas(first, second, frame, asked.bytes)
    sets = [in_common(first, second, frame), *_elsewhere(asked.elsewhere, first, second, frame)]
    sets, few = check(sets, first, second)
    case = _Case((first, second), frame, quota, sets, asked)
    opinions = [_by_n_grams(case, progress), *([_by_neural(case, progress)] if asked.neural else [])]
    scores = [each for opinion in opinions for each in opinion.scores(sets, asked.seeds)]
    return Compared(_account(case, opinions, scores) | {"not_scored": few})


class _Case(NamedTuple):
    """What learners are given."""

    sides: tuple[Side, Side]
    frame: Frame
    quota: dict[str, int]
    sets: Sequence[Passages]
    asked: Asked

    def sample(self, seed: int, number: int) -> NDArray[np.uint8]:
        return sample(self.sides[number], number, self.frame, self.quota, seed)

    def models(self) -> list[tuple[int, int]]:
        """The seed and the side of each."""
        return [(seed, number) for seed in range(self.asked.seeds) for number in (0, 1)]


@dataclass(frozen=True)
class _Opinion:
    """What a kind of learner says: what it is, and by seed and side the bits that the passages of each set cost."""

    about: dict[str, Any]
    bits: dict[tuple[int, int], list[NDArray[np.float64]]]

    def scores(self, sets: Sequence[Passages], seeds: int) -> Iterator[Scores]:
        for place, one in enumerate(sets):
            a, b = (np.array([by_group(one, self.bits[seed, side][place]) for seed in range(seeds)]) for side in (0, 1))
            yield Scores(self.about["name"], one, by_group(one, one.sizes).astype(np.int64), (a, b))


def _by_n_grams(case: _Case, progress: Progress) -> _Opinion:
    bits = dict[tuple[int, int], list[NDArray[np.float64]]]()
    with progress.task("Learning n-grams", unit="models", total=len(case.models())) as step:
        for seed, number in case.models():
            model = learn(case.sample(seed, number), case.asked.order)
            bits[seed, number] = [model.bits(one.texts) for one in case.sets]
            step.reach(len(bits))
    kind = f"n-grams of bytes, modified Kneser-Ney, order {case.asked.order}"
    return _Opinion({"name": N_GRAMS, "kind": kind, "order": case.asked.order, "seeds": case.asked.seeds}, bits)


def _by_neural(case: _Case, progress: Progress) -> _Opinion:
    models, epochs, texts = case.models(), case.asked.epochs, [each.texts for each in case.sets]
    bits, tokens = dict[tuple[int, int], list[NDArray[np.float64]]](), ([0] * case.asked.seeds, [0] * case.asked.seeds)
    with (
        TemporaryDirectory(prefix="moisson-worth-") as made,
        progress.task(f"Training {PRESET.name}", unit="models", total=len(models)) as step,
    ):
        tokenizer = one_tokenizer(Path(made) / "tokenizer", [case.sample(0, number) for number in (0, 1)])
        lessons = [
            Lesson(case.sample(*model), texts, tokenizer, Path(made) / f"{place}", model[0], epochs)
            for place, model in enumerate(models)
        ]
        for place, learnt in teach(lessons, case.asked.workers):
            seed, number = models[place]
            bits[seed, number], tokens[number][seed] = learnt.bits, learnt.tokens
            step.reach(len(bits))
    about = {
        "name": NEURAL,
        "kind": f"a Llama of the preset {PRESET.name}, {epochs} epoch{'s' * (epochs > 1)}",
        "preset": PRESET.name,
        "vocabulary": PRESET.vocabulary,
        "epochs": epochs,
        "seeds": case.asked.seeds,
        "tokens": dict(zip("ab", tokens, strict=True)),
    }
    return _Opinion(about, bits)


def _elsewhere(paths: Sequence[Path], a: Side, b: Side, frame: Frame) -> Iterator[Passages]:
    """Each set by the end of its path, or by its place where two have one name."""
    names = ["/".join(path.resolve().parts[-2:]) for path in paths]
    for number, (path, name) in enumerate(zip(paths, names, strict=True), 1):
        yield from_elsewhere(path, f"{name} ({number})" if names.count(name) > 1 else name, a, b, frame)


def _account(case: _Case, opinions: Sequence[_Opinion], scores: Sequence[Scores]) -> dict[str, Any]:
    def about(number: int) -> dict[str, Any]:
        side, held = case.sides[number], case.frame.held[number]
        return {
            "name": side.name,
            "documents": len(side.ids),
            "bytes": int(side.sizes.sum()),
            "held_out_documents": int(held.sum()),
        }

    return {
        "format": "moisson-worth-1",
        "a": about(0),
        "b": about(1),
        "learners": [each.about for each in opinions],
        "bytes_learnt_from": sum(case.quota.values()),
        "bytes_by_source": dict(sorted(case.quota.items())),
        "held_out_share": case.asked.share,
        "interval": f"{INTERVAL[1] - INTERVAL[0]:g}%, {RESAMPLES} resamples of held-out groups and of seeds",
        "frame": list(FRAME),
        "sets": [each.account() for each in scores],
    }


FRAME = (
    "Both sides are normalised alike (NFKC, lower case, letters, marks and digits, single spaces, no addresses of links); bytes"
    " are counted after that.",
    "Placeholders of masks are taken out of both sides, and nothing is learnt across them.",
    "What is held out is out of both sides in groups: the same harvested entry, the same first thirty words, or near duplicates.",
    "Passages in common are runs of twenty words or more that both sides hold in what is held out; none counts twice.",
    "No passage counts of which a document to learn from, on either side, has half of the runs of eight words.",
    "Both sides learn from the same number of bytes of each source, in equal shares as far as both have them; near duplicates are"
    " drawn together.",
)
