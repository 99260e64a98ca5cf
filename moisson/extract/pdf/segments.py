"""Characters with places to pieces of lines: what stands on one baseline without a wide gap or a rule in it."""

from typing import Any

import numpy as np

from moisson.extract.pdf.chars import Characters, Way
from moisson.extract.pdf.gutters import gutters
from moisson.extract.pdf.narrow import narrow
from moisson.extract.pdf.pieces import Segment
from moisson.extract.pdf.placed import SEPARATOR, placed
from moisson.extract.pdf.rules import MOST
from moisson.extract.pdf.runs import baselines, rising, runs, taken
from moisson.kernels.compiled import kernel

HYPHEN, CUT = 0.35, 0.65  # of the size: how far a line's hyphen may stand behind its word, and a gap that parts behind one
WIDE = 0.9  # of the size: a gap that parts segments
TIGHT = -0.03  # of the size: letters that stand closer, on average, are set so


@kernel
def _lone(code: Any, begin: Any, end: Any, k: Any) -> Any:
    """Whether a run is one letter or digit."""
    c = code[begin[k]]
    return end[k] - begin[k] == 1 and (48 <= c <= 57 or 65 <= c <= 90 or 97 <= c <= 122 or 0xC0 <= c < 0x2000)


@kernel
def _level(length: Any, left: Any, right: Any, y: Any, size: Any) -> None:
    """Put a letter that stands lower or higher on the line of those before and after it, where it overlaps both."""
    for k in range(1, len(y) - 1):
        a, b, s = k - 1, k + 1, size[k]
        if length[k] > 1 or abs(size[a] - s) > 0.05 * s or abs(size[b] - s) > 0.05 * s or abs(y[a] - y[b]) > 0.02 * s:
            continue
        into, over = (right[a] - left[k]) / s, (right[k] - left[b]) / s
        if 0.05 < into < 0.35 and 0.05 < over < 0.35 and abs(y[a] - y[k]) < 0.35 * s:
            y[k] = y[a]


@kernel
def _narrow(code: Any, begin: Any, end: Any, space: Any, left: Any, right: Any, size: Any, p: Any, q: Any, near: Any) -> Any:
    """The least gap between the words of a line, whose runs are those from `p` to `q`.

    It is less than usual where the usual one leaves words of more than ten letters.
    """
    letters, words, tight = 0, 1, 0
    for k in range(p + 1, q):
        gap = (left[k] - right[k - 1]) / size[k]
        if gap > near or (space[k - 1] and gap > 0.04):
            words += code[begin[k]] > 64
        elif gap > 0.09 and code[begin[k]] > 64:
            tight += 1
    if tight < 2:
        return near
    for k in range(p, q):
        for i in range(begin[k], end[k]):
            letters += code[i] > 64
    return 0.09 if letters > 10 * words else near


@kernel
def _least(space: Any, left: Any, right: Any, begin: Any, end: Any, size: Any, p: Any, q: Any) -> Any:
    """The least gap at which a space that the file writes counts: none where most of a line's spaces are as narrow."""
    wide, tight, long = 0, 0, True
    for k in range(p + 1, q):
        if space[k - 1]:
            gap = (left[k] - right[k - 1]) / size[k]
            wide += gap > 0.04
            if -0.1 < gap <= 0.04:
                tight += 1
                long = long and end[k - 1] - begin[k - 1] > 2 and end[k] - begin[k] > 2
    return -0.1 if tight > wide and (tight > 2 or long) else 0.04


