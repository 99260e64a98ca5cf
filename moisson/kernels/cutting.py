"""Lines cut out of texts, and the blank lines that would be left over with them."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.compiled import kernel
from moisson.kernels.lines import trim
from moisson.kernels.strings import Strings
from moisson.kernels.words import line_end


@kernel
def _spans(offsets: Any, data: Any, bounds: Any, starts: Any, spans: Any, noted: Any) -> None:
    used = 0
    for row in range(len(offsets) - 1):
        begin, end = offsets[row], offsets[row + 1]
        noted[row + 1] = used
        if bounds[row] == bounds[row + 1]:
            continue
        nothing = False  # stays
        last = begin  # where what stays ends, if lines that go come after it
        for turn in range(2):
            k = bounds[row]
            line = 0
            at = begin
            after = False  # the last line that is not blank goes
            spaced = True  # blank lines, or nothing, stand before the lines that go
            while at <= end:
                stop = line_end(data, at, end)
                start, tail = trim(data, at, stop)
                line += 1
                if start == tail:
                    gone = nothing or at > last or (after and spaced)
                    spaced |= not gone
                else:
                    gone = k < bounds[row + 1] and starts[k] == start
                    k += gone
                    spaced &= gone
                    after = gone
                if turn == 0:
                    last = last if gone or start == tail else stop
                elif gone:
                    tailing = nothing or at > last
                    spans[used, 0], spans[used, 1], spans[used, 2] = line, at, stop
                    spans[used, 3] = max(at - tailing, begin)
                    spans[used, 4] = min(stop + (not tailing), end)
                    used += 1
                at = stop + 1
            if turn == 0:
                nothing = last == begin
                last = last if after else end
        noted[row + 1] = used


class Cut(NamedTuple):
    """Texts without the lines that go, and those lines, one after the other."""

    texts: Strings
    bounds: NDArray[np.int64]  # the lines of text `i` are `bounds[i]` to `bounds[i + 1]`
    numbers: NDArray[np.int64]  # of each line in the text before, from 1
    lines: Strings


def cut_lines(texts: Strings, bounds: NDArray[np.int64], starts: NDArray[np.int64]) -> Cut:
    """Cut lines out of texts: of text `i` those that start, spaces aside, at `starts[bounds[i]:bounds[i + 1]]`, ascending.

    Blank lines go with them: those after the last line that stays, if lines go there; and those that follow a line that goes,
    where blank lines or nothing stand before it too. A text of which nothing but blank lines would stay becomes empty, and all
    its lines are cut. Put back in order, each before the line that now has its number, the lines give the old texts.
    """
    noted = np.zeros(len(texts.offsets), np.int64)
    if not len(starts):
        return Cut(texts, noted, noted[:0], Strings(noted[:1], texts.data[:0]))
    most = np.count_nonzero(texts.data[texts.offsets[0] : texts.offsets[-1]] == 10) + len(texts.offsets) - 1
    spans = np.empty((most, 5), np.int64)
    _spans(texts.offsets, texts.data, bounds, starts, spans, noted)
    number, start, stop, out, back = spans[: noted[-1]].T.copy()
    lost = np.concatenate([[0], np.cumsum(back - out)])
    begin, end = texts.offsets[0], texts.offsets[-1]
    new = texts.offsets - begin - lost[noted]
    edges = np.empty(2 * len(out) + 2, np.int64)
    edges[0], edges[-1], edges[1:-1:2], edges[2:-1:2] = begin, end, out, back
    stays = np.arange(2 * len(out) + 1) % 2 == 0
    data = texts.data[begin:end][np.repeat(stays, np.diff(edges))]
    sizes = np.concatenate([[0], np.cumsum(stop - start)])
    lines = texts.data[np.repeat(start - sizes[:-1], stop - start) + np.arange(sizes[-1])]
    return Cut(Strings(new, data), noted, number, Strings(sizes, lines))
