"""The languages of texts: of each as a whole and of the runs of lines in it, with their words, and the letters of each script."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.alike import alike, tell
from moisson.kernels.compiled import kernel
from moisson.kernels.langid import Model, Windows, identify_windows
from moisson.kernels.passages import Hints, Lines, Named, choose, establish, paragraphs
from moisson.kernels.scoring import ask
from moisson.kernels.scripts import CODES, measure, scripts
from moisson.kernels.strings import Strings
from moisson.kernels.windows import cut_all

FAR = 0.95  # the least probability that a text is in none of those asked for: a line of names is likelier that than Venetian
LIKELY = 0.5  # the probability that a language must have that is none of those asked for
DOUBT, DECLARED = 0.25, 0.5  # votes for a language that words do not tell, and for the declared one; a byte that tells is one
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
def _measure(data: Any, text: Any, starts: Any, ends: Any, alphabets: Any, tallies: Any, words: Any) -> None:
    for k in range(len(text)):
        words[k] = measure(data, starts[k], ends[k], alphabets, tallies[text[k]])


def _runs(texts: Strings, lines: NDArray[np.int64], named: Named, chosen: Lines, tallies: NDArray[np.int64]) -> Runs:
    """The runs of lines of each text: one, or where several languages are named those of its chosen lines; and its letters."""
    few = np.flatnonzero(named.several < 2)
    first = np.flatnonzero(np.diff(chosen.text << 16 | chosen.language, prepend=-1))
    after = np.append(first, len(chosen.text))[1:]
    text = np.concatenate([few, chosen.text[first]])
    order = np.argsort(text, kind="stable")
    text = text[order]
    starts = np.concatenate([texts.offsets[few], chosen.starts[first]])[order]
    ends = np.concatenate([texts.offsets[few + 1], chosen.ends[after - 1]])[order]
    its = np.where(named.several[few] > 0, named.languages[few, 0], -1)
    runs = Runs(
        text,
        np.concatenate([its, chosen.language[first]])[order],
        np.concatenate([lines[few], after - first])[order],
        np.zeros(len(text), np.int64),
    )
    _measure(texts.data, text, starts, ends, scripts(), tallies, runs.words)
    return runs


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


def settle(
    windows: Windows,
    data: NDArray[np.uint8],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    model: Model,
    settings: Settings,
) -> Settled:
    """The language of each window among those asked for; where it is surely in none of these, among all that the model knows.

    Then it is sure that it is another, if not always which: the model tells Moroccan and Egyptian Arabic apart. Where another is
    likely but not sure, nothing is sure. Where it is surely one of those that are alike, words tell which, or it is what these
    are together.
    """
    likely = (windows.best_of_all >= model.inside) & (windows.score_of_all >= LIKELY)
    outside = likely & (windows.outside >= max(FAR, settings.sure))
    best = np.where(outside, windows.best_of_all, windows.best)
    score = np.where(outside, windows.score_of_all, windows.score)
    close = np.flatnonzero(windows.alike >= settings.sure)
    best[close], score[close] = _places(model)[tell(data, starts[close], ends[close])], windows.alike[close]
    silent = (best == settings.silent) | (best < 0)
    sure = ~silent & (outside | (~likely & (score >= settings.sure)))
    return Settled(np.where(silent, -1, best), np.where(silent, 0.0, score), sure)


def _places(model: Model) -> NDArray[np.int64]:
    """The labels of those that are alike, and last that of all together."""
    return np.array([model.labels.index(code) for code in (*alike().languages, alike().together)])


def _agree(
    best: NDArray[np.int64],
    close: NDArray[np.bool_],
    sizes: NDArray[np.int64],
    text: NDArray[np.int64],
    hints: Hints,
    model: Model,
) -> tuple[NDArray[np.int64], Hints]:
    """The languages of paragraphs and beginnings, where those that are alike in a text are the one that has most of them.

    Where no words tell, it is the one declared, if any is: nobody writes a text in two of these. `close`: the paragraphs that are
    in one of these, in Latin letters.
    """
    places = _places(model)
    votes = np.zeros((len(hints.begins), len(places)))
    for place, label in enumerate(places):
        told = close & (best == label)
        votes[:, place] = np.bincount(text[told], sizes[told], len(votes))
    begun = hints.close & np.isin(hints.begins, places)
    rows = np.flatnonzero(begun)
    votes[rows, np.argmax(hints.begins[rows, None] == places, axis=1)] += 1
    votes[:, -1] = np.minimum(votes[:, -1], DOUBT)
    stated = np.flatnonzero(np.isin(hints.declared, places))
    votes[stated, np.argmax(hints.declared[stated, None] == places, axis=1)] += DECLARED
    chosen = places[votes.argmax(axis=1)]
    best = np.where(close & np.isin(best, places), chosen[text], best)
    return best, hints._replace(begins=np.where(begun, chosen, hints.begins))


def find_languages(texts: Strings, hints: Hints, model: Model, settings: Settings) -> Found:
    """The languages of the lines of each text; among all that the model knows where a paragraph is not in one asked for."""
    sure, least, most, _ = settings
    found = paragraphs(texts, least)
    glances = cut_all(texts.data, found.starts, found.ends, min(most, GLANCE))
    text = np.repeat(np.arange(len(found.lines)), np.diff(found.firsts))
    expected = model.column(np.where(hints.begins >= 0, hints.begins, hints.declared)[text])
    glance, odds = ask(texts.data, found.starts, glances, expected, model.tables, model.inside, sure=sure)
    best, score = glance[:, 0].copy(), odds[:, 0].copy()
    unclear = (best != expected) | (score < sure)
    known, close = ~unclear, odds[:, 3] >= LIKELY
    starts = found.starts[unclear]
    ends = cut_all(texts.data, starts, found.ends[unclear], most)
    windows = identify_windows(texts.data, starts, ends, expected[unclear], sure, model)
    best[unclear], score[unclear], known[unclear] = settle(windows, texts.data, starts, ends, model, settings)
    close[unclear] = windows.alike >= LIKELY
    best[~known] = -1
    sizes = np.minimum(found.ends - found.starts, most)
    best, hints = _agree(best, close, sizes, text, hints, model)
    named = establish(found, sizes, best, hints)
    chosen = choose(texts, found.lines, named, most, model)
    size = len(found.lines)
    tallies = np.zeros((size, len(CODES) + 1), np.int64)
    runs = _runs(texts, found.lines, named, chosen, tallies)
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
