"""From samples to documents: which steps saw which, and how many of its tokens."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moisson.contracts.errors import UserError
from moisson.models.binding.draws import Draws
from moisson.models.binding.steps import step_at

AT_ONCE = 1 << 20  # documents of the order that are looked at together
NEVER = np.iinfo(np.int32).max


@dataclass(frozen=True)
class Seen:
    """Of each document of a data set, by its index: the first and the last step that saw it, 0 where none did, and its tokens."""

    first: NDArray[np.int32]
    last: NDArray[np.int32]
    tokens: NDArray[np.int64]


def seen_by(draws: Draws, lengths: NDArray[np.int32], ends: NDArray[np.int64], where: str) -> Seen:
    """What steps saw of documents with these lengths in tokens.

    A sample reads `length` tokens and has to predict the one after them too: that one is a target here and read in the next
    sample. It makes its document seen; only tokens that are read are counted, so that they add up to samples times length.
    Raises UserError where the draws are of other documents.
    """
    order, begins, length = draws.order, draws.begins, draws.length
    if len(order) and int(order.max()) >= len(lengths):
        raise _foreign(draws, where)
    after = np.cumsum(lengths[order], dtype=np.int64)
    before = after - lengths[order]
    count = len(draws.shuffled)
    if int(begins[:, 0].max(initial=0)) >= len(order) or not np.array_equal(
        before[begins[:count, 0]] + begins[:count, 1], np.arange(count, dtype=np.int64) * length
    ):
        raise _foreign(draws, where)
    steps = np.zeros(count, dtype=np.int32)
    drawn = np.asarray(draws.shuffled[: len(draws.places)], dtype=np.int64)
    steps[drawn] = step_at(draws.places, ends)
    first = np.full(len(lengths), NEVER, dtype=np.int32)
    last = np.zeros(len(lengths), dtype=np.int32)
    tokens = np.zeros(len(lengths), dtype=np.int64)
    for at in range(0, len(order), AT_ONCE):
        document, begin, end = (np.asarray(each[at : at + AT_ONCE], dtype=np.int64) for each in (order, before, after))
        low = np.maximum(begin - 1, 0) // length  # the sample before has the document's first token as its last target
        high = np.minimum((end - 1) // length, count - 1)
        many = np.where(end > begin, np.maximum(high - low + 1, 0), 0)
        which = np.repeat(np.arange(len(document)), many)
        sample = low[which] + np.arange(len(which)) - np.repeat(np.cumsum(many) - many, many)
        step = steps[sample]
        which, sample, step = which[step > 0], sample[step > 0], step[step > 0]
        read = np.minimum(end[which], (sample + 1) * length) - np.maximum(begin[which], sample * length)
        np.minimum.at(first, document[which], step)
        np.maximum.at(last, document[which], step)
        np.add.at(tokens, document[which], np.maximum(read, 0))
    first[first == NEVER] = 0
    return Seen(first, last, tokens)


def _foreign(draws: Draws, where: str) -> UserError:
    return UserError(
        f"the index cache for {draws.name} is of other token files than {where}: its samples do not begin where documents of"
        " these lengths put them; give the folder that the run read."
    )
