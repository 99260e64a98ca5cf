"""Which tokens each step sees: a function of the tokens, the seed and the step, so that resuming needs no state of the data.

Each dataset is cut into windows of the model's context, end to end; the last goes on at the dataset's beginning, so no token is
left out and no dataset is too short. An epoch of a dataset is a shuffle of its windows. The multiples of the golden ratio spread
the datasets over the steps by their shares, as evenly as can be. Loads no PyTorch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from moisson.contracts.errors import StorageError, UserError

GOLDEN = (5**0.5 - 1) / 2
IGNORED = -100  # a target that no loss counts, as PyTorch has it


class Stretch(Protocol):
    """Documents' tokens, one document after another: a dataset of a folder of tokens, or what is in memory."""

    @property
    def tokens(self) -> NDArray[Any]: ...
    @property
    def starts(self) -> NDArray[np.int64]: ...  # the first token of each document
    @property
    def lengths(self) -> NDArray[np.int32]: ...  # tokens of each document
    @property
    def repeats(self) -> float: ...  # how often it is seen for one time that others are


class Tokens(Protocol):
    """What a training reads."""

    @property
    def datasets(self) -> Sequence[Stretch]: ...
    @property
    def vocabulary(self) -> int: ...


@dataclass(frozen=True)
class Sight:
    """What a training saw of a dataset's documents, by their place in the dataset."""

    tokens: NDArray[np.int64]  # seen, those seen twice counted twice
    first: NDArray[np.int64]  # the first step, from 1; of a document that was not seen, without meaning
    last: NDArray[np.int64]


