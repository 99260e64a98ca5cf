"""95% intervals of what is measured: shares, differences of shares, and ratios over documents.

Shares: Wilson (1927). Differences of two: Newcombe (1998), method 10, from both Wilson intervals. Ratios of sums, such as bits
per byte: percentiles of a bootstrap over documents (Efron 1979), with the same draws each time. Agreement: Cohen's kappa (1960).
"""

from math import sqrt
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Z = 1.959963984540054  # of the normal distribution, for 95%
RESAMPLES = 1000
SEED = 24
AT_ONCE = 1 << 22  # draws held in memory


class Interval(NamedTuple):
    """An estimate with the bounds of its 95% interval."""

    value: float
    low: float
    high: float

    def as_dict(self) -> dict[str, float]:
        return {name: round(value, 6) for name, value in self._asdict().items()}


def share(hits: float, of: float) -> Interval:
    """The share `hits / of`, which must not be of nothing, with Wilson's interval. Weighted counts need not be whole."""
    p, weight = hits / of, Z * Z / of
    middle, half = (p + weight / 2) / (1 + weight), Z * sqrt(p * (1 - p) / of + weight / of / 4) / (1 + weight)
    return Interval(p, max(middle - half, 0.0) if hits else 0.0, min(middle + half, 1.0) if hits < of else 1.0)


def difference(one: Interval, other: Interval) -> Interval:
    """The difference of two independent shares, `one - other`, with Newcombe's interval."""
    value = one.value - other.value
    low = sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2)
    high = sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    return Interval(value, value - low, value + high)


def ratio(above: NDArray[Any], below: NDArray[Any]) -> Interval:
    """The ratio of two sums over documents, a number each of every document, by a bootstrap over these.

    Documents of nothing, such as no bytes, do not count. One alone has no interval: its bounds are its value.
    """
    above, below = above[below > 0], below[below > 0]
    count = len(above)
    value = float(above.sum() / below.sum())
    if count == 1:
        return Interval(value, value, value)
    draw, drawn = np.random.default_rng(SEED), []
    each = max(1, AT_ONCE // count)
    for begin in range(0, RESAMPLES, each):
        rows = draw.integers(0, count, (min(each, RESAMPLES - begin), count))
        drawn.append(above[rows].sum(axis=1) / below[rows].sum(axis=1))
    low, high = np.percentile(np.concatenate(drawn), (2.5, 97.5))
    return Interval(value, float(low), float(high))


def weighted_share(hits: NDArray[np.bool_], weights: NDArray[np.float64]) -> Interval:
    """The share of a population of which each row stands for so many, with Wilson's interval on the effective number of rows.

    That is Kish's (1965), the square of the weights' sum by the sum of their squares: with equal weights, the number of rows.
    """
    whole = float(weights.sum())
    rows = whole**2 / float((weights**2).sum())
    return share(rows * (float(weights[hits].sum()) / whole), rows)


def kappa(both: NDArray[Any]) -> Interval | None:
    """Cohen's kappa of two readers, from how many items got each pair of verdicts; None where chance alone would always agree.

    As in Cohen (1960), the interval takes chance's part as given: it is that of the observed agreement, here Wilson's, so that
    perfect agreement on a few items is not certain.
    """
    items = float(both.sum())
    chance = float((both.sum(axis=0) * both.sum(axis=1)).sum()) / items**2
    if chance >= 1:
        return None
    return Interval(*((each - chance) / (1 - chance) for each in share(float(np.trace(both)), items)))


def mean(values: NDArray[Any]) -> Interval:
    """The mean of a score over items: Wilson's interval where each is 0 or 1, else a bootstrap's."""
    if np.isin(values, (0, 1)).all():
        return share(int(values.sum()), len(values))
    return ratio(values, np.ones(len(values)))
