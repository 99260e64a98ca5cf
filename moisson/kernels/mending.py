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
    classes = np.append(np.asarray(library.nb_pc, np.float32), np.full(len(ADDED), PRIOR, np.float32))
    kept = [k for k, code in enumerate(codes) if code not in LEFT_OUT]
    return Weights(grams[:, kept], classes[kept], [codes[k] for k in kept])
