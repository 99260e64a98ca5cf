"""What passages cost either side, with intervals over groups of documents and over samples."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moisson.models.worth.passages import Passages

RESAMPLES = 2000
INTERVAL = (2.5, 97.5)  # per cent
SEED = 24  # of the resamples
DECIMALS = 4


@dataclass(frozen=True)
class Scores:
    """What one set costs either side: bits by seed and group, shape (seeds, groups), and bytes by group."""

    learner: str
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
            "learner": self.learner,
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


def by_group(one: Passages, values: NDArray[Any]) -> NDArray[np.float64]:
    """The sums of values, one a passage, over each group."""
    _, group = np.unique(one.groups, return_inverse=True)
    return np.bincount(group, values).astype(np.float64)