class Batches:
    """The batches of a training."""

    def __init__(self, tokens: Tokens, context: int, sequences: int, steps: int, seed: int, held: Sequence[NDArray[np.bool_]]):
        """`held` has for each dataset which of its documents no batch may touch. Raises UserError where nothing is left."""
        self.datasets, self.context, self.sequences = tokens.datasets, context, sequences
        self.vocabulary = tokens.vocabulary
        kept = [_untouched(dataset, context, of) for dataset, of in zip(self.datasets, held, strict=True)]
        shares = [len(each.tokens) * each.repeats * bool(len(k)) for each, k in zip(self.datasets, kept, strict=True)]
        self.shares = np.array(shares)
        if not self.shares.sum():
            raise UserError("the tokens leave nothing to train on besides what is held out; hold out less.")
        self.shares /= self.shares.sum()
        places = np.arange(1, steps * sequences + 1) * GOLDEN
        bounds = np.cumsum(self.shares)[:-1]
        self._dataset = np.searchsorted(bounds, places - np.floor(places), side="right")
        self._window = np.zeros(steps * sequences, np.int64)
        for number, windows in enumerate(kept):
            of = np.flatnonzero(self._dataset == number)
            for epoch, begin in enumerate(range(0, len(of), max(1, len(windows)))):
                now = of[begin : begin + len(windows)]
                self._window[now] = _shuffled(windows, seed, number, epoch)[: len(now)]

    def step(self, number: int) -> NDArray[np.int64]:
        """The windows of a step, from 0, each with one token more than the context. Raises StorageError for ids out of range."""
        some = range(number * self.sequences, (number + 1) * self.sequences)
        batch = np.stack([self._tokens(self.datasets[self._dataset[at]], int(self._window[at])) for at in some])
        if not 0 <= batch.min() <= batch.max() < self.vocabulary:
            raise StorageError(
                f"The tokens hold the id {batch.max():,}, and their vocabulary has {self.vocabulary:,}; make them again."
            )
        return batch

    def _tokens(self, dataset: Stretch, window: int) -> NDArray[np.int64]:
        begin = window * self.context
        found = dataset.tokens[begin : begin + self.context + 1].astype(np.int64)
        if len(found) <= self.context:  # the last window
            found = dataset.tokens[np.arange(begin, begin + self.context + 1) % len(dataset.tokens)].astype(np.int64)
        return np.asarray(found)

    def sight(self, number: int) -> Sight:
        """What all steps see of a dataset; a token is seen where the model reads it."""
        dataset, at = self.datasets[number], np.flatnonzero(self._dataset == number)
        total, windows, steps = len(dataset.tokens), self._window[at], at // self.sequences + 1
        count = ceil(total / self.context)
        times = np.bincount(windows, minlength=count)
        first, last = np.full(count, np.iinfo(np.int64).max), np.zeros(count, np.int64)
        first[windows[::-1]], last[windows] = steps[::-1], steps  # of equal windows, the last that is assigned stays
        before = np.concatenate([[0], np.cumsum(times)]) * self.context
        starts, lengths = dataset.starts, dataset.lengths.astype(np.int64)
        sight = Sight(np.zeros_like(lengths), np.full_like(lengths, np.iinfo(np.int64).max), np.zeros_like(lengths))

        def seen_before(place: NDArray[np.int64]) -> NDArray[np.int64]:
            window = np.minimum(place // self.context, count - 1)
            return np.asarray(before[window] + (place - window * self.context) * times[window])

        for lap in range(0, count * self.context, total):  # the last window goes round, in a short dataset more than once
            begin, end = starts + lap, np.minimum(starts + lap + lengths, count * self.context)
            there = np.flatnonzero(begin < end)
            begin, end = begin[there], end[there]
            sight.tokens[there] += seen_before(end) - seen_before(begin)
            runs = np.stack([begin // self.context, (end - 1) // self.context + 1], 1).ravel()
            low = np.minimum.reduceat(np.append(first, np.iinfo(np.int64).max), runs)[::2]
            high = np.maximum.reduceat(np.append(last, 0), runs)[::2]
            sight.first[there] = np.minimum(sight.first[there], low)
            sight.last[there] = np.maximum(sight.last[there], high)
        return sight


def _untouched(dataset: Stretch, context: int, held: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The windows that read and predict no token of a document that is held out."""
    total = len(dataset.tokens)
    marks = np.zeros(total + 1, np.int64)
    np.add.at(marks, dataset.starts[held], 1)
    np.add.at(marks, dataset.starts[held] + dataset.lengths[held], -1)
    inside = np.concatenate([[0], np.cumsum(np.cumsum(marks)[:-1] > 0)])  # tokens held out before each place
    begin = np.arange(ceil(total / context)) * context
    clean = inside[np.minimum(begin + context + 1, total)] == inside[begin]
    over = begin + context + 1 - total  # tokens of the last window from the beginning
    clean &= (over <= 0) | (inside[np.clip(over, 0, total)] == 0)
    return np.flatnonzero(clean)


def _shuffled(windows: NDArray[np.int64], seed: int, dataset: int, epoch: int) -> NDArray[np.int64]:
    """By raw numbers, whose stream NumPy promises to keep (NEP 19); it does not promise that of its shuffle."""
    drawn = np.random.PCG64([seed, dataset, epoch]).random_raw(len(windows))
    return windows[np.argsort(np.asarray(drawn, np.uint64), kind="stable")]


def goldfish(batch: NDArray[np.int64], every: int, width: int) -> NDArray[np.int64]:
    """The targets of a batch, one in `every` of them ignored: where the hash of the `width` tokens before says so.

    The same passage drops the same tokens wherever it stands, so that none is learnt by heart (arXiv 2406.10209; Apertus takes
    50 for both, arXiv 2509.14233). Windows are (sequences, context + 1); targets, (sequences, context).
    """
    targets = batch[:, 1:].copy()
    with np.errstate(over="ignore"):
        mixed = np.zeros((len(batch), batch.shape[1] - width), np.uint64)
        for offset in range(width):
            mixed = mixed * np.uint64(0x100000001B3) + batch[:, offset : offset + mixed.shape[1]].astype(np.uint64) + np.uint64(1)
        mixed = (mixed ^ (mixed >> np.uint64(32))) * np.uint64(0x9E3779B97F4A7C15)
    targets[:, width - 1 :][(mixed >> np.uint64(33)) % np.uint64(every) == 0] = IGNORED
    return targets
