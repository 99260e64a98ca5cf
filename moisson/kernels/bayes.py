"""The parts of py3langid's method as kernels: its automaton over bytes, the sums of its weights, its tempered softmax.

What makes them fast, and keeps them exact: one word of 32 bits holds a state's row of moves and which of that row's states it is;
the weights are whole multiples of 1/512, kept in 16
bits, less what is common to an n-gram's row, which decides nothing, and those of n-grams that occur once are added as they are.
"""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.compiled import inlined, kernel

UNIT = 512.0
SHARPER = 2.0  # the library's probabilities are too near to even: where it says 0.7, nearly all are right (decision 72)
FOUR = 4  # n-grams added at a time
_ROW = np.uint32(0xFFFFFF00)
_RANK = np.uint32(0xFF)
_WHOLE = np.float32(1 << 22)  # odds are whole numbers, of this for the best


class Tables(NamedTuple):
    """The automaton and the weights as kernels read them.

    A state is `row << 8 | rank`; `moves[row << 8 | byte]` is the next one; `grams[first[row] + rank]` is the n-gram it stands
    for, or the last one, which weighs nothing. `weights` and `prior` are in units of 1/512, by class, the `inside` ones asked for
    first; `doubles` holds the classes of a language that an earlier class has as well, and those earlier ones; `alike` those that
    n-grams do not tell apart.
    """

    moves: NDArray[np.uint32]
    first: NDArray[np.uint32]
    grams: NDArray[np.uint32]
    weights: NDArray[np.int16]
    prior: NDArray[np.float32]
    doubles: NDArray[np.int64]
    alike: NDArray[np.int64]
    logs: NDArray[np.float32]
    start: np.uint32
    inside: int


class Scratch(NamedTuple):
    """Room for a window: its bytes; its n-grams, all and those seen often, with counts and their logarithms; for each class the
    sums over n-grams seen once and often, the scores and the odds."""

    text: NDArray[np.uint8]
    seen: NDArray[np.uint32]
    often: NDArray[np.uint32]
    counts: NDArray[np.uint32]
    times: NDArray[np.float32]
    once: NDArray[np.int32]
    some: NDArray[np.int32]
    scores: NDArray[np.float32]
    odds: NDArray[np.int32]


@inlined
def list_grams(text: Any, size: int, moves: Any, begin: Any, first: Any, grams: Any, nothing: Any, seen: Any) -> Any:
    """The n-grams that the automaton comes to, in `seen`, in order and as often as they occur: how many there are."""
    known = np.uint32(0)
    state = begin
    for k in range(size):
        state = moves[(state & _ROW) | text[k]]
        gram = grams[first[state >> np.uint32(8)] + (state & _RANK)]
        seen[known] = gram
        known += np.uint32(gram != nothing)
    return np.int64(known)


@inlined
def count_grams(known: int, logs: Any, seen: Any, often: Any, counts: Any, times: Any) -> Any:
    """Part those `seen` once from those seen `often`, each once and with the logarithm of 1 and their count in `times`."""
    used = np.uint32(0)
    for k in range(known):
        gram = seen[k]
        count = counts[gram]
        seen[used] = gram
        used += np.uint32(count == 0)
        counts[gram] = count + np.uint32(1)
    once, more = np.uint32(0), np.uint32(0)
    most = np.uint32(len(logs) - 1)
    for k in range(used):
        gram = seen[k]
        count = counts[gram]
        counts[gram] = np.uint32(0)
        seen[once] = gram
        once += np.uint32(count == 1)
        often[more] = gram
        times[more] = logs[min(count, most)]
        more += np.uint32(count > 1)
    return np.int64(once), np.int64(more)


@kernel
def add_once(seen: Any, start: int, stop: int, every: int, weights: Any, width: int, sums: Any) -> None:
    """Add the weights of every so manieth n-gram for the first `width` classes; four at a time."""
    for k in range(start, stop, FOUR * every):
        at = np.uint64(k)
        a, b = seen[at], seen[at + np.uint64(every)]
        c, d = seen[at + np.uint64(2 * every)], seen[at + np.uint64(3 * every)]
        for j in range(width):
            sums[j] += np.int16(np.int16(weights[a, j] + weights[b, j]) + np.int16(weights[c, j] + weights[d, j]))


@inlined
def add_often(often: Any, more: int, times: Any, weights: Any, width: int, sums: Any) -> None:
    """Add the weights of n-grams, each times the logarithm of its count and 1; four at a time."""
    for k in range(0, more, FOUR):
        a, b, c, d = often[k], often[k + 1], often[k + 2], often[k + 3]
        e, f, g, h = times[k], times[k + 1], times[k + 2], times[k + 3]
        for j in range(width):
            sums[j] += (e * weights[a, j] + f * weights[b, j]) + (g * weights[c, j] + h * weights[d, j])


@inlined
def _exp(x: Any) -> Any:
    """The exponential of -30 to 0 (of less: as of -30) to six digits, in steps that vectorise."""
    one = np.float32(1)
    y = (x if x > np.float32(-30) else np.float32(-30)) * np.float32(1 / 64)
    y = one + y * (one + y * np.float32(1 / 2) * (one + y * np.float32(1 / 3) * (one + y * np.float32(1 / 4))))
    y *= y
    y *= y
    y *= y
    y *= y
    y *= y
    return y * y


@kernel
def decide(size: int, length: int, doubles: Any, alike: Any, scores: Any, odds: Any) -> Any:
    """The best of the first `size` classes, and in `odds` how likely each is, of a total: a tempered softmax by label.

    With the total, and how much of it those have together that are alike.
    """
    top = np.int32(scores[0])
    for k in range(size):
        top = max(top, np.int32(scores[k]))
    cool = np.float32(SHARPER / (UNIT * math.sqrt(length)))
    warm = np.float32(top)
    total = 0
    for k in range(size):
        odds[k] = np.int32(_exp((scores[k] - warm) * cool) * _WHOLE)
        total += odds[k]
    together = 0
    for k in range(len(alike)):
        together += odds[alike[k]] if alike[k] < size else 0
    for k in range(len(doubles)):
        if doubles[k, 0] < size:
            odds[doubles[k, 1]] += odds[doubles[k, 0]]
            odds[doubles[k, 0]] = 0
    highest = odds[0]
    for k in range(size):
        highest = max(highest, odds[k])
    best = 0
    while odds[best] != highest:
        best += 1
    return best, total, together