@kernel
def _join(
    code: Any,
    begin: Any,
    end: Any,
    space: Any,
    left: Any,
    right: Any,
    y: Any,
    size: Any,
    heavy: Any,
    starts: Any,
    level: Any,
    rules: Any,
    near: Any,
    apart_by: Any,
    pairs: Any,
) -> Any:
    """Runs, line by line, to segments: their characters one after the other, a separator behind each; its box, size, weight.

    `starts` says where each line starts. The last that is returned says whether there are characters that stand for others.
    """
    count = len(begin)
    total, odd = 0, False
    for k in range(count):
        total += end[k] - begin[k]
    out, boxes = np.empty(total + 4 * count, np.uint32), np.empty((count, 6))
    order = np.arange(count)  # of two that are printed over each other one stands in both places
    written, segments, p, line = 0, 0, 0, 0
    while p < count:
        while starts[line + 1] <= p:
            line += 1
        last, q, single = p, p + 1, 1 * _lone(code, begin, end, p)
        digits, words = single * (code[begin[last]] < 58), 0
        reach, unit = right[last], size[last]
        for k in range(q, starts[line + 1]):
            unit = max(size[k], size[last]) if level[k] or level[last] else min(size[k], size[last])
            gap = left[k] - reach
            hyphen = gap > CUT * unit and code[end[last] - 1] in (2, 45, 0xAD, 0x2010, 0xFFFE) and end[last] - begin[last] > 1
            if gap > WIDE * unit or hyphen or (gap < -1.2 * unit and left[k] > left[last] + 0.2 * unit):
                break
            parted = level[k] == 0 and level[last] == 0 and max(size[k], size[last]) > 1.7 * min(size[k], size[last])
            for r in range(len(rules) if gap > 0.12 * unit else 0):
                if (
                    reach - 1 <= rules[r, 0] <= left[k] + 1
                    and rules[r, 1] < y[k] - 0.2 * unit
                    and rules[r, 2] > y[k] - 0.2 * unit
                ):
                    parted = True
            if parted:
                break
            lone = _lone(code, begin, end, k)
            single += lone
            digits += lone and code[begin[k]] < 58
            words += end[k] - begin[k] > 2
            reach = max(reach, right[k])
            last = k
            q += 1
        apart = near
        spaced = q - p >= 5 and single >= 0.7 * (q - p) and not (words and digits > 0.3 * single)  # `A 1 bis A 8`
        if spaced:
            gaps = np.zeros(q - p - 1)
            for k in range(p, q - 1):
                gaps[k - p] = (left[k + 1] - right[k]) / size[k]
            rising = np.argsort(gaps, kind="mergesort")
            apart = max(near, 1.7 * (gaps[rising[(q - p - 2) // 2]] + gaps[rising[(q - p - 1) // 2]]) / 2)
        if not spaced:
            apart = min(apart, _narrow(code, begin, end, space, left, right, size, p, q, near))
        longest, heaviest, letters = p, 0, 0
        written_space = 0.7 * apart if spaced else _least(space, left, right, begin, end, size, p, q)
        for s in range(p, q):
            k = order[s]
            length = end[k] - begin[k]
            if s > p:
                a = order[s - 1]
                gap = (left[k] - right[a]) / max(size[k], size[a])
                if abs(left[k] - left[a]) < 0.15 * size[k] and length == end[a] - begin[a] and code[begin[k]] == code[begin[a]]:
                    order[s] = a if right[a] > right[k] else k
                    continue  # printed twice, to look bold
                track = min((apart_by[a] + apart_by[k]) / max(pairs[a] + pairs[k], 1), 0.0)
                gap -= track if track < TIGHT else 0.0  # of letters that are set close
                hyphen = s == q - 1 and length == 1 and code[begin[k]] in (2, 45, 0xAD, 0x2010, 0xFFFE) and not space[a]
                if gap > (HYPHEN if hyphen and code[end[a] - 1] > 64 else apart) or (space[a] and gap > written_space):
                    out[written] = 32
                    written += 1
            if level[k] == 1 and not (s > p and level[order[s - 1]] == 1):
                out[written] = 1
                written += 1
            for i in range(begin[k], end[k]):
                c = code[i]
                if c == 2 or c == 0xFFFE:
                    c = np.uint32(45)
                elif c >= 0xAD:
                    if 0xD800 <= c < 0xE000 or c > 0x10FFFF:
                        c = np.uint32(0xFFFD)
                    odd = odd or c >= 0xE000 or c == 0xAD or c == 0x2010 or c == 0x2011
                out[written] = c
                written += 1
            if level[k] == 1 and not (s + 1 < q and level[order[s + 1]] == 1):
                out[written] = 2
                written += 1
            if (level[k] == 0 and length > end[longest] - begin[longest]) or level[longest]:
                longest = k
            letters += length
            heaviest += length * heavy[k]
        edge = right[order[p]]
        for s in range(p, q):
            edge = max(edge, right[order[s]])
        out[written] = SEPARATOR
        written += 1
        boxes[segments, 0], boxes[segments, 1] = left[order[p]], edge
        boxes[segments, 2], boxes[segments, 3] = y[longest], size[longest]
        boxes[segments, 4] = heaviest / max(letters, 1)
        boxes[segments, 5] = heavy[order[p]] and end[order[p]] - begin[order[p]] > 2
        segments += 1
        p = q
    return out[:written], boxes[:segments], odd


@kernel
def _starts(line: Any) -> Any:
    """Where each line of runs starts, and where the last one ends."""
    found, lines = np.empty(len(line) + 1, np.int64), 0
    for k in range(len(line)):
        if k == 0 or line[k] != line[k - 1]:
            found[lines] = k
            lines += 1
    found[lines] = len(line)
    return found[: lines + 1]


@kernel
def _pieces(code: Any, x0: Any, x1: Any, y: Any, size: Any, font: Any, first: Any, bold: Any, rules: Any) -> Any:
    """Characters to segments, as `_join` gives them; `bold` says of each font whether it is."""
    begin, end, space, apart, pairs, spaces = runs(code, x0, x1, y, size, font, first)
    if len(begin) == 0:
        return np.empty(0, np.uint32), np.empty((0, 6)), False
    left, right, base, unit = taken(x0, begin), taken(x1, end - 1), taken(y, begin), taken(size, begin)
    _level(end - begin, left, right, base, unit)
    line, level = baselines(left, right, base, unit)
    near = 0.13 if spaces > 0.05 * len(code) else 0.115
    order = rising(line * (left.max() - left.min() + 1.0) + left)
    begin, end, space, level = taken(begin, order), taken(end, order), taken(space, order), taken(level, order)
    left, right, base, unit = taken(left, order), taken(right, order), taken(base, order), taken(unit, order)
    apart, pairs, starts = taken(apart, order) / unit, taken(pairs, order), _starts(taken(line, order))
    heavy = taken(bold, taken(font, begin))
    found = gutters(code, begin, end, left, right, base, unit, starts)
    parting = np.concatenate((rules, found, narrow(code, begin, end, left, right, base, unit, starts)))
    return _join(code, begin, end, space, left, right, base, unit, heavy, starts, level, parting, near, apart, pairs)


def segments(way: Way, rules: Any) -> list[Segment]:
    """The pieces of lines of the characters that run one way; `rules` are vertical rules as rows of x, top, bottom."""
    if not len(way.code):
        return []
    return placed(*_pieces(way.code, way.x0, way.x1, way.y, way.size, way.font, way.first, way.bold, rules[:MOST]))


def aside(page: Characters, way: Way) -> list[tuple[Segment, float, float]]:
    """Segments that run another way than the page, each with the point of the page where its middle lies."""
    width, height = (page.height, page.width) if page.turn % 2 else (page.width, page.height)
    placed = []
    for piece in segments(way, np.zeros((0, 3))):
        x, y = _there(way.turn, width, height, (piece.x0 + piece.x1) / 2, piece.middle)
        placed.append((piece, *_here(page.turn, width, height, x, y)))
    return placed


def _there(turn: int, width: float, height: float, along: float, down: float) -> tuple[float, float]:
    """A point of a turned page on the page as the file has it, from the bottom left."""
    return ((along, height - down), (down, along), (width - along, down), (width - down, height - along))[turn]


def _here(turn: int, width: float, height: float, x: float, y: float) -> tuple[float, float]:
    """A point of the page as the file has it on the page turned."""
    return ((x, height - y), (y, x), (width - x, y), (height - y, width - x))[turn]
