"""Compares two sides: the same learner, the same bytes, several samples; bits per byte with intervals."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moisson.contracts.errors import UserError
from moisson.models.worth.frame import Frame, held_out, quotas, sample
from moisson.models.worth.ngrams import learn
from moisson.models.worth.passages import Passages, check, from_elsewhere, in_common
from moisson.models.worth.texts import Side, read_side
from moisson.workspace.progress import Progress, Silent

RESAMPLES = 2000
INTERVAL = (2.5, 97.5)  # per cent
SEED = 24  # of the resamples
SHARE = 0.03  # of the groups, held out
MOST_BYTES = 24_000_000
DECIMALS = 4


@dataclass(frozen=True)
class Asked:
    """How two sides are compared."""

    most_bytes: int = MOST_BYTES  # that either learns from, after normalisation
    order: int = 7  # of the n-grams
    seeds: int = 3
    share: float = SHARE
    elsewhere: Sequence[Path] = ()
    one_source: bool = False
    private: bool = False
    names: tuple[str, str] = ("A", "B")


@dataclass(frozen=True)
class Scores:
    """What one set costs either side: bits by seed and group, shape (seeds, groups), and bytes by group."""

    of: Passages
    bytes: NDArray[np.int64]
    bits: tuple[NDArray[np.float64], NDArray[np.float64]]

    def account(self) -> dict[str, Any]:
        """Bits per byte of either side and what A saves, in per cent of B, each with its interval."""
        a, b = self.bits
        size = self.bytes.sum()
        means = [float(each.sum(1).mean() / size) for each in self.bits]
        drawn = np.array(list(self._resampled()))
        low_high = np.percentile(drawn, INTERVAL, axis=0).T
        by_seed = 100 * (b.sum(1) - a.sum(1)) / b.sum(1)
        return {
            "set": self.of.name,
            "passages": len(self.of.sizes),
            "groups": len(self.bytes),
            "bytes": int(size),
            "leaked_passages": self.of.leaked,
            "bits_per_byte": {
                side: {"mean": round(mean, DECIMALS), "interval": np.round(bounds, DECIMALS).tolist()}
                for side, mean, bounds in zip("ab", means, low_high, strict=False)
            },
            "a_saves_per_cent": {
                "mean": round(100 * (means[1] - means[0]) / means[1], DECIMALS),
                "interval": np.round(low_high[2], DECIMALS).tolist(),
                "by_seed": np.round(by_seed, DECIMALS).tolist(),
            },
        }

    def _resampled(self) -> Iterator[tuple[float, float, float]]:
        """Groups and seeds drawn again, with replacement; both sides keep the same draw."""
        drawn = np.random.Generator(np.random.PCG64(SEED))
        seeds, groups = self.bits[0].shape
        for _ in range(RESAMPLES):
            times = np.bincount(drawn.integers(groups, size=groups), minlength=groups)
            of_seeds = np.bincount(drawn.integers(seeds, size=seeds), minlength=seeds)
            size = float(times @ self.bytes) * seeds
            a, b = (float(of_seeds @ bits @ times) / size for bits in self.bits)
            yield a, b, 100 * (b - a) / b


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
    progress = progress or Silent()
    with progress.task("Reading", unit="sides", total=2) as step:
        first = read_side(a, asked.names[0], private=asked.private, one_source=asked.one_source)
        step.reach(1)
        second = read_side(b, asked.names[1], private=asked.private, one_source=asked.one_source)
        step.reach(2)
    frame = held_out(first, second, asked.share)
    quota = quotas(first, second, frame, asked.most_bytes)
    sets = [in_common(first, second, frame), *_elsewhere(asked.elsewhere, first, second, frame)]
    sets, few = check(sets, first, second)
    bits: list[list[list[NDArray[np.float64]]]] = [[[], []] for _ in sets]
    with progress.task("Learning", unit="models", total=2 * asked.seeds) as step:
        for seed in range(asked.seeds):
            for number, (side, held) in enumerate(zip((first, second), frame.held, strict=True)):
                model = learn(sample(side, held, quota, seed), asked.order)
                for place, one in enumerate(sets):
                    bits[place][number].append(_by_group(one, model.bits(one.texts)))
                step.reach(2 * seed + number + 1)
    scores = [
        Scores(one, _by_group(one, one.sizes).astype(np.int64), (np.array(found[0]), np.array(found[1])))
        for one, found in zip(sets, bits, strict=True)
    ]
    return Compared(_account(first, second, frame, quota, asked, scores) | {"not_scored": few})


def _elsewhere(paths: Sequence[Path], a: Side, b: Side, frame: Frame) -> Iterator[Passages]:
    """Each set by the end of its path, or by its place where two have one name."""
    names = ["/".join(path.resolve().parts[-2:]) for path in paths]
    for number, (path, name) in enumerate(zip(paths, names, strict=True), 1):
        yield from_elsewhere(path, f"{name} ({number})" if names.count(name) > 1 else name, a, b, frame)


def _by_group(one: Passages, values: NDArray[Any]) -> NDArray[np.float64]:
    _, group = np.unique(one.groups, return_inverse=True)
    return np.bincount(group, values).astype(np.float64)


def _account(a: Side, b: Side, frame: Frame, quota: dict[str, int], asked: Asked, scores: Sequence[Scores]) -> dict[str, Any]:
    def about(side: Side, held: NDArray[np.bool_]) -> dict[str, Any]:
        return {
            "name": side.name,
            "documents": len(side.ids),
            "bytes": int(side.sizes.sum()),
            "held_out_documents": int(held.sum()),
        }

    return {
        "format": "moisson-worth-1",
        "a": about(a, frame.held[0]),
        "b": about(b, frame.held[1]),
        "learner": {"kind": "n-grams of bytes, modified Kneser-Ney", "order": asked.order, "seeds": asked.seeds},
        "bytes_learnt_from": sum(quota.values()),
        "bytes_by_source": dict(sorted(quota.items())),
        "held_out_share": asked.share,
        "interval": f"{INTERVAL[1] - INTERVAL[0]:g}%, {RESAMPLES} resamples of held-out groups and of seeds",
        "frame": list(FRAME),
        "sets": [each.account() for each in scores],
    }


FRAME = (
    "Both sides are normalised alike (NFKC, lower case, letters, marks and digits, single spaces); bytes are counted after that.",
    "Placeholders of masks are taken out of both sides, and nothing is learnt across them.",
    "What is held out is out of both sides in groups: the same harvested entry, the same first thirty words, or near duplicates.",
    "Passages in common are runs of twenty words or more that both sides hold in what is held out; none counts twice.",
    "No passage counts of which a document to learn from, on either side, has half of the runs of eight words.",
    "Both sides learn from the same number of bytes of each source, in equal shares as far as both have them.",
)
