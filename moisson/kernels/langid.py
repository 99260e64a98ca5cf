"""py3langid's language identifier as a kernel: its automaton over bytes and its naive Bayes model, read from the library itself.

The model and the method are those of `py3langid.LanguageIdentifier` with `norm_probs=True` (Lui and Baldwin 2012,
*langid.py*): the bytes drive an automaton whose states stand for known byte n-grams; log(1 + count) of each n-gram times its
weight per language gives a score, tempered by the square root of the length and normalised to probabilities.
"""

from functools import lru_cache
from typing import Any, NamedTuple
from unicodedata import normalize

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from moisson.kernels.bayes import FOUR, UNIT, Scratch, Tables, add_scores, count_grams, decide, walk
from moisson.kernels.compiled import kernel
from moisson.kernels.letters import letters
from moisson.kernels.strings import Strings, strings
from moisson.kernels.windows import cut_all, fill

ANY = -2  # the language expected where no other than those asked for will be looked for
_NEVER = 2.0  # a probability that none has
_WIDTH = 16  # columns of weights are padded to a multiple, for whole vectors


class Model(NamedTuple):
    """`labels` of all classes of the library's model, the `inside` ones asked for first, each part in the library's order."""

    labels: tuple[str, ...]
    inside: int
    tables: Tables


