"""The languages of texts: of each as a whole and of the runs of lines in it, with their words, and the letters of each script."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.compiled import kernel
from moisson.kernels.langid import ANY, Model, Windows, identify_windows
from moisson.kernels.passages import Hints, choose, establish, paragraphs
from moisson.kernels.scripts import CODES, measure, scripts
from moisson.kernels.strings import Strings
from moisson.kernels.windows import cut_all
from moisson.kernels.words import line_end

LIKELY = 0.5  # the probability that a language must have that is none of those asked for
GLANCE = 64  # bytes of a paragraph that are enough where they are surely in the language expected


class Runs(NamedTuple):
    """Successive lines of one language (-1: none is sure), from the first line of the first text to the last of the last.

    Each with its text, its language, how many lines and how many words it has.
    """

    text: NDArray[np.int64]
    language: NDArray[np.int64]
    lines: NDArray[np.int64]
    words: NDArray[np.int64]


@kernel
def _runs(
    offsets: Any, data: Any, lines: Any, named: Any, several: Any, chosen: Any, alphabets: Any, tallies: Any, out: Any
) -> int:
    count = 0
    place = 0
    for row in range(len(lines)):
        at, end = offsets[row], offsets[row + 1]
        left = 1 if several[row] < 2 else lines[row]
        for k in range(left):
            stop = line_end(data, at, end) if several[row] > 1 else end
            language = chosen[place] if several[row] > 1 else (named[row, 0] if several[row] else -1)
            place += several[row] > 1
            if k == 0 or language != out.language[count - 1]:
                out.text[count], out.language[count] = row, language
                count += 1
            out.lines[count - 1] += 1 if several[row] > 1 else lines[row]
            out.words[count - 1] += measure(data, at, stop, alphabets, tallies[row])
            at = stop + 1
    return count


class Settings(NamedTuple):
    """What makes a paragraph evidence: `least` bytes, and the probability `sure` of its first `most`; `silent` is no language."""

    sure: float
    least: int
    most: int
    silent: int


class Found(NamedTuple):
    """The runs of lines of one language in some texts; for each text its letters by script, and the main language of its words
    (-1: none) with the mean probability of the paragraphs surely in it (NaN: there are none)."""

    runs: Runs
    letters: NDArray[np.int64]
    main: NDArray[np.int64]
    score: NDArray[np.float64]


class Settled(NamedTuple):
    """The language of each window (-1: none), its probability, and whether it is sure."""

    best: NDArray[np.int64]
    score: NDArray[np.float64]
    sure: NDArray[np.bool_]


def settle(windows: Windows, model: Model, settings: Settings) -> Settled:
    """The language of each window among those asked for; where it is surely in none of these, among all that the model knows.

    Then it is sure that it is another, if not always which: the model tells Moroccan and Egyptian Arabic apart.
    """
    likely = (windows.best_of_all >= model.inside) & (windows.score_of_all >= LIKELY)
    outside = likely & (windows.outside >= settings.sure)
    best = np.where(outside, windows.best_of_all, windows.best)
    score = np.where(outside, windows.score_of_all, windows.score)
    silent = (best == settings.silent) | (best < 0)
    return Settled(np.where(silent, -1, best), np.where(silent, 0.0, score), ~silent & (outside | (score >= settings.sure)))


def find_languages(texts: Strings, hints: Hints, model: Model, settings: Settings) -> Found:
    """The languages of the lines of each text; among all that the model knows where a paragraph is not in one asked for."""
    sure, least, most, _ = settings
    found = paragraphs(texts, least)
    ends, glances = (cut_all(texts.data, found.starts, found.ends, bytes_) for bytes_ in (most, min(most, GLANCE)))
    text = np.repeat(np.arange(len(found.lines)), np.diff(found.firsts))
    expected = np.where(hints.begins >= 0, hints.begins, hints.declared)[text]
    glance = identify_windows(texts.data, found.starts, glances, np.full(len(text), ANY), sure, model)
    best, score = glance.best, glance.score
    unclear = (best != expected) | (score < sure)
    known = ~unclear
    windows = identify_windows(texts.data, found.starts[unclear], ends[unclear], expected[unclear], sure, model)
    best[unclear], score[unclear], known[unclear] = settle(windows, model, settings)
    best[~known] = -1
    named = establish(found, ends - found.starts, best, hints, model)
    chosen = choose(texts, found.lines, named, most, model)
    size = len(found.lines)
    runs = Runs(*(np.zeros(size + len(chosen), np.int64) for _ in range(4)))
    tallies = np.zeros((size, len(CODES) + 1), np.int64)
    count = _runs(*texts, found.lines, named.languages, named.several, chosen, scripts(), tallies, runs)
    runs = Runs(*(values[:count] for values in runs))
    main = shares(runs, size).main
    mine = best == main[text]
    mine &= best >= 0
    total, number = (np.bincount(text[mine], weights, len(main)) for weights in (score[mine], None))
    return Found(runs, tallies, main, np.divide(total, number, out=np.full(len(main), np.nan), where=number > 0))


class Shares(NamedTuple):
    """The words of each language in each text, most first: text, language and words; and the first language of each text."""

    text: NDArray[np.int64]
    language: NDArray[np.int64]
    words: NDArray[np.int64]
    main: NDArray[np.int64]


def shares(runs: Runs, size: int) -> Shares:
    """The words of each language in each of `size` texts; -1 stands for what is surely in none."""
    keys, places = np.unique(runs.text << 16 | runs.language + 1, return_inverse=True)
    text, language = keys >> 16, (keys & 0xFFFF) - 1
    words = np.zeros(len(keys), np.int64)
    np.add.at(words, places, runs.words)
    order = np.lexsort((language, -words, text))
    text, language, words = text[order], language[order], words[order]
    return Shares(text, language, words, language[np.searchsorted(text, np.arange(size))])
