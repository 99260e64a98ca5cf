"""py3langid's language identifier as a kernel: its automaton over bytes and its naive Bayes model, mended (`mending.py`).

The method is that of `py3langid.LanguageIdentifier` with `norm_probs=True` (Lui and Baldwin 2012, *langid.py*): the bytes drive
an automaton whose states stand for known byte n-grams; log(1 + count) of each n-gram times its weight per language gives a
score, tempered by the square root of the length, sharpened, and normalised to probabilities.
"""

from functools import lru_cache
from typing import Any, NamedTuple
from unicodedata import normalize

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from moisson.kernels import cyrillic
from moisson.kernels.alike import alike
from moisson.kernels.bayes import SHARPER, UNIT, Tables
from moisson.kernels.mending import mend
from moisson.kernels.scoring import ANY, NEVER, WIDTH, ask
from moisson.kernels.strings import Strings, strings
from moisson.kernels.windows import cut_all

ANCIENT = "grc"  # what Greek was declared to be and n-grams do not tell
CLEAR = 0.99  # from this probability on n-grams leave no doubt


class Model(NamedTuple):
    """`labels` of all classes, the `inside` ones asked for first, each part in the library's order; after them those of no class.

    `columns` has for each label its class, or for one without that of a language whose text looks the same.
    """

    labels: tuple[str, ...]
    inside: int
    tables: Tables
    columns: NDArray[np.int64]

    @property
    def classes(self) -> int:
        """How many classes there are; labels from here on are said by words (`alike.py`) or by who declared the text."""
        return len(self.tables.prior)

    def column(self, labels: NDArray[np.int64]) -> NDArray[np.int64]:
        """The class that scores each label; less than 0 stays."""
        return np.where(labels >= 0, self.columns[labels], labels)


