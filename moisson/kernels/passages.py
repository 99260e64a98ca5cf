"""Which language each line of a text is in: paragraphs that are surely in one name the languages, every line has one of these.

A paragraph is one line of enough bytes, or several short ones together; its first bytes are identified. What is sure is
evidence that the language stands in the text. Where that is one language, all lines are in it. Where there are several, each
line has the one that explains it and its neighbours best (Viterbi 1967): a line's scores are tempered as those of a text, and
another language than that of the line before costs `SWITCH`, and more the less of the text is surely in it. So a heading, a
name, a figure or a short answer goes with what stands around it, and a whole paragraph decides for itself.
"""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.bayes import add_scores, count_grams, walk
from moisson.kernels.compiled import inlined, kernel
from moisson.kernels.langid import Model, scratch
from moisson.kernels.strings import Strings
from moisson.kernels.windows import cut
from moisson.kernels.words import line_end

SWITCH = 2.0  # log odds that a line must have to be in another language than the one before, if that is the only one else
MOST_LANGUAGES = 16  # in one text
_BAR = 124
PREFIX = 60  # bytes in which a speaker's name ends with a colon


@inlined
def _is_letter(byte: Any) -> Any:
    """Whether a byte is part of a letter, nearly: all beyond ASCII count."""
    return byte > 127 or 64 < byte & 0xDF < 91


@kernel
def _body(data: Any, start: int, end: int) -> int:
    """Where a line's own words begin: after marks and figures, and after the name of a speaker (`Name: words`)."""
    at = start
    while at < end and not _is_letter(data[at]):
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
            begin = _body(data, at, stop)
            if stop - begin >= least and data[at] != _BAR:
                starts[count] = begin
                ends[count] = stop
                count += 1
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
    room = int(np.diff(texts.offsets).sum()) // max(1, least) + size
    found = Paragraphs(np.zeros(size, np.int64), np.zeros(size + 1, np.int64), np.zeros(room, np.int64), np.zeros(room, np.int64))
    _paragraphs(*texts, least, *found)
    count = int(found.firsts[-1])
    return found._replace(starts=found.starts[:count], ends=found.ends[:count])


class Hints(NamedTuple):
    """What is known of each text: the language that its beginning is surely in (-1: none), and the declared one (-1: none)."""

    begins: NDArray[np.int64]
    declared: NDArray[np.int64]


class Named(NamedTuple):
    """For each text the languages in it (ascending), what it costs a line to come to each, and how many there are."""

    languages: NDArray[np.int64]
    costs: NDArray[np.float64]
    several: NDArray[np.int64]


@kernel
def _establish(
    firsts: Any, sizes: Any, best: Any, begins: Any, declared: Any, held: Any, named: Any, costs: Any, several: Any
) -> None:
    """The languages of each text: those that some paragraph is surely in, and the declared one where half are in none.

    Each with what it costs to come to it: `SWITCH`, less the logarithm of its share.
    """
    for row in range(len(several)):
        looked = 0
        sure = 0
        if begins[row] >= 0:
            held[begins[row]] = sure = 1
        for k in range(firsts[row], firsts[row + 1]):
            looked += sizes[k]
            if best[k] >= 0:
                held[best[k]] += sizes[k]
                sure += sizes[k]
        if declared[row] >= 0 and 2 * sure < looked:
            held[declared[row]] += looked - sure
            sure = looked
        for k in range(len(held)):
            if held[k] and several[row] < MOST_LANGUAGES:
                named[row, several[row]] = k
                costs[row, several[row]] = SWITCH + math.log(sure / held[k])
                several[row] += 1
            held[k] = 0


def establish(found: Paragraphs, sizes: NDArray[np.int64], best: NDArray[np.int64], hints: Hints, model: Model) -> Named:
    """The languages of each text, by the `best` of its paragraphs (-1: not sure), of which `sizes` bytes were looked at."""
    size = len(found.lines)
    named = Named(np.zeros((size, MOST_LANGUAGES), np.int64), np.zeros((size, MOST_LANGUAGES)), np.zeros(size, np.int64))
    _establish(found.firsts, sizes, best, *hints, np.zeros(len(model.labels), np.int64), *named)
    return named


@kernel
def _mostly_letters(data: Any, start: int, end: int) -> bool:
    letters = 0
    for at in range(start, end):
        letters += _is_letter(data[at])
    return letters * 2 > end - start


@kernel
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
def _choose(
    offsets: Any,
    data: Any,
    rows: Any,
    ends: Any,
    most: int,
    named: Any,
    costs: Any,
    several: Any,
    inside: int,
    tables: Any,
    room: Any,
    before: Any,
    stays: Any,
    out: Any,
) -> None:
    """The best sequence of languages for the lines of the texts `rows`, out of those named; `ends`: of each one's lines."""
    moves, first, grams, near, far, prior, _, logs, begin = tables
    text, states, seen, counts, sums, scores, total = room
    line = 0
    for place in range(len(rows)):
        row = rows[place]
        at, end = offsets[row], offsets[row + 1]
        size = several[row]
        for k in range(size):
            total[k] = 0.0
        top_line = line
        while line < ends[place]:
            before[line], stays[line] = _step(total, costs[row], size)
            stop = line_end(data, at, end)
            head = _body(data, at, stop)
            length = cut(data, head, stop, most) - head
            if _mostly_letters(data, head, head + length):
                for k in range(length):
                    text[k] = data[head + k]
                walk(text, length, moves, begin, states)
                used = count_grams(states, length, first, grams, seen, counts)
                for wide in range(2 if named[row, size - 1] >= inside else 1):
                    low, high = (inside, len(prior)) if wide else (0, inside)
                    add_scores(seen, used, counts, far if wide else near, logs, prior, low, high, sums, scores)
                for k in range(size):
                    total[k] += (scores[named[row, k]] - prior[named[row, k]]) / math.sqrt(length)
                for k in range(used):
                    counts[seen[k]] = 0
            at = stop + 1
            line += 1
        lead, _ = _step(total, costs[row], size)
        for back in range(line - 1, top_line - 1, -1):
            out[back] = named[row, lead]
            if not (stays[back] >> np.uint32(lead)) & np.uint32(1):
                lead = before[back]


def choose(texts: Strings, lines: NDArray[np.int64], named: Named, most: int, model: Model) -> NDArray[np.int64]:
    """The language of each line of the texts in which several are named, one text after another."""
    rows = np.flatnonzero(named.several > 1)
    ends = np.cumsum(lines[rows])
    size = int(ends[-1]) if len(rows) else 0
    out, before = np.zeros(size, np.int64), np.zeros(size, np.int64)
    if size:
        stays = np.zeros(size, np.uint32)
        room = scratch(model, most)
        _choose(*texts, rows, ends, most, *named, model.inside, model.tables, room, before, stays, out)
    return out
