"""Characters to runs that touch, and the baselines on which they stand, superscripts with their words."""

from typing import Any

import numpy as np

from moisson.kernels.compiled import kernel

NEIGHBOURS = 200  # runs above and below, in order of height, among which a superscript looks for its word
# Of the size, of two characters of a run: how far their baselines are apart and their sizes differ; how wide a gap between them
# is; how far the second begins behind the first, at the least.
SHIFT, SIZES, TOUCH, ONWARDS = 0.1, 0.08, 0.08, 0.02
LINE = 0.2  # of the size: how far the baselines of one line are apart
BESIDE = 0.4  # of its word's size: how far a superscript stands beside it or over it
LOW, LEVEL, HIGH = 0.4, 0.04, 0.75  # of its word's size: how far one is lowered; how little none is; how far it is raised
RUN = np.dtype(
    [
        ("left", "f8"),
        ("right", "f8"),
        ("y", "f8"),
        ("size", "f8"),
        ("apart", "f8"),  # of the size: how far its letters stand apart, all together, and how many pairs of them there are
        ("pairs", "i4"),
        ("begin", "i4"),  # its first character, and past its last
        ("end", "i4"),
        ("line", "i4"),
        ("space", "i1"),  # whether one follows
        ("level", "i1"),  # 1 where it is raised, 2 where it is lowered
        ("bold", "i1"),
    ],
    align=True,
)
OVER = 0.15  # of the size: how far apart two prints of one word are that is to look bold
LAYERS, LIES = 8, 0.5  # lines printed over each other, at the most; of the narrower word: so much of it lies over the other
SMALLEST, SMALLER = 0.42, 0.86  # of its word's size: between these is a superscript's


@kernel
def runs(code: Any, x0: Any, x1: Any, y: Any, size: Any, font: Any, first: Any, bold: Any) -> Any:
    """Neighbours in the content stream that touch, as rows of `RUN`; `bold` says of each font whether it is."""
    count = len(code)
    found = np.empty(count, RUN)
    runs, opened, last = 0, False, 0  # the last: the character before
    for i in range(count):
        c = code[i]
        if c <= 32 or c >= 0x7F:
            if c == 32 or c == 160 or (9 <= c <= 13) or 0x2000 <= c <= 0x200A or c == 0x202F or c == 0x3000:
                if runs:
                    found[runs - 1].space = 1
                opened = False
                continue
            if c < 2 or 2 < c < 32 or 0x7F <= c < 0xA0 or 0x200B <= c <= 0x200F or c == 0xFEFF:
                continue
        s = size[i]
        if opened:
            same = (abs(y[i] - y[last]) <= SHIFT * s) & (abs(s - size[last]) <= SIZES * s) & (font[i] == font[last])
            away = (x0[i] - x1[last] > TOUCH * s) | (x0[i] <= x0[last] + ONWARDS * s)
            within = x0[i] == x0[last] and not first[i]  # one glyph that means several letters
            opened = same and (not away or within)
        if not opened:
            run = found[runs]
            run.begin, run.left, run.y, run.size, run.bold, run.space, run.level = i, x0[i], y[i], s, bold[font[i]], 0, 0
            run.apart, run.pairs = 0.0, 0
            runs += 1
            opened = True
        run = found[runs - 1]
        if i > run.begin and x0[i] > x0[last]:
            run.apart += (x0[i] - x1[last]) / run.size
            run.pairs += 1
        run.end, run.right, last = i + 1, x1[i], i
    return found[:runs]


@kernel
def baselines(found: Any, order: Any) -> None:
    """Say of each run, in the order of their heights, on which line it stands, and where it is raised or lowered."""
    count = len(found)
    number, base, unit, most = -1, -1e9, 1.0, 0.0
    for p in range(count):
        run = found[order[p]]
        if number < 0 or run.y - base > LINE * min(run.size, unit):
            number, base, unit = number + 1, run.y, run.size
        run.line = number
        unit, most = max(unit, run.size), max(most, run.size)
    for p in range(count):
        run = found[order[p]]
        if run.size >= SMALLER * most:
            continue
        near = BESIDE
        for q in range(max(0, p - NEIGHBOURS), min(count, p + NEIGHBOURS + 1)):
            word = found[order[q]]
            if not SMALLEST * word.size < run.size < SMALLER * word.size:
                continue  # smaller still, it stands beside an initial
            rise, gap = (word.y - run.y) / word.size, max(run.left - word.right, word.left - run.right) / word.size
            if -LOW < rise < HIGH and abs(rise) > LEVEL and -BESIDE < gap < near:
                near, run.line, run.level = gap, word.line, 1 if rise > 0 else 2


@kernel
def layers(found: Any) -> None:
    """Number lines anew, so that those printed over each other are several: each time the stream begins one over words of it."""
    count = len(found)
    begun, layer = np.full(count + 1, -1), np.zeros(count + 1, np.int64)  # of each line: its last turn, and its number
    # Of each run: the first one of its turn, where the stream begins the line anew; of that, whether its turn lies over words.
    turn, over = np.zeros(count, np.int64), np.zeros(count, np.bool_)
    before = np.full(count + 1, -1)  # of each line: the run before
    for k in range(count):
        run = found[k]
        last = before[run.line]
        turn[k] = k if last < 0 or run.left <= found[last].left else turn[last]
        before[run.line] = k
        for j in range(max(0, k - NEIGHBOURS), k):
            other = found[j]
            wide = min(run.right, other.right) - max(run.left, other.left)
            if other.line != run.line or wide < LIES * min(run.right - run.left, other.right - other.left):
                continue
            length, size = run.end - run.begin, other.end - other.begin
            over[turn[k]] |= length > 1 and size > 1 and (length != size or abs(run.left - other.left) > OVER * run.size)
    for k in range(count):
        line = found[k].line
        if turn[k] != begun[line]:
            begun[line], layer[line] = turn[k], min(layer[line] + over[turn[k]], LAYERS - 1)
        found[k].line = LAYERS * line + layer[line]