def _padded(weights: NDArray[np.float32]) -> NDArray[np.int16]:
    """Weights in 16 bits: whole vectors of columns from the edge of a cache line, and a row that weighs nothing."""
    rows, columns = weights.shape[0] + 1, -(-weights.shape[1] // WIDTH) * WIDTH
    room = np.zeros(rows * columns + 32, np.int16)
    table = room[(-room.ctypes.data // 2) % 32 :][: rows * columns].reshape(rows, columns)
    table[:-1, : weights.shape[1]] = weights
    return table


def _automaton(library: Any, often: NDArray[np.float64]) -> tuple[Any, Any, Any, Any, Any]:
    """`moves`, `first`, `grams` and `start` of the tables, and the n-grams in their order: what is met often stands together."""
    rows = np.asarray(library.tk_row, np.int64)
    output = np.asarray(library.tk_output, np.int64)
    met = np.append(often, 1.0)[output]  # where no n-gram ends: these are few
    place = np.empty(rows.max() + 1, np.int64)
    place[np.argsort(-np.bincount(rows, met), kind="stable")] = np.arange(len(place))
    by_row = np.lexsort((-met, place[rows]))
    first = np.searchsorted(place[rows][by_row], np.arange(len(place)))
    states = np.empty(len(rows), np.uint32)
    states[by_row] = place[rows][by_row] << 8 | np.arange(len(rows)) - first[place[rows][by_row]]
    order = np.argsort(-often, kind="stable")
    named = np.empty(len(order) + 1, np.uint32)
    named[order], named[-1] = np.arange(len(order)), len(order)
    moves = np.empty((len(place), 256), np.uint32)
    moves[place] = states[np.asarray(library.tk_nextmove)].reshape(-1, 256)
    return moves.ravel(), first.astype(np.uint32), named[output[by_row]], states[0], order


@lru_cache(maxsize=4)
def load_model(languages: tuple[str, ...] | None = None) -> Model:
    """The library's own model, asked for `languages` (its codes; all where none are given); half a second, once per process."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    library = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    weights = mend(library)
    codes = weights.codes
    asked = [k for k, code in enumerate(codes) if languages is None or code in languages]
    classes = asked + [k for k, code in enumerate(codes) if k not in set(asked)]
    labels = [codes[k] for k in classes]
    units = weights.grams[:, classes] * np.float32(UNIT)
    moves, first, grams, start, order = _automaton(library, np.exp(units[:, : len(asked)] / UNIT).mean(axis=1))
    units -= np.rint(units[:, : len(asked)].mean(axis=1, keepdims=True))
    doubles = [(k, labels.index(label)) for k, label in enumerate(labels) if labels.index(label) != k]
    latin = [max(k for k, label in enumerate(labels) if label == code) for code in alike().languages if code in labels]
    tables = Tables(
        moves,
        first,
        grams,
        _padded(units[order]),
        (weights.classes[classes] * UNIT).astype(np.float32),
        np.array(doubles, np.int64).reshape(-1, 2),
        np.array(latin, np.int64),
        np.log1p(np.arange(1 << 16)).astype(np.float32),
        start,
        len(asked),
    )
    ours = [code for code in (*alike().languages, alike().together) if code not in labels]
    looks = dict.fromkeys(ours, latin[0]) | {ANCIENT: labels.index("el")}
    columns = np.array([*range(len(labels)), *looks.values()], np.int64)
    return Model((*labels, *looks), len(asked), tables, columns)


class Windows(NamedTuple):
    """For each window the language among those asked for (-1: no n-gram is known) and among all, with their probabilities.

    `score_of_expected` is that of the language expected, and `outside` what all languages that were not asked for have together
    (0: nobody looked, and what is of all is of those asked for); `alike` what those have together that n-grams do not tell apart.
    `odd`: these are capitals whose small letters are a matter of Python's rules; they were read as they are.
    """

    best: NDArray[np.int64]
    score: NDArray[np.float64]
    best_of_all: NDArray[np.int64]
    score_of_all: NDArray[np.float64]
    score_of_expected: NDArray[np.float64]
    outside: NDArray[np.float64]
    alike: NDArray[np.float64]
    odd: NDArray[np.bool_]

    def take(self, rows: NDArray[np.int64]) -> "Windows":
        """Some of the windows."""
        best, best_of_all = self.best[rows], self.best_of_all[rows]
        score, score_of_all, score_of_expected, outside, alike = (
            values[rows] for values in (self.score, self.score_of_all, self.score_of_expected, self.outside, self.alike)
        )
        return Windows(best, score, best_of_all, score_of_all, score_of_expected, outside, alike, self.odd[rows])


def identify_windows(
    data: NDArray[np.uint8],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    expected: NDArray[np.int64],
    sure: float,
    model: Model,
) -> Windows:
    """The language of each window of UTF-8.

    All the model's languages are asked for where the answer is not the `expected` one with a probability that is `sure`, save
    where some of the n-grams say that no other can be meant; never where `ANY` is expected.
    """
    expected = model.column(expected)
    found, odds = ask(data, starts, ends, expected, model.tables, model.inside)
    best, odd = found[:, 0].copy(), found[:, 1] > 0
    score, score_of_expected, outside = odds[:, 0].copy(), odds[:, 1].copy(), odds[:, 2].copy()
    best_of_all, score_of_all, together = best.copy(), score.copy(), odds[:, 3].copy()
    wide = np.flatnonzero((best >= 0) & (expected != ANY) & (found[:, 2] == 0) & ((best != expected) | (score < sure)))
    if len(wide):
        found, odds = ask(data, starts[wide], ends[wide], expected[wide], model.tables, model.classes)
        best_of_all[wide], score_of_all[wide], outside[wide] = found[:, 0], odds[:, 0], odds[:, 2]
        together[wide] = odds[:, 3]
        far = expected[wide] >= model.inside
        score_of_expected[wide[far]] = odds[far, 1]
    windows = Windows(best, score, best_of_all, score_of_all, score_of_expected, outside, together, odd)
    _tell_cyrillic(windows, data, starts, ends, expected, model)
    return windows


def _tell_cyrillic(
    windows: Windows,
    data: NDArray[np.uint8],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    expected: NDArray[np.int64],
    model: Model,
) -> None:
    """Where n-grams doubt that it is one of the Cyrillic languages that are close, runs of letters speak with them.

    What these languages have together stays; how they share it changes.
    """
    labels = np.array([model.labels.index(code) for code in cyrillic.LANGUAGES])
    doubt = (expected != ANY) & (windows.score_of_all < CLEAR) & (windows.alike < windows.score_of_all)  # Serbian has two scripts
    rows = np.flatnonzero(doubt & np.isin(windows.best_of_all, labels))
    if not len(rows):
        return
    starts, ends, of = starts[rows], ends[rows], windows.best_of_all[rows, None] == labels
    _, said = ask(data, starts, ends, np.zeros(len(rows), np.int64), model.tables, model.classes, labels[None])
    had = np.exp(SHARPER * (said - said[of][:, None])) * windows.score_of_all[rows, None]
    odds = had * np.exp((spoken := cyrillic.speak(data, starts, ends)) - spoken[of][:, None])
    odds *= (np.minimum(had.sum(1), 1) / odds.sum(1))[:, None]
    best, far = labels[odds.argmax(1)], labels >= model.inside
    windows.best_of_all[rows], windows.score_of_all[rows] = best, odds.max(1)
    windows.outside[rows] = np.maximum(windows.outside[rows] - had[:, far].sum(1), 0) + odds[:, far].sum(1)
    near = best < model.inside
    windows.best[rows[near]], windows.score[rows[near]] = best[near], odds.max(1)[near]
    at, which = np.nonzero(expected[rows, None] == labels)
    windows.score_of_expected[rows[at]] = odds[at, which]


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
    found = identify_windows(texts.data, starts, ends, expected, NEVER, model)
    if found.odd.any():
        # Rare: capitals whose small letters are a matter of Python's rules.
        lowered = [_lowered(texts.data[starts[row] : ends[row]]) for row in np.flatnonzero(found.odd).tolist()]
        small = strings(pa.array(lowered, pa.large_string()))
        anew = identify_windows(small.data, small.offsets[:-1], small.offsets[1:], expected[found.odd], NEVER, model)
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