def _padded(weights: NDArray[np.float32]) -> NDArray[np.int16]:
    """Weights in 16 bits, with whole vectors of columns, and the row of the n-gram that weighs nothing."""
    rows, columns = weights.shape
    table = np.zeros((rows + 1, -(-columns // _WIDTH) * _WIDTH), np.int16)
    table[:rows, :columns] = weights
    return table


def _automaton(library: Any) -> tuple[Any, Any, Any, Any]:
    """`moves`, `first`, `grams` and `start` of the tables."""
    rows = np.asarray(library.tk_row, np.int64)
    by_row = np.argsort(rows, kind="stable")
    first = np.searchsorted(rows[by_row], np.arange(rows.max() + 1))
    states = np.empty(len(rows), np.uint32)
    states[by_row] = rows[by_row] << 8 | np.arange(len(rows)) - first[rows[by_row]]
    grams = np.asarray(library.tk_output, np.int64)[by_row]
    grams[grams < 0] = len(library.nb_ptc)  # no n-gram ends here
    return states[np.asarray(library.tk_nextmove)], first.astype(np.uint32), grams.astype(np.uint32), states[0]


@lru_cache(maxsize=4)
def load_model(languages: tuple[str, ...] | None = None) -> Model:
    """The library's own model, asked for `languages` (its codes; all where none are given); half a second, once per process."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    library = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    codes = list(library.nb_classes)
    asked = [k for k, code in enumerate(codes) if languages is None or code in languages]
    order = asked + [k for k, code in enumerate(codes) if k not in set(asked)]
    labels = tuple(codes[k] for k in order)
    units = np.asarray(library.nb_ptc, np.float32) * np.float32(UNIT)
    units -= np.rint(units[:, asked].mean(axis=1, keepdims=True))
    moves, first, grams, start = _automaton(library)
    tables = Tables(
        moves,
        first,
        grams,
        _padded(units[:, asked]),
        _padded(units[:, order[len(asked) :]]),
        np.asarray(library.nb_pc, np.float64)[order],
        np.array([labels.index(label) for label in labels], np.int64),
        np.log1p(np.arange(1 << 16)).astype(np.float32),
        start,
    )
    return Model(labels, len(asked), tables)


def scratch(model: Model, most_bytes: int) -> Scratch:
    """Room for windows of at most `most_bytes` bytes."""
    tables = model.tables
    return Scratch(
        np.empty(most_bytes, np.uint8),
        np.empty(most_bytes, np.uint32),
        np.empty(most_bytes + FOUR, np.uint32),
        np.zeros(len(tables.near), np.uint32),
        np.zeros(max(tables.near.shape[1], tables.far.shape[1]), np.float32),
        np.zeros(len(model.labels), np.float64),
        np.zeros(len(model.labels), np.float64),
    )


class Windows(NamedTuple):
    """For each window the language among those asked for (-1: no n-gram is known) and among all, with their probabilities.

    `score_of_expected` is that of the language expected, and `outside` what all languages that were not asked for have together
    (0: nobody looked).
    `odd`: these are capitals whose small letters are a matter of Python's rules; they were read as they are.
    """

    best: NDArray[np.int64]
    score: NDArray[np.float64]
    best_of_all: NDArray[np.int64]
    score_of_all: NDArray[np.float64]
    score_of_expected: NDArray[np.float64]
    outside: NDArray[np.float64]
    odd: NDArray[np.bool_]


@kernel
def _identify(
    data: Any, starts: Any, ends: Any, expected: Any, sure: float, inside: int, tables: Any, room: Any, letters: Any, out: Any
) -> None:
    moves, first, grams, near, far, prior, same, logs, begin = tables
    text, states, seen, counts, sums, scores, odds = room
    nothing = len(counts) - 1
    for row in range(len(starts)):
        size, out.odd[row] = fill(data, starts[row], ends[row], letters.classes, letters.folded, text)
        walk(text, size, moves, begin, states)
        used = count_grams(states, size, first, grams, seen, counts)
        out.best[row] = out.best_of_all[row] = -1
        own = expected[row]
        for wide in range(2 if used > 1 or (used == 1 and seen[0] != nothing) else 0):
            classes = len(prior) if wide else inside
            add_scores(seen, used, counts, far if wide else near, logs, prior, inside if wide else 0, classes, sums, scores)
            best = decide(classes, size, same, scores, odds)
            if not wide:
                out.best[row], out.score[row] = best, odds[best]
            out.best_of_all[row], out.score_of_all[row] = best, odds[best]
            for k in range(inside, classes):
                out.outside[row] += odds[k]
            if own >= (inside if wide else 0) and own < classes:
                out.score_of_expected[row] = odds[own]
            if own == ANY or (best == own and odds[best] >= sure):
                break
        for k in range(used):
            counts[seen[k]] = 0


def identify_windows(
    data: NDArray[np.uint8],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    expected: NDArray[np.int64],
    sure: float,
    model: Model,
) -> Windows:
    """The language of each window of UTF-8.

    All the model's languages are asked for where the answer is not the `expected` one with a probability that is `sure`, and
    never where `ANY` is expected.
    """
    starts, ends, expected = (np.array(values, np.int64) for values in (starts, ends, expected))  # writable: one compiled kernel
    size = len(starts)
    best, best_of_all = np.zeros(size, np.int64), np.zeros(size, np.int64)
    score, score_of_all, score_of_expected, outside = (np.zeros(size, np.float64) for _ in range(4))
    out = Windows(best, score, best_of_all, score_of_all, score_of_expected, outside, np.zeros(size, np.bool_))
    most = int((ends - starts).max(initial=0))
    _identify(data, starts, ends, expected, sure, model.inside, model.tables, scratch(model, most), letters(), out)
    return out


class Identified(NamedTuple):
    """For each text the index of its language in the model's labels (-1: nothing to go by), and the probability."""

    best: NDArray[np.int64]
    score: NDArray[np.float64]


def identify_beginnings(texts: Strings, model: Model, expected: NDArray[np.int64], most_bytes: int = 1000) -> Windows:
    """The language of each text by its first `most_bytes` bytes, as the library finds it for these bytes.

    Among all the model's languages, except where `ANY` is expected. The library composes characters first; here the text
    must be in NFC already.
    """
    starts = texts.offsets[:-1]
    ends = cut_all(texts.data, starts, texts.offsets[1:], most_bytes)
    found = identify_windows(texts.data, starts, ends, expected, _NEVER, model)
    if found.odd.any():
        # Rare: capitals whose small letters are a matter of Python's rules.
        lowered = [_lowered(texts.data[starts[row] : ends[row]]) for row in np.flatnonzero(found.odd).tolist()]
        small = strings(pa.array(lowered, pa.large_string()))
        anew = identify_windows(small.data, small.offsets[:-1], small.offsets[1:], expected[found.odd], _NEVER, model)
        for values, again in zip(found[:-1], anew, strict=False):
            values[found.odd] = again
    return found


def _lowered(window: NDArray[np.uint8]) -> str:
    text = bytes(window).decode()
    return normalize("NFC", text.lower()) if text.isupper() else text


def identify(texts: Strings, model: Model, most_bytes: int = 1000) -> Identified:
    """The language of each text by its beginning, among those that the model was asked for."""
    anything = np.full(len(texts.offsets) - 1, ANY)
    return Identified(*identify_beginnings(texts, model, anything, most_bytes)[:2])
