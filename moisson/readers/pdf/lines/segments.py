"""Characters with places to pieces of lines: what stands on one baseline without a wide gap or a rule in it."""

from typing import Any

import numpy as np

from moisson.kernels.compiled import kernel
from moisson.readers.pdf.characters.chars import Characters, Way, turned
from moisson.readers.pdf.lines.pieces import BACK, RAISED, SEPARATOR, Segment, placed
from moisson.readers.pdf.lines.runs import OVER, baselines, layers, runs
from moisson.readers.pdf.tables.rules import MOST, NONE

# In sizes of the type:
WIDE = 0.9  # a gap that parts segments
APART = 0.42  # the same between figures: columns of them stand closer, and words of a text are seldom both
BACKWARDS, ONWARDS = 1.2, 0.2  # how far what does not go on from another begins before its end, and behind its beginning
SPACE = 0.12  # a gap between words
WRITTEN, CLOSE = 0.04, -0.1  # the least where the file writes a space; the same where most that it writes are less
RULED = 0.12  # a gap in which a rule may stand
TIGHT = -0.03  # letters that stand closer, on average, are set so
SPACES = 2  # characters that the file may write between words, at the most: it draws others first where there are more
LARGER = 1.7  # times the size: type set beside another that belongs to no line with it
LONE, RUNS = 0.7, 5  # share of single letters in a line whose letters are set apart, and of how many at the least
HEIGHT = 0.2  # above the baseline: where a rule between words is looked for
FIGURES = 0.3  # share of figures among single signs, with which words beside them are entries: `A 1 bis A 8`
LOOSE = 1.7  # times the gap between such letters: one between their words
BEGINS, ENDS, PARTS = map(ord, (RAISED, BACK, SEPARATOR))


@kernel
def _lone(code: Any, run: Any) -> Any:
    """Whether a run is one letter or digit."""
    c = code[run.begin]
    return run.end - run.begin == 1 and (48 <= c <= 57 or 65 <= c <= 90 or 97 <= c <= 122 or 0xC0 <= c < 0x2000)


@kernel
def _ruled(rules: Any, low: Any, high: Any, y: Any) -> Any:
    """Whether an upright rule stands between two places at a height."""
    found = False
    for r in range(len(rules)):
        found = found or (low - 1 <= rules[r, 0] <= high + 1 and rules[r, 1] < y < rules[r, 2])
    return found


@kernel
def _figure(c: Any) -> Any:
    """Whether a character is a digit."""
    return 48 <= c <= 57


@kernel
def _end(code: Any, found: Any, p: Any, rules: Any) -> Any:
    """Past the last run of the segment that begins with run `p`."""
    last, reach = found[p], found[p].right
    for k in range(p + 1, len(found)):
        run = found[k]
        if run.line != last.line:
            return k
        small, large = min(run.size, last.size), max(run.size, last.size)
        gap = (run.left - reach) / (large if run.level or last.level else small)
        if gap > WIDE or (gap < -BACKWARDS and run.left > last.left + ONWARDS * small):
            return k
        lone = run.end - run.begin == 1 and last.end - last.begin == 1  # digits set apart
        if gap > APART and not lone and _figure(code[last.end - 1]) and _figure(code[run.begin]):
            return k
        away = not last.end <= run.begin <= last.end + SPACES  # in the content stream
        if gap > APART and away and run.end - run.begin > 1 and last.end - last.begin > 1:
            return k
        if run.level == 0 and last.level == 0 and large > LARGER * small:
            return k
        if gap > RULED and _ruled(rules, reach, run.left, run.y - HEIGHT * small):
            return k
        last, reach = run, max(reach, run.right)
    return len(found)


