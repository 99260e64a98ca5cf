"""Characters with places to pieces of lines: what stands on one baseline without a wide gap or a rule in it."""

from typing import Any

import numpy as np

from moisson.kernels.compiled import kernel
from moisson.readers.pdf.chars import Characters, Way
from moisson.readers.pdf.gutters import gutters
from moisson.readers.pdf.narrow import narrow
from moisson.readers.pdf.pieces import Segment
from moisson.readers.pdf.placed import SEPARATOR, placed
from moisson.readers.pdf.rules import MOST
from moisson.readers.pdf.runs import RUN, baselines, rising, runs

HYPHEN, CUT = 0.35, 0.65  # of the size: how far a line's hyphen may stand behind its word, and a gap that parts behind one
WIDE = 0.9  # of the size: a gap that parts segments
TIGHT = -0.03  # of the size: letters that stand closer, on average, are set so


@kernel
def _lone(code: Any, run: Any) -> Any:
    """Whether a run is one letter or digit."""
    c = code[run.begin]
    return run.end - run.begin == 1 and (48 <= c <= 57 or 65 <= c <= 90 or 97 <= c <= 122 or 0xC0 <= c < 0x2000)


@kernel
def _level(found: Any) -> None:
    """Put a letter that stands lower or higher on the line of those before and after it, where it overlaps both."""
    for k in range(1, len(found) - 1):
        run = found[k]
        if run.end - run.begin > 1:
            continue
        a, b, s = found[k - 1], found[k + 1], run.size
        if abs(a.size - s) > 0.05 * s or abs(b.size - s) > 0.05 * s or abs(a.y - b.y) > 0.02 * s:
            continue
        into, over = (a.right - run.left) / s, (run.right - b.left) / s
        if 0.05 < into < 0.35 and 0.05 < over < 0.35 and abs(a.y - run.y) < 0.35 * s:
            run.y = a.y


@kernel
def _narrow(code: Any, found: Any, p: Any, q: Any, near: Any) -> Any:
    """The least gap between the words of a line, whose runs are those from `p` to `q`.

    It is less than usual where the usual one leaves words of more than ten letters.
    """
    letters, words, tight = 0, 1, 0
    for k in range(p + 1, q):
        run, before = found[k], found[k - 1]
        gap = (run.left - before.right) / run.size
        if gap > near or (before.space and gap > 0.04):
            words += code[run.begin] > 64
        elif gap > 0.09 and code[run.begin] > 64:
            tight += 1
    if tight < 2:
        return near
    for k in range(p, q):
        for i in range(found[k].begin, found[k].end):
            letters += code[i] > 64
    return 0.09 if letters > 10 * words else near


@kernel
def _least(found: Any, p: Any, q: Any) -> Any:
    """The least gap at which a space that the file writes counts: none where most of a line's spaces are as narrow."""
    wide, tight, long = 0, 0, True
    for k in range(p + 1, q):
        run, before = found[k], found[k - 1]
        if before.space:
            gap = (run.left - before.right) / run.size
            wide += gap > 0.04
            if -0.1 < gap <= 0.04:
                tight += 1
                long = long and before.end - before.begin > 2 and run.end - run.begin > 2
    return -0.1 if tight > wide and (tight > 2 or long) else 0.04


