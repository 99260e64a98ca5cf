"""py3langid's model with what Moisson adds to it: languages that it lacks, and better weights for some that it confuses."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).with_name("data") / "languages.npz"  # made by scripts/build_languages.py
ADDED = ("hsb", "dsb", "co")
PRIOR = 6.0  # of each, as of a language with some 400 documents in the library's training
ADDED_STEPS, ADDED_FLOOR = 16.0, -16.0  # weights are kept in sixteenths above this
MENDED = ("no", "nn", "da", "mk", "bg", "sr", "ru", "uk")
MENDED_STEPS = 32.0
STRANGE = {  # letters that a language does not write
    "bg": "ыэёіїєґўјљњђћџѓќѕ",
    "mk": "йщъыьэюяёіїєґўђћ",
    "sr": "йщъыьэюяёіїєґўѓќѕ",
    "ru": "іїєґўјљњђћџѓќѕ",
    "uk": "ъыэёўјљњђћџѓќѕ",
}
STRANGER = 8.0  # so many e-folds rarer than it was counted is what ends in such a letter
LEFT_OUT = ("grc",)  # polytonic Greek is Greek, unless it was declared ancient


class Weights(NamedTuple):
    """By n-gram and class the logarithms of shares, those of the classes, and the classes' codes, of which one may come twice."""

    grams: NDArray[np.float32]
    classes: NDArray[np.float32]
    codes: list[str]


def check_sum(library: Any) -> NDArray[np.float64]:
    """Numbers by which the library's model is known."""
    weights = np.asarray(library.nb_ptc)
    return np.array([*weights.shape, len(library.tk_row), weights[::1000].astype(np.float64).sum()])


def _endings(library: Any) -> dict[str, NDArray[np.int64]]:
    """For each strange letter the n-grams that the library's automaton comes to at its end, whatever stands before."""
    moves, rows, grams = (np.asarray(each) for each in (library.tk_nextmove, library.tk_row, library.tk_output))
    found: dict[str, NDArray[np.int64]] = {}
    for letter in sorted(set("".join(STRANGE.values()))):
        states = np.arange(rows.max() + 1, dtype=np.int64)  # rows of moves, each that of many states
        first, last = letter.encode()
        states = np.unique(rows[np.unique(moves[(states << 8) + first])].astype(np.int64))
        ends = grams[np.unique(moves[(states << 8) + last])]
        found[letter] = np.unique(ends[ends >= 0])
    return found


def mend(library: Any) -> Weights:
    """The library's model, mended. Raises RuntimeError for another model than what is added was made for."""
    with np.load(FILE) as file:
        if not np.array_equal(file["made_for"], check_sum(library)):
            raise RuntimeError("py3langid has another model than 0.4.0, for which Moisson's was made: install py3langid==0.4.0.")
        added = file["added"].astype(np.float32) / np.float32(ADDED_STEPS) + np.float32(ADDED_FLOOR)
        moved = file["mended"].astype(np.float32) / np.float32(MENDED_STEPS)
    codes = [*library.nb_classes, *ADDED]
    grams = np.hstack([np.asarray(library.nb_ptc, np.float32), added])
    grams[:, [codes.index(code) for code in MENDED]] += moved
    endings = _endings(library)
    for code, letters in STRANGE.items():
        strange = np.unique(np.concatenate([endings[letter] for letter in letters]))
        for column in (k for k, its in enumerate(codes) if its == code):
            grams[strange, column] -= np.float32(STRANGER)
    classes = np.append(np.asarray(library.nb_pc, np.float32), np.full(len(ADDED), PRIOR, np.float32))
    kept = [k for k, code in enumerate(codes) if code not in LEFT_OUT]
    return Weights(grams[:, kept], classes[kept], [codes[k] for k in kept])
