"""Which lines of a table make one of its rows: between rows stands more white than between the lines of a cell."""

from itertools import pairwise
from statistics import median

from moisson.extract.pdf.rows import Row
from moisson.extract.pdf.segments import Segment
from moisson.extract.pdf.strips import Strips, first_word, wrapped
from moisson.extract.pdf.tables import NUMERIC, Line

MORE = 0.09  # of the size: how much more white stands between rows, at the least
LOOSE = 0.75  # of the size: the most white between the lines of a cell


def parted(rows: list[Row], lines: list[Line], bands: list[int], strips: Strips) -> list[int] | None:
    """For each line the number of its row, or None where white does not tell; rules have told `bands`, which are parted further.

    White that runs through all columns is measured, so it does not matter whether cells are set at the top, the middle or the
    bottom of their rows.
    """
    size = median([row.size for row in rows])
    tight = _tight(lines, bands, size)
    if tight is None:
        return None
    out: list[int] = []
    low, number = -1e9, -1
    for k, row in enumerate(rows):
        top = min([s.top for s in row.segments])
        if not k or bands[k] != bands[k - 1] or top - low > tight + MORE * size or (number and _begins(lines, k, out, strips)):
            number, low = number + 1, -1e9
        out.append(number)
        low = max([low, *(s.bottom for s in row.segments)])
    return out if _rows(lines, out, strips) else None


def _begins(lines: list[Line], k: int, numbers: list[int], strips: Strips) -> bool:
    """Whether a line holds entries of its own in two columns: on the lines above there was room for their first words."""
    count = 0
    for c, (words, _) in enumerate(lines[k]):
        above = [lines[j][c][0][-1] for j in range(k) if numbers[j] == numbers[-1] and lines[j][c][0]]
        if words and above and c < len(strips):
            room = strips[c][0] - above[-1].x1
            count += room > first_word(words[0]) + 0.5 * words[0].size
    return count > 1


def _tight(lines: list[Line], bands: list[int], size: float) -> float | None:
    """The white between the lines of one cell: the least that stands twice between lines of one column."""
    found: list[float] = []
    for c in range(len(lines[0])):
        last: tuple[int, Segment] | None = None
        for line, band in zip(lines, bands, strict=True):
            if words := line[c][0]:
                if last and last[0] == band:
                    found.append(words[0].top - last[1].bottom)
                last = band, words[-1]
    found = sorted([gap for gap in found if -0.2 * size < gap < LOOSE * size])
    return next((b for a, b in pairwise(found) if b - a < 0.06 * size), None)


def _rows(lines: list[Line], numbers: list[int], strips: Strips) -> bool:
    """Whether groups of lines are rows: several, hardly ever two numbers below each other in one, and lines that had no room."""
    groups: dict[int, list[Line]] = {}
    for line, number in zip(lines, numbers, strict=True):
        groups.setdefault(number, []).append(line)
    body = [group for number, group in groups.items() if number]
    several = [group for group in body if len(group) > 1]
    if len(body) < 2 or not several:
        return False
    twice = 0
    for group in several:
        counts = [
            sum(bool(line[c][0]) and all(NUMERIC.fullmatch(s.text) for s in line[c][0]) for line in group)
            for c in range(len(group[0]))
        ]
        twice += max(counts) > 1
    return twice <= 0.05 * len(body) and wrapped(lines, numbers, strips)