@kernel
def _space(code: Any, found: Any, p: Any, q: Any) -> Any:
    """The least gap between the words of a segment, and the least where the file writes a space: wider for letters set apart."""
    single = digits = words = written = close = 0
    for k in range(p, q):
        if k > p and found[k - 1].space:
            gap = (found[k].left - found[k - 1].right) / found[k].size
            written, close = written + 1, close + (gap <= WRITTEN)
        lone = _lone(code, found[k])
        single += lone
        digits += lone and code[found[k].begin] < 58
        words += found[k].end - found[k].begin > 2
    if q - p < RUNS or single < LONE * (q - p) or (words and digits > FIGURES * single):
        return SPACE, CLOSE if close > max(2, written / 2) else WRITTEN
    gaps = np.zeros(q - p - 1)
    for k in range(p, q - 1):
        gaps[k - p] = (found[k + 1].left - found[k].right) / found[k].size
    apart = max(SPACE, LOOSE * np.median(gaps))
    return apart, apart


@kernel
def _join(code: Any, found: Any, rules: Any) -> Any:
    """Runs, line by line, to segments: their characters one after the other, a separator behind each; their rows for `placed`."""
    count = len(found)
    total = 0
    for k in range(count):
        total += found[k].end - found[k].begin
    out, boxes = np.empty(total + 4 * count, np.uint32), np.empty((count, 7))
    written, segments, p = 0, 0, 0
    while p < count:
        q = _end(code, found, p, rules)
        apart, written_space = _space(code, found, p, q)
        longest, heaviest, letters, edge = found[p], 0, 0, found[p].right
        for s in range(p, q):
            run = found[s]
            length, edge = run.end - run.begin, max(edge, run.right)
            if s > p:
                a = found[s - 1]
                gap = (run.left - a.right) / max(run.size, a.size)
                if abs(run.left - a.left) < OVER * run.size and length == a.end - a.begin and code[run.begin] == code[a.begin]:
                    continue  # printed twice, to look bold
                track = min((a.apart + run.apart) / max(a.pairs + run.pairs, 1), 0.0)
                gap -= track if track < TIGHT else 0.0
                if gap > apart or (a.space and gap > written_space):
                    out[written] = 32
                    written += 1
            if run.level == 1 and not (s > p and found[s - 1].level == 1):
                out[written] = BEGINS
                written += 1
            out[written : written + length] = code[run.begin : run.end]
            written += length
            if run.level == 1 and not (s + 1 < q and found[s + 1].level == 1):
                out[written] = ENDS
                written += 1
            if (run.level == 0 and length > longest.end - longest.begin) or longest.level:
                longest = run
            letters += length
            heaviest += length * run.bold
        out[written] = PARTS
        written += 1
        lead = found[p]
        boxes[segments, 0], boxes[segments, 1] = lead.left, edge
        boxes[segments, 2], boxes[segments, 3] = longest.y, longest.size
        boxes[segments, 4] = heaviest / max(letters, 1)
        boxes[segments, 5] = found[q - 1].space
        boxes[segments, 6] = lead.begin
        segments += 1
        p = q
    return out[:written], boxes[:segments]


def segments(way: Way, rules: Any) -> list[Segment]:
    """The pieces of lines of the characters that run one way; `rules` are vertical rules as rows of x, top, bottom."""
    found = runs(way.code, way.x0, way.x1, way.y, way.size, way.font, way.first, way.bold)
    baselines(found, np.argsort(found["y"], kind="stable"))
    layers(found)
    return placed(*_join(way.code, found[np.lexsort((found["left"], found["line"]))], rules[:MOST]))


def aside(page: Characters, way: Way) -> list[tuple[Segment, float, float]]:
    """Segments that run another way than the page, each with the point of the page where its middle lies."""
    width, height = (page.height, page.width) if page.turn % 2 else (page.width, page.height)
    found = []
    for piece in segments(way, NONE.upright):
        x, y = turned(way.turn, (piece.x0 + piece.x1) / 2, piece.middle, width, height)  # which is its own inverse
        found.append((piece, *page.upright(x + page.left, y + page.bottom)))
    return found