@kernel
def _spaced(found: Any, p: Any, q: Any) -> Any:
    """The gap between the words of a line whose letters are set apart."""
    gaps = np.zeros(q - p - 1)
    for k in range(p, q - 1):
        gaps[k - p] = (found[k + 1].left - found[k].right) / found[k].size
    gaps.sort()
    return 1.7 * (gaps[(q - p - 2) // 2] + gaps[(q - p - 1) // 2]) / 2


@kernel
def _join(code: Any, found: Any, starts: Any, rules: Any, near: Any) -> Any:
    """Runs, line by line, to segments: their characters one after the other, a separator behind each; its box, size, weight.

    `starts` says where each line starts. The last that is returned says whether there are characters that stand for others.
    """
    count = len(found)
    total, odd = 0, False
    for k in range(count):
        total += found[k].end - found[k].begin
    out, boxes = np.empty(total + 4 * count, np.uint32), np.empty((count, 6))
    written, segments, p, line = 0, 0, 0, 0
    while p < count:
        while starts[line + 1] <= p:
            line += 1
        last, q, single = found[p], p + 1, 1 * _lone(code, found[p])
        digits, words = single * (code[last.begin] < 58), 0
        reach, unit = last.right, last.size
        for k in range(q, starts[line + 1]):
            run = found[k]
            unit = max(run.size, last.size) if run.level or last.level else min(run.size, last.size)
            gap = run.left - reach
            hyphen = gap > CUT * unit and code[last.end - 1] in (2, 45, 0xAD, 0x2010, 0xFFFE) and last.end - last.begin > 1
            if gap > WIDE * unit or hyphen or (gap < -1.2 * unit and run.left > last.left + 0.2 * unit):
                break
            parted = run.level == 0 and last.level == 0 and max(run.size, last.size) > 1.7 * min(run.size, last.size)
            for r in range(len(rules) if gap > 0.12 * unit else 0):
                if (
                    reach - 1 <= rules[r, 0] <= run.left + 1
                    and rules[r, 1] < run.y - 0.2 * unit
                    and rules[r, 2] > run.y - 0.2 * unit
                ):
                    parted = True
            if parted:
                break
            lone = _lone(code, run)
            single += lone
            digits += lone and code[run.begin] < 58
            words += run.end - run.begin > 2
            reach = max(reach, run.right)
            last = run
            q += 1
        spaced = q - p >= 5 and single >= 0.7 * (q - p) and not (words and digits > 0.3 * single)  # `A 1 bis A 8`
        if spaced:
            apart = max(near, _spaced(found, p, q))
            written_space = 0.7 * apart
        else:
            apart, written_space = min(near, _narrow(code, found, p, q, near)), _least(found, p, q)
        longest, heaviest, letters, edge = found[p], 0, 0, found[p].right
        for s in range(p, q):
            run = found[s]
            length, edge = run.end - run.begin, max(edge, run.right)
            if s > p:
                a = found[s - 1]
                gap = (run.left - a.right) / max(run.size, a.size)
                if abs(run.left - a.left) < 0.15 * run.size and length == a.end - a.begin and code[run.begin] == code[a.begin]:
                    if a.right > run.right:
                        found[s] = a
                    continue  # printed twice, to look bold
                track = min((a.apart + run.apart) / max(a.pairs + run.pairs, 1), 0.0)
                gap -= track if track < TIGHT else 0.0  # of letters that are set close
                hyphen = s == q - 1 and length == 1 and code[run.begin] in (2, 45, 0xAD, 0x2010, 0xFFFE) and not a.space
                if gap > (HYPHEN if hyphen and code[a.end - 1] > 64 else apart) or (a.space and gap > written_space):
                    out[written] = 32
                    written += 1
            if run.level == 1 and not (s > p and found[s - 1].level == 1):
                out[written] = 1
                written += 1
            for i in range(run.begin, run.end):
                c = code[i]
                if c >= 0xAD:
                    if c == 0xFFFE:
                        c = np.uint32(2)
                    elif 0xD800 <= c < 0xE000 or c > 0x10FFFF:
                        c = np.uint32(0xFFFD)
                    odd = odd or c >= 0xE000 or c == 0xAD or c == 0x2010 or c == 0x2011
                c = np.uint32(45) if c == 2 else c
                out[written] = c
                written += 1
            if run.level == 1 and not (s + 1 < q and found[s + 1].level == 1):
                out[written] = 2
                written += 1
            if (run.level == 0 and length > longest.end - longest.begin) or longest.level:
                longest = run
            letters += length
            heaviest += length * run.bold
        out[written] = SEPARATOR
        written += 1
        lead = found[p]
        boxes[segments, 0], boxes[segments, 1] = lead.left, edge
        boxes[segments, 2], boxes[segments, 3] = longest.y, longest.size
        boxes[segments, 4] = heaviest / max(letters, 1)
        boxes[segments, 5] = lead.bold and lead.end - lead.begin > 2
        segments += 1
        p = q
    return out[:written], boxes[:segments], odd


@kernel
def _in_lines(found: Any) -> Any:
    """Runs line by line, each from left to right, and where each line starts, and where the last one ends."""
    count = len(found)
    low, high = found[0].left, found[0].left
    for k in range(count):
        low, high = min(low, found[k].left), max(high, found[k].left)
    places = np.empty(count)
    for k in range(count):
        places[k] = found[k].line * (high - low + 1.0) + found[k].left
    order = rising(places)
    ordered, starts, lines = np.empty(count, RUN), np.empty(count + 1, np.int64), 0
    for k in range(count):
        ordered[k] = found[order[k]]
        ordered[k].apart /= ordered[k].size
        if k == 0 or ordered[k].line != ordered[k - 1].line:
            starts[lines] = k
            lines += 1
    starts[lines] = count
    return ordered, starts[: lines + 1]


@kernel
def _pieces(code: Any, x0: Any, x1: Any, y: Any, size: Any, font: Any, first: Any, bold: Any, rules: Any) -> Any:
    """Characters to segments, as `_join` gives them; `bold` says of each font whether it is."""
    found, spaces = runs(code, x0, x1, y, size, font, first, bold)
    if len(found) == 0:
        return np.empty(0, np.uint32), np.empty((0, 6)), False
    _level(found)
    baselines(found)
    found, starts = _in_lines(found)
    parting = np.concatenate((rules, gutters(code, found, starts), narrow(code, found, starts)))
    return _join(code, found, starts, parting, 0.13 if spaces > 0.05 * len(code) else 0.115)


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
