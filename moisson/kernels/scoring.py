"""Windows of text against the model: each one's best class, how likely it is, and if no other can be meant."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.bayes import FOUR, UNIT, Scratch, Tables, add_often, add_once, count_grams, decide, list_grams
from moisson.kernels.compiled import inlined, kernel
from moisson.kernels.windows import fill, is_letter, small_letters

ANY = -2  # the class expected where no other than those asked for will be looked for
NEVER = 2.0  # a probability that none has
NOBODY = np.zeros((0, 0), np.int64)
WIDTH = 16  # columns of weights are padded to a multiple, for whole vectors
EVERY = np.int64(8)  # of so many n-grams one is asked whether a window may be in none of the classes asked for
CLEAR = 5.0  # what the best of these must be ahead by, in units of the root of how many were asked, to be in no other
LEAST = 8  # such n-grams, or it cannot be told
_NONE, _ONE, _TWO = (np.int64(k) for k in range(3))


def _scratch(tables: Tables, most_bytes: int) -> Scratch:
    """Room for windows of at most `most_bytes` bytes."""
    rows, width = tables.weights.shape
    return Scratch(
        np.zeros(most_bytes, np.uint8),
        np.empty(most_bytes + 2 * FOUR, np.uint32),
        np.empty(most_bytes + 2 * FOUR, np.uint32),
        np.zeros(rows, np.uint32),
        np.zeros(most_bytes + 2 * FOUR, np.float32),
        np.zeros(width, np.int32),
        np.zeros(width, np.int32),
        np.zeros(width, np.float32),
        np.zeros(width, np.int32),
    )


@inlined
def _clear(asked: int, inside: int, classes: int, best: int, sums: Any) -> Any:
    """Whether the sums over some n-grams, taken from all over a window, leave no doubt that it is in a language asked for."""
    ahead = sums[best]
    for k in range(inside, classes):
        ahead = min(ahead, sums[best] - sums[k])
    return ahead > CLEAR * UNIT * math.sqrt(asked)


@kernel
def _identify(
    data: Any,
    starts: Any,
    ends: Any,
    expected: Any,
    classes: int,
    tables: Any,
    room: Any,
    small: Any,
    named: Any,
    found: Any,
    odds_of: Any,
    sure: float,
) -> None:
    """For each window: the best of so many classes, whether it is odd, whether it is clearly inside."""
    moves, first, grams, weights, prior, doubles, alike, logs, begin, inside = tables
    text, seen, often, counts, times, sums, spare, scores, odds = room
    nothing = np.uint32(len(weights) - 1)
    width = -(-classes // WIDTH) * WIDTH
    for row in range(len(starts)):
        size, found[row, 1] = fill(data, starts[row], ends[row], small, text)
        known = list_grams(text, size, moves, begin, first, grams, nothing, seen)
        found[row, 0] = -1
        if not known:
            continue
        own = expected[row]
        for k in range(width):
            sums[k] = 0
        once, more, parts, sample = known, _NONE, _TWO, _NONE
        if sure >= 1:
            if own != ANY and own < inside and classes == inside and len(named) == 0:
                sample = known // EVERY // FOUR * FOUR
                for k in range(len(spare)):
                    spare[k] = 0
                add_once(seen, _NONE, sample * EVERY, EVERY, weights, len(spare), spare)
            once, more = count_grams(known, logs, seen, often, counts, times)
            parts = _ONE
        for k in range(2 * FOUR):
            seen[once + k] = often[more + k] = nothing
            times[more + k] = 0
        best, total, together = _NONE, _NONE, _NONE
        for part in range(parts):
            add_once(seen, part, once, parts, weights, width, sums)
            for k in range(width):
                scores[k] = prior[k] + np.float32(sums[k]) * logs[1]
            add_often(often, more, times, weights, width, scores)
            if len(named):
                break
            best, total, together = decide(classes, size, doubles, alike, scores, odds)
            if best == own and odds[best] >= sure * total:
                break
        if len(named):
            letters = 0
            for k in range(size):
                letters += is_letter(text[k])
            cool = (letters * 2 > size) / (UNIT * math.sqrt(size))
            for k in range(named.shape[1]):
                odds_of[row, k] = (scores[named[own, k]] - prior[named[own, k]]) * cool
            continue
        found[row, 0] = best
        odds_of[row, 0] = odds[best] / total
        if own >= 0 and own < classes:
            odds_of[row, 1] = odds[own] / total
        beyond = 0
        for k in range(inside, classes):
            beyond += odds[k]
        odds_of[row, 2] = beyond / total
        odds_of[row, 3] = together / total
        found[row, 2] = sample >= LEAST and _clear(sample, inside, len(prior), best, spare)


def ask(
    data: NDArray[np.uint8],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    expected: NDArray[np.int64],
    tables: Tables,
    classes: int,
    named: NDArray[np.int64] = NOBODY,
    sure: float = NEVER,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Of each window among so many classes the best (-1: no n-gram is known), whether it is odd, whether no other can be meant;
    and the probability of the best, of the expected one, of all that were not asked for, and of those that are alike together.

    `odd`: these are capitals whose small letters are a matter of Python's rules; they were read as they are. Where half of the
    n-grams are `sure` that it is the expected one, no more are looked at; with that, n-grams count as often as they occur. Where
    classes are `named`, no best is sought: the second is what speaks for each of those of row `expected` of these, tempered.
    """
    starts, ends, expected = (np.array(values, np.int64) for values in (starts, ends, expected))  # writable: one compiled kernel
    sizes = ends - starts
    found = np.zeros((len(starts), 3), np.int64)
    odds = np.zeros((len(starts), max(4, named.shape[1])), np.float64)
    room = _scratch(tables, int(sizes.max(initial=0)))
    _identify(data, starts, ends, expected, classes, tables, room, small_letters(), named, found, odds, sure)
    return found, odds
