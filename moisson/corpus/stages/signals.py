"""What is measured of a text for its quality: `signals.toml` defines each column, and whose it is.

Words are ours (`kernels/words.py`: runs of letters, digits and marks, so `l'article L. 1221-1` has five). The sources split at
spaces or by a tokenizer, and count punctuation as words or within them: their words are longer and fewer. Shares of characters
leave out white space here, and shares of n-grams punctuation too, above and below the line alike. A share of nothing is 0.
"""

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from moisson.contracts.stage import Columns, Step, stage
from moisson.kernels.function_words import Lexicon, lexicon
from moisson.kernels.signals import count_signals
from moisson.kernels.strings import strings


class Signal(NamedTuple):
    """A column: a count of `kernels/signals.py`, or one divided by another."""

    name: str
    made_of: str
    meaning: str
    source: str


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files("moisson.corpus.stages").joinpath(name).read_text("utf-8"))


SIGNALS = tuple(Signal(name, *said) for name, said in _table("signals.toml").items())


@lru_cache(maxsize=1)
def function_words() -> Lexicon:
    """The words of `function_words.toml`, as the kernel looks them up."""
    return lexicon({code: list(dict.fromkeys(words.split())) for code, words in _table("function_words.toml").items()})


@stage(version=2, reads=("text",), writes=tuple(signal.name for signal in SIGNALS))
def measure_signals() -> Step:
    """Write every signal of `SIGNALS` as a column: counts as whole numbers, what is divided as a fraction."""

    def step(batch: pa.RecordBatch) -> Columns:
        counts = count_signals(strings(batch.column("text")), function_words())
        return {signal.name: pa.array(_values(counts, signal.made_of)) for signal in SIGNALS}

    return step


def _values(counts: NDArray[np.void], made_of: str) -> NDArray[np.int64] | NDArray[np.float64]:
    part, _, whole = made_of.partition(" / ")
    if not whole:
        return _column(counts, part)
    above, below = _column(counts, part), _column(counts, whole)
    return np.divide(above, below, out=np.zeros(len(above)), where=below > 0)


def _column(counts: NDArray[np.void], name: str) -> NDArray[np.int64]:
    found = counts["ngrams"][:, int(name[7:]) - 2] if name.startswith("ngrams_") else counts[name]
    return np.ascontiguousarray(found)
