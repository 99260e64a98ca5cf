"""The parts of py3langid's method as kernels: its automaton over bytes, the sums of its weights, its tempered softmax.

What makes them fast, and keeps them exact: no n-gram is longer than `MEMORY` bytes, so a text is walked in four places at once,
each begun that many bytes early; one word of 32 bits holds a state's row of moves and which of that row's states it is; the
weights are whole multiples of 1/512, kept in 16 bits, less what is common to an n-gram's row, which decides nothing.
"""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.compiled import inlined, kernel

MEMORY = 6  # the longest n-gram of the model, in bytes: a state depends on no more of what was read
UNIT = 512.0
FOUR = 4  # places of a walk; n-grams added at a time
_LANES = 48  # bytes from which walking in four places pays
_ROW = np.uint32(0xFFFFFF00)
_RANK = np.uint32(0xFF)


class Tables(NamedTuple):
    """The automaton and the weights as kernels read them.

    A state is `row << 8 | rank`; `moves[row << 8 | byte]` is the next one; `grams[first[row] + rank]` is the n-gram it stands
    for, or the last one, which weighs nothing. `near` holds the weights of the languages asked for and `far` those of all
    others, in units of 1/512; `prior` is in the same order; `same` maps a class to the first of the same language.
    """

    moves: NDArray[np.uint32]
    first: NDArray[np.uint32]
    grams: NDArray[np.uint32]
    near: NDArray[np.int16]
    far: NDArray[np.int16]
    prior: NDArray[np.float64]
    same: NDArray[np.int64]
    logs: NDArray[np.float32]
    start: np.uint32


class Scratch(NamedTuple):
    """Room for one window at a time: its bytes, states, n-grams seen and their counts, sums by class, scores and odds."""

    text: NDArray[np.uint8]
    states: NDArray[np.uint32]
    seen: NDArray[np.uint32]
    counts: NDArray[np.uint32]
    sums: NDArray[np.float32]
    scores: NDArray[np.float64]
    odds: NDArray[np.float64]


@kernel
def walk(text: Any, size: int, moves: Any, begin: Any, states: Any) -> None:
    """The automaton's state after each byte."""
    part = size // FOUR if size >= _LANES else 0
    a = b = c = d = begin
    for k in range(-MEMORY if part else 0, part):
        if k >= 0:
            a = moves[(a & _ROW) | text[k]]
            states[k] = a
        b = moves[(b & _ROW) | text[part + k]]
        c = moves[(c & _ROW) | text[2 * part + k]]
        d = moves[(d & _ROW) | text[3 * part + k]]
        if k >= 0:
            states[part + k] = b
            states[2 * part + k] = c
            states[3 * part + k] = d
    for k in range(FOUR * part, size):
        d = moves[(d & _ROW) | text[k]]
        states[k] = d


@kernel
def count_grams(states: Any, size: int, first: Any, grams: Any, seen: Any, counts: Any) -> Any:
    """Count the n-grams that the states stand for; how many distinct ones are `seen` (that of no n-gram may be among them)."""
    used = np.uint32(0)
    for k in range(size):
        gram = grams[first[states[k] >> np.uint32(8)] + (states[k] & _RANK)]
        seen[used] = gram
        used += np.uint32(counts[gram] == 0)
        counts[gram] += np.uint32(1)
    return np.int64(used)


@kernel
def add_scores(
    seen: Any, used: int, counts: Any, weights: Any, logs: Any, prior: Any, start: int, stop: int, sums: Any, scores: Any
) -> None:
    """The scores of classes `start` to `stop`, whose columns `weights` has, from the counts; four n-grams at a time."""
    width = weights.shape[1]
    for j in range(width):
        sums[j] = 0
    for k in range(used, used + FOUR - 1):
        seen[k] = len(weights) - 1
    most = np.uint32(len(logs) - 1)
    for k in range(0, used, FOUR):
        a, b, c, d = seen[k], seen[k + 1], seen[k + 2], seen[k + 3]
        e, f = logs[min(counts[a], most)], logs[min(counts[b], most)]
        g, h = logs[min(counts[c], most)], logs[min(counts[d], most)]
        for j in range(width):
            sums[j] += (e * weights[a, j] + f * weights[b, j]) + (g * weights[c, j] + h * weights[d, j])
    for j in range(start, stop):
        scores[j] = prior[j] + sums[j - start] / UNIT


@inlined
def _exp(x: Any) -> Any:
    """The exponential of -30 to 0 (of less: as of -30) to six digits, in steps that vectorise."""
    y = max(x, -30.0) / 64.0
    y = 1.0 + y * (1.0 + y / 2.0 * (1.0 + y / 3.0 * (1.0 + y / 4.0 * (1.0 + y / 5.0 * (1.0 + y / 6.0 * (1.0 + y / 7.0))))))
    y *= y
    y *= y
    y *= y
    y *= y
    y *= y
    return y * y


@kernel
def decide(size: int, length: int, same: Any, scores: Any, odds: Any) -> int:
    """The best of the first `size` classes, and in `odds` their probabilities: a tempered softmax, equal labels summed."""
    top = scores[0]
    for k in range(size):
        top = max(top, scores[k])
    cool = 1.0 / math.sqrt(length)
    for k in range(size):
        odds[k] = _exp((scores[k] - top) * cool)
    total = 0.0
    for k in range(size):
        total += odds[k]
        if same[k] != k:
            odds[same[k]] += odds[k]
            odds[k] = 0.0
    best = 0
    for k in range(size):
        odds[k] /= total
        if odds[k] > odds[best]:
            best = k
    return best
