"""Which language each line of a text is in: paragraphs that are surely in one name the languages, every line has one of these.

A paragraph is one line of enough bytes, or several short ones together; its first bytes are identified. What is sure is
evidence that the language stands in the text. Where that is one language, all lines are in it. Where there are several, each
line has the one that explains it and its neighbours best (Viterbi 1967): a line's scores are tempered as those of a text, and
another language than that of the line before costs `SWITCH`, and more the less of the text is surely in it. So a heading, a
name, a figure or a short answer goes with what stands around it, and a whole paragraph decides for itself.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.compiled import inlined, kernel
from moisson.kernels.langid import Model
from moisson.kernels.scoring import ask
from moisson.kernels.strings import Strings
from moisson.kernels.windows import cut_all, is_letter
from moisson.kernels.words import line_end

SWITCH = 2.0  # log odds that a line must have to be in another language than the one before, if that is the only one else
MOST_LANGUAGES = 16  # in one text
_BAR = 124
PREFIX = 60  # bytes in which a speaker's name ends with a colon


@kernel
def _body(data: Any, start: int, end: int) -> int:
    """Where a line's own words begin: after marks and figures, and after the name of a speaker (`Name: words`)."""
    at = start
    while at < end and not is_letter(data[at]):
        at += 1
    for k in range(at, min(end - 1, at + PREFIX)):
        if data[k] == 58 and data[k + 1] == 32:
            return k + 2
    return at


@kernel
def _paragraphs(offsets: Any, data: Any, least: int, lines: Any, firsts: Any, starts: Any, ends: Any) -> None:
    """The paragraphs that have `least` bytes and are no table, and where those of each text begin; the lines of each text."""
    count = 0
    for row in range(len(lines)):
        at, end = offsets[row], offsets[row + 1]
        while at <= end:
            stop = line_end(data, at, end)
            lines[row] += 1
            while stop < end and stop - at < least:
                following = line_end(data, stop + 1, end)
                if following - stop > least:
                    break
                stop = following
                lines[row] += 1
            if stop - at >= least and data[at] != _BAR:
                begin = _body(data, at, stop)
                starts[count] = begin
                ends[count] = stop
                count += stop - begin >= least
            at = stop + 1
        firsts[row + 1] = count


class Paragraphs(NamedTuple):
    """Where paragraphs begin and end, those of text `i` from `firsts[i]` to `firsts[i + 1]`; and how many lines each text has."""

    lines: NDArray[np.int64]
    firsts: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


def paragraphs(texts: Strings, least: int) -> Paragraphs:
    """The paragraphs of each text that have at least `least` bytes; rows of tables are none: names of places prove nothing."""
    size = len(texts.offsets) - 1
    room = int(np.diff(texts.offsets).sum()) // max(1, least) + size + 1
    found = Paragraphs(np.zeros(size, np.int64), np.zeros(size + 1, np.int64), np.zeros(room, np.int64), np.zeros(room, np.int64))
    _paragraphs(*texts, least, *found)
    count = int(found.firsts[-1])
    return found._replace(starts=found.starts[:count], ends=found.ends[:count])


class Hints(NamedTuple):
    """What is known of each text: the language that its beginning is surely in (-1: none), and the declared one (-1: none).

    `close`: the beginning is in one of those that n-grams do not tell apart.
    """

    begins: NDArray[np.int64]
    declared: NDArray[np.int64]
    close: NDArray[np.bool_]


class Named(NamedTuple):
    """For each text the languages in it (ascending), what it costs a line to come to each, and how many there are."""

    languages: NDArray[np.int64]
    costs: NDArray[np.float64]
    several: NDArray[np.int64]


