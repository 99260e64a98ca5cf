"""py3langid's language identifier as a kernel: its automaton over bytes and its naive Bayes model, read from the library itself.

The model and the method are those of `py3langid.LanguageIdentifier` with `norm_probs=True` (Lui and Baldwin 2012,
*langid.py*): the bytes drive an automaton whose states stand for known byte n-grams; log(1 + count) of each n-gram times its
weight per language gives a score, tempered by the square root of the length and normalised to probabilities.
"""

import math
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from moisson.kernels.letters import LOWER, UPPER, class_of, decode, letters
from moisson.kernels.strings import Strings


class Model(NamedTuple):
    """The automaton and the weights, for the languages asked for. `same` maps a class to the first of the same language."""

    labels: tuple[str, ...]
    moves: NDArray[np.uint32]
    base: NDArray[np.uint32]
    features: NDArray[np.int32]
    weights: NDArray[np.float32]
    prior: NDArray[np.float64]
    same: NDArray[np.int64]


@lru_cache(maxsize=4)
def load_model(languages: tuple[str, ...] | None = None) -> Model:
    """The library's own model, restricted to `languages` (its codes) where given; about half a second, once per process."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(languages)
    labels = tuple(identifier.nb_classes)
    return Model(
        labels,
        np.asarray(identifier.tk_nextmove, np.uint32),
        np.asarray(identifier.tk_row, np.uint32) << np.uint32(8),
        np.asarray(identifier.tk_output, np.int32),
        np.ascontiguousarray(identifier.nb_ptc, np.float32),
        np.asarray(identifier.nb_pc, np.float64),
        np.array([labels.index(label) for label in labels], np.int64),
    )


@lru_cache(maxsize=1)
def _logs() -> NDArray[np.float64]:
    """log(1 + n) rounded to 32 bits as the library does, for any count a window can hold."""
    return np.array([np.float32(math.log1p(n)) for n in range(1 << 16)], np.float64)


@njit(cache=True, nogil=True)
def _cut(data: Any, start: int, end: int, most: int) -> int:
    """The end of the window: at most `most` bytes, never within a code point."""
    if end - start <= most:
        return end
    stop = start + most
    while stop > start and data[stop] & 0xC0 == 0x80:
        stop -= 1
    return stop


@njit(cache=True, nogil=True)
def _is_upper(data: Any, start: int, end: int, classes: Any) -> bool:
    """Python's `str.isupper`: some upper-case letter and no other case."""
    found = False
    at = start
    while at < end:
        code, at = decode(data, at)
        bits = class_of(classes, code)
        if bits & LOWER:
            return False
        found = found or bool(bits & UPPER)
    return found


@njit(cache=True, nogil=True)
def _windows(offsets: Any, data: Any, classes: Any, most: int, ends: Any, upper: Any) -> None:
    for row in range(len(ends)):
        ends[row] = _cut(data, offsets[row], offsets[row + 1], most)
        upper[row] = _is_upper(data, offsets[row], ends[row], classes)


@njit(cache=True, nogil=True)
def _decide(scores: Any, same: Any, length: int) -> Any:
    """The best class and its probability: a tempered softmax, equal labels summed."""
    top = scores.max()
    total = 0.0
    cool = 1.0 / math.sqrt(length)
    for k in range(len(scores)):
        scores[k] = math.exp((scores[k] - top) * cool)
        total += scores[k]
    for k in range(len(scores)):
        if same[k] != k:
            scores[same[k]] += scores[k]
            scores[k] = 0.0
    best = scores.argmax()
    return best, scores[best] / total


@njit(cache=True, nogil=True)
def _identify(
    starts: Any,
    ends: Any,
    data: Any,
    moves: Any,
    base: Any,
    features: Any,
    weights: Any,
    prior: Any,
    same: Any,
    logs: Any,
    best: Any,
    score: Any,
) -> None:
    counts = np.zeros(len(weights), np.int32)
    touched = np.empty(len(weights), np.int32)
    scores = np.empty(len(prior), np.float64)
    for row in range(len(ends)):
        state = np.uint32(0)
        used = 0
        for at in range(starts[row], ends[row]):
            state = moves[base[state] + data[at]]
            feature = features[state]
            if feature >= 0:
                if counts[feature] == 0:
                    touched[used] = feature
                    used += 1
                counts[feature] += 1
        best[row] = -1
        score[row] = 0.0
        if used:
            scores[:] = prior
            for k in range(used):
                weight = logs[min(counts[touched[k]], len(logs) - 1)]
                mine = weights[touched[k]]
                for j in range(len(scores)):
                    scores[j] += weight * mine[j]
                counts[touched[k]] = 0
            best[row], score[row] = _decide(scores, same, ends[row] - starts[row])


class Identified(NamedTuple):
    """For each text the index of its language in the model's labels (-1: nothing to go by), and the probability."""

    best: NDArray[np.int64]
    score: NDArray[np.float64]


def identify(texts: Strings, model: Model, most_bytes: int = 1000) -> Identified:
    """The language of each text by its first `most_bytes` bytes, as the library finds it for these bytes.

    The library composes characters first; here the text must be in NFC already.
    """
    size = len(texts.offsets) - 1
    starts = np.ascontiguousarray(texts.offsets[:-1])
    ends = np.zeros(size, np.int64)
    upper = np.zeros(size, np.bool_)
    _windows(texts.offsets, texts.data, letters().classes, most_bytes, ends, upper)
    found = Identified(np.zeros(size, np.int64), np.zeros(size, np.float64))
    _identify(starts, ends, texts.data, *model[1:], _logs(), *found)
    rows = np.flatnonzero(upper)
    if len(rows):
        # Rare: the library lowers a text that is all capitals, by Python's rules (final sigma, dotted I), so this does too.
        lowered = [bytes(texts.data[starts[row] : ends[row]]).decode().lower().encode() for row in rows]
        bounds = np.cumsum([0, *map(len, lowered)], dtype=np.int64)
        data = np.frombuffer(b"".join(lowered), np.uint8)
        again = Identified(np.zeros(len(rows), np.int64), np.zeros(len(rows), np.float64))
        _identify(bounds[:-1], bounds[1:], data, *model[1:], _logs(), *again)
        found.best[rows] = again.best
        found.score[rows] = again.score
    return found