def establish(found: Paragraphs, sizes: NDArray[np.int64], best: NDArray[np.int64], hints: Hints) -> Named:
    """The languages of each text: those that some paragraph is surely in, and the declared one where half are in none.

    By the `best` of its paragraphs (-1: not sure), of which `sizes` bytes were looked at. Each with what it costs to come to it:
    `SWITCH`, less the logarithm of its share.
    """
    size = len(found.lines)
    texts = np.arange(size)
    text = np.repeat(texts, np.diff(found.firsts))
    known = best >= 0
    begun = hints.begins >= 0
    sure = np.bincount(text[known], sizes[known], size) + begun
    looked = np.bincount(text, sizes, size)
    trusted = (hints.declared >= 0) & (2 * sure < looked)
    pairs = text[known] << 16 | best[known]
    first = np.flatnonzero(np.diff(pairs, prepend=-1))
    keys = [pairs[first], texts[begun] << 16 | hints.begins[begun], texts[trusted] << 16 | hints.declared[trusted]]
    held = [np.add.reduceat(sizes[known], first) if len(first) else first, begun[begun], (looked - sure)[trusted]]
    sure[trusted] = looked[trusted]
    pairs, places = np.unique(np.concatenate(keys), return_inverse=True)
    share = np.bincount(places, np.concatenate(held), len(pairs)) / sure[pairs >> 16]
    rank = np.arange(len(pairs)) - np.searchsorted(pairs, pairs >> 16 << 16)
    pairs, share, rank = (values[rank < MOST_LANGUAGES] for values in (pairs, share, rank))
    named = Named(
        np.zeros((size, MOST_LANGUAGES), np.int64), np.zeros((size, MOST_LANGUAGES)), np.bincount(pairs >> 16, None, size)
    )
    named.languages[pairs >> 16, rank] = pairs & 0xFFFF
    named.costs[pairs >> 16, rank] = SWITCH - np.log(share)
    return named


@inlined
def _step(total: Any, costs: Any, size: int) -> Any:
    """Before a line: which language leads, and which are better kept than come to from it; `total` is what each has then."""
    lead = 0
    for k in range(size):
        if total[k] > total[lead]:
            lead = k
    top = total[lead]
    stays = np.uint32(0)
    for k in range(size):
        if total[k] >= top - costs[k]:
            stays |= np.uint32(1) << np.uint32(k)
        total[k] = max(total[k] - top, -costs[k])
    return lead, stays


@kernel
def _lines(offsets: Any, data: Any, rows: Any, begins: Any, bodies: Any, ends: Any) -> None:
    """Where each line of the texts `rows` begins, where its own words do, and where it ends."""
    line = 0
    for place in range(len(rows)):
        at, end = offsets[rows[place]], offsets[rows[place] + 1]
        while at <= end:
            begins[line], ends[line] = at, line_end(data, at, end)
            bodies[line] = _body(data, at, ends[line])
            at = ends[line] + 1
            line += 1


@kernel
def _choose(
    rows: Any, ends: Any, named: Any, costs: Any, several: Any, speaks: Any, before: Any, stays: Any, total: Any, out: Any
) -> None:
    """The best sequence of languages for the lines of the texts `rows`, out of those named; `ends`: of each one's lines."""
    line = 0
    for place in range(len(rows)):
        row = rows[place]
        size = several[row]
        for k in range(size):
            total[k] = 0.0
        top_line = line
        lead, keeps = 0, np.uint32(0)
        while True:
            lead, keeps = _step(total, costs[row], size)
            if line == ends[place]:
                break
            before[line], stays[line] = lead, keeps
            for k in range(size):
                total[k] += speaks[line, k]
            line += 1
        for back in range(line - 1, top_line - 1, -1):
            out[back] = named[row, lead]
            if not (stays[back] >> np.uint32(lead)) & np.uint32(1):
                lead = before[back]


class Lines(NamedTuple):
    """The lines of the texts in which several languages are named, one text after another: their text, language and bounds."""

    text: NDArray[np.int64]
    language: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


def choose(texts: Strings, lines: NDArray[np.int64], named: Named, most: int, model: Model) -> Lines:
    """The language of each line of the texts in which several are named."""
    rows = np.flatnonzero(named.several > 1)
    text = np.repeat(rows, lines[rows])
    found = Lines(text, *(np.zeros(len(text), np.int64) for _ in range(3)))
    if len(text):
        bodies, before = np.zeros(len(text), np.int64), np.zeros(len(text), np.int64)
        _lines(*texts, rows, found.starts, bodies, found.ends)
        columns = model.column(named.languages)
        classes = model.classes if (columns[rows] >= model.inside).any() else model.inside
        until = cut_all(texts.data, bodies, found.ends, most)
        some = np.ascontiguousarray(columns[:, : named.several.max()])
        _, speaks = ask(texts.data, bodies, until, text, model.tables, classes, some)
        stays, total = np.zeros(len(text), np.uint32), np.zeros(MOST_LANGUAGES)
        _choose(rows, np.cumsum(lines[rows]), *named, speaks, before, stays, total, found.language)
    return found
